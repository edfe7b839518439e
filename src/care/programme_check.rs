//! What keeps a home programme from being written or issued as it stands.

use std::collections::BTreeSet;

use super::ids::{AdviceKey, ExerciseKey};
use super::offer::{Bar, Offer};
use super::programme::{ProgrammeContent, ProgrammeItem};

/// Advice on cold and on warmth: one of the two.
const COLD_AND_WARMTH: [&str; 2] = ["adv_ice_48h", "adv_heat_first"];
/// The most exercises a sheet takes.
pub const MOST_EXERCISES: usize = 40;

/// One thing that keeps a programme from being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ContentFault {
    /// A red flag stops: no exercises.
    RedFlagStops,
    /// Neither an exercise nor advice.
    Empty,
    /// More exercises than anybody does.
    TooMany,
    /// An exercise stands twice.
    Twice(ExerciseKey),
    /// There is no such exercise.
    UnknownExercise(ExerciseKey),
    /// An exercise is barred and nobody wrote why it is given all the same.
    NeedsReason(ExerciseKey, Vec<Bar>),
    /// It is given for one side only, and it is done with both at once.
    NoSides(ExerciseKey),
    /// The dose says neither how many nor how long.
    NoDose(ExerciseKey),
    /// The advice is not offered to this patient now.
    AdviceNotOffered(AdviceKey),
    /// Both the advice on cold and the advice on warmth are ticked.
    ColdAndWarmth,
}

/// Everything that stands against saving this content as a draft. While a red flag stops, a draft keeps the exercises it
/// had, and takes no new ones: nothing of it reaches the patient before it is issued, and then [`check`] holds.
#[must_use]
pub fn check_draft(
    offer: &Offer<'_>,
    content: &ProgrammeContent,
    kept: &[ProgrammeItem],
) -> Vec<ContentFault> {
    let mut faults = check(offer, content);
    let was_there = |item: &ProgrammeItem| kept.iter().any(|old| old.exercise == item.exercise);
    if content.items.iter().all(was_there) {
        faults.retain(|fault| *fault != ContentFault::RedFlagStops);
    }
    faults
}

/// Everything that stands against this content under this offer; none when it may be written.
#[must_use]
pub fn check(offer: &Offer<'_>, content: &ProgrammeContent) -> Vec<ContentFault> {
    let mut faults = Vec::new();
    if offer.stopped && !content.items.is_empty() {
        faults.push(ContentFault::RedFlagStops);
    }
    if content.items.is_empty() && content.advice.is_empty() && !offer.stopped {
        faults.push(ContentFault::Empty);
    }
    if content.items.len() > MOST_EXERCISES {
        faults.push(ContentFault::TooMany);
    }
    let mut seen = BTreeSet::new();
    for item in &content.items {
        let key = &item.exercise;
        if !seen.insert(key) {
            faults.push(ContentFault::Twice(key.clone()));
            continue;
        }
        let Some(offered) = offer.exercise(key.as_str()) else {
            faults.push(ContentFault::UnknownExercise(key.clone()));
            continue;
        };
        if !offered.bars.is_empty() && item.override_reason.trim().is_empty() {
            faults.push(ContentFault::NeedsReason(key.clone(), offered.bars.clone()));
        }
        if item.side.only().is_some() && !offered.exercise.has_sides() {
            faults.push(ContentFault::NoSides(key.clone()));
        }
        if item.dose.says_nothing() {
            faults.push(ContentFault::NoDose(key.clone()));
        }
    }
    for key in &content.advice {
        if !offer
            .advice
            .iter()
            .any(|offered| offered.advice.key == *key)
        {
            faults.push(ContentFault::AdviceNotOffered(key.clone()));
        }
    }
    let ticked = |wanted: &str| content.advice.iter().any(|key| *key == *wanted);
    if COLD_AND_WARMTH.into_iter().all(ticked) {
        faults.push(ContentFault::ColdAndWarmth);
    }
    faults
}
