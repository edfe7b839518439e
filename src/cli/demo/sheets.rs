//! The home programmes: what the builder suggests, as it is ticked.

use chrono::NaiveDateTime;

use super::chance::Chance;
use super::lives::Life;
use crate::care::offer::Offer;
use crate::care::programme::{ItemSide, ProgrammeContent, ProgrammeItem};

/// Most exercises of a sheet of the demo.
const MOST: usize = 6;
/// Most pieces of advice, beside those that are always on it.
const MOST_ADVICE: usize = 4;
/// Days the diary covers.
const DIARY_DAYS: u8 = 14;

/// A programme for what is offered now.
pub(super) fn content(
    offer: &Offer<'_>,
    life: &Life,
    next: Option<NaiveDateTime>,
    chance: Chance,
) -> ProgrammeContent {
    let mut items: Vec<ProgrammeItem> = offer
        .exercises
        .iter()
        .filter(|offered| offered.is_suggested())
        .take(MOST)
        .map(|offered| ProgrammeItem {
            exercise: offered.exercise.key.clone(),
            dose: offered.exercise.dose.clone(),
            side: ItemSide::AsDescribed,
            note: String::new(),
            override_reason: String::new(),
        })
        .collect();
    if let Some(first) = items.first_mut()
        && chance.below("exercise note", 3) == 0
    {
        "Do this one first thing in the morning.".clone_into(&mut first.note);
    }
    let advice = offer
        .advice
        .iter()
        .filter(|offered| offered.warnings.is_empty());
    let wanted = advice.filter(|offered| {
        let key = offered.advice.key.as_str();
        // cold or warmth, not both
        !offered.advice.always && key != "adv_heat_first" && chance.below(key, 2) == 0
    });
    ProgrammeContent {
        goal: life.goal.to_owned(),
        items,
        advice: wanted
            .take(MOST_ADVICE)
            .map(|offered| offered.advice.key.clone())
            .collect(),
        note: String::new(),
        next_visit_on: next.map(|at| at.date()),
        next_visit_time: next.map(|at| at.time()),
        diary_days: DIARY_DAYS,
    }
}
