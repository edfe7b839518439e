//! What a home programme asks, and how much of it a diary says was done.

use super::diary::Day;
use super::exercise::Dose;
use super::number::Number;
use super::programme::Programme;

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
    use chrono::NaiveDate;

    fn asked(boxes: u8, times: u8, days_a_week: u8) -> Asked {
        Asked {
            boxes,
            times,
            days_a_week,
        }
    }

    /// Days from the 5th on: `Some` of what was ticked.
    fn days(done: &[Option<&[u8]>]) -> Vec<Day> {
        let first = NaiveDate::from_ymd_opt(2026, 11, 5).unwrap();
        let done = done.iter().zip(first.iter_days());
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
}
