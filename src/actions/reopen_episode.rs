//! Opening a closed episode again.

use super::open_episode::refuse_dead;
use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::care::decision::may_reopen;
use crate::care::episode::EpisodeState;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, episodes};

/// Care goes on in the same phase. Moving on asks for a full screen first, and a reason until what counts is measured
/// again ([`crate::care::decision`]).
///
/// # Errors
/// [`Refused::Rule`] when it is not closed, was closed more than 90 days ago, the patient is recorded as deceased, or
/// another episode of the protocol is open; those of the record.
pub fn reopen_episode(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    episode: &EpisodeId,
    now: Moment,
) -> Result<EpisodeId, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let before = reached::episode(w, staff, episode)?;
        let rule = |sentence: &str| Refused::Rule(sentence.to_owned());
        let EpisodeState::Closed { on, .. } = &before.state else {
            return Err(rule("This episode is not closed"));
        };
        if !may_reopen(*on, now.date) {
            return Err(rule(
                "This episode was closed more than 90 days ago: begin a new one with an intake",
            ));
        }
        refuse_dead(w, &before.patient)?;
        match episodes::set_state(w, &before, &EpisodeState::Open) {
            Err(Error::Duplicate(_)) => {
                return Err(rule(
                    "This patient has another episode of this protocol open: go on with that one",
                ));
            }
            answer => answer?,
        }
        standing::refresh(w, clinic, episode)?;
        Ok(episode.clone())
    })
}
