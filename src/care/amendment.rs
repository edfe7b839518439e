//! What an amended visit no longer says that the version before said.

use std::fmt;

use super::course::{FlagState, WarningSigns};
use super::ids::{FlagKey, MeasureKey};
use super::measure::Side;
use super::session::SessionContent;

/// Something one version of a visit recorded and the next one leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Removed {
    /// The reading of a measure, on a side where it has sides.
    Reading(MeasureKey, Option<Side>),
    /// A red flag that was reported.
    Flag(FlagKey),
}

/// What `after` leaves out of `before`, readings first, in the order they were recorded.
#[must_use]
pub fn removed(before: &SessionContent, after: &SessionContent) -> Vec<Removed> {
    let still_read = |measure: &MeasureKey, side: Option<Side>| {
        let mut readings = after.readings.iter();
        readings.any(|reading| reading.measure == *measure && reading.side == side)
    };
    let readings = before
        .readings
        .iter()
        .filter(|reading| !still_read(&reading.measure, reading.side))
        .map(|reading| Removed::Reading(reading.measure.clone(), reading.side));
    let reported = reported(after);
    let flags = self::reported(before)
        .into_iter()
        .filter(|flag| !reported.contains(flag))
        .map(|flag| Removed::Flag(flag.clone()));
    readings.chain(flags).collect()
}

/// The red flags a visit says are present, each once.
fn reported(content: &SessionContent) -> Vec<&FlagKey> {
    let mut flags = Vec::new();
    if let WarningSigns::Reported(signs) = &content.warning_signs {
        flags.extend(signs.iter().map(|sign| &sign.flag));
    }
    let open = content.screen.iter();
    for answer in open.filter(|answer| answer.state == FlagState::Open) {
        if !flags.contains(&&answer.flag) {
            flags.push(&answer.flag);
        }
    }
    flags
}

/// As a form sends it: `spasm_grade left`, `rf_fever`.
impl fmt::Display for Removed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Removed::Reading(measure, Some(side)) => write!(f, "{measure} {}", side.as_str()),
            Removed::Reading(measure, None) => write!(f, "{measure}"),
            Removed::Flag(flag) => write!(f, "{flag}"),
        }
    }
}
