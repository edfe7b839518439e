//! The words of a measure's row, short enough for its columns.

use super::Context;
use crate::care::knowledge::CautionEffect;
use crate::care::measure::{Input, Measure, Value};
use crate::care::visit_check::effects;
use crate::text::quantity;

/// Its unit or range, in a few letters.
pub(super) fn unit(measure: &Measure) -> String {
    match &measure.input {
        Input::Number {
            min,
            max: Some(max),
            ..
        } if measure.unit == "points" => format!("{min} to {max}"),
        Input::Number { .. } => measure.unit.clone(),
        Input::Steps(_) => "grade".to_owned(),
        Input::Words(_) => String::new(),
    }
}

/// A value without its unit, which stands beside the name.
pub(super) fn shown(measure: &Measure, value: &Value) -> String {
    match (&measure.input, value) {
        (Input::Words(_), Value::Word(word)) => word.replace('_', " "),
        (_, Value::Number(number)) => quantity::shown(measure, *number)
            .to_string()
            .replace('-', "\u{2212}"),
        (_, value) => value.to_string().replace('-', "\u{2212}"),
    }
}

/// The answers to choose from, as stored and as shown.
pub(super) fn options(measure: &Measure) -> Vec<(String, String)> {
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
pub(super) fn brief(needed: &str) -> String {
    needed
        .replace("at least ", "≥ ")
        .replace("at most ", "≤ ")
        .replace("must be ", "")
        .replace("must improve by ", "better by ")
}

/// What the patient's cautions say about a test.
pub(super) fn warnings(context: &Context, measure: &Measure) -> Vec<String> {
    effects(
        &context.protocol,
        &context.course,
        measure.key.as_str(),
        context.as_of,
    )
    .into_iter()
    .map(|(caution, effect)| match effect {
        CautionEffect::Bars => format!("Not with {}", caution.name),
        CautionEffect::Warns("") => format!("Care: {}", caution.name),
        CautionEffect::Warns(note) => format!("Care: {} ({note})", caution.name),
    })
    .collect()
}
