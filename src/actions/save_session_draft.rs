//! Keeping a visit without signing it; no rule reads it until it is signed.

use super::sign_session::VisitToSave;
use super::submission::once;
use super::unsigned_form::Fields;
use super::{Refused, reached, session_rules, unsigned_form};
use crate::access::Staff;
use crate::care::ids::SessionId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, assessments, sessions};

/// Saves a visit as a draft, or a draft again, with the form it was typed in. A next visit waits for the signature.
///
/// # Errors
/// [`Refused::InTheFuture`]; the record's `NotFound` out of reach and `Changed` when it was saved elsewhere meanwhile.
pub fn save_session_draft(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    visit: VisitToSave<'_>,
    form: &Fields,
    now: Moment,
) -> Result<SessionId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let patient = reached::episode(w, staff, visit.episode)?.patient;
        if visit.content.took_place.utc > now.utc {
            return Err(Refused::InTheFuture);
        }
        let id = match visit.draft {
            Some((id, version)) => {
                let before = session_rules::find_version(w, id, version)?;
                if before.episode != *visit.episode {
                    return Err(records::Error::NotFound.into());
                }
                sessions::save_draft(w, &before, visit.content)?;
                id.clone()
            }
            None => sessions::draft(w, visit.episode, visit.content)?,
        };
        assessments::mark(w, &id, visit.is_assessment)?;
        unsigned_form::keep(w, staff, &patient, &id, form)?;
        Ok(id)
    })
}
