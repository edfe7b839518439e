//! Drawings as forms: the shapes that the screen gets as SVG, painted once and placed where needed.

use super::canvas::whole;
use super::faces::{FACES, font};
use super::file::deflated;
use crate::drawing::{Anchor, Drawing, Ink, Label, Point, Shape, Step, Stroke, point};
use skrifa::instance::{LocationRef, Size};
use skrifa::outline::{DrawSettings, OutlinePen};
use skrifa::{FontRef, MetadataProvider};

/// Whole numbers are short: pictures are written in twentieths of a millimetre, as on the screen.
const UNITS: f64 = 20.0;
/// Points in a millimetre.
const POINTS: f64 = 72.0 / 25.4;
/// Millimetres between panels of a row.
const GAP: f64 = 2.0;
/// The line round each panel of a row, and the radius of its corners in millimetres.
const FRAME: (Stroke, f64) = (
    Stroke {
        ink: Ink(0xb9c3cb),
        width: 0.2,
        dash: None,
    },
    1.2,
);
/// The face that labels are drawn in.
const BOLD: usize = 1;

/// A picture ready to be placed, any number of times.
#[derive(Debug)]
pub(super) struct Picture {
    /// Points at full size.
    pub width: f32,
    /// Points at full size.
    pub height: f32,
    /// What it shows, for those who cannot see it.
    pub says: String,
    /// What its dictionary says besides the length.
    pub entries: String,
    /// Its deflated content.
    pub content: Vec<u8>,
}

impl Picture {
    /// Drawings side by side, each cut at its own edge; several have a frame each.
    pub fn row(drawings: &[Drawing], says: String) -> Self {
        let gaps = GAP * drawings.len().saturating_sub(1) as f64;
        let width = drawings.iter().map(|one| one.width).sum::<f64>() + gaps;
        let height = drawings.iter().map(|one| one.height).fold(0.0, f64::max);
        let mut out = Vec::with_capacity(32 * 1024);
        out.extend_from_slice(b"1 J 1 j\n");
        let mut x = 0.0;
        for drawing in drawings {
            let mut brush = Brush::new(&mut out);
            brush.out.extend_from_slice(b"q 1 0 0 1 ");
            brush.pair(point(x, 0.0));
            brush.out.extend_from_slice(b"cm 0 0 ");
            brush.pair(point(drawing.width, drawing.height));
            brush.out.extend_from_slice(b"re W n\n");
            drawing.shapes.iter().for_each(|shape| brush.shape(shape));
            for label in &drawing.labels {
                brush.shape(&lettering(label));
            }
            if drawings.len() > 1 {
                brush.shape(&frame(drawing));
            }
            brush.out.extend_from_slice(b"Q\n");
            x += drawing.width + GAP;
        }
        let (across, down) = (units(width), units(height));
        let (unit, up) = (POINTS / UNITS, height * POINTS);
        Picture {
            width: (width * POINTS) as f32,
            height: up as f32,
            says,
            entries: format!(
                "/Type/XObject/Subtype/Form/BBox[0 0 {across} {down}]\
                 /Matrix[{unit:.6} 0 0 -{unit:.6} 0 {up:.4}]/Resources<<>>/Filter/FlateDecode"
            ),
            content: deflated(&out),
        }
    }
}

/// Writes shapes, saying colours and widths only where they change.
struct Brush<'a> {
    out: &'a mut Vec<u8>,
    fill: Option<Ink>,
    stroke: Option<Stroke>,
}

impl<'a> Brush<'a> {
    fn new(out: &'a mut Vec<u8>) -> Self {
        Brush {
            out,
            fill: None,
            stroke: None,
        }
    }

    fn shape(&mut self, shape: &Shape) {
        if let Some(ink) = shape.fill.filter(|ink| self.fill != Some(*ink)) {
            self.colour(ink);
            self.out.extend_from_slice(b"rg\n");
            self.fill = Some(ink);
        }
        if let Some(stroke) = shape.stroke {
            self.line(stroke);
        }
        for step in &shape.path {
            self.step(step);
        }
        self.out
            .extend_from_slice(match (shape.fill, shape.stroke) {
                (Some(_), Some(_)) => b"B\n",
                (Some(_), None) => b"f\n",
                (None, Some(_)) => b"S\n",
                (None, None) => b"n\n",
            });
    }

    fn line(&mut self, stroke: Stroke) {
        let before = self.stroke.replace(stroke);
        if before.is_none_or(|before| before.ink != stroke.ink) {
            self.colour(stroke.ink);
            self.out.extend_from_slice(b"RG\n");
        }
        if before.is_none_or(|before| before.width != stroke.width) {
            self.length(stroke.width);
            self.out.extend_from_slice(b"w\n");
        }
        if before.map_or(stroke.dash.is_some(), |before| before.dash != stroke.dash) {
            self.out.push(b'[');
            if let Some((dash, gap)) = stroke.dash {
                self.pair(point(dash, gap));
            }
            self.out.extend_from_slice(b"]0 d\n");
        }
    }

    fn step(&mut self, step: &Step) {
        let (points, letter): (&[Point], u8) = match step {
            Step::Move(to) => (&[*to], b'm'),
            Step::Line(to) => (&[*to], b'l'),
            Step::Cubic(leave, arrive, to) => (&[*leave, *arrive, *to], b'c'),
            Step::Close => (&[], b'h'),
        };
        points.iter().for_each(|point| self.pair(*point));
        self.out.extend_from_slice(&[letter, b'\n']);
    }

    fn pair(&mut self, point: Point) {
        self.length(point.x);
        self.length(point.y);
    }

    fn length(&mut self, millimetres: f64) {
        whole(self.out, units(millimetres));
        self.out.push(b' ');
    }

    /// Three decimals: all 256 steps of a colour stay apart.
    fn colour(&mut self, Ink(ink): Ink) {
        for shift in [16, 8, 0] {
            let thousandths = (ink >> shift & 0xff) * 1000 / 255;
            let part = match thousandths {
                0 => "0 ".to_owned(),
                1000 => "1 ".to_owned(),
                some => format!(".{some:03} "),
            };
            self.out.extend_from_slice(part.as_bytes());
        }
    }
}

fn units(millimetres: f64) -> i64 {
    (millimetres * UNITS).round() as i64
}

fn frame(drawing: &Drawing) -> Shape {
    let (stroke, radius) = FRAME;
    let edge = stroke.width / 2.0;
    let (right, bottom) = (drawing.width - edge, drawing.height - edge);
    // How far a quarter circle's handles stand from its corner.
    let handle = radius * 0.448;
    let corner = |x: f64, y: f64, across: (f64, f64), down: (f64, f64)| {
        let at = |way: (f64, f64), by: f64| point(x + way.0 * by, y + way.1 * by);
        [
            Step::Line(at(across, radius)),
            Step::Cubic(at(across, handle), at(down, handle), at(down, radius)),
        ]
    };
    let (left, up, to_right, to_bottom) = ((-1.0, 0.0), (0.0, -1.0), (1.0, 0.0), (0.0, 1.0));
    let mut path = vec![Step::Move(point(edge + radius, edge))];
    path.extend(corner(right, edge, left, to_bottom));
    path.extend(corner(right, bottom, up, left));
    path.extend(corner(edge, bottom, to_right, up));
    path.extend(corner(edge, edge, to_bottom, to_right));
    path.push(Step::Close);
    Shape {
        path,
        fill: None,
        stroke: Some(stroke),
    }
}

/// A label as outlines: part of the picture, whose words are in the picture's description.
fn lettering(label: &Label) -> Shape {
    let mut path = Vec::new();
    if let Some(face) = font(&FACES[BOLD]) {
        trace(&face, label, &mut path);
    }
    Shape {
        path,
        fill: Some(label.ink),
        stroke: None,
    }
}

fn trace(face: &FontRef<'_>, label: &Label, path: &mut Vec<Step>) {
    let (size, location) = (Size::unscaled(), LocationRef::default());
    let metrics = face.glyph_metrics(size, location);
    let scale = label.size / f64::from(face.metrics(size, location).units_per_em);
    let letters = label.text.chars();
    let glyphs: Vec<_> = letters.filter_map(|one| face.charmap().map(one)).collect();
    let advance = |glyph| f64::from(metrics.advance_width(glyph).unwrap_or(0.0)) * scale;
    let width: f64 = glyphs.iter().map(|glyph| advance(*glyph)).sum();
    let mut at = label.at;
    at.x -= match label.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => width / 2.0,
        Anchor::End => width,
    };
    for glyph in glyphs {
        let mut tracer = Tracer {
            path,
            origin: at,
            scale,
            last: (0.0, 0.0),
        };
        if let Some(outline) = face.outline_glyphs().get(glyph) {
            // A glyph that cannot be read is left out; the faces are part of the program.
            let _ = outline.draw(DrawSettings::unhinted(size, location), &mut tracer);
        }
        at.x += advance(glyph);
    }
}

/// Takes a glyph's outline, in units of the face and upwards, into millimetres.
struct Tracer<'a> {
    path: &'a mut Vec<Step>,
    origin: Point,
    scale: f64,
    last: (f32, f32),
}

impl Tracer<'_> {
    fn at(&mut self, x: f32, y: f32) -> Point {
        self.last = (x, y);
        self.place(x, y)
    }

    fn place(&self, x: f32, y: f32) -> Point {
        point(
            self.origin.x + f64::from(x) * self.scale,
            self.origin.y - f64::from(y) * self.scale,
        )
    }
}

impl OutlinePen for Tracer<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.path.push(Step::Move(to));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.at(x, y);
        self.path.push(Step::Line(to));
    }

    fn quad_to(&mut self, over_x: f32, over_y: f32, x: f32, y: f32) {
        let towards = |from: f32, over: f32| from + (over - from) * 2.0 / 3.0;
        let leave = self.place(towards(self.last.0, over_x), towards(self.last.1, over_y));
        let arrive = self.place(towards(x, over_x), towards(y, over_y));
        let to = self.at(x, y);
        self.path.push(Step::Cubic(leave, arrive, to));
    }

    fn curve_to(&mut self, x0: f32, y0: f32, x1: f32, y1: f32, x: f32, y: f32) {
        let (leave, arrive) = (self.place(x0, y0), self.place(x1, y1));
        let to = self.at(x, y);
        self.path.push(Step::Cubic(leave, arrive, to));
    }

    fn close(&mut self) {
        self.path.push(Step::Close);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_keep_their_steps() {
        let mut out = Vec::new();
        Brush::new(&mut out).colour(Ink(0xff_00_80));
        assert_eq!(out, b"1 0 .501 ");
    }

    #[test]
    fn a_label_stands_in_the_middle_of_its_point() {
        let label = Label {
            text: "44".into(),
            at: point(10.0, 5.0),
            size: 4.0,
            anchor: Anchor::Middle,
            ink: Ink(0),
        };
        let path = lettering(&label).path;
        let across = path.iter().filter_map(|step| match step {
            Step::Move(to) | Step::Line(to) | Step::Cubic(_, _, to) => Some(to.x),
            Step::Close => None,
        });
        let (low, high) = across.fold((f64::MAX, f64::MIN), |(low, high), x| {
            (low.min(x), high.max(x))
        });
        assert!(((low + high) / 2.0 - 10.0).abs() < 0.2, "{low} to {high}");
    }
}
