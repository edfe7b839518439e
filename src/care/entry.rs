//! What was typed for one measure at a visit, and the reading it makes: one value, up to three attempts, or parts.

use super::course::Course;
use super::diary::HOME_PROGRAMME;
use super::measure::{Attempts, Better, Composite, Formula, Input, Measure, Reading, Side, Value};
use super::number::{NotANumber, Number};
use super::time::Moment;

/// Most attempts typed in one field.
const MOST_ATTEMPTS: usize = 3;
/// The longest distance typed as a part, in centimetres.
const LONGEST_CM: Number = Number::whole(250);
/// How far the target of a position test hangs, in centimetres.
const TARGET_AT_CM: f64 = 90.0;

/// What was typed for one side of a measure; empty texts were left empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The side, for a sided measure.
    pub side: Option<Side>,
    /// The value's field: a number, up to three attempts, or a word.
    pub value: String,
    /// One text for each part of a composite, in its order.
    pub parts: Vec<String>,
    /// The method chosen.
    pub variant: String,
    /// Why a timed hold was stopped.
    pub stopped: String,
    /// Ticked as observed and unchanged.
    pub unchanged: bool,
}

/// What a reading needs beside what was typed.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// The newest earlier reading of that side.
    pub last: Option<&'a Reading>,
    /// The patient's arm length in centimetres.
    pub arm_length_cm: Option<Number>,
    /// When the visit took place.
    pub at: Moment,
    /// Who measures, by name.
    pub by: &'a str,
}

/// The reading an entry makes; `None` when nothing was typed, which is "not measured" and never nought.
///
/// # Errors
/// What is wrong, in words that follow the measure's name: `must be between 0 and 90 degrees`.
pub fn read(
    measure: &Measure,
    entry: &Entry,
    around: Circumstances,
) -> Result<Option<Reading>, String> {
    let typed = match &measure.composite {
        Some(composite) => of_parts(measure, composite, entry, around.arm_length_cm)?,
        None => of_value(measure, &entry.value)?,
    };
    let last = around.last.filter(|_| entry.unchanged);
    if entry.unchanged && around.last.is_none() {
        return Err("has no earlier value to be unchanged from: type the value".into());
    }
    if last.is_some_and(|last| measure.key == *HOME_PROGRAMME && !measure.accepts(&last.value)) {
        return Err(
            "was worked out from a diary: type today’s value, or leave it empty and the diary counts".into(),
        );
    }
    let (value, parts) = match (typed, last) {
        (None, None) => return Ok(None),
        (Some((value, _)), Some(last)) if value != last.value => {
            return Err(format!(
                "is ticked as unchanged, and {} was typed where it was {}: clear one of them",
                plain(&value),
                plain(&last.value)
            ));
        }
        (Some(typed), _) => typed,
        (None, Some(last)) => (last.value.clone(), last.parts.clone()),
    };
    Ok(Some(Reading {
        measure: measure.key.clone(),
        side: entry.side,
        value,
        variant: method(measure, &entry.variant, last)?,
        taken_at: around.at,
        taken_by: around.by.to_owned(),
        unchanged: entry.unchanged,
        parts,
        stopped: Some(entry.stopped.clone()).filter(|why| !why.is_empty()),
    }))
}

/// The newest reading of a measure and side taken before a moment.
#[must_use]
pub fn last<'a>(
    course: &'a Course,
    measure: &Measure,
    side: Option<Side>,
    before: Moment,
) -> Option<&'a Reading> {
    let readings = course.readings();
    readings
        .filter(|(_, reading)| reading.measure == measure.key && reading.side == side)
        .filter(|(at, _)| at.utc < before.utc)
        .max_by_key(|(at, _)| at.utc)
        .map(|(_, reading)| reading)
}

/// The sides a measure is taken on.
#[must_use]
pub const fn sides(measure: &Measure) -> &'static [Option<Side>] {
    if measure.sided {
        &[Some(Side::Left), Some(Side::Right)]
    } else {
        &[None]
    }
}

/// The method of a reading; one that is unchanged was taken as the last one was.
fn method(
    measure: &Measure,
    typed: &str,
    last: Option<&Reading>,
) -> Result<Option<String>, String> {
    if typed.is_empty() {
        return match last {
            Some(last) => Ok(last.variant.clone()),
            None if measure.variants.is_empty() => Ok(None),
            None => Err("needs its method: choose how it was measured".into()),
        };
    }
    if !measure.variants.iter().any(|variant| variant.key == *typed) {
        return Err("must be measured with one of the methods shown".into());
    }
    Ok(Some(typed.to_owned()))
}

type Typed = (Value, Vec<Number>);

fn of_value(measure: &Measure, text: &str) -> Result<Option<Typed>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let Input::Number { .. } = &measure.input else {
        let value = Value::Word(text.to_owned());
        let known = measure.accepts(&value);
        return known
            .then_some(Some((value, Vec::new())))
            .ok_or_else(|| "must be one of the answers shown".into());
    };
    let attempts = attempts(text, &numbers_in_words(measure), |number| {
        in_range(measure, number)
    })?;
    match (attempts.as_slice(), measure.attempts) {
        ([only], _) => Ok(Some((Value::Number(*only), Vec::new()))),
        (several, Some(rule)) => {
            let value = settle(several, rule, measure.better);
            Ok(Some((Value::Number(value), attempts)))
        }
        (_, None) => Err("takes one value".into()),
    }
}

/// The numbers in a field, each checked; a comma followed by a space, a semicolon, a slash or a space part them. `8.` is
/// an 8 whose decimals are still to come, or never do.
fn attempts(
    text: &str,
    asked: &str,
    check: impl Fn(Number) -> Result<(), String>,
) -> Result<Vec<Number>, String> {
    let pieces: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || matches!(letter, ';' | '/'))
        .map(|piece| piece.trim_end_matches(',').trim_end_matches('.'))
        .filter(|piece| !piece.is_empty())
        .collect();
    if pieces.len() > MOST_ATTEMPTS {
        return Err(format!("takes at most {MOST_ATTEMPTS} attempts"));
    }
    if pieces.is_empty() {
        return Err(asked.to_owned());
    }
    pieces
        .into_iter()
        .map(|piece| {
            let number = piece.parse().map_err(|why| match why {
                NotANumber::Form => asked,
                NotANumber::Places => "must have at most three decimal places",
                NotANumber::Size => "is too large a number",
            })?;
            check(number)?;
            Ok(number)
        })
        .collect()
}

/// What several attempts come to. Values are kept in thousandths; a mean that is no whole number of them is rounded.
fn settle(attempts: &[Number], rule: Attempts, better: Better) -> Number {
    let best = match (rule, better) {
        (Attempts::Mean, _) => return mean(attempts),
        (Attempts::Best, Better::Lower) => attempts.iter().min(),
        (Attempts::Best, _) => attempts.iter().max(),
    };
    best.copied().unwrap_or_default()
}

fn mean(numbers: &[Number]) -> Number {
    let sum: i64 = numbers.iter().map(|number| number.thousandths()).sum();
    divided(i128::from(sum), numbers.len())
}

/// Rounded half up.
fn divided(thousandths: i128, by: usize) -> Number {
    let by = i128::try_from(by.max(1)).unwrap_or(1);
    let rounded = (2 * thousandths + by).div_euclid(2 * by);
    Number::from_thousandths(i64::try_from(rounded).unwrap_or(i64::MAX))
}

fn of_parts(
    measure: &Measure,
    composite: &Composite,
    entry: &Entry,
    arm_length_cm: Option<Number>,
) -> Result<Option<Typed>, String> {
    if entry.parts.iter().all(|part| part.trim().is_empty()) {
        return Ok(None);
    }
    let mut parts = Vec::with_capacity(composite.parts.len());
    for (part, text) in composite.parts.iter().zip(&entry.parts) {
        let says = |why: String| format!("needs every part: {} {why}", part.name);
        if text.trim().is_empty() {
            return Err(says("is empty".into()));
        }
        let asked = match composite.formula {
            Formula::Mean => numbers_in_words(measure),
            Formula::PerCentOfArm | Formula::DegreesAt90Cm => {
                format!("must be a number of cm from 0 to {LONGEST_CM}")
            }
        };
        let typed = attempts(text, &asked, |number| {
            part_in_range(measure, composite, number)
        });
        let typed = typed.map_err(says)?;
        parts.push(match (typed.as_slice(), measure.attempts) {
            ([only], _) => *only,
            (several, Some(rule)) => settle(several, rule, measure.better),
            (_, None) => return Err(says("takes one value".into())),
        });
    }
    if parts.len() != composite.parts.len() {
        return Err("needs every part".into());
    }
    let value = match composite.formula {
        Formula::Mean => mean(&parts),
        Formula::PerCentOfArm => {
            let arm = arm_length_cm
                .filter(|arm| *arm > Number::ZERO)
                .ok_or("needs the patient's arm length: record it on the patient's page first")?;
            share_of_arm(&parts, arm)
        }
        Formula::DegreesAt90Cm => degrees(mean(&parts)),
    };
    in_range(measure, value)?;
    Ok(Some((Value::Number(value), parts)))
}

/// Sum ÷ (number × arm length) × 100.
fn share_of_arm(parts: &[Number], arm: Number) -> Number {
    let sum: i128 = parts
        .iter()
        .map(|part| i128::from(part.thousandths()))
        .sum();
    let count = i128::try_from(parts.len()).unwrap_or(1);
    let divisor = usize::try_from(count * i128::from(arm.thousandths())).unwrap_or(usize::MAX);
    divided(sum * 100_000, divisor)
}

/// The angle a distance is seen under; the one value that is no fraction, so it is rounded to thousandths of a degree.
fn degrees(off: Number) -> Number {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a part is at most 250 000 thousandths"
    )]
    let cm = off.thousandths() as f64 / 1000.0;
    let angle = (cm / TARGET_AT_CM).atan().to_degrees();
    Number::from_f64((angle * 1000.0).round() / 1000.0).unwrap_or_default()
}

fn part_in_range(measure: &Measure, composite: &Composite, number: Number) -> Result<(), String> {
    match composite.formula {
        Formula::Mean => in_range(measure, number),
        Formula::PerCentOfArm | Formula::DegreesAt90Cm => {
            let fits = (Number::ZERO..=LONGEST_CM).contains(&number);
            fits.then_some(())
                .ok_or_else(|| format!("must be between 0 and {LONGEST_CM} cm"))
        }
    }
}

fn in_range(measure: &Measure, number: Number) -> Result<(), String> {
    let Input::Number { min, max, step } = &measure.input else {
        return Ok(());
    };
    if number < *min || max.is_some_and(|max| number > max) {
        return Err(range_in_words(*min, *max, &measure.unit));
    }
    // a value made from parts may lie between two steps
    if measure.composite.is_none() && !number.is_multiple_of(*step) {
        return Err(if *step == Number::whole(1) {
            numbers_in_words(measure)
        } else {
            format!("must be in steps of {step}")
        });
    }
    Ok(())
}

/// What can be typed, in the measure's own range and steps: `must be a whole number from 0 to 10`.
fn numbers_in_words(measure: &Measure) -> String {
    let Input::Number { min, max, step } = &measure.input else {
        return "must be one of the answers shown".into();
    };
    let plain = |number: Number| number.to_string().replace('-', "\u{2212}");
    let range = match max {
        Some(max) => format!("from {} to {}", plain(*min), plain(*max)),
        None => format!("of at least {}", plain(*min)),
    };
    let one = Number::whole(1);
    if *step == one {
        format!("must be a whole number {range}")
    } else if *step > one {
        format!("must be a number {range} in steps of {step}")
    } else {
        let example = *min + one + *step;
        format!("must be a number {range}, such as {}", plain(example))
    }
}

/// `must be between 0 and 90 degrees`.
#[must_use]
pub fn range_in_words(min: Number, max: Option<Number>, unit: &str) -> String {
    let unit = match unit {
        "" => String::new(),
        "°" => " degrees".to_owned(),
        unit => format!(" {unit}"),
    };
    let plain = |number: Number| number.to_string().replace('-', "\u{2212}");
    match max {
        Some(max) => format!("must be between {} and {}{unit}", plain(min), plain(max)),
        None => format!("must be at least {}{unit}", plain(min)),
    }
}

fn plain(value: &Value) -> String {
    value.to_string().replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;

    fn at(hour: u32) -> Moment {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        Moment {
            utc: date.and_hms_opt(hour, 0, 0).unwrap(),
            date,
        }
    }

    fn around(last: Option<&Reading>) -> Circumstances<'_> {
        Circumstances {
            last,
            arm_length_cm: Some(Number::whole(70)),
            at: at(10),
            by: "Asha Rao",
        }
    }

    fn typed(value: &str) -> Entry {
        Entry {
            value: value.into(),
            ..Entry::default()
        }
    }

    fn measure(key: &str) -> &'static Measure {
        knowledge().protocol.measure(key).unwrap()
    }

    /// The value and its parts, or what is wrong.
    fn answer(key: &str, entry: &Entry) -> String {
        match read(measure(key), entry, around(None)) {
            Ok(None) => String::new(),
            Ok(Some(reading)) => {
                let parts: Vec<String> = reading.parts.iter().map(ToString::to_string).collect();
                format!("{} [{}]", reading.value, parts.join(" "))
            }
            Err(why) => why,
        }
    }

    #[test]
    fn a_value_or_up_to_three_attempts_stand_in_one_field() {
        let rows = [
            ("nprs_rest", "", ""),
            ("nprs_rest", " 3 ", "3 []"),
            ("nprs_rest", "11", "must be between 0 and 10 points"),
            ("nprs_rest", "2.5", "must be a whole number from 0 to 10"),
            ("nprs_rest", "2 3", "takes one value"),
            ("nprs_rest", "bad", "must be a whole number from 0 to 10"),
            ("nprs_rest", ",", "must be a whole number from 0 to 10"),
            ("chest_expansion", "4,5", "4.5 []"),
            ("chest_expansion", "4,5, 5,1; 4.9", "5.1 [4.5 5.1 4.9]"),
            ("side_mean", "45 46 46", "45.667 [45 46 46]"),
            ("side_mean", "45/46/47/48", "takes at most 3 attempts"),
            ("side_mean", "45 91", "must be between 0 and 60 degrees"),
            ("groc", "-8", "must be between \u{2212}7 and 7 points"),
            ("groc", "\u{2212}3", "-3 []"),
            ("teach_back_ok", "yes", "yes []"),
            (
                "teach_back_ok",
                "perhaps",
                "must be one of the answers shown",
            ),
            ("mmt_thoracic_extensors", "4-", "4- []"),
        ];
        for (key, text, expected) in rows {
            let key = key.replace("side_mean", "rom_side_flexion");
            let mut entry = typed(text);
            if key == "rom_side_flexion" {
                entry.variant = "t12".into();
            }
            if key == "chest_expansion" {
                entry.variant = "fourth_intercostal".into();
            }
            assert_eq!(answer(&key, &entry), expected, "{key} {text:?}");
        }
    }

    #[test]
    fn a_share_from_a_diary_is_not_observed_unchanged() {
        let same = Entry {
            unchanged: true,
            ..Entry::default()
        };
        for (share, is_taken) in [(82_142, false), (80_000, true)] {
            let last = Reading {
                measure: HOME_PROGRAMME.parse().unwrap(),
                side: None,
                value: Value::Number(Number::from_thousandths(share)),
                variant: None,
                taken_at: around(None).at,
                taken_by: "Asha".into(),
                unchanged: false,
                parts: Vec::new(),
                stopped: None,
            };
            let read = read(measure(HOME_PROGRAMME), &same, around(Some(&last)));
            assert_eq!(read.is_ok(), is_taken, "{share}: {read:?}");
        }
    }

    #[test]
    fn a_composite_follows_from_its_parts() {
        let rows: [(&str, &[&str], &str); 8] = [
            ("psfs_mean", &["", "", ""], ""),
            ("psfs_mean", &["2", "4", "5"], "3.667 [2 4 5]"),
            (
                "psfs_mean",
                &["2", "", "5"],
                "needs every part: Activity 2 is empty",
            ),
            (
                "psfs_mean",
                &["2", "4", "11"],
                "needs every part: Activity 3 must be between 0 and 10 points",
            ),
            // (80 + 60 + 70) ÷ (3 × 70) × 100; the best of several reaches
            ("ybtuq_composite", &["78 80", "60", "70"], "100 [80 60 70]"),
            (
                "ybtuq_composite",
                &["80", "60", "251"],
                "needs every part: Inferolateral reach (cm) must be between 0 and 250 cm",
            ),
            // arctangent of 9 ÷ 90
            (
                "neck_jpe",
                &["9", "9", "9", "9", "9", "9"],
                "5.711 [9 9 9 9 9 9]",
            ),
            (
                "neck_jpe",
                &["60", "60", "60", "60", "60", "60"],
                "must be between 0 and 30 degrees",
            ),
        ];
        for (key, parts, expected) in rows {
            let entry = Entry {
                parts: parts.iter().map(ToString::to_string).collect(),
                ..Entry::default()
            };
            assert_eq!(answer(key, &entry), expected, "{key} {parts:?}");
        }
        let reach = Entry {
            parts: vec!["80".into(), "60".into(), "70".into()],
            ..Entry::default()
        };
        let no_arm = Circumstances {
            arm_length_cm: None,
            ..around(None)
        };
        assert!(
            read(measure("ybtuq_composite"), &reach, no_arm)
                .unwrap_err()
                .contains("arm length")
        );
    }

    #[test]
    fn unchanged_takes_the_last_value_and_refuses_another() {
        let rotation = measure("rom_thoracic_rotation");
        let earlier = Entry {
            side: Some(Side::Left),
            variant: "inclinometer".into(),
            ..typed("45 46 46")
        };
        let last = read(rotation, &earlier, around(None)).unwrap().unwrap();
        let same = |value: &str| Entry {
            side: Some(Side::Left),
            unchanged: true,
            ..typed(value)
        };
        let reading = read(rotation, &same(""), around(Some(&last)))
            .unwrap()
            .unwrap();
        assert!(reading.unchanged);
        assert_eq!(reading.value, last.value);
        assert_eq!(reading.variant.as_deref(), Some("inclinometer"));
        assert!(read(rotation, &same("45.667"), around(Some(&last))).is_err());
        assert_eq!(
            read(rotation, &same("47"), around(Some(&last))),
            Err(
                "is ticked as unchanged, and 47 was typed where it was 45.667: clear one of them"
                    .into()
            )
        );
        assert!(
            read(rotation, &same(""), around(None))
                .unwrap_err()
                .contains("no earlier value")
        );
    }

    #[test]
    fn a_measure_with_methods_needs_one() {
        let rotation = measure("rom_thoracic_rotation");
        let entry = |variant: &str| Entry {
            variant: variant.into(),
            ..typed("46")
        };
        for (variant, expected) in [
            (
                "",
                Err("needs its method: choose how it was measured".into()),
            ),
            (
                "ruler",
                Err("must be measured with one of the methods shown".into()),
            ),
            ("inclinometer", Ok(Some("inclinometer".to_owned()))),
        ] {
            let found = read(rotation, &entry(variant), around(None));
            assert_eq!(
                found.map(|reading| reading.unwrap().variant),
                expected,
                "{variant:?}"
            );
        }
    }
}
