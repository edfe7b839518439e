//! Registering a patient.

use super::Refused;
use super::patient_faults::refuse_faults;
use super::submission::once;
use crate::access::Staff;
use crate::care::ids::{PatientId, TeamId};
use crate::care::patient::PatientFacts;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, Write, patients, reach, search};

/// A patient about to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPatient {
    /// The team they will belong to.
    pub team: TeamId,
    /// What is known of them; with an empty clinic number the next free one is given.
    pub facts: PatientFacts,
    /// The warning of a likely duplicate was read: this is someone else.
    pub is_someone_else: bool,
}

/// Registers a patient.
///
/// # Errors
/// [`Refused::LikelyDuplicate`] and [`Refused::Namesake`] until it is confirmed; [`Refused::Rule`] for a fault in the facts;
/// `Duplicate("clinic_number")` of the record.
pub fn register_patient(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    new: &NewPatient,
    now: Moment,
) -> Result<PatientId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let mut facts = new.facts.clone();
        refuse_faults(&facts, now.date)?;
        if facts.clinic_number.is_empty() {
            facts.clinic_number = patients::next_clinic_number(w.db())?;
        } else if patients::find_by_clinic_number(w.db(), &facts.clinic_number)?.is_some() {
            return Err(records::Error::Duplicate("clinic_number".into()).into());
        }
        if !new.is_someone_else && patients::likely_duplicate(w.db(), &facts)? {
            return Err(Refused::LikelyDuplicate);
        }
        if !new.is_someone_else
            && let Some(words) = namesakes(w, staff, &facts, now)?
        {
            return Err(Refused::Namesake(words));
        }
        Ok(patients::register(w, &new.team, &facts)?)
    })
}

/// Who has the same names: the birth dates of those within reach; of others only that there are some.
fn namesakes(
    w: &mut Write<'_>,
    staff: &Staff,
    facts: &PatientFacts,
    now: Moment,
) -> Result<Option<String>, Refused> {
    let mut words = Vec::new();
    let mut is_elsewhere = false;
    for (id, born) in search::list_namesakes(w.db(), &facts.family_name, &facts.given_names)? {
        match reach::require(w.db(), staff, &id, now) {
            Ok(()) => words.push(format!("born {}", born.format("%-d %b %Y"))),
            Err(records::Error::NotFound) => is_elsewhere = true,
            Err(error) => return Err(error.into()),
        }
    }
    if is_elsewhere {
        words.push("in another team".to_owned());
    }
    Ok((!words.is_empty()).then(|| words.join("; ")))
}
