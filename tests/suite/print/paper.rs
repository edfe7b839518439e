//! Reads a PDF back: every piece of text with its place, size and letters.

use lopdf::{Document, Object, content::Content};
use std::collections::HashMap;

pub struct Piece {
    pub text: String,
    pub x: f32,
    /// Baseline, from the bottom of the page.
    pub y: f32,
    /// To the end of the last letter; spaces that hang do not count.
    pub width: f32,
    pub size: f32,
    advance: f32,
}

struct Font {
    letters: HashMap<u16, String>,
    widths: Vec<f32>,
}

/// The pieces of each page, in the order they are written.
pub fn pages(bytes: &[u8]) -> Vec<Vec<Piece>> {
    let document = Document::load_mem(bytes).unwrap();
    let pages = document.get_pages();
    pages.values().map(|id| pieces(&document, *id)).collect()
}

/// All text above the feet, in the order it is written.
pub fn text(pages: &[Vec<Piece>]) -> String {
    let above = pages.iter().flatten().filter(|piece| !is_foot(piece));
    above.map(|piece| piece.text.as_str()).collect()
}

/// The foot of one page.
pub fn foot(page: &[Piece]) -> String {
    let below = page.iter().filter(|piece| is_foot(piece));
    below.map(|piece| piece.text.as_str()).collect()
}

pub fn is_foot(piece: &Piece) -> bool {
    piece.y < 30.0
}

/// Left, bottom, right and top of the figures of each page.
pub fn figures(bytes: &[u8]) -> Vec<Vec<[f32; 4]>> {
    let document = Document::load_mem(bytes).unwrap();
    let pages: Vec<_> = document.get_pages().into_values().collect();
    let mut figures = vec![Vec::new(); pages.len()];
    let elements = document
        .objects
        .values()
        .filter_map(|one| one.as_dict().ok());
    for element in elements.filter(|one| {
        one.get(b"S")
            .and_then(Object::as_name)
            .is_ok_and(|kind| kind == b"Figure")
    }) {
        let page = element.get(b"Pg").unwrap().as_reference().unwrap();
        let page = pages.iter().position(|id| *id == page).unwrap();
        let bounds = element.get(b"A").unwrap().as_dict().unwrap();
        let bounds = bounds.get(b"BBox").unwrap().as_array().unwrap();
        let edge = |place: usize| bounds[place].as_float().unwrap();
        figures[page].push([edge(0), edge(1), edge(2), edge(3)]);
    }
    figures
}

fn pieces(document: &Document, page: lopdf::ObjectId) -> Vec<Piece> {
    let fonts: HashMap<Vec<u8>, Font> = document
        .get_page_fonts(page)
        .unwrap()
        .into_iter()
        .map(|(name, font)| (name, read_font(document, font)))
        .collect();
    let content = Content::decode(&document.get_page_content(page)).unwrap();
    let mut pieces = Vec::new();
    let (mut font, mut size, mut x, mut y) = (None, 0.0, 0.0, 0.0);
    for operation in &content.operations {
        let numbers: Vec<f32> = operation
            .operands
            .iter()
            .filter_map(|operand| operand.as_float().ok())
            .collect();
        match operation.operator.as_str() {
            "Tf" => {
                font = fonts.get(operation.operands[0].as_name().unwrap());
                size = numbers[0];
            }
            "Td" => (x, y) = (numbers[0], numbers[1]),
            "Tm" => (x, y) = (numbers[4], numbers[5]),
            "TJ" | "Tj" => {
                let shown = match &operation.operands[0] {
                    Object::Array(parts) => parts.clone(),
                    one => vec![one.clone()],
                };
                let font = font.unwrap();
                let mut piece = Piece {
                    text: String::new(),
                    x,
                    y,
                    width: 0.0,
                    size,
                    advance: 0.0,
                };
                for part in shown {
                    match part {
                        Object::String(bytes, _) => piece.add(&bytes, font),
                        back => piece.advance -= back.as_float().unwrap() * size / 1000.0,
                    }
                }
                pieces.push(piece);
            }
            _ => {}
        }
    }
    pieces
}

impl Piece {
    fn add(&mut self, codes: &[u8], font: &Font) {
        for pair in codes.chunks(2) {
            let code = u16::from_be_bytes([pair[0], pair[1]]);
            let letters = font.letters.get(&code).map_or("", String::as_str);
            self.advance += font.widths[usize::from(code) - 1] * self.size / 1000.0;
            self.text.push_str(letters);
            if letters.trim() != "" {
                self.width = self.advance;
            }
        }
    }
}

fn read_font(document: &Document, font: &lopdf::Dictionary) -> Font {
    let stream = |id| {
        document
            .get_object(id)
            .unwrap()
            .as_stream()
            .unwrap()
            .decompressed_content()
            .unwrap()
    };
    let map = stream(font.get(b"ToUnicode").unwrap().as_reference().unwrap());
    let map = String::from_utf8(map).unwrap();
    let units = |hex: &str| -> Vec<u16> {
        (0..hex.len() / 4)
            .map(|place| u16::from_str_radix(&hex[4 * place..4 * place + 4], 16).unwrap())
            .collect()
    };
    let mut letters = HashMap::new();
    for line in map.lines().filter(|line| line.starts_with('<')) {
        let (code, text) = line.trim_matches(['<', '>']).split_once("><").unwrap();
        letters.insert(units(code)[0], String::from_utf16(&units(text)).unwrap());
    }
    let of_codes = font.get(b"DescendantFonts").unwrap().as_array().unwrap()[0]
        .as_reference()
        .unwrap();
    let of_codes = document.get_dictionary(of_codes).unwrap();
    let descriptor = of_codes
        .get(b"FontDescriptor")
        .unwrap()
        .as_reference()
        .unwrap();
    let program = document
        .get_dictionary(descriptor)
        .unwrap()
        .get(b"FontFile2")
        .unwrap()
        .as_reference()
        .unwrap();
    assert!(stream(program).len() > 100, "the face is embedded");
    let widths = of_codes.get(b"W").unwrap().as_array().unwrap()[1]
        .as_array()
        .unwrap();
    Font {
        letters,
        widths: widths
            .iter()
            .map(|width| width.as_float().unwrap())
            .collect(),
    }
}
