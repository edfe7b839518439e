//! Whether a target may be set differently for one patient, and how (design.md 3, rule 10).

use super::course::OverrideChange;
use super::ids::TargetKey;
use super::measure::{Input, Value};
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
    threshold_fits(&different, measure).map_err(Unfit::Range)
}
