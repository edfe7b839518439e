//! Headings, and tables of short cells: a head that is repeated on every page, a line under each row.

use super::flow::{Block, Item, Slice, Stack, line_item};
use super::look::{ACCENT, INK, LINE, Look, PALE};
use super::structure::Tag;
use super::typesetter::Typesetter;
use super::words::Words;

/// Around the words of a cell, in points.
const PADDING: f32 = 3.5;

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub head: &'static str,
    /// Of the table's width; the columns' shares add up to one.
    pub share: f32,
}

/// A table over the whole width; the first cell of a row names it. A row is never parted, so cells are short.
pub(super) fn table(
    columns: &[Column],
    rows: &[Vec<Words>],
    look: &Look,
    typesetter: &mut Typesetter,
) -> Block {
    let rows = rows.iter().map(|cells| (cells.as_slice(), None)).collect();
    filled(columns, rows, look, typesetter)
}

/// The same with something drawn in the last cell of each row, to be filled in by hand.
pub(super) fn table_to_fill(
    columns: &[Column],
    rows: Vec<(Vec<Words>, Slice)>,
    look: &Look,
    typesetter: &mut Typesetter,
) -> Block {
    let rows = rows
        .iter()
        .map(|(cells, drawn)| (cells.as_slice(), Some(drawn)));
    filled(columns, rows.collect(), look, typesetter)
}

/// How wide a cell's inside is.
pub(super) fn inside(column: &Column, look: &Look) -> f32 {
    column.share * look.width - 2.0 * PADDING
}

fn filled(
    columns: &[Column],
    rows: Vec<(&[Words], Option<&Slice>)>,
    look: &Look,
    typesetter: &mut Typesetter,
) -> Block {
    let table = Table {
        columns,
        look,
        width: look.width,
    };
    let heads: Vec<Words> = columns
        .iter()
        .map(|column| Words::bold(column.head))
        .collect();
    let mut head = table.row(&heads, None, |_| Tag::ColumnHead, typesetter);
    head.put_behind(
        0.0,
        0.0,
        Item::Box {
            width: look.width,
            height: head.height,
            radius: 0.0,
            fill: Some(PALE),
            outline: None,
        },
    );
    head.put(0.0, 0.0, table.line(ACCENT, 1.0));
    head.stays_with_next = true;
    let mut stack = Stack::default();
    stack.open(Tag::Table);
    let repeated = head.unread();
    stack.push(head);
    for (cells, drawn) in rows {
        let tag = |place| if place == 0 { Tag::RowHead } else { Tag::Cell };
        stack.push(table.row(cells, drawn, tag, typesetter));
    }
    stack.close();
    Block {
        gap: look.gap(4.0),
        stack,
        repeated: Some(repeated),
    }
}

/// A heading over the whole width that stays with what comes next.
pub(super) fn heading(stack: &mut Stack, words: &str, look: &Look, typesetter: &mut Typesetter) {
    let setting = look.headline(0.0, look.width);
    stack.text(typesetter, Tag::Heading2, &Words::bold(words), setting);
    stack.gap(look.gap(2.0));
    stack.hold();
}

struct Table<'a> {
    columns: &'a [Column],
    look: &'a Look,
    width: f32,
}

impl Table<'_> {
    fn row(
        &self,
        cells: &[Words],
        drawn: Option<&Slice>,
        tag: impl Fn(usize) -> Tag,
        typesetter: &mut Typesetter,
    ) -> Slice {
        let mut slice = Slice::default();
        slice.put(0.0, 0.0, Item::Open(Tag::Row));
        let mut x = 0.0;
        for (place, (column, words)) in self.columns.iter().zip(cells).enumerate() {
            let width = column.share * self.width;
            slice.put(0.0, 0.0, Item::Open(tag(place)));
            if !words.is_empty() {
                let style = self.look.style(self.look.text);
                let set = typesetter.set(words, style, width - 2.0 * PADDING);
                for line in 0..set.lines.len() {
                    let y = PADDING + line as f32 * set.pitch + set.baseline();
                    slice.put(x + PADDING, y, line_item(&set, line, INK));
                }
                slice.height = slice.height.max(set.height() + 2.0 * PADDING);
            }
            slice.put(0.0, 0.0, Item::Close);
            x += width;
        }
        if let Some(drawn) = drawn {
            slice.put(0.0, 0.0, Item::Open(tag(cells.len())));
            for placed in &drawn.items {
                let (x, y) = (x + PADDING + placed.x, PADDING + placed.y);
                slice.put(x, y, placed.item.clone());
            }
            slice.put(0.0, 0.0, Item::Close);
            slice.height = slice.height.max(drawn.height + 2.0 * PADDING);
        }
        slice.put(0.0, 0.0, Item::Close);
        slice.height = slice.height.max(self.look.text + 2.0 * PADDING);
        slice.put(0.0, slice.height, self.line(LINE, 0.5));
        slice
    }

    fn line(&self, ink: super::flow::Ink, weight: f32) -> Item {
        Item::Rule {
            across: self.width,
            down: 0.0,
            ink,
            weight,
        }
    }
}
