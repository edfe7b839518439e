//! The protocol on paper: the phases with what is done, what is not, and what each target asks and rests on.

use super::bookmarks::bookmarks;
use super::flow::{Block, Setting, Stack, paginate};
use super::foot::feet;
use super::home_sheet::Clinic;
use super::letterhead::{self, Head};
use super::look::{Look, MUTED};
use super::pdf::{self, Pages};
use super::structure::Tag;
use super::table::{Column, heading, table};
use super::typesetter::{Typesetter, with_typesetter};
use super::words::Words;
use super::{Paper, PrintError};

/// A protocol version as a booklet.
#[derive(Clone, Debug, PartialEq)]
pub struct Booklet {
    /// BCP 47, such as `en-GB`.
    pub language: String,
    /// Whose copy it is.
    pub clinic: Clinic,
    /// The protocol's name and version.
    pub title: String,
    /// The day it was printed, in words.
    pub date: String,
    /// What the reader must know first.
    pub preface: Vec<String>,
    /// In order.
    pub phases: Vec<Phase>,
    /// Numbered sources, one each.
    pub references: Vec<String>,
}

/// One phase.
#[derive(Clone, Debug, PartialEq)]
pub struct Phase {
    /// Number and name.
    pub title: String,
    /// What it is for, and how long it takes.
    pub purpose: Vec<String>,
    /// Headings with their points: what the therapist does, what is not done.
    pub lists: Vec<(String, Vec<String>)>,
    /// What is measured to leave it.
    pub targets: Vec<Target>,
}

/// One target.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The measure's name.
    pub measure: String,
    /// What it asks.
    pub asks: String,
    /// Mandatory or advisory.
    pub gate: String,
    /// What the number rests on.
    pub basis: String,
}

/// The booklet as a PDF. The same booklet gives the same bytes.
///
/// # Errors
/// [`PrintError::Letters`] names the letters that no embedded face has; nothing is printed then.
pub fn booklet(booklet: &Booklet, paper: Paper) -> Result<Vec<u8>, PrintError> {
    with_typesetter(|typesetter| {
        let look = Look::letter(paper);
        let pages = paginate(blocks(booklet, &look, typesetter), look.room());
        let feet = feet(
            (&booklet.clinic.name, ""),
            &booklet.title,
            "page {page} of {pages}",
            &look,
            typesetter,
            pages.len(),
        );
        let document = Pages {
            paper,
            title: booklet.title.clone(),
            author: booklet.clinic.name.clone(),
            language: booklet.language.clone(),
            bookmarks: bookmarks(&pages),
            pages,
            feet,
        };
        pdf::write(&document, typesetter)
    })
}

fn blocks(booklet: &Booklet, look: &Look, typesetter: &mut Typesetter) -> Vec<Block> {
    let head = Head {
        clinic: &booklet.clinic,
        title: &booklet.title,
        date: &booklet.date,
    };
    let mut blocks = vec![letterhead::block(&head, look, typesetter)];
    let mut preface = Stack::default();
    for sentence in &booklet.preface {
        preface.text(
            typesetter,
            Tag::Paragraph,
            &Words::marked(sentence),
            look.body(0.0, look.width),
        );
    }
    blocks.push(Block::new(look.gap(10.0), preface));
    for phase in &booklet.phases {
        blocks.extend(phase_blocks(phase, look, typesetter));
    }
    let mut references = Stack::default();
    heading(&mut references, "References", look, typesetter);
    references.open(Tag::List);
    for reference in &booklet.references {
        let small = Setting {
            style: look.style(look.foot),
            ink: MUTED,
            ..look.body(0.0, look.width)
        };
        let (number, words) = reference.split_once(' ').unwrap_or(("", reference));
        references.entry(
            typesetter,
            &Words::plain(number),
            &Words::plain(words),
            small,
            look.indent() * 1.8,
        );
    }
    references.close();
    blocks.push(Block::new(look.gap(14.0), references));
    blocks
}

fn phase_blocks(phase: &Phase, look: &Look, typesetter: &mut Typesetter) -> Vec<Block> {
    let mut stack = Stack::default();
    heading(&mut stack, &phase.title, look, typesetter);
    let setting = look.body(0.0, look.width);
    for sentence in &phase.purpose {
        stack.text(
            typesetter,
            Tag::Paragraph,
            &Words::marked(sentence),
            setting,
        );
    }
    let mut blocks = vec![Block::new(look.gap(16.0), stack)];
    for (title, points) in phase.lists.iter().filter(|(_, points)| !points.is_empty()) {
        let mut stack = Stack::default();
        stack.text(typesetter, Tag::Paragraph, &Words::bold(title), setting);
        stack.hold();
        stack.open(Tag::List);
        for point in points {
            stack.entry(
                typesetter,
                &Words::plain("•"),
                &Words::plain(point),
                setting,
                look.indent(),
            );
        }
        stack.close();
        blocks.push(Block::new(look.gap(5.0), stack));
    }
    let columns = [
        Column {
            head: "Measure",
            share: 0.4,
        },
        Column {
            head: "Asks",
            share: 0.28,
        },
        Column {
            head: "Gate",
            share: 0.14,
        },
        Column {
            head: "Basis",
            share: 0.18,
        },
    ];
    let rows: Vec<Vec<Words>> = phase
        .targets
        .iter()
        .map(|target| {
            vec![
                Words::bold(&target.measure),
                Words::plain(&target.asks),
                Words::plain(&target.gate),
                Words::plain(&target.basis),
            ]
        })
        .collect();
    blocks.push(table(&columns, &rows, look, typesetter));
    blocks
}
