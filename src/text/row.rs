//! The words of a measure's row, short enough for the columns of a form on screen or paper.

use crate::care::course::Course;
use crate::care::knowledge::CautionEffect;
use crate::care::measure::{Input, Measure, Value};
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::care::visit_check::effects;

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

/// A value without its unit, which stands beside the name.
#[must_use]
pub fn shown(measure: &Measure, value: &Value) -> String {
    match (&measure.input, value) {
        (Input::Words(_), Value::Word(word)) => word.replace('_', " "),
        (_, value) => value.to_string().replace('-', "\u{2212}"),
    }
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
