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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;

    fn measure(key: &str) -> &'static Measure {
        knowledge()
            .protocol
            .measure(key)
            .unwrap_or_else(|| panic!("no measure {key}"))
    }

    fn number(thousandths: i64) -> Value {
        Value::Number(Number::from_thousandths(thousandths))
    }

    fn word(word: &str) -> Value {
        Value::Word(word.to_owned())
    }

    fn short(thousandths: i64) -> Outcome {
        Outcome::Short(Some(Number::from_thousandths(thousandths)))
    }

    #[test]
    fn thresholds_are_exact() {
        let (pain, jpe, grade) = (
            measure("nprs_rest"),
            measure("neck_jpe"),
            measure("mmt_mid_trap"),
        );
        assert_eq!(at_most(pain, &number(3000), &number(3000)), Outcome::Met);
        assert_eq!(at_most(pain, &number(3000), &number(4000)), short(1000));
        assert_eq!(at_most(jpe, &number(4500), &number(4501)), short(1));
        assert_eq!(at_least(jpe, &number(4500), &number(4499)), short(1));
        assert_eq!(at_least(grade, &word("4+"), &word("5")), Outcome::Met);
        assert_eq!(at_least(grade, &word("4+"), &word("4-")), short(2000));
        assert_eq!(
            at_least(grade, &word("4+"), &word("9")),
            Outcome::Short(None)
        );
    }

    #[test]
    fn words_are_equal_or_not() {
        let (test, yes) = (measure("self_test_twist"), measure("groceries_ok"));
        assert_eq!(
            equals(test, &word("negative"), &word("negative")),
            Outcome::Met
        );
        assert_eq!(
            equals(test, &word("negative"), &word("positive_left")),
            Outcome::Short(None)
        );
        assert_eq!(
            better_by(test, &word("positive_left"), &word("positive_both")),
            Some(0)
        );
        assert_eq!(better_by(yes, &word("yes"), &word("no")), Some(-1));
        assert_eq!(change(yes, &word("yes"), &word("no")), None);
    }

    #[test]
    fn improvement_counts_in_the_better_direction() {
        let (pain, psfs) = (measure("nprs_worst_24h"), measure("psfs_mean"));
        let two = Amount::Plain(Number::whole(2));
        let half = Amount::PerCent(Number::whole(50));
        let rows = [
            (pain, two, 7000, 5000, Outcome::Met),
            (pain, two, 7000, 6000, short(1000)),
            (pain, two, 5000, 7000, short(4000)),
            (pain, half, 7000, 4000, short(7143)),
            (pain, half, 7000, 3000, Outcome::Met),
            (pain, half, 8000, 4000, Outcome::Met),
            (psfs, two, 5000, 7000, Outcome::Met),
            (psfs, two, 5000, 6900, short(100)),
        ];
        for (measure, amount, first, found, expected) in rows {
            let outcome = improves_by(measure, amount, &number(first), &number(found));
            assert_eq!(
                outcome, expected,
                "{} {first} to {found}, {amount:?}",
                measure.key
            );
        }
    }

    #[test]
    fn no_room_where_the_change_would_leave_the_scale() {
        let (pain, psfs) = (measure("nprs_worst_24h"), measure("psfs_mean"));
        let plain = |n| Amount::Plain(Number::from_thousandths(n));
        let rows = [
            (pain, plain(2000), 1000, true),
            (pain, plain(2000), 2000, false),
            (psfs, plain(2300), 7700, false),
            (psfs, plain(2300), 7800, true),
            (pain, Amount::PerCent(Number::whole(50)), 0, true),
            (pain, Amount::PerCent(Number::whole(50)), 1000, false),
        ];
        for (measure, amount, first, expected) in rows {
            assert_eq!(
                no_room(measure, amount, &number(first)),
                expected,
                "{} {first}",
                measure.key
            );
        }
    }

    #[test]
    fn a_tolerance_is_what_may_be_lost() {
        let flexion = measure("rom_thoracic_flexion");
        let five = Amount::Plain(Number::whole(5));
        for (found, expected) in [
            (45_000, Outcome::Met),
            (33_000, Outcome::Met),
            (32_000, short(1000)),
        ] {
            assert_eq!(
                no_worse(flexion, five, &number(38_000), &number(found)),
                expected,
                "{found}"
            );
        }
    }

    #[test]
    fn shares_are_compared_without_rounding() {
        let ninety = Number::whole(90);
        assert_eq!(share_at_least(ninety, 8100, 9000), Outcome::Met);
        assert_eq!(share_at_least(ninety, 8099, 9000), short(12));
        assert_eq!(per_cent(8099, 9000).to_string(), "89.988");
        assert_eq!(per_cent(5000, 4500).to_string(), "111.111");
        assert_eq!(
            difference_at_most(Number::whole(6), 46_000, 38_000),
            short(2000)
        );
        assert_eq!(
            difference_at_most(Number::whole(6), 38_000, 44_000),
            Outcome::Met
        );
    }

    #[test]
    fn a_change_is_clear_from_the_known_error_on() {
        let two = Some(Number::whole(2));
        let rows = [
            (2000, two, ChangeMeaning::Better),
            (1999, two, ChangeMeaning::NoClearChange),
            (-2000, two, ChangeMeaning::Worse),
            (0, two, ChangeMeaning::NoClearChange),
            (9000, None, ChangeMeaning::ErrorNotKnown),
        ];
        for (better_by, error, expected) in rows {
            assert_eq!(meaning(better_by, error), expected, "{better_by} {error:?}");
        }
        assert!(
            is_worse(-1, None)
                && is_worse(-2000, two)
                && !is_worse(-1999, two)
                && !is_worse(0, None)
        );
    }
}
