//! The front desk's questions: the whole clinic's visits of a day, and who has none. Nothing clinical.

use chrono::{NaiveDate, NaiveTime};
use diesel::prelude::*;

use super::caseload::{PAGE, PersonColumns, is_overdue};
use super::connection::Db;
use super::error::Error;
use super::schema::{episodes, patient_versions, patients};
use crate::care::ids::{EpisodeId, PatientId, StaffId};

/// A planned visit as the front desk sees it: nothing clinical.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// The episode it belongs to.
    pub episode: EpisodeId,
    /// The patient.
    pub patient: PatientId,
    /// The clinic's number.
    pub clinic_number: String,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// Date of birth.
    pub birth_date: NaiveDate,
    /// Who is responsible.
    pub responsible: StaffId,
    /// The day, where one is booked.
    pub on: Option<NaiveDate>,
    /// Its time of day.
    pub time: Option<NaiveTime>,
}

type VisitColumns = (
    EpisodeId,
    StaffId,
    Option<NaiveDate>,
    Option<NaiveTime>,
    PersonColumns,
);
/// The page of that number (from nought) of the whole clinic's open episodes with a visit on the day (by time), or
/// without a visit or with one that has passed (longest first); for the front desk.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, day: NaiveDate, overdue: bool, page: i64) -> Result<Vec<Visit>, Error> {
    let current = patient_versions::version.eq(patients::version);
    let mut query = episodes::table
        .inner_join(patients::table)
        .inner_join(
            patient_versions::table.on(patient_versions::patient_id.eq(patients::id).and(current)),
        )
        .filter(episodes::state.eq("open"))
        .select((
            episodes::id,
            episodes::responsible_id,
            episodes::next_visit_on,
            episodes::next_visit_time,
            (
                patients::id,
                patients::clinic_number,
                patient_versions::family_name,
                patient_versions::given_names,
                patient_versions::name_to_use,
                patient_versions::birth_date,
            ),
        ))
        .limit(PAGE)
        .offset(page.max(0).saturating_mul(PAGE))
        .into_boxed();
    query = if overdue {
        query.filter(is_overdue(day)).order((
            episodes::next_visit_on.is_not_null(),
            episodes::next_visit_on,
            episodes::id,
        ))
    } else {
        query.filter(episodes::next_visit_on.eq(day)).order((
            episodes::next_visit_time.is_null(),
            episodes::next_visit_time,
            episodes::id,
        ))
    };
    let rows: Vec<VisitColumns> = query.load(db)?;
    let visit = |(episode, responsible, on, time, person): VisitColumns| {
        let (patient, clinic_number, family_name, given_names, _, birth_date) = person;
        Visit {
            episode,
            patient,
            clinic_number,
            family_name,
            given_names,
            birth_date,
            responsible,
            on,
            time,
        }
    };
    Ok(rows.into_iter().map(visit).collect())
}

/// How many of the whole clinic's open episodes have a visit on the day, and how many are overdue.
///
/// # Errors
/// Those of the database.
pub fn count(db: &mut Db, day: NaiveDate) -> Result<(i64, i64), Error> {
    let open = || episodes::table.filter(episodes::state.eq("open"));
    let today = open().filter(episodes::next_visit_on.eq(day)).count();
    Ok((
        today.get_result(db)?,
        open().filter(is_overdue(day)).count().get_result(db)?,
    ))
}
