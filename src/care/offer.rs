//! What a home programme may hold for one patient: what is suggested, offered, warned of and barred, and why.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::computed::{ACUTE_HOURS, is_first_48h};
use super::course::Course;
use super::evaluation::{Evaluation, Recommendation, Verdict};
use super::exercise::Exercise;
use super::ids::{CautionKey, TargetKey};
use super::knowledge::{CautionEffect, Knowledge};
use super::library::Advice;
use super::policy::{Policies, holds};
use super::protocol::{Phase, Protocol};
use super::time::Moment;

/// The computed caution of the first 48 hours after an injury.
const FIRST_48H: &str = "ca_first_48h";

/// Everything a home programme may hold in one phase, each thing with what stands for and against it.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer<'k> {
    /// The phase it is for.
    pub phase: u8,
    /// A red flag is open or referred: no new programme, only advice and emergency text.
    pub stopped: bool,
    /// Exercises: suggested first, then those of the phase, then the others by how far off their phase is.
    pub exercises: Vec<OfferedExercise<'k>>,
    /// Advice blocks that are eligible now, in the order they are printed.
    pub advice: Vec<OfferedAdvice<'k>>,
}

/// An exercise with what stands for and against it.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferedExercise<'k> {
    /// Which.
    pub exercise: &'k Exercise,
    /// The nearest phase it belongs to, where that is not the present one.
    pub other_phase: Option<u8>,
    /// On the phase's starter sheet: ticked beforehand unless it carries a condition.
    pub starter: Option<Starting<'k>>,
    /// Open targets of the phase it works towards.
    pub helps: Vec<TargetKey>,
    /// Why it is given only with a reason; empty for most.
    pub bars: Vec<Bar>,
    /// What to keep in mind when it is taken.
    pub warnings: Vec<Warned<'k>>,
}

/// How an exercise stands on the starter sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starting<'k> {
    /// Without a condition.
    Plain,
    /// Only when this, in words, is so.
    When(&'k str),
}

/// Why something is not offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bar {
    /// A caution of the patient.
    Caution(CautionKey),
    /// It is too early after onset.
    NotBefore(NaiveDate),
}

/// A caution that warns, with what exactly; the note may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warned<'k> {
    /// The caution.
    pub caution: CautionKey,
    /// What exactly.
    pub note: &'k str,
}

/// An advice block with what stands against it.
#[derive(Debug, Clone, PartialEq)]
pub struct OfferedAdvice<'k> {
    /// Which.
    pub advice: &'k Advice,
    /// What to keep in mind when it is ticked.
    pub warnings: Vec<Warned<'k>>,
}

impl OfferedExercise<'_> {
    /// Ticked when a new programme is begun.
    #[must_use]
    pub fn is_suggested(&self) -> bool {
        self.starter == Some(Starting::Plain) && self.bars.is_empty()
    }
}

impl<'k> Offer<'k> {
    /// The exercise of that key.
    #[must_use]
    pub fn exercise(&self, key: &str) -> Option<&OfferedExercise<'k>> {
        self.exercises
            .iter()
            .find(|offered| offered.exercise.key == *key)
    }
}

/// What may be given now; `None` before the patient is assigned to a phase. While a red flag stops one who is not yet
/// assigned, what is offered is that of phase 1, for the advice sheet.
///
/// `policies` are the clinic's choices by key; one that is not in there stands at its default.
#[must_use]
pub fn offer<'k>(
    knowledge: &'k Knowledge,
    protocol: &'k Protocol,
    course: &Course,
    evaluation: &Evaluation,
    policies: &Policies,
) -> Option<Offer<'k>> {
    let stopped = matches!(evaluation.recommendation, Recommendation::StopAndRefer(_));
    let before_assignment = stopped.then_some(1);
    let phase = protocol.phase(evaluation.phase.or(before_assignment)?)?;
    let now = evaluation.at;
    let cautions = in_force(course, now);
    let mut exercises: Vec<OfferedExercise> = knowledge
        .exercises
        .iter()
        .map(|exercise| OfferedExercise {
            exercise,
            other_phase: nearest_other(&exercise.phases, phase.number),
            starter: starting(phase, exercise),
            helps: helps(evaluation, exercise),
            bars: bars(protocol, &cautions, course, exercise, now),
            warnings: warnings(protocol, &cautions, exercise.key.as_str()),
        })
        .collect();
    exercises.sort_by_key(|offered| place(phase, offered));
    let advice = knowledge
        .advice
        .iter()
        .filter(|advice| is_eligible(knowledge, advice, phase.number, course, policies, now))
        .filter(|advice| advice.always || !is_barred(protocol, &cautions, advice.key.as_str()))
        .map(|advice| OfferedAdvice {
            advice,
            warnings: warnings(protocol, &cautions, advice.key.as_str()),
        })
        .collect();
    Some(Offer {
        phase: phase.number,
        stopped,
        exercises,
        advice,
    })
}

/// Whether less than 48 hours have passed since the latest moment the onset allows; an unknown onset lies long ago.
#[must_use]
pub fn is_within_48h(course: &Course, now: Moment) -> bool {
    let onset = course.onset.latest;
    onset.is_some_and(|onset| now.seconds_since(onset) < ACUTE_HOURS * 3600)
}

/// The patient's cautions and the computed one.
fn in_force(course: &Course, now: Moment) -> BTreeSet<&str> {
    let mut keys: BTreeSet<&str> = course.cautions.iter().map(CautionKey::as_str).collect();
    if is_first_48h(course, now) {
        keys.insert(FIRST_48H);
    }
    keys
}

fn starting<'k>(phase: &'k Phase, exercise: &Exercise) -> Option<Starting<'k>> {
    let starter = phase
        .starter
        .iter()
        .find(|starter| starter.exercise == exercise.key)?;
    let condition = starter.condition.as_deref();
    Some(condition.map_or(Starting::Plain, Starting::When))
}

/// Targets of the phase that are not met and whose measure the exercise serves.
fn helps(evaluation: &Evaluation, exercise: &Exercise) -> Vec<TargetKey> {
    let open = evaluation
        .criteria
        .iter()
        .filter(|criterion| !matches!(criterion.verdict, Verdict::Met | Verdict::NotApplicable));
    open.filter(|criterion| exercise.serves.contains(&criterion.measure))
        .map(|criterion| criterion.target.clone())
        .collect()
}

fn bars(
    protocol: &Protocol,
    cautions: &BTreeSet<&str>,
    course: &Course,
    exercise: &Exercise,
    now: Moment,
) -> Vec<Bar> {
    let cautions = effects(protocol, cautions, exercise.key.as_str())
        .filter(|(_, effect)| *effect == CautionEffect::Bars)
        .map(|(caution, _)| Bar::Caution(caution.clone()));
    let mut bars: Vec<Bar> = cautions.collect();
    bars.extend(
        opens_on(course, exercise)
            .filter(|opens| now.date < *opens)
            .map(Bar::NotBefore),
    );
    bars
}

/// The first day an exercise may be given; day 1 is the day of onset. An unknown onset lies long ago.
fn opens_on(course: &Course, exercise: &Exercise) -> Option<NaiveDate> {
    let days = u64::from(exercise.not_before_day?.checked_sub(1)?);
    let onset = course.onset.latest?;
    onset.date.checked_add_days(chrono::Days::new(days))
}

fn warnings<'k>(protocol: &'k Protocol, cautions: &BTreeSet<&str>, key: &str) -> Vec<Warned<'k>> {
    effects(protocol, cautions, key)
        .filter_map(|(caution, effect)| match effect {
            CautionEffect::Warns(note) => Some(Warned {
                caution: caution.clone(),
                note,
            }),
            CautionEffect::Bars => None,
        })
        .collect()
}

fn is_barred(protocol: &Protocol, cautions: &BTreeSet<&str>, key: &str) -> bool {
    effects(protocol, cautions, key).any(|(_, effect)| effect == CautionEffect::Bars)
}

fn effects<'k>(
    protocol: &'k Protocol,
    cautions: &BTreeSet<&str>,
    key: &str,
) -> impl Iterator<Item = (&'k CautionKey, CautionEffect<'k>)> {
    protocol
        .cautions
        .iter()
        .filter(|caution| cautions.contains(caution.key.as_str()))
        .filter_map(move |caution| Some((&caution.key, caution.effect_on(key)?)))
}

fn is_eligible(
    knowledge: &Knowledge,
    advice: &Advice,
    phase: u8,
    course: &Course,
    policies: &Policies,
    now: Moment,
) -> bool {
    let in_time = !advice.first_48h_only || is_within_48h(course, now);
    let needed = advice.offered_when.as_ref();
    let chosen = needed.is_none_or(|needed| holds(knowledge, policies, needed));
    advice.phases.contains(&phase) && in_time && chosen
}

/// The phase of an exercise nearest to the present one, unless that is the present one; the earlier of two.
fn nearest_other(phases: &[u8], present: u8) -> Option<u8> {
    let nearest = phases
        .iter()
        .copied()
        .min_by_key(|phase| phase.abs_diff(present))?;
    (nearest != present).then_some(nearest)
}

/// Starter sheet in its order, then the phase's other exercises with those that work towards an open target first,
/// then other phases, nearest first.
fn place(phase: &Phase, offered: &OfferedExercise) -> (u8, usize, std::cmp::Reverse<usize>) {
    let helps = std::cmp::Reverse(offered.helps.len());
    let starter = phase
        .starter
        .iter()
        .position(|starter| starter.exercise == offered.exercise.key);
    match (starter, offered.other_phase) {
        (Some(place), _) => (0, place, helps),
        (None, None) => (1, 0, helps),
        (None, Some(other)) => (2, usize::from(other.abs_diff(phase.number)), helps),
    }
}
