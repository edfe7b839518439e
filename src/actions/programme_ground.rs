//! What a home programme is written on: the episode, its course and evaluation, and what may be offered.

use std::collections::BTreeMap;
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
use crate::care::programme::ProgrammeContent;
use crate::care::programme_check::{ContentFault, check};
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
    pub policies: BTreeMap<String, String>,
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
    let policies = match settings::find(db) {
        Ok(settings) => settings.policies,
        Err(Error::NotFound) => BTreeMap::new(),
        Err(error) => return Err(error),
    };
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

    /// The phase the content is written for, when it may be written.
    ///
    /// # Errors
    /// [`Refused::NotOpen`] for an episode on hold or closed, [`Refused::RedFlagStops`] for exercises under a red flag,
    /// [`Refused::Rule`] with every other fault.
    pub(super) fn admit(&self, content: &ProgrammeContent) -> Result<u8, Refused> {
        if self.episode.state != EpisodeState::Open {
            return Err(Refused::NotOpen);
        }
        let Some(offer) = self.offer() else {
            return Err(Refused::Rule(
                "The patient is not assigned to a phase yet: decide the starting phase first"
                    .into(),
            ));
        };
        let faults = check(&offer, content);
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
