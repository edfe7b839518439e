//! The top of a paper: who gives it, what it is, of which day.

use super::flow::{Block, Item, Setting, Slice, Stack, beside};
use super::home_sheet::Clinic;
use super::look::{ACCENT, INK, Look, MUTED};
use super::paragraph::Side;
use super::structure::Tag;
use super::typesetter::Typesetter;
use super::words::{Words, isolated, unbroken};

/// Room for the bar and the blank beside it.
const BAR: f32 = 11.0;

/// What stands on top of a paper for colleagues.
pub(super) struct Head<'a> {
    pub clinic: &'a Clinic,
    pub title: &'a str,
    /// In words.
    pub date: &'a str,
}

/// The clinic on the left, title and day on the right.
pub(super) fn block(head: &Head<'_>, look: &Look, typesetter: &mut Typesetter) -> Block {
    let right = look.width * 0.44;
    let left = look.width - right - 12.0;
    let mut what = Stack::default();
    let title = Setting {
        style: look.style(look.title).to(Side::Right),
        ink: ACCENT,
        x: 0.0,
        width: right,
    };
    what.text(typesetter, Tag::Heading1, &Words::bold(head.title), title);
    let day = Setting {
        style: look.style(look.text).to(Side::Right),
        ink: MUTED,
        ..title
    };
    what.text(typesetter, Tag::Paragraph, &Words::plain(head.date), day);
    let clinic = clinic(head.clinic, look, left, typesetter);
    let mut slice = beside(vec![(0.0, clinic), (look.width - right, what)]);
    mark(&mut slice);
    let mut stack = Stack::default();
    stack.push(slice);
    Block::new(0.0, stack)
}

/// Name, address and telephone of the clinic.
pub(super) fn clinic(
    clinic: &Clinic,
    look: &Look,
    width: f32,
    typesetter: &mut Typesetter,
) -> Stack {
    let mut stack = Stack::default();
    let name = Setting {
        style: look.style(look.title),
        ink: INK,
        x: BAR,
        width: width - BAR,
    };
    stack.text(typesetter, Tag::Paragraph, &Words::bold(&clinic.name), name);
    let lines = clinic.address.iter().filter(|line| !line.is_empty());
    let mut address: Vec<String> = lines.map(|line| isolated(line)).collect();
    if !clinic.phone.is_empty() {
        address.push(unbroken(&clinic.phone));
    }
    let small = Setting {
        ink: MUTED,
        ..look.body(BAR, width - BAR)
    };
    let address = Words::plain(&address.join(" · "));
    stack.text(typesetter, Tag::Paragraph, &address, small);
    stack
}

/// The bar beside the clinic's name.
pub(super) fn mark(slice: &mut Slice) {
    let bar = Item::Box {
        width: 4.5,
        height: slice.height - 2.0,
        radius: 0.0,
        fill: Some(ACCENT),
        outline: None,
    };
    slice.put_behind(0.0, 2.0, bar);
}
