//! What of a diary that was typed in for the wrong patient fits a sheet of the right one.

use chrono::NaiveDate;

use super::adherence::asked;
use super::diary::{DiaryContent, DiaryDays};
use super::ids::ExerciseKey;
use super::programme::Programme;

/// The days of the right sheet, as far as the struck-out diary can say them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Every day of the right sheet that is to be typed in, in order.
    pub days: Vec<FitDay>,
    /// Days of the struck-out diary that were written on and are not to be typed in on the right sheet.
    pub days_left_out: Vec<NaiveDate>,
    /// Exercises of the struck-out diary that do not stand on the right sheet.
    pub left_out: Vec<ExerciseKey>,
    /// Exercises of the right sheet that the struck-out diary says nothing of.
    pub unfilled: Vec<ExerciseKey>,
    /// Exercises ticked on some day more often than the right sheet has boxes for.
    pub too_often: Vec<ExerciseKey>,
}

/// A day of the right sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FitDay {
    /// Which.
    pub on: NaiveDate,
    /// What the struck-out diary says of it.
    pub says: Says,
}

/// What a struck-out diary says of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Says {
    /// It is not about this day.
    Nothing,
    /// Nothing was written.
    Blank,
    /// How often each exercise of the right sheet was ticked; `None` where it does not say or that cannot be.
    Done(Vec<Option<u8>>),
}

impl Fit {
    /// How many days can be filled in: a day of which one exercise is not known says nothing that could be saved.
    #[must_use]
    pub fn filled(&self) -> usize {
        self.days.iter().filter(|day| day.says.is_whole()).count()
    }
}

impl Says {
    /// Whether it says everything of the day.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        match self {
            Says::Nothing => false,
            Says::Blank => true,
            Says::Done(done) => done.iter().all(Option::is_some),
        }
    }
}

/// What fits of what was typed in for one programme into these days of another: the same exercise on the same side, as often
/// as the right sheet has boxes.
#[must_use]
pub fn fit(wrong: &Programme, content: &DiaryContent, right: &Programme, days: DiaryDays) -> Fit {
    let (from, to) = (&wrong.content.items, &right.content.items);
    let boxes: Vec<u8> = asked(right).iter().map(|asked| asked.boxes).collect();
    let lines: Vec<Option<usize>> = to
        .iter()
        .map(|item| {
            from.iter()
                .position(|one| one.exercise == item.exercise && one.side == item.side)
        })
        .collect();
    let mut too_often = Vec::new();
    let mut says = |on: NaiveDate| {
        let Some(day) = content.days.iter().find(|day| day.on == on) else {
            return Says::Nothing;
        };
        let Some(done) = &day.done else {
            return Says::Blank;
        };
        let lines = lines.iter().zip(&boxes).zip(to);
        Says::Done(
            lines
                .map(|((line, boxes), item)| {
                    let times = *done.get((*line)?)?;
                    if times <= *boxes {
                        return Some(times);
                    }
                    if !too_often.contains(&item.exercise) {
                        too_often.push(item.exercise.clone());
                    }
                    None
                })
                .collect(),
        )
    };
    let fitted = days.each().map(|on| FitDay { on, says: says(on) });
    let fitted = fitted.collect();
    let keys = |wanted: &dyn Fn(usize) -> bool, items: &[super::programme::ProgrammeItem]| {
        let items = items.iter().enumerate().filter(|(at, _)| wanted(*at));
        items.map(|(_, item)| item.exercise.clone()).collect()
    };
    let written = content.days.iter().filter(|day| day.done.is_some());
    Fit {
        days: fitted,
        days_left_out: written
            .map(|day| day.on)
            .filter(|on| !(days.from..=days.to).contains(on))
            .collect(),
        left_out: keys(&|at| !lines.contains(&Some(at)), from),
        unfilled: keys(&|at| lines.get(at).is_some_and(Option::is_none), to),
        too_often,
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::super::diary::Day;
    use super::super::exercise::{Dose, Span};
    use super::super::number::Number;
    use super::super::programme::{ItemSide, ProgrammeContent, ProgrammeItem, ProgrammeState};
    use super::super::time::Moment;
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    /// A programme of these exercises, each with a side and so many times a day.
    fn programme(items: &[(&str, ItemSide, i64)]) -> Programme {
        let item = |(key, side, times): &(&str, ItemSide, i64)| ProgrammeItem {
            exercise: key.parse().unwrap(),
            dose: Dose {
                times_a_day: Span::of(Number::whole(*times)),
                days_a_week: Span::of(Number::whole(7)),
                ..Dose::default()
            },
            side: *side,
            note: String::new(),
            override_reason: String::new(),
        };
        Programme {
            id: "p".parse().unwrap(),
            episode: "e".parse().unwrap(),
            number: 1,
            protocol: "v".parse().unwrap(),
            phase: 2,
            state: ProgrammeState::Issued,
            content: ProgrammeContent {
                items: items.iter().map(item).collect(),
                ..ProgrammeContent::default()
            },
            version: 1,
            written_at: NaiveDateTime::default(),
            written_by: "s".parse().unwrap(),
            issued: None,
            review_because: None,
        }
    }

    #[test]
    fn what_both_sheets_have_in_common_fits_and_the_rest_is_named() {
        use ItemSide::{AsDescribed, Left, Right};
        let wrong = programme(&[
            ("chin_tuck", AsDescribed, 3),
            ("open_book", Left, 1),
            ("plank", AsDescribed, 1),
        ]);
        let right = programme(&[
            ("open_book", Right, 1),
            ("plank", AsDescribed, 1),
            ("chin_tuck", AsDescribed, 2),
        ]);
        let done = [
            (3, Some(vec![1, 1, 1])),
            (4, Some(vec![3, 1, 0])),
            (5, None),
            (6, Some(vec![2, 0, 1])),
        ];
        let content = DiaryContent {
            handed_back: Moment {
                utc: day(7).and_hms_opt(10, 0, 0).unwrap(),
                date: day(7),
            },
            days: done
                .into_iter()
                .map(|(on, done)| Day { on: day(on), done })
                .collect(),
            note: String::new(),
        };
        let days = DiaryDays {
            from: day(4),
            to: day(7),
        };
        let found = fit(&wrong, &content, &right, days);
        let says: Vec<Says> = found.days.iter().map(|day| day.says.clone()).collect();
        assert_eq!(
            says,
            [
                Says::Done(vec![None, Some(0), None]),
                Says::Blank,
                Says::Done(vec![None, Some(1), Some(2)]),
                Says::Nothing,
            ]
        );
        assert_eq!(
            found.filled(),
            1,
            "the days with an unknown exercise are left to be asked"
        );
        let names = |keys: &[ExerciseKey]| -> Vec<String> {
            keys.iter().map(ToString::to_string).collect()
        };
        assert_eq!(found.days_left_out, [day(3)]);
        assert_eq!(names(&found.left_out), ["open_book"], "of another side");
        assert_eq!(names(&found.unfilled), ["open_book"]);
        assert_eq!(names(&found.too_often), ["chin_tuck"]);

        let foreign = fit(
            &wrong,
            &content,
            &programme(&[("bridge", AsDescribed, 1)]),
            days,
        );
        assert_eq!(foreign.filled(), 1, "the day left blank");
    }
}
