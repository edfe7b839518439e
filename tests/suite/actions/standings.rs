use chrono::Days;
use diesel::connection::SimpleConnection;
use ninefold::actions::book_visit::book_visit;
use ninefold::actions::check_standings::check_standings;
use ninefold::actions::hold_episode::{Hold, hold_episode};
use ninefold::actions::renew_standings::renew_standings;
use ninefold::actions::resume_episode::resume_episode;
use ninefold::actions::set_override::{NewOverride, set_override};
use ninefold::actions::settle_visit::settle_visit;
use ninefold::actions::standing;
use ninefold::care::course::{Flare, OverrideChange, ReportedFlag, WarningSigns};
use ninefold::care::episode::{VisitPlan, VisitState};
use ninefold::care::ids::EpisodeId;
use ninefold::records::{episodes, standings, visits};

use crate::support::course::{phase_1_met, phase_2_met, submission};
use crate::support::{TestClinic, reading};

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

fn booked(t: &TestClinic, id: &EpisodeId) -> Option<String> {
    t.read(|db| visits::find_booked(db, id))
        .map(|visit| visit.id)
}

/// One thing somebody does; refusals are part of it.
fn act(t: &TestClinic, id: &EpisodeId, dice: &mut Dice) {
    let (clinic, now) = (&t.clinic, t.now());
    match dice.roll(9) {
        0 => {
            t.sign(id, phase_1_met());
        }
        1 => {
            t.sign(id, phase_2_met());
        }
        2 => {
            let pain = i64::try_from(dice.roll(9)).unwrap() * 1000;
            let lasting = dice.roll(4) == 0;
            t.sign_with(id, vec![reading("nprs_rest", None, pain)], |content| {
                if lasting {
                    content.flare = Flare::Lasting {
                        began: None,
                        spasm_returned: false,
                    };
                }
            });
        }
        3 if dice.roll(4) == 0 => {
            t.sign_with(id, vec![], |content| {
                content.warning_signs = WarningSigns::Reported(vec![ReportedFlag {
                    flag: "rf_fever".parse().unwrap(),
                    level: None,
                }]);
            });
        }
        3 | 4 => {
            let to = u8::try_from(dice.roll(9)).unwrap() + 1;
            let _ = t.decide(&t.asha, id, to, "because");
        }
        5 => {
            let new = NewOverride {
                target: "p2_pain_in_range".parse().unwrap(),
                change: OverrideChange::NotApplicable,
                reason: "because".into(),
                kept: dice.roll(2) == 0,
            };
            let _ = set_override(clinic, &t.ben, &submission(), id, &new, now);
        }
        6 => {
            let plan = VisitPlan {
                on: now.date + Days::new(dice.roll(9)),
                time: None,
                place: String::new(),
                clinician: None,
                note: String::new(),
            };
            let booked = booked(t, id);
            let at = (id, booked.as_deref());
            book_visit(clinic, &t.asha, &submission(), at, &plan, now).unwrap();
        }
        7 => {
            let state = VisitState::CancelledByPatient;
            let booked = booked(t, id).unwrap_or_default();
            let at = (id, booked.as_str());
            let _ = settle_visit(clinic, &t.asha, &submission(), at, state, now);
        }
        _ => {
            let hold = Hold {
                from: now.date,
                until: None,
                why: "away".into(),
            };
            let version = t.read(|db| episodes::find(db, id)).version;
            let at = (id, version);
            let _ = hold_episode(clinic, &t.asha, &submission(), at, &hold, now);
            let _ = resume_episode(clinic, &t.asha, &submission(), id, now);
        }
    }
}

#[test]
fn standings_equal_a_fresh_evaluation() {
    let t = TestClinic::new();
    let open = |number: i32| {
        let (_, id) = t.episode(&number.to_string());
        t.by(&t.asha, |w| {
            let found = episodes::find(w.db(), &id)?;
            episodes::note(w, &found, "opened")?;
            standing::refresh(w, &t.clinic, &id)
        });
        id
    };
    let ids: Vec<EpisodeId> = (1..=4).map(open).collect();
    let mut dice = Dice(9);
    let (mut compared, mut expired) = (0, 0);
    for _ in 0..160 {
        let id = &ids[usize::try_from(dice.roll(4)).unwrap()];
        act(&t, id, &mut dice);
        let found = check_standings(&t.clinic, t.now()).unwrap();
        assert_eq!(found.differing, Vec::<EpisodeId>::new());
        t.later(i64::try_from(dice.roll(30)).unwrap());
        let found = check_standings(&t.clinic, t.now()).unwrap();
        assert_eq!(found.differing, Vec::<EpisodeId>::new(), "after some hours");
        compared += found.compared;
        expired += found.expired;
    }
    assert!(compared > 300 && expired > 20, "{compared} {expired}");
}

#[test]
fn a_standing_that_is_not_what_the_record_says_is_named() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    t.assigned("2", 2);
    let wrong = format!("UPDATE episodes SET met = 0, met_of = 9 WHERE id = '{id}'");
    t.raw().batch_execute(&wrong).unwrap();
    let found = check_standings(&t.clinic, t.now()).unwrap();
    assert_eq!(found.differing, [id]);
}

#[test]
fn standings_that_expired_are_renewed_in_one_noted_change() {
    let t = TestClinic::new();
    let (old, fresh) = (t.assigned("1", 1), t.assigned("2", 1));
    t.sign(&old, phase_1_met());
    t.later(24 * 20);
    t.sign(&fresh, phase_1_met());
    let stored = |id| t.read(|db| standings::find(db, id));
    let of_fresh = stored(&fresh);
    assert!(stored(&old).is_expired(t.now().date));
    let before = t.audit().len();
    assert_eq!(renew_standings(&t.clinic, t.now()), Ok(1));
    assert_eq!(t.actions_since(before), ["standings_recomputed"]);
    let row = t.audit().pop().unwrap();
    assert_eq!(row.actor, "program");
    let computed = t
        .read(|db| standing::compute(db, &t.clinic, &old, t.now()))
        .0;
    assert_eq!(stored(&old), computed);
    assert!(!stored(&old).is_expired(t.now().date));
    assert_eq!(stored(&fresh), of_fresh);
    assert_eq!(renew_standings(&t.clinic, t.now()), Ok(0));
    assert_eq!(
        t.actions_since(before).len(),
        1,
        "nothing to do notes nothing"
    );
}
