//! The open transaction of a change: its author, its time, its audit events.

use std::fmt::Write as _;
use std::str::FromStr;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::result::Error as DieselError;

use super::audit;
use super::connection::Db;
use super::error::Error;
use crate::audit::{Actor, Event};
use crate::care::ids::StaffId;
use crate::care::time::Moment;

/// A change under way. Only [`super::Records::write`] makes one; every changing function takes it and notes what it did.
pub struct Write<'a> {
    pub(super) db: &'a mut Db,
    actor: Actor,
    now: Moment,
    noted: u32,
}

/// Upkeep of what is not part of the record: drafts and the last use of a login. Needs no audit event.
pub struct Upkeep<'a> {
    pub(super) db: &'a mut Db,
    pub(super) now: Moment,
}

impl Write<'_> {
    /// The connection, for reading inside the transaction.
    pub fn db(&mut self) -> &mut Db {
        self.db
    }

    /// The time of the change, read once by the caller.
    #[must_use]
    pub const fn now(&self) -> Moment {
        self.now
    }

    /// Who acts.
    #[must_use]
    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The member of staff who acts.
    ///
    /// # Errors
    /// [`Error::Rejected`] when the program itself acts: the clinical record has a named author.
    pub fn author(&self) -> Result<StaffId, Error> {
        match &self.actor {
            Actor::Staff(id) => Ok(id.clone()),
            Actor::Program => Err(Error::Rejected(
                "a change of the record needs a named author".into(),
            )),
        }
    }

    /// Notes an audit event in this transaction.
    ///
    /// # Errors
    /// Those of the database.
    pub fn note(&mut self, event: &Event) -> Result<(), Error> {
        let (actor, now) = (self.actor.clone(), self.now);
        self.note_of(event, &actor, now)
    }

    /// Notes an event of somebody else and of another time, which could not be noted then.
    pub(super) fn note_of(
        &mut self,
        event: &Event,
        actor: &Actor,
        at: Moment,
    ) -> Result<(), Error> {
        audit::append(self.db, event, actor, at.utc)?;
        self.noted += 1;
        Ok(())
    }

    /// Lets the transaction end without an audit event, because it repeats one that was answered.
    pub(super) const fn is_repeat(&mut self) {
        self.noted += 1;
    }

    /// A fresh id.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the operating system gives no random bytes.
    pub fn new_id<T: FromStr>(&self) -> Result<T, Error> {
        new_id(self.now)
    }

    /// Drafts and logins inside this transaction.
    pub fn upkeep(&mut self) -> Upkeep<'_> {
        Upkeep {
            db: self.db,
            now: self.now,
        }
    }
}

impl Upkeep<'_> {
    /// The time of the change, read once by the caller.
    #[must_use]
    pub const fn now(&self) -> Moment {
        self.now
    }
}

/// Runs a change in a transaction and refuses it at commit when it noted no audit event.
pub(super) fn write<T, E: From<Error>>(
    db: &mut Db,
    actor: Actor,
    now: Moment,
    work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
) -> Result<T, E> {
    transaction(db, |db| {
        let mut write = Write {
            db,
            actor,
            now,
            noted: 0,
        };
        let value = work(&mut write)?;
        if write.noted == 0 {
            return Err(Error::NotAudited.into());
        }
        Ok(value)
    })
}

/// Runs work in a transaction that takes the write lock at once, so that writers queue instead of failing.
pub(super) fn transaction<T, E: From<Error>>(
    db: &mut Db,
    work: impl FnOnce(&mut Db) -> Result<T, E>,
) -> Result<T, E> {
    begin(db).map_err(Error::from)?;
    match work(db) {
        Ok(value) => {
            <Db as diesel::Connection>::TransactionManager::commit_transaction(db)
                .map_err(Error::from)?;
            Ok(value)
        }
        Err(error) => {
            match <Db as diesel::Connection>::TransactionManager::rollback_transaction(db) {
                Ok(()) | Err(DieselError::BrokenTransactionManager) => Err(error),
                Err(rollback) => Err(Error::from(rollback).into()),
            }
        }
    }
}

fn begin(db: &mut Db) -> Result<(), DieselError> {
    match db {
        Db::Sqlite(connection) => {
            AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")
        }
        Db::Postgres(connection) => {
            AnsiTransactionManager::begin_transaction(connection)?;
            // one writer at a time, as on SQLite: the audit chain has one end; 9001 is this program's lock
            connection.batch_execute("SELECT pg_advisory_xact_lock(9001)")
        }
    }
}

/// Keeps ids of one millisecond in the order they were made.
static COUNTER: AtomicU32 = AtomicU32::new(0);

/// A time-ordered id: 48 bits of milliseconds, 32 of a counter, 48 of chance, as 26 letters and digits.
pub(super) fn new_id<T: FromStr>(now: Moment) -> Result<T, Error> {
    let mut chance = [0_u8; 8];
    getrandom::fill(&mut chance[2..]).map_err(|error| {
        Error::Unavailable(format!(
            "no random bytes from the operating system ({error})"
        ))
    })?;
    let millis = now.utc.and_utc().timestamp_millis().unsigned_abs() & 0xFFFF_FFFF_FFFF;
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let bits =
        u128::from(millis) << 80 | u128::from(count) << 48 | u128::from(u64::from_be_bytes(chance));
    let mut text = String::with_capacity(26);
    for place in (0..26_u32).rev() {
        let digit = (bits >> (place * 5) & 31) as usize;
        let letter = char::from(b"0123456789abcdefghjkmnpqrstvwxyz"[digit]);
        let _ = text.write_char(letter);
    }
    text.parse()
        .map_err(|_| Error::Rejected(format!("{text} is no id")))
}
