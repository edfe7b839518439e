//! Pain traffic light, advice, next visit.

use super::head::{PADDING, framed, single};
use super::{Band, Sheet};
use crate::print::flow::{Block, Ink, Item, Setting, Slice, Stack, beside};
use crate::print::look::{LINE, Look, PALE};
use crate::print::structure::Tag;
use crate::print::typesetter::Typesetter;
use crate::print::words::{Words, isolated, unbroken};

/// Between two columns of advice.
const COLUMN_GAP: f32 = 18.0;
const GREEN: (Ink, Ink) = (Ink(0x1f, 0x6b, 0x35), Ink(0xe8, 0xf4, 0xea));
const AMBER: (Ink, Ink) = (Ink(0xa8, 0x60, 0x00), Ink(0xff, 0xf4, 0xdb));
const RED: (Ink, Ink) = (Ink(0xa3, 0x1a, 0x1a), Ink(0xfb, 0xe6, 0xe4));

/// Three lights, told apart by word and shape as well as colour.
pub(super) fn pain(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Option<Block> {
    let (labels, guide) = (&sheet.labels, sheet.pain_guide.as_ref()?);
    let mut stack = Stack::default();
    stack.text(
        typesetter,
        Tag::Heading2,
        &Words::bold(&labels.pain_guide),
        look.headline(0.0, look.width),
    );
    stack.gap(look.gap(3.0));
    let lights = [
        (&labels.green, &guide.carry_on, GREEN, 0),
        (&labels.amber, &guide.ease, AMBER, 3),
        (&labels.red, &guide.stop, RED, 8),
    ];
    stack.open(Tag::List);
    if look.is_tight {
        for (name, band, inks, sides) in lights {
            let row = row(name, band, sides, look, inks, typesetter);
            stack.push(row);
            stack.gap(2.0);
        }
    } else if look.is_large {
        for (name, band, inks, sides) in lights {
            let light = light(name, band, sides, look.width, look, inks, typesetter);
            let height = light.height();
            stack.push(panel(
                beside(vec![(0.0, light)]),
                0.0,
                look.width,
                height,
                inks,
            ));
            stack.gap(look.gap(4.0));
        }
    } else {
        let gutter = 8.0;
        let width = (look.width - 2.0 * gutter) / 3.0;
        let columns: Vec<(f32, Stack)> = lights
            .iter()
            .enumerate()
            .map(|(place, (name, band, inks, sides))| {
                (
                    place as f32 * (width + gutter),
                    light(name, band, *sides, width, look, *inks, typesetter),
                )
            })
            .collect();
        let mut slice = beside(columns);
        for (place, (_, _, inks, _)) in lights.iter().enumerate().rev() {
            let height = slice.height;
            slice = panel(slice, place as f32 * (width + gutter), width, height, *inks);
        }
        stack.push(slice);
    }
    stack.close();
    Some(single(look.gap(11.0), stack.into_slice()))
}

fn panel(mut slice: Slice, x: f32, width: f32, height: f32, inks: (Ink, Ink)) -> Slice {
    let panel = Item::Box {
        width,
        height,
        radius: 4.0,
        fill: Some(inks.1),
        outline: Some((inks.0, 1.0)),
    };
    slice.put_behind(x, 0.0, panel);
    slice
}

fn light(
    name: &str,
    band: &Band,
    sides: usize,
    width: f32,
    look: &Look,
    inks: (Ink, Ink),
    typesetter: &mut Typesetter,
) -> Stack {
    let mut stack = Stack::default();
    stack.gap(look.gap(4.0));
    let symbol = look.text * 1.1;
    let setting = look.body(PADDING + symbol + 6.0, width - 2.0 * PADDING - symbol - 6.0);
    stack.open(Tag::ListItem);
    stack.open(Tag::Body);
    let first = stack.slices.len();
    stack.lines(
        typesetter,
        &Words::bold(&format!("{name}: {}", isolated(&band.scores))),
        setting,
    );
    if let Some(slice) = stack.slices.get_mut(first) {
        let shape = shape(sides, symbol, inks.0);
        slice.put_behind(PADDING, (slice.height - symbol) / 2.0, shape);
    }
    stack.lines(
        typesetter,
        &Words::plain(&band.advice),
        look.body(PADDING, width - 2.0 * PADDING),
    );
    stack.close();
    stack.close();
    stack.gap(look.gap(6.0));
    stack
}

/// A light in one line across the page, or more where the words are many.
fn row(
    name: &str,
    band: &Band,
    sides: usize,
    look: &Look,
    inks: (Ink, Ink),
    typesetter: &mut Typesetter,
) -> Slice {
    let symbol = look.text * 0.95;
    let setting = look.body(symbol + 12.0, look.width - symbol - 18.0);
    let words = Words::bold(&format!("{name}: {}  ", isolated(&band.scores))).and(&band.advice);
    let mut stack = Stack::default();
    stack.open(Tag::ListItem);
    stack.open(Tag::Body);
    stack.lines(typesetter, &words, setting);
    stack.close();
    stack.close();
    let mut slice = stack.into_slice();
    let height = slice.height;
    slice.put_behind(6.0, 1.2, shape(sides, symbol, inks.0));
    panel(slice, 0.0, look.width, height, inks)
}

/// A disc, a triangle or an octagon in a square this wide.
fn shape(sides: usize, width: f32, fill: Ink) -> Item {
    let half = width / 2.0;
    if sides == 0 {
        return Item::Box {
            width,
            height: width,
            radius: half,
            fill: Some(fill),
            outline: None,
        };
    }
    let turn = std::f32::consts::TAU / sides as f32;
    let start = if sides == 3 {
        -std::f32::consts::FRAC_PI_2
    } else {
        turn / 2.0
    };
    let reach = if sides == 3 { half * 1.15 } else { half * 1.06 };
    let drop = if sides == 3 { half * 0.2 } else { 0.0 };
    let corner = |place: usize| {
        let angle = start + turn * place as f32;
        (
            half + reach * angle.cos(),
            half + drop + reach * angle.sin(),
        )
    };
    Item::Polygon {
        corners: (0..sides).map(corner).collect(),
        fill,
    }
}

/// The ticked advice, in two columns where all of it is short.
pub(super) fn advice(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Vec<Block> {
    let lines = sheet.advice.iter().flat_map(|advice| advice.lines());
    let lines: Vec<&str> = lines.filter(|line| !line.trim().is_empty()).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let mut stack = Stack::default();
    if look.is_tight {
        let words = Words::bold(&format!("{}: ", sheet.labels.advice));
        let words = words.and_marked(&lines.join("  •  "));
        let setting = look.body(0.0, look.width);
        stack.text(typesetter, Tag::Paragraph, &words, setting);
        return vec![Block::new(look.gap(11.0), stack)];
    }
    let heading = Words::bold(&sheet.labels.advice);
    stack.text(
        typesetter,
        Tag::Heading2,
        &heading,
        look.headline(0.0, look.width),
    );
    stack.gap(look.gap(2.0));
    stack.hold();
    stack.open(Tag::List);
    let width = (look.width - COLUMN_GAP) / 2.0;
    let entries = |width: f32, typesetter: &mut Typesetter| -> Vec<Stack> {
        lines
            .iter()
            .map(|line| entry(line, look.body(0.0, width), look, typesetter))
            .collect()
    };
    if !look.is_large && lines.len() > 1 {
        let mut left = entries(width, typesetter);
        let right = left.split_off(even_split(&left));
        let columns = [(0.0, left), (width + COLUMN_GAP, right)].map(|(x, entries)| {
            let mut column = Stack::default();
            entries.into_iter().for_each(|entry| column.append(entry));
            (x, column)
        });
        let slice = beside(columns.into());
        if slice.height < look.room().height / 3.0 {
            stack.push(slice);
            stack.close();
            return vec![Block::new(look.gap(11.0), stack)];
        }
    }
    let mut blocks = Vec::new();
    for entry in entries(look.width, typesetter) {
        stack.append(entry);
        let gap = if blocks.is_empty() {
            look.gap(11.0)
        } else {
            0.0
        };
        blocks.push(Block::new(gap, std::mem::take(&mut stack)));
    }
    if let Some(last) = blocks.last_mut() {
        last.stack.close();
    }
    blocks
}

fn entry(text: &str, setting: Setting, look: &Look, typesetter: &mut Typesetter) -> Stack {
    let mut entry = Stack::default();
    entry.entry(
        typesetter,
        &Words::bold("•"),
        &Words::marked(text),
        setting,
        look.indent() * 0.75,
    );
    entry.gap(look.gap(2.0));
    entry
}

/// How many entries stand in the left column so that the taller column is as short as can be.
fn even_split(entries: &[Stack]) -> usize {
    let heights: Vec<f32> = entries.iter().map(Stack::height).collect();
    let taller = |split: usize| {
        heights[..split]
            .iter()
            .sum::<f32>()
            .max(heights[split..].iter().sum())
    };
    (1..entries.len())
        .min_by(|one, other| taller(*one).total_cmp(&taller(*other)))
        .unwrap_or(entries.len())
}

/// The next visit, and whom to call.
pub(super) fn next_visit(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Option<Block> {
    let labels = &sheet.labels;
    let mut words = Words::default();
    if let Some(visit) = sheet
        .next_visit
        .as_deref()
        .filter(|visit| !visit.is_empty())
    {
        words = words
            .and_bold(&format!("{}: ", labels.next_visit))
            .and_bold(&isolated(visit));
    }
    if !sheet.clinic.phone.is_empty() {
        let gap = if words.is_empty() { "" } else { "   ·   " };
        words = words
            .and(&format!("{gap}{} ", labels.questions))
            .and_bold(&unbroken(&sheet.clinic.phone));
    }
    if words.is_empty() {
        return None;
    }
    let mut stack = Stack::default();
    stack.gap(look.gap(4.0));
    stack.text(
        typesetter,
        Tag::Paragraph,
        &words,
        look.body(PADDING, look.width - 2.0 * PADDING),
    );
    stack.gap(look.gap(5.0));
    Some(framed(
        look.gap(9.0),
        stack,
        look,
        (Some(PALE), (LINE, 0.6)),
    ))
}
