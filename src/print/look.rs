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

/// How close things stand, to save a page; no letter gets smaller than the size allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Hash)]
pub(super) enum Density {
    Roomy,
    Dense,
    Tight,
}

/// How high a sheet is at the very least, as a share of the roomy one in two columns: a little less
/// than the least seen for 2 to 30 exercises of the library.
pub(super) fn least_share(arrangement: (Density, usize)) -> f32 {
    match arrangement {
        (Density::Roomy, 1) => 1.02,
        (Density::Roomy, 2) => 1.0,
        (Density::Roomy, _) => 0.84,
        (Density::Dense, 1) => 0.74,
        (Density::Dense, 2) => 0.74,
        (Density::Dense, _) => 0.68,
        (Density::Tight, 1) => 0.68,
        (Density::Tight, 2) => 0.62,
        (Density::Tight, _) => 0.58,
    }
}

/// How a paper looks: all sizes in points.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub is_large: bool,
    /// Closer than roomy.
    pub is_dense: bool,
    /// As close as can be: labels run in, lights below each other.
    pub is_tight: bool,
    density: Density,
    /// How much larger than usual figures are.
    larger: f32,
    pub text: f32,
    pub heading: f32,
    pub title: f32,
    pub foot: f32,
    pub left: f32,
    pub width: f32,
    height: f32,
}

impl Look {
    /// The measures for a paper, a size of print and a density.
    pub fn new(paper: Paper, size: Size, density: Density) -> Self {
        let (width, height) = paper.points();
        let is_large = size == Size::Large;
        let of = |standard: f32, large: f32| if is_large { large } else { standard };
        // Around the page: what home printers leave white, and a little more.
        let is_tight = density == Density::Tight;
        let margin = if is_tight { 24.0 } else { 36.0 };
        Look {
            is_large,
            is_dense: density > Density::Roomy,
            is_tight,
            density,
            larger: 1.0,
            text: of(12.0, 16.0),
            heading: if is_tight { 13.0 } else { of(14.0, 18.0) },
            title: if is_tight { 15.0 } else { of(17.0, 21.0) },
            foot: of(9.0, 12.0),
            left: margin,
            width: width - 2.0 * margin,
            height,
        }
    }

    /// The same with figures this much larger.
    pub fn with_figures(self, larger: f32) -> Self {
        Look { larger, ..self }
    }

    /// The measures of a letter to a colleague.
    pub fn letter(paper: Paper) -> Self {
        Look {
            text: 10.0,
            heading: 12.5,
            title: 16.0,
            ..Look::new(paper, Size::Standard, Density::Roomy)
        }
    }

    /// Where blocks may stand.
    pub fn room(&self) -> Room {
        let top = if self.is_tight { 18.0 } else { 28.0 };
        let bottom = self.foot_baseline() - self.foot * 1.25 - 6.0;
        Room {
            left: self.left,
            top,
            height: bottom - top,
        }
    }

    pub fn foot_baseline(&self) -> f32 {
        self.height - 23.0
    }

    /// Room between things, less where the sheet is dense.
    pub fn gap(&self, height: f32) -> f32 {
        height
            * match self.density {
                Density::Roomy => 1.0,
                Density::Dense => 0.6,
                Density::Tight => 0.4,
            }
    }

    /// How many exercises may stand beside each other, best first.
    pub fn columns(&self, exercises: usize) -> &'static [usize] {
        match exercises {
            0 | 1 => &[1],
            _ if self.is_large => &[1],
            2 => &[2, 1],
            3 if self.is_tight => &[3],
            _ => &[2, 3, 1],
        }
    }

    pub fn style(&self, size: f32) -> Style {
        Style {
            size,
            leading: match self.density {
                Density::Roomy => 1.22,
                Density::Dense => 1.12,
                Density::Tight => 1.06,
            },
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

    /// How large a figure may be, as a share of its full size.
    pub fn figure_scale(&self) -> f32 {
        let usual = match self.density {
            _ if self.is_large => 1.3,
            Density::Roomy => 1.0,
            Density::Dense => 0.86,
            Density::Tight => 0.68,
        };
        usual * self.larger
    }

    /// How much of a card across the page its figure may take beside the words.
    pub fn figure_share(&self) -> f32 {
        (0.46 * self.larger).min(0.58)
    }

    /// Room for a list's numbers or bullets.
    pub fn indent(&self) -> f32 {
        self.text * 1.35
    }
}
