//! The headings of a document as its outline.

use super::flow::{Item, Placed};
use super::pdf::Bookmark;
use super::structure::Tag;

/// Every heading, in order.
pub(super) fn bookmarks(pages: &[Vec<Placed>]) -> Vec<Bookmark> {
    let mut bookmarks: Vec<Bookmark> = Vec::new();
    let mut is_heading = false;
    for (page, items) in pages.iter().enumerate() {
        for placed in items {
            match &placed.item {
                Item::Open(tag) => {
                    is_heading = matches!(tag, Tag::Heading1 | Tag::Heading2);
                    if is_heading {
                        bookmarks.push(Bookmark {
                            title: String::new(),
                            page,
                            y: placed.y,
                        });
                    }
                }
                Item::Close => is_heading = false,
                Item::Line {
                    paragraph, line: 0, ..
                } if is_heading => {
                    if let Some(bookmark) = bookmarks.last_mut() {
                        if bookmark.title.is_empty() {
                            (bookmark.page, bookmark.y) =
                                (page, (placed.y - 2.0 * paragraph.size).max(0.0));
                        } else {
                            bookmark.title.push(' ');
                        }
                        bookmark.title.push_str(&paragraph.text);
                    }
                }
                _ => {}
            }
        }
    }
    bookmarks
}
