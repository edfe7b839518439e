//! When to call an ambulance, and when to see a doctor today. On every sheet.

use super::head::{PADDING, single};
use super::{Help, Sheet};
use crate::print::flow::{Block, Item, Setting, Slice, Stack, beside};
use crate::print::look::{INK, Look, PALE, STOP, WHITE};
use crate::print::structure::Tag;
use crate::print::typesetter::Typesetter;
use crate::print::words::Words;

/// Between the two boxes.
const GUTTER: f32 = 10.0;

/// Two boxes beside each other, or one above the other where words are large or many.
pub(super) fn blocks(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter) -> Vec<Block> {
    let boxes = [(&sheet.emergency, true), (&sheet.same_day, false)];
    if !look.is_large {
        let widths = widths(sheet, look);
        let heading = widths
            .map(|width| heading_height(sheet, look, width, typesetter))
            .into_iter()
            .fold(0.0, f32::max);
        let makers = widths.map(|width| Maker {
            look,
            width,
            heading,
        });
        let left = makers[0].stack(boxes[0].0, true, typesetter);
        let right = makers[1].stack(boxes[1].0, false, typesetter);
        let second = widths[0] + GUTTER;
        let mut slice = beside(vec![(0.0, left), (second, right)]);
        if slice.height <= look.room().height / 2.0 {
            makers[1].frame(&mut slice, second, false);
            makers[0].frame(&mut slice, 0.0, true);
            return vec![single(look.gap(11.0), slice)];
        }
    }
    let maker = Maker {
        look,
        width: look.width,
        heading: heading_height(sheet, look, look.width, typesetter),
    };
    let block = |(help, is_emergency): (&Help, bool)| {
        let mut slice = maker.stack(help, is_emergency, typesetter).into_slice();
        if slice.height > look.room().height {
            return Block::new(look.gap(11.0), maker.stack(help, false, typesetter));
        }
        maker.frame(&mut slice, 0.0, is_emergency);
        single(look.gap(11.0), slice)
    };
    boxes.map(block).into()
}

/// The box with more to say is the wider one, so that both end at about one height.
fn widths(sheet: &Sheet, look: &Look) -> [f32; 2] {
    let letters = |help: &Help| help.points.iter().map(String::len).sum::<usize>() as f32;
    let (emergency, same_day) = (letters(&sheet.emergency), letters(&sheet.same_day));
    let share = (emergency / (emergency + same_day).max(1.0)).clamp(0.42, 0.62);
    let room = look.width - GUTTER;
    [room * share, room * (1.0 - share)]
}

/// The higher of the two headings: both boxes have bands of one height.
fn heading_height(sheet: &Sheet, look: &Look, width: f32, typesetter: &mut Typesetter) -> f32 {
    let setting = look.body(PADDING, width - 2.0 * PADDING);
    let mut height = |help: &Help| {
        typesetter
            .set(&Words::bold(&help.heading), setting.style, setting.width)
            .height()
    };
    height(&sheet.emergency).max(height(&sheet.same_day))
}

struct Maker<'a> {
    look: &'a Look,
    width: f32,
    /// Height of the higher heading.
    heading: f32,
}

impl Maker<'_> {
    /// The words; the heading is white where an emergency's dark band goes behind it.
    fn stack(&self, help: &Help, is_emergency: bool, typesetter: &mut Typesetter) -> Stack {
        let look = self.look;
        let setting = look.body(PADDING, self.width - 2.0 * PADDING);
        let ink = if is_emergency { WHITE } else { INK };
        let mut stack = Stack::default();
        stack.gap(self.above());
        stack.text(
            typesetter,
            Tag::Heading2,
            &Words::bold(&help.heading),
            Setting { ink, ..setting },
        );
        stack.hold();
        stack.gap(self.band() + 1.5 - stack.height());
        match help.points.as_slice() {
            [only] => stack.text(typesetter, Tag::Paragraph, &Words::marked(only), setting),
            points if look.is_dense => {
                let run_in = Words::marked(&points.join("  •  "));
                stack.text(typesetter, Tag::Paragraph, &run_in, setting);
            }
            points => {
                stack.open(Tag::List);
                for point in points {
                    let (bullet, words) = (Words::bold("•"), Words::marked(point));
                    stack.entry(typesetter, &bullet, &words, setting, look.indent() * 0.75);
                }
                stack.close();
            }
        }
        stack.gap(look.gap(5.0));
        stack
    }

    fn above(&self) -> f32 {
        self.look.gap(3.0)
    }

    /// The height of the band behind a heading.
    fn band(&self) -> f32 {
        self.above() + self.heading + 3.0
    }

    /// A band and a frame behind a box at `x`; the emergency's are heavy, so that they stand out in grey.
    fn frame(&self, slice: &mut Slice, x: f32, is_emergency: bool) {
        let (fill, outline, weight) = if is_emergency {
            (STOP, STOP, 1.8)
        } else {
            (PALE, INK, 1.0)
        };
        let (width, height) = (self.width, slice.height);
        let outline = Some((outline, weight));
        slice.put_behind(
            x,
            0.0,
            Item::Box {
                width,
                height,
                radius: 0.0,
                fill: None,
                outline,
            },
        );
        let height = self.band();
        slice.put_behind(
            x,
            0.0,
            Item::Box {
                width,
                height,
                radius: 0.0,
                fill: Some(fill),
                outline: None,
            },
        );
    }
}
