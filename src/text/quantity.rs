//! Values with their units, distances and changes, as a clinician reads them.

use chrono::NaiveDate;

use crate::care::measure::{Input, Measure, Value};
use crate::care::number::Number;

/// A value of a measure: `46°`, `1 point`, `positive left`, `grade 4+`, `8 of 10 clean`.
#[must_use]
pub fn value(measure: &Measure, value: &Value) -> String {
    match (&measure.input, value) {
        (Input::Steps(_), word) => format!("grade {}", step(&word.to_string())),
        (Input::Words(_), word) => word.to_string().replace('_', " "),
        (Input::Number { max: Some(max), .. }, Value::Number(number))
            if measure.computed && number > max =>
        {
            format!("over {}", amount(*max, &measure.unit))
        }
        (Input::Number { .. }, Value::Number(number)) => {
            amount(shown(measure, *number), &measure.unit)
        }
        (Input::Number { .. }, Value::Word(word)) => word.clone(),
    }
}

/// A number as it is shown: of a measure that is typed in whole per cent, one that was worked out is cut to them, so that
/// a threshold not reached never reads as reached.
#[must_use]
pub fn shown(measure: &Measure, number: Number) -> Number {
    let one = Number::whole(1);
    match measure.input {
        Input::Number { step, .. } if measure.unit == "%" && step >= one => {
            Number::from_thousandths(number.thousandths() / 1000 * 1000)
        }
        _ => number,
    }
}

/// A number with its unit; the unit is singular after 1.
#[must_use]
pub fn amount(number: Number, unit: &str) -> String {
    let digits = signed(&number.to_string());
    let one = number.abs() == Number::whole(1);
    match unit {
        "" | "count" => digits,
        "°" => format!("{digits}°"),
        "clean reps of 10" => format!("{digits} of 10 clean"),
        "grade" => format!("{digits} {}", if one { "grade" } else { "grades" }),
        "metres" | "points" | "seconds" | "minutes" | "hours" | "days" | "weeks" | "newtons"
            if one =>
        {
            format!("{digits} {}", unit.trim_end_matches('s'))
        }
        _ => format!("{digits} {unit}"),
    }
}

/// What is missing to a threshold, from a value as it is shown.
#[must_use]
pub fn missing(measure: &Measure, to_go: Number) -> String {
    let whole = shown(measure, to_go);
    let part = Number::whole(i64::from(whole < to_go));
    distance(
        measure,
        if part > Number::ZERO {
            whole + part
        } else {
            to_go
        },
    )
}

/// A distance to go or a size of change in a measure's unit; steps of a graded measure are grades.
#[must_use]
pub fn distance(measure: &Measure, number: Number) -> String {
    match measure.input {
        Input::Steps(_) => amount(number, "grade"),
        _ => match measure.unit.as_str() {
            "clean reps of 10" => amount(
                number,
                if number == Number::whole(1) {
                    "repetition"
                } else {
                    "repetitions"
                },
            ),
            "touches in 15 s" => amount(
                number,
                if number == Number::whole(1) {
                    "touch"
                } else {
                    "touches"
                },
            ),
            unit => amount(shown(measure, number), unit),
        },
    }
}

/// A computed per cent beside its threshold: whole where that tells them apart, else with as many places as it needs.
#[must_use]
pub fn per_cent(found: Number, threshold: Number) -> Number {
    rounded(found, &[1000, 100, 10], |shown| {
        (shown >= threshold) == (found >= threshold)
    })
}

/// A value that was worked out, to one place or as many as the measure is typed with: to more where that would put it on or
/// past a threshold it is not at.
#[must_use]
pub fn to_few_places(measure: &Measure, found: Number, thresholds: &[Number]) -> Number {
    let is_fine = matches!(measure.input, Input::Number { step, .. } if step.thousandths() < 100);
    let units: &[i64] = if is_fine { &[10] } else { &[100, 10] };
    rounded(found, units, |shown| {
        thresholds
            .iter()
            .all(|threshold| shown.cmp(threshold) == found.cmp(threshold))
    })
}

/// Rounded to the first of these units, in thousandths, that tells what is to be told; else as it is.
fn rounded(found: Number, units: &[i64], tells: impl Fn(Number) -> bool) -> Number {
    let thousandths = found.thousandths();
    units
        .iter()
        .map(|unit| Number::from_thousandths((thousandths + unit / 2).div_euclid(*unit) * unit))
        .find(|shown| tells(*shown))
        .unwrap_or(found)
}

/// A day: `20 March 2026`.
#[must_use]
pub fn day(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// A grade with a real minus sign.
fn step(word: &str) -> String {
    word.replace('-', "\u{2212}")
}

fn signed(digits: &str) -> String {
    digits.replace('-', "\u{2212}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_that_falls_short_never_reads_as_reached() {
        let rows = [
            (89_400, 90_000, "89"),
            (89_600, 90_000, "89.6"),
            (89_960, 90_000, "89.96"),
            (89_999, 90_000, "89.999"),
            (90_000, 90_000, "90"),
            (90_400, 90_000, "90"),
            (104_700, 90_000, "105"),
        ];
        for (found, threshold, shown) in rows {
            let found = Number::from_thousandths(found);
            let threshold = Number::from_thousandths(threshold);
            assert_eq!(per_cent(found, threshold).to_string(), shown, "{found}");
        }
    }

    #[test]
    fn a_value_worked_out_has_few_places_unless_that_would_reach_a_threshold() {
        let protocol = &crate::builtin::knowledge().protocol;
        let rows = [
            ("ybtuq_composite", 85_158, 95_000, "85.2"),
            ("neck_jpe", 4_480, 4_500, "4.48"),
            ("neck_jpe", 4_520, 4_500, "4.52"),
            ("neck_jpe", 4_500, 4_500, "4.5"),
            ("psfs_mean", 7_967, 8_000, "7.97"),
            ("psfs_mean", 7_996, 8_000, "7.996"),
            ("ckcuest", 20_333, 21_000, "20.3"),
            ("ckcuest", 18_000, 21_000, "18"),
            ("shot_put", 2_870, 90_000, "2.87"),
        ];
        for (key, found, threshold, shown) in rows {
            let measure = protocol.measure(key).unwrap();
            let found = Number::from_thousandths(found);
            let threshold = Number::from_thousandths(threshold);
            let text = to_few_places(measure, found, &[threshold]).to_string();
            assert_eq!(text, shown, "{key} {found}");
        }
    }

    #[test]
    fn a_share_worked_out_is_cut_and_what_is_missing_fits_it() {
        let protocol = &crate::builtin::knowledge().protocol;
        let home = protocol.measure("home_programme_pct").unwrap();
        let thousandths = Number::from_thousandths;
        for (found, shown, to_go) in [
            (79_999, "79 %", "1 %"),
            (71_428, "71 %", "9 %"),
            (75_000, "75 %", "5 %"),
        ] {
            assert_eq!(value(home, &Value::Number(thousandths(found))), shown);
            assert_eq!(missing(home, thousandths(80_000 - found)), to_go);
        }
        let rotation = protocol.measure("rom_thoracic_rotation").unwrap();
        assert_eq!(missing(rotation, thousandths(2_500)), "2.5°");
    }

    #[test]
    fn units_follow_their_number() {
        let rows = [
            (46, "°", "46°"),
            (1, "points", "1 point"),
            (2, "points", "2 points"),
            (8, "clean reps of 10", "8 of 10 clean"),
            (3, "count", "3"),
            (-2, "points", "\u{2212}2 points"),
            (1, "metres", "1 metre"),
            (90, "%", "90 %"),
        ];
        for (number, unit, text) in rows {
            assert_eq!(amount(Number::whole(number), unit), text);
        }
    }
}
