//! A patient's stored summary for the board; what is stored equals what the rules say, or it is a fault.

use chrono::{NaiveDate, NaiveTime};

use super::course::Course;
use super::diary::{HOME_PROGRAMME, by_age};
use super::evaluation::{Evaluation, Reason, Recommendation};
use super::measure::{Reading, Value, words};
use super::number::Number;

/// Begins the key of a red flag that was considered: `considered:rf_weight_loss@2026-04-03`, with the day to ask again.
pub const CONSIDERED: &str = "considered:";

/// What the board shows of an episode without evaluating it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The present phase; `None` before assignment.
    pub phase: Option<u8>,
    /// The tag on the board.
    pub status: Status,
    /// A decision the record rested on is no longer borne out: it was amended or struck out.
    pub needs_decision: bool,
    /// Mandatory targets met.
    pub met: u16,
    /// Mandatory targets that apply.
    pub of: u16,
    /// What is proposed.
    pub recommendation: Recommendation,
    /// Nothing that is missing got better over the last three visits.
    pub stalled: bool,
    /// The last day on which this holds if nothing is recorded.
    pub holds_until: Option<NaiveDate>,
    /// The day of the newest signed session.
    pub last_session_on: Option<NaiveDate>,
    /// What the newest paper diary says, unless a newer value was taken at a visit.
    pub home_programme: Option<HomeProgramme>,
    /// The day of the next visit.
    pub next_visit_on: Option<NaiveDate>,
    /// Its time of day.
    pub next_visit_time: Option<NaiveTime>,
    /// Keys of why: red flags, those considered, then missing targets, nearest first.
    pub why: Vec<String>,
}

/// How much of the home programme was done, from a paper diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HomeProgramme {
    /// Per cent.
    pub share: Number,
    /// The last day something was written on.
    pub until: NaiveDate,
    /// On how many days something was written.
    pub written: u16,
    /// Of how many.
    pub of: u16,
}

impl HomeProgramme {
    /// What the course says of it; `None` when the newest value is not a diary's.
    #[must_use]
    pub fn of(course: &Course) -> Option<HomeProgramme> {
        let (at, newest) = by_age(&course.diaries).pop()?;
        let is_newer =
            |reading: &Reading| reading.measure == *HOME_PROGRAMME && reading.taken_at.utc > at.utc;
        let mut of_visits = course.visits.iter().flat_map(|visit| &visit.readings);
        match newest.reading.value {
            Value::Number(share) if !of_visits.any(is_newer) => Some(HomeProgramme {
                share,
                until: newest.last_written,
                written: newest.written,
                of: newest.days.count(),
            }),
            _ => None,
        }
    }
}

/// The tag on the board, most urgent first; overdue depends on the day and is worked out when shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A red flag stops.
    RedFlag,
    /// A step back is proposed.
    StepBack,
    /// An advance or discharge is proposed.
    Ready,
    /// No progress over three visits.
    Stalled,
    /// Not yet assigned to a phase.
    New,
    /// On the way.
    Steady,
}

impl Standing {
    /// What an evaluation comes to on the board, beside what the record knows of days.
    #[must_use]
    pub fn of(
        evaluation: &Evaluation,
        last_session_on: Option<NaiveDate>,
        next_visit: Option<(NaiveDate, Option<NaiveTime>)>,
        needs_decision: bool,
    ) -> Standing {
        let status = match evaluation.recommendation {
            Recommendation::StopAndRefer(_) => Status::RedFlag,
            Recommendation::StepBack(_) => Status::StepBack,
            _ if evaluation.phase.is_none() => Status::New,
            Recommendation::Advance(_) | Recommendation::Discharge => Status::Ready,
            Recommendation::Hold if evaluation.stalled => Status::Stalled,
            Recommendation::Hold => Status::Steady,
        };
        let flags = evaluation.reasons.iter().filter_map(|reason| match reason {
            Reason::RedFlag { flag, .. } => Some(flag.to_string()),
            _ => None,
        });
        let considered = evaluation.reasons.iter().filter_map(|reason| match reason {
            Reason::ConsideredFlag { flag, ask_again_on } => Some(match ask_again_on {
                Some(day) => format!("{CONSIDERED}{flag}@{day}"),
                None => format!("{CONSIDERED}{flag}"),
            }),
            _ => None,
        });
        let missing = evaluation.missing.iter().map(ToString::to_string);
        Standing {
            phase: evaluation.phase,
            status,
            needs_decision,
            met: evaluation.met,
            of: evaluation.of,
            recommendation: evaluation.recommendation,
            stalled: evaluation.stalled,
            holds_until: evaluation.holds_until,
            last_session_on,
            home_programme: None,
            next_visit_on: next_visit.map(|(on, _)| on),
            next_visit_time: next_visit.and_then(|(_, time)| time),
            why: flags.chain(considered).chain(missing).collect(),
        }
    }

    /// Whether time alone may have changed the answer since it was stored.
    #[must_use]
    pub fn is_expired(&self, today: NaiveDate) -> bool {
        self.holds_until.is_some_and(|last| last < today)
    }

    /// Of an episode that was just opened.
    #[must_use]
    pub fn new() -> Standing {
        Standing {
            phase: None,
            status: Status::New,
            needs_decision: false,
            met: 0,
            of: 0,
            recommendation: Recommendation::Hold,
            stalled: false,
            holds_until: None,
            last_session_on: None,
            home_programme: None,
            next_visit_on: None,
            next_visit_time: None,
            why: Vec::new(),
        }
    }
}

impl Default for Standing {
    fn default() -> Standing {
        Standing::new()
    }
}

words!(Status {
    RedFlag = "red_flag",
    StepBack = "step_back",
    Ready = "ready",
    Stalled = "stalled",
    New = "new",
    Steady = "steady",
});
