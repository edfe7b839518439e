//! When a complaint began: from what the patient says to the latest moment it allows (rule 0.1).

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Weekday};

use super::course::{Onset, Precision};

/// What was said about the beginning, in the clinic's calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnsetStatement {
    /// At this time.
    Hour(NaiveDateTime),
    /// On this day.
    Day(NaiveDate),
    /// In the week (Monday to Sunday) of this day; "this week" is the week of today.
    Week(NaiveDate),
    /// In the month of this day.
    Month(NaiveDate),
    /// In this year.
    Year(i32),
    /// Not known.
    Unknown,
}

impl OnsetStatement {
    /// How exact it is.
    #[must_use]
    pub const fn precision(self) -> Precision {
        match self {
            OnsetStatement::Hour(_) => Precision::Hour,
            OnsetStatement::Day(_) => Precision::Day,
            OnsetStatement::Week(_) => Precision::Week,
            OnsetStatement::Month(_) => Precision::Month,
            OnsetStatement::Year(_) => Precision::Year,
            OnsetStatement::Unknown => Precision::Unknown,
        }
    }

    /// The latest moment the statement allows, on the clinic's clock; `None` when unknown.
    ///
    /// A day counts as 23:59 of it. A week, month or year counts as its last moment, but never later than the day on
    /// which it was said: what has begun cannot begin tomorrow.
    #[must_use]
    pub fn latest(self, said_on: NaiveDate) -> Option<NaiveDateTime> {
        let last_day = match self {
            OnsetStatement::Hour(at) => return Some(at),
            OnsetStatement::Day(day) => day,
            OnsetStatement::Week(day) => day.week(Weekday::Mon).last_day(),
            OnsetStatement::Month(day) => day.with_day(1)? + Months::new(1) - Days::new(1),
            OnsetStatement::Year(year) => NaiveDate::from_ymd_opt(year, 12, 31)?,
            OnsetStatement::Unknown => return None,
        };
        Some(
            last_day
                .min(said_on)
                .and_time(NaiveTime::from_hms_opt(23, 59, 0)?),
        )
    }

    /// The first day the statement allows; `None` when unknown.
    #[must_use]
    pub fn first_day(self) -> Option<NaiveDate> {
        match self {
            OnsetStatement::Hour(at) => Some(at.date()),
            OnsetStatement::Day(day) => Some(day),
            OnsetStatement::Week(day) => Some(day.week(Weekday::Mon).first_day()),
            OnsetStatement::Month(day) => day.with_day(1),
            OnsetStatement::Year(year) => NaiveDate::from_ymd_opt(year, 1, 1),
            OnsetStatement::Unknown => None,
        }
    }

    /// The statement behind a recorded onset, whose latest moment reads so on the clinic's clock.
    #[must_use]
    pub fn of(onset: Onset, latest: Option<NaiveDateTime>) -> OnsetStatement {
        let Some(at) = latest else {
            return OnsetStatement::Unknown;
        };
        match onset.precision {
            Precision::Hour => OnsetStatement::Hour(at),
            Precision::Day => OnsetStatement::Day(at.date()),
            Precision::Week => OnsetStatement::Week(at.date()),
            Precision::Month => OnsetStatement::Month(at.date()),
            Precision::Year => OnsetStatement::Year(at.year()),
            Precision::Unknown => OnsetStatement::Unknown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, of_month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, of_month).unwrap()
    }

    #[test]
    fn hours_count_from_the_latest_moment_a_statement_allows() {
        use OnsetStatement::{Day, Hour, Month, Unknown, Week, Year};
        // Wednesday
        let today = day(3, 18);
        let end = |day: NaiveDate| day.and_hms_opt(23, 59, 0);
        let at = day(3, 17).and_hms_opt(14, 20, 0).unwrap();
        let rows = [
            (Hour(at), Some(at)),
            (Day(day(3, 17)), end(day(3, 17))),
            (Day(today), end(today)),
            // a week runs from Monday to Sunday
            (Week(day(3, 9)), end(day(3, 15))),
            (Week(day(3, 15)), end(day(3, 15))),
            // "this week": nothing has begun after today
            (Week(today), end(today)),
            (Week(day(3, 16)), end(today)),
            (Month(day(2, 10)), end(day(2, 28))),
            (Month(day(3, 1)), end(today)),
            (
                Year(2025),
                end(NaiveDate::from_ymd_opt(2025, 12, 31).unwrap()),
            ),
            (Year(2026), end(today)),
            (Unknown, None),
        ];
        for (statement, latest) in rows {
            assert_eq!(statement.latest(today), latest, "{statement:?}");
        }
        let leap = NaiveDate::from_ymd_opt(2024, 2, 3).unwrap();
        let last = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        assert_eq!(Month(leap).latest(today), end(last));
    }

    #[test]
    fn a_recorded_onset_reads_as_it_was_said() {
        use OnsetStatement::{Day, Hour, Month, Unknown, Week, Year};
        let today = day(3, 18);
        let at = day(3, 17).and_hms_opt(14, 20, 0).unwrap();
        for said in [
            Hour(at),
            Day(day(3, 17)),
            Week(day(3, 15)),
            Month(day(2, 28)),
            Year(2025),
            Unknown,
        ] {
            let onset = Onset {
                latest: None,
                precision: said.precision(),
                injury: false,
            };
            assert_eq!(OnsetStatement::of(onset, said.latest(today)), said);
        }
    }

    #[test]
    fn a_statement_begins_with_its_first_day() {
        use OnsetStatement::{Day, Month, Unknown, Week, Year};
        let new_year = NaiveDate::from_ymd_opt(2026, 1, 1);
        for (said, first) in [
            (Day(day(3, 17)), Some(day(3, 17))),
            (Week(day(3, 18)), Some(day(3, 16))),
            (Month(day(3, 18)), Some(day(3, 1))),
            (Year(2026), new_year),
            (Unknown, None),
        ] {
            assert_eq!(said.first_day(), first, "{said:?}");
        }
    }
}
