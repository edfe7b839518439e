//! Why a change was not made: the rule that stands against it, in a sentence that says what to do.

use crate::records;

/// A rule that stands against a change, or the record's own error.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// A decision against the recommendation, or another act that is kept with its reason.
    #[error("Write the reason; it is kept beside what was recommended")]
    NeedsReason,
    /// Entering the phase asks for the goal of the patient's own case.
    #[error("Write the goal of this patient’s own case: entering this phase asks for it")]
    NeedsGoal,
    /// A red flag is open or referred, so nothing moves forward and no new load is given.
    #[error("A red flag stops this patient: record what was decided about it first")]
    RedFlagStops,
    /// No lead clinician of this clinic has adopted the protocol version.
    #[error(
        "No lead clinician has adopted this protocol version yet: ask one to read and adopt it under Protocols"
    )]
    NotAdopted,
    /// The episode is on hold or closed.
    #[error("This episode is not open: resume or reopen it first")]
    NotOpen,
    /// The patient is open to the author for some hours only, and this would make that last.
    #[error(
        "This patient is open to you only for a few hours: ask a clinician of the patient’s team to do this"
    )]
    OnlyForHours,
    /// The same form was saved once with other words in it; nothing was saved now.
    #[error(
        "This form was saved once already, with other words in it, and nothing was saved now: look at what was saved first, and send this once more only if it is to be saved as well"
    )]
    SavedAlready,
    /// Somebody else typed in this form, and it is kept for them.
    #[error(
        "This form was opened by somebody else who was logged in here: log in as that person to go on"
    )]
    OfSomeoneElse,
    /// A rule about one field of the form, with its sentence.
    #[error("{1}")]
    Field(&'static str, String),
    /// The time stated lies after now.
    #[error("The time of the visit is in the future: correct the date or time")]
    InTheFuture,
    /// What was shown when the form was opened is not what the record says now.
    #[error(
        "The record has changed since this page was opened: read the recommendation again and decide anew"
    )]
    ShownIsOld,
    /// A visit of the patient at almost the same time is signed; holds its local time.
    #[error(
        "There is a signed visit of this patient at {0} already: correct the time, or tick that this is another one"
    )]
    SameVisit(String),
    /// Someone of any team looks like this patient; no more is told.
    #[error(
        "A patient with this family name and date of birth exists already, perhaps in another team: find them first, or confirm that this is someone else"
    )]
    LikelyDuplicate,
    /// Someone has exactly these names; holds the birth dates of those within reach, and that there are others.
    #[error(
        "There is another patient of this name ({0}): find them first, or confirm that this is someone else"
    )]
    Namesake(String),
    /// Words hold letters that no face can draw; names them.
    #[error("{0}")]
    Unprintable(String),
    /// Another rule, in its own sentence.
    #[error("{0}")]
    Rule(String),
    /// The record's own error.
    #[error(transparent)]
    Record(#[from] records::Error),
}
