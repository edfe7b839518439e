//! The words of a measure's row, short enough for the columns of a form on screen or paper.

use chrono::NaiveDate;

use crate::care::course::Course;
use crate::care::evaluation::Criterion;
use crate::care::knowledge::CautionEffect;
use crate::care::measure::{Input, Measure, Part, Reading, Side, Value};
use crate::care::number::Number;
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::care::visit_check::effects;

use super::{diary, quantity};

/// Its unit or range, in a few letters.
#[must_use]
pub fn unit(measure: &Measure) -> String {
    match &measure.input {
        Input::Number {
            min,
            max: Some(max),
            ..
        } if measure.unit == "points" => format!("{min} to {max}").replace('-', "\u{2212}"),
        Input::Number { .. } => measure.unit.clone(),
        Input::Steps(_) => "grade".to_owned(),
        Input::Words(_) => String::new(),
    }
}

/// A value without its unit, which stands beside the name; never rounded onto what these criteria need.
#[must_use]
pub fn shown(measure: &Measure, value: &Value, criteria: &[&Criterion]) -> String {
    match (&measure.input, value) {
        (Input::Words(_), Value::Word(word)) => word.replace('_', " "),
        (_, Value::Word(word)) => word.replace('-', "\u{2212}"),
        (_, Value::Number(number)) => {
            let needed = criteria.iter().filter_map(|found| match found.threshold {
                Value::Number(threshold) => Some(threshold),
                Value::Word(_) => None,
            });
            let needed: Vec<Number> = needed.collect();
            let number =
                quantity::to_few_places(measure, quantity::shown(measure, *number), &needed);
            number.to_string().replace('-', "\u{2212}")
        }
    }
}

/// The names of a composite's parts beside their fields: without their unit, and without the word all of them share, so
/// that a side of them fits a line: `Medial`, `Superolateral`; `1`, `2`, `3`.
#[must_use]
pub fn short_names(parts: &[Part]) -> Vec<String> {
    let names = parts.iter().map(|part| without_unit(&part.name).0);
    let names: Vec<Vec<&str>> = names.map(|name| name.split(' ').collect()).collect();
    let share = |word: fn(&[&str]) -> Option<String>| {
        let mut words = names.iter().map(|name| word(name));
        let first = words.next().flatten();
        first.is_some() && names.iter().all(|name| name.len() > 1) && words.all(|it| it == first)
    };
    let start = usize::from(share(|name| name.first().map(ToString::to_string)));
    let end = usize::from(share(|name| name.last().map(ToString::to_string)));
    let short = |name: &Vec<&str>| match name.get(start..name.len() - end) {
        Some(rest) if !rest.is_empty() => rest.join(" "),
        _ => name.join(" "),
    };
    names.iter().map(short).collect()
}

/// The unit the parts of a composite are typed in, where their names say one: `cm`.
#[must_use]
pub fn unit_of_parts(measure: &Measure) -> &str {
    let first = measure
        .composite
        .as_ref()
        .and_then(|composite| composite.parts.first());
    first.map_or("", |part| without_unit(&part.name).1)
}

/// `Medial reach (cm)` as `Medial reach` and `cm`.
fn without_unit(name: &str) -> (&str, &str) {
    let name = name.strip_suffix(')').unwrap_or(name);
    name.split_once(" (").unwrap_or((name, ""))
}

/// The day of an earlier value, with its year where it lies long ago: `18 Nov`.
#[must_use]
pub fn taken_on(reading: &Reading, today: NaiveDate) -> String {
    let on = reading.taken_at.date;
    let is_recent = (today - on).num_days() < 300;
    let on = on.format(if is_recent { "%-d %b" } else { "%-d %b %Y" });
    on.to_string()
}

/// On how much of its paper diary a reading rests, where it comes from one: `from 13 of 14 days`.
#[must_use]
pub fn rests_on(course: &Course, reading: &Reading) -> Option<String> {
    let of = course.diary_of(reading)?;
    let written = diary::written_on(of.written, of.days.count());
    Some(format!("from {written}"))
}

/// The answers to choose from, as stored and as shown.
#[must_use]
pub fn options(measure: &Measure) -> Vec<(String, String)> {
    match &measure.input {
        Input::Number { .. } => Vec::new(),
        Input::Steps(steps) => steps
            .iter()
            .map(|step| (step.word.clone(), step.word.replace('-', "\u{2212}")))
            .collect(),
        Input::Words(words) => words
            .iter()
            .map(|word| (word.clone(), word_shown(word)))
            .collect(),
    }
}

/// `positive_left` as `Left +` beside `Negative`, so that four answers fit a row.
fn word_shown(word: &str) -> String {
    match word {
        "yes" => "Yes".to_owned(),
        "no" => "No".to_owned(),
        "negative" => "Negative".to_owned(),
        "positive_left" => "Left +".to_owned(),
        "positive_right" => "Right +".to_owned(),
        "positive_both" => "Both +".to_owned(),
        other => other.replace('_', " "),
    }
}

/// What a criterion needs, short enough for a narrow column: `≥ 40°`.
#[must_use]
pub fn brief(needed: &str) -> String {
    needed
        .replace("at least ", "≥ ")
        .replace("at most ", "≤ ")
        .replace("must be ", "")
        .replace("must improve by ", "better by ")
}

/// What the patient's cautions say about a test.
#[must_use]
pub fn warnings(
    protocol: &Protocol,
    course: &Course,
    measure: &Measure,
    now: Moment,
) -> Vec<String> {
    effects(protocol, course, measure.key.as_str(), now)
        .into_iter()
        .map(|(caution, effect)| match effect {
            CautionEffect::Bars => format!("Not with {}", caution.name),
            CautionEffect::Warns("") => format!("Care: {}", caution.name),
            CautionEffect::Warns(note) => format!("Care: {} ({note})", caution.name),
        })
        .collect()
}

/// Values with their days, the day said once where it is the same: `L 44 R 46`, `6 Nov`.
#[must_use]
pub fn in_one_line(last: Vec<(String, String)>) -> Vec<String> {
    let is_one_day = last.windows(2).all(|pair| pair[0].1 == pair[1].1);
    let Some((_, day)) = last.first().filter(|_| is_one_day) else {
        let with_day = |(value, day)| format!("{value} · {day}");
        return last.into_iter().map(with_day).collect();
    };
    let values: Vec<&str> = last.iter().map(|(value, _)| value.as_str()).collect();
    vec![values.join(" "), day.clone()]
}

/// A fault in a row in a few words, for one who is still typing: `Check left: 0–90°`. The summary of a form that was sent says
/// the whole sentence.
#[must_use]
pub fn check(measure: &Measure, side: Option<Side>, sentence: &str) -> String {
    let side_name = side.map_or(String::new(), |side| format!(" {}", side.as_str()));
    let why = sentence
        .strip_prefix(measure.name.as_str())
        .unwrap_or(sentence);
    let why = why.trim_start();
    let why = match side {
        Some(side) => why
            .strip_suffix(&format!(" ({})", side.as_str()))
            .unwrap_or(why),
        None => why,
    };
    if let (Input::Number { min, max, step }, None, true) =
        (&measure.input, &measure.composite, why.starts_with("must "))
    {
        let whole = if why.contains("whole") { "whole, " } else { "" };
        let steps = if *step > Number::whole(1) {
            format!(", steps of {step}")
        } else {
            String::new()
        };
        let unit = match measure.unit.as_str() {
            "points" | "count" | "clean reps of 10" => "",
            unit => unit,
        };
        let low = min.to_string().replace('-', "\u{2212}");
        let range = match max {
            Some(max) => format!("{low}–{}", quantity::amount(*max, unit)),
            None => format!("at least {}", quantity::amount(*min, unit)),
        };
        return format!("Check{side_name}: {whole}{range}{steps}");
    }
    format!("Check{side_name}: {why}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;

    #[test]
    fn a_fault_is_a_few_words_while_one_types() {
        let left = Some(Side::Left);
        for (key, side, sentence, words) in [
            (
                "nprs_rest",
                None,
                "must be between 0 and 10 points",
                "Check: 0–10",
            ),
            (
                "nprs_rest",
                None,
                "must be a whole number from 0 to 10",
                "Check: whole, 0–10",
            ),
            (
                "pain_free_range_pct",
                None,
                "must be in steps of 5",
                "Check: 0–100 %, steps of 5",
            ),
            (
                "rom_thoracic_rotation",
                left,
                "must be between 0 and 90 degrees (left)",
                "Check left: 0–90°",
            ),
            (
                "rom_thoracic_rotation",
                left,
                "needs its method: choose how it was measured (left)",
                "Check left: needs its method: choose how it was measured",
            ),
            (
                "groc",
                None,
                "must be between \u{2212}7 and 7 points",
                "Check: \u{2212}7–7",
            ),
            (
                "nprs_rest",
                None,
                "takes one value",
                "Check: takes one value",
            ),
        ] {
            let measure = knowledge().protocol.measure(key).unwrap();
            let said = format!("{} {sentence}", measure.name);
            assert_eq!(check(measure, side, &said), words, "{key} {sentence}");
        }
    }

    #[test]
    fn parts_are_named_so_that_a_side_fits_a_line() {
        let of = |key: &str| knowledge().protocol.measure(key).unwrap();
        for (key, names, unit) in [
            (
                "ybtuq_composite",
                "Medial, Superolateral, Inferolateral",
                "cm",
            ),
            ("neck_jpe", "1, 2, 3, 4, 5, 6", "cm off target"),
            ("psfs_mean", "1, 2, 3", ""),
        ] {
            let parts = &of(key).composite.as_ref().unwrap().parts;
            assert_eq!(short_names(parts).join(", "), names);
            assert_eq!(unit_of_parts(of(key)), unit, "{key}");
        }
        let named = |names: &[&str]| {
            let part = |name: &&str| Part {
                key: String::new(),
                name: (*name).to_owned(),
            };
            short_names(&names.iter().map(part).collect::<Vec<_>>()).join(", ")
        };
        assert_eq!(named(&["Reach", "Reach"]), "Reach, Reach");
        assert_eq!(named(&["Left reach", "Right"]), "Left reach, Right");
        assert_eq!(named(&["The reach", "The reach"]), "The reach, The reach");
    }

    #[test]
    fn a_day_both_sides_share_is_said_once() {
        let value = |value: &str, day: &str| (value.to_owned(), day.to_owned());
        let lines = |last: &[(String, String)]| in_one_line(last.to_vec());
        assert_eq!(lines(&[]), Vec::<String>::new());
        assert_eq!(lines(&[value("4", "2 Mar")]), ["4", "2 Mar"]);
        let same = [value("L 44", "2 Mar"), value("R 46", "2 Mar")];
        assert_eq!(lines(&same), ["L 44 R 46", "2 Mar"]);
        let other = [value("L 44", "2 Mar"), value("R 46", "1 Mar")];
        assert_eq!(lines(&other), ["L 44 · 2 Mar", "R 46 · 1 Mar"]);
    }
}
