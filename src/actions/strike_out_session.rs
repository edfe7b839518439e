//! Striking out a visit made in error: crossed out in its place, counting for nothing.

use super::submission::once;
use super::{Refused, reached, session_rules, standing};
use crate::access::Staff;
use crate::care::ids::SessionId;
use crate::care::session::Mistake;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::sessions;

/// Strikes a visit out, marks the decisions that rested on it and works the standing out anew.
///
/// # Errors
/// [`Refused::NeedsReason`]; the record's `Changed` when it is struck out already or no longer in that version.
pub fn strike_out_session(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (id, version): (&SessionId, i32),
    kind: Mistake,
    why: &str,
    now: Moment,
) -> Result<SessionId, Refused> {
    if why.trim().is_empty() {
        return Err(Refused::NeedsReason);
    }
    once(clinic, staff, submission, now, |w| {
        let before = session_rules::find_version(w, id, version)?;
        reached::episode(w, staff, &before.episode)?;
        sessions::strike_out(w, &before, kind, why)?;
        if before.counts() {
            session_rules::mark_decisions(w, &before, None)?;
        }
        standing::refresh_after_visit(w, clinic, &before.episode)?;
        Ok(id.clone())
    })
}
