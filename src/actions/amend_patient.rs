//! Amending who a patient is.

use super::Refused;
use super::patient_faults::refuse_faults;
use super::submission::once;
use crate::access::Staff;
use crate::care::ids::PatientId;
use crate::care::patient::PatientFacts;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, patients, reach};

/// Amends the facts of the version the form was filled in from; earlier versions stay readable.
///
/// # Errors
/// [`Refused::NeedsReason`]; [`Refused::Rule`] for a fault in the facts or when nothing differs; `Changed` when someone
/// else amended them meanwhile; `NotFound` when the patient is out of reach.
pub fn amend_patient(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (patient, version): (&PatientId, i32),
    facts: &PatientFacts,
    reason: &str,
    now: Moment,
) -> Result<PatientId, Refused> {
    once(clinic, staff, submission, now, |w| {
        reach::require(w.db(), staff, patient, now)?;
        let before = patients::find(w.db(), patient)?;
        if before.version != version {
            return Err(Error::Changed.into());
        }
        if reason.trim().is_empty() {
            return Err(Refused::NeedsReason);
        }
        refuse_faults(facts, now.date)?;
        if before.facts == *facts {
            return Err(Refused::Rule(
                "Nothing was changed: there is nothing to save".into(),
            ));
        }
        patients::amend(w, &before, facts, reason)?;
        Ok(patient.clone())
    })
}
