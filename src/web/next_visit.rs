//! The next visit as a form says it: on the page of visits, and beside a session.

use chrono::{Days, NaiveDate};

use super::form::Form;
use crate::care::episode::VisitPlan;
use crate::care::ids::StaffId;
use crate::records::{Db, Error, staff};

/// The furthest day a visit is booked for, counted from today.
const FURTHEST_DAYS: u64 = 730;

/// The names and labels of a form's fields.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    on: (&'static str, &'static str),
    time: (&'static str, &'static str),
    place: (&'static str, &'static str),
    clinician: (&'static str, &'static str),
    /// A session's form has none: what is to be said of the visit stands in its note.
    note: Option<(&'static str, &'static str)>,
    /// No visit need be booked.
    is_optional: bool,
}

/// Those of the page of visits.
pub const OF_VISITS: Fields = Fields {
    on: ("on", "Day"),
    time: ("time", "Time"),
    place: ("place", "Place"),
    clinician: ("clinician", "Clinician"),
    note: Some(("note", "Remark")),
    is_optional: false,
};

/// Those of a session's form.
pub const OF_SESSION: Fields = Fields {
    on: ("next_date", "Next visit"),
    time: ("next_time", "Time of the next visit"),
    place: ("next_place", "Place of the next visit"),
    clinician: ("next_clinician", "Clinician of the next visit"),
    note: None,
    is_optional: true,
};

/// Who may be chosen for a visit: id and name of everybody who treats on that day.
///
/// # Errors
/// Those of the record.
pub fn clinicians(db: &mut Db, today: NaiveDate) -> Result<Vec<(String, String)>, Error> {
    let people = staff::list(db)?.into_iter();
    Ok(people
        .filter(|person| person.treats_on(today))
        .map(|person| (person.id.to_string(), person.name))
        .collect())
}

/// The visit the form books; `None` where it books none or a field is at fault.
pub fn read(
    form: &mut Form,
    fields: Fields,
    clinicians: &[(String, String)],
    today: NaiveDate,
) -> Option<VisitPlan> {
    let (name, label) = fields.on;
    let on = form.field(name, label);
    let on = if fields.is_optional {
        on.optional()
    } else {
        on
    };
    let on = on.date(today..=today + Days::new(FURTHEST_DAYS));
    let (name, label) = fields.time;
    let time = form.field(name, label).optional().time();
    let (name, label) = fields.place;
    let place = form.field(name, label).optional().printed().text(100);
    let (name, label) = fields.clinician;
    let clinician = form.field(name, label).optional().choice::<StaffId>();
    let is_known = |id: &StaffId| clinicians.iter().any(|(known, _)| known == id.as_str());
    if clinician.as_ref().is_some_and(|id| !is_known(id)) {
        form.fault(name, format!("{label} must be one of the answers shown"));
    }
    let note = fields.note.and_then(|(name, label)| {
        let note = form.field(name, label).optional();
        note.text(300)
    });
    let filled = [
        (fields.time.0, "its time is"),
        (fields.place.0, "its place is"),
        (fields.clinician.0, "its clinician is"),
    ];
    let (day, label) = fields.on;
    if fields.is_optional && form.value(day).trim().is_empty() {
        let filled = filled
            .iter()
            .find(|(name, _)| !form.value(name).trim().is_empty());
        if let Some((_, what)) = filled {
            form.fault(day, format!("{label} is needed: {what} filled in"));
        }
    }
    Some(VisitPlan {
        on: on?,
        time,
        place: place.unwrap_or_default(),
        clinician,
        note: note.unwrap_or_default(),
    })
}
