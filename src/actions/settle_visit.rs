//! Saying what became of a booked visit.

use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::care::episode::VisitState;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, visits};

/// Cancelled and by whom, did not attend, attended: the booked visit of that id. It stays in the list and none is booked any more.
///
/// # Errors
/// [`Refused::Rule`] when it is said before its day that the patient came or stayed away; [`Error::Changed`] when the
/// visit is not the booked one any more; those of the record.
pub fn settle_visit(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (episode, visit): (&EpisodeId, &str),
    state: VisitState,
    now: Moment,
) -> Result<EpisodeId, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        reached::episode(w, staff, episode)?;
        let booked = visits::find_booked(w.db(), episode)?.filter(|booked| booked.id == visit);
        let booked = booked.ok_or(Error::Changed)?;
        let is_about_the_day = matches!(state, VisitState::Attended | VisitState::DidNotAttend);
        if is_about_the_day && booked.plan.on > now.date {
            return Err(Refused::Rule(
                "The day of this visit has not come: cancel it or book another".into(),
            ));
        }
        if matches!(state, VisitState::Booked | VisitState::Changed) {
            return Err(Error::Rejected("a visit is changed by booking another".into()).into());
        }
        visits::settle(w, episode, state)?;
        standing::refresh(w, clinic, episode)?;
        Ok(episode.clone())
    })
}
