//! Sets words in lines: shaping, direction and line breaks come from parley; the choice of face for
//! each word and the cache are ours.

use super::PrintError;
use super::faces::{FACES, FAMILIES, family_for, font, is_ignorable, regular_fonts};
use super::fonts::Embedded;
use super::paragraph::{Glyph, Line, Paragraph, Run, Side, Style, Symbol};
use super::picture::Picture;
use super::words::Words;
use crate::care::pose::Pose;
use crate::drawing::figure;
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfoOverride, SourceCache};
use parley::{
    Alignment, AlignmentOptions, FontContext, FontFamily, FontFamilyName, FontWeight, Layout,
    LayoutContext, OverflowWrap, StyleProperty,
};
use skrifa::{FontRef, MetadataProvider, instance::LocationRef, instance::Size as FontSize};
use std::{cell::RefCell, collections::HashMap, ops::Range, rc::Rc, sync::Arc};

/// Paragraphs kept between documents, about 2 kB each: enough for the longest sheet in all the columns
/// it is tried in. They hold patients' names, so there is a limit, and at the limit all go.
const PARAGRAPHS_KEPT: usize = 4000;

/// Cut faces kept between documents, about 10 kB each.
const CUTS_KEPT: usize = 100;

/// Figures kept between documents, about 8 kB each; all exercises, for either side, are fewer.
const FIGURES_KEPT: usize = 160;

/// Sets paragraphs and remembers them.
pub(super) struct Typesetter {
    fonts: FontContext,
    context: LayoutContext<()>,
    layout: Layout<()>,
    face_of: HashMap<u64, usize>,
    regular: Vec<FontRef<'static>>,
    /// All that some words were set in so far.
    paragraphs: HashMap<Words, Vec<Kept>>,
    /// How many of these were shaped; the others share their lines.
    shaped: usize,
    /// Every pair of glyph and text met so far, with its advance in thousandths of the size.
    pub symbols: Vec<(Symbol, f32)>,
    places: HashMap<Symbol, u32>,
    /// Faces already cut to a set of letters.
    cut: HashMap<(usize, Vec<u32>), Rc<Embedded>>,
    /// Figures already painted.
    figures: Vec<(Pose, Rc<Picture>)>,
}

/// Words set in one size, width, side and leading.
type Kept = (Style, f32, Rc<Paragraph>);

thread_local! {
    static TYPESETTER: RefCell<Typesetter> = RefCell::new(Typesetter::new());
}

/// Runs `work` with this thread's typesetter.
pub(super) fn with_typesetter<T>(work: impl FnOnce(&mut Typesetter) -> T) -> T {
    TYPESETTER.with_borrow_mut(|typesetter| {
        if typesetter.shaped > PARAGRAPHS_KEPT {
            typesetter.forget();
        }
        work(typesetter)
    })
}

impl Typesetter {
    fn new() -> Self {
        let mut fonts = FontContext {
            collection: Collection::new(CollectionOptions {
                shared: false,
                system_fonts: false,
            }),
            source_cache: SourceCache::default(),
        };
        let mut face_of = HashMap::new();
        for (place, face) in FACES.iter().enumerate() {
            let blob: Blob<u8> = Blob::new(Arc::new(face.data));
            face_of.insert(blob.id(), place);
            let weight = if face.is_bold { 700.0 } else { 400.0 };
            let named = FontInfoOverride {
                family_name: Some(face.family),
                weight: Some(FontWeight::new(weight)),
                ..Default::default()
            };
            fonts.collection.register_fonts(blob, Some(named));
        }
        Typesetter {
            fonts,
            context: LayoutContext::new(),
            layout: Layout::new(),
            face_of,
            regular: regular_fonts(),
            paragraphs: HashMap::new(),
            shaped: 0,
            symbols: Vec::new(),
            places: HashMap::new(),
            cut: HashMap::new(),
            figures: Vec::new(),
        }
    }

    fn forget(&mut self) {
        self.paragraphs.clear();
        self.shaped = 0;
        self.symbols.clear();
        self.places.clear();
        self.cut.clear();
    }

    /// `face` with only the letters of `symbols`, which are in the order of their codes.
    pub fn embedded(&mut self, face: usize, symbols: &[u32]) -> Result<Rc<Embedded>, PrintError> {
        let key = (face, symbols.to_vec());
        if let Some(known) = self.cut.get(&key) {
            return Ok(Rc::clone(known));
        }
        let letters: Vec<&(Symbol, f32)> = symbols
            .iter()
            .map(|place| &self.symbols[*place as usize])
            .collect();
        let embedded = Rc::new(Embedded::cut(face, &letters)?);
        if self.cut.len() >= CUTS_KEPT {
            self.cut.clear();
        }
        self.cut.insert(key, Rc::clone(&embedded));
        Ok(embedded)
    }

    /// The panels of `pose` in a row.
    pub fn figure(&mut self, pose: &Pose) -> Rc<Picture> {
        if let Some((_, known)) = self.figures.iter().find(|(kept, _)| kept == pose) {
            return Rc::clone(known);
        }
        let picture = Picture::row(&figure::panels(pose), figure::description(pose));
        let picture = Rc::new(picture);
        if self.figures.len() >= FIGURES_KEPT {
            self.figures.clear();
        }
        self.figures.push((pose.clone(), Rc::clone(&picture)));
        picture
    }

    /// Sets `words` in lines no wider than `width` points.
    pub fn set(&mut self, words: &Words, style: Style, width: f32) -> Rc<Paragraph> {
        let mut same_lines = None;
        if let Some(known) = self.paragraphs.get(words) {
            for (kept, kept_width, paragraph) in known {
                let is_alike =
                    (kept.size, *kept_width, kept.side) == (style.size, width, style.side);
                if is_alike && kept.leading == style.leading {
                    return Rc::clone(paragraph);
                }
                if is_alike {
                    same_lines = Some(paragraph);
                }
            }
        }
        let paragraph = Rc::new(match same_lines {
            Some(known) => known.spaced(style.leading),
            None => self.shape(words, style, width),
        });
        let kept = (style, width, Rc::clone(&paragraph));
        match self.paragraphs.get_mut(words) {
            Some(known) => known.push(kept),
            None => {
                self.paragraphs.insert(words.clone(), vec![kept]);
            }
        }
        paragraph
    }

    fn shape(&mut self, words: &Words, style: Style, width: f32) -> Paragraph {
        self.shaped += 1;
        let inked = words.text.chars().filter(|letter| !is_ignorable(*letter));
        let empty = Paragraph {
            text: inked.collect::<String>().into(),
            lines: Rc::new([]),
            size: style.size,
            pitch: style.size * style.leading,
            missing: Rc::new([]),
        };
        if words.is_empty() {
            return empty;
        }
        let text = words.text.as_str();
        let mut builder = self
            .context
            .ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(families_from(0)));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::FontWeight(FontWeight::new(400.0)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        for bold in &words.bold {
            builder.push(
                StyleProperty::FontWeight(FontWeight::new(700.0)),
                bold.clone(),
            );
        }
        for (family, range) in other_families(text, &self.regular) {
            builder.push(StyleProperty::FontFamily(families_from(family)), range);
        }
        let mut layout = std::mem::take(&mut self.layout);
        builder.build_into(&mut layout, text);
        layout.break_all_lines(Some(width));
        let side = match style.side {
            Side::Start => Alignment::Start,
            Side::Left => Alignment::Left,
            Side::Right => Alignment::Right,
            Side::Centre => Alignment::Center,
        };
        layout.align(side, AlignmentOptions::default());
        let mut missing = Vec::new();
        let lines = layout
            .lines()
            .map(|line| self.set_line(&line, text, &mut missing))
            .collect();
        self.layout = layout;
        let set = Paragraph {
            lines,
            missing: missing.into(),
            ..empty
        };
        set.spaced(style.leading)
    }

    fn set_line(
        &mut self,
        line: &parley::Line<'_, ()>,
        text: &str,
        missing: &mut Vec<char>,
    ) -> Line {
        let metrics = line.metrics();
        let mut x = metrics.offset + metrics.inline_min_coord;
        let mut runs = Vec::new();
        for run in line.runs() {
            let end = x + run
                .clusters()
                .flat_map(|cluster| cluster.glyphs())
                .map(|glyph| glyph.advance)
                .sum::<f32>();
            runs.push((
                run.text_range().start,
                self.set_run(&run, x..end, text, missing),
            ));
            x = end;
        }
        runs.sort_by_key(|(start, _)| *start);
        Line {
            runs: runs
                .into_iter()
                .map(|(_, run)| run)
                .filter(|run| !run.glyphs.is_empty())
                .collect(),
            width: metrics.advance - metrics.hanging_advance,
        }
    }

    fn set_run(
        &mut self,
        run: &parley::Run<'_, ()>,
        place: Range<f32>,
        text: &str,
        missing: &mut Vec<char>,
    ) -> Run {
        let face = self
            .face_of
            .get(&run.font().data.id())
            .copied()
            .unwrap_or(0);
        let mut set = Run {
            face,
            size: run.font_size(),
            is_thickened: run.synthesis().embolden(),
            is_simple: !run.is_rtl(),
            glyphs: Vec::new(),
        };
        let mut clusters = run.clusters().peekable();
        let mut pen = if run.is_rtl() { place.end } else { place.start };
        while let Some(cluster) = clusters.next() {
            let mut stands_for = text[cluster.text_range()].to_owned();
            while let Some(next) =
                clusters.next_if(|next| next.is_ligature_continuation() || joins(text, next))
            {
                stands_for.push_str(&text[next.text_range()]);
                missing.extend(unknown(&next, text));
            }
            missing.extend(unknown(&cluster, text));
            if stands_for == "\u{a0}" {
                // A space that must not break is still a space to whoever copies or searches.
                stands_for = " ".to_owned();
            }
            stands_for.retain(|letter| {
                !is_ignorable(letter) || matches!(letter, '\u{200c}' | '\u{200d}')
            });
            let glyphs: Vec<parley::Glyph> = cluster.glyphs().collect();
            let advance: f32 = glyphs.iter().map(|glyph| glyph.advance).sum();
            if run.is_rtl() {
                pen -= advance;
            }
            if !stands_for.is_empty() {
                self.push_cluster(&mut set, &glyphs, pen, &stands_for);
            }
            if !run.is_rtl() {
                pen += advance;
            }
        }
        set
    }

    /// The text goes on the widest glyph: readers then find no gap before the mark that follows.
    fn push_cluster(
        &mut self,
        run: &mut Run,
        glyphs: &[parley::Glyph],
        mut pen: f32,
        stands_for: &str,
    ) {
        let widest = glyphs.iter().map(|glyph| glyph.advance).fold(0.0, f32::max);
        let mut is_named = false;
        for glyph in glyphs {
            let carries = !is_named && glyph.advance >= widest;
            is_named |= carries;
            let symbol = self.symbol(
                run.face,
                glyph.id as u16,
                if carries { stands_for } else { "" },
            );
            run.is_simple &= glyph.y == 0.0;
            // parley's y points down, the page's up.
            run.glyphs.push(Glyph {
                symbol,
                x: pen + glyph.x,
                y: -glyph.y,
            });
            pen += glyph.advance;
        }
    }

    fn symbol(&mut self, face: usize, glyph: u16, text: &str) -> u32 {
        let symbol = Symbol {
            face,
            glyph,
            text: text.into(),
        };
        if let Some(place) = self.places.get(&symbol) {
            return *place;
        }
        let place = self.symbols.len() as u32;
        let advance = font(&FACES[face]).map_or(0.0, |font| {
            let metrics = font.glyph_metrics(FontSize::new(1000.0), LocationRef::default());
            metrics
                .advance_width(skrifa::GlyphId::new(u32::from(glyph)))
                .unwrap_or(0.0)
        });
        self.symbols.push((symbol.clone(), advance));
        self.places.insert(symbol, place);
        place
    }
}

/// Joiners have no ink of their own: their text belongs to the letter before.
fn joins(text: &str, cluster: &parley::Cluster<'_, ()>) -> bool {
    matches!(&text[cluster.text_range()], "\u{200c}" | "\u{200d}")
}

fn unknown(cluster: &parley::Cluster<'_, ()>, text: &str) -> Vec<char> {
    if cluster.glyphs().all(|glyph| glyph.id != 0) {
        return Vec::new();
    }
    text[cluster.text_range()]
        .chars()
        .filter(|letter| !is_ignorable(*letter))
        .collect()
}

/// All families, the one at `first` before the others.
fn families_from(first: usize) -> FontFamily<'static> {
    let others = (0..FAMILIES.len()).filter(|place| *place != first);
    let named = std::iter::once(first)
        .chain(others)
        .map(|place| FontFamilyName::Named(FAMILIES[place].into()));
    FontFamily::List(named.collect::<Vec<_>>().into())
}

/// Words that belong whole in another family than the first. Left alone, parley would choose a face
/// for each letter and set one name in two faces.
fn other_families(text: &str, regular: &[FontRef<'static>]) -> Vec<(usize, Range<usize>)> {
    if text.is_ascii() {
        return Vec::new();
    }
    let mut found: Vec<(usize, Range<usize>)> = Vec::new();
    let mut start = 0;
    for word in text.split_inclusive(' ') {
        let range = start..start + word.len();
        start = range.end;
        if word.is_ascii() {
            continue;
        }
        match family_for(word.trim_end(), regular) {
            None | Some(0) => {}
            // One list over neighbouring words keeps a name of two words in one run.
            Some(family) => match found.last_mut() {
                Some((last, before)) if *last == family && before.end == range.start => {
                    before.end = range.end
                }
                _ => found.push((family, range)),
            },
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const STYLE: Style = Style {
        size: 12.0,
        leading: 1.2,
        side: Side::Start,
    };

    fn faces(text: &str) -> Vec<&'static str> {
        let set = with_typesetter(|typesetter| typesetter.set(&Words::plain(text), STYLE, 400.0));
        set.lines
            .iter()
            .flat_map(|line| &line.runs)
            .map(|run| FACES[run.face].name)
            .collect()
    }

    #[test]
    fn a_name_stays_in_one_face() {
        assert_eq!(faces("Nguyễn Thị Ánh"), ["SourceSans3-Regular"]);
        assert_eq!(faces("Παπαδόπουλος"), ["SourceSans3-Regular"]);
        assert_eq!(faces("محمد العلي"), ["NotoSansArabic-Regular"]);
    }

    #[test]
    fn a_letter_without_a_face_is_reported() {
        let set = with_typesetter(|typesetter| typesetter.set(&Words::plain("a 🙂"), STYLE, 400.0));
        assert_eq!(*set.missing, ['🙂']);
    }

    #[test]
    fn a_word_wider_than_the_column_is_broken_not_cut() {
        let set = with_typesetter(|typesetter| {
            typesetter.set(&Words::plain(&"x".repeat(300)), STYLE, 100.0)
        });
        assert!(set.lines.len() > 10);
        assert!(set.width() <= 100.0);
    }
}
