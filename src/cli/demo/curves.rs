//! How each measure gets better on the way through the nine phases.
//!
//! A level is a phase and how far through it, in hundredths: 450 is half way through phase 4, 500 its end. Values are
//! hundredths of the measure's unit, or of a step of its scale. At a phase's end every mandatory target of it is met.

/// A value at a level.
type Point = (i64, i64);

/// How a patient's own body shifts a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shift {
    /// It does not: a per cent, a grade, a count.
    None,
    /// Some hurt less than others.
    Less,
    /// Some are stronger or more supple than others.
    More,
}

/// The way of one measure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Curve {
    /// Which measure.
    pub measure: &'static str,
    /// Without a side, or on the affected one.
    points: &'static [Point],
    /// On the other side; empty for the same, some way ahead.
    healthy: &'static [Point],
    /// How bodies differ.
    pub shift: Shift,
}

/// How far the healthy side is ahead where nothing else is said.
const AHEAD: i64 = 150;

impl Curve {
    const fn new(measure: &'static str, shift: Shift, points: &'static [Point]) -> Curve {
        Curve {
            measure,
            points,
            healthy: &[],
            shift,
        }
    }

    const fn beside(self, healthy: &'static [Point]) -> Curve {
        Curve { healthy, ..self }
    }

    /// The value at a level, in hundredths.
    pub fn value(&self, level: i64, is_healthy: bool) -> i64 {
        match (is_healthy, self.healthy) {
            (false, _) => between(self.points, level),
            (true, []) => between(self.points, level + AHEAD),
            (true, healthy) => between(healthy, level),
        }
    }
}

/// The curve of a measure; `None` for one that is answered in words, or that the demo does not take.
pub(super) fn curve(measure: &str) -> Option<&'static Curve> {
    CURVES.iter().find(|curve| curve.measure == measure)
}

/// The level from which the good word is said; `None` for a measure that is a number.
pub(super) fn good_from(measure: &str) -> Option<i64> {
    let found = WORDS.iter().find(|(key, _)| *key == measure);
    found.map(|(_, level)| *level)
}

fn between(points: &[Point], level: i64) -> i64 {
    let after = points.iter().position(|(at, _)| *at > level);
    match after {
        Some(0) => points[0].1,
        Some(after) => {
            let ((from, low), (to, high)) = (points[after - 1], points[after]);
            low + (high - low) * (level - from) / (to - from)
        }
        None => points.last().map_or(0, |(_, value)| *value),
    }
}

const WORDS: &[(&str, i64)] = &[
    ("gentle_movement_done", 150),
    ("aggravators_controlled", 170),
    ("teach_back_ok", 195),
    ("swelling_gone", 340),
    ("case_goal_ok", 395),
    ("tensile_load_ok", 440),
    ("scap_clock_ok", 450),
    ("elastic_load_ok", 470),
    ("compression_load_ok", 495),
    ("self_test_breathing", 540),
    ("neurodynamic_clear", 550),
    ("self_test_side_bend", 570),
    ("self_test_twist", 590),
    ("groceries_ok", 640),
    ("work_posture_ok", 660),
    ("breathing_all_moves_ok", 740),
    ("daily_tasks_ok", 760),
    ("self_management_ok", 780),
    ("key_task_ok", 795),
    ("perturbation_ok", 870),
    ("throw_catch_swing_ok", 895),
];

#[rustfmt::skip]
const CURVES: &[Curve] = &[
    // pain
    Curve::new("nprs_rest", Shift::Less, &[(100, 500), (200, 250), (300, 160), (400, 100), (600, 40), (800, 0)]),
    Curve::new("nprs_worst_24h", Shift::Less, &[(100, 800), (200, 600), (300, 500), (400, 400), (500, 340), (600, 300), (700, 240), (800, 160), (900, 140), (1000, 60)]),
    Curve::new("nprs_movement", Shift::Less, &[(100, 800), (200, 650), (300, 500), (400, 400), (500, 300), (600, 200), (800, 100), (1000, 0)]),
    Curve::new("nprs_in_range", Shift::None, &[(100, 400), (200, 300), (290, 100), (300, 0)]),
    Curve::new("nprs_end_range", Shift::None, &[(400, 500), (500, 300), (590, 100), (600, 0)]),
    Curve::new("nprs_deep_breath", Shift::Less, &[(100, 600), (200, 350), (400, 100), (600, 0)]),
    Curve::new("nprs_palpation", Shift::Less, &[(100, 700), (300, 450), (400, 300), (600, 100), (800, 0)]),
    Curve::new("nprs_resisted", Shift::Less, &[(100, 600), (300, 420), (400, 260), (600, 100), (800, 0)]),
    Curve::new("nprs_exercise", Shift::Less, &[(100, 500), (300, 400), (400, 360), (500, 280), (700, 240), (900, 160), (1000, 100)]),
    Curve::new("settle_hours", Shift::Less, &[(100, 2000), (200, 1400), (400, 800), (600, 400), (800, 200), (1000, 100)]),
    Curve::new("night_wakings", Shift::Less, &[(100, 300), (200, 140), (400, 40), (500, 0)]),
    // range
    Curve::new("pain_free_range_pct", Shift::None, &[(100, 2500), (200, 3500), (300, 5500), (400, 7500), (500, 8500), (590, 9700), (600, 10000)]),
    Curve::new("rom_thoracic_rotation", Shift::More, &[(100, 2000), (200, 2400), (300, 3000), (400, 3300), (500, 3500), (600, 4300), (1000, 4800)])
        .beside(&[(100, 4100), (600, 4500), (1000, 4900)]),
    Curve::new("rom_thoracic_flexion", Shift::More, &[(200, 2200), (600, 2800)]),
    Curve::new("rom_thoracic_extension", Shift::More, &[(500, 1800), (600, 2200), (1000, 2500)]),
    Curve::new("rom_side_flexion", Shift::More, &[(200, 1600), (400, 1900), (600, 2300), (800, 2500)]),
    Curve::new("rom_neck_rotation", Shift::More, &[(200, 5400), (300, 6100), (500, 6600), (600, 7100)]),
    Curve::new("rom_shoulder_flexion", Shift::None, &[(400, 15000), (500, 15600), (600, 16600), (800, 17200)]),
    Curve::new("chest_expansion", Shift::More, &[(400, 250), (500, 280), (600, 340), (800, 400)]),
    // stability
    Curve::new("neutral_sit_hold", Shift::More, &[(300, 2000), (400, 2500), (500, 6200), (700, 11000)]),
    Curve::new("neutral_small_moves", Shift::None, &[(400, 400), (500, 900), (600, 1000)]),
    Curve::new("neutral_large_moves", Shift::None, &[(400, 300), (500, 820), (600, 1000)]),
    Curve::new("scap_dyskinesis", Shift::None, &[(400, 160), (500, 100), (700, 40)]),
    Curve::new("ckcuest", Shift::More, &[(800, 1600), (900, 2150), (1000, 2300)]),
    Curve::new("ybtuq_composite", Shift::None, &[(800, 8200), (900, 9000), (1000, 9200)])
        .beside(&[(800, 9200), (1000, 9400)]),
    // strength: grades count 0, 1, 2, 3, 4-, 4, 4+, 5
    Curve::new("mmt_thoracic_extensors", Shift::None, &[(500, 460), (600, 500), (650, 600), (700, 700)]),
    Curve::new("mmt_mid_trap", Shift::None, &[(500, 400), (600, 460), (700, 600), (800, 700)]),
    Curve::new("mmt_low_trap", Shift::None, &[(500, 400), (600, 440), (700, 600), (800, 700)]),
    Curve::new("mmt_rhomboids", Shift::None, &[(500, 400), (600, 500), (700, 600), (800, 700)]),
    Curve::new("mmt_serratus", Shift::None, &[(500, 400), (600, 500), (700, 600), (800, 700)]),
    Curve::new("mmt_lats", Shift::None, &[(500, 450), (600, 520), (700, 620), (800, 700)]),
    Curve::new("mmt_trunk_rotators", Shift::None, &[(500, 450), (600, 520), (700, 620), (800, 700)]),
    Curve::new("hhd_mid_trap", Shift::More, &[(600, 8800), (700, 10400), (900, 11000)]).beside(&[(600, 10800), (700, 11200)]),
    Curve::new("hhd_low_trap", Shift::More, &[(600, 7400), (700, 8900), (900, 9600)]).beside(&[(600, 9200), (700, 9600)]),
    Curve::new("hhd_serratus", Shift::More, &[(600, 18000), (700, 22000)]).beside(&[(600, 22500), (700, 23400)]),
    Curve::new("grip_strength", Shift::More, &[(600, 2600), (700, 3000)]).beside(&[(600, 3100), (700, 3200)]),
    Curve::new("lift_load", Shift::More, &[(500, 400), (600, 500), (650, 800), (700, 1100), (900, 1600)]),
    Curve::new("smbt", Shift::More, &[(800, 320), (900, 480), (1000, 520)]),
    Curve::new("shot_put", Shift::More, &[(800, 240), (900, 310), (1000, 320)]).beside(&[(800, 320), (1000, 330)]),
    Curve::new("rot_throw", Shift::More, &[(800, 420), (900, 560), (1000, 580)]).beside(&[(800, 580), (1000, 600)]),
    // endurance
    Curve::new("plank_hold", Shift::More, &[(400, 1400), (500, 3200), (600, 4500), (700, 6400), (900, 9500)]),
    Curve::new("side_bridge_hold", Shift::More, &[(400, 900), (500, 2100), (600, 3200), (700, 4600)]),
    Curve::new("dnf_hold", Shift::More, &[(400, 1200), (500, 2200), (700, 3000)]),
    Curve::new("loaded_standing", Shift::More, &[(500, 2500), (600, 3400), (700, 6200)]),
    Curve::new("sorensen_hold", Shift::More, &[(500, 2500), (600, 3400), (700, 6300), (900, 8500)]),
    Curve::new("scap_endurance_hold", Shift::More, &[(600, 2800), (700, 4700)]),
    Curve::new("pset_hold", Shift::More, &[(600, 3000), (700, 4800)]),
    Curve::new("carry_load", Shift::More, &[(600, 500), (700, 1150), (900, 1600)]),
    // function and readiness
    Curve::new("psfs_mean", Shift::None, &[(100, 300), (400, 450), (700, 660), (800, 820), (1000, 940)]),
    Curve::new("groc", Shift::None, &[(300, 100), (600, 300), (700, 400), (800, 500), (1000, 640)]),
    Curve::new("sit_minutes", Shift::None, &[(100, 2000), (400, 6000), (500, 9000), (600, 12000), (700, 25000)]),
    Curve::new("activity_level_pct", Shift::None, &[(600, 5500), (700, 6500), (800, 9200), (900, 10000)]),
    Curve::new("speed_pct", Shift::None, &[(800, 5000), (900, 8200), (950, 9000), (1000, 10000)]),
    Curve::new("full_sessions", Shift::None, &[(900, 0), (1000, 320)]),
    Curve::new("confidence", Shift::None, &[(600, 500), (900, 700), (1000, 860)]),
    Curve::new("home_programme_pct", Shift::None, &[(100, 10000)]),
    // the clinician's judgement
    Curve::new("spasm_grade", Shift::None, &[(100, 300), (200, 200), (300, 160), (350, 100), (400, 100), (500, 40), (600, 0)])
        .beside(&[(100, 60), (300, 0)]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;
    use crate::care::measure::Input;

    #[test]
    fn every_measure_has_its_way_and_only_the_neck_test_is_left_out() {
        for measure in &knowledge().protocol.measures {
            let key = measure.key.as_str();
            let in_words = matches!(measure.input, Input::Words(_));
            let taken = if in_words {
                good_from(key).is_some()
            } else {
                curve(key).is_some()
            };
            assert_eq!(taken, !measure.computed && key != "neck_jpe", "{key}");
        }
        assert!(
            CURVES
                .iter()
                .all(|curve| knowledge().protocol.measure(curve.measure).is_some())
        );
    }

    #[test]
    fn a_value_lies_between_its_neighbours() {
        let rows = [
            (50, 500),
            (100, 500),
            (150, 375),
            (200, 250),
            (250, 205),
            (800, 0),
            (1000, 0),
        ];
        for (level, expected) in rows {
            assert_eq!(
                between(curve("nprs_rest").unwrap().points, level),
                expected,
                "{level}"
            );
        }
        assert_eq!(curve("rom_side_flexion").unwrap().value(250, true), 1900);
    }
}
