//! The structure that screen readers follow: headings, lists and tables behind the ink.

use super::file::text_string;
use super::picture::Picture;
use std::fmt::Write;

/// What a part of the document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Document,
    Paragraph,
    Heading1,
    Heading2,
    List,
    NumberedList,
    ListItem,
    Label,
    Body,
    Table,
    Row,
    ColumnHead,
    RowHead,
    Cell,
    Figure,
}

impl Tag {
    pub fn name(self) -> &'static str {
        match self {
            Tag::Document => "Document",
            Tag::Paragraph => "P",
            Tag::Heading1 => "H1",
            Tag::Heading2 => "H2",
            Tag::List | Tag::NumberedList => "L",
            Tag::ListItem => "LI",
            Tag::Label => "Lbl",
            Tag::Body => "LBody",
            Tag::Table => "Table",
            Tag::Row => "TR",
            Tag::ColumnHead | Tag::RowHead => "TH",
            Tag::Cell => "TD",
            Tag::Figure => "Figure",
        }
    }

    fn attributes(self) -> &'static str {
        match self {
            Tag::NumberedList => "/A<</O/List/ListNumbering/Decimal>>",
            Tag::ColumnHead => "/A<</O/Table/Scope/Column>>",
            Tag::RowHead => "/A<</O/Table/Scope/Row>>",
            _ => "",
        }
    }
}

/// One element: its kids are other elements or marked content on a page.
#[derive(Debug)]
pub(super) struct Element {
    pub tag: Tag,
    pub parent: usize,
    pub kids: Vec<Kid>,
    /// For a figure: what it shows and where it stands, as its dictionary says it.
    pub says: String,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kid {
    Element(usize),
    Content { page: usize, mark: usize },
}

/// All elements, the document itself first, and which element each mark of each page belongs to.
#[derive(Debug)]
pub(super) struct Structure {
    pub elements: Vec<Element>,
    pub marks: Vec<Vec<usize>>,
}

impl Structure {
    pub fn new(pages: usize) -> Self {
        let document = Element {
            tag: Tag::Document,
            parent: 0,
            kids: Vec::new(),
            says: String::new(),
        };
        Structure {
            elements: vec![document],
            marks: vec![Vec::new(); pages],
        }
    }

    pub fn open(&mut self, tag: Tag, parent: usize) -> usize {
        let place = self.elements.len();
        self.elements.push(Element {
            tag,
            parent,
            kids: Vec::new(),
            says: String::new(),
        });
        self.elements[parent].kids.push(Kid::Element(place));
        place
    }

    /// A figure within `bounds`: left, bottom, right and top in points of the page.
    pub fn figure(&mut self, parent: usize, picture: &Picture, bounds: [f32; 4]) -> usize {
        let place = self.open(Tag::Figure, parent);
        let [left, bottom, right, top] = bounds;
        self.elements[place].says = format!(
            "/Alt{}/A<</O/Layout/Placement/Block/BBox[{left:.2} {bottom:.2} {right:.2} {top:.2}]>>",
            text_string(&picture.says)
        );
        place
    }

    /// A new mark on `page` for `element`.
    pub fn mark(&mut self, element: usize, page: usize) -> usize {
        let mark = self.marks[page].len();
        self.marks[page].push(element);
        self.elements[element]
            .kids
            .push(Kid::Content { page, mark });
        mark
    }

    /// The elements as PDF dictionaries. Element `n` is object `first + n`; `root` is the tree's own
    /// object and `pages` are the pages' objects.
    pub fn dictionaries(&self, first: u32, root: u32, pages: &[u32]) -> Vec<Vec<u8>> {
        self.elements
            .iter()
            .enumerate()
            .map(|(place, element)| element.dictionary(place, first, root, pages))
            .collect()
    }

    /// The parent tree's numbers: for each page, the element of each mark.
    pub fn parent_tree(&self, first: u32) -> String {
        let mut tree = String::from("<</Nums[");
        for (page, marks) in self.marks.iter().enumerate() {
            let _ = write!(tree, "{page}[");
            for element in marks {
                let _ = write!(tree, "{} 0 R ", first + *element as u32);
            }
            tree.push(']');
        }
        tree.push_str("]>>");
        tree
    }
}

impl Element {
    fn dictionary(&self, place: usize, first: u32, root: u32, pages: &[u32]) -> Vec<u8> {
        let parent = if place == 0 {
            root
        } else {
            first + self.parent as u32
        };
        let mut out = format!(
            "<</S/{}/P {parent} 0 R{}{}",
            self.tag.name(),
            self.tag.attributes(),
            self.says
        );
        let home = self.kids.iter().find_map(|kid| match kid {
            Kid::Content { page, .. } => Some(*page),
            Kid::Element(_) => None,
        });
        if let Some(page) = home {
            let _ = write!(out, "/Pg {} 0 R", pages[page]);
        }
        if !self.kids.is_empty() {
            out.push_str("/K[");
            for kid in &self.kids {
                let _ = match *kid {
                    Kid::Element(place) => write!(out, "{} 0 R ", first + place as u32),
                    Kid::Content { page, mark } if Some(page) == home => write!(out, "{mark} "),
                    Kid::Content { page, mark } => {
                        write!(out, "<</Type/MCR/Pg {} 0 R/MCID {mark}>>", pages[page])
                    }
                };
            }
            out.push(']');
        }
        out.push_str(">>");
        out.into_bytes()
    }
}
