use ninefold::access::{Role, Staff};
use ninefold::actions::Refused;
use ninefold::actions::change_responsible::change_responsible;
use ninefold::actions::end_handover::end_handover;
use ninefold::actions::hand_over::hand_over;
use ninefold::care::ids::EpisodeId;
use ninefold::records::caseload::{self, View};
use ninefold::records::handovers::NewHandover;
use ninefold::records::{Error, episodes};

use crate::support::TestClinic;
use crate::support::course::submission;

fn covered(t: &TestClinic, who: &Staff) -> Vec<EpisodeId> {
    let today = t.now().date;
    t.read(|db| {
        let mine = caseload::of(db, &who.id, today)?;
        Ok(caseload::list(db, &mine, View::All, 0)?
            .into_iter()
            .filter(|entry| entry.covered)
            .map(|entry| entry.episode)
            .collect())
    })
}

fn to(t: &TestClinic, to: &Staff, episode: Option<&EpisodeId>, days: u64) -> NewHandover {
    let today = t.now().date;
    NewHandover {
        from: t.asha.id.clone(),
        to: to.id.clone(),
        episode: episode.cloned(),
        from_day: today,
        until_day: Some(today + chrono::Days::new(days)),
        note: "back on Monday".into(),
    }
}

#[test]
fn a_handover_ends_by_itself() {
    let t = TestClinic::new();
    let (first, second) = (t.assigned("1", 2), t.assigned("2", 2));
    let new = to(&t, &t.cora, None, 2);
    hand_over(&t.clinic, &t.asha, &submission(), &new, t.now()).unwrap();
    let mut on_board = covered(&t, &t.cora);
    on_board.sort();
    assert_eq!(on_board, [first.clone(), second]);
    t.decide(&t.cora, &first, 2, "").unwrap();
    t.later(24 * 2);
    assert_eq!(covered(&t, &t.cora).len(), 2, "the last day counts");
    t.later(24);
    assert!(covered(&t, &t.cora).is_empty());
}

#[test]
fn a_handover_can_be_ended_early_by_whom_it_concerns() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    let new = to(&t, &t.ben, None, 9);
    let handover = hand_over(&t.clinic, &t.asha, &submission(), &new, t.now()).unwrap();
    assert_eq!(covered(&t, &t.ben), [id]);
    let end = |who: &Staff| end_handover(&t.clinic, who, &submission(), &handover, t.now());
    assert_eq!(end(&t.cora), Err(Refused::Record(Error::NotFound)));
    end(&t.ben).unwrap();
    assert!(covered(&t, &t.ben).is_empty());
    assert_eq!(end(&t.ben), Err(Refused::Record(Error::NotFound)));
}

#[test]
fn the_same_cover_is_not_handed_over_twice() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    let send = |new: &NewHandover| hand_over(&t.clinic, &t.asha, &submission(), new, t.now());
    let first = send(&to(&t, &t.ben, None, 9)).unwrap();
    for days in [9, 3] {
        let again = send(&to(&t, &t.ben, None, days));
        assert!(matches!(again, Err(Refused::Rule(_))), "{days}: {again:?}");
    }
    send(&to(&t, &t.ben, None, 10)).unwrap();
    send(&to(&t, &t.cora, None, 9)).unwrap();
    send(&to(&t, &t.ben, Some(&id), 9)).unwrap();
    assert!(send(&to(&t, &t.ben, Some(&id), 9)).is_err());
    end_handover(&t.clinic, &t.asha, &submission(), &first, t.now()).unwrap();
    send(&to(&t, &t.cora, Some(&id), 9)).unwrap();
}

#[test]
fn nobody_hands_over_what_is_not_theirs() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    let send = |who: &Staff, new: &NewHandover| {
        hand_over(&t.clinic, who, &submission(), new, t.now()).map(|_| ())
    };
    let all = to(&t, &t.cora, None, 3);
    assert!(matches!(send(&t.ben, &all), Err(Refused::Rule(_))));
    let lead = t.hire("Lea Storm", Role::LeadClinician);
    assert_eq!(send(&lead, &all), Ok(()));
    let one = to(&t, &t.ben, Some(&id), 3);
    let desk = t.hire("Dora Frost", Role::FrontDesk);
    assert!(matches!(
        send(&t.asha, &to(&t, &desk, Some(&id), 3)),
        Err(Refused::Rule(_))
    ));
    assert!(matches!(
        send(&t.asha, &to(&t, &t.asha, Some(&id), 3)),
        Err(Refused::Rule(_))
    ));
    assert_eq!(
        send(&t.ben, &one),
        Ok(()),
        "a colleague of the team, for one patient"
    );
    let other = t.by(&t.asha, |w| {
        let facts = crate::support::patient_facts("9");
        let patient = ninefold::records::patients::register(w, &t.south, &facts)?;
        episodes::open(w, &patient, &t.protocol, &crate::support::episode_facts())
    });
    let foreign = to(&t, &t.ben, Some(&other), 3);
    assert_eq!(
        send(&t.ben, &foreign),
        Err(Refused::Record(Error::NotFound))
    );
}

#[test]
fn another_clinician_becomes_responsible_once() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    let version = t.read(|db| episodes::find(db, &id)).version;
    let send = || {
        let at = (&id, version);
        change_responsible(
            &t.clinic,
            &t.asha,
            &submission(),
            at,
            (&t.ben.id, "leaving"),
            t.now(),
        )
    };
    let noted = t.audit().len();
    send().unwrap();
    assert_eq!(t.actions_since(noted), ["responsible_changed"]);
    assert_eq!(t.read(|db| episodes::find(db, &id)).responsible, t.ben.id);
    assert_eq!(send(), Err(Refused::Record(Error::Changed)));
}
