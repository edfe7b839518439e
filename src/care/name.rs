//! What a name must be so that people can read it, and tell it from every other.

/// The longest sign-in name.
const LONGEST_SIGN_IN_NAME: usize = 50;

/// What stands against a name of a person, as the rest of a sentence that its label begins; an empty name has no fault.
#[must_use]
pub fn fault(name: &str) -> Option<String> {
    let mut before = None;
    for letter in name.chars() {
        if is_unseen(letter) && !joins(before, letter) {
            let code = u32::from(letter);
            return Some(format!(
                "holds a character that cannot be seen (U+{code:04X}): type it anew instead of pasting it"
            ));
        }
        before = Some(letter);
    }
    let is_empty = name.trim().is_empty();
    (!is_empty && !name.chars().any(char::is_alphabetic))
        .then(|| "must hold at least one letter".to_owned())
}

/// Whether it can be a sign-in name: small letters a to z, digits, full stops and hyphens, a letter first.
///
/// Nothing else, because letters of two scripts look alike.
#[must_use]
pub fn is_sign_in_name(name: &str) -> bool {
    let plain = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || ".-".contains(letter)
    };
    name.starts_with(|letter: char| letter.is_ascii_lowercase())
        && name.chars().all(plain)
        && name.len() <= LONGEST_SIGN_IN_NAME
}

/// A note as it can be read: without controls, and without characters that turn the words around them or hide between them.
/// Ends of lines and tabs stay, and so do joiners and the plain marks of direction, which change no word beside their own.
#[must_use]
pub fn readable(note: &str) -> String {
    let stays = |letter: &char| {
        matches!(letter, '\n' | '\t' | '\u{200C}'..='\u{200F}') || !is_unseen(*letter)
    };
    note.chars().filter(stays).collect()
}

/// Characters without a shape of their own: soft hyphen, fillers, widths of nothing, direction of text, and controls.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{061C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{17B4}'
                | '\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

/// Whether it is a joiner or non-joiner after a letter of a script that is written with them (Arabic to Mongolian).
fn joins(before: Option<char>, letter: char) -> bool {
    matches!(letter, '\u{200C}' | '\u{200D}')
        && matches!(
            before,
            Some('\u{0590}'..='\u{109F}' | '\u{1780}'..='\u{18AF}' | '\u{A8E0}'..='\u{A8FF}')
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_that_can_be_read() {
        let unseen = Some("cannot be seen");
        let rows = [
            ("", None),
            ("Nguyễn", None),
            ("O’Brien-Müller", None),
            ("王小明", None),
            ("X", None),
            ("علی\u{200C}رضا", None),
            ("क्\u{200D}ष", None),
            ("-", Some("one letter")),
            (". -", Some("one letter")),
            ("7", Some("one letter")),
            ("\u{200B}", unseen),
            ("\u{00AD}", unseen),
            ("\u{3164}", unseen),
            ("\u{200D}", unseen),
            ("Smi\u{200D}th", unseen),
            ("Smith\u{200B}", unseen),
            ("Smith\u{FEFF}", unseen),
            ("\u{202E}htimS", unseen),
            ("Sm\u{2066}ith\u{2069}", unseen),
            ("Sm\u{7}ith", unseen),
        ];
        for (name, expected) in rows {
            let found = fault(name);
            let fits = match (&found, expected) {
                (None, None) => true,
                (Some(found), Some(part)) => found.contains(part),
                _ => false,
            };
            assert!(fits, "{name:?}: {found:?}");
        }
    }

    #[test]
    fn a_note_keeps_its_words_and_nothing_that_turns_or_hides_them() {
        for (note, expected) in [
            ("sore\nat night\t2 h", "sore\nat night\t2 h"),
            ("did \u{202E}ton\u{202C} do it", "did ton do it"),
            ("\u{2066}a\u{2069}\u{200B}b\u{AD}\u{FEFF}\u{7}", "ab"),
            ("علی\u{200C}رضا \u{200F}", "علی\u{200C}رضا \u{200F}"),
            ("☀\u{FE0F}", "☀\u{FE0F}"),
        ] {
            assert_eq!(readable(note), expected, "{note:?}");
        }
    }

    #[test]
    fn a_sign_in_name_has_no_lookalike() {
        let long = "a".repeat(51);
        let rows = [
            ("asha", true),
            ("asha.rao-2", true),
            ("", false),
            (".asha", false),
            ("2asha", false),
            ("Asha", false),
            ("asha rao", false),
            ("asha_rao", false),
            ("аsha", false),
            ("asha\u{200B}", false),
            (long.as_str(), false),
        ];
        for (name, expected) in rows {
            assert_eq!(is_sign_in_name(name), expected, "{name:?}");
        }
    }
}
