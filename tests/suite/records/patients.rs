use ninefold::care::patient::{FactKind, PatientFacts, Sex};
use ninefold::records::handovers::{self, NewHandover};
use ninefold::records::reach::{self, Reach};
use ninefold::records::search::{self, search};
use ninefold::records::{Error, cautions, patients};

use crate::support::{TestClinic, day, patient_facts};

#[test]
fn earlier_facts_stay_readable_after_an_amendment() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let before = t.read(|db| patients::find(db, &id));
    assert_eq!(before.facts, patient_facts("1"));
    let facts = PatientFacts {
        family_name: "Novak".into(),
        sex: Sex::Other,
        arm_length_cm: None,
        ..patient_facts("1a")
    };
    t.later(1);
    t.by(&t.ben, |w| patients::amend(w, &before, &facts, "married"));
    let now = t.read(|db| patients::find(db, &id));
    assert_eq!((now.version, &now.facts), (2, &facts));
    let versions = t.read(|db| patients::list_versions(db, &id));
    assert_eq!(versions.len(), 2);
    assert_eq!(
        (&versions[0].facts, versions[0].reason.as_str()),
        (&facts, "married")
    );
    assert_eq!(
        (&versions[1].facts, &versions[1].recorded_by),
        (&before.facts, &t.asha.id)
    );

    let lost = t.try_by(&t.asha, |w| {
        patients::amend(w, &before, &before.facts, "late")
    });
    assert_eq!(lost, Err(Error::Changed));
}

#[test]
fn people_are_found_by_the_beginnings_of_any_name_they_had() {
    let t = TestClinic::new();
    let id = t.patient("4711");
    let before = t.read(|db| patients::find(db, &id));
    let facts = PatientFacts {
        family_name: "O’Brien".into(),
        ..before.facts.clone()
    };
    t.by(&t.asha, |w| patients::amend(w, &before, &facts, "married"));
    let other = PatientFacts {
        family_name: "王".into(),
        given_names: "小明".into(),
        ..patient_facts("4712")
    };
    let other = t.by(&t.asha, |w| patients::register(w, &t.north, &other));
    let find = |query: &str| -> Vec<_> {
        t.read(|db| {
            let reach = reach::of(db, &t.asha, t.now())?;
            search(db, &reach, query, 20)
        })
        .into_iter()
        .map(|card| card.id)
        .collect()
    };
    for query in ["zize", "ŽIŽ", "obri luk", "Łukasz O'Brien", "4711"] {
        assert_eq!(find(query), std::slice::from_ref(&id), "{query}");
    }
    assert_eq!(find("王"), std::slice::from_ref(&other));
    assert_eq!(find("小"), [other]);
    for query in ["", "%", "_", "izek", "luk zzz"] {
        assert!(find(query).is_empty(), "{query}");
    }
}

#[test]
fn reach_is_team_cover_or_a_reason() {
    let t = TestClinic::new();
    let (patient, episode) = t.episode("1");
    let reaches = |who| {
        t.clinic
            .read(|db| reach::require(db, who, &patient, t.now()))
    };
    assert_eq!(reaches(&t.asha), Ok(()));
    assert_eq!(reaches(&t.ben), Ok(()));
    assert_eq!(reaches(&t.cora), Err(Error::NotFound));
    let missing = "nobody".parse().unwrap();
    assert_eq!(
        t.clinic
            .read(|db| reach::require(db, &t.asha, &missing, t.now())),
        Err(Error::NotFound)
    );
    let listed = |who| {
        t.read(|db| {
            let reach = reach::of(db, who, t.now())?;
            search::list(db, &reach, 10, 0)
        })
        .len()
    };
    assert_eq!((listed(&t.ben), listed(&t.cora)), (1, 0));

    let cover = NewHandover {
        from: t.asha.id.clone(),
        to: t.cora.id.clone(),
        episode: Some(episode),
        from_day: day(2026, 3, 3),
        until_day: Some(day(2026, 3, 4)),
        note: "holiday".into(),
    };
    t.by(&t.asha, |w| handovers::hand_over(w, &cover, None));
    let over_days: Vec<bool> = (0..4)
        .map(|_| {
            let reached = reaches(&t.cora).is_ok();
            assert_eq!(listed(&t.cora), usize::from(reached));
            t.later(24);
            reached
        })
        .collect();
    assert_eq!(
        over_days,
        [false, true, true, false],
        "cover begins and ends by itself"
    );

    t.by(&t.cora, |w| {
        reach::grant(w, &patient, "rang in pain, team closed")
    });
    assert_eq!(reaches(&t.cora), Ok(()));
    t.later(8);
    assert_eq!(reaches(&t.cora), Err(Error::NotFound), "eight hours later");
    let grants = t.read(|db| reach::list_grants(db, day(2026, 3, 1)));
    assert_eq!(
        (grants.len(), grants[0].reason.as_str()),
        (1, "rang in pain, team closed")
    );
}

#[test]
fn the_front_desk_reaches_names_of_the_whole_clinic() {
    let t = TestClinic::new();
    t.patient("1");
    let desk = ninefold::access::Staff {
        role: ninefold::access::Role::FrontDesk,
        teams: vec![],
        ..t.cora.clone()
    };
    assert_eq!(t.read(|db| reach::of(db, &desk, t.now())), Reach::Clinic);
    assert_eq!(
        t.read(|db| search::list(db, &Reach::Clinic, 10, 0)).len(),
        1
    );
}

#[test]
fn a_likely_duplicate_is_noticed_across_teams() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let alike = PatientFacts {
        family_name: "zizek".into(),
        ..patient_facts("2")
    };
    assert!(t.read(|db| patients::likely_duplicate(db, &alike)));
    let other_day = PatientFacts {
        birth_date: day(1980, 5, 18),
        ..alike.clone()
    };
    assert!(!t.read(|db| patients::likely_duplicate(db, &other_day)));
    assert!(t.read(|db| patients::likely_duplicate(
        db,
        &PatientFacts {
            clinic_number: "1".into(),
            ..other_day
        }
    )));
    assert_eq!(
        t.read(|db| patients::find_exactly(db, "ŽIŽEK", day(1980, 5, 17))),
        Some(id)
    );
    t.by(&t.cora, |w| patients::register(w, &t.south, &alike));
    assert_eq!(
        t.read(|db| patients::find_exactly(db, "Žižek", day(1980, 5, 17))),
        None,
        "two fit"
    );
    assert!(t.read(|db| patients::likely_duplicate(db, &alike)));
}

#[test]
fn cautions_and_facts_are_withdrawn_and_not_removed() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let caution = "ca_implant".parse().unwrap();
    t.by(&t.asha, |w| {
        cautions::record(w, &id, &caution, "pacemaker")?;
        cautions::record_fact(w, &id, FactKind::Consent, w.now().date, "signed form")
    });
    let twice = t.try_by(&t.asha, |w| cautions::record(w, &id, &caution, ""));
    assert_eq!(twice, Err(Error::Duplicate("caution".into())));
    t.later(1);
    t.by(&t.ben, |w| {
        cautions::withdraw(w, &id, &caution, "it was the brother's")?;
        cautions::withdraw_fact(w, &id, FactKind::Consent, "by phone")
    });
    let cautions = t.read(|db| cautions::list(db, &id));
    assert_eq!(cautions.len(), 1);
    let withdrawn = cautions[0].withdrawn.as_ref().unwrap();
    assert_eq!(
        (&withdrawn.by, withdrawn.because.as_str(), withdrawn.at),
        (&t.ben.id, "it was the brother's", t.now().utc)
    );
    let facts = t.read(|db| cautions::list_facts(db, &id));
    assert_eq!(
        (facts[0].kind, facts[0].on, facts[0].withdrawn.is_some()),
        (FactKind::Consent, day(2026, 3, 2), true)
    );
    assert_eq!(
        t.try_by(&t.asha, |w| cautions::withdraw(w, &id, &caution, "")),
        Err(Error::NotFound)
    );
    t.by(&t.asha, |w| cautions::record(w, &id, &caution, "after all"));
    assert_eq!(t.read(|db| cautions::list(db, &id)).len(), 2);
}
