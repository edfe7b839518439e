//! Decisions about the phase, as a clinician reads them.

use crate::care::episode::PhaseChange;
use crate::care::evaluation::Recommendation;

use super::words;

/// What was decided: `From phase 7 to 8`.
#[must_use]
pub fn decided(change: &PhaseChange) -> String {
    match change.from {
        None => format!("Started in phase {}", change.to),
        Some(from) if from == change.to => format!("Stayed in phase {from}"),
        Some(from) if change.to < from => format!("Back from phase {from} to {}", change.to),
        Some(from) => format!("From phase {from} to {}", change.to),
    }
}

/// What was recommended when it was decided: `move on to phase 8`.
#[must_use]
pub fn recommended(change: &PhaseChange) -> String {
    match change.recommended {
        Recommendation::Advance(to) if change.from.is_none() => format!("start in phase {to}"),
        Recommendation::Advance(to) => format!("move on to phase {to}"),
        Recommendation::Hold => "stay".to_owned(),
        Recommendation::StepBack(to) => format!("step back to phase {to}"),
        Recommendation::StopAndRefer(level) => format!("stop and refer: {}", words::action(level)),
        Recommendation::Discharge => "discharge".to_owned(),
    }
}
