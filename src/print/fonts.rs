//! Fonts in the file: only the letters used, a code for each pair of glyph and text, and a map from
//! each code back to its letters, so that copying and reading aloud give what was typed.

use super::PrintError;
use super::faces::{FACES, font};
use super::file::deflated;
use super::flow::{Item, Placed};
use super::paragraph::Symbol;
use skrifa::{MetadataProvider, instance::LocationRef, instance::Size as FontSize};
use std::fmt::Write;

/// The code of every symbol a document uses.
pub(super) struct Codes {
    codes: Vec<u16>,
    /// For each face in use, its symbols in the order of their codes, which start at 1.
    pub used: Vec<(usize, Vec<u32>)>,
}

impl Codes {
    /// Codes follow the order of glyphs, not of use: the same letters always get the same codes, so
    /// that a font once cut serves the next sheet with those letters.
    pub fn gather<'a>(
        pages: impl Iterator<Item = &'a Vec<Placed>>,
        symbols: &[(Symbol, f32)],
    ) -> Self {
        let mut is_used = vec![false; symbols.len()];
        for placed in pages.flatten() {
            if let Item::Line {
                paragraph, line, ..
            } = &placed.item
            {
                for glyph in paragraph.lines[*line]
                    .runs
                    .iter()
                    .flat_map(|run| &run.glyphs)
                {
                    is_used[glyph.symbol as usize] = true;
                }
            }
        }
        let mut order: Vec<u32> = (0..symbols.len() as u32)
            .filter(|place| is_used[*place as usize])
            .collect();
        order.sort_by(|one, other| symbols[*one as usize].0.cmp(&symbols[*other as usize].0));
        let mut codes = vec![0; symbols.len()];
        let mut used: Vec<(usize, Vec<u32>)> = Vec::new();
        for place in order {
            let face = symbols[place as usize].0.face;
            if used.last().is_none_or(|(last, _)| *last != face) {
                used.push((face, Vec::new()));
            }
            if let Some((_, of_face)) = used.last_mut() {
                of_face.push(place);
                codes[place as usize] = of_face.len() as u16;
            }
        }
        Codes { codes, used }
    }

    pub fn code(&self, symbol: u32) -> u16 {
        self.codes[symbol as usize]
    }
}

/// A face cut down to some letters, as the parts of a PDF font.
#[derive(Debug)]
pub(super) struct Embedded {
    /// PostScript name with the tag that says it is a subset.
    pub name: String,
    /// Advances in the order of the codes.
    pub widths: String,
    /// The descriptor without its reference to the program.
    pub descriptor: String,
    /// TrueType program, deflated, and its length before.
    pub program: (Vec<u8>, usize),
    /// Two bytes a code: the glyph in the program. Deflated.
    pub glyph_of_code: Vec<u8>,
    /// ToUnicode, deflated.
    pub text_of_code: Vec<u8>,
}

impl Embedded {
    /// Cuts `face` down to the glyphs of `symbols`, which are in the order of their codes.
    pub fn cut(face: usize, symbols: &[&(Symbol, f32)]) -> Result<Self, PrintError> {
        let source = &FACES[face];
        let fault = PrintError::Face(source.name);
        let mut remapper = subsetter::GlyphRemapper::new();
        let mut glyph_of_code = vec![0, 0];
        let mut widths = String::new();
        let mut tag = 0x811c_9dc5_u32;
        for (symbol, advance) in symbols {
            glyph_of_code.extend(remapper.remap(symbol.glyph).to_be_bytes());
            let _ = write!(widths, "{} ", (advance * 10.0).round() / 10.0);
            tag = (tag ^ u32::from(symbol.glyph)).wrapping_mul(0x0100_0193);
        }
        let Ok(program) = subsetter::subset(source.data, 0, &remapper) else {
            return Err(fault);
        };
        let Some(program) = without_needless_tables(&program) else {
            return Err(fault);
        };
        let letters =
            (0..6).map(|place| char::from(b'A' + (tag >> (5 * place) & 31).min(25) as u8));
        let name = format!("{}+{}", letters.collect::<String>(), source.name);
        Ok(Embedded {
            descriptor: descriptor(face, &name).ok_or(fault)?,
            name,
            widths,
            program: (deflated(&program), program.len()),
            glyph_of_code: deflated(&glyph_of_code),
            text_of_code: deflated(text_of_code(symbols).as_bytes()),
        })
    }
}

fn descriptor(face: usize, name: &str) -> Option<String> {
    let source = &FACES[face];
    let metrics = font(source)?.metrics(FontSize::new(1000.0), LocationRef::default());
    let bounds = metrics.bounds?;
    let stem = if source.is_bold { 140 } else { 84 };
    Some(format!(
        "<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{:.0} {:.0} {:.0} {:.0}]/ItalicAngle 0\
         /Ascent {:.0}/Descent {:.0}/CapHeight {:.0}/StemV {stem}",
        bounds.x_min,
        bounds.y_min,
        bounds.x_max,
        bounds.y_max,
        metrics.ascent,
        metrics.descent,
        metrics.cap_height.unwrap_or(metrics.ascent)
    ))
}

fn text_of_code(symbols: &[&(Symbol, f32)]) -> String {
    let mut map = String::from(
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CIDSystemInfo<</Registry(Adobe)\
         /Ordering(UCS)/Supplement 0>>def/CMapName/Adobe-Identity-UCS def/CMapType 2 def\n\
         1 begincodespacerange<0000><FFFF>endcodespacerange\n",
    );
    let named: Vec<(usize, &str)> = symbols
        .iter()
        .enumerate()
        .filter(|(_, (symbol, _))| !symbol.text.is_empty())
        .map(|(place, (symbol, _))| (place + 1, &*symbol.text))
        .collect();
    for some in named.chunks(100) {
        let _ = writeln!(map, "{} beginbfchar", some.len());
        for (code, text) in some {
            let _ = write!(map, "<{code:04X}><");
            for unit in text.encode_utf16() {
                let _ = write!(map, "{unit:04X}");
            }
            map.push_str(">\n");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap CMapName currentdict/CMap defineresource pop end end");
    map
}

/// A PDF's TrueType program needs outlines and their measures only; hinting stays where the glyphs
/// have programs that call it.
fn without_needless_tables(program: &[u8]) -> Option<Vec<u8>> {
    let long = |at: usize| {
        Some(u32::from_be_bytes(
            program.get(at..at + 4)?.try_into().ok()?,
        ))
    };
    let count = usize::from(u16::from_be_bytes(program.get(4..6)?.try_into().ok()?));
    let mut tables = Vec::new();
    for entry in (0..count).map(|place| 12 + 16 * place) {
        let tag = program.get(entry..entry + 4)?;
        let (start, length) = (long(entry + 8)? as usize, long(entry + 12)? as usize);
        tables.push((tag, program.get(start..start + length)?));
    }
    let is_hinted = tables.iter().any(|(tag, _)| *tag == b"fpgm");
    tables.retain(|(tag, _)| match *tag {
        b"glyf" | b"head" | b"hhea" | b"hmtx" | b"loca" | b"maxp" => true,
        b"cvt " | b"fpgm" | b"prep" => is_hinted,
        _ => false,
    });
    let kept = tables.len() as u16;
    let power = kept.checked_ilog2()? as u16;
    let range = 16 << power;
    let mut out = program.get(..4)?.to_vec();
    for field in [kept, range, power, kept * 16 - range] {
        out.extend(field.to_be_bytes());
    }
    let mut start = 12 + 16 * tables.len();
    for (tag, data) in &tables {
        let words = data.chunks(4).map(|chunk| {
            let mut word = [0; 4];
            word[..chunk.len()].copy_from_slice(chunk);
            u32::from_be_bytes(word)
        });
        out.extend_from_slice(tag);
        for field in [
            words.fold(0, u32::wrapping_add),
            start as u32,
            data.len() as u32,
        ] {
            out.extend(field.to_be_bytes());
        }
        start += data.len().next_multiple_of(4);
    }
    for (_, data) in &tables {
        out.extend_from_slice(data);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    Some(out)
}
