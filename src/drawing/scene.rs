//! Collects the parts of one panel on the page, far ones first, and scales them to millimetres.

use super::space::{Camera, V};
use super::{Ink, Point, Shape, Step, Stroke, outline::Disc, point};

pub(super) const INK: Ink = Ink(0x1d2a36);
/// Visible line widths in millimetres.
pub(super) const OUTLINE: f64 = 0.30;
pub(super) const PROP_LINE: f64 = 0.24;
pub(super) const DETAIL: f64 = 0.17;

pub(super) const FLOOR_DEPTH: f64 = -1e6;
pub(super) const BACKDROP: f64 = -1e5;
pub(super) const MARKS: f64 = 1e6;

/// A panel while it is being drawn, in body units on the page.
pub(super) struct Scene {
    pub camera: Camera,
    /// The panel is cropped, so small things such as thumbs can be seen.
    pub is_close: bool,
    parts: Vec<(f64, Vec<Shape>)>,
    pub words: Vec<Word>,
    pub arrows: Vec<Arrow>,
    low: Point,
    high: Point,
}

/// A word at a point, with the height of its letters.
pub(super) struct Word {
    pub at: Point,
    pub text: &'static str,
    pub size: f64,
}

/// A motion arrow along points on the page; its width and head are set in millimetres.
pub(super) struct Arrow {
    pub path: Vec<Point>,
    pub size: f64,
}

impl Scene {
    pub fn new(camera: Camera, is_close: bool) -> Self {
        let far = f64::INFINITY;
        Self {
            camera,
            is_close,
            parts: Vec::with_capacity(32),
            words: Vec::new(),
            arrows: Vec::new(),
            low: point(far, far),
            high: point(-far, -far),
        }
    }

    pub fn see(&self, v: V) -> Point {
        self.camera.see(v)
    }

    pub fn disc(&self, v: V, r: f64) -> Disc {
        Disc(self.camera.see(v), r)
    }

    pub fn depth(&self, v: V) -> f64 {
        self.camera.depth(v)
    }

    /// Adds shapes that lie this near the viewer.
    pub fn put(&mut self, depth: f64, shapes: Vec<Shape>) {
        for shape in &shapes {
            for step in &shape.path {
                match *step {
                    Step::Move(p) | Step::Line(p) | Step::Cubic(_, _, p) => self.take_in(p),
                    Step::Close => {}
                }
            }
        }
        self.parts.push((depth, shapes));
    }

    /// Makes room for a point.
    pub fn take_in(&mut self, p: Point) {
        self.low = point(self.low.x.min(p.x), self.low.y.min(p.y));
        self.high = point(self.high.x.max(p.x), self.high.y.max(p.y));
    }

    /// Top left and bottom right of all that is drawn.
    pub fn bounds(&self) -> (Point, Point) {
        (self.low, self.high)
    }

    /// Every shape in painting order.
    pub fn into_shapes(mut self) -> (Vec<Shape>, Vec<Arrow>, Vec<Word>) {
        self.parts.sort_by(|a, b| a.0.total_cmp(&b.0));
        (
            self.parts.into_iter().flat_map(|p| p.1).collect(),
            self.arrows,
            self.words,
        )
    }
}

pub(super) fn stroke(ink: Ink, width: f64) -> Option<Stroke> {
    Some(Stroke {
        ink,
        width,
        dash: None,
    })
}

/// Filled and outlined.
pub(super) fn solid(path: Vec<Step>, fill: Ink, width: f64) -> Shape {
    Shape {
        path,
        fill: Some(fill),
        stroke: stroke(INK, width),
    }
}

/// Filled only.
pub(super) fn plain(path: Vec<Step>, fill: Ink) -> Shape {
    Shape {
        path,
        fill: Some(fill),
        stroke: None,
    }
}

/// A line only.
pub(super) fn line(path: Vec<Step>, ink: Ink, width: f64) -> Shape {
    Shape {
        path,
        fill: None,
        stroke: stroke(ink, width),
    }
}

/// Overlapping outlines drawn as one: all lines first, twice as wide, then all insides.
pub(super) fn merged(paths: Vec<Vec<Step>>, fill: Ink, width: f64) -> [Shape; 2] {
    let path: Vec<Step> = paths.into_iter().flatten().collect();
    [
        Shape {
            path: path.clone(),
            fill: None,
            stroke: stroke(INK, 2.0 * width),
        },
        plain(path, fill),
    ]
}

/// Moves a shape from body units to millimetres.
pub(super) fn placed(shape: Shape, scale: f64, to: Point) -> Shape {
    let at = |p: Point| point(p.x * scale + to.x, p.y * scale + to.y);
    let mut from = to;
    let path = shape
        .path
        .into_iter()
        .map(|step| {
            let step = match step {
                Step::Move(p) => Step::Move(at(p)),
                Step::Line(p) => Step::Line(at(p)),
                Step::Cubic(a, b, c) => bent(from, at(a), at(b), at(c)),
                Step::Close => Step::Close,
            };
            if let Step::Move(p) | Step::Line(p) | Step::Cubic(_, _, p) = step {
                from = p;
            }
            step
        })
        .collect();
    Shape { path, ..shape }
}

/// A curve, or a line where nobody could see it bend.
fn bent(from: Point, a: Point, b: Point, to: Point) -> Step {
    const SEEN: f64 = 0.035;
    let (x, y) = (to.x - from.x, to.y - from.y);
    let chord = x.hypot(y);
    let off = |p: Point| ((p.x - from.x) * y - (p.y - from.y) * x).abs();
    if chord > 0.2 && off(a) < SEEN * chord && off(b) < SEEN * chord {
        Step::Line(to)
    } else {
        Step::Cubic(a, b, to)
    }
}
