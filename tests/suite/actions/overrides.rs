use ninefold::actions::Refused;
use ninefold::actions::end_override::end_override;
use ninefold::actions::set_override::{NewOverride, set_override};
use ninefold::care::course::OverrideChange;
use ninefold::care::ids::EpisodeId;
use ninefold::care::number::Number;
use ninefold::care::protocol::Gate;
use ninefold::records::decisions;

use crate::support::TestClinic;
use crate::support::course::{phase_2_met, submission};

fn set(
    t: &TestClinic,
    id: &EpisodeId,
    target: &str,
    change: OverrideChange,
    reason: &str,
    kept: bool,
) -> Result<EpisodeId, Refused> {
    let new = NewOverride {
        target: target.parse().unwrap(),
        change,
        reason: reason.into(),
        kept,
    };
    set_override(&t.clinic, &t.asha, &submission(), id, &new, t.now())
}

#[test]
fn the_red_flag_target_takes_no_override() {
    let t = TestClinic::new();
    let id = t.assigned("1", 1);
    for change in [
        OverrideChange::NotApplicable,
        OverrideChange::Gate(Gate::Advisory),
        OverrideChange::Threshold(Number::ZERO),
    ] {
        let answer = set(&t, &id, "p1_red_flags_clear", change, "known", false);
        assert!(
            matches!(&answer, Err(Refused::Rule(why)) if why.contains("red flag")),
            "{answer:?}"
        );
    }
    assert!(t.read(|db| decisions::list_overrides(db, &id)).is_empty());
}

#[test]
fn a_threshold_stays_within_what_the_measure_can_be() {
    use OverrideChange::{NotApplicable, Threshold};
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    let rows = [
        ("p2_pain_in_range", Threshold(Number::whole(2)), true),
        ("p2_pain_in_range", Threshold(Number::whole(11)), false),
        ("p2_pain_in_range", Threshold(Number::whole(-1)), false),
        ("no_such_target", NotApplicable, false),
        ("p1_teach_back", Threshold(Number::whole(1)), false),
        ("p1_teach_back", NotApplicable, true),
    ];
    for (target, change, fits) in rows {
        let answer = set(&t, &id, target, change, "age 80", false);
        assert_eq!(answer.is_ok(), fits, "{target} {change:?}: {answer:?}");
    }
    let silent = set(&t, &id, "p1_teach_back", NotApplicable, " ", false);
    assert_eq!(silent, Err(Refused::NeedsReason));
}

#[test]
fn an_override_changes_the_answer_until_the_phase_changes_unless_kept() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    let noted = t.audit().len();
    set(
        &t,
        &id,
        "p5_rotation",
        OverrideChange::NotApplicable,
        "fused",
        true,
    )
    .unwrap();
    assert_eq!(t.actions_since(noted), ["override_set"]);
    let advisory = OverrideChange::Gate(Gate::Mandatory);
    set(&t, &id, "p2_pain_in_range", advisory, "wary", false).unwrap();
    t.sign(&id, phase_2_met());
    t.later(1);
    t.decide(&t.asha, &id, 3, "on").unwrap();
    let all = t.read(|db| decisions::list_overrides(db, &id));
    let running: Vec<_> = all.iter().filter(|set| set.ended_at.is_none()).collect();
    assert_eq!(running.len(), 1);
    assert_eq!(running[0].target, "p5_rotation");

    end_override(
        &t.clinic,
        &t.asha,
        &submission(),
        &id,
        &running[0].id,
        t.now(),
    )
    .unwrap();
    let all = t.read(|db| decisions::list_overrides(db, &id));
    assert!(all.iter().all(|set| set.ended_at.is_some()));
}
