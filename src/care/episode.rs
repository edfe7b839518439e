//! One course of care: what was stated at intake, in what state it is, and what was decided in it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use super::course::{AffectedSide, Onset, OverrideChange};
use super::evaluation::Recommendation;
use super::ids::{EpisodeId, PatientId, PhaseChangeId, StaffId, TargetKey, VersionId};
use super::measure::words;
use super::time::Moment;

/// One patient on one protocol version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// The record's id.
    pub id: EpisodeId,
    /// Whose.
    pub patient: PatientId,
    /// The protocol version it runs on until a clinician moves it.
    pub protocol: VersionId,
    /// That protocol's key; a patient has one episode open for each.
    pub protocol_key: String,
    /// Who is responsible.
    pub responsible: StaffId,
    /// Open, on hold or closed.
    pub state: EpisodeState,
    /// What was stated at intake, as last amended.
    pub facts: EpisodeFacts,
    /// Which version of the facts that is.
    pub facts_version: i32,
    /// Counts every change of the episode's own row; a change names the version it started from.
    pub version: i32,
    /// When it was opened, UTC.
    pub opened_at: NaiveDateTime,
    /// By whom.
    pub opened_by: StaffId,
}

/// Whether care goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EpisodeState {
    /// Care goes on.
    Open,
    /// Care pauses.
    OnHold {
        /// From this day.
        from: NaiveDate,
        /// Until this day, where known.
        until: Option<NaiveDate>,
        /// Why.
        why: String,
    },
    /// Care has ended.
    Closed {
        /// On this day.
        on: NaiveDate,
        /// How.
        outcome: Outcome,
        /// In words.
        why: String,
    },
}

/// How an episode ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The goals were reached.
    GoalsReached,
    /// The patient goes on alone.
    SelfManagement,
    /// Someone else took over.
    ReferredOn,
    /// The patient did not come back.
    DidNotReturn,
    /// The patient moved away.
    Moved,
    /// The patient declined treatment.
    Declined,
    /// The patient died.
    Died,
    /// The episode was opened by mistake.
    MadeInError,
}

/// What was stated about a complaint; amended with a reason, never overwritten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpisodeFacts {
    /// When it began, as the rules read it.
    pub onset: Onset,
    /// The onset as it was stated, for the screen (`three weeks ago`, `2026-03-02 14:00`).
    pub onset_stated: String,
    /// The affected side.
    pub side: AffectedSide,
    /// Whether the patient does sport.
    pub sport: bool,
    /// The rest of the intake.
    pub intake: Intake,
}

/// The rest of an intake; keys are those of the knowledge, an absent key was not asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Intake {
    /// The complaint in the patient's words.
    pub complaint: String,
    /// What the patient wants to do again.
    pub goals: Vec<String>,
    /// Until when, agreed with the patient.
    pub goal_date: Option<NaiveDate>,
    /// Which sport or work.
    pub sport_words: String,
    /// The severity's grade (`mild`, `moderate`, `serious`).
    pub severity: Option<String>,
    /// Findings behind the grade and symptoms ticked.
    pub symptoms: Vec<String>,
    /// Self test results by key (`self_test_twist` = `positive_left`), with their notes under the same key in `notes`.
    pub self_tests: BTreeMap<String, String>,
    /// Muscles found affected, with the side.
    pub muscles: Vec<AffectedMuscle>,
    /// Contributing factors by key: `present` or `past`.
    pub factors: BTreeMap<String, String>,
    /// Free text by subject (`history`, `medicines`, `work`, `self_test_twist`, …).
    pub notes: BTreeMap<String, String>,
}

/// A muscle found affected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AffectedMuscle {
    /// The muscle's key.
    pub muscle: String,
    /// `left`, `right` or `both`.
    pub side: String,
}

/// One version of an episode's facts with who recorded it and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpisodeVersion {
    /// Counts from 1.
    pub version: i32,
    /// The facts as they stood.
    pub facts: EpisodeFacts,
    /// Why they were amended; empty for the first.
    pub reason: String,
    /// When, UTC.
    pub recorded_at: NaiveDateTime,
    /// By whom.
    pub recorded_by: StaffId,
}

/// Something that happened to an episode, for its timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpisodeEvent {
    /// What.
    pub kind: EventKind,
    /// From which day, where it has one.
    pub from: Option<NaiveDate>,
    /// Until which day, where it has one.
    pub until: Option<NaiveDate>,
    /// The colleague it concerns.
    pub staff: Option<StaffId>,
    /// How it ended, for a closing.
    pub outcome: Option<Outcome>,
    /// In words.
    pub note: String,
    /// When it was recorded, UTC.
    pub recorded_at: NaiveDateTime,
    /// By whom.
    pub recorded_by: StaffId,
}

/// Kinds of episode events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The episode was opened.
    Opened,
    /// It was put on hold.
    Held,
    /// The hold ended.
    Resumed,
    /// It was closed.
    Closed,
    /// It was opened again.
    Reopened,
    /// A colleague covers.
    HandedOver,
    /// Another clinician became responsible.
    ResponsibleChanged,
    /// The affected side changed.
    SideChanged,
    /// Other intake facts were amended.
    FactsAmended,
    /// A note.
    Note,
}

/// A clinician's decision about the phase; the first one is the assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhaseChange {
    /// The record's id.
    pub id: PhaseChangeId,
    /// Whose course.
    pub episode: EpisodeId,
    /// Counts from 1 within the episode.
    pub number: i32,
    /// The phase left; `None` for the assignment.
    pub from: Option<u8>,
    /// The phase entered; the same as `from` for a decision to stay.
    pub to: u8,
    /// What was recommended at that moment.
    pub recommended: Recommendation,
    /// The decision differs from the recommendation; then there is a reason.
    pub against: bool,
    /// Why.
    pub reason: String,
    /// The evaluation it was decided on, as a document.
    pub evaluation: String,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: StaffId,
    /// A session or a diary it rested on was amended or struck out since then, UTC.
    pub rests_on_amended_at: Option<NaiveDateTime>,
}

/// What is about to be decided; the record adds id, number, author and time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPhaseChange {
    /// The phase left; `None` for the assignment.
    pub from: Option<u8>,
    /// The phase entered.
    pub to: u8,
    /// What was recommended.
    pub recommended: Recommendation,
    /// The decision differs from the recommendation.
    pub against: bool,
    /// Why; required when `against`.
    pub reason: String,
    /// The evaluation it is decided on, as a document.
    pub evaluation: String,
}

/// Something set differently for one patient, as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedOverride {
    /// The row's id.
    pub id: String,
    /// Which target.
    pub target: TargetKey,
    /// What is different.
    pub change: OverrideChange,
    /// Why.
    pub reason: String,
    /// It holds beyond the next phase change.
    pub kept: bool,
    /// When it was set.
    pub at: Moment,
    /// By whom.
    pub by: StaffId,
    /// When it ended, UTC.
    pub ended_at: Option<NaiveDateTime>,
}

/// A visit that is planned or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedVisit {
    /// The row's id.
    pub id: String,
    /// Whose episode.
    pub episode: EpisodeId,
    /// When and where.
    pub plan: VisitPlan,
    /// What became of it.
    pub state: VisitState,
    /// When it was booked, UTC.
    pub booked_at: NaiveDateTime,
    /// By whom.
    pub booked_by: StaffId,
    /// When its state was settled, UTC.
    pub settled_at: Option<NaiveDateTime>,
    /// By whom.
    pub settled_by: Option<StaffId>,
}

/// When and where a visit is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitPlan {
    /// The day.
    pub on: NaiveDate,
    /// The clinic's time of day.
    pub time: Option<NaiveTime>,
    /// The place; may be empty.
    pub place: String,
    /// With whom.
    pub clinician: Option<StaffId>,
    /// A remark; may be empty.
    pub note: String,
}

impl VisitPlan {
    /// What a session plans beside what is booked: for the same day, what it does not state stays.
    #[must_use]
    pub fn beside(self, booked: &VisitPlan) -> VisitPlan {
        if self.on != booked.on {
            return self;
        }
        let or = |text: String, booked: &str| {
            if text.is_empty() {
                booked.to_owned()
            } else {
                text
            }
        };
        VisitPlan {
            on: self.on,
            time: self.time.or(booked.time),
            place: or(self.place, &booked.place),
            clinician: self.clinician.or_else(|| booked.clinician.clone()),
            note: or(self.note, &booked.note),
        }
    }
}

/// What became of a planned visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VisitState {
    /// It stands.
    Booked,
    /// Another took its place.
    Changed,
    /// The patient cancelled.
    CancelledByPatient,
    /// The clinic cancelled.
    CancelledByClinic,
    /// The patient did not come.
    DidNotAttend,
    /// The patient came.
    Attended,
}

impl EpisodeState {
    /// How the state is written in data.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            EpisodeState::Open => "open",
            EpisodeState::OnHold { .. } => "on_hold",
            EpisodeState::Closed { .. } => "closed",
        }
    }

    /// Whether care has ended.
    #[must_use]
    pub const fn is_closed(&self) -> bool {
        matches!(self, EpisodeState::Closed { .. })
    }
}

words!(Outcome {
    GoalsReached = "goals_reached",
    SelfManagement = "self_management",
    ReferredOn = "referred_on",
    DidNotReturn = "did_not_return",
    Moved = "moved",
    Declined = "declined",
    Died = "died",
    MadeInError = "made_in_error",
});
words!(EventKind {
    Opened = "opened",
    Held = "held",
    Resumed = "resumed",
    Closed = "closed",
    Reopened = "reopened",
    HandedOver = "handed_over",
    ResponsibleChanged = "responsible_changed",
    SideChanged = "side_changed",
    FactsAmended = "facts_amended",
    Note = "note",
});
words!(VisitState {
    Booked = "booked",
    Changed = "changed",
    CancelledByPatient = "cancelled_by_patient",
    CancelledByClinic = "cancelled_by_clinic",
    DidNotAttend = "did_not_attend",
    Attended = "attended",
});
