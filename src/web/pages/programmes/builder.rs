//! What the builder of a programme offers: exercises in groups, advice under its headings.

use super::narrowing::filter;
use crate::actions::programme_ground::Ground;
use crate::builtin;
use crate::care::offer::{Offer, OfferedExercise, Starting, Warned};
use crate::care::policy::worded;
use crate::care::protocol::Protocol;
use crate::text;
use crate::web::form::Form;
use crate::web::parts::{Mark, Tag};

/// Exercises under one heading of the builder.
pub(super) struct ExerciseGroup {
    pub heading: &'static str,
    pub hint: &'static str,
    /// Some of them are ticked or fit the filter.
    pub is_shown: bool,
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
    /// It is ticked or fits the filter; what does not stays in the form, out of sight.
    pub is_shown: bool,
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
    let filter = filter(form);
    for offered in &offer.exercises {
        let mut view = view(ground, offered, offer.phase, form);
        view.is_shown = view.is_taken || filter.fits(builtin::knowledge(), offered);
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
            "The starter list of the phase. On a first sheet it is ticked where it carries no condition.",
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
            is_shown: exercises.iter().any(|one| one.is_shown),
            exercises,
        })
        .collect()
}

/// That something bars the exercise now.
pub(super) fn not_offered(offered: &OfferedExercise<'_>) -> Option<Tag> {
    (!offered.bars.is_empty()).then(|| Tag::new(Mark::Care, "Not offered now"))
}

/// That it belongs to another phase than the present one.
pub(super) fn of_another_phase(offered: &OfferedExercise<'_>) -> Option<Tag> {
    let phase = offered.other_phase?;
    Some(Tag::new(Mark::Off, format!("phase {phase} exercise")))
}

/// Under a red flag nothing is offered; what was ticked before stays, whole, for when the flag is settled.
pub(super) fn kept(ground: &Ground, offer: &Offer<'_>, form: &Form) -> Vec<ExerciseGroup> {
    let ticked = offer
        .exercises
        .iter()
        .filter(|offered| form.holds("take", offered.exercise.key.as_str()));
    let exercises: Vec<Offered> = ticked
        .map(|offered| view(ground, offered, offer.phase, form))
        .collect();
    let group = ExerciseGroup {
        heading: "Kept for when the red flag is settled",
        hint: "They stay in the draft with their doses and are not issued while the flag stands.",
        is_shown: true,
        exercises,
    };
    if group.exercises.is_empty() {
        Vec::new()
    } else {
        vec![group]
    }
}

fn view(ground: &Ground, offered: &OfferedExercise<'_>, phase: u8, form: &Form) -> Offered {
    let exercise = offered.exercise;
    let key = exercise.key.as_str();
    let mut tags: Vec<Tag> = of_another_phase(offered).into_iter().collect();
    if let Some(Starting::When(condition)) = offered.starter {
        tags.push(Tag::new(Mark::Care, format!("only {condition}")));
    }
    let mut notes = Vec::new();
    if offered.starter.is_some() {
        notes.push(format!("On the starter list of phase {phase}"));
    }
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
        default: text::dose::words(&exercise.dose, false),
        tags,
        notes,
        bars: offered
            .bars
            .iter()
            .map(|bar| text::dose::capital(&text::programme::bar(&ground.protocol, bar)))
            .collect(),
        is_taken,
        is_shown: true,
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
            text: plain(ground, &advice.text, limit),
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

/// Advice as the screen shows it: nothing bold, the clinic's choices and the limit filled in.
pub(super) fn plain(ground: &Ground, text: &str, limit: u8) -> String {
    worded(builtin::knowledge(), &ground.policies, text)
        .replace("**", "")
        .replace("{limit}", &limit.to_string())
        .replace("{until_48h}", "(day and time when 48 hours have passed)")
}
