//! A treatment visit as it is recorded: drafted, signed, amended, struck out. Every version is complete and stays readable.

use chrono::{NaiveDate, NaiveDateTime};

use super::course::{Course, FlagEvent, FlagState, Flare, Visit, WarningSigns, phase_at};
use super::ids::{EpisodeId, FlagKey, PatientId, SessionId, StaffId, TreatmentKey};
use super::measure::{Reading, words};
use super::protocol::ActionLevel;
use super::time::Moment;

/// A treatment visit in its current version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The record's id.
    pub id: SessionId,
    /// Whose course.
    pub episode: EpisodeId,
    /// Whose.
    pub patient: PatientId,
    /// Draft, signed or struck out.
    pub state: SessionState,
    /// It was recorded as the assessment.
    pub is_assessment: bool,
    /// The current version.
    pub current: SessionVersion,
}

/// What holds for a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionState {
    /// Saved and not signed: no rule reads it.
    Draft,
    /// Signed.
    Signed,
    /// Made in error: readable, counting for nothing.
    StruckOut(StrikeOut),
}

/// Who struck a session out, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrikeOut {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: StaffId,
    /// What kind of error.
    pub kind: Mistake,
    /// In words.
    pub why: String,
    /// The session that took its place for the right patient.
    pub moved_to: Option<SessionId>,
}

/// Kinds of errors a session is struck out for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mistake {
    /// Recorded for the wrong patient.
    WrongPatient,
    /// Recorded for the wrong date.
    WrongDate,
    /// Recorded twice.
    Duplicate,
    /// Another error.
    Other,
}

/// One complete version of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionVersion {
    /// Counts from 1.
    pub number: i32,
    /// What was recorded.
    pub content: SessionContent,
    /// Why it was amended; empty for drafts and the first signed version.
    pub reason: String,
    /// When it was entered, UTC.
    pub entered_at: NaiveDateTime,
    /// By whom.
    pub entered_by: StaffId,
    /// When and by whom it was signed.
    pub signed: Option<Signature>,
}

/// A signature under a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: StaffId,
}

/// What a clinician records at a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionContent {
    /// When the visit took place.
    pub took_place: Moment,
    /// Why it is entered on another day; empty for the same day.
    pub late_because: String,
    /// All red flags were asked at this visit.
    pub full_screen: bool,
    /// Answers about single red flags given at this visit.
    pub screen: Vec<ScreenAnswer>,
    /// The answer to "Any new warning sign?".
    pub warning_signs: WarningSigns,
    /// The answer to "Flare-up since the last visit?".
    pub flare: Flare,
    /// What was measured; the record sets `taken_at` to the visit's time and `taken_by` to who entered the reading first.
    pub readings: Vec<Reading>,
    /// What was done.
    pub treatments: Vec<Treatment>,
    /// How the patient responded.
    pub response: String,
    /// What was said about the home programme, beside its reading.
    pub adherence: String,
    /// The activities the patient named for the function scale at this visit, in its order; empty where they were named
    /// before. One line each.
    pub activities: Vec<String>,
    /// The note.
    pub note: String,
}

/// An answer about one red flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScreenAnswer {
    /// Which flag.
    pub flag: FlagKey,
    /// What was found, or decided with it.
    pub state: FlagState,
    /// The level, where it was weighed; `None` counts as the highest.
    pub level: Option<ActionLevel>,
    /// In words; required for referred, considered and cleared.
    pub note: String,
    /// When to ask again, for a considered flag.
    pub ask_again_on: Option<NaiveDate>,
}

/// A treatment given at a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Treatment {
    /// Which.
    pub treatment: TreatmentKey,
    /// For how many minutes.
    pub minutes: Option<u8>,
    /// Where; may be empty.
    pub region: String,
    /// On which side, where it has one.
    pub side: Option<TreatedSide>,
    /// Strength, temperature, needle, technique; may be empty.
    pub setting: String,
    /// How the patient responded to it; may be empty.
    pub response: String,
    /// What went wrong, where something did.
    pub adverse: Option<AdverseEvent>,
    /// Why it was given although a caution bars or warns; empty when none does.
    pub override_reason: String,
}

/// Something a treatment did that it should not have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdverseEvent {
    /// How bad.
    pub severity: Severity,
    /// What happened; one line, never empty.
    pub what: String,
}

/// How bad an adverse event was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Over without help.
    Mild,
    /// Needed care or changed the plan.
    Moderate,
    /// Needed a doctor or hospital.
    Severe,
}

/// The side a treatment was given on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TreatedSide {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Both.
    Both,
}

/// Whether two lists hold the same readings, whoever entered them and in whatever order.
#[must_use]
pub fn same_readings(one: &[Reading], other: &[Reading]) -> bool {
    let is_in = |list: &[Reading], reading: &Reading| {
        list.iter().any(|found| {
            let by = reading.taken_by.clone();
            *reading
                == Reading {
                    taken_by: by,
                    ..found.clone()
                }
        })
    };
    one.len() == other.len() && one.iter().all(|reading| is_in(other, reading))
}

impl SessionContent {
    /// Whether it was entered on another day than the visit took place.
    #[must_use]
    pub fn is_late(&self) -> bool {
        !self.late_because.is_empty()
    }

    /// Whether nothing was measured, answered, given or noted: a form sent by mistake, or a visit that did not take place.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        let texts = [&self.response, &self.adherence, &self.note];
        self.readings.is_empty()
            && self.treatments.is_empty()
            && self.warning_signs == WarningSigns::NotAsked
            && self.screen.is_empty()
            && !self.full_screen
            && self.flare == Flare::NotAsked
            && self.activities.is_empty()
            && texts.iter().all(|text| text.trim().is_empty())
    }

    /// The visit as the rules read it.
    #[must_use]
    pub fn as_visit(&self, id: &SessionId, phase: Option<u8>) -> Visit {
        Visit {
            id: id.clone(),
            at: self.took_place,
            phase,
            full_screen: self.full_screen,
            warning_signs: self.warning_signs.clone(),
            flare: self.flare,
            readings: self.readings.clone(),
        }
    }

    /// Whether the rules could answer differently on the other content.
    #[must_use]
    pub fn differs_for_the_rules(&self, other: &SessionContent) -> bool {
        self.took_place != other.took_place
            || self.full_screen != other.full_screen
            || self.screen != other.screen
            || self.warning_signs != other.warning_signs
            || self.flare != other.flare
            || !same_readings(&self.readings, &other.readings)
    }
}

impl Course {
    /// The course as it would be with this visit signed, in place of what was recorded under the same id.
    #[must_use]
    pub fn with_visit(mut self, id: &SessionId, content: &SessionContent, by: &str) -> Course {
        self.visits.retain(|visit| visit.id != *id);
        let phase = phase_at(&self.stays, content.took_place);
        self.visits.push(content.as_visit(id, phase));
        self.flags
            .extend(content.screen.iter().map(|answer| FlagEvent {
                flag: answer.flag.clone(),
                at: content.took_place,
                state: answer.state,
                level: answer.level,
                by: by.to_owned(),
                note: answer.note.clone(),
                ask_again_on: answer.ask_again_on,
            }));
        self
    }
}

impl Session {
    /// Whether it was amended after its first signature.
    #[must_use]
    pub fn is_amended(&self) -> bool {
        !self.current.reason.is_empty()
    }

    /// Whether the rules read it.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.state == SessionState::Signed
    }
}

words!(Mistake { WrongPatient = "wrong_patient", WrongDate = "wrong_date", Duplicate = "duplicate", Other = "other" });
words!(Severity { Mild = "mild", Moderate = "moderate", Severe = "severe" });
words!(TreatedSide { Left = "left", Right = "right", Both = "both" });
