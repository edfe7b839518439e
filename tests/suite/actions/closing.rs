use ninefold::actions::Refused;
use ninefold::actions::book_visit::book_visit;
use ninefold::actions::close_episode::{Closing, close_episode};
use ninefold::actions::hold_episode::{Hold, hold_episode};
use ninefold::actions::note_episode::note_episode;
use ninefold::actions::reopen_episode::reopen_episode;
use ninefold::actions::resume_episode::resume_episode;
use ninefold::care::episode::{EpisodeState, Outcome, VisitPlan, VisitState};
use ninefold::care::ids::EpisodeId;
use ninefold::care::patient::FactKind;
use ninefold::records::{Error, cautions, episodes, standings, visits};

use crate::support::TestClinic;
use crate::support::course::{phase_2_met, submission};

fn close(t: &TestClinic, id: &EpisodeId, why: &str) -> Result<EpisodeId, Refused> {
    let closing = Closing {
        on: t.now().date,
        outcome: Outcome::DidNotReturn,
        why: why.into(),
    };
    let version = t.read(|db| episodes::find(db, id)).version;
    close_episode(
        &t.clinic,
        &t.asha,
        &submission(),
        (id, version),
        &closing,
        t.now(),
    )
}

#[test]
fn a_hold_pauses_decisions_until_care_goes_on() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    let version = t.read(|db| episodes::find(db, &id)).version;
    let hold = Hold {
        from: t.now().date,
        until: None,
        why: "holiday".into(),
    };
    let send = |version| {
        hold_episode(
            &t.clinic,
            &t.asha,
            &submission(),
            (&id, version),
            &hold,
            t.now(),
        )
    };
    assert_eq!(
        send(version + 1),
        Err(Refused::Record(Error::Changed)),
        "somebody changed it since"
    );
    let noted = t.audit().len();
    send(version).unwrap();
    assert_eq!(t.actions_since(noted), ["episode_held"]);
    assert_eq!(t.decide(&t.asha, &id, 2, ""), Err(Refused::NotOpen));
    assert!(note_episode(&t.clinic, &t.asha, &submission(), &id, "rang", t.now()).is_ok());
    resume_episode(&t.clinic, &t.asha, &submission(), &id, t.now()).unwrap();
    assert!(t.decide(&t.asha, &id, 2, "").is_ok());
    assert!(
        resume_episode(&t.clinic, &t.asha, &submission(), &id, t.now()).is_err(),
        "it is not on hold any more"
    );
}

#[test]
fn closing_keeps_the_last_recommendation_and_cancels_the_visit() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    t.sign(&id, phase_2_met());
    let plan = VisitPlan {
        on: t.now().date,
        time: None,
        place: String::new(),
        clinician: None,
        note: String::new(),
    };
    book_visit(
        &t.clinic,
        &t.asha,
        &submission(),
        (&id, None),
        &plan,
        t.now(),
    )
    .unwrap();
    assert_eq!(close(&t, &id, ""), Err(Refused::NeedsReason));
    close(&t, &id, "no answer to three calls").unwrap();
    let events = t.read(|db| episodes::list_events(db, &id));
    assert!(
        events.iter().any(|event| event
            .note
            .starts_with("Last recommendation: Ready for phase 3")),
        "{events:?}"
    );
    let state = t.read(|db| visits::list(db, &id))[0].state;
    assert_eq!(state, VisitState::CancelledByClinic);
    assert_eq!(close(&t, &id, "again"), Err(Refused::NotOpen));
}

#[test]
fn an_episode_opened_again_goes_on_in_its_phase_after_a_screen() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    t.sign(&id, phase_2_met());
    t.later(1);
    close(&t, &id, "moved house").unwrap();
    t.later(24 * 5);
    reopen_episode(&t.clinic, &t.asha, &submission(), &id, t.now()).unwrap();
    assert_eq!(t.read(|db| standings::find(db, &id)).phase, Some(2));
    assert!(
        matches!(t.decide(&t.asha, &id, 3, "fine"), Err(Refused::Rule(why)) if why.contains("red flags")),
    );
    t.later(1);
    t.sign(&id, vec![]);
    t.later(1);
    assert_eq!(
        t.decide(&t.asha, &id, 3, ""),
        Err(Refused::NeedsReason),
        "readings of before the closing"
    );
    t.sign(&id, phase_2_met());
    t.later(1);
    t.decide(&t.asha, &id, 3, "").unwrap();
}

#[test]
fn an_episode_closed_long_ago_stays_closed() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    close(&t, &id, "moved").unwrap();
    t.later(24 * 91);
    let late = reopen_episode(&t.clinic, &t.asha, &submission(), &id, t.now());
    assert!(matches!(late, Err(Refused::Rule(why)) if why.contains("90 days")));
    let state = t.read(|db| episodes::find(db, &id)).state;
    assert!(matches!(state, EpisodeState::Closed { .. }));
}

#[test]
fn an_episode_is_not_opened_again_beside_another() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    close(&t, &id, "done").unwrap();
    let patient = t.read(|db| episodes::find(db, &id)).patient;
    t.by(&t.asha, |w| {
        episodes::open(w, &patient, &t.protocol, &crate::support::episode_facts())
    });
    let beside = reopen_episode(&t.clinic, &t.asha, &submission(), &id, t.now());
    assert!(matches!(beside, Err(Refused::Rule(why)) if why.contains("another episode")));
}

#[test]
fn an_episode_of_someone_who_died_is_not_opened_again() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    close(&t, &id, "died at home").unwrap();
    let patient = t.read(|db| episodes::find(db, &id)).patient;
    let today = t.now().date;
    t.by(&t.asha, |w| {
        cautions::record_fact(w, &patient, FactKind::Deceased, today, "")
    });
    let again = || reopen_episode(&t.clinic, &t.asha, &submission(), &id, t.now());
    assert!(
        matches!(again(), Err(Refused::Rule(why)) if why.contains("deceased")),
        "it stays closed"
    );
    t.by(&t.asha, |w| {
        cautions::withdraw_fact(w, &patient, FactKind::Deceased, "mistaken")
    });
    again().unwrap();
}
