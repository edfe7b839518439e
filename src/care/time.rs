//! Moments as the rules see them: an instant and the clinic's calendar date at that instant.
//!
//! The clinic's time zone is applied outside; the rules never convert.

use chrono::{NaiveDate, NaiveDateTime, Timelike};
use serde::Serialize;

/// A point in time: UTC to the second, with the date the clinic's calendar shows then.
///
/// Hours are elapsed time between `utc` values; days are differences of `date`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Moment {
    /// The instant, UTC, whole seconds.
    pub utc: NaiveDateTime,
    /// The calendar date at the clinic.
    pub date: NaiveDate,
}

/// Whether a time that was read is a leap second (`23:59:60`), which no clinic's clock shows and no rule counts.
#[must_use]
pub fn is_leap_second(time: &impl Timelike) -> bool {
    time.nanosecond() >= 1_000_000_000
}

impl Moment {
    /// Whole and part hours from `earlier` to `self`, in seconds; negative when `self` is before it.
    #[must_use]
    pub fn seconds_since(self, earlier: Moment) -> i64 {
        (self.utc - earlier.utc).num_seconds()
    }

    /// Calendar days from `earlier` to `self` at the clinic.
    #[must_use]
    pub fn days_since(self, earlier: Moment) -> i64 {
        (self.date - earlier.date).num_days()
    }
}
