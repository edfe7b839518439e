//! The paper diary of a home sheet, typed in when it comes back, and what it says about the home programme.

use chrono::{Days, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::course::Stay;
use super::exercise::Dose;
use super::ids::{DiaryId, EpisodeId, PatientId, ProgrammeId, StaffId};
use super::measure::Reading;
use super::number::Number;
use super::programme::Programme;
use super::session::Mistake;
use super::time::Moment;

/// The measure a diary gives a reading of.
pub const HOME_PROGRAMME: &str = "home_programme_pct";

/// More boxes a day than this are not printed: one box then stands for the whole day.
const MOST_BOXES: u8 = 4;
/// Days of a week.
const WEEK: u64 = 7;

/// How many boxes a sheet prints for an exercise done that many times a day.
#[must_use]
pub const fn boxes_a_day(times: u8) -> u8 {
    match times {
        1..=MOST_BOXES => times,
        _ => 1,
    }
}

/// What a programme asks of one line of its diary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// Boxes printed for each day: the most that can be ticked.
    pub boxes: u8,
    /// The fewest times a day the dose asks.
    pub times: u8,
    /// The fewest days a week it asks; nought where the dose does not count days.
    pub days_a_week: u8,
}

impl Asked {
    /// What a dose asks.
    #[must_use]
    pub fn of(dose: &Dose) -> Asked {
        let whole = |number: Number| u8::try_from(number.thousandths() / 1000).unwrap_or(u8::MAX);
        let most = whole(dose.times_a_day.max).max(1);
        let boxes = boxes_a_day(most);
        let times = if most > MOST_BOXES {
            1
        } else {
            whole(dose.times_a_day.min).clamp(1, boxes)
        };
        Asked {
            boxes,
            times,
            days_a_week: whole(dose.days_a_week.min).min(7),
        }
    }

    /// How many times it asks over that many days: whole weeks' worth, cut to whole times.
    fn over(self, days: u64) -> u64 {
        days * u64::from(self.days_a_week) / WEEK * u64::from(self.times)
    }
}

/// What the lines of a programme's diary ask, in their order.
#[must_use]
pub fn asked(programme: &Programme) -> Vec<Asked> {
    let items = programme.content.items.iter();
    items.map(|item| Asked::of(&item.dose)).collect()
}

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

    /// What a sheet printed, as far as that day and without the days a diary was signed for already; `None` when no day
    /// is left.
    #[must_use]
    pub fn to_type_in(
        printed: DiaryDays,
        signed: &[DiaryDays],
        until: NaiveDate,
    ) -> Option<DiaryDays> {
        let after = |days: &DiaryDays| days.to.checked_add_days(Days::new(1));
        let from = signed
            .iter()
            .filter_map(after)
            .fold(printed.from, NaiveDate::max);
        let to = printed.to.min(until);
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
    /// What it comes to: see [`adherence`].
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

/// A diary as the rules read it: one reading, taken when it was handed back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedBack {
    /// The record's id.
    pub id: DiaryId,
    /// The days it is about.
    pub days: DiaryDays,
    /// The last day something was written on.
    pub last_written: NaiveDate,
    /// The reading it gives.
    pub reading: Reading,
}

impl HandedBack {
    /// The stay it tells of: the one in which its last written day began. So a diary that was kept before the phase was
    /// entered never counts for that phase, however late it comes back, and the day of a change belongs to the phase left.
    #[must_use]
    pub fn stay(&self, stays: &[Stay]) -> Option<usize> {
        let began = |stay: &Stay| stay.entered.date < self.last_written;
        let first = (!stays.is_empty()).then_some(0);
        stays.iter().rposition(began).or(first)
    }
}

impl DiaryContent {
    /// The last day something was written on.
    #[must_use]
    pub fn last_written(&self) -> Option<NaiveDate> {
        let written = self.days.iter().filter(|day| day.done.is_some());
        written.map(|day| day.on).max()
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

/// How much of the home programme was done, in per cent: times ticked ÷ times asked over the days that were written on.
///
/// A day on which nothing was written counts neither way. Of a dose that spans ("1–2 times a day, 2–3 days a week") the
/// least is asked, over the days written on cut to whole times; doing more of one exercise does not make up for another.
/// Exercises whose dose counts no days are left out. Cut to thousandths, so that a threshold not reached never reads as
/// reached. `None` when nothing was written, or nothing was asked yet on so few days. Basis: clinic default;
/// `clinical-reference.md` only says "sessions done ÷ sessions set".
#[must_use]
pub fn adherence(asked: &[Asked], days: &[Day]) -> Option<Number> {
    let written: Vec<&Vec<u8>> = days.iter().filter_map(|day| day.done.as_ref()).collect();
    let count = u64::try_from(written.len()).ok()?;
    let (mut done, mut of) = (0_u64, 0_u64);
    for (line, asked) in asked.iter().enumerate() {
        let ticked = written.iter().filter_map(|day| day.get(line));
        let ticked: u64 = ticked.map(|done| u64::from(*done)).sum();
        let set = asked.over(count);
        of += set;
        done += ticked.min(set);
    }
    let share = (done * 100_000).checked_div(of)?;
    i64::try_from(share).ok().map(Number::from_thousandths)
}

#[cfg(test)]
mod tests {
    use super::super::exercise::Span;
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
    fn only_days_that_were_written_on_count() {
        let daily = [asked(1, 1, 7), asked(2, 2, 7)];
        let often = [asked(2, 1, 7)];
        let weekly = [asked(1, 1, 3)];
        let uncounted = [asked(1, 1, 0), asked(1, 1, 7)];
        type Row<'a> = (&'a str, &'a [Asked], &'a [Option<&'a [u8]>], Option<i64>);
        let all: Option<&[u8]> = Some(&[1, 2]);
        let none: Option<&[u8]> = Some(&[0, 0]);
        let (yes, no): (Option<&[u8]>, Option<&[u8]>) = (Some(&[1]), Some(&[0]));
        let rows: [Row; 14] = [
            ("nothing handed in", &daily, &[], None),
            ("nothing written", &daily, &[None, None], None),
            ("all done", &daily, &[all, all], Some(100_000)),
            ("none done", &daily, &[none, none], Some(0)),
            ("half the days", &daily, &[all, none], Some(50_000)),
            ("a blank day is no day", &daily, &[all, None], Some(100_000)),
            ("two of three", &daily, &[Some(&[0, 2])], Some(66_666)),
            ("the least is asked", &often, &[yes, yes], Some(100_000)),
            (
                "more than the least",
                &often,
                &[Some(&[2]), no],
                Some(100_000),
            ),
            (
                "three a week",
                &weekly,
                &[yes, no, yes, no, yes, no, no],
                Some(100_000),
            ),
            (
                "two of three a week",
                &weekly,
                &[yes, no, no, no, yes, no, no],
                Some(66_666),
            ),
            ("too few days to ask", &weekly, &[yes, no], None),
            (
                "one exercise for another",
                &[asked(1, 1, 7), asked(1, 1, 7)],
                &[Some(&[1, 0])],
                Some(50_000),
            ),
            (
                "without days a week",
                &uncounted,
                &[Some(&[0, 1])],
                Some(100_000),
            ),
        ];
        for (case, asked, done, expected) in rows {
            let found = adherence(asked, &days(done));
            assert_eq!(found.map(Number::thousandths), expected, "{case}");
        }
    }

    #[test]
    fn a_share_is_cut_and_never_rounded_up() {
        let seven_of_nine = [asked(1, 1, 7)];
        let mut done = vec![Some(&[1_u8][..]); 7];
        done.extend([Some(&[0_u8][..]); 2]);
        let found = adherence(&seven_of_nine, &days(&done));
        assert_eq!(found.map(Number::thousandths), Some(77_777));
    }

    #[test]
    fn a_dose_asks_its_least_and_prints_its_most() {
        let dose = |times: (i64, i64), week: (i64, i64)| Dose {
            times_a_day: Span {
                min: Number::whole(times.0),
                max: Number::whole(times.1),
            },
            days_a_week: Span {
                min: Number::whole(week.0),
                max: Number::whole(week.1),
            },
            ..Dose::default()
        };
        for (times, week, expected) in [
            ((1, 1), (7, 7), asked(1, 1, 7)),
            ((1, 2), (2, 3), asked(2, 1, 2)),
            ((4, 4), (7, 7), asked(4, 4, 7)),
            ((8, 8), (7, 7), asked(1, 1, 7)),
            ((0, 0), (0, 0), asked(1, 1, 0)),
        ] {
            assert_eq!(
                Asked::of(&dose(times, week)),
                expected,
                "{times:?} {week:?}"
            );
        }
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
