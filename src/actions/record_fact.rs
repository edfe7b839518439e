//! Recording consent, declined treatment or death as of a day.

use chrono::NaiveDate;

use super::Refused;
use super::submission::once;
use crate::access::Staff;
use crate::care::ids::PatientId;
use crate::care::patient::FactKind;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, cautions, reach};

/// A dated fact about to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFact {
    /// What.
    pub kind: FactKind,
    /// The day it is true from.
    pub on: NaiveDate,
    /// Details; may be empty.
    pub note: String,
}

/// Records the fact.
///
/// # Errors
/// [`Refused::Rule`] for a day in the future or a fact that is recorded already; `NotFound` when the patient is out of
/// reach.
pub fn record_fact(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    patient: &PatientId,
    new: &NewFact,
    now: Moment,
) -> Result<PatientId, Refused> {
    once(clinic, staff, submission, now, |w| {
        reach::require(w.db(), staff, patient, now)?;
        if new.on > now.date {
            return Err(Refused::Rule(
                "The day is in the future: correct the date".into(),
            ));
        }
        match cautions::record_fact(w, patient, new.kind, new.on, &new.note) {
            Err(Error::Duplicate(_)) => Err(Refused::Rule(
                "This is recorded already: withdraw it first".into(),
            )),
            recorded => Ok(recorded.map(|()| patient.clone())?),
        }
    })
}
