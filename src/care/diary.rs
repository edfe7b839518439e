//! The paper diary of a home sheet, typed in when it comes back, and what it says about the home programme.

use std::cmp::Ordering;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::adherence::Asked;
use super::course::Stay;
use super::ids::{DiaryId, EpisodeId, PatientId, ProgrammeId, StaffId};
use super::measure::Reading;
use super::number::Number;
use super::session::Mistake;
use super::time::Moment;

/// The measure a diary gives a reading of.
pub const HOME_PROGRAMME: &str = "home_programme_pct";

/// A day of a diary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Day {
    /// Which.
    pub on: NaiveDate,
    /// How many boxes were ticked for each exercise, in the order of the programme; nought is "not done". `None`: nothing
    /// was written on this day, and nobody knows what was done.
    pub done: Option<Vec<u8>>,
}

/// A span of days, both of them in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiaryDays {
    /// The first.
    pub from: NaiveDate,
    /// The last.
    pub to: NaiveDate,
}

impl DiaryDays {
    /// Every day of it.
    pub fn each(self) -> impl Iterator<Item = NaiveDate> {
        self.from.iter_days().take_while(move |day| *day <= self.to)
    }

    /// How many they are.
    #[must_use]
    pub fn count(self) -> u16 {
        let between = (self.to - self.from).num_days();
        u16::try_from(between + 1).unwrap_or_default()
    }

    /// The first days a sheet printed, as far as that day, that no diary was signed for; they end where the next signed
    /// one begins. `None` when no day is left.
    #[must_use]
    pub fn to_type_in(
        printed: DiaryDays,
        signed: &[DiaryDays],
        until: NaiveDate,
    ) -> Option<DiaryDays> {
        let is_signed = |day: &NaiveDate| {
            let has = |days: &DiaryDays| (days.from..=days.to).contains(day);
            signed.iter().any(has)
        };
        let from = printed.each().find(|day| !is_signed(day))?;
        let later = signed.iter().map(|days| days.from).filter(|on| *on > from);
        let next = later.min().and_then(|on| on.pred_opt());
        let to = printed.to.min(until).min(next.unwrap_or(printed.to));
        (from <= to).then_some(DiaryDays { from, to })
    }
}

/// What a clinician typed in from the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiaryContent {
    /// When the patient handed it back.
    pub handed_back: Moment,
    /// Every day of the diary, in order.
    pub days: Vec<Day>,
    /// What the patient wrote beside the boxes; may be empty.
    pub note: String,
}

/// A diary in its current version. The days it is about never change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diary {
    /// The record's id.
    pub id: DiaryId,
    /// Of which programme.
    pub programme: ProgrammeId,
    /// Whose course.
    pub episode: EpisodeId,
    /// Whose.
    pub patient: PatientId,
    /// The days it is about.
    pub days: DiaryDays,
    /// Who struck it out, when and why; then it counts for nothing.
    pub struck_out: Option<DiaryStrikeOut>,
    /// The current version.
    pub current: DiaryVersion,
}

/// One complete version of a diary; each is signed by whoever entered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiaryVersion {
    /// Counts from 1.
    pub number: i32,
    /// What it says.
    pub content: DiaryContent,
    /// What it comes to: see [`adherence`](super::adherence::adherence).
    pub adherence: Option<Number>,
    /// Why it was amended; empty for the first version.
    pub reason: String,
    /// When it was entered, UTC.
    pub entered_at: NaiveDateTime,
    /// By whom.
    pub entered_by: StaffId,
    /// Who read the ticks off the sheet: whoever entered the version in which they last changed.
    pub read_by: StaffId,
}

/// Why a diary counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiaryStrikeOut {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: StaffId,
    /// What kind of error.
    pub kind: Mistake,
    /// In words.
    pub why: String,
}

/// Which diary a reading comes from, and how much of it was written on: a share of few days is to be read with care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DiaryOrigin {
    /// The days it is about.
    pub days: DiaryDays,
    /// On how many of them something was written.
    pub written: u16,
}

/// A diary as the rules read it: one reading, taken when it was handed back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedBack {
    /// The record's id.
    pub id: DiaryId,
    /// The days it is about.
    pub days: DiaryDays,
    /// The last day something was written on.
    pub last_written: NaiveDate,
    /// On how many of its days something was written.
    pub written: u16,
    /// The reading it gives.
    pub reading: Reading,
}

/// Diaries from the oldest to the newest, each with the moment it counts from. Of those handed back on one day the one that
/// was written on later is the newer: the day's moments are dealt out in that order, whichever was typed in first.
pub(super) fn by_age<'a>(
    diaries: impl IntoIterator<Item = &'a HandedBack>,
) -> Vec<(Moment, &'a HandedBack)> {
    let mut diaries: Vec<&HandedBack> = diaries.into_iter().collect();
    let mut moments: Vec<Moment> = diaries.iter().map(|one| one.reading.taken_at).collect();
    moments.sort_by_key(|moment| moment.utc);
    diaries.sort_by(|one, other| one.age(other));
    moments.into_iter().zip(diaries).collect()
}

impl HandedBack {
    fn age(&self, other: &HandedBack) -> Ordering {
        let key = |one: &HandedBack| {
            let back = one.reading.taken_at.date;
            (back, one.last_written, one.days.to, one.days.from)
        };
        let by_id = || self.id.as_str().cmp(other.id.as_str());
        key(self).cmp(&key(other)).then_with(by_id)
    }

    /// Which diary it is.
    #[must_use]
    pub fn origin(&self) -> DiaryOrigin {
        DiaryOrigin {
            days: self.days,
            written: self.written,
        }
    }

    /// The stay it tells of: the one in which its last written day began. So a diary that was kept before the phase was
    /// entered never counts for that phase, however late it comes back, and the day of a change belongs to the phase left.
    #[must_use]
    pub fn stay(&self, stays: &[Stay]) -> Option<usize> {
        let began = |stay: &Stay| stay.entered.date < self.last_written;
        let first = (!stays.is_empty()).then_some(0);
        stays.iter().rposition(began).or(first)
    }
}

/// On how many of these days something was written.
#[must_use]
pub fn written(days: &[Day]) -> u16 {
    let written = days.iter().filter(|day| day.done.is_some()).count();
    u16::try_from(written).unwrap_or(u16::MAX)
}

impl DiaryContent {
    /// The last day something was written on.
    #[must_use]
    pub fn last_written(&self) -> Option<NaiveDate> {
        let written = self.days.iter().filter(|day| day.done.is_some());
        written.map(|day| day.on).max()
    }

    /// On how many days something was written.
    #[must_use]
    pub fn written(&self) -> u16 {
        written(&self.days)
    }

    /// Whether it can be: every day of the span once and in order, no line ticked more often than it has boxes, nothing
    /// written after it was handed back.
    #[must_use]
    pub fn is_sound(&self, span: DiaryDays, asked: &[Asked]) -> bool {
        let fits = |done: &Vec<u8>| {
            done.len() == asked.len() && done.iter().zip(asked).all(|(done, of)| *done <= of.boxes)
        };
        let written_in_time = self
            .last_written()
            .is_none_or(|last| last <= self.handed_back.date);
        written_in_time
            && self.days.iter().map(|day| day.on).eq(span.each())
            && self
                .days
                .iter()
                .all(|day| day.done.as_ref().is_none_or(fits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    fn span(from: u32, to: u32) -> DiaryDays {
        DiaryDays {
            from: day(from),
            to: day(to),
        }
    }

    fn asked(boxes: u8, times: u8, days_a_week: u8) -> Asked {
        Asked {
            boxes,
            times,
            days_a_week,
        }
    }

    /// Days from the 5th on: `Some` of what was ticked.
    fn days(done: &[Option<&[u8]>]) -> Vec<Day> {
        let done = done.iter().zip(day(5).iter_days());
        done.map(|(done, on)| Day {
            on,
            done: done.map(<[u8]>::to_vec),
        })
        .collect()
    }

    #[test]
    fn days_signed_for_are_not_typed_in_again() {
        let printed = span(5, 18);
        for (signed, until, expected) in [
            (&[][..], 25, Some(span(5, 18))),
            (&[], 10, Some(span(5, 10))),
            (&[], 4, None),
            (&[span(5, 10)], 25, Some(span(11, 18))),
            (&[span(5, 10)], 10, None),
            (&[span(5, 10), span(11, 18)], 25, None),
            (&[span(11, 18)], 25, Some(span(5, 10))),
            (&[span(11, 14)], 25, Some(span(5, 10))),
            (&[span(11, 18)], 7, Some(span(5, 7))),
            (&[span(14, 18), span(5, 8)], 25, Some(span(9, 13))),
            (&[span(5, 8), span(14, 18)], 10, Some(span(9, 10))),
            (&[span(5, 8), span(14, 18)], 8, None),
        ] {
            let found = DiaryDays::to_type_in(printed, signed, day(until));
            assert_eq!(found, expected, "{signed:?} until {until}");
        }
    }

    #[test]
    fn a_diary_counts_for_the_stay_its_last_written_day_began_in() {
        let moment = |date: NaiveDate| Moment {
            utc: date.and_hms_opt(10, 0, 0).unwrap(),
            date,
        };
        let stay = |phase, entered| Stay {
            phase,
            entered: moment(day(entered)),
            left: None,
        };
        let stays = [stay(8, 1), stay(9, 12)];
        let handed_back = |last: u32| HandedBack {
            id: "d".parse().unwrap(),
            days: span(5, 18),
            last_written: day(last),
            written: 3,
            reading: Reading {
                measure: HOME_PROGRAMME.parse().unwrap(),
                side: None,
                value: super::super::measure::Value::Number(Number::whole(80)),
                variant: None,
                taken_at: moment(day(20)),
                taken_by: "Asha".into(),
                unchanged: false,
                parts: Vec::new(),
                stopped: None,
            },
        };
        for (last, expected) in [(5, 0), (12, 0), (13, 1), (18, 1)] {
            assert_eq!(handed_back(last).stay(&stays), Some(expected), "{last} Nov");
        }
        assert_eq!(handed_back(1).stay(&stays), Some(0), "the first day of all");
        assert_eq!(handed_back(18).stay(&[]), None);
    }

    #[test]
    fn what_cannot_be_is_not_sound() {
        let handed_back = Moment {
            utc: day(7).and_hms_opt(10, 0, 0).unwrap(),
            date: day(7),
        };
        let content = |done: &[Option<&[u8]>]| DiaryContent {
            handed_back,
            days: days(done),
            note: String::new(),
        };
        let asked = [asked(1, 1, 7), asked(2, 2, 7)];
        let good: Option<&[u8]> = Some(&[1, 2]);
        for (case, done, is_sound) in [
            ("as it should be", &[good, None, good][..], true),
            ("a day missing", &[good, good], false),
            ("ticked too often", &[Some(&[2, 0][..]), None, None], false),
            ("a line missing", &[Some(&[1][..]), None, None], false),
        ] {
            assert_eq!(
                content(done).is_sound(span(5, 7), &asked),
                is_sound,
                "{case}"
            );
        }
        let after = content(&[good, good, good, good]);
        assert!(
            !after.is_sound(span(5, 8), &asked),
            "ticked after it came back"
        );
    }
}
