//! The home programme in words: for the patient what changed and which side, for the clinician what stands against it.

use chrono::NaiveDate;

use super::dose::{self, days_a_week, span, time, times_a_day};
use super::quantity::day;
use crate::care::evidence::Changed;
use crate::care::exercise::{Exercise, ExerciseSide};
use crate::care::knowledge::Knowledge;
use crate::care::offer::Bar;
use crate::care::programme::{HEAVY_MINUTES, ItemSide};
use crate::care::programme_change::{Change, DoseChange};
use crate::care::programme_check::ContentFault;
use crate::care::protocol::Protocol;

/// That what a programme was based on has changed since it was issued, and what to do about it.
#[must_use]
pub fn evidence(changed: Changed, on: NaiveDate) -> String {
    let what = match changed {
        Changed::Amended => "the record it was based on was amended",
        Changed::StruckOut => "a session it was based on was struck out",
    };
    format!(
        "Check the home programme: {what} on {}. Issue it anew or keep it",
        day(on)
    )
}

/// That a programme asks for more time than most people keep up.
#[must_use]
pub fn heavy(minutes: u32) -> String {
    format!(
        "About {minutes} minutes a day is heavy: more than {HEAVY_MINUTES}, the clinic default. Most people do not keep it up; \
         think of leaving something out."
    )
}

/// What is different, as sentences for the patient: all that is new in one, all that is done no more in another.
#[must_use]
pub fn changes(knowledge: &Knowledge, changes: &[Change]) -> Vec<String> {
    let named = |wanted: fn(&Change) -> Option<&str>| {
        let keys = changes.iter().filter_map(wanted);
        let names: Vec<_> = keys.map(|key| exercise_name(knowledge, key)).collect();
        names.join(", ")
    };
    let new = named(|change| match change {
        Change::Added(key) => Some(key.as_str()),
        _ => None,
    });
    let gone = named(|change| match change {
        Change::Removed(key) => Some(key.as_str()),
        _ => None,
    });
    let mut sentences = Vec::new();
    if !new.is_empty() {
        sentences.push(format!("New: {new}."));
    }
    sentences.extend(changes.iter().filter_map(|one| change(knowledge, one)));
    if !gone.is_empty() {
        sentences.push(format!("No more: {gone}."));
    }
    sentences
}

fn change(knowledge: &Knowledge, change: &Change) -> Option<String> {
    let name = |key: &str| exercise_name(knowledge, key);
    Some(match change {
        Change::Added(_) | Change::Removed(_) => return None,
        Change::Dose(key, parts) => {
            let parts: Vec<String> = parts.iter().map(dose_change).collect();
            format!("{}: {}.", name(key.as_str()), parts.join(", "))
        }
        Change::Side(key, side) => format!("{}: {}.", name(key.as_str()), new_side(*side)),
        Change::Note(key) => format!("{}: a new tip for you.", name(key.as_str())),
        Change::Order => "The exercises are in another order.".to_owned(),
        Change::Advice => "Some of the advice is new.".to_owned(),
    })
}

fn dose_change(change: &DoseChange) -> String {
    match change {
        DoseChange::Sets(before, now) if now.is(1) => format!("1 set (was {})", span(*before)),
        DoseChange::Sets(before, now) => format!("{} sets (was {})", span(*now), span(*before)),
        DoseChange::Repetitions(before, now) => {
            format!("repeat {} (was {})", span(*now), span(*before))
        }
        DoseChange::Hold(before, now) if now.is_none() => {
            format!("no hold (was {})", time(*before))
        }
        DoseChange::Hold(before, now) if before.is_none() => format!("now with {}", time(*now)),
        DoseChange::Hold(before, now) => format!("{} (was {})", time(*now), time(*before)),
        DoseChange::TimesADay(before, now) => {
            format!("{} (was {})", times_a_day(*now), times_a_day(*before))
        }
        DoseChange::DaysAWeek(before, now) => {
            format!("{} (was {})", days_a_week(*now), days_a_week(*before))
        }
        DoseChange::Load(now) if now.is_empty() => "no load any more".to_owned(),
        DoseChange::Load(now) => format!("load now {now}"),
        DoseChange::Rest => "done a little differently, see the dose".to_owned(),
    }
}

fn new_side(side: ItemSide) -> &'static str {
    match side {
        ItemSide::AsDescribed => "now as described",
        ItemSide::Left => "now on the left side only",
        ItemSide::Right => "now on the right side only",
        ItemSide::Both => "now on both sides",
    }
}

/// Which side, for the patient; empty where the exercise has none.
#[must_use]
pub fn side(exercise: &Exercise, side: ItemSide) -> String {
    match (side, &exercise.side) {
        (ItemSide::Left, _) => "left side only".to_owned(),
        (ItemSide::Right, _) => "right side only".to_owned(),
        (ItemSide::Both, _) | (ItemSide::AsDescribed, ExerciseSide::Each) => {
            "left and right".to_owned()
        }
        (ItemSide::AsDescribed, ExerciseSide::Words(words)) => words.clone(),
        (ItemSide::AsDescribed, ExerciseSide::Bilateral) => String::new(),
    }
}

/// Why something is given only with a reason, for the clinician.
#[must_use]
pub fn bar(protocol: &Protocol, bar: &Bar) -> String {
    match bar {
        Bar::Caution(key) => {
            let name = protocol
                .caution(key.as_str())
                .map_or(key.as_str(), |caution| caution.name.as_str());
            format!("barred by the caution: {name}")
        }
        Bar::NotBefore(opens) => format!("too early after onset: not before {}", day(*opens)),
    }
}

/// What keeps a programme from being written, for the clinician; without a full stop.
#[must_use]
pub fn fault(knowledge: &Knowledge, protocol: &Protocol, fault: &ContentFault) -> String {
    let name = |key: &str| exercise_name(knowledge, key);
    match fault {
        ContentFault::RedFlagStops => {
            "A red flag stops this patient: record what was decided about it first, or untick every exercise for a \
             sheet with advice and emergency text only"
                .to_owned()
        }
        ContentFault::Empty => "Tick at least one exercise or one piece of advice".to_owned(),
        ContentFault::TooMany => "At most 40 exercises fit on a programme; untick some".to_owned(),
        ContentFault::Twice(key) => format!("{} stands twice; take it once", name(key.as_str())),
        ContentFault::UnknownExercise(key) => {
            format!("There is no exercise \"{key}\" in this library")
        }
        ContentFault::NeedsReason(key, bars) => {
            let bars: Vec<String> = bars.iter().map(|one| bar(protocol, one)).collect();
            format!(
                "{} is {}: write why it is given all the same, or untick it",
                name(key.as_str()),
                bars.join("; ")
            )
        }
        ContentFault::NoSides(key) => {
            format!("{} is done with both sides at once: choose \"As described\"", name(key.as_str()))
        }
        ContentFault::NoDose(key) => {
            format!("{} has neither repetitions nor a time: write one", name(key.as_str()))
        }
        ContentFault::AdviceNotOffered(key) => {
            let group = knowledge
                .advice(key.as_str())
                .map_or(key.as_str(), |advice| advice.group.as_str());
            format!("A piece of advice under \"{group}\" is not offered to this patient now; untick it")
        }
        ContentFault::ColdAndWarmth => "Tick cold or warmth for the first 48 hours, not both".to_owned(),
    }
}

fn exercise_name(knowledge: &Knowledge, key: &str) -> String {
    let found = knowledge.exercise(key);
    found.map_or_else(|| dose::capital(key), |exercise| exercise.name.clone())
}
