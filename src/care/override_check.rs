//! Whether a target may be set differently for one patient, and how (design.md 3, rule 10).

use super::course::OverrideChange;
use super::ids::TargetKey;
use super::measure::{Input, Measure, Value};
use super::number::Number;
use super::protocol::{Operator, Protocol, RED_FLAG_SCREEN, Target};
use super::protocol_check::threshold_fits;

/// Why an override is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// The protocol version has no such target.
    NoSuchTarget,
    /// The red flag screen is open to no override.
    RedFlagTarget,
    /// The target is a word (`yes`), not a number.
    NoThreshold,
    /// The threshold cannot be; what it must be.
    Range(String),
    /// Every value that can be entered meets the threshold.
    MeetsAll,
}

/// Whether the override may be set; the red-flag target takes none.
///
/// # Errors
/// What stands against it.
pub fn check_override(
    protocol: &Protocol,
    key: &TargetKey,
    change: OverrideChange,
) -> Result<(), Unfit> {
    let (_, target) = protocol.target(key.as_str()).ok_or(Unfit::NoSuchTarget)?;
    if target.measure == *RED_FLAG_SCREEN {
        return Err(Unfit::RedFlagTarget);
    }
    let OverrideChange::Threshold(number) = change else {
        return Ok(());
    };
    let measure = protocol
        .measure(target.measure.as_str())
        .ok_or(Unfit::NoSuchTarget)?;
    let is_plain = matches!(
        target.operator,
        Operator::AtLeast | Operator::AtMost | Operator::Equals
    );
    let threshold = match &measure.input {
        Input::Words(_) => return Err(Unfit::NoThreshold),
        Input::Steps(steps) if is_plain => {
            let at = usize::try_from(number.thousandths() / 1000).ok();
            let step = at.and_then(|at| steps.get(at));
            step.map_or(Value::Number(number), |step| Value::Word(step.word.clone()))
        }
        _ => Value::Number(number),
    };
    let different = Target {
        threshold,
        ..target.clone()
    };
    threshold_fits(&different, measure).map_err(Unfit::Range)?;
    if is_met_by_all(&different, measure, number) {
        return Err(Unfit::MeetsAll);
    }
    Ok(())
}

/// Whether no value the measure accepts falls short of the threshold.
fn is_met_by_all(target: &Target, measure: &Measure, threshold: Number) -> bool {
    let (least, most) = match &measure.input {
        Input::Number { min, max, .. } => (*min, *max),
        Input::Steps(steps) => {
            let last = i64::try_from(steps.len()).ok().map(|steps| steps - 1);
            (Number::ZERO, last.map(Number::whole))
        }
        Input::Words(_) => return false,
    };
    match target.operator {
        Operator::AtLeast => threshold <= least,
        Operator::AtMost => most.is_some_and(|most| threshold >= most),
        Operator::NoWorseThanBaseline | Operator::DifferenceAtMost => {
            most.is_some_and(|most| threshold >= most - least)
        }
        Operator::Equals | Operator::ImprovesBy | Operator::LsiAtLeast => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;

    #[test]
    fn a_threshold_that_everything_meets_is_refused() {
        let set = |target: &str, whole| {
            let key = target.parse().unwrap();
            let change = OverrideChange::Threshold(Number::whole(whole));
            check_override(&knowledge().protocol, &key, change)
        };
        for (target, whole, refused) in [
            ("p4_neutral_hold", 0, true),
            ("p4_neutral_hold", 1, false),
            ("p1_pain_rest", 10, true),
            ("p1_pain_rest", 9, false),
            ("p2_pain_in_range", 0, false),
            ("p3_spasm", 0, false),
        ] {
            let found = set(target, whole);
            let expected = if refused {
                Err(Unfit::MeetsAll)
            } else {
                Ok(())
            };
            assert_eq!(found, expected, "{target} {whole}");
        }
    }
}
