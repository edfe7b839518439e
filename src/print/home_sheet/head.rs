//! The top of the sheet: from whom, for whom, what for, and what is new.

use super::look::{ACCENT, INK, LINE, Look, MUTED, PALE};
use super::{Changes, Sheet};
use crate::print::flow::{Block, Item, Placed, Setting, Slice, Stack, beside};
use crate::print::paragraph::{Side, Typesetter, Words, isolated, unbroken};
use crate::print::structure::Tag;

/// Between what stands beside each other.
const GUTTER: f32 = 16.0;

pub(super) fn blocks(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Vec<Block> {
    let mut blocks = Vec::new();
    blocks.extend(
        sheet
            .notice
            .as_deref()
            .map(|notice| banner(notice, look, typesetter)),
    );
    blocks.push(letterhead(sheet, look, typesetter));
    blocks.push(patient(sheet, look, typesetter));
    blocks.push(goal_and_changes(sheet, look, typesetter));
    blocks
}

fn banner(notice: &str, look: &Look, typesetter: &mut Typesetter) -> Block {
    let mut words = Stack::default();
    words.gap(look.gap(5.0));
    let style = look.style(look.heading).to(Side::Centre);
    let setting = Setting {
        style,
        ink: INK,
        x: 12.0,
        width: look.width - 24.0,
    };
    words.text(typesetter, Tag::Paragraph, &Words::bold(notice), setting);
    words.gap(look.gap(6.0));
    let mut slice = words.into_slice();
    let frame = Item::Box {
        width: look.width,
        height: slice.height,
        radius: 0.0,
        fill: None,
        outline: Some((INK, 2.0)),
    };
    slice.items.insert(
        0,
        Placed {
            x: 0.0,
            y: 0.0,
            item: frame,
        },
    );
    single(look.gap(0.0), slice)
}

fn letterhead(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Block {
    let right_width = look.width * 0.46;
    let left_width = look.width - right_width - 12.0;
    let mut clinic = Stack::default();
    let name = Setting {
        style: look.style(look.title),
        ink: INK,
        x: 11.0,
        width: left_width - 11.0,
    };
    clinic.text(
        typesetter,
        Tag::Paragraph,
        &Words::bold(&sheet.clinic.name),
        name,
    );
    let mut address: Vec<String> = sheet
        .clinic
        .address
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| isolated(line))
        .collect();
    if !sheet.clinic.phone.is_empty() {
        address.push(unbroken(&sheet.clinic.phone));
    }
    let address = address.join(" · ");
    let small = Setting {
        ink: MUTED,
        ..look.body(11.0, left_width - 11.0)
    };
    clinic.text(typesetter, Tag::Paragraph, &Words::plain(&address), small);
    let mut what = Stack::default();
    let style = look.style(look.title).to(Side::Right);
    let title = Setting {
        style,
        ink: ACCENT,
        x: 0.0,
        width: right_width,
    };
    what.text(
        typesetter,
        Tag::Heading1,
        &Words::bold(&sheet.labels.title),
        title,
    );
    let style = look.style(look.text).to(Side::Right);
    what.text(
        typesetter,
        Tag::Paragraph,
        &Words::plain(&sheet.date),
        Setting {
            style,
            ink: MUTED,
            ..title
        },
    );
    let mut slice = beside(vec![(0.0, clinic), (look.width - right_width, what)]);
    let bar = Item::Box {
        width: 4.5,
        height: slice.height - 2.0,
        radius: 0.0,
        fill: Some(ACCENT),
        outline: None,
    };
    slice.items.insert(
        0,
        Placed {
            x: 0.0,
            y: 2.0,
            item: bar,
        },
    );
    single(look.gap(8.0), slice)
}

fn patient(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Block {
    let labels = &sheet.labels;
    let padding = 9.0;
    let inner = look.width - 2.0 * padding;
    let left_width = inner * 0.52;
    let right_width = inner - left_width - 14.0;
    let mut who = Stack::default();
    who.gap(look.gap(4.0));
    let left = look.style(look.title).to(Side::Left);
    let mut name = Words::bold(&isolated(&sheet.patient.name));
    if let Some(used) = sheet
        .patient
        .name_to_use
        .as_deref()
        .filter(|used| !used.is_empty())
    {
        name = name.and(&format!(" ({})", isolated(used)));
    }
    let setting = Setting {
        style: left,
        ink: INK,
        x: 0.0,
        width: left_width,
    };
    who.text(typesetter, Tag::Paragraph, &name, setting);
    let born = format!(
        "{} {} · {} {}",
        labels.born,
        isolated(&sheet.patient.date_of_birth),
        labels.clinic_number,
        isolated(&sheet.patient.clinic_number)
    );
    who.text(
        typesetter,
        Tag::Paragraph,
        &Words::plain(&born),
        look.body(0.0, left_width),
    );
    let mut course = Stack::default();
    course.gap(4.0 + (look.title - look.text) * 0.7);
    let setting = look.body(0.0, right_width);
    course.text(
        typesetter,
        Tag::Paragraph,
        &Words::bold(&sheet.phase),
        setting,
    );
    let clinician = format!("{}: {}", labels.clinician, isolated(&sheet.clinician));
    course.text(
        typesetter,
        Tag::Paragraph,
        &Words::plain(&clinician),
        setting,
    );
    let mut slice = beside(vec![(padding, who), (padding + left_width + 14.0, course)]);
    slice.height += 6.0;
    let panel = Item::Box {
        width: look.width,
        height: slice.height,
        radius: 4.0,
        fill: Some(PALE),
        outline: Some((LINE, 0.6)),
    };
    slice.items.insert(
        0,
        Placed {
            x: 0.0,
            y: 0.0,
            item: panel,
        },
    );
    single(look.gap(7.0), slice)
}

/// The goal beside what is new, or above it where words are large or many.
fn goal_and_changes(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Block {
    let half = (look.width - GUTTER) / 2.0;
    let goal = sheet
        .goal
        .as_deref()
        .map(str::trim)
        .filter(|goal| !goal.is_empty());
    let Some(goal) = goal else {
        return Block::new(look.gap(8.0), changes(sheet, look, look.width, typesetter));
    };
    let words = Words::bold(&format!("{}: ", sheet.labels.goal)).and(&isolated(goal));
    let mut left = Stack::default();
    left.text(typesetter, Tag::Paragraph, &words, look.body(0.0, half));
    let right = changes(sheet, look, half, typesetter);
    if !look.is_large && left.height().max(right.height()) < look.room().height / 5.0 {
        return single(
            look.gap(8.0),
            beside(vec![(0.0, left), (half + GUTTER, right)]),
        );
    }
    let mut stack = Stack::default();
    stack.text(
        typesetter,
        Tag::Paragraph,
        &words,
        look.body(0.0, look.width),
    );
    stack.gap(look.gap(3.0));
    stack.append(changes(sheet, look, look.width, typesetter));
    Block::new(look.gap(8.0), stack)
}

fn changes(sheet: &Sheet, look: &Look, width: f32, typesetter: &mut Typesetter) -> Stack {
    let labels = &sheet.labels;
    let setting = look.body(0.0, width);
    let run_in = |words: &str| Words::bold(&format!("{}: ", labels.changed)).and(words);
    let mut stack = Stack::default();
    let only = match &sheet.changes {
        Changes::FirstSheet => Words::plain(&labels.first_sheet),
        Changes::Since(changes) => match changes.as_slice() {
            [] => run_in(&labels.nothing_changed),
            [one] => run_in(one),
            _ => run_in(""),
        },
    };
    stack.text(typesetter, Tag::Paragraph, &only, setting);
    if let Changes::Since(changes) = &sheet.changes
        && changes.len() > 1
    {
        if let Some(last) = stack.slices.last_mut() {
            last.stays_with_next = true;
        }
        stack.open(Tag::List);
        for change in changes {
            stack.entry(
                typesetter,
                &Words::bold("•"),
                &Words::plain(change),
                setting,
                look.indent() * 0.75,
            );
        }
        stack.close();
    }
    stack
}

/// A block of one slice.
pub(super) fn single(gap: f32, slice: Slice) -> Block {
    let mut stack = Stack::default();
    stack.push(slice);
    Block::new(gap, stack)
}
