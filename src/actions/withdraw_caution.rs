//! Withdrawing a caution, with the reason; it stays readable.

use super::record_caution::review;
use super::submission::once;
use super::{Refused, standing};
use crate::access::Staff;
use crate::care::ids::{CautionKey, PatientId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{cautions, reach};

/// Withdraws a caution that is in force; a new sheet is no longer asked for on its account.
///
/// # Errors
/// [`Refused::NeedsReason`]; `NotFound` when it is not in force or the patient is out of reach.
pub fn withdraw_caution(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    patient: &PatientId,
    (caution, because): (&CautionKey, &str),
    now: Moment,
) -> Result<CautionKey, Refused> {
    once(clinic, staff, submission, now, |w| {
        reach::require(w.db(), staff, patient, now)?;
        if because.trim().is_empty() {
            return Err(Refused::NeedsReason);
        }
        cautions::withdraw(w, patient, caution, because)?;
        review(w, clinic, patient)?;
        standing::refresh_all(w, clinic, patient)?;
        Ok(caution.clone())
    })
}
