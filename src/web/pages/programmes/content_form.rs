//! The content of a programme as fields of a form, and back.
//!
//! Ticked exercises are the values of `take`; what belongs to one has its key after the field's name:
//! `sets_open_book`, `side_open_book`, `reason_open_book`.

use chrono::{Days, NaiveDate};

use super::dose_form::{dose, set_dose};
use crate::builtin;
use crate::care::episode::{Intake, VisitPlan};
use crate::care::ids::{AdviceKey, ExerciseKey};
use crate::care::offer::{Offer, OfferedExercise};
use crate::care::programme::{ItemSide, ProgrammeContent, ProgrammeItem};
use crate::care::programme_check::ContentFault;
use crate::care::time::Moment;
use crate::web::form::Form;

/// Days a diary covers when nothing else is said.
const DIARY_DAYS: u8 = 14;
/// The most days a diary covers: four weeks fill a page.
const MOST_DIARY_DAYS: i64 = 28;

/// A new programme: the starter sheet ticked, every dose as the library has it.
pub(super) fn first_values(form: &mut Form, offer: &Offer<'_>, intake: &Intake) {
    defaults(form, offer);
    if !offer.stopped {
        let suggested = offer.exercises.iter().filter(|one| one.is_suggested());
        for (place, offered) in (1..).zip(suggested) {
            take(form, &offered.exercise.key, place);
        }
    }
    form.set("goal", intake.goals.first().map_or("", String::as_str));
    form.set("diary_days", DIARY_DAYS);
}

/// A programme that was written before, as far as it is still offered.
pub(super) fn values_of(form: &mut Form, offer: &Offer<'_>, content: &ProgrammeContent) {
    defaults(form, offer);
    for (place, item) in (1..).zip(&content.items) {
        take(form, &item.exercise, place);
        set_item(form, item);
    }
    let still = |key: &&AdviceKey| offer.advice.iter().any(|one| one.advice.key == **key);
    for key in content.advice.iter().filter(still) {
        form.add("advice", key);
    }
    form.set("goal", &content.goal);
    form.set("note", &content.note);
    form.set("diary_days", content.diary_days);
}

/// The dose, side, note and reason of an exercise as it was written.
pub(super) fn set_item(form: &mut Form, item: &ProgrammeItem) {
    let key = &item.exercise;
    set_dose(form, key, &item.dose);
    form.set(&format!("side_{key}"), item.side.as_str());
    form.set(&format!("note_{key}"), &item.note);
    form.set(&format!("reason_{key}"), &item.override_reason);
}

/// The visit that is booked, unless the programme names one already.
pub(super) fn next_visit(form: &mut Form, booked: Option<&VisitPlan>) {
    if let Some(plan) = booked {
        form.set("next_visit_on", plan.on);
        if let Some(time) = plan.time {
            form.set("next_visit_time", time.format("%H:%M"));
        }
    }
}

/// The visit a draft names.
pub(super) fn visit_of(form: &mut Form, content: &ProgrammeContent) {
    if let Some(on) = content.next_visit_on {
        form.set("next_visit_on", on);
    }
    if let Some(time) = content.next_visit_time {
        form.set("next_visit_time", time.format("%H:%M"));
    }
}

/// Ticks an exercise, at its place.
pub(super) fn take(form: &mut Form, key: &ExerciseKey, place: usize) {
    form.add("take", key);
    form.set(&format!("order_{key}"), place);
}

fn defaults(form: &mut Form, offer: &Offer<'_>) {
    for offered in &offer.exercises {
        let exercise = offered.exercise;
        set_dose(form, &exercise.key, &exercise.dose);
        form.set(
            &format!("side_{}", exercise.key),
            ItemSide::AsDescribed.as_str(),
        );
    }
}

/// Reads the whole form; `None` with every fault in it.
pub(super) fn read(form: &mut Form, offer: &Offer<'_>, now: Moment) -> Option<ProgrammeContent> {
    let goal = form.field("goal", "Goal").optional().text(300);
    let mut items: Vec<(i64, ProgrammeItem)> = Vec::new();
    let taken: Vec<String> = form.values("take").map(str::to_owned).collect();
    for key in &taken {
        match offer.exercise(key) {
            Some(offered) => items.extend(item(form, offered)),
            None => form.refuse(format!(
                "There is no exercise \"{key}\" in this library; open the page again"
            )),
        }
    }
    items.sort_by_key(|(order, _)| *order);
    let advice = form
        .field("advice", "Advice")
        .optional()
        .choices::<AdviceKey>();
    let note = form
        .field("note", "Note to the patient")
        .optional()
        .text(600);
    let days = form
        .field("diary_days", "Days in the diary")
        .whole(0..=MOST_DIARY_DAYS, "");
    let soon = now.date..=now.date + Days::new(730);
    let on: Option<NaiveDate> = form
        .field("next_visit_on", "Next visit")
        .optional()
        .date(soon);
    let time = form
        .field("next_visit_time", "Time of the next visit")
        .optional()
        .time();
    if time.is_some() && form.value("next_visit_on").trim().is_empty() {
        form.fault("next_visit_on", "Next visit has a time but no day");
    }
    letters(form, &taken);
    form.complete()?;
    Some(ProgrammeContent {
        goal: goal.unwrap_or_default(),
        items: items.into_iter().map(|(_, item)| item).collect(),
        advice: in_order(advice.unwrap_or_default()),
        note: note.unwrap_or_default(),
        next_visit_on: on,
        next_visit_time: time,
        diary_days: days.and_then(|days| u8::try_from(days).ok())?,
    })
}

/// One exercise with its order, as typed; `None` with its faults in the form.
pub(super) fn item(form: &mut Form, offered: &OfferedExercise<'_>) -> Option<(i64, ProgrammeItem)> {
    let exercise = offered.exercise;
    let (key, name) = (&exercise.key, exercise.name.as_str());
    let order = form
        .field(&format!("order_{key}"), &format!("{name}: order"))
        .optional()
        .whole(1..=99, "");
    let dose = dose(form, exercise);
    let side = form
        .field(&format!("side_{key}"), &format!("{name}: side"))
        .choice::<ItemSide>();
    let note = form
        .field(
            &format!("note_{key}"),
            &format!("{name}: note to the patient"),
        )
        .optional()
        .text(300);
    let reason = form
        .field(&format!("reason_{key}"), &format!("{name}: reason"))
        .optional()
        .text(300);
    let is_barred = !offered.bars.is_empty();
    let item = ProgrammeItem {
        exercise: key.clone(),
        dose: dose?,
        side: side?,
        note: note.unwrap_or_default(),
        override_reason: reason.filter(|_| is_barred).unwrap_or_default(),
    };
    Some((order.unwrap_or(100), item))
}

/// Letters no embedded font has are named before anything is saved.
fn letters(form: &mut Form, taken: &[String]) {
    let mut fields = vec![
        ("goal".to_owned(), "Goal".to_owned()),
        ("note".to_owned(), "Note to the patient".to_owned()),
    ];
    for key in taken {
        let name = builtin::knowledge()
            .exercise(key)
            .map_or(key.as_str(), |exercise| exercise.name.as_str());
        for (part, label) in [
            ("note", "note to the patient"),
            ("load", "load"),
            ("dose_note", "rest of the dose"),
            ("build_up", "build-up"),
        ] {
            fields.push((format!("{part}_{key}"), format!("{name}: {label}")));
        }
    }
    for (field, label) in fields {
        let missing = crate::print::uncovered(form.value(&field));
        if !missing.is_empty() {
            let letters: Vec<String> = missing.iter().map(char::to_string).collect();
            form.fault(
                &field,
                format!(
                    "{label} has letters that cannot be printed: {}",
                    letters.join(" ")
                ),
            );
        }
    }
}

/// Ticked advice in the order of the library.
fn in_order(ticked: Vec<AdviceKey>) -> Vec<AdviceKey> {
    let place = |key: &AdviceKey| {
        let mut all = builtin::knowledge().advice.iter();
        all.position(|advice| advice.key == *key)
    };
    let mut ticked = ticked;
    ticked.sort_by_key(place);
    ticked.dedup();
    ticked
}

/// The field a fault stands at; empty for one about the whole form.
pub(super) fn place(fault: &ContentFault) -> String {
    match fault {
        ContentFault::NeedsReason(key, _) => format!("reason_{key}"),
        ContentFault::NoSides(key) => format!("side_{key}"),
        ContentFault::NoDose(key) => format!("repetitions_{key}"),
        ContentFault::AdviceNotOffered(_) | ContentFault::ColdAndWarmth => "advice".to_owned(),
        ContentFault::Twice(_)
        | ContentFault::UnknownExercise(_)
        | ContentFault::RedFlagStops
        | ContentFault::Empty
        | ContentFault::TooMany => String::new(),
    }
}
