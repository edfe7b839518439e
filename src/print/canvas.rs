//! Placed items as the content of pages, with the marks that tie ink to structure.

use super::flow::{Ink, Item, Placed};
use super::fonts::Codes;
use super::paragraph::{Run, Symbol};
use super::picture::Picture;
use super::structure::Structure;
use std::rc::Rc;

/// Writes the content of every page. `feet` are pagination artifacts.
pub(super) fn draw(
    pages: &[Vec<Placed>],
    feet: &[Vec<Placed>],
    height: f32,
    symbols: &[(Symbol, f32)],
    codes: &Codes,
    pictures: &[Rc<Picture>],
) -> (Vec<Vec<u8>>, Structure) {
    let mut structure = Structure::new(pages.len());
    // Elements open at this point, the document first; they may reach over pages.
    let mut path = vec![0];
    let mut contents = Vec::new();
    for (page, items) in pages.iter().enumerate() {
        let mut pen = Pen {
            out: Vec::with_capacity(16_000),
            height,
            symbols,
            codes,
            ink: None,
            marked: Marked::No,
        };
        for placed in items {
            match &placed.item {
                Item::Open(tag) => {
                    let parent = path.last().copied().unwrap_or(0);
                    path.push(structure.open(*tag, parent));
                }
                Item::Close => {
                    path.pop();
                }
                Item::Line {
                    paragraph,
                    line,
                    ink,
                    is_read,
                } => {
                    let element = path.last().copied().unwrap_or(0);
                    if *is_read && element != 0 {
                        pen.mark(element, page, &mut structure);
                    } else {
                        pen.artifact();
                    }
                    for run in &paragraph.lines[*line].runs {
                        pen.run(run, placed.x, placed.y, *ink);
                    }
                }
                Item::Picture { picture, scale } => {
                    let (x, bottom) = (placed.x, height - placed.y - picture.height * scale);
                    let bounds = [
                        x,
                        bottom,
                        x + picture.width * scale,
                        bottom + picture.height * scale,
                    ];
                    let parent = path.last().copied().unwrap_or(0);
                    let element = structure.figure(parent, picture, bounds);
                    pen.mark(element, page, &mut structure);
                    pen.picture(pictures, picture, (x, bottom), *scale);
                }
                shape => {
                    pen.artifact();
                    pen.shape(shape, placed.x, placed.y);
                }
            }
        }
        pen.end();
        pen.out
            .extend_from_slice(b"/Artifact<</Type/Pagination/Subtype/Footer>>BDC\n");
        pen.marked = Marked::Artifact;
        for placed in &feet[page] {
            match &placed.item {
                Item::Line {
                    paragraph,
                    line,
                    ink,
                    ..
                } => {
                    for run in &paragraph.lines[*line].runs {
                        pen.run(run, placed.x, placed.y, *ink);
                    }
                }
                shape => pen.shape(shape, placed.x, placed.y),
            }
        }
        pen.end();
        contents.push(pen.out);
    }
    (contents, structure)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marked {
    No,
    Artifact,
    Element(usize),
}

struct Pen<'a> {
    out: Vec<u8>,
    height: f32,
    symbols: &'a [(Symbol, f32)],
    codes: &'a Codes,
    ink: Option<Ink>,
    marked: Marked,
}

impl Pen<'_> {
    fn end(&mut self) {
        if self.marked != Marked::No {
            self.out.extend_from_slice(b"EMC\n");
            self.marked = Marked::No;
        }
    }

    fn artifact(&mut self) {
        if self.marked != Marked::Artifact {
            self.end();
            self.out.extend_from_slice(b"/Artifact BMC\n");
            self.marked = Marked::Artifact;
        }
    }

    fn mark(&mut self, element: usize, page: usize, structure: &mut Structure) {
        if self.marked == Marked::Element(element) {
            return;
        }
        self.end();
        let mark = structure.mark(element, page);
        self.out.push(b'/');
        self.out
            .extend_from_slice(structure.elements[element].tag.name().as_bytes());
        self.out.extend_from_slice(b"<</MCID ");
        whole(&mut self.out, mark as i64);
        self.out.extend_from_slice(b">>BDC\n");
        self.marked = Marked::Element(element);
    }

    fn fill(&mut self, ink: Ink) {
        if self.ink != Some(ink) {
            self.colour(ink);
            self.out.extend_from_slice(b"rg\n");
            self.ink = Some(ink);
        }
    }

    fn stroke(&mut self, ink: Ink, weight: f32) {
        self.colour(ink);
        self.out.extend_from_slice(b"RG ");
        number(&mut self.out, weight);
        self.out.extend_from_slice(b"w\n");
    }

    fn colour(&mut self, ink: Ink) {
        for part in [ink.0, ink.1, ink.2] {
            number(&mut self.out, f32::from(part) / 255.0);
        }
    }

    fn point(&mut self, x: f32, y: f32) {
        number(&mut self.out, x);
        number(&mut self.out, self.height - y);
    }

    fn run(&mut self, run: &Run, x: f32, y: f32, ink: Ink) {
        self.fill(ink);
        self.out.extend_from_slice(b"BT/F");
        whole(&mut self.out, run.face as i64);
        self.out.push(b' ');
        number(&mut self.out, run.size);
        self.out.extend_from_slice(b"Tf ");
        if run.is_thickened {
            self.out.extend_from_slice(b"2 Tr ");
            self.stroke(ink, run.size * 0.03);
        }
        if run.is_simple {
            self.words(run, x, y);
        } else {
            for glyph in &run.glyphs {
                self.out.extend_from_slice(b"1 0 0 1 ");
                self.point(x + glyph.x, y - glyph.y);
                self.out.extend_from_slice(b"Tm<");
                hex(&mut self.out, self.codes.code(glyph.symbol));
                self.out.extend_from_slice(b">Tj ");
            }
        }
        if run.is_thickened {
            self.out.extend_from_slice(b"0 Tr ");
        }
        self.out.extend_from_slice(b"ET\n");
    }

    /// Whole words as one string, with a number where the shaper moved a letter.
    fn words(&mut self, run: &Run, x: f32, y: f32) {
        let Some(first) = run.glyphs.first() else {
            return;
        };
        number(&mut self.out, x + first.x);
        number(&mut self.out, self.height - y);
        self.out.extend_from_slice(b"Td[<");
        let mut pen = first.x;
        for glyph in &run.glyphs {
            let back = ((pen - glyph.x) * 1000.0 / run.size).round();
            if back != 0.0 {
                self.out.push(b'>');
                whole(&mut self.out, back as i64);
                self.out.push(b'<');
                pen -= back * run.size / 1000.0;
            }
            hex(&mut self.out, self.codes.code(glyph.symbol));
            pen += self.symbols[glyph.symbol as usize].1 * run.size / 1000.0;
        }
        self.out.extend_from_slice(b">]TJ ");
    }

    /// A picture by its name in the document: its place among `pictures`.
    fn picture(
        &mut self,
        pictures: &[Rc<Picture>],
        picture: &Rc<Picture>,
        (x, bottom): (f32, f32),
        scale: f32,
    ) {
        let place = pictures.iter().position(|one| Rc::ptr_eq(one, picture));
        self.out.extend_from_slice(b"q ");
        for part in [scale, 0.0, 0.0, scale, x, bottom] {
            number(&mut self.out, part);
        }
        self.out.extend_from_slice(b"cm/P");
        whole(&mut self.out, place.unwrap_or_default() as i64);
        self.out.extend_from_slice(b" Do Q\n");
    }

    fn shape(&mut self, item: &Item, x: f32, y: f32) {
        match item {
            Item::Box {
                width,
                height,
                radius,
                fill,
                outline,
            } => {
                if let Some(fill) = fill {
                    self.fill(*fill);
                }
                if let Some((ink, weight)) = outline {
                    self.stroke(*ink, *weight);
                }
                if *radius > 0.0 {
                    self.round_box(x, y, *width, *height, *radius);
                } else {
                    self.point(x, y + height);
                    number(&mut self.out, *width);
                    number(&mut self.out, *height);
                    self.out.extend_from_slice(b"re ");
                }
                self.out.extend_from_slice(match (fill, outline) {
                    (Some(_), Some(_)) => b"B\n",
                    (Some(_), None) => b"f\n",
                    (None, Some(_)) => b"S\n",
                    (None, None) => b"n\n",
                });
            }
            Item::Rule {
                across,
                down,
                ink,
                weight,
            } => {
                self.stroke(*ink, *weight);
                self.point(x, y);
                self.out.extend_from_slice(b"m ");
                self.point(x + across, y + down);
                self.out.extend_from_slice(b"l S\n");
            }
            Item::Polygon { corners, fill } => {
                self.fill(*fill);
                for (place, corner) in corners.iter().enumerate() {
                    self.point(x + corner.0, y + corner.1);
                    self.out
                        .extend_from_slice(if place == 0 { b"m " } else { b"l " });
                }
                self.out.extend_from_slice(b"f\n");
            }
            Item::Open(_) | Item::Close | Item::Line { .. } | Item::Picture { .. } => {}
        }
    }

    fn round_box(&mut self, x: f32, y: f32, width: f32, height: f32, radius: f32) {
        let radius = radius.min(width / 2.0).min(height / 2.0);
        // How far a quarter circle's handle stands from its end.
        let handle = radius * 0.448;
        let (right, bottom) = (x + width, y + height);
        self.point(x + radius, y);
        self.out.extend_from_slice(b"m ");
        let corners = [
            [
                (right - radius, y),
                (right - handle, y),
                (right, y + handle),
                (right, y + radius),
            ],
            [
                (right, bottom - radius),
                (right, bottom - handle),
                (right - handle, bottom),
                (right - radius, bottom),
            ],
            [
                (x + radius, bottom),
                (x + handle, bottom),
                (x, bottom - handle),
                (x, bottom - radius),
            ],
            [
                (x, y + radius),
                (x, y + handle),
                (x + handle, y),
                (x + radius, y),
            ],
        ];
        for [start, leave, arrive, end] in corners {
            self.point(start.0, start.1);
            self.out.extend_from_slice(b"l ");
            for corner in [leave, arrive, end] {
                self.point(corner.0, corner.1);
            }
            self.out.extend_from_slice(b"c ");
        }
        self.out.extend_from_slice(b"h ");
    }
}

/// A number with two decimals at most and a space.
fn number(out: &mut Vec<u8>, value: f32) {
    let hundredths = (value * 100.0).round() as i64;
    if hundredths < 0 {
        out.push(b'-');
    }
    let (units, rest) = (hundredths.abs() / 100, hundredths.abs() % 100);
    whole(out, units);
    if rest > 0 {
        out.push(b'.');
        out.push(b'0' + (rest / 10) as u8);
        if rest % 10 > 0 {
            out.push(b'0' + (rest % 10) as u8);
        }
    }
    out.push(b' ');
}

/// A whole number.
pub(super) fn whole(out: &mut Vec<u8>, value: i64) {
    if value < 0 {
        out.push(b'-');
    }
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

fn hex(out: &mut Vec<u8>, code: u16) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.extend([12, 8, 4, 0].map(|shift| DIGITS[usize::from(code >> shift & 15)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_exact() {
        let written = |value| {
            let mut out = Vec::new();
            number(&mut out, value);
            String::from_utf8(out).unwrap()
        };
        for (value, text) in [
            (0.0, "0 "),
            (12.0, "12 "),
            (-0.25, "-0.25 "),
            (3.104, "3.1 "),
            (841.89, "841.89 "),
        ] {
            assert_eq!(written(value), text);
        }
    }
}
