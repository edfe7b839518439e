//! Opening what a command works on, and the sentences for when that cannot be done.

use anyhow::{Result, anyhow};

use super::args::DatabasePlace;
use crate::actions::Refused;
use crate::actions::open_clinic::open_clinic;
use crate::clinic::{Clinic, Clock};
use crate::config::Database;
use crate::records::Error;

/// The database that was asked for.
pub(super) fn database(place: &DatabasePlace) -> Result<Database> {
    Ok(place.or_default().parse()?)
}

/// The clinic in that database, on the machine's clock.
pub(super) fn clinic(database: &Database) -> Result<Clinic> {
    open_clinic(database, Clock::System).map_err(|error| told(database, error))
}

/// The record's error in a sentence for someone at a terminal.
pub(super) fn told(database: &Database, error: Error) -> anyhow::Error {
    match error {
        Error::Unavailable(cause) if cause.starts_with("there is no file") => {
            anyhow!("{cause}, or name another with --database-url")
        }
        Error::Unavailable(cause) => anyhow!(
            "the record {database} cannot be opened: {}; check DATABASE_URL and try again",
            one_line(&cause)
        ),
        Error::Broken(cause) => anyhow!(
            "{database} is no readable record: {}; check DATABASE_URL, or restore a backup",
            one_line(&cause)
        ),
        error => anyhow!("{error}"),
    }
}

/// A refusal in a sentence for someone at a terminal.
pub(super) fn refused(database: &Database, refused: Refused) -> anyhow::Error {
    match refused {
        Refused::Record(error) => told(database, error),
        refused => anyhow!("{refused}"),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
