//! Paper: plain values in, the bytes of a PDF out. No clock, no files, no chance.
//!
//! `home_sheet`, `blank_form`, `report` and `booklet` lay a paper out in blocks (`flow`), `typesetter` sets its words in the faces of
//! `faces`, and `pdf` writes pages, fonts and the structure that screen readers follow.

pub mod blank_form;
pub mod booklet;
mod bookmarks;
mod canvas;
mod faces;
mod file;
mod flow;
mod fonts;
mod foot;
pub mod home_sheet;
mod letterhead;
mod look;
mod paragraph;
mod pdf;
mod picture;
pub mod report;
mod structure;
mod table;
mod typesetter;
mod words;

pub use faces::uncovered;
pub use home_sheet::{Sheet, home_sheet, home_sheets};

/// The paper a sheet is printed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 210 by 297 millimetres.
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Paper {
    /// Width and height in points.
    pub fn points(self) -> (f32, f32) {
        match self {
            Paper::A4 => (595.28, 841.89),
            Paper::Letter => (612.0, 792.0),
        }
    }
}

/// How large the words are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Size {
    /// Nothing under 12 points but the page foot, which is 9.
    Standard,
    /// Nothing under 16 points but the page foot, which is 12.
    Large,
}

/// Why a document was not made.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PrintError {
    /// Letters that none of the embedded faces can draw, each once, in the order they were met.
    #[error("These letters cannot be printed: {}. Write the words without them, then print again.", spelled(.0))]
    Letters(Vec<char>),
    /// A face could not be cut down to the letters used: a fault in the program, not in the input.
    #[error(
        "The face {0} could not be embedded. Please report this with the programme's check code."
    )]
    Face(&'static str),
}

/// Letters as a sentence names them: `😕 (U+1F615)`, a comma between two.
#[must_use]
pub fn spelled(letters: &[char]) -> String {
    let named = |letter: &char| format!("{letter} (U+{:04X})", *letter as u32);
    letters.iter().map(named).collect::<Vec<_>>().join(", ")
}
