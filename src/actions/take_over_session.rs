//! Taking over a visit somebody else began and did not sign.

use super::submission::once;
use super::{Refused, reached};
use crate::access::{Role, Staff};
use crate::care::ids::SessionId;
use crate::care::session::SessionState;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, caseload, sessions};

/// Makes the member of staff the one who goes on with a draft, as it stands; the version before stays readable.
///
/// # Errors
/// [`Refused::Rule`] when they neither answer for the patient nor lead, or the draft is theirs already; the record's
/// `NotFound` out of reach, and `Changed` when it is no draft any more or was saved meanwhile.
pub fn take_over_session(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (id, version): (&SessionId, i32),
    now: Moment,
) -> Result<SessionId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let before = sessions::find(w.db(), id)?;
        let episode = reached::episode(w, staff, &before.episode)?;
        if before.state != SessionState::Draft || before.current.number != version {
            return Err(Error::Changed.into());
        }
        if before.current.entered_by == staff.id {
            return Err(Refused::Rule(
                "This draft is yours already: go on with it".into(),
            ));
        }
        let mine = caseload::of(w.db(), &staff.id, now.date)?;
        if staff.role != Role::LeadClinician && !mine.holds(&episode) {
            return Err(Refused::Rule(
                "Only the clinician who answers for this patient or covers for them, or a lead clinician, takes a draft over: ask one of them"
                    .into(),
            ));
        }
        sessions::take_over(w, &before)?;
        Ok(id.clone())
    })
}
