//! Names for things: record ids made by the program, and keys made by the authors of the knowledge.

use std::fmt;
use std::str::FromStr;

/// A text that is no id: empty, too long, or with a character no id has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not an id")]
pub struct NotAnId;

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The text of it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let fits = (1..=64).contains(&text.len())
                    && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b == b'@' || b == b'.');
                if fits { Ok(Self(text.to_owned())) } else { Err(NotAnId) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )+};
}

names! {
    /// A member of staff.
    StaffId,
    /// A team of staff; a patient belongs to one.
    TeamId,
    /// A patient.
    PatientId,
    /// One course of care of one patient.
    EpisodeId,
    /// A treatment visit.
    SessionId,
    /// One recorded value.
    ReadingId,
    /// A decision about the phase.
    PhaseChangeId,
    /// A version of a home programme.
    ProgrammeId,
    /// A paper diary that was handed back.
    DiaryId,
    /// What someone has typed and not yet saved.
    DraftId,
    /// A stored protocol version.
    VersionId,
    /// A measure's key in the knowledge.
    MeasureKey,
    /// A target's key in a protocol.
    TargetKey,
    /// A red flag's key.
    FlagKey,
    /// A caution's key.
    CautionKey,
    /// An exercise's key.
    ExerciseKey,
    /// An advice block's key.
    AdviceKey,
    /// A treatment's key.
    TreatmentKey,
    /// A clinic policy's key.
    PolicyKey,
}
