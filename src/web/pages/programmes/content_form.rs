//! The content of a programme as fields of a form, and back.
//!
//! Ticked exercises are the values of `take`; what belongs to one has its key after the field's name:
//! `sets_open_book`, `side_open_book`, `reason_open_book`.

use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};

use crate::builtin;
use crate::care::episode::{Intake, VisitPlan};
use crate::care::exercise::{Dose, Exercise, Span};
use crate::care::ids::{AdviceKey, ExerciseKey};
use crate::care::number::Number;
use crate::care::offer::{Offer, OfferedExercise};
use crate::care::programme::{ItemSide, ProgrammeContent, ProgrammeItem};
use crate::care::programme_check::ContentFault;
use crate::care::time::Moment;
use crate::text;
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
        let key = &item.exercise;
        take(form, key, place);
        set_dose(form, key, &item.dose);
        form.set(&format!("side_{key}"), item.side.as_str());
        form.set(&format!("note_{key}"), &item.note);
        form.set(&format!("reason_{key}"), &item.override_reason);
    }
    let still = |key: &&AdviceKey| offer.advice.iter().any(|one| one.advice.key == **key);
    for key in content.advice.iter().filter(still) {
        form.add("advice", key);
    }
    form.set("goal", &content.goal);
    form.set("note", &content.note);
    form.set("diary_days", content.diary_days);
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

fn take(form: &mut Form, key: &ExerciseKey, place: usize) {
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

fn set_dose(form: &mut Form, key: &ExerciseKey, dose: &Dose) {
    for (name, span) in [
        ("sets", dose.sets),
        ("repetitions", dose.repetitions),
        ("hold", dose.hold_seconds),
        ("times", dose.times_a_day),
        ("days", dose.days_a_week),
    ] {
        form.set(&format!("{name}_{key}"), typed(span));
    }
    form.set(&format!("load_{key}"), &dose.load);
    form.set(&format!("dose_note_{key}"), &dose.note);
    form.set(&format!("build_up_{key}"), dose.build_up.join("\n"));
    form.set(
        &format!("each_side_{key}"),
        if dose.each_side { "yes" } else { "" },
    );
}

/// A span as it is typed: `8`, `8-12`.
fn typed(span: Span) -> String {
    if span.is_none() {
        String::new()
    } else if span.min == span.max {
        span.min.to_string()
    } else {
        format!("{}-{}", span.min, span.max)
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

fn item(form: &mut Form, offered: &OfferedExercise<'_>) -> Option<(i64, ProgrammeItem)> {
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

fn dose(form: &mut Form, exercise: &Exercise) -> Option<Dose> {
    let (key, name) = (&exercise.key, exercise.name.as_str());
    let mut span = |part: &str, label: &str, range: RangeInclusive<i64>| {
        span(
            form,
            &format!("{part}_{key}"),
            &format!("{name}: {label}"),
            range,
        )
    };
    // an empty field is none; nought would be printed as a dose
    let sets = span("sets", "sets", 1..=20);
    let repetitions = span("repetitions", "repetitions", 1..=200);
    let hold_seconds = span("hold", "seconds", 1..=7200);
    let times_a_day = span("times", "times a day", 1..=24);
    let days_a_week = span("days", "days a week", 1..=7);
    let mut words = |part: &str, label: &str| {
        form.field(&format!("{part}_{key}"), &format!("{name}: {label}"))
            .optional()
            .text(120)
            .unwrap_or_default()
    };
    let load = words("load", "load");
    let note = words("dose_note", "rest of the dose");
    let build_up = form
        .field(&format!("build_up_{key}"), &format!("{name}: build-up"))
        .optional()
        .lines(1200)
        .unwrap_or_default();
    Some(Dose {
        sets: sets?,
        repetitions: repetitions?,
        of: exercise.dose.of.clone(),
        hold_seconds: hold_seconds?,
        times_a_day: times_a_day?,
        days_a_week: days_a_week?,
        each_side: form.is_ticked(&format!("each_side_{key}")),
        load,
        note,
        build_up: build_up
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
    })
}

/// `8`, `8-12`, `8 to 12`; an empty field is none. `None` with a fault.
fn span(form: &mut Form, name: &str, label: &str, range: RangeInclusive<i64>) -> Option<Span> {
    let typed = form.value(name).trim().to_owned();
    if typed.is_empty() {
        return Some(Span::default());
    }
    let plain = typed.replace(['–', '—'], "-").replace("to", "-");
    let mut parts = plain
        .splitn(2, '-')
        .map(|part| part.trim().parse::<Number>().ok());
    let least = parts.next().flatten();
    let greatest = parts.next().map_or(least, |part| part);
    let (first, last) = (*range.start(), *range.end());
    let (lowest, highest) = (Number::whole(first), Number::whole(last));
    match (least, greatest) {
        (Some(min), Some(max)) if lowest <= min && min <= max && max <= highest => {
            Some(Span { min, max })
        }
        (Some(_), Some(_)) => {
            form.fault(
                name,
                format!("{label} must be between {first} and {last}, the smaller number first"),
            );
            None
        }
        _ => {
            form.fault(
                name,
                format!("{label} must be a number such as 8, or two such as 8-12"),
            );
            None
        }
    }
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

/// What a dose field is called on the page, with its unit; the order of the page.
pub(super) fn dose_words(exercise: &Exercise) -> String {
    text::dose::words(&exercise.dose, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dose_of_the_library_can_be_saved_as_it_is_offered() {
        for exercise in &builtin::knowledge().exercises {
            let dose = &exercise.dose;
            for (offered, range) in [
                (dose.sets, 1..=20),
                (dose.repetitions, 1..=200),
                (dose.hold_seconds, 1..=7200),
                (dose.times_a_day, 1..=24),
                (dose.days_a_week, 1..=7),
            ] {
                let mut form = Form::from_fields(vec![("dose".into(), typed(offered))]);
                let read = span(&mut form, "dose", "Dose", range);
                assert_eq!(read, Some(offered), "{}", exercise.key);
            }
        }
    }

    #[test]
    fn spans_are_read_as_people_type_them() {
        let whole = |min, max| {
            Some(Span {
                min: Number::whole(min),
                max: Number::whole(max),
            })
        };
        for (typed, expected, fault) in [
            ("8", whole(8, 8), ""),
            ("8-12", whole(8, 12), ""),
            ("8 – 12", whole(8, 12), ""),
            ("8 to 12", whole(8, 12), ""),
            ("", whole(0, 0), ""),
            (
                "12-8",
                None,
                "Sets must be between 1 and 20, the smaller number first",
            ),
            (
                "0",
                None,
                "Sets must be between 1 and 20, the smaller number first",
            ),
            (
                "0-8",
                None,
                "Sets must be between 1 and 20, the smaller number first",
            ),
            (
                "21",
                None,
                "Sets must be between 1 and 20, the smaller number first",
            ),
            (
                "-3",
                None,
                "Sets must be a number such as 8, or two such as 8-12",
            ),
            (
                "many",
                None,
                "Sets must be a number such as 8, or two such as 8-12",
            ),
            (
                "8-",
                None,
                "Sets must be a number such as 8, or two such as 8-12",
            ),
        ] {
            let mut form = Form::from_fields(vec![("sets".into(), typed.into())]);
            assert_eq!(
                span(&mut form, "sets", "Sets", 1..=20),
                expected,
                "{typed:?}"
            );
            assert_eq!(form.fault_at("sets").unwrap_or(""), fault, "{typed:?}");
        }
    }
}
