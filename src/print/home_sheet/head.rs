//! The top of the sheet: from whom, for whom, what for, and what is new.

use super::look::{ACCENT, INK, LINE, Look, MUTED, PALE};
use super::{Changes, Sheet};
use crate::print::flow::{Block, Item, Placed, Setting, Slice, Stack, beside};
use crate::print::paragraph::{Side, Style, Typesetter, Words, isolated};
use crate::print::structure::Tag;

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
    words.gap(5.0);
    let style = Style {
        size: look.heading,
        side: Side::Centre,
    };
    let setting = Setting {
        style,
        ink: INK,
        x: 12.0,
        width: look.width - 24.0,
    };
    words.text(typesetter, Tag::Paragraph, &Words::bold(notice), setting);
    words.gap(6.0);
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
    single(0.0, slice)
}

fn letterhead(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Block {
    let right_width = look.width * 0.42;
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
    let address = sheet
        .clinic
        .address
        .iter()
        .chain([&sheet.clinic.phone])
        .filter(|line| !line.is_empty());
    let address = address
        .map(|line| isolated(line))
        .collect::<Vec<_>>()
        .join(" · ");
    let small = Setting {
        ink: MUTED,
        ..look.body(11.0, left_width - 11.0)
    };
    clinic.text(typesetter, Tag::Paragraph, &Words::plain(&address), small);
    let mut what = Stack::default();
    let style = Style {
        size: look.title,
        side: Side::Right,
    };
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
    let style = Style {
        size: look.text,
        side: Side::Right,
    };
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
    single(8.0, slice)
}

fn patient(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Block {
    let labels = &sheet.labels;
    let padding = 9.0;
    let inner = look.width - 2.0 * padding;
    let left_width = inner * 0.52;
    let right_width = inner - left_width - 14.0;
    let mut who = Stack::default();
    who.gap(4.0);
    let left = Style {
        size: look.title,
        side: Side::Left,
    };
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
    single(7.0, slice)
}

fn goal_and_changes(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Block {
    let labels = &sheet.labels;
    let mut stack = Stack::default();
    let setting = look.body(0.0, look.width);
    if let Some(goal) = sheet.goal.as_deref().filter(|goal| !goal.trim().is_empty()) {
        let words = Words::bold(&format!("{}: ", labels.goal)).and(&isolated(goal));
        stack.text(typesetter, Tag::Paragraph, &words, setting);
        stack.gap(3.0);
    }
    let run_in = |words: &str| Words::bold(&format!("{}: ", labels.changed)).and(words);
    match &sheet.changes {
        Changes::FirstSheet => {
            stack.text(
                typesetter,
                Tag::Paragraph,
                &Words::plain(&labels.first_sheet),
                setting,
            );
        }
        Changes::Since(changes) if changes.is_empty() => {
            stack.text(
                typesetter,
                Tag::Paragraph,
                &run_in(&labels.nothing_changed),
                setting,
            );
        }
        Changes::Since(changes) if changes.len() == 1 => {
            stack.text(typesetter, Tag::Paragraph, &run_in(&changes[0]), setting);
        }
        Changes::Since(changes) => {
            stack.text(typesetter, Tag::Paragraph, &run_in(""), setting);
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
                    look.indent(),
                );
            }
            stack.close();
        }
    }
    Block::new(8.0, stack)
}

/// A block of one slice.
pub(super) fn single(gap: f32, slice: Slice) -> Block {
    let mut stack = Stack::default();
    stack.push(slice);
    Block::new(gap, stack)
}
