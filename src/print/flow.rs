//! Blocks down the page: what stays together, what may be parted, and where a page ends.

use super::paragraph::{Paragraph, Style};
use super::picture::Picture;
use super::structure::Tag;
use super::typesetter::Typesetter;
use super::words::Words;
use std::borrow::Borrow;
use std::rc::Rc;

/// A colour as red, green and blue, 0 to 255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ink(pub u8, pub u8, pub u8);

/// Something on a page. Shapes carry no meaning of their own: it is always in words too.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Open(Tag),
    Close,
    /// One line of a paragraph; its place is the paragraph's left edge and the line's baseline.
    Line {
        paragraph: Rc<Paragraph>,
        line: usize,
        ink: Ink,
        /// False for what only repeats, such as a table's head on its second page.
        is_read: bool,
    },
    Box {
        width: f32,
        height: f32,
        radius: f32,
        fill: Option<Ink>,
        /// Colour and weight of the outline.
        outline: Option<(Ink, f32)>,
    },
    Rule {
        across: f32,
        down: f32,
        ink: Ink,
        weight: f32,
    },
    /// A picture at a share of its full size; its place is its top left corner.
    Picture {
        picture: Rc<Picture>,
        scale: f32,
    },
    /// A filled shape with straight sides.
    Polygon {
        corners: Vec<(f32, f32)>,
        fill: Ink,
    },
}

/// An item with its place: points from the left and from the top.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub x: f32,
    pub y: f32,
    pub item: Item,
}

/// A strip that is never parted.
#[derive(Clone, Debug, Default)]
pub(super) struct Slice {
    pub height: f32,
    pub items: Vec<Placed>,
    /// Never the last of a page when something follows in its block.
    pub stays_with_next: bool,
}

impl Slice {
    pub fn put(&mut self, x: f32, y: f32, item: Item) {
        self.items.push(Placed { x, y, item });
    }

    /// Under what is there already.
    pub fn put_behind(&mut self, x: f32, y: f32, item: Item) {
        self.items.insert(0, Placed { x, y, item });
    }

    /// The same ink without its place in the structure: for what only repeats.
    pub fn unread(&self) -> Slice {
        let unread = |placed: &Placed| {
            let item = match &placed.item {
                Item::Open(_) | Item::Close => return None,
                Item::Line {
                    paragraph,
                    line,
                    ink,
                    ..
                } => Item::Line {
                    paragraph: paragraph.clone(),
                    line: *line,
                    ink: *ink,
                    is_read: false,
                },
                other => other.clone(),
            };
            Some(Placed { item, ..*placed })
        };
        Slice {
            items: self.items.iter().filter_map(unread).collect(),
            ..*self
        }
    }

    fn move_by(&mut self, x: f32, y: f32) {
        for placed in &mut self.items {
            placed.x += x;
            placed.y += y;
        }
    }
}

/// Slices on top of each other.
#[derive(Clone, Debug, Default)]
pub(super) struct Stack {
    pub slices: Vec<Slice>,
    /// Tags opened or closed since the last slice.
    pending: Vec<Item>,
}

/// How a paragraph stands in a stack.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    pub style: Style,
    pub ink: Ink,
    pub x: f32,
    pub width: f32,
}

impl Stack {
    pub fn open(&mut self, tag: Tag) {
        self.pending.push(Item::Open(tag));
    }

    pub fn close(&mut self) {
        match self.slices.last_mut() {
            Some(last) if self.pending.is_empty() => last.put(0.0, 0.0, Item::Close),
            _ => self.pending.push(Item::Close),
        }
    }

    /// Adds a slice, with the tags waiting for it.
    pub fn push(&mut self, mut slice: Slice) {
        let tags = self.pending.drain(..).map(|item| Placed {
            x: 0.0,
            y: 0.0,
            item,
        });
        slice.items.splice(0..0, tags);
        self.slices.push(slice);
    }

    pub fn gap(&mut self, height: f32) {
        let stays_with_next = self.slices.last().is_some_and(|last| last.stays_with_next);
        self.slices.push(Slice {
            height,
            items: Vec::new(),
            stays_with_next,
        });
    }

    /// Adds a paragraph, one slice for each line; its first two lines stay together, and its last two.
    pub fn text(&mut self, typesetter: &mut Typesetter, tag: Tag, words: &Words, setting: Setting) {
        if words.is_empty() {
            return;
        }
        self.open(tag);
        self.lines(typesetter, words, setting);
        self.close();
    }

    /// The lines of a paragraph without a tag of their own.
    pub fn lines(&mut self, typesetter: &mut Typesetter, words: &Words, setting: Setting) {
        let paragraph = typesetter.set(words, setting.style, setting.width);
        let count = paragraph.lines.len();
        for line in 0..count {
            let mut slice = Slice {
                height: paragraph.pitch,
                ..Slice::default()
            };
            slice.stays_with_next = line + 1 < count && (line == 0 || line + 2 == count);
            slice.put(
                setting.x,
                paragraph.baseline(),
                line_item(&paragraph, line, setting.ink),
            );
            self.push(slice);
        }
    }

    /// A list entry: its label to the left of its words.
    pub fn entry(
        &mut self,
        typesetter: &mut Typesetter,
        label: &Words,
        words: &Words,
        setting: Setting,
        indent: f32,
    ) {
        let label = typesetter.set(label, setting.style, indent);
        let first = self.slices.len();
        self.open(Tag::ListItem);
        self.open(Tag::Body);
        let inner = Setting {
            x: setting.x + indent,
            width: setting.width - indent,
            ..setting
        };
        self.lines(typesetter, words, inner);
        self.close();
        self.close();
        let Some(slice) = self.slices.get_mut(first) else {
            return;
        };
        // The label is read before the body it stands beside.
        let body = slice
            .items
            .iter()
            .position(|placed| matches!(placed.item, Item::Open(Tag::Body)))
            .unwrap_or(0);
        let placed = |item| Placed {
            x: setting.x,
            y: label.baseline(),
            item,
        };
        let label_items = [
            Item::Open(Tag::Label),
            line_item(&label, 0, setting.ink),
            Item::Close,
        ]
        .into_iter()
        .map(placed);
        slice.items.splice(body..body, label_items);
    }

    /// What is there so far stays on one page with what comes next.
    pub fn hold(&mut self) {
        for slice in &mut self.slices {
            slice.stays_with_next = true;
        }
    }

    pub fn height(&self) -> f32 {
        self.slices.iter().map(|slice| slice.height).sum()
    }

    /// All in one slice, which is never parted.
    pub fn into_slice(mut self) -> Slice {
        let mut whole = Slice::default();
        for mut slice in self.slices.drain(..) {
            slice.move_by(0.0, whole.height);
            whole.height += slice.height;
            whole.items.append(&mut slice.items);
        }
        whole
            .items
            .extend(self.pending.drain(..).map(|item| Placed {
                x: 0.0,
                y: 0.0,
                item,
            }));
        whole
    }

    pub fn append(&mut self, other: Stack) {
        for slice in other.slices {
            self.push(slice);
        }
        self.pending.extend(other.pending);
    }
}

/// One line of a paragraph, read in its turn.
pub(super) fn line_item(paragraph: &Rc<Paragraph>, line: usize, ink: Ink) -> Item {
    Item::Line {
        paragraph: Rc::clone(paragraph),
        line,
        ink,
        is_read: true,
    }
}

/// Columns beside each other in one slice, read one after the other.
pub(super) fn beside(columns: Vec<(f32, Stack)>) -> Slice {
    let mut whole = Slice::default();
    for (x, column) in columns {
        let mut slice = column.into_slice();
        slice.move_by(x, 0.0);
        whole.height = whole.height.max(slice.height);
        whole.items.append(&mut slice.items);
    }
    whole
}

/// What stays on one page if a page can hold it.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// Room above, unless the block is the first of a page.
    pub gap: f32,
    pub stack: Stack,
    /// Repeated on top of every further page the block reaches.
    pub repeated: Option<Slice>,
}

impl Block {
    pub fn new(gap: f32, stack: Stack) -> Self {
        Block {
            gap,
            stack,
            repeated: None,
        }
    }

    /// With the room above.
    pub fn height(&self) -> f32 {
        self.gap + self.stack.height()
    }
}

/// The part of a page that blocks may fill.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub left: f32,
    pub top: f32,
    pub height: f32,
}

/// Lays blocks down page after page. A block that no page can hold starts where the one before ends
/// and is parted between its slices.
pub(super) fn paginate(
    blocks: impl IntoIterator<Item = impl Borrow<Block>>,
    room: Room,
) -> Vec<Vec<Placed>> {
    let mut pages = vec![Vec::new()];
    let mut y = 0.0;
    for block in blocks {
        let block = block.borrow();
        let height = block.stack.height();
        let fits_a_page = height <= room.height;
        if y > 0.0 && fits_a_page && y + block.gap + height > room.height {
            pages.push(Vec::new());
            y = 0.0;
        }
        if y > 0.0 {
            y += block.gap;
        }
        let slices = &block.stack.slices;
        let mut at = 0;
        while at < slices.len() {
            // Slices that must not be parted from the next move together.
            let bound = slices[at..]
                .iter()
                .position(|slice| !slice.stays_with_next)
                .unwrap_or(slices.len() - at - 1);
            let group = &slices[at..=at + bound];
            let needed: f32 = group.iter().map(|slice| slice.height).sum();
            if y > 0.0 && y + needed > room.height + 0.01 {
                pages.push(Vec::new());
                y = 0.0;
                if let Some(head) = &block.repeated {
                    lay(&mut pages, head, room, &mut y);
                }
            }
            for slice in group {
                lay(&mut pages, slice, room, &mut y);
            }
            at += bound + 1;
        }
        let open_end = block.stack.pending.iter().map(|item| Placed {
            x: 0.0,
            y: 0.0,
            item: item.clone(),
        });
        if let Some(page) = pages.last_mut() {
            page.extend(open_end);
        }
    }
    pages
}

fn lay(pages: &mut [Vec<Placed>], slice: &Slice, room: Room, y: &mut f32) {
    if let Some(page) = pages.last_mut() {
        let moved = |placed: &Placed| Placed {
            x: placed.x + room.left,
            y: placed.y + room.top + *y,
            item: placed.item.clone(),
        };
        page.extend(slice.items.iter().map(moved));
    }
    *y += slice.height;
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Room = Room {
        left: 10.0,
        top: 20.0,
        height: 100.0,
    };

    fn block(heights: &[f32]) -> Block {
        let mut stack = Stack::default();
        for height in heights {
            let mut slice = Slice {
                height: *height,
                ..Slice::default()
            };
            slice.put(0.0, 0.0, Item::Close);
            stack.push(slice);
        }
        Block::new(5.0, stack)
    }

    fn tops(pages: &[Vec<Placed>]) -> Vec<Vec<f32>> {
        pages
            .iter()
            .map(|page| page.iter().map(|placed| placed.y - ROOM.top).collect())
            .collect()
    }

    #[test]
    fn a_block_that_fits_a_page_is_never_parted() {
        let pages = paginate(vec![block(&[60.0]), block(&[30.0, 30.0])], ROOM);
        assert_eq!(tops(&pages), [vec![0.0], vec![0.0, 30.0]]);
    }

    #[test]
    fn a_block_larger_than_a_page_goes_on_under_its_head() {
        let mut long = block(&[60.0, 60.0]);
        long.repeated = Some(Slice {
            height: 10.0,
            ..Slice::default()
        });
        assert_eq!(tops(&paginate(vec![long], ROOM)), [vec![0.0], vec![10.0]]);
    }

    #[test]
    fn a_slice_that_stays_with_the_next_moves_with_it() {
        let mut long = block(&[80.0, 10.0, 20.0]);
        long.stack.slices[1].stays_with_next = true;
        assert_eq!(
            tops(&paginate(vec![long], ROOM)),
            [vec![0.0], vec![0.0, 10.0]]
        );
    }
}
