//! The clinic: its record, its clock and its time zone, opened once. A stand-in until the whole one lands.

use std::sync::Mutex;

use chrono::{NaiveDateTime, Timelike, Utc};
use chrono_tz::Tz;

use crate::audit::Actor;
use crate::care::time::Moment;
use crate::records::{Db, Error, Records, Upkeep, Write};

/// What everything is asked of.
pub struct Clinic {
    records: Records,
    zone: Tz,
    fixed: Mutex<Option<NaiveDateTime>>,
}

impl Clinic {
    /// The clinic of that record.
    #[must_use]
    pub fn new(records: Records, zone: Tz) -> Clinic {
        Clinic {
            records,
            zone,
            fixed: Mutex::new(None),
        }
    }

    /// Stops the clock, for tests.
    pub fn stop_clock(&self, at: NaiveDateTime) {
        *self
            .fixed
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(at);
    }

    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Moment {
        let fixed = *self
            .fixed
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = fixed.unwrap_or_else(|| Utc::now().naive_utc());
        let utc = now.with_nanosecond(0).unwrap_or(now);
        Moment {
            utc,
            date: utc.and_utc().with_timezone(&self.zone).date_naive(),
        }
    }

    /// The clinic's time zone.
    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// Nothing can be saved at present.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.records.is_damaged()
    }

    /// Reads what is not about one patient.
    ///
    /// # Errors
    /// Those of the work.
    pub fn read<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        self.records.read(work)
    }

    /// Changes the record.
    ///
    /// # Errors
    /// Those of the work.
    pub fn write<T, E: From<Error>>(
        &self,
        actor: Actor,
        now: Moment,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.records.write(actor, now, work)
    }

    /// Changes drafts and logins.
    ///
    /// # Errors
    /// Those of the work.
    pub fn upkeep<T, E: From<Error>>(
        &self,
        now: Moment,
        work: impl FnOnce(&mut Upkeep<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.records.upkeep(now, work)
    }
}
