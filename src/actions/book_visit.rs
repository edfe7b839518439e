//! Booking a patient's next visit.

use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::care::episode::VisitPlan;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, visits};

/// Books it; the visit booked before, which was shown (`replaces`, where there was one), becomes a changed one. Answers the
/// visit's id.
///
/// # Errors
/// [`Refused::NotOpen`] for a closed episode; [`Refused::Rule`] for a day that has passed; [`Error::Changed`] when another visit
/// is booked than the one that was shown; those of the record.
pub fn book_visit(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (episode, replaces): (&EpisodeId, Option<&str>),
    plan: &VisitPlan,
    now: Moment,
) -> Result<String, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let before = reached::episode(w, staff, episode)?;
        if before.state.is_closed() {
            return Err(Refused::NotOpen);
        }
        if plan.on < now.date {
            return Err(Refused::Rule(
                "The next visit is today or later: correct the date".into(),
            ));
        }
        let booked = visits::find_booked(w.db(), episode)?.map(|booked| booked.id);
        if booked.as_deref() != replaces {
            return Err(Error::Changed.into());
        }
        let id = visits::book(w, episode, plan)?;
        standing::refresh(w, clinic, episode)?;
        Ok(id)
    })
}
