//! Amending a signed visit: a new version with a reason; the old one stays readable.

use super::submission::once;
use super::{Refused, reached, session_rules, standing};
use crate::access::Staff;
use crate::care::ids::SessionId;
use crate::care::session::SessionContent;
use crate::care::time::Moment;
use crate::care::visit_check;
use crate::clinic::Clinic;
use crate::records::{courses, sessions};

/// Amends a signed visit. Decisions made since it took place are marked as resting on what was amended, and the
/// standing is worked out anew. An episode on hold or closed can be amended too: errors are found late.
///
/// # Errors
/// [`Refused::NeedsReason`], [`Refused::InTheFuture`], [`Refused::Rule`] with everything that stands against it;
/// the record's `Changed` when it is no longer in the version that was shown.
pub fn amend_session(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (id, version): (&SessionId, i32),
    content: &SessionContent,
    reason: &str,
    now: Moment,
) -> Result<SessionId, Refused> {
    if reason.trim().is_empty() {
        return Err(Refused::NeedsReason);
    }
    once(clinic, staff, submission, now, |w| {
        let before = session_rules::find_version(w, id, version)?;
        let episode = reached::episode(w, staff, &before.episode)?;
        if content.took_place.utc > now.utc {
            return Err(Refused::InTheFuture);
        }
        let protocol = clinic.protocol(&episode.protocol)?;
        let course = courses::load(w.db(), &before.episode)?;
        // the day it was entered on stands; amending on another day is told by the version's own date
        let entered = before.current.content.took_place;
        let faults = visit_check::faults(&protocol, &course, content, entered);
        if !faults.is_empty() {
            return Err(Refused::Rule(faults.join(". ")));
        }
        session_rules::check_moved(w, &course, &before, content.took_place)?;
        sessions::amend(w, &before, content, reason)?;
        session_rules::mark_decisions(w, &before, Some(content))?;
        standing::refresh_after_visit(w, clinic, &before.episode)?;
        Ok(id.clone())
    })
}
