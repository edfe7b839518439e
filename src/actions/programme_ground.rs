//! What a home programme is written on: the episode, its course and evaluation, and what may be offered.

use std::sync::Arc;

use super::Refused;
use super::standing::evaluate_now;
use crate::access::Staff;
use crate::builtin;
use crate::care::course::Course;
use crate::care::episode::{Episode, EpisodeState};
use crate::care::evaluation::Evaluation;
use crate::care::ids::EpisodeId;
use crate::care::offer::{Offer, offer};
use crate::care::policy::{Policies, pain_limit};
use crate::care::programme::{ProgrammeContent, ProgrammeItem};
use crate::care::programme_check::{ContentFault, check, check_draft};
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Db, Error, episodes, reach, settings};
use crate::text;

/// An episode as a home programme sees it.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The episode.
    pub episode: Episode,
    /// Everything recorded in it that the rules read.
    pub course: Course,
    /// What the rules say now.
    pub evaluation: Evaluation,
    /// The protocol version it runs on.
    pub protocol: Arc<Protocol>,
    /// The clinic's choices by policy key.
    pub policies: Policies,
}

/// Reads the ground of an episode whose patient the member of staff reaches.
///
/// # Errors
/// [`Error::NotFound`] when there is no such episode or it is out of reach; those of the record.
pub fn ground(
    db: &mut Db,
    clinic: &Clinic,
    staff: &Staff,
    id: &EpisodeId,
    now: Moment,
) -> Result<Ground, Error> {
    let episode = episodes::find(db, id)?;
    reach::require(db, staff, &episode.patient, now)?;
    let (course, evaluation) = evaluate_now(db, clinic, id, now)?;
    let protocol = clinic.protocol(&episode.protocol)?;
    let policies = settings::policies(db)?;
    Ok(Ground {
        episode,
        course,
        evaluation,
        protocol,
        policies,
    })
}

impl Ground {
    /// What may be given; `None` before the patient is assigned to a phase.
    #[must_use]
    pub fn offer(&self) -> Option<Offer<'_>> {
        offer(
            builtin::knowledge(),
            &self.protocol,
            &self.course,
            &self.evaluation,
            &self.policies,
        )
    }

    /// The highest pain allowed in exercise in a phase, in points.
    #[must_use]
    pub fn pain_limit(&self, phase: u8) -> u8 {
        pain_limit(builtin::knowledge(), &self.protocol, &self.policies, phase)
    }

    /// The phase the content is issued for, when it may be.
    ///
    /// # Errors
    /// [`Refused::NotOpen`] for an episode on hold or closed, [`Refused::RedFlagStops`] for exercises under a red flag,
    /// [`Refused::Rule`] with every other fault.
    pub(super) fn admit(&self, content: &ProgrammeContent) -> Result<u8, Refused> {
        self.judge(|offer| check(offer, content))
    }

    /// The phase a draft is written for, when it may be; a red flag leaves it the exercises it had.
    ///
    /// # Errors
    /// Those of [`Ground::admit`].
    pub(super) fn admit_draft(
        &self,
        content: &ProgrammeContent,
        kept: &[ProgrammeItem],
    ) -> Result<u8, Refused> {
        self.judge(|offer| check_draft(offer, content, kept))
    }

    fn judge(&self, check: impl FnOnce(&Offer<'_>) -> Vec<ContentFault>) -> Result<u8, Refused> {
        if self.episode.state != EpisodeState::Open {
            return Err(Refused::NotOpen);
        }
        let Some(offer) = self.offer() else {
            return Err(Refused::Rule(
                "The patient is not assigned to a phase yet: decide the starting phase first"
                    .into(),
            ));
        };
        let faults = check(&offer);
        if faults.contains(&ContentFault::RedFlagStops) {
            return Err(Refused::RedFlagStops);
        }
        if faults.is_empty() {
            return Ok(offer.phase);
        }
        let sentences: Vec<String> = faults
            .iter()
            .map(|fault| text::programme::fault(builtin::knowledge(), &self.protocol, fault))
            .collect();
        Err(Refused::Rule(sentences.join(". ")))
    }
}
