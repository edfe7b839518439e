//! The parts of a blank form, one under the other.

use super::boxes::{answer, choices, entry, ticks, written};
use super::{BlankForm, Group, Row};
use crate::print::flow::{Block, Item, Setting, Slice, Stack, beside};
use crate::print::look::{Look, MUTED, STOP};
use crate::print::structure::Tag;
use crate::print::table::{Column, heading, inside, table_to_fill};
use crate::print::typesetter::Typesetter;
use crate::print::words::{Words, isolated, unbroken};

const COLUMNS: [Column; 4] = [
    Column {
        head: "Measure",
        share: 0.29,
    },
    Column {
        head: "Last",
        share: 0.145,
    },
    Column {
        head: "Target",
        share: 0.145,
    },
    Column {
        head: "Today",
        share: 0.42,
    },
];
/// Between two columns of warning signs, in points.
const GUTTER: f32 = 14.0;
/// Lines for notes.
const NOTES: usize = 2;

/// Who it is, and in which phase.
pub(super) fn about(form: &BlankForm, look: &Look, typesetter: &mut Typesetter) -> Block {
    let mut stack = Stack::default();
    let name = Setting {
        style: look.style(look.title),
        ..look.body(0.0, look.width)
    };
    let patient = &form.patient;
    let who = Words::bold(&isolated(&patient.name));
    stack.text(typesetter, Tag::Paragraph, &who, name);
    let mut born = format!(
        "born {} · number {}",
        patient.date_of_birth,
        isolated(&patient.clinic_number)
    );
    if let Some(name) = &patient.name_to_use {
        born = format!("{born} · called {}", isolated(name));
    }
    let body = look.body(0.0, look.width);
    stack.text(typesetter, Tag::Paragraph, &Words::plain(&born), body);
    let phase = Words::bold(&form.phase);
    stack.text(typesetter, Tag::Paragraph, &phase, body);
    Block::new(look.gap(12.0), stack)
}

/// What must be known before anything is measured.
pub(super) fn alerts(form: &BlankForm, look: &Look, typesetter: &mut Typesetter) -> Option<Block> {
    if form.alerts.is_empty() {
        return None;
    }
    let mut inner = Stack::default();
    inner.gap(4.0);
    for alert in &form.alerts {
        let setting = Setting {
            ink: STOP,
            ..look.body(9.0, look.width - 18.0)
        };
        inner.text(typesetter, Tag::Paragraph, &Words::bold(alert), setting);
    }
    inner.gap(4.0);
    let mut slice = inner.into_slice();
    let frame = Item::Box {
        width: look.width,
        height: slice.height,
        radius: 3.0,
        fill: None,
        outline: Some((STOP, 1.6)),
    };
    slice.put_behind(0.0, 0.0, frame);
    let mut stack = Stack::default();
    stack.push(slice);
    Some(Block::new(look.gap(10.0), stack))
}

/// When it took place, and who measured.
pub(super) fn visit(look: &Look, typesetter: &mut Typesetter) -> Block {
    let labels = [("Date", 0.28), ("Time", 0.2), ("Measured by", 0.52)];
    let mut stack = Stack::default();
    stack.push(written(&labels, look.width, look, typesetter));
    Block::new(look.gap(8.0), stack)
}

/// A heading and its table, which never part.
pub(super) fn group(group: &Group, look: &Look, typesetter: &mut Typesetter) -> Block {
    let width = inside(&COLUMNS[3], look);
    let rows: Vec<(Vec<Words>, Slice)> = group
        .rows
        .iter()
        .map(|row| (cells(row), answer(row, width, look, typesetter)))
        .collect();
    let mut block = table_to_fill(&COLUMNS, rows, look, typesetter);
    let mut stack = Stack::default();
    heading(&mut stack, &group.title, look, typesetter);
    stack.append(std::mem::take(&mut block.stack));
    block.stack = stack;
    block.gap = look.gap(12.0);
    block
}

fn cells(row: &Row) -> Vec<Words> {
    let mut name = Words::bold(&row.name);
    if !row.unit.is_empty() {
        name = name.and(", ").and(&unbroken(&row.unit));
    }
    for about in &row.about {
        name = name.and(". ").and(&isolated(about));
    }
    let entries = |entries: &[String]| {
        let kept: Vec<String> = entries.iter().map(|entry| unbroken(entry)).collect();
        Words::plain(&kept.join(" "))
    };
    let last = if row.last.is_empty() {
        Words::plain("none")
    } else {
        entries(&row.last)
    };
    let target = row.target.join("; ");
    let target = target.replace("≤ ", "≤\u{a0}").replace("≥ ", "≥\u{a0}");
    vec![name, last, Words::plain(&target)]
}

/// The warning signs, without an answer given beforehand.
pub(super) fn signs(form: &BlankForm, look: &Look, typesetter: &mut Typesetter) -> Block {
    let mut stack = Stack::default();
    if form.is_full_screen {
        heading(&mut stack, "Red flags: ask every one", look, typesetter);
    } else {
        heading(&mut stack, "Warning signs", look, typesetter);
        let asked = Words::bold("Any new warning sign?");
        let given = ["No, none", "Yes: tick which", "Not asked"];
        stack.push(choices(&asked, &given, look.width, look, typesetter));
        stack.gap(3.0);
        stack.hold();
    }
    stack.open(Tag::List);
    if form.is_full_screen {
        let width = (look.width - GUTTER) / 2.0;
        for pair in form.signs.chunks(2) {
            let columns = pair.iter().enumerate().map(|(at, sign)| {
                let mut one = Stack::default();
                one.push(entry(sign, &["Yes", "No"], width, look, typesetter));
                (at as f32 * (width + GUTTER), one)
            });
            let mut slice = beside(columns.collect());
            slice.height += 2.0;
            stack.push(slice);
        }
    } else {
        stack.push(ticks(&form.signs, look.width, look, typesetter));
    }
    stack.close();
    Block::new(look.gap(12.0), stack)
}

/// The flare-up since the last visit.
pub(super) fn flare(look: &Look, typesetter: &mut Typesetter) -> Block {
    let mut stack = Stack::default();
    heading(&mut stack, "Flare-up", look, typesetter);
    let asked = Words::bold("Flare-up since the last visit?");
    let given = [
        "No",
        "Yes, settled in 24 hours",
        "Yes, lasted longer",
        "Not asked",
    ];
    stack.push(choices(&asked, &given, look.width, look, typesetter));
    stack.gap(2.0);
    let half = look.width * 0.5;
    let mut began = Stack::default();
    began.push(written(
        &[("If yes, it began on", 1.0)],
        half,
        look,
        typesetter,
    ));
    let mut back = Stack::default();
    back.gap(6.0);
    let asked = Words::plain("Did spasm return?");
    back.push(choices(&asked, &["Yes", "No"], half, look, typesetter));
    stack.push(beside(vec![(0.0, began), (half, back)]));
    let mut whole = Stack::default();
    whole.push(stack.into_slice());
    Block::new(look.gap(12.0), whole)
}

/// Treatment, notes, the next visit and the signature.
pub(super) fn lines(look: &Look, typesetter: &mut Typesetter) -> Block {
    let mut stack = Stack::default();
    heading(&mut stack, "Treatment and notes", look, typesetter);
    let full = |label| vec![(label, 1.0)];
    let mut rows = vec![
        full("Home programme since the last visit"),
        full("Treatment given"),
        full("Response"),
        full("Note"),
    ];
    rows.extend(std::iter::repeat_n(full(""), NOTES - 1));
    rows.push(vec![("Next visit on", 0.42), ("at", 0.2), ("where", 0.38)]);
    rows.push(vec![("Signature", 0.58), ("Date and time", 0.42)]);
    for labels in rows {
        stack.push(written(&labels, look.width, look, typesetter));
    }
    let muted = Setting {
        ink: MUTED,
        ..look.body(0.0, look.width)
    };
    let words = "What stays empty counts as not measured, or not asked.";
    stack.gap(3.0);
    stack.text(typesetter, Tag::Paragraph, &Words::plain(words), muted);
    let mut whole = Stack::default();
    whole.push(stack.into_slice());
    Block::new(look.gap(12.0), whole)
}
