//! What is written in the audit log, and the hash chain that shows when a row was changed.
//!
//! Rows hold ids and field names, never names of people or clinical values; they are ordered by sequence, not by clock.

use std::fmt::Write;

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

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
    /// Moved an episode to another protocol version.
    ProtocolChanged,
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
    /// Printed a sheet.
    SheetPrinted,
    /// Printed another document about a patient.
    ReportPrinted,
    /// Took data out of the clinic.
    Exported,
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
    /// Kept what was typed.
    DraftKept,
    /// Let go of a draft.
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
    ProtocolChanged = "protocol_changed",
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
    SheetPrinted = "sheet_printed",
    ReportPrinted = "report_printed",
    Exported = "exported",
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

/// A row of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Counts from 1 without a gap.
    pub seq: i64,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// Who: a staff id, or `program`.
    pub actor: String,
    /// What, as written in data.
    pub action: String,
    /// The patient's id.
    pub patient: Option<String>,
    /// The episode's id.
    pub episode: Option<String>,
    /// Another id.
    pub subject: Option<String>,
    /// Field names, joined by commas.
    pub fields: String,
    /// The hash of the row before; empty for the first.
    pub previous_hash: String,
    /// The hash of this row.
    pub hash: String,
}

impl Row {
    /// The row that follows `previous` (sequence and hash; `None` at the start of the log).
    #[must_use]
    pub fn after(
        previous: Option<(i64, String)>,
        event: &Event,
        actor: &Actor,
        at: NaiveDateTime,
    ) -> Row {
        let (seq, previous_hash) =
            previous.map_or((1, String::new()), |(seq, hash)| (seq + 1, hash));
        let mut row = Row {
            seq,
            at,
            actor: actor.as_str().to_owned(),
            action: event.action.as_str().to_owned(),
            patient: event.patient.as_ref().map(ToString::to_string),
            episode: event.episode.as_ref().map(ToString::to_string),
            subject: event.subject.clone(),
            fields: event.fields.join(","),
            previous_hash,
            hash: String::new(),
        };
        row.hash = row.computed_hash();
        row
    }

    /// SHA-256 over every field but the hash itself, as lower-case hexadecimal digits.
    #[must_use]
    pub fn computed_hash(&self) -> String {
        let mut digest = Sha256::new();
        let absent = String::from("\u{0}");
        let texts = [
            &self.seq.to_string(),
            &self.at.and_utc().timestamp().to_string(),
            &self.actor,
            &self.action,
            self.patient.as_ref().unwrap_or(&absent),
            self.episode.as_ref().unwrap_or(&absent),
            self.subject.as_ref().unwrap_or(&absent),
            &self.fields,
            &self.previous_hash,
        ];
        for text in texts {
            digest.update((text.len() as u64).to_be_bytes());
            digest.update(text.as_bytes());
        }
        hex(&digest.finalize())
    }
}

/// What is wrong with the first row that breaks the chain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// A row is missing, or one stands where none belongs.
    #[error("row {found} stands where row {expected} belongs: rows were removed or added")]
    Gap {
        /// The sequence that should stand here.
        expected: i64,
        /// The sequence that stands here.
        found: i64,
    },
    /// The row does not continue the row before.
    #[error("row {0} does not continue the row before it: one of the two was replaced")]
    Link(i64),
    /// The row's own content was changed.
    #[error("row {0} was changed after it was written")]
    Content(i64),
}

/// The state of a walk along the chain, fed row by row in sequence.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    last: Option<(i64, String)>,
}

impl Walk {
    /// Checks the next row.
    ///
    /// # Errors
    /// The first break.
    pub fn step(&mut self, row: &Row) -> Result<(), Broken> {
        let (seq, hash) = self.last.take().unwrap_or_default();
        if row.seq != seq + 1 {
            return Err(Broken::Gap {
                expected: seq + 1,
                found: row.seq,
            });
        }
        if row.computed_hash() != row.hash {
            return Err(Broken::Content(row.seq));
        }
        if row.previous_hash != hash {
            return Err(Broken::Link(row.seq));
        }
        self.last = Some((row.seq, row.hash.clone()));
        Ok(())
    }

    /// How many rows were checked, and the last one's hash: keep it elsewhere to notice a log cut short.
    #[must_use]
    pub fn head(&self) -> (i64, &str) {
        self.last
            .as_ref()
            .map_or((0, ""), |(seq, hash)| (*seq, hash))
    }
}

/// Bytes as lower-case hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Vec<Row> {
        let at = chrono::DateTime::from_timestamp(1_770_000_000, 0)
            .unwrap()
            .naive_utc();
        let event = Event::new(Action::Looked).patient(&"p1".parse().unwrap());
        let mut rows: Vec<Row> = Vec::new();
        for _ in 0..4 {
            let previous = rows.last().map(|row| (row.seq, row.hash.clone()));
            rows.push(Row::after(previous, &event, &Actor::Program, at));
        }
        rows
    }

    fn first_broken(rows: &[Row]) -> Option<Broken> {
        let mut walk = Walk::default();
        rows.iter().find_map(|row| walk.step(row).err())
    }

    #[test]
    fn every_kind_of_tampering_is_named() {
        assert_eq!(first_broken(&chain()), None);

        let mut edited = chain();
        edited[1].patient = Some("p2".into());
        assert_eq!(first_broken(&edited), Some(Broken::Content(2)));

        let mut rehashed = chain();
        rehashed[1].patient = Some("p2".into());
        rehashed[1].hash = rehashed[1].computed_hash();
        assert_eq!(first_broken(&rehashed), Some(Broken::Link(3)));

        let mut removed = chain();
        removed.remove(2);
        assert_eq!(
            first_broken(&removed),
            Some(Broken::Gap {
                expected: 3,
                found: 4
            })
        );
    }

    #[test]
    fn text_cannot_slide_from_one_field_to_the_next() {
        let mut row = chain().remove(0);
        row.patient = Some("ab".into());
        row.episode = Some("c".into());
        let one = row.computed_hash();
        row.patient = Some("a".into());
        row.episode = Some("bc".into());
        assert_ne!(one, row.computed_hash());
    }
}
