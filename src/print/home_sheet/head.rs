//! The top of the sheet: from whom, for whom, what for, and what is new.

use super::{Changes, Sheet, code};
use crate::print::flow::{Block, Ink, Item, Setting, Slice, Stack, beside};
use crate::print::letterhead;
use crate::print::look::{ACCENT, INK, LINE, Look, MUTED, PALE};
use crate::print::paragraph::Side;
use crate::print::picture::Picture;
use crate::print::structure::Tag;
use crate::print::typesetter::Typesetter;
use crate::print::words::{Words, isolated, unbroken};
use std::rc::Rc;

/// Between what stands beside each other.
const GUTTER: f32 = 16.0;
/// Room for the date and the check code in one line of 12 points.
const WHEN_AND_WHICH: f32 = 232.0;
/// Between a frame and the words in it.
pub(super) const PADDING: f32 = 9.0;

pub(super) fn blocks(
    sheet: &Sheet,
    look: &Look,
    code: Option<&Rc<Picture>>,
    typesetter: &mut Typesetter,
) -> Vec<Block> {
    let mut blocks = Vec::new();
    blocks.extend(
        sheet
            .notice
            .as_deref()
            .map(|notice| banner(notice, look, typesetter)),
    );
    blocks.push(letterhead(sheet, look, code, typesetter));
    blocks.push(patient(sheet, look, typesetter));
    blocks.push(goal_and_changes(sheet, look, typesetter));
    blocks
}

fn banner(notice: &str, look: &Look, typesetter: &mut Typesetter) -> Block {
    let style = look.style(look.heading).to(Side::Centre);
    let setting = Setting {
        style,
        ink: INK,
        x: 12.0,
        width: look.width - 24.0,
    };
    let mut stack = Stack::default();
    stack.gap(look.gap(5.0));
    stack.text(typesetter, Tag::Paragraph, &Words::bold(notice), setting);
    stack.gap(look.gap(6.0));
    framed(look.gap(8.0), stack, look, (None, (INK, 2.0)))
}

fn letterhead(
    sheet: &Sheet,
    look: &Look,
    code: Option<&Rc<Picture>>,
    typesetter: &mut Typesetter,
) -> Block {
    let square = code.map(|picture| code::square(picture, look));
    // Blank paper round the squares is part of their code.
    let aside = square.as_ref().map_or(0.0, |(_, width)| width + 8.0);
    let right_width = (look.width * 0.44)
        .max(WHEN_AND_WHICH * look.text / 12.0)
        .min(look.width * 0.5);
    let left_width = look.width - right_width - aside - 12.0;
    let clinic = letterhead::clinic(&sheet.clinic, look, left_width, typesetter);
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
    let code = match sheet.check_code.as_str() {
        "" => String::new(),
        code => format!(" · {} {}", sheet.labels.check_code, unbroken(code)),
    };
    what.text(
        typesetter,
        Tag::Paragraph,
        &Words::plain(&format!("{}{code}", sheet.date)),
        Setting {
            style,
            ink: MUTED,
            ..title
        },
    );
    let mut slice = beside(vec![
        (0.0, clinic),
        (look.width - right_width - aside, what),
    ]);
    letterhead::mark(&mut slice);
    if let Some((picture, width)) = square {
        slice.put(look.width - width, 2.0, picture);
        slice.height = slice.height.max(width + 4.0);
    }
    single(look.gap(8.0), slice)
}

fn patient(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Block {
    let (labels, patient) = (&sheet.labels, &sheet.patient);
    let mut name = Words::bold(&isolated(&patient.name));
    if let Some(used) = patient
        .name_to_use
        .as_deref()
        .filter(|used| !used.trim().is_empty())
    {
        name = name.and(&format!(" ({})", isolated(used)));
    }
    let born = format!("{} {}", labels.born, isolated(&patient.date_of_birth));
    let number = format!(
        "{} {}",
        labels.clinic_number,
        isolated(&patient.clinic_number)
    );
    let born = Words::plain(&format!("{born} · {number}"));
    let phase = Words::bold(&sheet.phase);
    let clinician = Words::plain(&format!(
        "{}: {}",
        labels.clinician,
        isolated(&sheet.clinician)
    ));

    let inner = look.width - 2.0 * PADDING;
    let left_width = inner * 0.52;
    let right_width = inner - left_width - GUTTER;
    let mut who = Stack::default();
    who.gap(look.gap(4.0));
    let style = look.style(look.title).to(Side::Left);
    let setting = Setting {
        style,
        ink: INK,
        x: 0.0,
        width: left_width,
    };
    who.text(typesetter, Tag::Paragraph, &name, setting);
    who.text(
        typesetter,
        Tag::Paragraph,
        &born,
        look.body(0.0, left_width),
    );
    let mut course = Stack::default();
    course.gap(look.gap(4.0) + (look.title - look.text) * 0.7);
    course.text(
        typesetter,
        Tag::Paragraph,
        &phase,
        look.body(0.0, right_width),
    );
    course.text(
        typesetter,
        Tag::Paragraph,
        &clinician,
        look.body(0.0, right_width),
    );
    let mut slice = beside(vec![
        (PADDING, who),
        (PADDING + left_width + GUTTER, course),
    ]);
    slice.height += look.gap(6.0);
    let mut stack = Stack::default();
    if slice.height <= look.room().height / 3.0 {
        stack.push(slice);
        return framed(look.gap(7.0), stack, look, (Some(PALE), (LINE, 0.6)));
    }
    // Very long names: across the page, in the size of the text.
    for words in [&name, &born, &phase, &clinician] {
        stack.text(
            typesetter,
            Tag::Paragraph,
            words,
            look.body(0.0, look.width),
        );
    }
    Block::new(look.gap(7.0), stack)
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

/// A stack in a frame with fill and outline, or without one where it could reach over a page.
pub(super) fn framed(
    gap: f32,
    stack: Stack,
    look: &Look,
    (fill, (ink, weight)): (Option<Ink>, (Ink, f32)),
) -> Block {
    if stack.height() > look.room().height / 2.0 {
        return Block::new(gap, stack);
    }
    let mut slice = stack.into_slice();
    let radius = if fill.is_some() { 4.0 } else { 0.0 };
    let (width, height) = (look.width, slice.height);
    slice.put_behind(
        0.0,
        0.0,
        Item::Box {
            width,
            height,
            radius,
            fill,
            outline: Some((ink, weight)),
        },
    );
    single(gap, slice)
}

/// A block of one slice.
pub(super) fn single(gap: f32, slice: Slice) -> Block {
    let mut stack = Stack::default();
    stack.push(slice);
    Block::new(gap, stack)
}
