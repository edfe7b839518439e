//! Asking to see a patient of another team, with a reason that the lead clinician reads.

use chrono::NaiveDate;

use super::Refused;
use super::submission::once;
use crate::access::Staff;
use crate::audit::{Action, Actor, Event};
use crate::care::ids::PatientId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, patients, reach};

/// What the person who asks knows of the patient: enough that nobody finds one by trying.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// The exact family name and the date of birth.
    Name(String, NaiveDate),
    /// The exact clinic number.
    Number(String),
}

/// Opens the one patient that fits to the person for [`reach::GRANT_HOURS`]; one they reach already stays as it is.
///
/// # Errors
/// A rule when no one patient fits, which is noted in the audit log too; those of the record.
pub fn request_access(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    known: &Known,
    reason: &str,
    now: Moment,
) -> Result<PatientId, Refused> {
    let done = once(clinic, staff, submission, now, |w| {
        let found = match known {
            Known::Name(family_name, born) => patients::find_exactly(w.db(), family_name, *born)?,
            Known::Number(number) => patients::find_by_clinic_number(w.db(), number)?,
        };
        let patient = found.ok_or(Error::NotFound)?;
        match reach::require(w.db(), staff, &patient, now) {
            Ok(()) => w.note(&about(Action::Looked).patient(&patient))?,
            Err(Error::NotFound) => reach::grant(w, &patient, reason)?,
            Err(error) => return Err(error.into()),
        }
        Ok(patient)
    });
    if done != Err(Refused::Record(Error::NotFound)) {
        return done;
    }
    let actor = Actor::Staff(staff.id.clone());
    clinic.write(actor, now, |w| w.note(&about(Action::Refused)))?;
    Err(Refused::Rule(
        "No one patient has exactly this: check the spelling and the date, or ask for the clinic number".into(),
    ))
}

fn about(action: Action) -> Event {
    Event::new(action).fields(&["access_request"])
}
