//! Everything recorded about one episode that the rules read, as plain values.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::diary::{DiaryOrigin, HandedBack, by_age};
use super::ids::{CautionKey, FlagKey, MeasureKey, SessionId, TargetKey};
use super::measure::{Reading, Side, words};
use super::number::Number;
use super::protocol::{ActionLevel, Gate};
use super::time::Moment;

/// One course of care as the rules see it: signed, not struck out, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// When it began.
    pub onset: Onset,
    /// Whether the patient does sport.
    pub sport: bool,
    /// The affected side.
    pub side: AffectedSide,
    /// The patient's cautions; `ca_first_48h` is computed and never in here.
    pub cautions: BTreeSet<CautionKey>,
    /// What was set differently for this patient and still holds.
    pub overrides: Vec<Override>,
    /// The phases the patient has been in, in order; the last is the present one. Empty before assignment.
    pub stays: Vec<Stay>,
    /// Signed visits that are not struck out; the first in time is the assessment.
    pub visits: Vec<Visit>,
    /// Paper diaries that were handed back and say something; they are no visits.
    pub diaries: Vec<HandedBack>,
    /// What was found and decided about red flags outside the visits' own questions, in order of recording.
    pub flags: Vec<FlagEvent>,
    /// Clinician's marks that start a new baseline (re-injury), with a reason kept in the record.
    pub baselines: Vec<BaselineMark>,
    /// The next visit's date, where one is set.
    pub next_visit: Option<NaiveDate>,
    /// When the episode was last opened again after it had been closed.
    pub reopened: Option<Moment>,
}

impl Course {
    /// Every reading with the moment it counts from: those of the visits in the order they stand in, then those of diaries.
    pub fn readings(&self) -> impl Iterator<Item = (Moment, &Reading)> {
        let of_visits = self.visits.iter().flat_map(|visit| &visit.readings);
        let of_diaries = by_age(&self.diaries).into_iter();
        of_visits
            .map(|reading| (reading.taken_at, reading))
            .chain(of_diaries.map(|(at, diary)| (at, &diary.reading)))
    }

    /// The diary one of its readings comes from; `None` for what was taken at a visit.
    #[must_use]
    pub fn diary_of(&self, reading: &Reading) -> Option<DiaryOrigin> {
        let mut diaries = self.diaries.iter();
        let found = diaries.find(|diary| std::ptr::eq(&raw const diary.reading, reading));
        found.map(HandedBack::origin)
    }

    /// Opens the course again after it was closed: it goes on in the same phase, and the stay begins anew, so that readings
    /// of before do not count.
    pub fn reopen(&mut self, at: Moment) {
        self.reopened = self.reopened.max(Some(at));
        begin_again(&mut self.stays, at);
    }
}

/// Ends the stay that a moment lies in and begins the same phase anew at that moment.
pub fn begin_again(stays: &mut Vec<Stay>, at: Moment) {
    let Some(here) = stays.iter().rposition(|stay| stay.entered.utc <= at.utc) else {
        return;
    };
    let again = Stay {
        entered: at,
        ..stays[here]
    };
    stays[here].left = Some(at);
    stays.insert(here + 1, again);
}

/// When the complaint began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Onset {
    /// The latest moment the statement allows; `None` when unknown, which counts as past 48 hours.
    pub latest: Option<Moment>,
    /// How exact the statement is.
    pub precision: Precision,
    /// Whether an injury started it; the 48 hour caution is about injuries.
    pub injury: bool,
}

/// How exactly an onset is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Precision {
    /// Date and time.
    Hour,
    /// The day; counts as 23:59 of it.
    Day,
    /// The week; counts as its last moment.
    Week,
    /// The month; counts as its last moment.
    Month,
    /// The year; counts as its last moment.
    Year,
    /// Not known.
    Unknown,
}

/// The side an episode is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AffectedSide {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Both.
    Both,
    /// In the middle.
    Central,
    /// Not asked or not stated.
    NotStated,
}

impl AffectedSide {
    /// The one affected side, where there is just one.
    #[must_use]
    pub const fn one(self) -> Option<Side> {
        match self {
            AffectedSide::Left => Some(Side::Left),
            AffectedSide::Right => Some(Side::Right),
            _ => None,
        }
    }
}

/// What a clinician set differently for one patient, with a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// Which target; never the red flag screen.
    pub target: TargetKey,
    /// What is different.
    pub change: OverrideChange,
    /// Why.
    pub reason: String,
    /// Who set it.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// What an override changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverrideChange {
    /// Another number or step in the target's own unit (position of a step for graded measures is resolved when set).
    Threshold(Number),
    /// Another gate.
    Gate(Gate),
    /// It does not apply to this patient; it neither passes nor blocks.
    NotApplicable,
}

/// A time spent in one phase without leaving it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// The phase.
    pub phase: u8,
    /// When the phase was entered.
    pub entered: Moment,
    /// When it was left; `None` for the present stay.
    pub left: Option<Moment>,
}

/// A signed visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    /// Which session.
    pub id: SessionId,
    /// When it took place.
    pub at: Moment,
    /// The phase the patient was in; the session in which a change was decided belongs to the phase left.
    /// `None` for an assessment whose starting phase is not yet decided.
    pub phase: Option<u8>,
    /// The full screen of all red flags was done at this visit (answers are in [`Course::flags`]).
    pub full_screen: bool,
    /// The answer to "Any new warning sign?".
    pub warning_signs: WarningSigns,
    /// The answer to "Flare-up since the last visit?".
    pub flare: Flare,
    /// What was measured.
    pub readings: Vec<Reading>,
}

/// The answer to "Any new warning sign?".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WarningSigns {
    /// The question was not asked; that is not "no".
    NotAsked,
    /// None reported: "no" to every symptom flag, asked as a group.
    None,
    /// Yes, these.
    Reported(Vec<ReportedFlag>),
}

/// A warning sign reported at a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedFlag {
    /// Which.
    pub flag: FlagKey,
    /// The level that follows from the follow-up question; `None` when that was not answered, which counts as the higher.
    pub level: Option<ActionLevel>,
}

/// The answer to "Flare-up since the last visit?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flare {
    /// Not asked; that is not "no".
    NotAsked,
    /// No.
    No,
    /// Yes, and it settled within 24 hours.
    Settled {
        /// The day it began.
        began: Option<NaiveDate>,
        /// Spasm came back with it; that makes it a flare all the same.
        spasm_returned: bool,
    },
    /// Yes, and it lasted over 24 hours.
    Lasting {
        /// The day it began.
        began: Option<NaiveDate>,
        /// Spasm came back with it.
        spasm_returned: bool,
    },
}

impl Flare {
    /// Whether the answer tells of a flare: one that lasted over 24 hours, or spasm that returned with it.
    #[must_use]
    pub const fn is_flare(self) -> bool {
        match self {
            Flare::NotAsked | Flare::No => false,
            Flare::Settled { spasm_returned, .. } => spasm_returned,
            Flare::Lasting { .. } => true,
        }
    }
}

/// What was found or decided about one red flag at one time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagEvent {
    /// Which flag.
    pub flag: FlagKey,
    /// When.
    pub at: Moment,
    /// What holds from then on.
    pub state: FlagState,
    /// The level in force, where the state stops or was weighed; `None` counts as the flag's highest.
    pub level: Option<ActionLevel>,
    /// Who recorded it.
    pub by: String,
    /// To whom it was referred, on what finding it was cleared, why it was weighed; may be empty.
    pub note: String,
    /// When to ask again, for a considered flag.
    pub ask_again_on: Option<NaiveDate>,
}

/// What is known of one red flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlagState {
    /// Not asked; that is not "no".
    NotAsked,
    /// Asked and absent.
    Absent,
    /// Present and nothing decided: stops.
    Open,
    /// Sent to someone, answer awaited: stops.
    Referred,
    /// Known and weighed, with a reason: does not stop.
    Considered,
    /// Found harmless by someone on a finding: does not stop.
    Cleared,
}

impl FlagState {
    /// Whether progression stops while a flag is in this state.
    #[must_use]
    pub const fn stops(self) -> bool {
        matches!(self, FlagState::Open | FlagState::Referred)
    }
}

/// A new starting point for change from baseline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselineMark {
    /// Which measure, or all of them.
    pub measure: Option<MeasureKey>,
    /// Readings taken from here on count; the first of them is the baseline.
    pub from: Moment,
}

/// The phase of a visit: the one being left when a change was decided at it, the first one for all visits before it.
#[must_use]
pub fn phase_at(stays: &[Stay], at: Moment) -> Option<u8> {
    let entered_before = stays.iter().rev().find(|stay| stay.entered.utc < at.utc);
    entered_before.or(stays.first()).map(|stay| stay.phase)
}

words!(Precision { Hour = "hour", Day = "day", Week = "week", Month = "month", Year = "year", Unknown = "unknown" });
words!(AffectedSide { Left = "left", Right = "right", Both = "both", Central = "central", NotStated = "not_stated" });
words!(FlagState {
    NotAsked = "not_asked",
    Absent = "absent",
    Open = "open",
    Referred = "referred",
    Considered = "considered",
    Cleared = "cleared",
});

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(hour: u32) -> Moment {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        Moment {
            utc: date.and_hms_opt(hour, 0, 0).unwrap(),
            date,
        }
    }

    #[test]
    fn a_visit_belongs_to_the_phase_left_and_the_assessment_to_the_first() {
        let stays = [
            Stay {
                phase: 2,
                entered: moment(9),
                left: Some(moment(12)),
            },
            Stay {
                phase: 3,
                entered: moment(12),
                left: None,
            },
        ];
        for (hour, phase) in [(8, 2), (9, 2), (10, 2), (12, 2), (13, 3)] {
            assert_eq!(phase_at(&stays, moment(hour)), Some(phase), "{hour}:00");
        }
        assert_eq!(phase_at(&[], moment(9)), None);
    }
}
