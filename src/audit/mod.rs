//! What is written in the audit log, and the hash chain that shows when a row was changed.
//!
//! Rows hold ids and field names, never names of people or clinical values; they are ordered by sequence, not by clock.

mod chain;

pub use chain::{Broken, Row, Walk, hex};

use crate::care::ids::{EpisodeId, PatientId, StaffId};
use crate::care::measure::words;

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A member of staff.
    Staff(StaffId),
    /// The program, started from the command line.
    Program,
}

impl Actor {
    /// How it is written in the log.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Actor::Staff(id) => id.as_str(),
            Actor::Program => "program",
        }
    }
}

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Looked at one patient.
    Looked,
    /// Listed or searched patients.
    Listed,
    /// Was refused.
    Refused,
    /// Logged in.
    LoggedIn,
    /// Failed to log in.
    LoginFailed,
    /// Logged out or was logged out.
    LoggedOut,
    /// Asked for access with a reason and got it.
    AccessGranted,
    /// Registered a patient.
    PatientRegistered,
    /// Amended who a patient is.
    PatientAmended,
    /// Moved a patient to another team.
    PatientMoved,
    /// Recorded a caution.
    CautionRecorded,
    /// Withdrew a caution.
    CautionWithdrawn,
    /// Recorded consent, declined treatment or death.
    FactRecorded,
    /// Withdrew such a fact.
    FactWithdrawn,
    /// Recorded a red flag's state.
    FlagRecorded,
    /// Opened an episode.
    EpisodeOpened,
    /// Amended an episode's facts.
    EpisodeAmended,
    /// Put an episode on hold.
    EpisodeHeld,
    /// Ended a hold.
    EpisodeResumed,
    /// Closed an episode.
    EpisodeClosed,
    /// Opened a closed episode again.
    EpisodeReopened,
    /// Wrote a note on an episode.
    EpisodeNoted,
    /// Made another clinician responsible.
    ResponsibleChanged,
    /// Handed over to a colleague.
    HandedOver,
    /// Ended a handover.
    HandoverEnded,
    /// Decided about a phase.
    PhaseChanged,
    /// Set a target differently for one patient.
    OverrideSet,
    /// Ended that.
    OverrideEnded,
    /// Marked a new baseline.
    BaselineMarked,
    /// Saved a session without signing.
    SessionDrafted,
    /// Signed a session.
    SessionSigned,
    /// Amended a signed session.
    SessionAmended,
    /// Struck a session out.
    SessionStruckOut,
    /// Booked a visit.
    VisitBooked,
    /// Changed, cancelled or settled a visit.
    VisitSettled,
    /// Wrote a home programme.
    ProgrammeWritten,
    /// Issued a home programme.
    ProgrammeIssued,
    /// Asked for a new sheet.
    ProgrammeReviewAsked,
    /// Typed in a paper diary that came back.
    DiarySigned,
    /// Amended one.
    DiaryAmended,
    /// Struck one out.
    DiaryStruckOut,
    /// Printed a sheet.
    SheetPrinted,
    /// Printed another document about a patient.
    ReportPrinted,
    /// Added a protocol version.
    ProtocolAdded,
    /// Published a protocol version.
    ProtocolPublished,
    /// Adopted a protocol version by name.
    ProtocolAdopted,
    /// Withdrew an adoption.
    AdoptionWithdrawn,
    /// Retired a protocol version.
    ProtocolRetired,
    /// Added a member of staff.
    StaffAdded,
    /// Changed a member of staff.
    StaffChanged,
    /// Set a password.
    PasswordSet,
    /// Disabled an account.
    StaffDisabled,
    /// Let an account work again.
    StaffEnabled,
    /// Added a team.
    TeamAdded,
    /// Changed letterhead or policies.
    ClinicChanged,
    /// Recomputed standings.
    StandingsRecomputed,
    /// Began to keep what is typed in a form.
    DraftKept,
    /// Let go of what was typed in a form.
    DraftDropped,
}

words!(Action {
    Looked = "looked",
    Listed = "listed",
    Refused = "refused",
    LoggedIn = "logged_in",
    LoginFailed = "login_failed",
    LoggedOut = "logged_out",
    AccessGranted = "access_granted",
    PatientRegistered = "patient_registered",
    PatientAmended = "patient_amended",
    PatientMoved = "patient_moved",
    CautionRecorded = "caution_recorded",
    CautionWithdrawn = "caution_withdrawn",
    FactRecorded = "fact_recorded",
    FactWithdrawn = "fact_withdrawn",
    FlagRecorded = "flag_recorded",
    EpisodeOpened = "episode_opened",
    EpisodeAmended = "episode_amended",
    EpisodeHeld = "episode_held",
    EpisodeResumed = "episode_resumed",
    EpisodeClosed = "episode_closed",
    EpisodeReopened = "episode_reopened",
    EpisodeNoted = "episode_noted",
    ResponsibleChanged = "responsible_changed",
    HandedOver = "handed_over",
    HandoverEnded = "handover_ended",
    PhaseChanged = "phase_changed",
    OverrideSet = "override_set",
    OverrideEnded = "override_ended",
    BaselineMarked = "baseline_marked",
    SessionDrafted = "session_drafted",
    SessionSigned = "session_signed",
    SessionAmended = "session_amended",
    SessionStruckOut = "session_struck_out",
    VisitBooked = "visit_booked",
    VisitSettled = "visit_settled",
    ProgrammeWritten = "programme_written",
    ProgrammeIssued = "programme_issued",
    ProgrammeReviewAsked = "programme_review_asked",
    DiarySigned = "diary_signed",
    DiaryAmended = "diary_amended",
    DiaryStruckOut = "diary_struck_out",
    SheetPrinted = "sheet_printed",
    ReportPrinted = "report_printed",
    ProtocolAdded = "protocol_added",
    ProtocolPublished = "protocol_published",
    ProtocolAdopted = "protocol_adopted",
    AdoptionWithdrawn = "adoption_withdrawn",
    ProtocolRetired = "protocol_retired",
    StaffAdded = "staff_added",
    StaffChanged = "staff_changed",
    PasswordSet = "password_set",
    StaffDisabled = "staff_disabled",
    StaffEnabled = "staff_enabled",
    TeamAdded = "team_added",
    ClinicChanged = "clinic_changed",
    StandingsRecomputed = "standings_recomputed",
    DraftKept = "draft_kept",
    DraftDropped = "draft_dropped",
});

/// One thing to note: what was done to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What was done.
    pub action: Action,
    /// The patient it concerns.
    pub patient: Option<PatientId>,
    /// The episode it concerns.
    pub episode: Option<EpisodeId>,
    /// The id of what else it concerns: a session, programme, staff member, protocol version.
    pub subject: Option<String>,
    /// Names of the fields that changed, or of the page that was looked at; never values.
    pub fields: Vec<&'static str>,
}

impl Event {
    /// Of this action, about nothing yet.
    #[must_use]
    pub const fn new(action: Action) -> Event {
        Event {
            action,
            patient: None,
            episode: None,
            subject: None,
            fields: Vec::new(),
        }
    }

    /// About a patient.
    #[must_use]
    pub fn patient(mut self, id: &PatientId) -> Event {
        self.patient = Some(id.clone());
        self
    }

    /// About an episode.
    #[must_use]
    pub fn episode(mut self, id: &EpisodeId) -> Event {
        self.episode = Some(id.clone());
        self
    }

    /// About something else with an id.
    #[must_use]
    pub fn subject(mut self, id: impl AsRef<str>) -> Event {
        self.subject = Some(id.as_ref().to_owned());
        self
    }

    /// These fields.
    #[must_use]
    pub fn fields(mut self, names: &[&'static str]) -> Event {
        self.fields.extend_from_slice(names);
        self
    }
}
