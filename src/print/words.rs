//! What people typed, made fit to be set: bold parts, direction kept apart, numbers kept with their units.

use std::ops::Range;

/// Text with the parts of it that are bold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Words {
    pub text: String,
    pub bold: Vec<Range<usize>>,
}

impl Words {
    pub fn plain(text: &str) -> Self {
        Words {
            text: cleaned(text),
            bold: Vec::new(),
        }
    }

    pub fn bold(text: &str) -> Self {
        Words::default().and_bold(text)
    }

    /// Text in which `**these words**` are bold. A pair of stars without a partner stays as typed.
    pub fn marked(text: &str) -> Self {
        Words::default().and_marked(text)
    }

    /// The same after other words.
    pub fn and_marked(self, text: &str) -> Self {
        let mut words = self;
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("**") {
            let Some((inside, after)) = after.split_once("**") else {
                break;
            };
            words = words.and(before).and_bold(inside);
            rest = after;
        }
        words.and(rest)
    }

    pub fn and(mut self, text: &str) -> Self {
        self.text.push_str(&cleaned(text));
        self
    }

    pub fn and_bold(mut self, text: &str) -> Self {
        let start = self.text.len();
        self.text.push_str(&cleaned(text));
        self.bold.push(start..self.text.len());
        self
    }

    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// A name, dose or number that must keep its own direction whatever stands beside it.
pub(super) fn isolated(text: &str) -> String {
    if text.is_ascii() {
        text.to_owned()
    } else {
        format!("\u{2068}{}\u{2069}", cleaned(text))
    }
}

/// `text` that is never broken between its words.
pub(super) fn unbroken(text: &str) -> String {
    isolated(&text.trim().replace(' ', "\u{a0}"))
}

/// A dose, in which a number stays with its unit and the last word with the one before.
pub(super) fn dose(text: &str) -> String {
    let mut together = String::with_capacity(text.len() + 8);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let after_number = together.ends_with(|last: char| last.is_ascii_digit());
        let before_unit = letters.peek().is_some_and(|next| next.is_alphabetic());
        together.push(if letter == ' ' && after_number && before_unit {
            '\u{a0}'
        } else {
            letter
        });
    }
    // The last word never stands alone on a line.
    if let Some(last) = together.rfind(' ') {
        together.replace_range(last..=last, "\u{a0}");
    }
    isolated(&together)
}

/// What a person typed, fit to be set: controls become spaces, marks that could turn the words
/// around them are left out, and an isolate that was opened is closed again.
fn cleaned(text: &str) -> String {
    let mut open = 0usize;
    let mut clean = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\u{202a}'..='\u{202e}' | '\u{ad}' | '\u{feff}' => {}
            '\u{2066}'..='\u{2068}' => {
                open += 1;
                clean.push(letter);
            }
            '\u{2069}' => {
                if open > 0 {
                    open -= 1;
                    clean.push(letter);
                }
            }
            control if control.is_control() || matches!(control, '\u{2028}' | '\u{2029}') => {
                if !clean.ends_with(' ') {
                    clean.push(' ');
                }
            }
            other => clean.push(other),
        }
    }
    clean.extend(std::iter::repeat_n('\u{2069}', open));
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleaning_keeps_words_and_drops_what_could_turn_them() {
        assert_eq!(cleaned("3\u{202e} sets\tof\n\n10\u{7}"), "3 sets of 10 ");
        assert_eq!(cleaned("a\u{2069}\u{2067}b"), "a\u{2067}b\u{2069}");
    }

    #[test]
    fn a_dose_keeps_numbers_and_its_last_words_together() {
        assert_eq!(
            dose("2 sets of 8, 3 times a day"),
            "\u{2068}2\u{a0}sets of 8, 3\u{a0}times a\u{a0}day\u{2069}"
        );
    }

    #[test]
    fn stars_make_bold_only_in_pairs() {
        assert_eq!(
            Words::marked("**Heat** helps"),
            Words::bold("Heat").and(" helps")
        );
        assert_eq!(Words::marked("2 ** 3"), Words::plain("2 ** 3"));
    }
}
