//! Moving a patient to another team.

use super::Refused;
use super::reached::patient_for_good;
use super::submission::once;
use crate::access::Staff;
use crate::care::ids::{PatientId, TeamId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, patients};

/// Moves the patient; from then on the other team reaches them.
///
/// # Errors
/// [`Refused::Rule`] when they are in that team; `Changed` when someone else changed them meanwhile; `NotFound` when the
/// patient is out of reach.
pub fn move_patient(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (patient, version): (&PatientId, i32),
    team: &TeamId,
    now: Moment,
) -> Result<PatientId, Refused> {
    once(clinic, staff, submission, now, |w| {
        patient_for_good(w, staff, patient)?;
        let before = patients::find(w.db(), patient)?;
        if before.version != version {
            return Err(Error::Changed.into());
        }
        if before.team == *team {
            return Err(Refused::Rule("The patient is in this team already".into()));
        }
        patients::move_to_team(w, &before, team)?;
        Ok(patient.clone())
    })
}
