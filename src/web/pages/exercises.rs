//! The exercise library: the same for every patient.

use std::collections::BTreeSet;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::builtin;
use crate::care::exercise::{Exercise, ExerciseSide};
use crate::care::ids::ExerciseKey;
use crate::care::knowledge::{CautionEffect, Knowledge};
use crate::care::pose::Side;
use crate::drawing::{figure, svg};
use crate::text;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;

/// How long a browser keeps a figure: figures change with the program only.
const ONE_DAY: &str = "private, max-age=86400";

/// What the library is narrowed down to; empty for all.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    phase: String,
    purpose: String,
    muscle: String,
    equipment: String,
    words: String,
}

#[derive(Template)]
#[template(path = "exercises/index.html")]
struct IndexPage {
    page: Page,
    form: Form,
    phases: Vec<(String, String)>,
    purposes: Vec<(String, String)>,
    muscles: Vec<(String, String)>,
    equipment: Vec<(String, String)>,
    exercises: Vec<Card>,
    all: usize,
}

/// An exercise in the list.
struct Card {
    key: String,
    name: String,
    about: String,
    dose: String,
}

/// `GET /exercises`
pub async fn index(page: Page, filter: web::Query<Filter>) -> Result<HttpResponse, Problem> {
    let knowledge = builtin::knowledge();
    let exercises: Vec<Card> = knowledge
        .exercises
        .iter()
        .filter(|exercise| filter.admits(knowledge, exercise))
        .map(|exercise| Card {
            key: exercise.key.to_string(),
            name: exercise.name.clone(),
            about: format!(
                "{} · {}",
                phases(&exercise.phases),
                exercise.purposes.join(", ")
            ),
            dose: text::dose::words(&exercise.dose, false),
        })
        .collect();
    let mut form = Form::default();
    for (name, value) in [
        ("phase", &filter.phase),
        ("purpose", &filter.purpose),
        ("muscle", &filter.muscle),
        ("equipment", &filter.equipment),
        ("words", &filter.words),
    ] {
        form.set(name, value);
    }
    page::show(&IndexPage {
        page,
        form,
        phases: knowledge
            .protocol
            .phases
            .iter()
            .map(|phase| {
                (
                    phase.number.to_string(),
                    format!("{} {}", phase.number, phase.name),
                )
            })
            .collect(),
        purposes: choices(knowledge, |exercise| exercise.purposes.clone()),
        muscles: choices(knowledge, |exercise| muscles(knowledge, exercise)),
        equipment: choices(knowledge, |exercise| exercise.equipment.clone()),
        exercises,
        all: knowledge.exercises.len(),
    })
}

impl Filter {
    fn admits(&self, knowledge: &Knowledge, exercise: &Exercise) -> bool {
        let is = |chosen: &str, values: &[String]| {
            chosen.is_empty() || values.iter().any(|value| value == chosen)
        };
        let of_phases: Vec<String> = exercise.phases.iter().map(u8::to_string).collect();
        let told = format!(
            "{} {} {}",
            exercise.name,
            exercise.aka.join(" "),
            exercise.key.as_str().replace('_', " ")
        )
        .to_lowercase();
        let words = self.words.trim().to_lowercase();
        is(&self.phase, &of_phases)
            && is(&self.purpose, &exercise.purposes)
            && is(&self.muscle, &muscles(knowledge, exercise))
            && is(&self.equipment, &exercise.equipment)
            && words.split_whitespace().all(|word| told.contains(word))
    }
}

/// Every value of the library once, as a choice.
fn choices(knowledge: &Knowledge, of: impl Fn(&Exercise) -> Vec<String>) -> Vec<(String, String)> {
    let values: BTreeSet<String> = knowledge.exercises.iter().flat_map(of).collect();
    values
        .into_iter()
        .map(|value| (value.clone(), text::dose::capital(&value)))
        .collect()
}

/// The muscles by name.
fn muscles(knowledge: &Knowledge, exercise: &Exercise) -> Vec<String> {
    let name = |key: &String| {
        knowledge
            .muscle(key)
            .map_or_else(|| key.clone(), |muscle| muscle.name.to_lowercase())
    };
    exercise.muscles.iter().map(name).collect()
}

/// `phase 3`, `phases 2–6`, `phases 1, 4–5`.
pub(super) fn phases(phases: &[u8]) -> String {
    let mut runs: Vec<(u8, u8)> = Vec::new();
    for phase in phases.iter().copied() {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == phase => *last = phase,
            _ => runs.push((phase, phase)),
        }
    }
    let words: Vec<String> = runs
        .iter()
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            _ => format!("{first}–{last}"),
        })
        .collect();
    let one = matches!(phases, [_]);
    format!(
        "{} {}",
        if one { "phase" } else { "phases" },
        words.join(", ")
    )
}

#[derive(Template)]
#[template(path = "exercises/show.html")]
struct ShowPage {
    page: Page,
    exercise: &'static Exercise,
    phases: String,
    dose: String,
    side: String,
    muscles: String,
    easier: Option<(String, String)>,
    harder: Option<(String, String)>,
    cautions: Vec<(bool, String)>,
    shows: String,
    steps: Vec<String>,
    stop_if: String,
}

/// `GET /exercises/{key}`
pub async fn show(page: Page, key: web::Path<ExerciseKey>) -> Result<HttpResponse, Problem> {
    let knowledge = builtin::knowledge();
    let exercise = knowledge.exercise(key.as_str()).ok_or(Problem::NotFound)?;
    let link = |key: &Option<ExerciseKey>| {
        let other = knowledge.exercise(key.as_ref()?.as_str())?;
        Some((other.key.to_string(), other.name.clone()))
    };
    page::show(&ShowPage {
        page,
        phases: phases(&exercise.phases),
        dose: text::dose::words(&exercise.dose, false),
        side: match &exercise.side {
            ExerciseSide::Bilateral => "both sides at once".to_owned(),
            ExerciseSide::Each => "each side in turn".to_owned(),
            ExerciseSide::Words(words) => words.clone(),
        },
        muscles: muscles(knowledge, exercise).join(", "),
        easier: link(&exercise.easier),
        harder: link(&exercise.harder),
        cautions: cautions(knowledge, exercise),
        shows: figure::description(&exercise.pose),
        steps: exercise.steps.iter().map(|step| unfilled(step)).collect(),
        stop_if: unfilled(&exercise.stop_if),
        exercise,
    })
}

/// A text of the sheet before the patient's phase is known.
fn unfilled(text: &str) -> String {
    text.replace("{limit} out of 10", "the pain limit of the phase")
}

/// Every caution that acts on it: whether it bars, and its name with the note.
fn cautions(knowledge: &Knowledge, exercise: &Exercise) -> Vec<(bool, String)> {
    let acting = knowledge.protocol.cautions.iter().filter_map(|caution| {
        Some(match caution.effect_on(exercise.key.as_str())? {
            CautionEffect::Bars => (true, caution.name.clone()),
            CautionEffect::Warns("") => (false, caution.name.clone()),
            CautionEffect::Warns(note) => (false, format!("{}: {note}", caution.name)),
        })
    });
    let mut acting: Vec<(bool, String)> = acting.collect();
    acting.sort_by_key(|(bars, _)| !bars);
    acting
}

/// Which side a figure shows worked.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    side: String,
}

/// `GET /exercises/{key}/figure.svg`: the start and end of the movement, with a title and a description.
pub async fn figure(
    key: web::Path<ExerciseKey>,
    shown: web::Query<Shown>,
) -> Result<HttpResponse, Problem> {
    let exercise = builtin::knowledge()
        .exercise(key.as_str())
        .ok_or(Problem::NotFound)?;
    let pose = match shown.side.as_str() {
        "left" => exercise.pose.on(Side::Left),
        "right" => exercise.pose.on(Side::Right),
        _ => exercise.pose.clone(),
    };
    let picture = svg::row(
        &figure::panels(&pose),
        &exercise.name,
        &figure::description(&pose),
    );
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "image/svg+xml"))
        .insert_header((CACHE_CONTROL, ONE_DAY))
        .body(picture))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phases_are_told_in_runs() {
        for (numbers, words) in [
            (&[3][..], "phase 3"),
            (&[1, 2, 3, 4][..], "phases 1–4"),
            (&[1, 4, 5][..], "phases 1, 4–5"),
        ] {
            assert_eq!(phases(numbers), words);
        }
    }
}
