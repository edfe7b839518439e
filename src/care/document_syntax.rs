//! What is wrong in a document that cannot be read as TOML at all, line by line.

use std::collections::BTreeSet;

use super::fault::Faults;

/// Names every line with a syntax error or, where there is none, with a value that cannot be held.
pub(super) fn note_unreadable(file: &str, text: &str, faults: &Faults) {
    let (_, errors) = toml::de::DeTable::parse_recoverable(text);
    let mut lines = BTreeSet::new();
    for error in errors {
        let line = line_of(text, error.span().map_or(0, |span| span.start));
        if lines.insert(line) {
            faults.note(file, &format!("line {line}"), error.message());
        }
    }
    if lines.is_empty() {
        note_unread_values(file, text, faults);
    }
}

/// Names every value that is written as TOML and yet cannot be held, such as a whole number of twenty digits.
fn note_unread_values(file: &str, text: &str, faults: &Faults) {
    let mut text = text.to_owned();
    loop {
        let Err(error) = text.parse::<toml::Table>() else {
            return;
        };
        let Some(span) = error.span().filter(|span| !span.is_empty()) else {
            return faults.note(file, "", "is not a TOML document");
        };
        // as long as the value, so that the lines stay, and the next is found
        let stand_in = format!("{:<1$}", 0, span.len());
        if text[span.clone()] == stand_in {
            return;
        }
        let line = line_of(&text, span.start);
        let value = &text[span.clone()];
        let reason = format!("{value} cannot be held; write a number of at most 18 digits");
        faults.note(file, &format!("line {line}"), reason);
        text.replace_range(span, &stand_in);
    }
}

fn line_of(text: &str, at: usize) -> usize {
    let before = &text.as_bytes()[..at.min(text.len())];
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}
