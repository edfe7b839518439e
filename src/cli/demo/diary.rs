//! When people come: working days and half hours, one patient at a time for each clinician.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use super::chance::Chance;
use super::sketches::With;

/// Half hours of a day that can be booked: from half past eight, not at one.
const SLOTS: [(u32, u32); 17] = [
    (8, 30),
    (9, 0),
    (9, 30),
    (10, 0),
    (10, 30),
    (11, 0),
    (11, 30),
    (12, 0),
    (13, 30),
    (14, 0),
    (14, 30),
    (15, 0),
    (15, 30),
    (16, 0),
    (16, 30),
    (17, 0),
    (17, 30),
];

/// The appointments given so far.
#[derive(Debug, Default)]
pub(super) struct Diary(BTreeSet<(With, NaiveDateTime)>);

impl Diary {
    /// A half hour on that day, the patient's usual one where it is free; a full day takes two at a time.
    pub fn book(&mut self, with: With, day: NaiveDate, chance: Chance) -> NaiveDateTime {
        let usual = usize::try_from(chance.below("half hour", SLOTS.len() as u64)).unwrap_or(0);
        let times = SLOTS.iter().cycle().skip(usual).take(SLOTS.len());
        let mut times = times.map(|(hour, minute)| {
            day.and_time(NaiveTime::from_hms_opt(*hour, *minute, 0).unwrap_or_default())
        });
        let first = day.and_time(NaiveTime::MIN)
            + TimeDelta::minutes(i64::from(SLOTS[usual].0 * 60 + SLOTS[usual].1));
        let time = times
            .find(|time| !self.0.contains(&(with, *time)))
            .unwrap_or(first);
        self.0.insert((with, time));
        time
    }
}

/// The day itself, or the Friday before a weekend.
pub(super) fn working_day(day: NaiveDate) -> NaiveDate {
    let back = match day.weekday() {
        Weekday::Sat => 1,
        Weekday::Sun => 2,
        _ => 0,
    };
    day - Days::new(back)
}

/// The day itself, or the Monday after a weekend.
pub(super) fn working_day_from(day: NaiveDate) -> NaiveDate {
    let on = match day.weekday() {
        Weekday::Sat => 2,
        Weekday::Sun => 1,
        _ => 0,
    };
    day + Days::new(on)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_sees_two_at_once_until_the_day_is_full() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let mut diary = Diary::default();
        let times: BTreeSet<_> = (0..17)
            .map(|number| diary.book(With::Clinician, day, Chance::of(number)))
            .collect();
        assert_eq!(times.len(), 17);
        let same = diary.book(With::OnHoliday, day, Chance::of(3));
        assert!(times.contains(&same));
        diary.book(With::Clinician, day, Chance::of(99));
    }

    #[test]
    fn a_weekend_is_left_to_either_side() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        for (of, before, after) in [(6, 6, 6), (7, 6, 9), (8, 6, 9), (9, 9, 9)] {
            assert_eq!(working_day(day(of)), day(before));
            assert_eq!(working_day_from(day(of)), day(after));
        }
    }
}
