//! Ending a handover early.

use super::hand_over::require_theirs;
use super::{Refused, reached, submission};
use crate::access::Staff;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::handovers;

/// Ends it; its patients are the responsible clinician's alone again.
///
/// Whoever hands over or covers ends it, and for one patient whoever reaches them.
///
/// # Errors
/// [`Refused::Rule`] when it is not theirs to end; those of the record, `NotFound` when it has ended.
pub fn end_handover(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    id: &str,
    now: Moment,
) -> Result<String, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let handover = handovers::find(w.db(), id)?;
        match &handover.episode {
            Some(episode) => {
                reached::episode(w, staff, episode)?;
            }
            None if handover.to == staff.id => {}
            None => require_theirs(w, staff, &handover.from)?,
        }
        handovers::end(w, id)?;
        Ok(id.to_owned())
    })
}
