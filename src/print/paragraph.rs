//! A paragraph that is set: lines of runs of glyphs, each with its place.

use super::faces::FACES;
use std::rc::Rc;

/// Scripts with marks far above and below the line need more room than Latin.
const TALL_LEADING: f32 = 1.45;

/// How a paragraph is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Points.
    pub size: f32,
    /// From one baseline to the next, as a share of the size.
    pub leading: f32,
    pub side: Side,
}

impl Style {
    /// The same with its lines on another side.
    pub fn to(self, side: Side) -> Self {
        Style { side, ..self }
    }
}

/// Where the lines of a paragraph stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Side {
    /// By the direction of the words: left, or right for Arabic and Hebrew.
    Start,
    Left,
    Right,
    Centre,
}

/// A set paragraph. Lines are one pitch apart, whatever faces they hold.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    /// The words, without marks that have no ink.
    pub text: Rc<str>,
    pub lines: Rc<[Line]>,
    pub size: f32,
    /// From one baseline to the next, in points.
    pub pitch: f32,
    /// Letters that no face covers.
    pub missing: Rc<[char]>,
}

impl Paragraph {
    /// The same lines in another leading.
    pub fn spaced(&self, leading: f32) -> Self {
        let mut runs = self.lines.iter().flat_map(|line| &line.runs);
        let is_tall = runs.any(|run| FACES[run.face].is_tall);
        let least = if is_tall { TALL_LEADING } else { 0.0 };
        Paragraph {
            pitch: self.size * leading.max(least),
            ..self.clone()
        }
    }

    pub fn height(&self) -> f32 {
        self.pitch * self.lines.len() as f32
    }

    /// The widest line, in points.
    pub fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }

    /// From the top of a line to its baseline.
    pub fn baseline(&self) -> f32 {
        (self.pitch - self.size) / 2.0 + 0.8 * self.size
    }
}

#[derive(Debug, Default)]
pub(super) struct Line {
    /// In the order they are read.
    pub runs: Vec<Run>,
    /// Ink, without the space that hangs at the end.
    pub width: f32,
}

/// Glyphs of one face in one direction, in the order they are read.
#[derive(Debug)]
pub(super) struct Run {
    /// Place in `FACES`.
    pub face: usize,
    pub size: f32,
    /// The face has no bold; it is thickened with a stroke.
    pub is_thickened: bool,
    /// Left to right on one baseline, so that words can be written whole.
    pub is_simple: bool,
    pub glyphs: Vec<Glyph>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Glyph {
    /// Place in the typesetter's symbols.
    pub symbol: u32,
    /// From the left edge of the paragraph, in points.
    pub x: f32,
    /// Above the baseline, in points.
    pub y: f32,
}

/// A glyph together with the text it stands for. One glyph may stand for several texts (brackets
/// that mirror, Arabic letters that share a base shape), so the pair is what a PDF must code.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Symbol {
    pub face: usize,
    pub glyph: u16,
    pub text: Box<str>,
}
