//! The faces inside the binary, and which letters they have.

use skrifa::{FontRef, MetadataProvider};
use std::ops::Range;

/// One embedded face.
pub(super) struct Face {
    /// PostScript name, as the PDF shows it.
    pub name: &'static str,
    pub family: &'static str,
    pub is_bold: bool,
    /// Its marks reach far above or below the line.
    pub is_tall: bool,
    pub data: &'static [u8],
}

macro_rules! face {
    ($name:literal, $family:literal, $bold:literal, $tall:literal, $path:literal) => {
        Face {
            name: $name,
            family: $family,
            is_bold: $bold,
            is_tall: $tall,
            data: include_bytes!(concat!("../../fonts/", $path)),
        }
    };
}

/// Every face; a run names its face by its place here.
pub(super) static FACES: [Face; 9] = [
    face!(
        "SourceSans3-Regular",
        "Source Sans 3",
        false,
        false,
        "source-sans-3/SourceSans3-Regular.ttf"
    ),
    face!(
        "SourceSans3-Bold",
        "Source Sans 3",
        true,
        false,
        "source-sans-3/SourceSans3-Bold.ttf"
    ),
    face!(
        "NotoSansArabic-Regular",
        "Noto Sans Arabic",
        false,
        true,
        "noto-sans-arabic/NotoSansArabic-Regular.ttf"
    ),
    face!(
        "NotoSansArabic-Bold",
        "Noto Sans Arabic",
        true,
        true,
        "noto-sans-arabic/NotoSansArabic-Bold.ttf"
    ),
    face!(
        "NotoSansHebrew-Regular",
        "Noto Sans Hebrew",
        false,
        true,
        "noto-sans-hebrew/NotoSansHebrew-Regular.ttf"
    ),
    face!(
        "NotoSansHebrew-Bold",
        "Noto Sans Hebrew",
        true,
        true,
        "noto-sans-hebrew/NotoSansHebrew-Bold.ttf"
    ),
    face!(
        "NotoSansDevanagari-Regular",
        "Noto Sans Devanagari",
        false,
        true,
        "noto-sans-devanagari/NotoSansDevanagari-Regular.ttf"
    ),
    face!(
        "NotoSansDevanagari-Bold",
        "Noto Sans Devanagari",
        true,
        true,
        "noto-sans-devanagari/NotoSansDevanagari-Bold.ttf"
    ),
    face!(
        "DroidSansFallback",
        "Droid Sans Fallback",
        false,
        false,
        "droid-sans-fallback/DroidSansFallbackFull.ttf"
    ),
];

/// Families in the order they are asked for a letter. Source Sans 3 comes first: the whole sheet is
/// in it unless a name needs another script.
pub(super) const FAMILIES: [&str; 5] = [
    "Source Sans 3",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Droid Sans Fallback",
];

/// The letters of `text` that no embedded face can draw, each once, in order.
///
/// A form calls this before it accepts a name or a note, so that printing never has to refuse.
/// Control characters and other marks without ink count as covered: they are left out on paper.
pub fn uncovered(text: &str) -> Vec<char> {
    if text.is_ascii() {
        return Vec::new();
    }
    let regular: Vec<FontRef> = FACES
        .iter()
        .filter(|face| !face.is_bold)
        .filter_map(font)
        .collect();
    let mut missing = Vec::new();
    for letter in text.chars() {
        let needs_ink = !letter.is_ascii()
            && !letter.is_control()
            && !letter.is_whitespace()
            && !is_ignorable(letter);
        if needs_ink
            && !missing.contains(&letter)
            && !regular
                .iter()
                .any(|font| font.charmap().map(letter).is_some())
        {
            missing.push(letter);
        }
    }
    missing
}

/// The place in [`FAMILIES`] of the first family that has every letter of `word`.
fn family_for(word: &str, regular: &[FontRef<'static>]) -> Option<usize> {
    let covers = |font: &FontRef| {
        let charmap = font.charmap();
        word.chars()
            .all(|letter| is_ignorable(letter) || charmap.map(letter).is_some())
    };
    regular.iter().position(covers)
}

/// Words that belong whole in another family than the first. Left alone, parley would choose a face
/// for each letter and set one name in two faces.
pub(super) fn other_families(
    text: &str,
    regular: &[FontRef<'static>],
) -> Vec<(usize, Range<usize>)> {
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

/// One regular face for each of [`FAMILIES`], for [`other_families`].
pub(super) fn regular_fonts() -> Vec<FontRef<'static>> {
    let regular = |family: &&str| {
        FACES
            .iter()
            .find(|face| face.family == *family && !face.is_bold)
            .and_then(font)
    };
    FAMILIES.iter().filter_map(regular).collect()
}

pub(super) fn font(face: &Face) -> Option<FontRef<'static>> {
    FontRef::new(face.data).ok()
}

/// Marks that steer shaping or direction and never have ink.
pub(super) fn is_ignorable(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_six_scripts_are_covered() {
        for name in [
            "Łukasz Žižek",
            "Nguyễn Thị Ánh",
            "Γεώργιος Παπαδόπουλος",
            "Анна Іванівна",
            "محمد العلي",
            "דוד כהן",
            "अनीता शर्मा",
            "王小明",
            "さくら",
        ] {
            assert!(uncovered(name).is_empty(), "{name}");
        }
    }

    #[test]
    fn letters_without_a_face_are_named_once_in_order() {
        assert_eq!(uncovered("A\u{7}\u{200f} 🙂 ᚠ 🙂"), ['🙂', 'ᚠ']);
    }

    #[test]
    fn a_word_is_set_in_the_first_family_that_has_all_of_it() {
        let regular = regular_fonts();
        assert_eq!(regular.len(), FAMILIES.len());
        for (word, family) in [
            ("Nguyễn", 0),
            ("Παπαδόπουλος", 0),
            ("\u{2068}محمد\u{2069}", 1),
            ("כהן", 2),
            ("शर्मा", 3),
            ("王小明", 4),
        ] {
            assert_eq!(family_for(word, &regular), Some(family), "{word}");
        }
        assert_eq!(family_for("王🙂", &regular), None);
    }
}
