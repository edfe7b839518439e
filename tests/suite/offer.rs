//! What a home programme may hold: rows of circumstances and what follows for one exercise or piece of advice.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use ninefold::builtin;
use ninefold::care::course::{AffectedSide, Course, Onset, Precision, Stay};
use ninefold::care::evaluate::evaluate;
use ninefold::care::offer::{Bar, Offer, Starting, offer};
use ninefold::care::programme::{ItemSide, ProgrammeContent};
use ninefold::care::programme_check::{ContentFault, check};
use ninefold::care::time::Moment;

use crate::actions::programmes::{content, item};
use crate::support::{day, start};

/// A course in a phase whose injury began so many hours ago.
pub fn course(phase: u8, hours: i64, cautions: &[&str]) -> Course {
    let began = start().utc - TimeDelta::hours(hours);
    let moment = Moment {
        utc: began,
        date: began.date(),
    };
    Course {
        onset: Onset {
            latest: Some(moment),
            precision: Precision::Hour,
            injury: true,
        },
        sport: false,
        side: AffectedSide::Left,
        cautions: cautions.iter().map(|key| key.parse().unwrap()).collect(),
        overrides: vec![],
        stays: vec![Stay {
            phase,
            entered: moment,
            left: None,
        }],
        visits: vec![],
        diaries: Vec::new(),
        flags: vec![],
        baselines: vec![],
        next_visit: None,
        reopened: None,
    }
}

#[test]
fn what_is_done_with_both_sides_is_not_given_for_one() {
    let course = course(2, 100, &[]);
    let offer = offered(&course, &[]);
    for (key, side, is_fault) in [
        ("cat_cow", ItemSide::Left, true),
        ("cat_cow", ItemSide::Both, false),
        ("open_book", ItemSide::Right, false),
        ("throwing_progression", ItemSide::Right, false),
    ] {
        let mut content = content(&[key]);
        content.items[0].side = side;
        let fault = ContentFault::NoSides(key.parse().unwrap());
        assert_eq!(
            check(&offer, &content).contains(&fault),
            is_fault,
            "{key} {side:?}"
        );
    }
}

fn offered(course: &Course, policies: &[(&str, &str)]) -> Offer<'static> {
    let knowledge = builtin::knowledge();
    let evaluation = evaluate(&knowledge.protocol, course, start());
    let policies: BTreeMap<String, String> = policies
        .iter()
        .map(|(key, choice)| ((*key).to_owned(), (*choice).to_owned()))
        .collect();
    offer(
        knowledge,
        &knowledge.protocol,
        course,
        &evaluation,
        &policies,
    )
    .unwrap()
}

#[test]
fn an_exercise_stands_where_phase_cautions_and_days_put_it() {
    let caution = |key: &str| Bar::Caution(key.parse().unwrap());
    // phase, hours since onset, cautions, exercise: other phase, bars, number of warnings, suggested
    type Row = (
        u8,
        i64,
        &'static [&'static str],
        &'static str,
        Option<u8>,
        Vec<Bar>,
        usize,
        bool,
    );
    let rows: [Row; 9] = [
        (2, 100, &[], "open_book", None, vec![], 0, true),
        (1, 100, &[], "open_book", Some(2), vec![], 0, false),
        (9, 9000, &[], "open_book", Some(6), vec![], 0, false),
        (2, 100, &[], "walking", None, vec![], 0, true),
        (5, 9000, &[], "foam_roller_extension", None, vec![], 0, true),
        (
            5,
            9000,
            &["ca_osteoporosis"],
            "foam_roller_extension",
            None,
            vec![caution("ca_osteoporosis")],
            0,
            false,
        ),
        (
            5,
            24,
            &[],
            "foam_roller_extension",
            None,
            vec![caution("ca_first_48h"), Bar::NotBefore(day(2026, 3, 8))],
            0,
            false,
        ),
        (
            3,
            9000,
            &["ca_osteoporosis", "ca_knee_wrist"],
            "cat_cow",
            None,
            vec![],
            2,
            true,
        ),
        (
            3,
            9000,
            &[],
            "doorway_chest_stretch",
            None,
            vec![],
            0,
            false,
        ),
    ];
    for (phase, hours, cautions, key, other, bars, warnings, suggested) in rows {
        let offer = offered(&course(phase, hours, cautions), &[]);
        let found = offer.exercise(key).unwrap();
        let at = format!("{key} in phase {phase} at {hours} h with {cautions:?}");
        assert_eq!(found.other_phase, other, "{at}");
        assert_eq!(found.bars, bars, "{at}");
        assert_eq!(found.warnings.len(), warnings, "{at}");
        assert_eq!(found.is_suggested(), suggested, "{at}");
    }
    let conditional = offered(&course(3, 9000, &[]), &[]);
    let stretch = conditional.exercise("doorway_chest_stretch").unwrap();
    assert!(matches!(stretch.starter, Some(Starting::When(_))));
}

#[test]
fn the_present_phase_comes_first_and_the_starter_sheet_before_it() {
    let offer = offered(&course(4, 9000, &[]), &[]);
    let starters = &builtin::knowledge().protocol.phase(4).unwrap().starter;
    for (offered, starter) in offer.exercises.iter().zip(starters) {
        assert_eq!(offered.exercise.key, starter.exercise);
    }
    let distance = |other: Option<u8>| other.map_or(0, |other| other.abs_diff(4));
    let rest = &offer.exercises[starters.len()..];
    assert!(rest.is_sorted_by_key(|offered| distance(offered.other_phase)));
    assert!(
        offer
            .exercise("bird_dog")
            .unwrap()
            .helps
            .iter()
            .any(|target| target.as_str().starts_with("p4_"))
    );
    assert_eq!(offer.exercises.len(), 58);
}

#[test]
fn advice_follows_phase_hours_policy_and_cautions() {
    // phase, hours, cautions, policy, advice, offered
    type Row = (
        u8,
        i64,
        &'static [&'static str],
        &'static [(&'static str, &'static str)],
        &'static str,
        bool,
    );
    let rows: [Row; 13] = [
        (1, 24, &[], &[], "adv_ice_48h", true),
        (1, 24, &[], &[], "adv_heat_first", true),
        (
            1,
            47,
            &[],
            &[("first_48h_thermal", "ice")],
            "adv_heat_first",
            false,
        ),
        (
            1,
            47,
            &[],
            &[("first_48h_thermal", "heat")],
            "adv_ice_48h",
            false,
        ),
        (
            1,
            47,
            &[],
            &[("first_48h_thermal", "none")],
            "adv_ice_48h",
            false,
        ),
        (1, 48, &[], &[], "adv_ice_48h", false),
        (1, 24, &["ca_skin_feeling"], &[], "adv_ice_48h", false),
        (3, 24, &[], &[], "adv_ice_48h", false),
        (4, 9000, &[], &[], "adv_self_release", true),
        (4, 9000, &[], &[], "adv_potassium", true),
        (
            4,
            9000,
            &[],
            &[("supplements", "none")],
            "adv_potassium",
            false,
        ),
        (
            4,
            9000,
            &["ca_blood_thinner"],
            &[],
            "adv_self_release",
            false,
        ),
        (1, 24, &["ca_skin_feeling"], &[], "adv_help_emergency", true),
    ];
    for (phase, hours, cautions, policies, key, expected) in rows {
        let offer = offered(&course(phase, hours, cautions), policies);
        let found = offer
            .advice
            .iter()
            .any(|offered| offered.advice.key == *key);
        assert_eq!(
            found, expected,
            "{key} in phase {phase} at {hours} h, {cautions:?}, {policies:?}"
        );
    }
}

#[test]
fn every_fault_of_a_programme_is_named_at_once() {
    let offer = offered(&course(1, 24, &["ca_osteoporosis"]), &[]);
    let mut wanted = content(&["foam_roller_extension", "open_book", "open_book"]);
    wanted.items.push(item("belly_breathing"));
    wanted.items[3].exercise = "hopscotch".parse().unwrap();
    wanted.items[1].dose = Default::default();
    wanted.advice = ["adv_ice_48h", "adv_heat_first", "adv_warm_up"]
        .map(|key| key.parse().unwrap())
        .into();
    let faults = check(&offer, &wanted);
    assert!(
        matches!(&faults[0], ContentFault::NeedsReason(key, bars) if *key == "foam_roller_extension" && bars.len() == 3)
    );
    assert_eq!(
        faults[1..],
        [
            ContentFault::NoDose("open_book".parse().unwrap()),
            ContentFault::Twice("open_book".parse().unwrap()),
            ContentFault::UnknownExercise("hopscotch".parse().unwrap()),
            ContentFault::AdviceNotOffered("adv_warm_up".parse().unwrap()),
            ContentFault::ColdAndWarmth,
        ]
    );
    assert_eq!(
        check(&offer, &ProgrammeContent::default()),
        [ContentFault::Empty]
    );
    assert_eq!(check(&offer, &content(&["belly_breathing"])), []);
}

#[test]
fn an_exercise_names_only_targets_it_serves() {
    let library = builtin::knowledge();
    for exercise in &library.exercises {
        for measure in &exercise.serves {
            assert!(
                library.protocol.measure(measure.as_str()).is_some(),
                "{} serves {measure}",
                exercise.key
            );
        }
    }
    let offer = offered(&course(4, 9000, &[]), &[]);
    assert!(offer.exercise("walking").unwrap().helps.is_empty());
    let kneeling = &offer.exercise("plank_kneeling").unwrap().helps;
    assert_eq!(kneeling.len(), 1, "{kneeling:?}");
    assert_eq!(kneeling[0], "p4_plank");
}
