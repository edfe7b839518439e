use ninefold::actions::Refused;
use ninefold::actions::change_phase::{CASE_GOAL_NOTE, PhaseDecision, change_phase, shown};
use ninefold::care::course::{ReportedFlag, WarningSigns};
use ninefold::care::evaluation::Recommendation;
use ninefold::care::ids::EpisodeId;
use ninefold::care::standing::Status;
use ninefold::records::{Error, decisions, episodes, protocols, standings};

use crate::support::course::{phase_1_met, phase_2_met, submission};
use crate::support::{TestClinic, reading};

fn mark(t: &TestClinic, id: &EpisodeId) -> String {
    let now = t.now();
    t.read(|db| {
        let episode = episodes::find(db, id)?;
        Ok(shown(db, &t.clinic, &episode, now)?.mark)
    })
}

#[test]
fn an_assignment_keeps_what_it_was_decided_on() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    t.sign(&id, phase_1_met());
    t.later(1);
    let noted = t.audit().len();
    let change = t.decide(&t.asha, &id, 2, "").unwrap();

    let rows = t.audit();
    let row = &rows[noted];
    assert_eq!(rows.len(), noted + 1);
    assert_eq!(
        (row.action.as_str(), row.subject.as_deref()),
        ("phase_changed", Some(change.as_str()))
    );
    let kept = t
        .read(|db| decisions::list_phase_changes(db, &id))
        .remove(0);
    assert_eq!(
        (kept.from, kept.to, kept.against),
        (None, 2, false),
        "{kept:?}"
    );
    let document: serde_json::Value = serde_json::from_str(&kept.evaluation).unwrap();
    assert_eq!(document["recommendation"], "advance");
    assert_eq!(document["to_phase"], 2);
    assert!(document["criteria"].as_array().unwrap().len() > 5);
    let standing = t.read(|db| standings::find(db, &id));
    assert_eq!((standing.phase, standing.status), (Some(2), Status::Steady));
}

#[test]
fn a_decision_otherwise_stands_beside_what_was_recommended() {
    let t = TestClinic::new();
    let id = t.assigned("1", 1);
    t.sign(&id, phase_1_met());
    t.later(1);
    assert_eq!(t.decide(&t.asha, &id, 1, "  "), Err(Refused::NeedsReason));
    t.decide(&t.asha, &id, 1, "another week at home").unwrap();
    let last = t.read(|db| decisions::list_phase_changes(db, &id)).pop();
    let last = last.unwrap();
    assert_eq!(last.recommended, Recommendation::Advance(2));
    assert_eq!(
        (last.to, last.against, last.reason.as_str()),
        (1, true, "another week at home")
    );
}

#[test]
fn an_unadopted_protocol_cannot_be_assigned() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    t.sign(&id, vec![]);
    t.by(&t.asha, |w| protocols::withdraw_adoption(w, &t.protocol));
    assert_eq!(t.decide(&t.asha, &id, 1, "x"), Err(Refused::NotAdopted));
    assert!(
        t.read(|db| decisions::list_phase_changes(db, &id))
            .is_empty()
    );
}

#[test]
fn a_red_flag_lets_nobody_move_on() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    t.sign_with(&id, phase_2_met(), |content| {
        content.warning_signs = WarningSigns::Reported(vec![ReportedFlag {
            flag: "rf_fever".parse().unwrap(),
            level: None,
        }]);
    });
    t.later(1);
    assert_eq!(
        t.decide(&t.asha, &id, 3, "I know better"),
        Err(Refused::RedFlagStops)
    );
    assert!(t.decide(&t.asha, &id, 2, "").is_ok(), "staying is proposed");
    assert!(
        t.decide(&t.asha, &id, 1, "").is_err(),
        "back needs a reason"
    );
    assert!(t.decide(&t.asha, &id, 1, "rest first").is_ok());
}

#[test]
fn a_decision_on_an_old_page_is_refused() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    t.sign(&id, phase_2_met());
    t.later(1);
    let decision = PhaseDecision {
        shown: mark(&t, &id),
        to: 3,
        reason: String::new(),
        goal: "lift".into(),
    };
    let change = |decision: &PhaseDecision| {
        change_phase(&t.clinic, &t.asha, &submission(), &id, decision, t.now())
    };
    t.later(2);
    assert_eq!(decision.shown, mark(&t, &id), "hours alone change nothing");
    t.sign(&id, vec![reading("nprs_in_range", None, 4_000)]);
    assert_eq!(change(&decision), Err(Refused::ShownIsOld));
    let anew = PhaseDecision {
        shown: mark(&t, &id),
        to: 2,
        ..decision
    };
    assert!(change(&anew).is_ok());
    assert_eq!(
        change(&anew),
        Err(Refused::ShownIsOld),
        "somebody decided meanwhile"
    );
}

#[test]
fn the_same_decision_sent_twice_is_saved_once() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    let decision = PhaseDecision {
        shown: mark(&t, &id),
        to: 2,
        ..PhaseDecision::default()
    };
    let sent = submission();
    let send = || change_phase(&t.clinic, &t.asha, &sent, &id, &decision, t.now()).unwrap();
    let first = send();
    let noted = t.audit().len();
    assert_eq!(send(), first);
    assert_eq!(t.audit().len(), noted);
    assert_eq!(t.read(|db| decisions::list_phase_changes(db, &id)).len(), 2);
}

#[test]
fn phase_3_asks_for_the_goal_of_the_case() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    t.sign(&id, phase_2_met());
    t.later(1);
    let mut decision = PhaseDecision {
        shown: mark(&t, &id),
        to: 3,
        ..PhaseDecision::default()
    };
    let send = |decision: &PhaseDecision| {
        change_phase(&t.clinic, &t.asha, &submission(), &id, decision, t.now())
    };
    assert_eq!(send(&decision), Err(Refused::NeedsGoal));
    decision.goal = "carry the shopping".into();
    send(&decision).unwrap();
    let notes = t.read(|db| episodes::find(db, &id)).facts.intake.notes;
    assert_eq!(notes[CASE_GOAL_NOTE], "carry the shopping");
}

#[test]
fn a_foreign_episode_answers_like_a_missing_one() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    let missing = "nothing".parse().unwrap();
    for (episode, who) in [(&id, &t.cora), (&missing, &t.asha)] {
        let decision = PhaseDecision::default();
        let answer = change_phase(&t.clinic, who, &submission(), episode, &decision, t.now());
        assert_eq!(answer, Err(Refused::Record(Error::NotFound)));
    }
}
