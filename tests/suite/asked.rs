//! What an assessment and a session ask for, and what is known of each red flag.

use ninefold::builtin::knowledge;
use ninefold::care::case::{self, Case};
use ninefold::care::course::FlagState;
use ninefold::care::due::asked_at_visit;
use ninefold::care::flags::{flag_states, is_full_screen_due};
use ninefold::care::ids::MeasureKey;
use ninefold::care::protocol::ActionLevel;
use ninefold::care::start::assessment_plan;

fn case(episode: &str, rest: &str) -> Case {
    let text = format!(
        "says = \"asked\"\nnow = \"2026-03-20T10:00\"\nprotocol = \"upper-back-spasm\"\n\
         [episode]\nonset = \"2026-02-20T09:00\"\nside = \"left\"\n{episode}\n{rest}"
    );
    case::read("asked", &text, &knowledge().protocol).unwrap()
}

fn words(keys: &[MeasureKey]) -> Vec<&str> {
    keys.iter().map(MeasureKey::as_str).collect()
}

#[test]
fn an_assessment_asks_phase_by_phase_up_to_the_first_that_is_not_met() {
    let protocol = &knowledge().protocol;
    let blank = case("", "");
    let plan = assessment_plan(protocol, &blank.course, blank.now);
    assert_eq!(plan.up_to_phase, 1);
    assert_eq!(
        words(&plan.measures),
        [
            "nprs_rest",
            "nprs_worst_24h",
            "spasm_grade",
            "nprs_movement",
            "psfs_mean",
            "aggravators_controlled",
            "teach_back_ok",
            "gentle_movement_done",
        ]
    );
    let settled = case(
        "",
        "[[sessions]]\nat = \"2026-03-20T09:30\"\nwarning_signs = \"none\"\n\
         readings = { nprs_rest = 2, aggravators_controlled = \"yes\", teach_back_ok = \"yes\", gentle_movement_done = \"yes\" }",
    );
    let plan = assessment_plan(protocol, &settled.course, settled.now);
    assert_eq!(plan.up_to_phase, 2);
    assert!(words(&plan.measures).ends_with(&["pain_free_range_pct", "nprs_in_range"]));
    for later in [
        "groc",
        "neutral_sit_hold",
        "nprs_end_range",
        "lift_load",
        "shot_put",
    ] {
        assert!(!words(&plan.measures).contains(&later), "{later}");
    }
}

#[test]
fn a_session_asks_what_every_session_asks_and_what_is_due() {
    let protocol = &knowledge().protocol;
    let course = case(
        "phase = 5\nentered = \"2026-03-10T09:00\"",
        "[[sessions]]\nat = \"2026-03-18T09:30\"\nwarning_signs = \"none\"\nflare = \"no\"\n\
         readings = { self_test_twist = \"negative\", rom_thoracic_rotation = { left = 46, right = 42 } }",
    );
    let asked = asked_at_visit(protocol, &course.course, course.now);
    assert_eq!(
        words(&asked.every_visit),
        [
            "nprs_rest",
            "nprs_worst_24h",
            "nprs_exercise",
            "settle_hours",
            "home_programme_pct",
            "spasm_grade"
        ]
    );
    assert!(words(&asked.due).starts_with(&[
        "pain_free_range_pct",
        "nprs_end_range",
        "self_test_side_bend"
    ]));
    assert!(
        words(&asked.due).contains(&"psfs_mean"),
        "its baseline was never taken"
    );
    assert_eq!(
        words(&asked.in_date),
        ["rom_thoracic_rotation", "self_test_twist"]
    );
}

#[test]
fn a_test_that_a_caution_bars_is_not_asked() {
    let protocol = &knowledge().protocol;
    let course = case(
        "sport = true\nphase = 8\nentered = \"2026-03-10T09:00\"\ncautions = [\"ca_osteoporosis\"]",
        "",
    );
    let asked = asked_at_visit(protocol, &course.course, course.now);
    assert!(!words(&asked.due).contains(&"rot_throw"));
    assert!(words(&asked.due).contains(&"shot_put"));
}

#[test]
fn flags_are_not_asked_absent_or_what_was_decided() {
    let protocol = &knowledge().protocol;
    let course = case(
        "phase = 5\nentered = \"2026-03-10T09:00\"",
        "[[sessions]]\nat = \"2026-03-18T09:30\"\nwarning_signs = [\"rf_fever\"]\n\
         [[flags]]\nflag = \"rf_fever\"\nat = \"2026-03-18T10:00\"\nstate = \"referred\"",
    );
    let states = flag_states(protocol, &course.course, course.now);
    assert_eq!(states.len(), 30);
    let state = |key: &str| states[key].state;
    assert_eq!(state("rf_fever"), FlagState::Referred);
    assert_eq!(states["rf_fever"].level, ActionLevel::EmergencyNow);
    assert_eq!(state("rf_chest_pain"), FlagState::Absent);
    assert_eq!(
        state("rf_cancer_history"),
        FlagState::NotAsked,
        "a history flag is not asked every session"
    );
    assert!(!is_full_screen_due(protocol, &course.course, course.now));
    let stepped_back = case(
        "history = [{ phase = 5, entered = \"2026-03-01T09:00\" }]\nphase = 4\nentered = \"2026-03-18T11:00\"",
        "[[sessions]]\nat = \"2026-03-10T09:30\"\nphase = 5\nwarning_signs = \"none\"",
    );
    assert!(is_full_screen_due(
        protocol,
        &stepped_back.course,
        stepped_back.now
    ));
}
