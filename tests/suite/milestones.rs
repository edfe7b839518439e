//! The time line and the green lights: rows of what is recorded and what follows.

use chrono::{Days, NaiveDate, TimeDelta};
use ninefold::builtin::knowledge;
use ninefold::care::course::{
    AffectedSide, Course, Flare, Onset, Precision, Stay, Visit, WarningSigns,
};
use ninefold::care::measure::{Reading, Side};
use ninefold::care::milestones::{Reached, Sheet, green_lights, milestones};
use ninefold::care::programme::ProgrammeContent;
use ninefold::care::time::Moment;

use crate::actions::programmes::content;
use crate::support::{day, reading, word};

/// Day `n` after onset at ten; day 1 is the day of onset.
fn at(n: u64) -> Moment {
    let date = day(2026, 3, 1) + Days::new(n - 1);
    Moment {
        utc: date.and_hms_opt(10, 0, 0).unwrap(),
        date,
    }
}

fn on(n: u64) -> Reached {
    Reached::On(at(n).date)
}

/// A course of someone who does sport, with stays as (phase, day entered) and visits as (day, readings).
fn course(stays: &[(u8, u64)], visits: Vec<(u64, Vec<Reading>)>) -> Course {
    let left = stays.iter().skip(1).map(|(_, day)| Some(at(*day)));
    let visits = visits.into_iter().map(|(day, readings)| Visit {
        id: format!("s{day}").parse().unwrap(),
        at: at(day),
        phase: None,
        full_screen: true,
        warning_signs: WarningSigns::None,
        flare: Flare::No,
        readings: readings
            .into_iter()
            .map(|reading| Reading {
                taken_at: at(day),
                ..reading
            })
            .collect(),
    });
    Course {
        onset: Onset {
            latest: Some(Moment {
                utc: at(1).utc - TimeDelta::hours(1),
                date: at(1).date,
            }),
            precision: Precision::Hour,
            injury: true,
        },
        sport: true,
        side: AffectedSide::Left,
        cautions: Default::default(),
        overrides: vec![],
        stays: stays
            .iter()
            .zip(left.chain([None]))
            .map(|((phase, day), left)| Stay {
                phase: *phase,
                entered: at(*day),
                left,
            })
            .collect(),
        visits: visits.collect(),
        diaries: Vec::new(),
        flags: vec![],
        baselines: vec![],
        next_visit: None,
        reopened: None,
    }
}

fn worst(points: i64) -> Vec<Reading> {
    vec![reading("nprs_worst_24h", None, points * 1000)]
}

fn neck(left: i64, right: i64) -> Vec<Reading> {
    let side = |side, degrees| reading("rom_neck_rotation", Some(side), degrees * 1000);
    vec![side(Side::Left, left), side(Side::Right, right)]
}

type Sheets = Vec<(NaiveDate, ProgrammeContent)>;

fn with(exercise: &str, advice: &[&str]) -> ProgrammeContent {
    ProgrammeContent {
        advice: advice.iter().map(|key| key.parse().unwrap()).collect(),
        ..content(&[exercise])
    }
}

/// What came of a milestone: reached, the day it is held against, amber. `None` when it is not on the path.
fn stands(
    course: &Course,
    sheets: &Sheets,
    key: &str,
    now: u64,
) -> Option<(Reached, Option<NaiveDate>, bool)> {
    let sheets: Vec<Sheet> = sheets
        .iter()
        .map(|(on, content)| Sheet { on: *on, content })
        .collect();
    let all = milestones(knowledge(), &knowledge().protocol, course, &sheets, at(now));
    let found = all
        .into_iter()
        .find(|standing| standing.milestone.key == key)?;
    Some((found.reached, found.day, found.is_amber))
}

#[test]
fn a_milestone_stands_where_the_record_puts_it() {
    use Reached::{NotMeasured, NotYet, Told};
    let none = || course(&[(1, 1)], vec![]);
    let worse = || course(&[(1, 1)], vec![(1, worst(6)), (3, worst(6))]);
    let better = || course(&[(1, 1)], vec![(1, worst(6)), (3, worst(5)), (8, worst(3))]);
    let turned = || course(&[(1, 1)], vec![(10, neck(75, 60)), (20, neck(75, 70))]);
    let sport = |entered| course(&[(7, 1), (8, entered)], vec![]);
    let last = || course(&[(8, 1), (9, 50)], vec![]);
    let healed = |answer| course(&[(3, 1)], vec![(30, vec![word("case_goal_ok", answer)])]);
    let no_sheet = Sheets::new();
    let early = || vec![(at(5).date, with("band_row", &["adv_gym_modified"]))];
    let timely = || {
        vec![
            (
                at(30).date,
                with("foam_roller_extension", &["adv_gym_modified"]),
            ),
            (at(23).date, with("open_book", &["adv_gym_modified"])),
            (at(9).date, with("prone_t", &[])),
        ]
    };
    // milestone, course, sheets, day it is now: reached, day it is held against, amber
    #[rustfmt::skip]
    let rows = [
        ("ms_48h", none(), no_sheet.clone(), 2, NotYet, None, false),
        ("ms_48h", none(), no_sheet.clone(), 3, on(3), None, false),
        ("ms_days_2_3", none(), no_sheet.clone(), 3, NotMeasured, Some(3), false),
        ("ms_days_2_3", worse(), no_sheet.clone(), 3, NotYet, Some(3), false),
        ("ms_days_2_3", worse(), no_sheet.clone(), 4, NotYet, Some(3), true),
        ("ms_days_2_3", none(), no_sheet.clone(), 4, NotMeasured, Some(3), true),
        ("ms_days_2_3", better(), no_sheet.clone(), 9, on(3), Some(3), false),
        ("ms_week1_pain_half", better(), no_sheet.clone(), 8, on(8), Some(7), false),
        ("ms_week1_pain_half", better(), no_sheet.clone(), 7, NotYet, Some(7), false),
        ("ms_week1_pain_half", worse(), no_sheet.clone(), 8, NotYet, Some(7), true),
        ("ms_week1_mobility", better(), no_sheet.clone(), 8, Told, None, false),
        ("ms_week2_4_head_turn", turned(), no_sheet.clone(), 19, NotYet, Some(28), false),
        ("ms_week2_4_head_turn", turned(), no_sheet.clone(), 40, on(20), Some(28), false),
        ("ms_week2_4_strength", none(), no_sheet.clone(), 40, NotYet, Some(8), false),
        ("ms_week2_4_strength", none(), early(), 40, on(5), Some(8), true),
        ("ms_week2_4_strength", none(), timely(), 40, on(9), Some(8), false),
        ("ms_week4_6_gym", none(), early(), 40, on(5), Some(22), true),
        ("ms_week4_6_gym", none(), timely(), 40, on(23), Some(22), false),
        ("ms_week4_6_healed", healed("yes"), no_sheet.clone(), 43, on(30), Some(42), false),
        ("ms_week4_6_healed", healed("no"), no_sheet.clone(), 43, NotYet, Some(42), true),
        ("ms_week6_sport", sport(41), no_sheet.clone(), 60, on(41), Some(42), true),
        ("ms_week6_sport", sport(42), no_sheet.clone(), 60, on(42), Some(42), false),
        ("ms_week6_sport", sport(42), no_sheet.clone(), 41, NotYet, Some(42), false),
        ("ms_phase9_weeks", sport(42), no_sheet.clone(), 60, NotYet, None, false),
        ("ms_phase9_weeks", last(), no_sheet.clone(), 63, NotYet, Some(78), false),
        ("ms_phase9_weeks", last(), no_sheet.clone(), 64, on(64), Some(78), false),
        ("ms_phase9_weeks", last(), no_sheet.clone(), 79, on(64), Some(78), true),
    ];
    for (key, course, sheets, now, reached, day, amber) in rows {
        let expected = (reached, day.map(|day| at(day).date), amber);
        let found = stands(&course, &sheets, key, now);
        assert_eq!(found, Some(expected), "{key} on day {now}");
    }
}

#[test]
fn an_unknown_onset_has_no_days_and_no_sport_no_sport_milestones() {
    let mut course = course(&[(1, 1)], vec![(1, worst(6)), (3, worst(6))]);
    course.onset.latest = None;
    let sheets = Sheets::new();
    let stands = |course: &Course, key| stands(course, &sheets, key, 60);
    assert_eq!(
        stands(&course, "ms_48h"),
        Some((Reached::OnsetUnknown, None, false))
    );
    assert_eq!(
        stands(&course, "ms_days_2_3"),
        Some((Reached::NotYet, None, false))
    );
    assert!(stands(&course, "ms_week6_sport").is_some());
    course.sport = false;
    assert_eq!(stands(&course, "ms_week6_sport"), None);
    assert_eq!(stands(&course, "ms_phase9_weeks"), None);
    assert!(stands(&course, "ms_week4_6_gym").is_some());
}

#[test]
fn a_green_light_goes_by_the_newest_reading() {
    use Reached::{NotMeasured, NotYet};
    let grip = |left: i64, right: i64| {
        let side = |side, kilograms: i64| reading("grip_strength", Some(side), kilograms * 1000);
        vec![side(Side::Left, left), side(Side::Right, right)]
    };
    let clock = |sides: &[(Side, &str)]| -> Vec<Reading> {
        let one = |(side, answer): &(Side, &str)| Reading {
            side: Some(*side),
            ..word("scap_clock_ok", answer)
        };
        sides.iter().map(one).collect()
    };
    let daily = |answer| vec![word("daily_tasks_ok", answer)];
    let (left, right) = (Side::Left, Side::Right);
    let rows = [
        ("gl_daily_tasks", vec![], NotMeasured),
        ("gl_daily_tasks", vec![(3, daily("yes"))], on(3)),
        (
            "gl_daily_tasks",
            vec![(3, daily("yes")), (9, daily("no"))],
            NotYet,
        ),
        ("gl_strength_80", vec![(3, grip(32, 40))], on(3)),
        ("gl_strength_80", vec![(3, grip(31, 40))], NotYet),
        // the left is the affected side: a stronger one is over 100 %
        ("gl_strength_80", vec![(3, grip(40, 20))], on(3)),
        (
            "gl_strength_80",
            vec![(3, grip(32, 40)[..1].to_vec())],
            NotMeasured,
        ),
        (
            "gl_scap_clock",
            vec![(3, clock(&[(left, "yes")]))],
            NotMeasured,
        ),
        (
            "gl_scap_clock",
            vec![(3, clock(&[(left, "yes")])), (9, clock(&[(right, "yes")]))],
            on(9),
        ),
        (
            "gl_scap_clock",
            vec![(3, clock(&[(left, "no"), (right, "yes")]))],
            NotYet,
        ),
        ("gl_breathing", vec![(3, daily("yes"))], NotMeasured),
    ];
    for (key, visits, expected) in rows {
        let course = course(&[(1, 1)], visits);
        let lights = green_lights(knowledge(), &knowledge().protocol, &course, at(90));
        assert_eq!(lights.len(), 4);
        let found = lights.iter().find(|light| light.light.key == key).unwrap();
        assert_eq!(found.reached, expected, "{key}: {:?}", course.visits);
    }
}
