use ninefold::care::course::{FlagState, Flare, ReportedFlag, WarningSigns};
use ninefold::care::measure::{Reading, Side};
use ninefold::care::number::Number;
use ninefold::care::protocol::ActionLevel;
use ninefold::care::session::{
    AdverseEvent, Mistake, ScreenAnswer, SessionContent, SessionState, Severity, TreatedSide,
    Treatment,
};
use ninefold::records::{Error, courses, flags, sessions};

use crate::support::{TestClinic, content, day, reading, word};

fn full(t: &TestClinic) -> SessionContent {
    let held = Reading {
        variant: Some("knees".into()),
        unchanged: true,
        parts: vec![Number::from_thousandths(1_440), Number::whole(2)],
        stopped: Some("pain".into()),
        ..reading("plank_hold", None, 12_500)
    };
    let readings = vec![
        reading("rom_thoracic_rotation", Some(Side::Left), 46_000),
        reading("rom_thoracic_rotation", Some(Side::Right), 38_000),
        held,
        word("mmt_mid_trap", "4-"),
    ];
    SessionContent {
        late_because: "power cut".into(),
        full_screen: true,
        screen: vec![ScreenAnswer {
            flag: "rf_fever".parse().unwrap(),
            state: FlagState::Considered,
            level: Some(ActionLevel::SameDay),
            note: "cold, seen by GP".into(),
            ask_again_on: Some(day(2026, 3, 9)),
        }],
        warning_signs: WarningSigns::Reported(vec![ReportedFlag {
            flag: "rf_fever".parse().unwrap(),
            level: None,
        }]),
        flare: Flare::Settled {
            began: Some(day(2026, 3, 1)),
            spasm_returned: true,
        },
        treatments: vec![Treatment {
            treatment: "tx_heat".parse().unwrap(),
            minutes: Some(15),
            region: "T4 to T8".into(),
            side: Some(TreatedSide::Left),
            setting: "wrapped".into(),
            response: "softer".into(),
            adverse: Some(AdverseEvent {
                severity: Severity::Mild,
                what: "red skin".into(),
            }),
            override_reason: "asked for".into(),
        }],
        response: "eased".into(),
        adherence: "most days".into(),
        activities: vec!["lift the child".into(), "drive".into()],
        note: "knots at T6".into(),
        ..content(t.now(), readings)
    }
}

#[test]
fn everything_recorded_at_a_visit_comes_back() {
    let t = TestClinic::new();
    let (patient, episode) = t.episode("1");
    let id = t.by(&t.asha, |w| sessions::draft(w, &episode, &full(&t)));
    let draft = t.read(|db| sessions::find(db, &id));
    assert_eq!(
        (&draft.patient, &draft.episode, &draft.state),
        (&patient, &episode, &SessionState::Draft)
    );
    assert_eq!(draft.current.content, full(&t));
    assert!(draft.current.signed.is_none());
    assert_eq!(
        t.read(|db| courses::load(db, &episode)).visits.len(),
        0,
        "no rule reads a draft"
    );

    let more = SessionContent {
        note: "knots at T6 and T7".into(),
        ..full(&t)
    };
    t.by(&t.asha, |w| sessions::save_draft(w, &draft, &more));
    assert_eq!(
        t.try_by(&t.asha, |w| sessions::sign(w, &draft, &more)),
        Err(Error::Changed)
    );
    let saved = t.read(|db| sessions::find(db, &id));
    t.by(&t.asha, |w| sessions::sign(w, &saved, &more));
    let signed = t.read(|db| sessions::find(db, &id));
    assert_eq!(
        (
            signed.current.number,
            &signed.current.content,
            signed.is_amended()
        ),
        (3, &more, false)
    );
    assert_eq!(signed.current.signed.as_ref().unwrap().by, t.asha.id);
    assert_eq!(t.read(|db| sessions::list_versions(db, &id)).len(), 3);
    assert_eq!(t.read(|db| courses::load(db, &episode)).visits.len(), 1);
    assert_eq!(
        t.actions_since(0)
            .iter()
            .filter(|action| action.starts_with("session"))
            .count(),
        3
    );
}

#[test]
fn an_amendment_needs_a_reason_and_leaves_the_old_version_readable() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let first = content(t.now(), vec![reading("nprs_rest", None, 3_000)]);
    let id = t.by(&t.asha, |w| sessions::sign_new(w, &episode, &first));
    let before = t.read(|db| sessions::find(db, &id));
    let second = content(t.now(), vec![reading("nprs_rest", None, 7_000)]);
    t.later(2);
    let silent = t.try_by(&t.asha, |w| sessions::amend(w, &before, &second, " "));
    assert!(matches!(silent, Err(Error::Rejected(_))));
    t.by(&t.asha, |w| {
        sessions::amend(w, &before, &second, "typed in the wrong row")
    });
    assert_eq!(t.audit().last().unwrap().fields, "readings");
    let after = t.read(|db| sessions::find(db, &id));
    assert!(after.is_amended());
    let versions = t.read(|db| sessions::list_versions(db, &id));
    assert_eq!(
        (&versions[0].content, &versions[1].content),
        (&second, &first)
    );
    assert_eq!(
        t.try_by(&t.ben, |w| sessions::amend(w, &before, &first, "late")),
        Err(Error::Changed)
    );

    let now = t.read(|db| courses::load(db, &episode));
    assert_eq!(now.visits[0].readings, second.readings);
    let then = t.read(|db| courses::load_as_of(db, &episode, before.current.entered_at));
    assert_eq!(
        then.visits[0].readings, first.readings,
        "as the record stood before the amendment"
    );
}

#[test]
fn what_is_struck_out_counts_for_nothing_and_stays_readable() {
    let t = TestClinic::new();
    let (wrong, episode) = t.episode("1");
    let (right, other) = t.episode("2");
    let before = t.read(|db| courses::load(db, &episode));
    let id = t.by(&t.asha, |w| sessions::sign_new(w, &episode, &full(&t)));
    assert_eq!(t.read(|db| flags::list(db, &wrong)).len(), 1);
    t.later(1);
    let session = t.read(|db| sessions::find(db, &id));
    let moved = t.by(&t.asha, |w| {
        sessions::strike_out(w, &session, Mistake::WrongPatient, "wrong chart open")?;
        let moved = sessions::draft(w, &other, &session.current.content)?;
        sessions::set_moved_to(w, &session, &moved)?;
        Ok(moved)
    });
    assert_eq!(
        t.read(|db| courses::load(db, &episode)),
        before,
        "as it never was recorded"
    );
    assert_eq!(
        t.read(|db| flags::list(db, &wrong)),
        [],
        "its answers fall with it"
    );
    assert_eq!(
        t.read(|db| flags::list(db, &right)),
        [],
        "a draft's answers do not count yet"
    );
    let struck = t.read(|db| sessions::find(db, &id));
    let SessionState::StruckOut(strike_out) = struck.state else {
        panic!("{:?}", struck.state)
    };
    assert_eq!(
        (strike_out.kind, strike_out.by, strike_out.moved_to),
        (
            Mistake::WrongPatient,
            t.asha.id.clone(),
            Some(moved.clone())
        )
    );
    assert_eq!(struck.current.content, session.current.content);
    assert_eq!(
        t.read(|db| sessions::find(db, &moved)).current.content,
        session.current.content
    );
    let session_again = t.try_by(&t.asha, |w| {
        sessions::strike_out(w, &session, Mistake::Duplicate, "")
    });
    assert_eq!(session_again, Err(Error::Changed));
}

#[test]
fn sessions_stand_where_they_happened() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let on = |of_month| {
        t.clinic
            .moment(day(2026, 2, of_month).and_hms_opt(9, 0, 0).unwrap())
    };
    for of_month in [20, 27, 24] {
        t.by(&t.asha, |w| {
            sessions::sign_new(w, &episode, &content(on(of_month), vec![]))
        });
    }
    let days = |sessions: Vec<ninefold::care::session::Session>| -> Vec<_> {
        sessions
            .into_iter()
            .map(|session| session.current.content.took_place.date)
            .collect()
    };
    assert_eq!(
        days(t.read(|db| sessions::list(db, &episode))),
        [27, 24, 20].map(|of_month| day(2026, 2, of_month))
    );
    let course = t.read(|db| courses::load(db, &episode));
    let visits: Vec<_> = course.visits.iter().map(|visit| visit.at.date).collect();
    assert_eq!(visits, [20, 24, 27].map(|of_month| day(2026, 2, of_month)));
}

#[test]
fn the_same_value_cannot_be_recorded_twice_at_one_visit() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let twice = vec![
        reading("nprs_rest", None, 1_000),
        reading("nprs_rest", None, 2_000),
    ];
    let refused = t.try_by(&t.asha, |w| {
        sessions::sign_new(w, &episode, &content(w.now(), twice))
    });
    assert_eq!(refused, Err(Error::Duplicate("measure".into())));
    assert_eq!(t.read(|db| sessions::list(db, &episode)), []);
}

#[test]
fn an_unsigned_session_waits_for_its_clinician() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let id = t.by(&t.asha, |w| {
        sessions::draft(w, &episode, &content(w.now(), vec![]))
    });
    t.later(25);
    let before = t.now().utc - chrono::TimeDelta::days(1);
    let waiting = |who: &ninefold::access::Staff| {
        t.read(|db| ninefold::records::unsigned::list_of(db, &who.id, before))
    };
    assert_eq!(waiting(&t.asha).len(), 1);
    assert_eq!(waiting(&t.asha)[0].session, id);
    assert_eq!(waiting(&t.ben), []);
}
