//! One value held against one requirement: exact, in whole thousandths, with the distance to go.

use super::evaluation::{Change, ChangeMeaning};
use super::measure::{Better, Input, Measure, Value};
use super::number::Number;

/// What a comparison comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The requirement is met.
    Met,
    /// It is not; by how much, where that is a number (steps for a graded measure).
    Short(Option<Number>),
}

/// How much a relative threshold asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Amount {
    /// In the measure's unit, or steps.
    Plain(Number),
    /// Per cent of the baseline.
    PerCent(Number),
}

/// A value on its measure's scale: thousandths of the unit, or of a step.
pub(super) fn on_scale(measure: &Measure, value: &Value) -> Option<i64> {
    let position = measure.position(value)?;
    match measure.input {
        Input::Number { .. } => Some(position),
        Input::Steps(_) | Input::Words(_) => Some(position * 1000),
    }
}

/// How much better `new` is than `old`; negative when it is worse. All words but the good one are equally bad.
pub(super) fn better_by(measure: &Measure, old: &Value, new: &Value) -> Option<i64> {
    let (old, new) = (on_scale(measure, old)?, on_scale(measure, new)?);
    Some(match measure.better {
        Better::Higher => new - old,
        Better::Lower => old - new,
        Better::FirstWord => i64::from(old != 0) - i64::from(new != 0),
    })
}

/// The change between two values read against the measure's known error; words have no amount of change.
pub(super) fn change(measure: &Measure, old: &Value, new: &Value) -> Option<Change> {
    if measure.better == Better::FirstWord {
        return None;
    }
    let better = better_by(measure, old, new)?;
    let by = Number::from_thousandths(on_scale(measure, new)? - on_scale(measure, old)?);
    Some(Change {
        by,
        meaning: meaning(better, measure.error),
    })
}

/// What a change for the better (negative: for the worse) means with that known error.
pub(super) fn meaning(better_by: i64, error: Option<Number>) -> ChangeMeaning {
    match error.map(Number::thousandths) {
        None => ChangeMeaning::ErrorNotKnown,
        Some(error) if better_by.abs() < error || better_by == 0 => ChangeMeaning::NoClearChange,
        Some(_) if better_by > 0 => ChangeMeaning::Better,
        Some(_) => ChangeMeaning::Worse,
    }
}

/// Worse by at least the known error; by anything where none is known.
pub(super) fn is_worse(better_by: i64, error: Option<Number>) -> bool {
    better_by < 0 && error.is_none_or(|error| -better_by >= error.thousandths())
}

/// Better by at least the known error; by anything where none is known.
pub(super) fn is_better(better_by: i64, error: Option<Number>) -> bool {
    is_worse(-better_by, error)
}

/// Found ≥ threshold.
pub(super) fn at_least(measure: &Measure, threshold: &Value, found: &Value) -> Outcome {
    between(measure, found, threshold)
}

/// Found ≤ threshold.
pub(super) fn at_most(measure: &Measure, threshold: &Value, found: &Value) -> Outcome {
    between(measure, threshold, found)
}

/// Met when `small` does not fall short of `large`, both on the measure's scale.
fn between(measure: &Measure, large: &Value, small: &Value) -> Outcome {
    match (on_scale(measure, large), on_scale(measure, small)) {
        (Some(large), Some(small)) => short_by(small - large),
        _ => Outcome::Short(None),
    }
}

/// Found is the threshold.
pub(super) fn equals(measure: &Measure, threshold: &Value, found: &Value) -> Outcome {
    match (on_scale(measure, threshold), on_scale(measure, found)) {
        (Some(wanted), Some(found)) if wanted == found => Outcome::Met,
        (Some(wanted), Some(found)) if measure.better != Better::FirstWord => {
            Outcome::Short(Some(Number::from_thousandths((wanted - found).abs())))
        }
        _ => Outcome::Short(None),
    }
}

/// Change from baseline in the better direction ≥ amount.
pub(super) fn improves_by(
    measure: &Measure,
    amount: Amount,
    baseline: &Value,
    found: &Value,
) -> Outcome {
    let (Some(base), Some(better)) = (
        on_scale(measure, baseline),
        better_by(measure, baseline, found),
    ) else {
        return Outcome::Short(None);
    };
    match amount {
        Amount::Plain(wanted) => short_by(wanted.thousandths() - better),
        Amount::PerCent(wanted) => short_of_share(better, base.abs(), wanted),
    }
}

/// Not worse than baseline by more than the amount.
pub(super) fn no_worse(
    measure: &Measure,
    tolerance: Amount,
    baseline: &Value,
    found: &Value,
) -> Outcome {
    let (Some(base), Some(better)) = (
        on_scale(measure, baseline),
        better_by(measure, baseline, found),
    ) else {
        return Outcome::Short(None);
    };
    match tolerance {
        Amount::Plain(allowed) => short_by(-better - allowed.thousandths()),
        Amount::PerCent(allowed) => short_of_share(better, base.abs(), -allowed),
    }
}

/// Whether the change asked for would leave the measure's valid input.
pub(super) fn no_room(measure: &Measure, amount: Amount, baseline: &Value) -> bool {
    let Some(base) = on_scale(measure, baseline) else {
        return false;
    };
    let (least, most) = match &measure.input {
        Input::Number { min, max, .. } => (min.thousandths(), max.map(Number::thousandths)),
        Input::Steps(steps) => (
            0,
            i64::try_from(steps.len())
                .ok()
                .map(|steps| (steps - 1) * 1000),
        ),
        Input::Words(_) => return false,
    };
    let room = match measure.better {
        Better::Lower => Some(base - least),
        Better::Higher => most.map(|most| most - base),
        Better::FirstWord => None,
    };
    match amount {
        Amount::PerCent(_) if base == 0 => true,
        Amount::Plain(wanted) => room.is_some_and(|room| room < wanted.thousandths()),
        Amount::PerCent(wanted) => room.is_some_and(|room| {
            wide(room) * PER_CENT < wide(wanted.thousandths()) * wide(base.abs())
        }),
    }
}

/// Absolute left minus right ≤ threshold.
pub(super) fn difference_at_most(threshold: Number, left: i64, right: i64) -> Outcome {
    short_by((left - right).abs() - threshold.thousandths())
}

/// `part` ÷ `whole` ≥ threshold per cent, compared by cross-multiplication; `whole` is above nought.
pub(super) fn share_at_least(threshold: Number, part: i64, whole: i64) -> Outcome {
    short_of_share(part, whole, threshold)
}

/// `part` ÷ `whole` in per cent, cut to three places so that what falls short never reads as reached.
pub(super) fn per_cent(part: i64, whole: i64) -> Number {
    narrow((wide(part) * PER_CENT).div_euclid(wide(whole)))
}

const PER_CENT: i128 = 100_000;

fn short_of_share(part: i64, whole: i64, wanted: Number) -> Outcome {
    let short = wide(wanted.thousandths()) * wide(whole) - wide(part) * PER_CENT;
    if short <= 0 {
        return Outcome::Met;
    }
    if whole == 0 {
        return Outcome::Short(None);
    }
    // Rounded up: a distance to go is never shown as nought.
    Outcome::Short(Some(narrow((short + wide(whole) - 1) / wide(whole))))
}

fn short_by(thousandths: i64) -> Outcome {
    if thousandths <= 0 {
        Outcome::Met
    } else {
        Outcome::Short(Some(Number::from_thousandths(thousandths)))
    }
}

fn wide(value: i64) -> i128 {
    i128::from(value)
}

fn narrow(value: i128) -> Number {
    Number::from_thousandths(i64::try_from(value).unwrap_or(i64::MAX))
}
