//! What the programme pages show, worked out before the template is drawn.

use chrono::NaiveDate;

use super::content_form::dose_words;
use crate::actions::programme_ground::Ground;
use crate::builtin;
use crate::care::evaluation::Reason;
use crate::care::offer::{Offer, OfferedExercise, Starting, Warned};
use crate::care::patient::PatientFacts;
use crate::care::programme::{ItemSide, Programme, ProgrammeContent, ProgrammeState};
use crate::care::programme_change;
use crate::care::protocol::Protocol;
use crate::text;
use crate::web::form::Form;
use crate::web::parts::{Mark, Tag};

/// More than this a day is more than most people keep up.
const HEAVY_MINUTES: u32 = 45;

/// Exercises under one heading of the builder.
pub(super) struct ExerciseGroup {
    pub heading: &'static str,
    pub hint: &'static str,
    pub exercises: Vec<Offered>,
}

/// An exercise of the builder.
pub(super) struct Offered {
    pub key: String,
    pub name: String,
    pub default: String,
    pub tags: Vec<Tag>,
    /// Why it is suggested, what to keep in mind, one sentence each.
    pub notes: Vec<String>,
    pub bars: Vec<String>,
    pub is_taken: bool,
    pub is_open: bool,
    pub minutes: u32,
    pub unit: String,
    pub has_build_up: bool,
    pub steps: Vec<String>,
}

/// The exercises in groups: suggested, others of the phase, barred ones, other phases.
pub(super) fn exercise_groups(
    ground: &Ground,
    offer: &Offer<'_>,
    form: &Form,
) -> Vec<ExerciseGroup> {
    let (mut starter, mut own, mut barred, mut others) = (vec![], vec![], vec![], vec![]);
    for offered in &offer.exercises {
        let view = view(ground, offered, form);
        if !offered.bars.is_empty() {
            barred.push(view);
        } else if offered.starter.is_some() {
            starter.push(view);
        } else if offered.other_phase.is_none() {
            own.push(view);
        } else {
            others.push(view);
        }
    }
    let groups = [
        (
            "Suggested for this phase",
            "The starter list of the phase, ticked where it carries no condition.",
            starter,
        ),
        (
            "Other exercises of this phase",
            "Those that work towards a target still open come first.",
            own,
        ),
        (
            "Not offered now",
            "Each is barred by a caution or too early after onset. To give one all the same, write the reason.",
            barred,
        ),
        (
            "Exercises of other phases",
            "Nearest phase first. A later phase asks more than this patient was passed for.",
            others,
        ),
    ];
    groups
        .into_iter()
        .filter(|(_, _, exercises)| !exercises.is_empty())
        .map(|(heading, hint, exercises)| ExerciseGroup {
            heading,
            hint,
            exercises,
        })
        .collect()
}

fn view(ground: &Ground, offered: &OfferedExercise<'_>, form: &Form) -> Offered {
    let exercise = offered.exercise;
    let key = exercise.key.as_str();
    let mut tags = Vec::new();
    if let Some(phase) = offered.other_phase {
        tags.push(Tag::new(Mark::Off, format!("phase {phase} exercise")));
    }
    if let Some(Starting::When(condition)) = offered.starter {
        tags.push(Tag::new(Mark::Care, format!("only {condition}")));
    }
    let mut notes = Vec::new();
    if !offered.helps.is_empty() {
        let mut names: Vec<String> = offered
            .helps
            .iter()
            .filter_map(|target| {
                let (_, target) = ground.protocol.target(target.as_str())?;
                let measure = ground.protocol.measure(target.measure.as_str())?;
                Some(measure.name.to_lowercase())
            })
            .collect();
        names.dedup();
        let more = match names.len().saturating_sub(2) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        names.truncate(2);
        notes.push(format!(
            "Works towards what is still open: {}{more}",
            names.join(", ")
        ));
    }
    notes.extend(warned(&ground.protocol, &offered.warnings));
    let is_taken = form.holds("take", key);
    let is_at_fault = form
        .faults()
        .iter()
        .any(|fault| fault.name.ends_with(&format!("_{key}")));
    Offered {
        name: exercise.name.clone(),
        default: dose_words(exercise),
        tags,
        notes,
        bars: offered
            .bars
            .iter()
            .map(|bar| text::dose::capital(&text::programme::bar(&ground.protocol, bar)))
            .collect(),
        is_taken,
        is_open: is_at_fault,
        minutes: exercise.dose.minutes_a_day(false),
        unit: if exercise.dose.of.is_empty() {
            "times".to_owned()
        } else {
            exercise.dose.of.clone()
        },
        has_build_up: !exercise.dose.build_up.is_empty(),
        steps: exercise.steps.clone(),
        key: key.to_owned(),
    }
}

fn warned(protocol: &Protocol, warnings: &[Warned<'_>]) -> Vec<String> {
    let name = |key: &str| {
        protocol
            .caution(key)
            .map_or_else(|| key.to_owned(), |caution| caution.name.clone())
    };
    warnings
        .iter()
        .map(|warned| match warned.note {
            "" => format!("Take care: {}", name(warned.caution.as_str())),
            note => format!("Take care: {} ({note})", name(warned.caution.as_str())),
        })
        .collect()
}

/// Advice under one heading of the builder.
pub(super) struct AdviceGroup {
    pub heading: String,
    pub blocks: Vec<Block>,
}

/// An advice block to tick.
pub(super) struct Block {
    pub key: String,
    pub text: String,
    pub notes: Vec<String>,
}

/// Eligible advice by heading; what is printed on every sheet is not among it.
pub(super) fn advice_groups(ground: &Ground, offer: &Offer<'_>, limit: u8) -> Vec<AdviceGroup> {
    let mut groups: Vec<AdviceGroup> = Vec::new();
    let factors = &ground.episode.facts.intake.factors;
    for offered in offer.advice.iter().filter(|offered| !offered.advice.always) {
        let advice = offered.advice;
        let mut notes = warned(&ground.protocol, &offered.warnings);
        let fitting = builtin::knowledge().factors.iter().filter(|factor| {
            factors.contains_key(&factor.key) && factor.advice.contains(&advice.key)
        });
        notes.extend(fitting.map(|factor| format!("Fits: {}", factor.text)));
        let block = Block {
            key: advice.key.to_string(),
            text: plain(&advice.text, limit),
            notes,
        };
        match groups
            .iter_mut()
            .find(|group| group.heading == advice.group)
        {
            Some(group) => group.blocks.push(block),
            None => groups.push(AdviceGroup {
                heading: advice.group.clone(),
                blocks: vec![block],
            }),
        }
    }
    groups
}

/// What stands on every sheet, whatever is ticked.
pub(super) fn always() -> Vec<String> {
    let always = builtin::knowledge()
        .advice
        .iter()
        .filter(|advice| advice.always);
    always
        .map(|advice| {
            let heading = advice.text.split(':').next().unwrap_or_default();
            heading.replace("**", "")
        })
        .collect()
}

fn plain(text: &str, limit: u8) -> String {
    text.replace("**", "")
        .replace("{limit}", &limit.to_string())
        .replace("{until_48h}", "(day and time when 48 hours have passed)")
}

/// An exercise of a written programme.
pub(super) struct ItemView {
    pub key: String,
    pub name: String,
    pub dose: String,
    pub side: String,
    pub note: String,
    pub reason: String,
    pub is_left: bool,
}

/// The exercises of a programme as the sheet tells them.
pub(super) fn items(content: &ProgrammeContent) -> Vec<ItemView> {
    let found = content.items.iter().filter_map(|item| {
        let exercise = builtin::knowledge().exercise(item.exercise.as_str())?;
        let one_side = matches!(item.side, ItemSide::Left | ItemSide::Right);
        Some(ItemView {
            key: exercise.key.to_string(),
            name: exercise.name.clone(),
            dose: text::dose::words(&item.dose, one_side),
            side: if item.dose.each_side && !one_side {
                String::new()
            } else {
                text::programme::side(exercise, item.side)
            },
            note: item.note.clone(),
            reason: item.override_reason.clone(),
            is_left: item.side == ItemSide::Left,
        })
    });
    found.collect()
}

/// The ticked advice in words.
pub(super) fn ticked(ground: &Ground, programme: &Programme) -> Vec<String> {
    let limits = &ground.protocol.pain_limits;
    let limit = limits.get(&programme.phase).copied().unwrap_or(2);
    let keys = programme.content.advice.iter();
    keys.filter_map(|key| builtin::knowledge().advice(key.as_str()))
        .filter(|advice| !advice.always)
        .map(|advice| plain(&advice.text, limit))
        .collect()
}

/// What is different from the sheet before; `None` for the first one.
pub(super) fn changes(all: &[Programme], programme: &Programme) -> Option<Vec<String>> {
    let before = all
        .iter()
        .find(|other| other.number < programme.number && other.state != ProgrammeState::Draft)?;
    let changes = programme_change::changes(&before.content, &programme.content);
    let words = changes
        .iter()
        .map(|change| text::programme::change(builtin::knowledge(), change));
    Some(words.collect())
}

/// About how many minutes all of it takes on a day it is done.
pub(super) fn minutes(content: &ProgrammeContent) -> u32 {
    let each = content.items.iter().map(|item| {
        item.dose
            .minutes_a_day(matches!(item.side, ItemSide::Left | ItemSide::Right))
    });
    each.sum()
}

/// What to think of before it is handed out.
pub(super) fn warning(ground: &Ground, programme: &Programme) -> Option<String> {
    if let Some(because) = &programme.review_because {
        return Some(format!(
            "This sheet was printed before this was known. {because}. Write a new one and take this one back."
        ));
    }
    if programme.state != ProgrammeState::Draft {
        return None;
    }
    let minutes = minutes(&programme.content);
    let present = ground.evaluation.phase;
    if present.is_some_and(|present| present != programme.phase) {
        return Some(
            "The phase has changed since this draft was saved. Change the draft and save it again before issuing it."
                .to_owned(),
        );
    }
    (minutes > HEAVY_MINUTES).then(|| {
        format!("About {minutes} minutes a day is more than most people keep up. Think of leaving something out.")
    })
}

/// Where a programme stands.
pub(super) fn state(programme: &Programme) -> Tag {
    match (programme.state, &programme.review_because) {
        (ProgrammeState::Draft, _) => Tag::new(Mark::New, "Draft"),
        (ProgrammeState::Issued, Some(_)) => {
            Tag::new(Mark::Care, "Issued, a new sheet is asked for")
        }
        (ProgrammeState::Issued, None) => Tag::new(Mark::OnCourse, "Issued"),
        (ProgrammeState::Superseded, _) => Tag::new(Mark::Off, "Superseded"),
    }
}

/// `Phase 2, Pain-free range of movement`.
pub(super) fn phase(ground: &Ground, number: u8) -> String {
    let name = ground
        .protocol
        .phase(number)
        .map_or("", |phase| phase.name.as_str());
    format!("Phase {number}, {name}")
}

/// Every form of the sheet, the patient's preferred one first: address and words.
pub(super) fn sheets(programme: &Programme, facts: &PatientFacts) -> Vec<(String, String)> {
    let mut forms = Vec::new();
    for (paper, on) in [("a4", "A4"), ("letter", "Letter")] {
        for (size, print) in [("standard", "standard print"), ("large", "large print")] {
            let address = format!(
                "/programmes/{}/sheet.pdf?paper={paper}&size={size}",
                programme.id
            );
            let preferred = facts.paper.as_str() == paper && facts.print_size.as_str() == size;
            forms.push((!preferred, address, format!("{on}, {print}")));
        }
    }
    forms.sort_by_key(|(other, _, _)| *other);
    forms
        .into_iter()
        .map(|(_, address, words)| (address, words))
        .collect()
}

/// One version of the episode's programme, for the list beside it.
pub(super) struct Version {
    pub path: String,
    pub words: String,
    pub on: NaiveDate,
    pub state: Tag,
    pub is_here: bool,
}

/// Every version, newest first.
pub(super) fn versions(all: &[Programme], shown: &Programme) -> Vec<Version> {
    all.iter()
        .map(|programme| Version {
            path: format!("/programmes/{}", programme.id),
            words: format!("Version {}, phase {}", programme.number, programme.phase),
            on: programme
                .issued
                .as_ref()
                .map_or(programme.written_at, |issue| issue.at)
                .date(),
            state: state(programme),
            is_here: programme.id == shown.id,
        })
        .collect()
}

/// The red flags that stop, as a clinician reads them.
pub(super) fn flags(ground: &Ground) -> Vec<String> {
    let reasons = ground.evaluation.reasons.iter();
    reasons
        .filter_map(|reason| match reason {
            Reason::RedFlag {
                flag,
                level,
                referred,
            } => {
                let name = ground
                    .protocol
                    .red_flag(flag.as_str())
                    .map_or(flag.as_str(), |flag| flag.name.as_str());
                let state = if *referred { "referred" } else { "open" };
                Some(format!("{name}: {state}, {}", text::words::action(*level)))
            }
            _ => None,
        })
        .collect()
}
