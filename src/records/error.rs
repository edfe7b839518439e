//! What can go wrong with the record; the only place that reads `diesel::result::Error`.

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

/// Why something could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or not for this person: both answer alike.
    #[error("there is no such record")]
    NotFound,
    /// Another row has this value already; the field is the column's name.
    #[error("another record has the same {0}")]
    Duplicate(String),
    /// Someone else changed it since it was read.
    #[error("someone else changed this in the meantime; read it again and repeat the change")]
    Changed,
    /// The database cannot be reached or is busy; nothing was changed.
    #[error("the record cannot be reached just now: {0}; nothing was saved, try again")]
    Unavailable(String),
    /// The disk is full or damaged, or the file is damaged or cannot be written: nothing more is written.
    #[error(
        "the record cannot be written: {0}; nothing was saved. Make room on the disk or restore a backup, then start again"
    )]
    Broken(String),
    /// A rule of the database refused the change; the program should have noticed before.
    #[error("the record refused a change that breaks its rules: {0}")]
    Rejected(String),
    /// A change noted no audit event and was taken back.
    #[error("a change without an audit event was taken back")]
    NotAudited,
    /// The schema does not fit this program; the sentence says which command to run.
    #[error("{0}")]
    Schema(String),
}

impl Error {
    /// A stored value that no program of this version wrote.
    pub(crate) fn unreadable(what: &str, value: impl std::fmt::Display) -> Error {
        Error::Broken(format!(
            "{what} holds \"{value}\", which no version of Ninefold writes"
        ))
    }
}

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Error {
        match error {
            DieselError::NotFound => Error::NotFound,
            DieselError::DatabaseError(kind, info) => from_database(&kind, info.as_ref()),
            DieselError::DeserializationError(cause) => Error::Broken(cause.to_string()),
            DieselError::RollbackErrorOnCommit { commit_error, .. } => Error::from(*commit_error),
            DieselError::BrokenTransactionManager => {
                Error::Unavailable("a transaction could not be ended".into())
            }
            other => Error::Rejected(other.to_string()),
        }
    }
}

fn from_database(kind: &DatabaseErrorKind, info: &dyn DatabaseErrorInformation) -> Error {
    let message = info.message().to_owned();
    match kind {
        DatabaseErrorKind::UniqueViolation => Error::Duplicate(duplicated_column(info)),
        DatabaseErrorKind::SerializationFailure => Error::Changed,
        DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => {
            Error::Unavailable(message)
        }
        _ if is_damage(&message) => Error::Broken(message),
        _ if message.contains("locked") => Error::Unavailable(message),
        _ => Error::Rejected(message),
    }
}

/// Whether a message of either database tells of a disk or a file that cannot be trusted with another write.
pub(super) fn is_damage(message: &str) -> bool {
    [
        "disk I/O error",
        "database or disk is full",
        "No space left on device",
        "attempt to write a readonly database",
        "unable to open database file",
        "malformed",
        "not a database",
        "invalid page",
        "could not read block",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}

/// The last column of the violated key: SQLite names `table.column, …`, PostgreSQL `Key (column, …)=(…) already exists.`
fn duplicated_column(info: &dyn DatabaseErrorInformation) -> String {
    let columns = match info.details().and_then(|text| text.split_once('(')) {
        Some((_, rest)) => rest.split(')').next().unwrap_or(rest),
        None => info.message().rsplit(": ").next().unwrap_or_default(),
    };
    let last = columns.rsplit([',', '.', ' ']).next().unwrap_or(columns);
    last.trim().to_owned()
}
