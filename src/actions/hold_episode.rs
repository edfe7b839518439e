//! Putting an episode on hold.

use chrono::NaiveDate;

use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::care::episode::EpisodeState;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::episodes;

/// Since when, until when and why care pauses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// From this day, today or before.
    pub from: NaiveDate,
    /// Until this day, where known.
    pub until: Option<NaiveDate>,
    /// Why.
    pub why: String,
}

/// Puts it on hold, if it is still in that version. Nothing is decided in it until it is resumed.
///
/// # Errors
/// [`Refused::NotOpen`], [`Refused::NeedsReason`], [`Refused::Rule`] for days in the wrong order; those of the record.
pub fn hold_episode(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (episode, version): (&EpisodeId, i32),
    hold: &Hold,
    now: Moment,
) -> Result<EpisodeId, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let before = reached::unchanged_episode(w, staff, episode, version)?;
        if before.state != EpisodeState::Open {
            return Err(Refused::NotOpen);
        }
        if hold.why.trim().is_empty() {
            return Err(Refused::NeedsReason);
        }
        if hold.from > now.date || hold.until.is_some_and(|until| until < hold.from) {
            return Err(Refused::Rule(
                "A hold begins today or before and ends on its first day or later".into(),
            ));
        }
        let state = EpisodeState::OnHold {
            from: hold.from,
            until: hold.until,
            why: hold.why.trim().to_owned(),
        };
        episodes::set_state(w, &before, &state)?;
        standing::refresh(w, clinic, episode)?;
        Ok(episode.clone())
    })
}
