//! The clinical knowledge is complete, consistent and read strictly.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod faults;
mod round_trip;

use std::collections::{BTreeMap, BTreeSet};

use ninefold::builtin;
use ninefold::care::knowledge::CautionEffect;
use ninefold::care::measure::{Input, Kind, Side, Value};
use ninefold::care::number::Number;
use ninefold::care::protocol::{
    ActionLevel, Basis, Condition, Gate, RED_FLAG_SCREEN, SideRule, Target,
};

fn targets() -> Vec<&'static Target> {
    builtin::knowledge()
        .protocol
        .phases
        .iter()
        .flat_map(|phase| &phase.targets)
        .collect()
}

fn target(key: &str) -> &'static Target {
    builtin::knowledge()
        .protocol
        .target(key)
        .unwrap_or_else(|| panic!("no target {key}"))
        .1
}

#[test]
fn holds_as_much_as_the_reference_says() {
    let knowledge = builtin::knowledge();
    let protocol = &knowledge.protocol;
    let targets = targets();
    let with_gate = |gate| targets.iter().filter(|target| target.gate == gate).count();
    let with_basis = |basis| {
        targets
            .iter()
            .filter(|target| target.basis == basis)
            .count()
    };
    let core = knowledge
        .exercises
        .iter()
        .filter(|exercise| exercise.core)
        .count();
    let rows = [
        ("phases", protocol.phases.len(), 9),
        ("measures", protocol.measures.len(), 82),
        ("targets", targets.len(), 107),
        ("mandatory", with_gate(Gate::Mandatory), 48),
        ("advisory", with_gate(Gate::Advisory), 59),
        ("from the source protocol", with_basis(Basis::FromSeed), 31),
        ("published", with_basis(Basis::Published), 15),
        ("clinic default", with_basis(Basis::ClinicDefault), 61),
        ("exercises", knowledge.exercises.len(), 58),
        ("core", core, 46),
        ("extra", knowledge.exercises.len() - core, 12),
        ("red flags", protocol.red_flags.len(), 30),
        (
            "history flags",
            protocol
                .red_flags
                .iter()
                .filter(|flag| flag.history)
                .count(),
            5,
        ),
        (
            "flags with a higher level",
            protocol
                .red_flags
                .iter()
                .filter(|flag| flag.escalate.is_some())
                .count(),
            12,
        ),
        ("cautions", protocol.cautions.len(), 20),
        ("advice blocks", knowledge.advice.len(), 47),
        ("treatments", knowledge.treatments.len(), 23),
        ("muscles", knowledge.muscles.len(), 16),
        ("severity grades", knowledge.severity.len(), 3),
        ("symptoms", knowledge.symptoms.len(), 17),
        ("self tests", knowledge.self_tests.len(), 3),
        ("differentials", knowledge.differentials.len(), 7),
        ("policies", knowledge.policies.len(), 11),
        (
            "policies and notes",
            knowledge.policies.len() + knowledge.notes.len(),
            33,
        ),
        ("milestones", knowledge.milestones.len(), 10),
        ("green lights", knowledge.green_lights.len(), 4),
        ("outcome measures", knowledge.outcome_measures.len(), 9),
        ("references", knowledge.references.len(), 70),
    ];
    for (what, found, expected) in rows {
        assert_eq!(found, expected, "{what}");
    }
}

#[test]
fn each_phase_has_its_number_of_targets_and_mandatory_ones() {
    let expected = [
        (10, 5),
        (9, 3),
        (8, 4),
        (12, 7),
        (14, 5),
        (23, 8),
        (11, 6),
        (11, 5),
        (9, 5),
    ];
    for (phase, expected) in builtin::knowledge().protocol.phases.iter().zip(expected) {
        let mandatory = phase
            .targets
            .iter()
            .filter(|target| target.gate == Gate::Mandatory)
            .count();
        assert_eq!(
            (phase.targets.len(), mandatory),
            expected,
            "phase {}",
            phase.number
        );
    }
}

#[test]
fn conditional_gates_are_data() {
    let keys = ["ca_osteoporosis", "ca_pregnancy"].map(|key| key.parse().unwrap());
    let needed = keys.clone().map(Condition::Caution);
    let spared = keys.map(Condition::NoCaution);

    assert_eq!(
        target("p7_self_management").mandatory_when,
        [Condition::Sport(false)]
    );
    assert_eq!(target("p7_self_management").gate, Gate::Advisory);
    assert_eq!(target("p6_sorensen").applies_when, spared);
    assert_eq!(target("p6_plank").applies_when, spared);
    assert_eq!(target("p6_loaded_standing").mandatory_when, needed);
    assert_eq!(
        target("p6_loaded_standing").instead_of,
        ["p6_sorensen", "p6_plank"]
    );
    let with_condition = targets().into_iter().filter(|target| {
        !(target.applies_when.is_empty()
            && target.mandatory_when.is_empty()
            && target.instead_of.is_empty())
    });
    assert_eq!(with_condition.count(), 4, "no other target has a condition");
    let sport_only: Vec<u8> = builtin::knowledge()
        .protocol
        .phases
        .iter()
        .filter(|phase| phase.sport_only)
        .map(|phase| phase.number)
        .collect();
    assert_eq!(sport_only, [8, 9]);
}

#[test]
fn thresholds_are_values_of_their_measures() {
    let protocol = &builtin::knowledge().protocol;
    let number = |whole| Value::Number(Number::whole(whole));
    let word = |word: &str| Value::Word(word.to_owned());
    let rows = [
        ("p1_red_flags_clear", word("clear")),
        ("p3_spasm", word("1")),
        ("p4_scap_dyskinesis", word("1")),
        ("p5_twist", word("negative")),
        ("p6_mmt_extensors", word("5")),
        ("p6_mmt_mid_trap", word("4+")),
        ("p7_groc", number(5)),
        (
            "p7_psfs_change",
            Value::Number(Number::from_thousandths(2_300)),
        ),
        ("p8_smbt", Value::Number(Number::from_thousandths(1_500))),
        ("p8_ybt", number(95)),
    ];
    for (key, expected) in rows {
        assert_eq!(target(key).threshold, expected, "{key}");
    }
    assert_eq!(target("p1_pain_half").unit, "% of baseline");
    assert_eq!(
        protocol.pain_limits.values().copied().collect::<Vec<u8>>(),
        [2, 2, 2, 3, 3, 3, 2, 2, 2]
    );
    let days = |kind| protocol.valid_days.get(&kind).copied();
    assert_eq!(
        (days(Kind::Pain), days(Kind::Range), days(Kind::Strength)),
        (Some(7), Some(14), Some(28))
    );
}

#[test]
fn what_is_asked_when_is_data() {
    let measures = &builtin::knowledge().protocol.measures;
    let keys = |fits: fn(&&ninefold::care::measure::Measure) -> bool| -> Vec<&str> {
        measures
            .iter()
            .filter(fits)
            .map(|measure| measure.key.as_str())
            .collect()
    };
    assert_eq!(
        keys(|measure| measure.every_visit),
        ["nprs_rest", "nprs_worst_24h", "spasm_grade"]
    );
    assert_eq!(
        keys(|measure| measure.from_second_visit),
        ["nprs_exercise", "settle_hours", "home_programme_pct"]
    );
    assert_eq!(
        keys(|measure| measure.computed),
        ["flare_free_days", "hours_since_onset", "weeks_in_phase"]
    );
    assert_eq!(
        keys(|measure| measure.composite.is_some()),
        ["neck_jpe", "ybtuq_composite", "psfs_mean"]
    );
    let baselines: BTreeMap<&str, u8> = measures
        .iter()
        .filter_map(|measure| Some((measure.key.as_str(), measure.baseline_phase?)))
        .collect();
    let expected = [
        ("nprs_movement", 1),
        ("nprs_worst_24h", 1),
        ("psfs_mean", 1),
        ("rom_side_flexion", 2),
        ("rom_thoracic_flexion", 2),
        ("rom_thoracic_rotation", 2),
        ("smbt", 8),
    ];
    assert_eq!(baselines, BTreeMap::from(expected));
    let known_error = keys(|measure| measure.error.is_some());
    assert_eq!(known_error.len(), 9 + 9, "nine pain scores and nine others");
    for measure in measures {
        if let Input::Steps(steps) = &measure.input {
            assert!(
                steps.iter().all(|step| step.word.is_ascii()),
                "{}",
                measure.key
            );
        }
    }
}

/// A target that compares with a baseline needs a measure whose baseline is asked for in time.
#[test]
fn every_relative_target_has_a_baseline() {
    let protocol = &builtin::knowledge().protocol;
    for phase in &protocol.phases {
        for target in &phase.targets {
            if matches!(
                target.operator.as_str(),
                "improves_by" | "no_worse_than_baseline"
            ) {
                let measure = protocol.measure(target.measure.as_str()).unwrap();
                let asked = measure
                    .baseline_phase
                    .unwrap_or_else(|| panic!("{}", target.key));
                assert!(asked <= phase.number, "{}", target.key);
            }
        }
    }
}

#[test]
fn red_flag_levels_follow_the_reference() {
    let flags = &builtin::knowledge().protocol.red_flags;
    let level = |key: &str| {
        let flag = flags.iter().find(|flag| flag.key == *key).unwrap();
        (
            flag.action,
            flag.escalate.as_ref().map(|escalate| escalate.to),
        )
    };
    use ActionLevel::{EmergencyNow, GpSoon, SameDay};
    assert_eq!(level("rf_chest_pain"), (EmergencyNow, None));
    assert_eq!(level("rf_fever"), (SameDay, Some(EmergencyNow)));
    assert_eq!(level("rf_meal_linked"), (GpSoon, Some(EmergencyNow)));
    assert_eq!(level("rf_new_deformity"), (GpSoon, Some(SameDay)));
    let count = |action| flags.iter().filter(|flag| flag.action == action).count();
    assert_eq!(
        (count(EmergencyNow), count(SameDay), count(GpSoon)),
        (9, 12, 9)
    );
    let history: Vec<&str> = flags
        .iter()
        .filter(|flag| flag.history)
        .map(|flag| flag.key.as_str())
        .collect();
    let expected = [
        "rf_not_improving",
        "rf_bone_joint_disease",
        "rf_cancer_history",
        "rf_fracture_risk",
        "rf_immune_infection",
    ];
    assert_eq!(history, expected);
}

#[test]
fn cautions_bar_and_warn() {
    let protocol = &builtin::knowledge().protocol;
    let effect = |caution: &str, key: &str| protocol.caution(caution).unwrap().effect_on(key);
    assert_eq!(
        effect("ca_osteoporosis", "foam_roller_extension"),
        Some(CautionEffect::Bars)
    );
    assert_eq!(
        effect("ca_osteoporosis", "tx_soft_tissue"),
        Some(CautionEffect::Warns("deep"))
    );
    assert_eq!(effect("ca_implant", "walking"), None);
    assert_eq!(
        effect("ca_needle_fear", "tx_dry_needling"),
        Some(CautionEffect::Warns(""))
    );
    let computed: Vec<&str> = protocol
        .cautions
        .iter()
        .filter(|caution| caution.computed)
        .map(|caution| caution.key.as_str())
        .collect();
    assert_eq!(computed, ["ca_first_48h"]);
}

/// A starter sheet offers what its phase offers.
#[test]
fn starter_exercises_belong_to_their_phase() {
    let knowledge = builtin::knowledge();
    for phase in &knowledge.protocol.phases {
        assert!(
            (6..=8).contains(&phase.starter.len()),
            "phase {}",
            phase.number
        );
        for starter in &phase.starter {
            let exercise = knowledge.exercise(starter.exercise.as_str()).unwrap();
            assert!(
                exercise.phases.contains(&phase.number),
                "{} in phase {}",
                exercise.key,
                phase.number
            );
        }
    }
    let with_condition: Vec<&str> = knowledge
        .protocol
        .phases
        .iter()
        .flat_map(|phase| &phase.starter)
        .filter(|starter| starter.condition.is_some())
        .map(|starter| starter.exercise.as_str())
        .collect();
    let expected = [
        "doorway_chest_stretch",
        "slump_slider",
        "swing_progression",
        "throwing_progression",
    ];
    assert_eq!(with_condition, expected);
}

/// Every phase offers something, and an easier exercise never leads back to the one it eases.
#[test]
fn exercises_lead_on_and_back() {
    let knowledge = builtin::knowledge();
    for number in 1..=9 {
        let offered = knowledge
            .exercises
            .iter()
            .filter(|exercise| exercise.phases.contains(&number))
            .count();
        assert!(offered >= 8, "phase {number} offers {offered}");
    }
    for exercise in &knowledge.exercises {
        let mut seen = BTreeSet::from([exercise.key.as_str()]);
        let mut at = exercise;
        while let Some(harder) = &at.harder {
            at = knowledge.exercise(harder.as_str()).unwrap();
            assert!(
                seen.insert(at.key.as_str()),
                "{} comes round to {}",
                exercise.key,
                at.key
            );
        }
        if let (Some(easier), Some(harder)) = (&exercise.easier, &exercise.harder) {
            assert_ne!(easier, harder, "{}", exercise.key);
        }
    }
}

/// Patient text stays in short sentences of everyday words.
#[test]
fn words_for_one_side_ask_for_no_other() {
    for exercise in &builtin::knowledge().exercises {
        assert_eq!(
            exercise.told(None),
            (exercise.start.clone(), exercise.steps.clone())
        );
        let [left, right] = [Side::Left, Side::Right].map(|side| exercise.told(Some(side)));
        let Some(_) = &exercise.one_side else {
            assert_eq!(left, right, "{}", exercise.key);
            continue;
        };
        assert_ne!(left, right, "{} names no side", exercise.key);
        for (start, steps) in [left, right] {
            let text = format!("{start} {}", steps.join(" "));
            for words in [
                "change sides",
                "Change hands",
                "other way.",
                "both arms",
                "{side}",
                "{other}",
            ] {
                assert!(!text.contains(words), "{}: {text}", exercise.key);
            }
        }
    }
}

#[test]
fn exercise_text_reads_easily() {
    let jargon = [
        "scapul",
        "thorac",
        "cervic",
        "flexion",
        "extension",
        "rotat",
        "prone",
        "supine",
        "lateral",
        "isometric",
        "propriocep",
        "retract",
        "protract",
        "abduct",
        "adduct",
    ];
    for exercise in &builtin::knowledge().exercises {
        let (start, steps) = exercise.told(Some(Side::Left));
        let texts = exercise
            .steps
            .iter()
            .chain([&exercise.start, &exercise.stop_if, &start])
            .chain(&steps);
        for text in texts {
            for sentence in text.split_inclusive(['.', ':', ';']) {
                let words = sentence.split_whitespace().count();
                assert!(words <= 18, "{}: {words} words: {sentence}", exercise.key);
            }
            let lower = text.to_lowercase();
            for word in jargon {
                assert!(!lower.contains(word), "{}: {word} in {text}", exercise.key);
            }
        }
        assert!((3..=4).contains(&exercise.steps.len()), "{}", exercise.key);
    }
}

#[test]
fn doses_are_numbers() {
    let knowledge = builtin::knowledge();
    let dose = |key: &str| &knowledge.exercise(key).unwrap().dose;
    let row = dose("one_arm_row");
    assert_eq!(
        (row.repetitions.min, row.repetitions.max),
        (Number::whole(8), Number::whole(12))
    );
    assert!(row.each_side);
    assert_eq!(dose("supported_rest").hold_seconds.max, Number::whole(600));
    assert_eq!(dose("walking").note, "build to 30 min");
    assert_eq!(dose("scapular_clock").of, "clocks");
    assert_eq!(dose("swing_progression").build_up.len(), 5);
    assert_eq!(dose("throwing_progression").build_up.len(), 5);
    let not_before: Vec<&str> = knowledge
        .exercises
        .iter()
        .filter(|exercise| exercise.not_before_day == Some(8))
        .map(|exercise| exercise.key.as_str())
        .collect();
    assert_eq!(
        not_before,
        ["doorway_chest_stretch", "foam_roller_extension"]
    );
}

#[test]
fn advice_depends_on_window_and_policy() {
    let knowledge = builtin::knowledge();
    let early: Vec<&str> = knowledge
        .advice
        .iter()
        .filter(|advice| advice.first_48h_only)
        .map(|advice| advice.key.as_str())
        .collect();
    assert_eq!(early, ["adv_ice_48h", "adv_heat_first", "adv_no_nsaid_48h"]);
    let always: Vec<&str> = knowledge
        .advice
        .iter()
        .filter(|advice| advice.always)
        .map(|advice| advice.key.as_str())
        .collect();
    assert_eq!(always, ["adv_help_emergency", "adv_help_same_day"]);
    let ice = knowledge
        .advice("adv_ice_48h")
        .unwrap()
        .offered_when
        .as_ref()
        .unwrap();
    assert_eq!(
        (ice.policy.as_str(), ice.choices.join(" ")),
        ("first_48h_thermal", "ice either".to_owned())
    );
    for advice in &knowledge.advice {
        assert!(!advice.text.contains("source protocol"), "{}", advice.key);
    }
}

/// `[R8]` and the like, anywhere in the files, stand for a reference of the list.
#[test]
fn every_citation_is_in_the_list() {
    let known: BTreeSet<&str> = builtin::knowledge()
        .references
        .iter()
        .map(|reference| reference.key.as_str())
        .collect();
    let mut cited = BTreeSet::new();
    for (file, text) in builtin::files() {
        for part in text.split("[R").skip(1) {
            let Some((number, _)) = part.split_once(']') else {
                continue;
            };
            let key = format!("R{number}");
            if number.starts_with(|first: char| first.is_ascii_digit()) {
                assert!(known.contains(key.as_str()), "{file}: {key}");
                cited.insert(key);
            }
        }
    }
    assert!(cited.len() > 50, "{}", cited.len());
}

#[test]
fn the_screen_is_no_measure_and_sides_fit() {
    let protocol = &builtin::knowledge().protocol;
    assert!(protocol.measure(RED_FLAG_SCREEN).is_none());
    for target in targets() {
        if target.measure != RED_FLAG_SCREEN {
            let measure = protocol.measure(target.measure.as_str()).unwrap();
            assert_eq!(
                measure.sided,
                target.side != SideRule::None,
                "{}",
                target.key
            );
        }
    }
}
