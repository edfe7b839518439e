//! Closing an episode.

use chrono::NaiveDate;

use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::care::episode::{EpisodeState, Outcome, VisitState};
use crate::care::evaluation::Recommendation;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{episodes, visits};
use crate::text::reason::headline;

/// How and when care ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closing {
    /// The last day, today or before.
    pub on: NaiveDate,
    /// How it ended.
    pub outcome: Outcome,
    /// Why; may be empty where discharge is what was recommended.
    pub why: String,
}

/// Closes it, if it is still in that version. The last recommendation is noted on its timeline and a booked visit is
/// cancelled.
///
/// # Errors
/// [`Refused::NotOpen`] when it is closed already; [`Refused::NeedsReason`]; [`Refused::Rule`] for a day in the future or
/// before the opening; those of the record.
pub fn close_episode(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (episode, version): (&EpisodeId, i32),
    closing: &Closing,
    now: Moment,
) -> Result<EpisodeId, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let before = reached::unchanged_episode(w, staff, episode, version)?;
        if before.state.is_closed() {
            return Err(Refused::NotOpen);
        }
        let opened_on = clinic.moment(before.opened_at).date;
        if !(opened_on..=now.date).contains(&closing.on) {
            return Err(Refused::Rule(
                "An episode is closed on a day from its opening until today".into(),
            ));
        }
        let (_, last) = standing::evaluate_now(w.db(), clinic, episode, now)?;
        let follows = last.recommendation == Recommendation::Discharge
            && matches!(
                closing.outcome,
                Outcome::GoalsReached | Outcome::SelfManagement
            );
        let why = closing.why.trim();
        if why.is_empty() && !follows {
            return Err(Refused::NeedsReason);
        }
        let kept = format!("Last recommendation: {}.", headline(&last));
        episodes::note(w, &before, &kept)?;
        if visits::find_booked(w.db(), episode)?.is_some() {
            visits::settle(w, episode, VisitState::CancelledByClinic)?;
        }
        let state = EpisodeState::Closed {
            on: closing.on,
            outcome: closing.outcome,
            why: why.to_owned(),
        };
        episodes::set_state(w, &before, &state)?;
        standing::refresh(w, clinic, episode)?;
        Ok(episode.clone())
    })
}
