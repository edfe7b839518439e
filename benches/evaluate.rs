//! How long the rules take: phase 6 with its 23 targets after 30 sessions, the most a patient page asks for.
#![expect(clippy::unwrap_used, reason = "a bench that cannot start stops")]

mod cpu_time;

use std::hint::black_box;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use ninefold::builtin::knowledge;
use ninefold::care::case;
use ninefold::care::evaluate::evaluate;

/// Thirty sessions through six phases; the last ones are in phase 6, where sitting time is open.
fn long_course(sit_minutes: [u32; 5]) -> String {
    let mut text = String::from(
        "says = \"thirty sessions\"\nnow = \"2026-06-20T10:00\"\nprotocol = \"upper-back-spasm\"\n\
         [episode]\nonset = \"2026-02-20T09:00\"\nside = \"left\"\nphase = 6\nentered = \"2026-05-28T12:00\"\n\
         history = [{ phase = 1, entered = \"2026-02-28T12:00\" }, { phase = 2, entered = \"2026-03-15T12:00\" }, \
         { phase = 3, entered = \"2026-04-01T12:00\" }, { phase = 4, entered = \"2026-04-20T12:00\" }, \
         { phase = 5, entered = \"2026-05-10T12:00\" }]\n",
    );
    for number in 0..30_u64 {
        let day =
            chrono::NaiveDate::from_ymd_opt(2026, 2, 24).unwrap() + chrono::Days::new(number * 4);
        let phase = 1 + number / 5;
        text += &format!(
            "[[sessions]]\nat = \"{day}T09:30\"\nphase = {phase}\nwarning_signs = \"none\"\nflare = \"no\"\n"
        );
        text += "[sessions.readings]\nnprs_rest = 1\nnprs_worst_24h = 2\nspasm_grade = { left = 1, right = 0 }\n\
                 nprs_exercise = 2\nsettle_hours = 6\nhome_programme_pct = 90\n";
        if phase == 6 {
            text += &format!(
                "sit_minutes = {}\n",
                sit_minutes[usize::try_from(number).unwrap() - 25]
            );
        }
        text += match phase {
            1 => {
                "aggravators_controlled = \"yes\"\nteach_back_ok = \"yes\"\ngentle_movement_done = \"yes\"\n"
            }
            2 => {
                "pain_free_range_pct = 60\nnprs_in_range = 0\nrom_thoracic_rotation = { left = 30, right = 38 }\n"
            }
            3 => "case_goal_ok = \"yes\"\npain_free_range_pct = 80\nswelling_gone = \"yes\"\n",
            4 => {
                "neutral_sit_hold = 70\nneutral_small_moves = 9\nneutral_large_moves = { left = 9, right = 9 }\n\
                  tensile_load_ok = \"yes\"\nelastic_load_ok = \"yes\"\ncompression_load_ok = \"yes\"\n"
            }
            5 => {
                "pain_free_range_pct = 100\nnprs_end_range = 0\nrom_thoracic_rotation = { left = 45, right = 44 }\n\
                  self_test_twist = \"negative\"\nself_test_side_bend = \"negative\"\n"
            }
            _ => {
                "lift_load = 12\ngroceries_ok = \"yes\"\nwork_posture_ok = \"yes\"\n\
                  mmt_thoracic_extensors = \"5\"\nmmt_mid_trap = { left = \"4+\", right = \"5\" }\n\
                  mmt_low_trap = { left = \"4+\", right = \"5\" }\nsorensen_hold = 70\n\
                  grip_strength = { left = 30, right = 33 }\nhhd_mid_trap = { left = 90, right = 99 }\n"
            }
        };
    }
    text
}

fn bench(c: &mut Criterion<CpuTime>) {
    let protocol = &knowledge().protocol;
    let courses = [
        ("moving on", [60, 90, 120, 150, 180]),
        ("stalled, the dearest answer", [180; 5]),
    ];
    for (name, sit_minutes) in courses {
        let case = case::read("bench", &long_course(sit_minutes), protocol).unwrap();
        let answer = evaluate(protocol, &case.course, case.now);
        assert_eq!((answer.criteria.len(), case.course.visits.len()), (23, 30));
        assert_eq!(answer.stalled, name.starts_with("stalled"));
        c.bench_function(&format!("evaluate 23 targets, 30 sessions, {name}"), |b| {
            b.iter(|| {
                evaluate(
                    black_box(protocol),
                    black_box(&case.course),
                    black_box(case.now),
                )
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = cpu_time::criterion();
    targets = bench
}
criterion_main!(benches);
