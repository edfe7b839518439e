//! What is chosen in the builder, in its order: what it is, how long it takes, and moving it up and down.

use super::builder::{not_offered, of_another_phase};
use super::content_form::item;
use crate::care::ids::ExerciseKey;
use crate::care::offer::{Offer, OfferedExercise};
use crate::care::programme::{is_heavy, minutes_a_day};
use crate::text;
use crate::web::form::Form;
use crate::web::parts::Tag;

/// What a button of the builder asks for instead of saving. The form comes back whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Show what is ticked, and what fits the filter.
    Show,
    /// One place up.
    Up(String),
    /// One place down.
    Down(String),
    /// As last time.
    Last,
}

impl Step {
    /// The button that was pressed; `None` for one that saves.
    pub(super) fn asked(form: &Form) -> Option<Step> {
        match form.value("do").split_once(':') {
            Some(("up", key)) => Some(Step::Up(key.to_owned())),
            Some(("down", key)) => Some(Step::Down(key.to_owned())),
            _ => match form.value("do") {
                "show" => Some(Step::Show),
                "last" => Some(Step::Last),
                _ => None,
            },
        }
    }
}

/// The list of what is chosen.
pub(super) struct Chosen {
    pub lines: Vec<Line>,
    pub minutes: u32,
    /// It is more than most people keep up.
    pub heavy: Option<String>,
    /// Where the exercise that was moved stands now.
    pub moved: Option<String>,
}

/// One exercise of the list.
pub(super) struct Line {
    pub key: String,
    pub name: String,
    /// `None` while it cannot be read.
    pub dose: Option<String>,
    pub minutes: u32,
    pub tags: Vec<Tag>,
    pub is_first: bool,
    pub is_last: bool,
    /// Which button is focused: that of the exercise that was moved.
    pub focuses_up: bool,
    pub focuses_down: bool,
}

/// What is ticked, in its order, with the doses as typed.
pub(super) fn chosen(offer: &Offer<'_>, form: &Form) -> Chosen {
    let taken = taken(offer, form);
    let mut trial = form.clone();
    let items: Vec<_> = taken
        .iter()
        .map(|offered| item(&mut trial, offered).map(|(_, item)| item))
        .collect();
    let step = Step::asked(form);
    let last = taken.len().saturating_sub(1);
    let lines = taken.iter().zip(&items).enumerate();
    let lines: Vec<Line> = lines
        .map(|(at, (offered, item))| {
            let key = offered.exercise.key.to_string();
            let (is_first, is_last) = (at == 0, at == last);
            let (up, down) = match &step {
                Some(Step::Up(moved)) => (*moved == key, false),
                Some(Step::Down(moved)) => (false, *moved == key),
                _ => (false, false),
            };
            // at the end of the list only the other button can be pressed
            let (focuses_up, focuses_down) = (
                (up || down && is_last) && !is_first,
                (down || up && is_first) && !is_last,
            );
            Line {
                name: offered.exercise.name.clone(),
                dose: item
                    .as_ref()
                    .map(|item| text::dose::words(&item.dose, item.side.only().is_some())),
                minutes: minutes_a_day(item.as_slice()),
                tags: not_offered(offered)
                    .into_iter()
                    .chain(of_another_phase(offered))
                    .collect(),
                is_first,
                is_last,
                focuses_up,
                focuses_down,
                key,
            }
        })
        .collect();
    let items: Vec<_> = items.into_iter().flatten().collect();
    let minutes = minutes_a_day(&items);
    let moved = lines
        .iter()
        .position(|line| line.focuses_up || line.focuses_down);
    Chosen {
        minutes,
        heavy: is_heavy(minutes).then(|| text::programme::heavy(minutes)),
        moved: moved.and_then(|at| {
            let name = &lines.get(at)?.name;
            Some(format!(
                "{name} is number {} of {} now",
                at + 1,
                lines.len()
            ))
        }),
        lines,
    }
}

/// Moves an exercise one place and numbers what is ticked anew; at the end of the list it stays.
pub(super) fn reorder(form: &mut Form, offer: &Offer<'_>, step: &Step) {
    let mut keys: Vec<ExerciseKey> = taken(offer, form)
        .iter()
        .map(|offered| offered.exercise.key.clone())
        .collect();
    let place = |key: &str| keys.iter().position(|one| *one == *key);
    let swap = match step {
        Step::Up(key) => place(key).and_then(|at| Some((at.checked_sub(1)?, at))),
        Step::Down(key) => place(key).map(|at| (at, at + 1)),
        Step::Show | Step::Last => None,
    };
    if let Some((upper, lower)) = swap.filter(|(_, lower)| *lower < keys.len()) {
        keys.swap(upper, lower);
    }
    for (place, key) in (1..).zip(&keys) {
        form.set(&format!("order_{key}"), place);
    }
}

/// What is ticked, by the order typed; what has none comes last, as the page lists it.
fn taken<'o, 'k>(offer: &'o Offer<'k>, form: &Form) -> Vec<&'o OfferedExercise<'k>> {
    let mut taken: Vec<&OfferedExercise<'k>> = Vec::new();
    for offered in form.values("take").filter_map(|key| offer.exercise(key)) {
        if !taken
            .iter()
            .any(|one| one.exercise.key == offered.exercise.key)
        {
            taken.push(offered);
        }
    }
    taken.sort_by_key(|offered| {
        let order = form.value(&format!("order_{}", offered.exercise.key));
        order.trim().parse::<u8>().unwrap_or(100)
    });
    taken
}
