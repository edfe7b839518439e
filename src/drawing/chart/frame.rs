//! Where days and values stand on a chart.

use chrono::{Days, NaiveDate};

use super::{BOTTOM, LEFT, RIGHT, Size, TOP};
use crate::care::measure::{Input, Measure};
use crate::care::number::Number;
use crate::care::trend::Trend;

/// Where days and values stand on the page.
pub(super) struct Frame {
    pub(super) size: Size,
    pub(super) first: NaiveDate,
    pub(super) days: f64,
    /// The day it is told for, where something of the days after it is shown.
    pub(super) today: Option<NaiveDate>,
    pub(super) low: i64,
    pub(super) high: i64,
    /// The values that are named on the axis.
    pub(super) ticks: Vec<i64>,
}

impl Frame {
    pub(super) fn of(trend: &Trend<'_>, size: Size) -> Frame {
        let points = || trend.lines.iter().flat_map(|line| &line.points);
        let days = || points().map(|found| found.at.date);
        let first = days().min().unwrap_or(trend.until.date);
        let today = days().max().unwrap_or(first).max(trend.until.date);
        // What may come takes no more room than what was.
        let past = (today - first).num_days();
        let coming = trend.lines.iter().filter_map(|line| {
            let weeks = line.ahead.as_ref()?.projection.weeks_to;
            Some((line.points.last()?.at.date - today).num_days() + 7 * i64::from(weeks))
        });
        let coming = coming.max().map_or(0, |days| days.clamp(7, past.max(7)));
        let last = today + Days::new(coming.unsigned_abs());
        let heights = points()
            .map(|found| found.height)
            .chain(trend.targets.iter().map(|target| target.height))
            .chain(whole_scale(trend.measure));
        let (low, high) = heights.fold((i64::MAX, i64::MIN), |(low, high), height| {
            (low.min(height), high.max(height))
        });
        let ticks = ticks(trend.measure, low, high);
        Frame {
            size,
            first,
            days: ((last - first).num_days()).max(1) as f64,
            today: (coming > 0).then_some(today),
            low: ticks[0].min(low),
            high: ticks[ticks.len() - 1].max(high),
            ticks,
        }
    }

    pub(super) fn right(&self) -> f64 {
        self.size.width - RIGHT
    }

    /// Where the present phase ends.
    pub(super) fn now(&self) -> f64 {
        self.today.map_or(self.right(), |today| self.x(today))
    }

    pub(super) fn bottom(&self) -> f64 {
        self.size.height - BOTTOM
    }

    pub(super) fn x(&self, day: NaiveDate) -> f64 {
        let share = ((day - self.first).num_days() as f64 / self.days).clamp(0.0, 1.0);
        LEFT + 1.5 + share * (self.right() - LEFT - 3.0)
    }

    pub(super) fn y(&self, height: i64) -> f64 {
        let span = (self.high - self.low).max(1) as f64;
        let share = ((height - self.low) as f64 / span).clamp(0.0, 1.0);
        self.bottom() - 1.5 - share * (self.bottom() - TOP - 3.0)
    }
}

/// Both ends of a scale of points: a part of it would make a small change look large.
fn whole_scale(measure: &Measure) -> Vec<i64> {
    match &measure.input {
        Input::Number { min, max, .. } if measure.unit == "points" => {
            let ends = [Some(*min), *max].into_iter().flatten();
            ends.map(Number::thousandths).collect()
        }
        _ => Vec::new(),
    }
}

/// Three to six round values around what is shown; every step of a short scale.
fn ticks(measure: &Measure, low: i64, high: i64) -> Vec<i64> {
    let least = match &measure.input {
        Input::Steps(steps) => {
            let last = i64::try_from(steps.len()).unwrap_or(1).max(2) - 1;
            let every = if last > 5 { 2 } else { 1 };
            return (0..=last).step_by(every).map(|at| at * 1000).collect();
        }
        Input::Number { step, .. } => step.thousandths().max(1),
        Input::Words(_) => 1,
    };
    let span = (high - low).max(least);
    let mut step = 1;
    'found: for power in 0..15 {
        for factor in [1, 2, 5] {
            step = factor * 10_i64.pow(power);
            if step >= least && span / step <= 4 {
                break 'found;
            }
        }
    }
    let from = low.div_euclid(step);
    let to = (high + step - 1).div_euclid(step).max(from + 1);
    (from..=to).map(|at| at * step).collect()
}
