//! A treatment visit as it is recorded: drafted, signed, amended, struck out. Every version is complete and stays readable.

use chrono::{NaiveDate, NaiveDateTime};

use super::course::{FlagState, Flare, WarningSigns};
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
    /// What was measured; the record sets `taken_at` to the visit's time and `taken_by` to who entered it.
    pub readings: Vec<Reading>,
    /// What was done.
    pub treatments: Vec<Treatment>,
    /// How the patient responded.
    pub response: String,
    /// What was said about the home programme, beside its reading.
    pub adherence: String,
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
    /// Details.
    pub note: String,
    /// Why it was given although a caution bars or warns; empty when none does.
    pub override_reason: String,
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
