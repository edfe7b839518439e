//! Deciding about a patient's phase; the first decision is the assignment.

use serde_json::to_string;
use sha2::{Digest, Sha256};

use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::audit::hex;
use crate::care::course::Course;
use crate::care::decision::{Barred, Proposal, gist};
use crate::care::episode::{Episode, NewPhaseChange};
use crate::care::evaluation::Evaluation;
use crate::care::ids::{EpisodeId, PhaseChangeId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Db, Error, Write, decisions, episodes, protocols};
use crate::text::answer::answer;

/// Why an intake was amended when a phase change noted the goal of the case; nobody amended what was stated.
pub const CASE_GOAL_SET: &str = "goal of the case set";

/// The note of the intake that holds the goal of the patient's own case.
pub const CASE_GOAL_NOTE: &str = "case_goal";

/// What a clinician decided.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhaseDecision {
    /// The mark of what was shown ([`Shown::mark`]) when they decided.
    pub shown: String,
    /// The phase to go to, or to stay in.
    pub to: u8,
    /// Why; may be empty where nothing asks for it.
    pub reason: String,
    /// The goal of the patient's own case, for a phase that asks for one.
    pub goal: String,
}

/// What a decision is made on.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The course.
    pub course: Course,
    /// What the rules say about it.
    pub evaluation: Evaluation,
    /// The same as a decision is held against it.
    pub proposal: Proposal,
    /// Its mark: another one when anything in it has changed.
    pub mark: String,
    /// A lead clinician of this clinic has adopted the protocol version.
    pub is_adopted: bool,
}

/// What a decision about the phase is to be made on now.
///
/// # Errors
/// Those of the record.
pub fn shown(db: &mut Db, clinic: &Clinic, episode: &Episode, now: Moment) -> Result<Shown, Error> {
    let (course, evaluation) = standing::evaluate_now(db, clinic, &episode.id, now)?;
    let decided = decisions::list_phase_changes(db, &episode.id)?.len();
    let proposal = Proposal::of(&evaluation, &course);
    let text = format!("{decided} {:?} {}", course.reopened, gist(&evaluation));
    let version = protocols::find(db, &episode.protocol)?;
    Ok(Shown {
        course,
        proposal,
        mark: hex(&Sha256::digest(text.as_bytes())),
        evaluation,
        is_adopted: version.adopted.is_some(),
    })
}

/// Records the decision beside what was proposed, and works the standing out anew.
///
/// # Errors
/// [`Refused::ShownIsOld`] when the record says something else than what was shown; [`Refused::RedFlagStops`] for a move
/// forward; [`Refused::NeedsReason`] for a decision against the proposal without one; [`Refused::NeedsGoal`]; [`Refused::NotAdopted`] for an
/// assignment to a version nobody adopted; [`Refused::NotOpen`]; [`Refused::Rule`]; those of the record.
pub fn change_phase(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    episode: &EpisodeId,
    decision: &PhaseDecision,
    now: Moment,
) -> Result<PhaseChangeId, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let before = reached::open_episode(w, staff, episode)?;
        let shown = shown(w.db(), clinic, &before, now)?;
        if shown.mark != decision.shown {
            return Err(Refused::ShownIsOld);
        }
        let proposal = &shown.proposal;
        if proposal.from.is_none() && !shown.is_adopted {
            return Err(Refused::NotAdopted);
        }
        let protocol = clinic.protocol(&before.protocol)?;
        let weighed = proposal.weigh(&protocol, decision.to).map_err(refused)?;
        if weighed.reason.is_some() && decision.reason.trim().is_empty() {
            return Err(Refused::NeedsReason);
        }
        if proposal.asks_goal(&protocol, decision.to) {
            keep_goal(w, &before, decision.goal.trim())?;
        }
        let evaluation = to_string(&answer(&protocol, &shown.evaluation))
            .map_err(|error| Error::Rejected(error.to_string()))?;
        let new = NewPhaseChange {
            from: proposal.from,
            to: decision.to,
            recommended: proposal.recommendation,
            against: weighed.against,
            reason: decision.reason.trim().to_owned(),
            evaluation,
        };
        let id = decisions::change_phase(w, &before, &new)?;
        standing::refresh(w, clinic, episode)?;
        Ok(id)
    })
}

/// Keeps the goal with the facts of the episode, where it is new.
fn keep_goal(w: &mut Write<'_>, before: &Episode, goal: &str) -> Result<(), Refused> {
    if goal.is_empty() {
        return Err(Refused::NeedsGoal);
    }
    let notes = &before.facts.intake.notes;
    if notes.get(CASE_GOAL_NOTE).is_some_and(|known| known == goal) {
        return Ok(());
    }
    let mut facts = before.facts.clone();
    facts
        .intake
        .notes
        .insert(CASE_GOAL_NOTE.to_owned(), goal.to_owned());
    Ok(episodes::amend(w, before, &facts, CASE_GOAL_SET)?)
}

fn refused(barred: Barred) -> Refused {
    match barred {
        Barred::NoSuchPhase => {
            Refused::Rule("Choose one of the phases of this protocol".to_owned())
        }
        Barred::NotAssessed => {
            Refused::Rule("Sign the assessment first: the starting phase rests on it".to_owned())
        }
        Barred::RedFlagStops => Refused::RedFlagStops,
        Barred::NotScreened => Refused::Rule(
            "Ask all red flags at a visit first: this episode was closed and opened again"
                .to_owned(),
        ),
    }
}
