//! Withdrawing consent, declined treatment or a death recorded in error; what was recorded stays readable.

use super::Refused;
use super::submission::once;
use crate::access::Staff;
use crate::care::ids::PatientId;
use crate::care::patient::FactKind;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{cautions, reach};

/// Withdraws a fact that is in force.
///
/// # Errors
/// [`Refused::NeedsReason`]; `NotFound` when it is not in force or the patient is out of reach.
pub fn withdraw_fact(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    patient: &PatientId,
    (kind, because): (FactKind, &str),
    now: Moment,
) -> Result<PatientId, Refused> {
    once(clinic, staff, submission, now, |w| {
        reach::require(w.db(), staff, patient, now)?;
        if because.trim().is_empty() {
            return Err(Refused::NeedsReason);
        }
        cautions::withdraw_fact(w, patient, kind, because)?;
        Ok(patient.clone())
    })
}
