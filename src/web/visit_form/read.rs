//! From what was typed to a visit: every field is read, so that all faults show at once.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::readings::{activities, readings};
use super::recorded::Recorded;
use super::{Context, Purpose, Screen, carry_signs, minute, questions, treatments, unknown};
use crate::care::course::Flare;
use crate::care::episode::VisitPlan;
use crate::care::session::SessionContent;
use crate::care::time::{Moment, is_leap_second};
use crate::clinic::Clinic;
use crate::web::form::Form;
use crate::web::next_visit;

/// Most characters of a note.
const NOTE: usize = 10_000;

/// Most characters of a line.
pub(super) const LINE: usize = 300;

/// What the form says; where a field is at fault, without it.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The visit.
    pub content: SessionContent,
    /// The next visit, where one is to be booked.
    pub next_visit: Option<VisitPlan>,
}

/// Reads the whole form. `signing` makes the questions without a default compulsory.
pub fn read(form: &mut Form, clinic: &Clinic, context: &Context, signing: bool) -> Typed {
    carry_signs(form, context);
    unknown::refuse(form, context);
    let recorded = Recorded::of(context, clinic);
    let recorded = recorded.as_ref();
    let took_place = took_place(form, clinic, context);
    let late_because = late_because(form, context, took_place, signing);
    let readings = readings(form, context, recorded, took_place);
    let activities = activities(form, context, &readings, recorded, signing);
    let untouched = recorded.filter(|recorded| recorded.stands(form, questions::is_of_flags));
    let (warning_signs, full_screen, screen) = match (untouched, context.screen) {
        (Some(recorded), _) => (
            recorded.content.warning_signs.clone(),
            recorded.content.full_screen,
            recorded.content.screen.clone(),
        ),
        (None, Screen::Question) => (
            questions::warning_signs(form, context, signing),
            false,
            Vec::new(),
        ),
        (None, Screen::Full { .. }) => questions::full_screen(form, context, signing),
    };
    let flare = if context.is_assessment {
        recorded.map_or(Flare::NotAsked, |recorded| recorded.content.flare)
    } else {
        questions::flare(form, took_place.date, signing)
    };
    let adherence = form.field("adherence", "Home programme").optional();
    let adherence = adherence.text(LINE).unwrap_or_default();
    let treatments = treatments::given(form);
    let response = form.field("response", "Response").optional();
    let response = response.text(LINE).unwrap_or_default();
    let note = form.field("note", "Note").optional();
    let note = note.lines(NOTE).unwrap_or_default();
    let next_visit = next_visit(form, context);
    Typed {
        content: SessionContent {
            took_place,
            late_because,
            full_screen,
            screen,
            warning_signs,
            flare,
            readings,
            treatments,
            response,
            adherence,
            activities,
            note,
        },
        next_visit,
    }
}

/// The time of the visit. The minute the form was opened in stands for the very second, so that a visit recorded right
/// after a decision lies after it.
fn took_place(form: &mut Form, clinic: &Clinic, context: &Context) -> Moment {
    let opened = form
        .value("opened")
        .parse()
        .ok()
        .filter(|utc: &NaiveDateTime| !is_leap_second(utc))
        .map_or(context.now, |utc| clinic.moment(utc));
    let date = form
        .field("visit_date", "Date of the visit")
        .date(NaiveDate::MIN..=NaiveDate::MAX);
    let time = form.field("visit_time", "Time of the visit").time();
    let (Some(date), Some(time)) = (date, time) else {
        return context.as_of;
    };
    let typed = date.and_time(time);
    let at = if typed == minute(clinic.local(opened.utc)) {
        opened
    } else {
        clinic.from_local(typed)
    };
    if date.year() < 1900 {
        form.fault(
            "visit_date",
            "Date of the visit must be a real date of this patient's care",
        );
        return context.as_of;
    }
    if at.utc > context.now.utc {
        let field = if date > context.now.date {
            "visit_date"
        } else {
            "visit_time"
        };
        form.fault(
            field,
            "The time of the visit is in the future: correct the date or time",
        );
        return context.as_of;
    }
    at
}

/// Why it is entered on another day than it took place on.
fn late_because(form: &mut Form, context: &Context, at: Moment, signing: bool) -> String {
    let recorded = context
        .session
        .as_ref()
        .filter(|_| context.purpose == Purpose::Amendment);
    let entered = recorded.map_or(context.now, |session| session.current.content.took_place);
    let is_late = at.date < entered.date;
    let field = form
        .field("late_because", "Reason for entering it late")
        .optional();
    let because = field.text(LINE).unwrap_or_default();
    if signing && is_late && because.is_empty() {
        form.fault(
            "late_because",
            "Write why this visit is entered on a later day",
        );
    }
    because
}

fn next_visit(form: &mut Form, context: &Context) -> Option<VisitPlan> {
    if context.purpose == Purpose::Amendment {
        return None;
    }
    next_visit::read(
        form,
        next_visit::OF_SESSION,
        &context.clinicians,
        context.now.date,
    )
}
