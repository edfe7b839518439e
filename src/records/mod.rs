//! The record: patients, episodes, sessions and everything decided, on SQLite or PostgreSQL.
//!
//! Architecture invariant: this is the only folder that names diesel. Reading functions take `&mut Db`, changing ones
//! `&mut Write` (an open transaction with author and time) and note their own audit event. What can be amended lives in
//! a `…_versions` table whose rows are never changed. Nothing clinical is ever deleted; triggers refuse it as well.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use diesel::r2d2::{Pool, PooledConnection};

pub mod assessments;
pub mod audit;
pub mod audit_match;
pub mod board_counts;
pub mod caseload;
pub mod cautions;
mod columns;
mod connection;
mod content;
pub mod courses;
pub mod decisions;
pub mod diaries;
pub mod drafts;
mod episode_rows;
pub mod episodes;
mod error;
pub mod flags;
mod guards;
pub mod handovers;
pub mod logins;
mod looks;
pub mod migrations;
pub mod patients;
pub mod programmes;
pub mod protocols;
pub mod reach;
pub mod reception;
mod schema;
pub mod search;
pub mod session_histories;
mod session_rows;
pub mod sessions;
pub mod settings;
pub mod staff;
pub mod standings;
pub mod submissions;
pub mod unsigned;
pub mod visits;
mod write;

pub use connection::{Db, Purpose, connect};
pub use error::Error;
pub use write::{Upkeep, Write};

use crate::audit::{Actor, Event};
use crate::care::time::Moment;
use crate::config::Database;
use connection::Manager;

/// An opened record: one writer that is served in order, and a pool of readers.
#[derive(Clone)]
pub struct Records {
    database: Database,
    writer: Pool<Manager>,
    readers: Pool<Manager>,
    damaged: Arc<AtomicBool>,
}

impl Records {
    /// Opens a record whose schema is exactly this program's.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when there is none or it does not answer; [`Error::Schema`] when migrations are pending or
    /// the schema is newer than this program; nothing is created or changed.
    pub fn open(database: &Database) -> Result<Records, Error> {
        let mut db = connect(database, Purpose::Write)?;
        migrations::state(&mut db)?.current()?;
        drop(db);
        let damaged = Arc::new(AtomicBool::new(false));
        let pool = |purpose, size| {
            let manager = Manager {
                database: database.clone(),
                purpose,
                damaged: Arc::clone(&damaged),
            };
            Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .test_on_check_out(matches!(database, Database::Postgres(_)))
                .connection_timeout(Duration::from_secs(10))
                .build_unchecked(manager)
        };
        Ok(Records {
            database: database.clone(),
            writer: pool(Purpose::Write, 1),
            readers: pool(Purpose::Read, 8),
            damaged,
        })
    }

    /// Reads; the connection refuses to write.
    ///
    /// # Errors
    /// Those of the work, and [`Error::Unavailable`] when no connection comes free.
    pub fn read<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        work(&mut *checkout(&self.readers)?)
    }

    /// Changes the record in one transaction; taken back on any error, and when no audit event was noted.
    ///
    /// # Errors
    /// Those of the work, [`Error::NotAudited`], [`Error::Unavailable`], and [`Error::Broken`] once damage was met.
    pub fn write<T, E: From<Error>>(
        &self,
        actor: Actor,
        now: Moment,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.refuse_when_damaged()?;
        write::write(&mut *checkout(&self.writer)?, actor, now, work)
    }

    /// Changes drafts and logins, which are no part of the record, in one transaction without an audit event.
    ///
    /// # Errors
    /// As [`Records::write`].
    pub fn upkeep<T, E: From<Error>>(
        &self,
        now: Moment,
        work: impl FnOnce(&mut Upkeep<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.refuse_when_damaged()?;
        write::transaction(&mut *checkout(&self.writer)?, |db| {
            work(&mut Upkeep { db, now })
        })
    }

    /// Whether a damaged disk or file was met; then nothing is written any more.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.damaged.load(Ordering::SeqCst)
    }

    /// Where the record is.
    #[must_use]
    pub const fn database(&self) -> &Database {
        &self.database
    }

    /// Writes a consistent copy of a SQLite record to a file that does not exist yet, while others go on writing.
    ///
    /// # Errors
    /// Those of the database; [`Error::Rejected`] on PostgreSQL, whose own tools make backups.
    pub fn copy_to(&self, file: &Path) -> Result<(), Error> {
        migrations::copy(&mut *checkout::<Error>(&self.writer)?, file)
    }

    /// Notes an event in the file of looks beside the record, where the log itself cannot be written.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when that file cannot be written either; [`Error::Broken`] on PostgreSQL, which has none.
    pub fn note_aside(&self, event: &Event, actor: &Actor, now: Moment) -> Result<(), Error> {
        looks::append(&self.database, event, actor, now)
    }

    /// Takes the looks noted in that file into the chain; how many.
    ///
    /// # Errors
    /// Those of the database; the file stays as it is.
    pub fn take_in_looks(&self) -> Result<usize, Error> {
        looks::take_in(self)
    }

    fn refuse_when_damaged(&self) -> Result<(), Error> {
        if self.is_damaged() {
            return Err(Error::Broken("a read or write failed before".into()));
        }
        Ok(())
    }
}

fn checkout<E: From<Error>>(pool: &Pool<Manager>) -> Result<PooledConnection<Manager>, E> {
    pool.get()
        .map_err(|error| Error::Unavailable(error.to_string()).into())
}

/// A phase number from its column.
fn phase(number: i16) -> Result<u8, Error> {
    u8::try_from(number).map_err(|_| Error::unreadable("a phase", number))
}

/// Later than anything recorded. Five-digit years would sort before four-digit ones in SQLite's text.
fn end_of_time() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(9999, 12, 31)
        .unwrap_or(NaiveDate::MAX)
        .and_time(NaiveTime::MIN)
}
