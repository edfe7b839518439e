//! Correcting what was stated at intake, and recording a new injury.

use chrono::NaiveTime;

use super::open_episode::onset;
use super::submission::once;
use super::{Refused, standing};
use crate::access::Staff;
use crate::care::course::{AffectedSide, Onset, Precision};
use crate::care::episode::{EpisodeFacts, Intake};
use crate::care::ids::EpisodeId;
use crate::care::onset::OnsetStatement;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, decisions, episodes, reach};
use crate::text::onset::statement;

/// What is stated now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmendedFacts {
    /// When the complaint began, or when the new injury happened; `None` leaves the onset as it was stated.
    pub onset: Option<OnsetStatement>,
    /// Whether an injury started it.
    pub injury: bool,
    /// The affected side.
    pub side: AffectedSide,
    /// Whether the patient does sport.
    pub sport: bool,
    /// The rest of the intake.
    pub intake: Intake,
    /// A new injury happened at `onset`: the hours count anew and a new baseline begins.
    pub is_new_injury: bool,
}

/// Amends the facts of the version the form was filled in from, with a reason; earlier versions stay readable.
///
/// Decisions taken before stand, marked as resting on what was amended when onset, side or sport differ for the whole
/// episode; a new injury changes nothing about the past.
///
/// # Errors
/// [`Refused::NeedsReason`]; [`Refused::NotOpen`] for a closed episode; [`Refused::Rule`] for an onset after now, a new
/// injury without its time, or when nothing differs; `Changed` when someone else changed it meanwhile; `NotFound` when the
/// patient is out of reach.
pub fn amend_episode_facts(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (episode, version): (&EpisodeId, i32),
    amended: &AmendedFacts,
    reason: &str,
    now: Moment,
) -> Result<EpisodeId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let before = episodes::find(w.db(), episode)?;
        reach::require(w.db(), staff, &before.patient, now)?;
        if before.version != version {
            return Err(Error::Changed.into());
        }
        if before.state.is_closed() {
            return Err(Refused::NotOpen);
        }
        if reason.trim().is_empty() {
            return Err(Refused::NeedsReason);
        }
        let injury = amended.injury || amended.is_new_injury;
        let stated = match amended.onset {
            Some(said) => (onset(clinic, said, injury, now)?, statement(said)),
            None => (
                Onset {
                    injury,
                    ..before.facts.onset
                },
                before.facts.onset_stated.clone(),
            ),
        };
        let facts = EpisodeFacts {
            onset: stated.0,
            onset_stated: stated.1,
            side: amended.side,
            sport: amended.sport,
            intake: amended.intake.clone(),
        };
        if facts == before.facts {
            return Err(Refused::Rule(
                "Nothing was changed: there is nothing to save".into(),
            ));
        }
        episodes::amend(w, &before, &facts, reason)?;
        if amended.is_new_injury {
            let from = injured(clinic, amended.onset, facts.onset, now)?;
            decisions::mark_baseline(w, &before, None, from, reason)?;
        } else if changes_the_rules(&before.facts, &facts) {
            decisions::mark_rests_on_amended(w, episode, before.opened_at)?;
        }
        standing::refresh(w, clinic, episode)?;
        Ok(episode.clone())
    })
}

/// From when on readings are of the time after the injury: its hour, or the beginning of its day, so that what was
/// measured at the visit on which it was told counts.
fn injured(
    clinic: &Clinic,
    said: Option<OnsetStatement>,
    onset: Onset,
    now: Moment,
) -> Result<Moment, Refused> {
    let needs = || Refused::Rule("State when the new injury happened, at least the day".into());
    if said.is_none() {
        return Err(needs());
    }
    match (onset.precision, onset.latest) {
        (Precision::Hour, Some(at)) => Ok(at),
        (Precision::Day, Some(at)) => {
            Ok(clinic.from_local(at.date.min(now.date).and_time(NaiveTime::MIN)))
        }
        _ => Err(needs()),
    }
}

fn changes_the_rules(before: &EpisodeFacts, after: &EpisodeFacts) -> bool {
    before.onset != after.onset || before.side != after.side || before.sport != after.sport
}
