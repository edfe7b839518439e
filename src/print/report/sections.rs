//! The parts of a progress report, one under the other.

use std::rc::Rc;

use super::{Chart, Report};
use crate::print::flow::{Block, Item, Setting, Slice, Stack, beside};
use crate::print::look::{INK, Look, MUTED, STOP};
use crate::print::picture::Picture;
use crate::print::structure::Tag;
use crate::print::table::{Column, heading, table};
use crate::print::typesetter::Typesetter;
use crate::print::words::{Words, isolated};

/// Between two charts beside each other, in points.
const GUTTER: f32 = 14.0;

/// A heading and a table under it that never part.
pub(super) fn titled(
    title: &str,
    columns: &[Column],
    rows: Vec<Vec<Words>>,
    look: &Look,
    typesetter: &mut Typesetter,
) -> Option<Block> {
    if rows.is_empty() {
        return None;
    }
    let mut block = table(columns, &rows, look, typesetter);
    let mut stack = Stack::default();
    heading(&mut stack, title, look, typesetter);
    stack.append(std::mem::take(&mut block.stack));
    block.stack = stack;
    block.gap = look.gap(12.0);
    Some(block)
}

pub(super) fn addressed(report: &Report, look: &Look, typesetter: &mut Typesetter) -> Block {
    let half = (look.width - GUTTER) / 2.0;
    let mut to = Stack::default();
    for line in &report.to {
        to.text(
            typesetter,
            Tag::Paragraph,
            &Words::plain(&isolated(line)),
            look.body(0.0, half),
        );
    }
    let mut about = Stack::default();
    let name = Words::plain("About ").and_bold(&isolated(&report.patient.name));
    about.text(typesetter, Tag::Paragraph, &name, look.body(0.0, half));
    let rest = format!(
        "born {} · number {}",
        report.patient.date_of_birth,
        isolated(&report.patient.clinic_number)
    );
    let muted = Setting {
        ink: MUTED,
        ..look.body(0.0, half)
    };
    about.text(typesetter, Tag::Paragraph, &Words::plain(&rest), muted);
    let mut stack = Stack::default();
    stack.push(beside(vec![(0.0, to), (half + GUTTER, about)]));
    Block::new(look.gap(14.0), stack)
}

pub(super) fn alerts(report: &Report, look: &Look, typesetter: &mut Typesetter) -> Block {
    let mut inner = Stack::default();
    inner.gap(5.0);
    for alert in &report.alerts {
        let setting = Setting {
            ink: STOP,
            ..look.body(9.0, look.width - 18.0)
        };
        inner.text(typesetter, Tag::Paragraph, &Words::bold(alert), setting);
    }
    inner.gap(5.0);
    let mut slice = inner.into_slice();
    slice.put_behind(
        0.0,
        0.0,
        Item::Box {
            width: look.width,
            height: slice.height,
            radius: 3.0,
            fill: None,
            outline: Some((STOP, 1.6)),
        },
    );
    let mut stack = Stack::default();
    stack.push(slice);
    Block::new(look.gap(10.0), stack)
}

pub(super) fn facts(report: &Report, look: &Look, typesetter: &mut Typesetter) -> Block {
    let mut stack = Stack::default();
    for (name, words) in &report.facts {
        let line = Words::bold(name).and(": ").and(&isolated(words));
        stack.text(
            typesetter,
            Tag::Paragraph,
            &line,
            look.body(0.0, look.width),
        );
    }
    Block::new(look.gap(10.0), stack)
}

pub(super) fn standing(report: &Report, look: &Look, typesetter: &mut Typesetter) -> Block {
    let mut stack = Stack::default();
    heading(&mut stack, "Where the patient stands", look, typesetter);
    let setting = look.body(0.0, look.width);
    stack.text(
        typesetter,
        Tag::Paragraph,
        &Words::bold(&report.standing),
        setting,
    );
    stack.append(list(&report.reasons, look, typesetter));
    Block::new(look.gap(12.0), stack)
}

fn list(sentences: &[String], look: &Look, typesetter: &mut Typesetter) -> Stack {
    let mut stack = Stack::default();
    if sentences.is_empty() {
        return stack;
    }
    stack.open(Tag::List);
    for sentence in sentences {
        let setting = look.body(0.0, look.width);
        stack.entry(
            typesetter,
            &Words::plain("•"),
            &Words::plain(sentence),
            setting,
            look.indent(),
        );
    }
    stack.close();
    stack
}

pub(super) fn listed(
    title: &str,
    sentences: &[String],
    look: &Look,
    typesetter: &mut Typesetter,
) -> Option<Block> {
    if sentences.is_empty() {
        return None;
    }
    let mut stack = Stack::default();
    heading(&mut stack, title, look, typesetter);
    stack.append(list(sentences, look, typesetter));
    Some(Block::new(look.gap(12.0), stack))
}

/// Two charts beside each other, each with its name above and its marks told below.
pub(super) fn charts(report: &Report, look: &Look, typesetter: &mut Typesetter) -> Vec<Block> {
    let width = (look.width - GUTTER) / 2.0;
    let mut blocks = Vec::new();
    for (row, pair) in report.charts.chunks(2).enumerate() {
        let columns = pair.iter().enumerate().map(|(at, chart)| {
            let x = at as f32 * (width + GUTTER);
            (x, picture(chart, width, look, typesetter))
        });
        let slice = beside(columns.collect());
        let mut stack = Stack::default();
        if row == 0 {
            heading(&mut stack, "How it went", look, typesetter);
        }
        stack.push(slice);
        blocks.push(Block::new(look.gap(10.0), stack));
    }
    blocks
}

fn picture(chart: &Chart, width: f32, look: &Look, typesetter: &mut Typesetter) -> Stack {
    let mut stack = Stack::default();
    let setting = look.body(0.0, width);
    let name = Words::bold(&chart.drawing.title);
    stack.text(typesetter, Tag::Paragraph, &name, setting);
    let says = format!("{}. {}", chart.drawing.title, chart.drawing.description);
    let drawn = Rc::new(Picture::row(std::slice::from_ref(&chart.drawing), says));
    let scale = width / drawn.width;
    let mut slice = Slice {
        height: drawn.height * scale,
        ..Slice::default()
    };
    slice.put(
        0.0,
        0.0,
        Item::Picture {
            picture: drawn,
            scale,
        },
    );
    stack.push(slice);
    let small = Setting {
        style: look.style(look.foot),
        ink: MUTED,
        ..setting
    };
    stack.text(
        typesetter,
        Tag::Paragraph,
        &Words::plain(&chart.caption),
        small,
    );
    stack
}

/// As paragraphs, since a reason may be long.
pub(super) fn decisions(
    report: &Report,
    look: &Look,
    typesetter: &mut Typesetter,
) -> Option<Block> {
    if report.decisions.is_empty() {
        return None;
    }
    let mut stack = Stack::default();
    heading(&mut stack, "Decisions", look, typesetter);
    stack.open(Tag::List);
    for decision in &report.decisions {
        let mut words = Words::bold(&decision.what)
            .and(". Recommended then: ")
            .and(&decision.recommended)
            .and(".");
        if !decision.reason.trim().is_empty() {
            words = words.and(" Reason: ").and(&isolated(&decision.reason));
        }
        let setting = look.body(0.0, look.width);
        stack.entry(
            typesetter,
            &Words::plain("•"),
            &words,
            setting,
            look.indent(),
        );
    }
    stack.close();
    Some(Block::new(look.gap(12.0), stack))
}

pub(super) fn signature(report: &Report, look: &Look, typesetter: &mut Typesetter) -> Block {
    let mut stack = Stack::default();
    let setting = look.body(0.0, look.width);
    stack.gap(look.gap(26.0));
    let mut line = Slice::default();
    line.put(
        0.0,
        0.0,
        Item::Rule {
            across: 190.0,
            down: 0.0,
            ink: INK,
            weight: 0.6,
        },
    );
    line.height = 3.0;
    stack.push(line);
    let name = Words::bold(&isolated(&report.clinician)).and(", physiotherapist");
    stack.text(typesetter, Tag::Paragraph, &name, setting);
    stack.gap(look.gap(8.0));
    let muted = Setting {
        ink: MUTED,
        ..setting
    };
    stack.text(
        typesetter,
        Tag::Paragraph,
        &Words::plain(&report.remark),
        muted,
    );
    let mut whole = Stack::default();
    whole.push(stack.into_slice());
    Block::new(look.gap(10.0), whole)
}
