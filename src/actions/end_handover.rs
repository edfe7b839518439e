//! Ending a handover early.

use super::hand_over::is_theirs;
use super::{Refused, reached, submission};
use crate::access::Staff;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, handovers};

/// Ends it; its patients are the responsible clinician's alone again.
///
/// Whoever hands over or covers ends it, and for one patient whoever reaches them.
///
/// # Errors
/// Those of the record; `NotFound` when it has ended or is not theirs to end.
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
            None if is_theirs(w, staff, &handover.from)? => {}
            // other people's answers like one that does not exist
            None => return Err(Error::NotFound.into()),
        }
        handovers::end(w, id)?;
        Ok(id.to_owned())
    })
}
