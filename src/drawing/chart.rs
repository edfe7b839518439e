//! The chart of one measure: its readings over time, the phases, the lines it had to reach, the known error around
//! where it began. Readable in greyscale: sides differ by marker and dash, not by colour alone.

use chrono::Days;

mod frame;

use frame::Frame;

use super::{Anchor, Drawing, Ink, Label, Shape, Step, Stroke, point};
use crate::care::measure::{Input, Measure, Side};
use crate::care::number::Number;
use crate::care::protocol::Operator;
use crate::care::trend::{Line, Trend};

/// Circle by four curves: how far the control points stand from its axis points, for a radius of one.
const ROUND: f64 = 0.5523;
const LETTERS: f64 = 2.7;
/// Around the field of values, in millimetres: names of values, of the target, of phases, of days.
const LEFT: f64 = 10.0;
const RIGHT: f64 = 11.0;
const TOP: f64 = 5.0;
const BOTTOM: f64 = 5.0;
const INK: Ink = Ink(0x1d2a36);
const QUIET: Ink = Ink(0x4f5d6b);
const GRID: Ink = Ink(0xcfd7de);
const BAND: Ink = Ink(0xeef2f4);
const ERROR: Ink = Ink(0xd5e5e8);
const WEDGE: Ink = Ink(0xe2e6e9);
const LINES: [Ink; 2] = [Ink(0x0c5460), Ink(0x8a4b08)];

/// Width and height in millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Size {
    /// From edge to edge.
    pub width: f64,
    /// From edge to edge.
    pub height: f64,
}

/// Draws how a measure went; `description` says it in words for those who cannot see it.
#[must_use]
pub fn chart(trend: &Trend<'_>, description: String, size: Size) -> Drawing {
    let frame = Frame::of(trend, size);
    let mut shapes = Vec::new();
    let mut labels = Vec::new();
    phases(trend, &frame, &mut shapes, &mut labels);
    error_band(trend, &frame, &mut shapes);
    axes(trend, &frame, &mut shapes, &mut labels);
    for (at, line) in trend.lines.iter().enumerate() {
        ahead(line, at, &frame, &mut shapes);
        baseline(line, at, &frame, &mut shapes);
    }
    targets(trend, &frame, &mut shapes, &mut labels);
    for (at, line) in trend.lines.iter().enumerate() {
        readings(line, at, &frame, &mut shapes);
    }
    sides(trend, &frame, &mut labels);
    Drawing {
        width: size.width,
        height: size.height,
        title: trend.measure.name.clone(),
        description,
        shapes,
        labels,
    }
}

fn phases(trend: &Trend<'_>, frame: &Frame, shapes: &mut Vec<Shape>, labels: &mut Vec<Label>) {
    for (at, stay) in trend.stays.iter().enumerate() {
        let until = stay.left.map_or(trend.until.date, |left| left.date);
        if until < frame.first {
            continue;
        }
        let from = if stay.entered.date <= frame.first {
            LEFT
        } else {
            frame.x(stay.entered.date)
        };
        let to = if stay.left.is_none() {
            frame.now()
        } else {
            frame.x(until)
        };
        if to - from <= 0.0 {
            continue;
        }
        let fill = (!at.is_multiple_of(2)).then_some(BAND);
        shapes.push(Shape {
            path: rectangle(from, TOP, to, frame.bottom()),
            fill,
            stroke: None,
        });
        shapes.push(ruled(from, TOP - 3.5, from, frame.bottom(), GRID));
        if to - from >= 2.5 {
            let number = stay.phase.to_string();
            let words = if to - from >= 14.0 {
                format!("phase {number}")
            } else {
                number
            };
            let middle = f64::midpoint(from, to);
            labels.push(label(&words, middle, TOP - 1.2, Anchor::Middle, QUIET));
        }
    }
}

/// A wedge from the newest reading to when the target may be reached, cut where the chart ends.
fn ahead(line: &Line, at: usize, frame: &Frame, shapes: &mut Vec<Shape>) {
    let (Some(ahead), Some(newest)) = (&line.ahead, line.points.last()) else {
        return;
    };
    let from = point(frame.x(newest.at.date), frame.y(newest.height));
    let end = frame.x(frame.first + Days::new(frame.days as u64));
    let target = frame.y(ahead.height);
    let per_day = (end - frame.x(frame.first)) / frame.days;
    let reached = |weeks: u16| {
        let full = f64::from(weeks) * 7.0 * per_day;
        let share = ((end - from.x) / full).clamp(0.0, 1.0);
        point(from.x + full * share, from.y + (target - from.y) * share)
    };
    let soonest = reached(ahead.projection.weeks_from);
    let latest = reached(ahead.projection.weeks_to);
    let corner = point(latest.x, soonest.y);
    shapes.push(Shape {
        path: vec![
            Step::Move(from),
            Step::Line(soonest),
            Step::Line(corner),
            Step::Line(latest),
            Step::Close,
        ],
        fill: Some(WEDGE),
        stroke: Some(Stroke {
            ink: LINES[at % LINES.len()],
            width: 0.2,
            dash: None,
        }),
    });
}

/// The value that change is counted from, once there is a change.
fn baseline(line: &Line, at: usize, frame: &Frame, shapes: &mut Vec<Shape>) {
    let Some(from) = line.baseline.filter(|from| from + 1 < line.points.len()) else {
        return;
    };
    let first = &line.points[from];
    let y = frame.y(first.height);
    shapes.push(Shape {
        path: vec![
            Step::Move(point(frame.x(first.at.date), y)),
            Step::Line(point(frame.now(), y)),
        ],
        fill: None,
        stroke: Some(Stroke {
            ink: LINES[at % LINES.len()],
            width: 0.25,
            dash: Some((0.05, 0.75)),
        }),
    });
}

/// Around the first value of the one line there is: inside it a change is no clear change.
fn error_band(trend: &Trend<'_>, frame: &Frame, shapes: &mut Vec<Shape>) {
    let ([line], Some(error)) = (&trend.lines[..], trend.measure.error) else {
        return;
    };
    let Some(first) = line.baseline.map(|at| &line.points[at]) else {
        return;
    };
    let (low, high) = (
        first.height - error.thousandths(),
        first.height + error.thousandths(),
    );
    shapes.push(Shape {
        path: rectangle(
            frame.x(first.at.date),
            frame.y(high.min(frame.high)),
            frame.now(),
            frame.y(low.max(frame.low)),
        ),
        fill: Some(ERROR),
        stroke: None,
    });
}

fn axes(trend: &Trend<'_>, frame: &Frame, shapes: &mut Vec<Shape>, labels: &mut Vec<Label>) {
    for tick in &frame.ticks {
        let y = frame.y(*tick);
        shapes.push(ruled(LEFT, y, frame.right(), y, GRID));
        let words = height_words(trend.measure, *tick);
        labels.push(label(
            &words,
            LEFT - 1.0,
            y + LETTERS / 3.0,
            Anchor::End,
            QUIET,
        ));
    }
    let end = frame.first + Days::new(frame.days as u64);
    let base = frame.size.height - 1.2;
    let mut shown: Vec<f64> = Vec::new();
    let middle = frame.first + Days::new(frame.days as u64 / 2);
    if let Some(today) = frame.today {
        let x = frame.x(today);
        shapes.push(ruled(x, TOP, x, frame.bottom(), QUIET));
        labels.push(label("today", x, base, Anchor::Middle, QUIET));
        shown.push(x);
    }
    for (day, anchor) in [
        (frame.first, Anchor::Start),
        (end, Anchor::End),
        (middle, Anchor::Middle),
    ] {
        let x = frame.x(day);
        if shown.iter().any(|known| (known - x).abs() < 16.0) {
            continue;
        }
        shown.push(x);
        let words = day.format("%-d %b").to_string();
        labels.push(label(&words, x, base, anchor, QUIET));
    }
}

fn targets(trend: &Trend<'_>, frame: &Frame, shapes: &mut Vec<Shape>, labels: &mut Vec<Label>) {
    for target in &trend.targets {
        let until = target.until.map_or(trend.until.date, |left| left.date);
        if until < frame.first {
            continue;
        }
        let present = target.until.is_none();
        let to = if present {
            frame.right()
        } else {
            frame.x(until)
        };
        let y = frame.y(target.height);
        shapes.push(Shape {
            path: vec![
                Step::Move(point(frame.x(target.from.date), y)),
                Step::Line(point(to, y)),
            ],
            fill: None,
            stroke: Some(Stroke {
                ink: INK,
                width: 0.35,
                dash: Some((1.4, 0.9)),
            }),
        });
        if present {
            let sign = if target.operator == Operator::AtLeast {
                '\u{2265}'
            } else {
                '\u{2264}'
            };
            let words = format!("{sign} {}", height_words(trend.measure, target.height));
            let y = y + LETTERS / 3.0;
            labels.push(label(&words, frame.right() + 0.8, y, Anchor::Start, INK));
        }
    }
}

fn readings(line: &Line, at: usize, frame: &Frame, shapes: &mut Vec<Shape>) {
    let ink = LINES[at % LINES.len()];
    let place = |found: &crate::care::trend::Point| {
        let day = frame.x(found.at.date);
        point(day, frame.y(found.height))
    };
    let mut steps = line.points.iter().map(place);
    if let Some(start) = steps.next() {
        let path: Vec<Step> = std::iter::once(Step::Move(start))
            .chain(steps.map(Step::Line))
            .collect();
        if path.len() > 1 {
            let dash = (!at.is_multiple_of(2)).then_some((0.9, 0.7));
            shapes.push(Shape {
                path,
                fill: None,
                stroke: Some(Stroke {
                    ink,
                    width: 0.45,
                    dash,
                }),
            });
        }
    }
    for found in &line.points {
        let at_point = place(found);
        let (path, fill) = if at.is_multiple_of(2) {
            (circle(at_point.x, at_point.y, 0.8), ink)
        } else {
            let (x, y) = (at_point.x, at_point.y);
            (
                rectangle(x - 0.75, y - 0.75, x + 0.75, y + 0.75),
                Ink(0xff_ffff),
            )
        };
        shapes.push(Shape {
            path,
            fill: Some(fill),
            stroke: Some(Stroke {
                ink,
                width: 0.35,
                dash: None,
            }),
        });
    }
}

/// The letter of each side beside its last reading, moved apart where they would cover each other.
fn sides(trend: &Trend<'_>, frame: &Frame, labels: &mut Vec<Label>) {
    let mut ends: Vec<Label> = Vec::new();
    for (at, line) in trend.lines.iter().enumerate() {
        let (Some(letter), Some(last)) = (side_letter(line.side), line.points.last()) else {
            continue;
        };
        let y = frame.y(last.height) + LETTERS / 3.0;
        let x = frame.x(last.at.date) + 1.6;
        ends.push(label(letter, x, y, Anchor::Start, LINES[at % LINES.len()]));
    }
    ends.sort_by(|a, b| a.at.y.total_cmp(&b.at.y));
    let mut free = frame.bottom();
    for end in ends.iter_mut().rev() {
        end.at.y = end.at.y.min(free);
        free = end.at.y - LETTERS;
    }
    labels.append(&mut ends);
}

fn height_words(measure: &Measure, height: i64) -> String {
    match &measure.input {
        Input::Steps(steps) => usize::try_from(height / 1000)
            .ok()
            .and_then(|at| steps.get(at))
            .map_or_else(String::new, |step| step.word.replace('-', "\u{2212}")),
        _ => Number::from_thousandths(height).to_string(),
    }
}

fn side_letter(side: Option<Side>) -> Option<&'static str> {
    side.map(|side| match side {
        Side::Left => "L",
        Side::Right => "R",
    })
}

fn label(text: &str, x: f64, y: f64, anchor: Anchor, ink: Ink) -> Label {
    Label {
        text: text.to_owned(),
        at: point(x, y),
        size: LETTERS,
        anchor,
        ink,
    }
}

fn ruled(x1: f64, y1: f64, x2: f64, y2: f64, ink: Ink) -> Shape {
    Shape {
        path: vec![Step::Move(point(x1, y1)), Step::Line(point(x2, y2))],
        fill: None,
        stroke: Some(Stroke {
            ink,
            width: 0.2,
            dash: None,
        }),
    }
}

fn rectangle(x1: f64, y1: f64, x2: f64, y2: f64) -> Vec<Step> {
    vec![
        Step::Move(point(x1, y1)),
        Step::Line(point(x2, y1)),
        Step::Line(point(x2, y2)),
        Step::Line(point(x1, y2)),
        Step::Close,
    ]
}

fn circle(x: f64, y: f64, r: f64) -> Vec<Step> {
    let k = r * ROUND;
    vec![
        Step::Move(point(x + r, y)),
        Step::Cubic(point(x + r, y + k), point(x + k, y + r), point(x, y + r)),
        Step::Cubic(point(x - k, y + r), point(x - r, y + k), point(x - r, y)),
        Step::Cubic(point(x - r, y - k), point(x - k, y - r), point(x, y - r)),
        Step::Cubic(point(x + k, y - r), point(x + r, y - k), point(x + r, y)),
        Step::Close,
    ]
}
