//! Sizes, inks and the page's measures.

use crate::print::flow::{Ink, Room, Setting};
use crate::print::paragraph::{Side, Style};
use crate::print::{Paper, Size};

pub(super) const INK: Ink = Ink(0x17, 0x1f, 0x26);
pub(super) const MUTED: Ink = Ink(0x3f, 0x4a, 0x53);
pub(super) const ACCENT: Ink = Ink(0x0e, 0x4a, 0x5a);
pub(super) const PALE: Ink = Ink(0xe9, 0xf2, 0xf4);
pub(super) const LINE: Ink = Ink(0x8f, 0x9d, 0xa6);
pub(super) const STOP: Ink = Ink(0x9b, 0x1c, 0x1c);
pub(super) const WHITE: Ink = Ink(0xff, 0xff, 0xff);

/// How this sheet looks: all sizes in points.
pub(super) struct Look {
    pub is_large: bool,
    pub is_dense: bool,
    pub text: f32,
    pub heading: f32,
    pub title: f32,
    pub foot: f32,
    pub left: f32,
    pub width: f32,
    height: f32,
}

/// Around the page: what home printers leave white, and a little more.
const MARGIN: f32 = 36.0;

/// Above the first block.
const TOP: f32 = 28.0;

impl Look {
    /// `is_dense` closes up lines and gaps to save a page; no letter gets smaller than the size allows.
    pub fn new(paper: Paper, size: Size, is_dense: bool) -> Self {
        let (width, height) = paper.points();
        let is_large = size == Size::Large;
        let of = |standard: f32, large: f32| if is_large { large } else { standard };
        Look {
            is_large,
            is_dense,
            text: of(12.0, 16.0),
            heading: of(14.0, 18.0),
            title: of(17.0, 21.0),
            foot: of(9.0, 12.0),
            left: MARGIN,
            width: width - 2.0 * MARGIN,
            height,
        }
    }

    /// Where blocks may stand.
    pub fn room(&self) -> Room {
        let bottom = self.foot_baseline() - self.foot * 1.25 - 6.0;
        Room {
            left: self.left,
            top: TOP,
            height: bottom - TOP,
        }
    }

    pub fn foot_baseline(&self) -> f32 {
        self.height - 23.0
    }

    /// Room between things, less where the sheet is dense.
    pub fn gap(&self, height: f32) -> f32 {
        if self.is_dense { height * 0.6 } else { height }
    }

    /// How many exercises may stand beside each other, best first.
    pub fn columns(&self, exercises: usize) -> &'static [usize] {
        match exercises {
            0 | 1 => &[1],
            _ if self.is_large => &[1],
            2 => &[2, 1],
            _ => &[2, 3, 1],
        }
    }

    pub fn style(&self, size: f32) -> Style {
        Style {
            size,
            leading: if self.is_dense { 1.12 } else { 1.22 },
            side: Side::Start,
        }
    }

    /// Body text in a column.
    pub fn body(&self, x: f32, width: f32) -> Setting {
        Setting {
            style: self.style(self.text),
            ink: INK,
            x,
            width,
        }
    }

    /// A heading in a column.
    pub fn headline(&self, x: f32, width: f32) -> Setting {
        Setting {
            style: self.style(self.heading),
            ink: ACCENT,
            x,
            width,
        }
    }

    /// Room for a list's numbers or bullets.
    pub fn indent(&self) -> f32 {
        self.text * 1.35
    }
}
