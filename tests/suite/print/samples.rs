//! Sheets as a clinic would print them, from the library.

use ninefold::builtin::knowledge;
use ninefold::care::exercise;
use ninefold::care::programme::ItemSide;
use ninefold::print::home_sheet::*;
use ninefold::text;

/// What an early sheet, a later sheet and a full programme start with.
const FIRST: [&str; 10] = [
    "belly_breathing",
    "scapular_squeeze",
    "neck_rotation_assisted",
    "seated_cat_cow",
    "chin_tuck",
    "walking",
    "seated_trunk_rotation",
    "wall_slide",
    "open_book",
    "rib_expansion_breathing",
];

/// Ten exercises of the library over and over, as the sheet shows them.
pub fn exercises(count: usize) -> Vec<Exercise> {
    let known = FIRST.iter().filter_map(|key| knowledge().exercise(key));
    known.cycle().take(count).map(told).collect()
}

/// One exercise as the sheet shows it.
pub fn told(exercise: &exercise::Exercise) -> Exercise {
    let filled = |text: &String| text.replace("{limit}", "3");
    let times = exercise.dose.times_a_day.max.thousandths() / 1000;
    let sides = text::programme::side(exercise, ItemSide::AsDescribed);
    Exercise {
        name: exercise.name.clone(),
        dose: text::dose::words(&exercise.dose, false),
        sides: if exercise.dose.each_side {
            String::new()
        } else {
            sides
        },
        start: filled(&exercise.start),
        steps: exercise.steps.iter().map(filled).collect(),
        stop_if: filled(&exercise.stop_if),
        build_up: exercise.dose.build_up.clone(),
        note: String::new(),
        times_a_day: u8::try_from(times).unwrap_or(1).max(1),
        pose: Some(exercise.pose.clone()),
    }
}

/// A block of the library of the form `**Heading** for: one; two; three.`
fn help(key: &str) -> Help {
    let text = knowledge().advice(key).map_or("", |advice| &advice.text);
    let (heading, points) = text.split_once(':').unwrap_or((text, ""));
    Help {
        heading: format!("{}:", heading.replace("**", "")),
        points: points
            .trim_matches([' ', '.'])
            .split("; ")
            .map(str::to_owned)
            .collect(),
    }
}

/// A sheet in English with this many exercises.
pub fn sheet(count: usize) -> Sheet {
    Sheet {
        language: "en-GB".into(),
        labels: Labels::english(),
        clinic: Clinic {
            name: "Riverside Physiotherapy".into(),
            address: vec!["12 Mill Lane".into(), "Leeds LS1 4AB".into()],
            phone: "0113 496 0000".into(),
        },
        patient: Patient {
            name: "Nguyễn Thị Ánh".into(),
            name_to_use: Some("Anna".into()),
            date_of_birth: "3 May 1985".into(),
            clinic_number: "10423".into(),
        },
        clinician: "Łukasz Žižek".into(),
        date: "21 November 2026".into(),
        phase: "Phase 2: moving without pain".into(),
        goal: Some("carry my daughter up the stairs without a twinge".into()),
        changes: Changes::Since(vec![
            "New: chin tuck.".into(),
            "Shoulder blade squeeze goes up from 8 to 10 times.".into(),
        ]),
        notice: None,
        exercises: exercises(count),
        pain_guide: Some(PainGuide {
            carry_on: Band {
                scores: "0 to 2 out of 10, and not rising".into(),
                advice: "Fine. Carry on.".into(),
            },
            ease: Band {
                scores: "3 to 5, or any rise".into(),
                advice: "Stop that exercise for today. Call us if it has not settled in 24 hours.".into(),
            },
            stop: Band {
                scores: "6 to 10".into(),
                advice: "Stop all exercises and call us.".into(),
            },
        }),
        advice: vec![
            "**Heat:** 10–15 minutes of warm shower on your back, or a wrapped hot water bottle for up to 20 minutes. Do not sleep on it.".into(),
            "**Sleep:** on your side, knees bent, a pillow between your knees.".into(),
            "**Sitting:** get up and move every 30 minutes.".into(),
        ],
        diary: Some(Diary { first_day: chrono::NaiveDate::from_ymd_opt(2026, 11, 21).unwrap_or_default(), days: 14 }),
        emergency: help("adv_help_emergency"),
        same_day: help("adv_help_same_day"),
        next_visit: Some("Monday 30 November 2026, 10:30".into()),
        version: "3".into(),
        check_code: "K7Q2-9FXD".into(),
    }
}
