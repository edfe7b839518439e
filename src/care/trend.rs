//! How one measure went through an episode: its readings in order, and what was asked of it in each stay.

use super::compare::{self, on_scale};
use super::course::{Course, Stay, phase_at};
use super::diary::{DiaryOrigin, by_age};
use super::evaluation::{Change, Evaluation, Projection, Verdict};
use super::measure::{Input, Measure, Side, Value};
use super::projection::Pace;
use super::protocol::{Operator, Protocol};
use super::time::Moment;

/// The course of one measure that has an order: a number or a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend<'a> {
    /// What was measured.
    pub measure: &'a Measure,
    /// One for each side and method that was used, left before right; never empty.
    pub lines: Vec<Line>,
    /// What the value itself had to reach, stay by stay.
    pub targets: Vec<TargetSpan>,
    /// The phases the patient was in.
    pub stays: &'a [Stay],
    /// The moment it is told for.
    pub until: Moment,
}

/// The readings of one side with one method, which may be compared with each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The side, for a sided measure.
    pub side: Option<Side>,
    /// The method, for a measure that has several.
    pub variant: Option<String>,
    /// By time; never empty.
    pub points: Vec<Point>,
    /// Which point change is counted from; `None` when none was taken since a mark set for it.
    pub baseline: Option<usize>,
    /// How it may go on; on screen only.
    pub ahead: Option<Ahead>,
}

/// Where a line leads, if it goes on as it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// Counted from the newest reading.
    pub projection: Projection,
    /// Where the value that is asked for stands on the measure's scale.
    pub height: i64,
}

impl Trend<'_> {
    /// The same with how its lines may go on: for the screen, never for paper.
    #[must_use]
    pub fn going_on(mut self, paces: &[Pace]) -> Self {
        for line in &mut self.lines {
            let of_line = |pace: &&Pace| {
                pace.measure == self.measure.key
                    && pace.side == line.side
                    && pace.variant == line.variant
            };
            line.ahead = paces.iter().find(of_line).and_then(|pace| {
                Some(Ahead {
                    projection: pace.projection,
                    height: on_scale(self.measure, &pace.threshold)?,
                })
            });
        }
        self
    }

    /// Whether something was taken more than once, so that there is a course to show.
    #[must_use]
    pub fn is_a_course(&self) -> bool {
        self.lines.iter().any(|line| line.points.len() > 1)
    }
}

impl Line {
    /// The change from where it is counted from to the newest reading; `None` where there is none or no amount of it.
    #[must_use]
    pub fn since_baseline(&self, measure: &Measure) -> Option<Change> {
        let (first, last) = (self.points.get(self.baseline?)?, self.points.last()?);
        compare::change(measure, &first.value, &last.value)
    }
}

/// One reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// When it was taken.
    pub at: Moment,
    /// What was found.
    pub value: Value,
    /// Where it stands on the measure's scale: thousandths of the unit, or of a step.
    pub height: i64,
    /// The phase the patient was in, for a diary that of its last written day; `None` before the first was decided.
    pub phase: Option<u8>,
    /// Who took it, by name.
    pub taken_by: String,
    /// The paper diary it comes from; `None` for what was taken at a visit.
    pub diary: Option<DiaryOrigin>,
}

/// A threshold the value itself is held against during one stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetSpan {
    /// The phase.
    pub phase: u8,
    /// From when.
    pub from: Moment,
    /// Until when; `None` for the present stay.
    pub until: Option<Moment>,
    /// `at_least` or `at_most`.
    pub operator: Operator,
    /// What it asks, for this patient.
    pub threshold: Value,
    /// Where that stands on the measure's scale.
    pub height: i64,
}

/// How a measure went, or `None` for one that was never taken, or whose words have no order.
///
/// Targets about change, symmetry or difference ask nothing of the value itself and are left out. Those of the present
/// stay are the evaluation's, as set for this patient; those of earlier stays are the protocol's.
#[must_use]
pub fn trend<'a>(
    protocol: &'a Protocol,
    course: &'a Course,
    evaluation: &Evaluation,
    measure: &str,
    now: Moment,
) -> Option<Trend<'a>> {
    let measure = protocol.measure(measure)?;
    if matches!(measure.input, Input::Words(_)) {
        return None;
    }
    let lines = lines(course, measure, now);
    if lines.is_empty() {
        return None;
    }
    Some(Trend {
        measure,
        lines,
        targets: targets(protocol, course, evaluation, measure),
        stays: &course.stays,
        until: now,
    })
}

fn lines(course: &Course, measure: &Measure, now: Moment) -> Vec<Line> {
    let mut readings: Vec<_> = course
        .visits
        .iter()
        .flat_map(|visit| {
            let phase = visit.phase.or_else(|| phase_at(&course.stays, visit.at));
            let of_visit = visit.readings.iter();
            of_visit.map(move |reading| (reading.taken_at, reading, phase, None))
        })
        .chain(by_age(&course.diaries).into_iter().map(|(at, diary)| {
            let stay = diary.stay(&course.stays);
            let phase = stay.map(|stay| course.stays[stay].phase);
            (at, &diary.reading, phase, Some(diary.origin()))
        }))
        .filter(|(at, reading, ..)| reading.measure == measure.key && at.utc <= now.utc)
        .collect();
    readings.sort_by_key(|(at, reading, ..)| (reading.side, at.utc));
    let mut lines: Vec<Line> = Vec::new();
    for (at, reading, phase, diary) in readings {
        let Some(height) = on_scale(measure, &reading.value) else {
            continue;
        };
        let point = Point {
            at,
            value: reading.value.clone(),
            height,
            phase,
            taken_by: reading.taken_by.clone(),
            diary,
        };
        let same = |line: &&mut Line| line.side == reading.side && line.variant == reading.variant;
        match lines.iter_mut().find(same) {
            Some(line) => line.points.push(point),
            None => lines.push(Line {
                side: reading.side,
                variant: reading.variant.clone(),
                points: vec![point],
                baseline: None,
                ahead: None,
            }),
        }
    }
    let marks = course.baselines.iter().filter(|mark| {
        let here = mark.measure.as_ref().is_none_or(|of| *of == measure.key);
        here && mark.from.utc <= now.utc
    });
    let marked = marks.map(|mark| mark.from.utc).max();
    for line in &mut lines {
        let counts = |point: &Point| marked.is_none_or(|from| point.at.utc >= from);
        line.baseline = line.points.iter().position(counts);
    }
    lines
}

fn targets(
    protocol: &Protocol,
    course: &Course,
    evaluation: &Evaluation,
    measure: &Measure,
) -> Vec<TargetSpan> {
    let mut spans = Vec::new();
    for stay in &course.stays {
        let asked: Vec<(Operator, &Value)> = if stay.left.is_none() {
            let criteria = evaluation.criteria.iter().filter(|criterion| {
                criterion.measure == measure.key
                    && criterion.unit == measure.unit
                    && criterion.verdict != Verdict::NotApplicable
            });
            criteria
                .map(|criterion| (criterion.operator, &criterion.threshold))
                .collect()
        } else {
            let targets = protocol.phase(stay.phase).map(|phase| &phase.targets);
            targets
                .into_iter()
                .flatten()
                .filter(|target| target.measure == measure.key && target.unit == measure.unit)
                .map(|target| (target.operator, &target.threshold))
                .collect()
        };
        for (operator, threshold) in asked {
            let of_the_value = matches!(operator, Operator::AtLeast | Operator::AtMost);
            let Some(height) = on_scale(measure, threshold).filter(|_| of_the_value) else {
                continue;
            };
            spans.push(TargetSpan {
                phase: stay.phase,
                from: stay.entered,
                until: stay.left,
                operator,
                threshold: threshold.clone(),
                height,
            });
        }
    }
    spans
}
