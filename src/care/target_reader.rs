//! Targets from their TOML form.

use super::document::{Entry, number_in};
use super::fault::Place;
use super::ids::MeasureKey;
use super::measure::{Input, Measure, Value};
use super::protocol::{Basis, Condition, Gate, Operator, SideRule, Target};
use super::protocol_check::{Keys, days_and_conditions, measure_link};

/// Reads one target and keeps its place for the checks that need the whole protocol.
pub(super) fn read<'f>(
    mut entry: Entry<'f>,
    measures: &[Measure],
    keys: &Keys<'_>,
) -> Option<(Place<'f>, Target)> {
    let key = entry.id("key");
    let measure = entry.id::<MeasureKey>("measure");
    let operator = entry.word("operator", Operator::ALL, Operator::as_str);
    let raw = entry.raw("threshold");
    let unit = entry.blank_text("unit");
    let side = entry.word("side", SideRule::ALL, SideRule::as_str);
    let gate = entry.word("gate", Gate::ALL, Gate::as_str);
    let basis = entry.word("basis", Basis::ALL, Basis::as_str);
    let source = entry.blank_text("source");
    let applies_when = read_conditions(&mut entry, "applies_when");
    let mandatory_when = read_conditions(&mut entry, "mandatory_when");
    let instead_of = entry.ids("instead_of");
    let valid_days = entry.optional_whole::<u32>("valid_days");
    let place = entry.place.clone();
    entry.done();

    if let Some(measure) = &measure {
        measure_link(&place, measure, keys);
    }
    days_and_conditions(&place, valid_days, [&applies_when, &mandatory_when], keys);
    let found = measure
        .as_ref()
        .and_then(|key| measures.iter().find(|measure| measure.key == *key));
    let threshold = raw.and_then(|raw| read_threshold(&place, &raw, operator, found));
    let target = Target {
        key: key?,
        measure: measure?,
        operator: operator?,
        threshold: threshold?,
        unit,
        side: side?,
        // stand-ins where a fault was noted, so that the rest of the target is judged all the same
        gate: gate.unwrap_or(Gate::Advisory),
        basis: basis.unwrap_or(Basis::ClinicDefault),
        source,
        applies_when,
        mandatory_when,
        instead_of,
        valid_days,
    };
    Some((place, target))
}

/// A number, or a word; on a scale of steps a value is always the step's word, a change always a number of steps.
fn read_threshold(
    place: &Place<'_>,
    raw: &toml::Value,
    operator: Option<Operator>,
    measure: Option<&Measure>,
) -> Option<Value> {
    let value = match raw {
        toml::Value::String(word) => Value::Word(word.clone()),
        other => match number_in(other) {
            Some(number) => Value::Number(number),
            None => {
                place.fault(
                    "threshold",
                    "must be a number with at most three decimal places, or a word in quotes",
                );
                return None;
            }
        },
    };
    let holds_value = matches!(
        operator,
        Some(Operator::AtLeast | Operator::AtMost | Operator::Equals)
    );
    let on_steps = measure.is_some_and(|measure| matches!(measure.input, Input::Steps(_)));
    Some(match value {
        Value::Number(number) if on_steps && holds_value => Value::Word(number.to_string()),
        value => value,
    })
}

fn read_conditions(entry: &mut Entry<'_>, key: &str) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for mut entry in entry.entries(key) {
        if entry.has("sport") {
            conditions.push(Condition::Sport(entry.stated_flag("sport")));
        } else if entry.has("caution") {
            conditions.extend(entry.id("caution").map(Condition::Caution));
        } else if entry.has("no_caution") {
            conditions.extend(entry.id("no_caution").map(Condition::NoCaution));
        } else if entry.keys().is_empty() {
            entry
                .place
                .fault("", "is empty; a condition is sport, caution or no_caution");
        }
        entry.done();
    }
    conditions
}
