//! What a patient is given to do: exercises with their doses.

use super::ids::{ExerciseKey, MeasureKey};
use super::measure::Side;
use super::number::Number;
use super::pose::Pose;

/// An exercise of the library.
#[derive(Debug, Clone, PartialEq)]
pub struct Exercise {
    /// Unique among exercises.
    pub key: ExerciseKey,
    /// The patient's name for it.
    pub name: String,
    /// Core (drawn first) or extra.
    pub core: bool,
    /// Other names, for search.
    pub aka: Vec<String>,
    /// Phases it is offered in, in order.
    pub phases: Vec<u8>,
    /// First day after onset on which it may be given, where limited (day 1 is the day of onset).
    pub not_before_day: Option<u16>,
    /// What it is for (`mobility`, `stability`, `strength`, `relief`, …).
    pub purposes: Vec<String>,
    /// Muscle keys of the knowledge where one exists, else free words.
    pub muscles: Vec<String>,
    /// Measures it works towards, where that is known.
    pub serves: Vec<MeasureKey>,
    /// Which sides it is done on.
    pub side: ExerciseSide,
    /// What is needed (`chair`, `mat`, …); empty for none.
    pub equipment: Vec<String>,
    /// The starting position in a patient's words.
    pub start: String,
    /// The steps in a patient's words; may hold `{limit}`.
    pub steps: Vec<String>,
    /// What is read instead when it is given for one side only; without it, it cannot be.
    pub one_side: Option<OneSide>,
    /// The default dose.
    pub dose: Dose,
    /// When to stop, in a patient's words; may hold `{limit}`.
    pub stop_if: String,
    /// Easier exercise.
    pub easier: Option<ExerciseKey>,
    /// Harder exercise.
    pub harder: Option<ExerciseKey>,
    /// Where it comes from.
    pub source: String,
    /// What the figure shows, in words: view, start, end, props.
    pub figure: FigureWords,
    /// The figure itself, as joint angles, contacts and props.
    pub pose: Pose,
}

/// What a figure shows, in words, as it was asked for; each panel of the pose says what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureWords {
    /// `side`, `front`, `back` or `above`.
    pub view: String,
    /// The starting position.
    pub start: String,
    /// The end position.
    pub end: String,
    /// The things in the picture.
    pub props: Vec<String>,
}

/// Which sides an exercise is done on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExerciseSide {
    /// Both at once.
    Bilateral,
    /// One after the other.
    Each,
    /// In words (`throwing side`, `as the task needs`).
    Words(String),
}

/// The words for an exercise done on one side only; `{side}` and `{other}` become `left` and `right`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OneSide {
    /// The starting position; that of the exercise where nothing in it names a side.
    pub start: Option<String>,
    /// The steps; those of the exercise where they hold for one side as they are.
    pub steps: Option<Vec<String>>,
}

/// A least and a greatest number; equal for one number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Least.
    pub min: Number,
    /// Greatest.
    pub max: Number,
}

/// How much and how often.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Dose {
    /// Sets; nought when the build-up steps say it all.
    pub sets: Span,
    /// Repetitions in a set; nought when the dose is a time.
    pub repetitions: Span,
    /// What one repetition is, where it is not a repetition (`breaths`, `clocks`, `taps`, `spots`); empty otherwise.
    pub of: String,
    /// Seconds each repetition (or the one stretch of activity) is held or lasts; nought for none.
    pub hold_seconds: Span,
    /// Times a day.
    pub times_a_day: Span,
    /// Days a week; nought when the note says when (`before every session`).
    pub days_a_week: Span,
    /// Repetitions count for each side.
    pub each_side: bool,
    /// Load in words; empty for none.
    pub load: String,
    /// The rest of the dose in words (`build to 30 min`); empty for none.
    pub note: String,
    /// A build-up's steps, in order; empty for most exercises.
    pub build_up: Vec<String>,
}

impl Exercise {
    /// Whether it may be given for one side only: there are words for it, or its own words leave the side open.
    #[must_use]
    pub const fn has_sides(&self) -> bool {
        self.one_side.is_some() || matches!(self.side, ExerciseSide::Words(_))
    }

    /// The starting position and the steps as they are true for the side it is given for; `None` for as described.
    #[must_use]
    pub fn told(&self, only: Option<Side>) -> (String, Vec<String>) {
        let own = || (self.start.clone(), self.steps.clone());
        let (Some(side), Some(one)) = (only, &self.one_side) else {
            return own();
        };
        let fill = |text: &String| {
            text.replace("{side}", side.as_str())
                .replace("{other}", side.other().as_str())
        };
        let start = one.start.as_ref().unwrap_or(&self.start);
        let steps = one.steps.as_ref().unwrap_or(&self.steps);
        (fill(start), steps.iter().map(fill).collect())
    }
}

impl Span {
    /// One number.
    #[must_use]
    pub const fn of(number: Number) -> Span {
        Span {
            min: number,
            max: number,
        }
    }

    /// Nought: none.
    #[must_use]
    pub fn is_none(self) -> bool {
        self.max == Number::ZERO
    }

    /// The same least and greatest.
    #[must_use]
    pub fn is(self, number: i64) -> bool {
        self == Span::of(Number::whole(number))
    }
}

/// Seconds a repetition takes where nothing is held.
const REPETITION_SECONDS: i64 = 4;
/// Seconds of a breath in and out.
const BREATH_SECONDS: i64 = 6;
/// Minutes of an activity whose dose has no numbers (a build-up, a task).
const UNNUMBERED_MINUTES: i64 = 15;

impl Dose {
    /// Neither how many nor how long nor anything in words.
    #[must_use]
    pub fn says_nothing(&self) -> bool {
        self.repetitions.is_none()
            && self.hold_seconds.is_none()
            && self.note.is_empty()
            && self.build_up.is_empty()
    }

    /// About how many minutes it takes on a day it is done, at its most; a guess for planning, not a measurement.
    #[must_use]
    pub fn minutes_a_day(&self, one_side: bool) -> u32 {
        let whole = |span: Span| span.max.thousandths() / 1000;
        let hold = whole(self.hold_seconds);
        let sides = if self.each_side && !one_side { 2 } else { 1 };
        let sets = whole(self.sets).max(1);
        let once = match whole(self.repetitions) {
            0 if hold == 0 => UNNUMBERED_MINUTES * 60,
            0 => sets * hold,
            repetitions => {
                let each = match self.of.as_str() {
                    "breaths" => BREATH_SECONDS,
                    _ => REPETITION_SECONDS,
                };
                sets * repetitions * (each + hold)
            }
        };
        let seconds = once * sides * whole(self.times_a_day).max(1);
        u32::try_from((seconds + 59) / 60).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_count_sets_sides_and_times_of_day() {
        let dose = |sets, repetitions, hold, times| Dose {
            sets: Span::of(Number::whole(sets)),
            repetitions: Span::of(Number::whole(repetitions)),
            hold_seconds: Span::of(Number::whole(hold)),
            times_a_day: Span::of(Number::whole(times)),
            ..Dose::default()
        };
        let each = |dose| Dose {
            each_side: true,
            ..dose
        };
        for (dose, one_side, minutes) in [
            (dose(1, 0, 600, 2), false, 20),
            (dose(2, 10, 2, 1), false, 2),
            (each(dose(2, 10, 2, 1)), false, 4),
            (each(dose(2, 10, 2, 1)), true, 2),
            (dose(0, 0, 0, 1), false, 15),
        ] {
            assert_eq!(dose.minutes_a_day(one_side), minutes, "{dose:?}");
        }
    }
}
