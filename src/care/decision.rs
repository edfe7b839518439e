//! A clinician's decision about the phase, held against what was proposed: what it needs, and what stands against it.
//!
//! The rules propose; a named clinician decides (`clinical-reference.md` 1.11-3, 1.11-7, 1.11-9).

use std::fmt::Write as _;

use super::computed::is_first_48h;
use super::course::{Course, Visit};
use super::evaluation::{Evaluation, Recommendation};
use super::protocol::Protocol;

/// How long after its closing an episode can be opened again, in days.
pub const REOPENED_WITHIN_DAYS: i64 = 90;

/// The latest phase a course starts in within 48 hours of an injury without a reason.
pub const LATEST_ACUTE_START: u8 = 2;

/// The measure whose target makes a phase ask for a goal of the patient's own case.
pub const CASE_GOAL: &str = "case_goal_ok";

/// What a decision is held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// The present phase; `None` for the assignment.
    pub from: Option<u8>,
    /// What is proposed.
    pub recommendation: Recommendation,
    /// An assessment was signed.
    pub is_assessed: bool,
    /// The 48 hours after an injury are running.
    pub is_acute: bool,
    /// The episode was closed and opened again, and not all red flags were asked since.
    pub is_unscreened: bool,
}

/// What a decision is and what has to be written with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weighed {
    /// It differs from what was proposed.
    pub against: bool,
    /// Why a reason is needed, if one is.
    pub reason: Option<ReasonFor>,
}

/// Why a decision needs a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonFor {
    /// It differs from what was proposed.
    Against,
    /// It starts later than phase 2 within 48 hours of an injury.
    AcuteStart,
}

/// What stands against a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// The protocol has no such phase.
    NoSuchPhase,
    /// No assessment was signed.
    NotAssessed,
    /// A red flag stops: nothing moves forward.
    RedFlagStops,
    /// The episode was opened again and the red flags were not all asked since.
    NotScreened,
}

impl Proposal {
    /// The proposal of an evaluation.
    #[must_use]
    pub fn of(evaluation: &Evaluation, course: &Course) -> Proposal {
        Proposal {
            from: evaluation.phase,
            recommendation: evaluation.recommendation,
            is_assessed: evaluation.phase.is_some() || !course.visits.is_empty(),
            is_acute: is_first_48h(course, evaluation.at),
            is_unscreened: course.reopened.is_some_and(|at| {
                let screened = |visit: &Visit| visit.full_screen && visit.at.utc >= at.utc;
                !course.visits.iter().any(screened)
            }),
        }
    }

    /// Whether going to that phase is what is proposed. While a red flag stops, staying is; discharge is a closing.
    #[must_use]
    pub fn agrees(&self, to: u8) -> bool {
        match self.recommendation {
            Recommendation::Advance(phase) | Recommendation::StepBack(phase) => phase == to,
            Recommendation::Hold | Recommendation::StopAndRefer(_) => self.from == Some(to),
            Recommendation::Discharge => false,
        }
    }

    /// Whether going to that phase puts more load on: a later phase, or the first one at all.
    #[must_use]
    pub fn is_forward(&self, to: u8) -> bool {
        self.from.is_none_or(|from| to > from)
    }

    /// What a decision for that phase needs.
    ///
    /// # Errors
    /// What stands against it.
    pub fn weigh(&self, protocol: &Protocol, to: u8) -> Result<Weighed, Barred> {
        if protocol.phase(to).is_none() {
            return Err(Barred::NoSuchPhase);
        }
        self.weigh_step(to)
    }

    fn weigh_step(&self, to: u8) -> Result<Weighed, Barred> {
        if !self.is_assessed {
            return Err(Barred::NotAssessed);
        }
        let forward = self.is_forward(to);
        let stops = matches!(self.recommendation, Recommendation::StopAndRefer(_));
        if forward && stops {
            return Err(Barred::RedFlagStops);
        }
        if forward && self.is_unscreened {
            return Err(Barred::NotScreened);
        }
        let against = !self.agrees(to);
        let reason = if against {
            Some(ReasonFor::Against)
        } else if self.from.is_none() && self.is_acute && to > LATEST_ACUTE_START {
            Some(ReasonFor::AcuteStart)
        } else {
            None
        };
        Ok(Weighed { against, reason })
    }

    /// Whether entering that phase asks for the goal of the patient's own case.
    #[must_use]
    pub fn asks_goal(&self, protocol: &Protocol, to: u8) -> bool {
        self.from != Some(to)
            && protocol.phase(to).is_some_and(|phase| {
                phase
                    .targets
                    .iter()
                    .any(|target| target.measure == *CASE_GOAL)
            })
    }
}

/// Whether an episode closed on a day may be opened again on another.
#[must_use]
pub fn may_reopen(closed_on: chrono::NaiveDate, today: chrono::NaiveDate) -> bool {
    (today - closed_on).num_days() <= REOPENED_WITHIN_DAYS
}

/// Everything in an evaluation that a decision rests on, as one text; the same as long as nothing of it has changed.
///
/// Values that grow by themselves (hours since onset) are left out: their verdicts tell when they matter.
#[must_use]
pub fn gist(evaluation: &Evaluation) -> String {
    let mut gist = format!(
        "{:?} {:?} {:?}",
        evaluation.phase, evaluation.recommendation, evaluation.reasons
    );
    for criterion in &evaluation.criteria {
        let _ = write!(
            gist,
            "\n{} {} {} {}",
            criterion.target,
            criterion.gate.as_str(),
            criterion.threshold,
            criterion.verdict.as_str()
        );
        for finding in &criterion.findings {
            if finding.taken_at.is_some() || finding.pair.is_some() {
                let _ = write!(
                    gist,
                    " {:?} {:?} {:?} {:?}",
                    finding.side, finding.found, finding.pair, finding.taken_at
                );
            }
        }
    }
    gist
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::protocol::ActionLevel;

    const STOP: Recommendation = Recommendation::StopAndRefer(ActionLevel::SameDay);

    fn proposal(from: Option<u8>, recommendation: Recommendation) -> Proposal {
        Proposal {
            from,
            recommendation,
            is_assessed: true,
            is_acute: false,
            is_unscreened: false,
        }
    }

    #[test]
    fn a_decision_against_the_proposal_needs_a_reason() {
        use Recommendation::{Advance, Discharge, Hold, StepBack};
        let agrees = Ok(Weighed {
            against: false,
            reason: None,
        });
        let against = Ok(Weighed {
            against: true,
            reason: Some(ReasonFor::Against),
        });
        let rows = [
            (Some(4), Advance(5), 5, agrees),
            (Some(4), Advance(5), 4, against),
            (Some(4), Advance(5), 6, against),
            (Some(4), Advance(5), 3, against),
            (Some(4), Hold, 4, agrees),
            (Some(4), Hold, 5, against),
            (Some(4), Hold, 3, against),
            (Some(4), StepBack(2), 2, agrees),
            (Some(4), StepBack(2), 3, against),
            (Some(4), StepBack(2), 4, against),
            (Some(4), STOP, 4, agrees),
            (Some(4), STOP, 3, against),
            (Some(4), STOP, 5, Err(Barred::RedFlagStops)),
            (Some(7), Discharge, 7, against),
            (Some(7), Discharge, 8, against),
            (None, Advance(3), 3, agrees),
            (None, Advance(3), 4, against),
            (None, STOP, 1, Err(Barred::RedFlagStops)),
        ];
        for (from, recommendation, to, expected) in rows {
            assert_eq!(
                proposal(from, recommendation).weigh_step(to),
                expected,
                "{from:?} {recommendation:?} to {to}"
            );
        }
    }

    #[test]
    fn a_late_start_soon_after_an_injury_needs_a_reason_even_when_proposed() {
        for (from, is_acute, to, reason) in [
            (None, true, 2, None),
            (None, true, 3, Some(ReasonFor::AcuteStart)),
            (None, false, 3, None),
            (Some(2), true, 3, None),
        ] {
            let proposal = Proposal {
                is_acute,
                ..proposal(from, Recommendation::Advance(to))
            };
            let weighed = proposal.weigh_step(to).unwrap();
            assert_eq!(weighed.reason, reason, "{from:?} {is_acute} {to}");
        }
    }

    #[test]
    fn nothing_is_assigned_without_an_assessment() {
        let unseen = Proposal {
            is_assessed: false,
            ..proposal(None, Recommendation::Hold)
        };
        assert_eq!(unseen.weigh_step(1), Err(Barred::NotAssessed));
    }

    #[test]
    fn after_reopening_moving_on_needs_the_full_screen() {
        let again = |is_unscreened| Proposal {
            is_unscreened,
            ..proposal(Some(4), Recommendation::Advance(5))
        };
        assert_eq!(again(true).weigh_step(5), Err(Barred::NotScreened));
        let stays = again(true).weigh_step(4).unwrap();
        assert_eq!(stays.reason, Some(ReasonFor::Against));
        assert_eq!(again(false).weigh_step(5).unwrap().reason, None);
    }

    #[test]
    fn the_last_day_to_reopen_counts() {
        let day = |m, d| chrono::NaiveDate::from_ymd_opt(2026, m, d).unwrap();
        assert!(may_reopen(day(1, 1), day(4, 1)));
        assert!(!may_reopen(day(1, 1), day(4, 2)));
    }
}
