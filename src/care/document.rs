//! Reading a TOML document by hand, so that every fault in it is named at once with file, key and reason.
//!
//! A reader takes keys out of an entry one by one; a wrong one is noted and a stand-in value returned. What is
//! left over is unknown. The values are used only when no fault was noted.

use std::str::FromStr;

pub(super) use super::document_keys::{declared, keys_of};
use super::document_syntax::note_unreadable;
pub use super::fault::Fault;
pub(super) use super::fault::Faults;
use super::fault::Place;
use super::ids::{MeasureKey, NotAnId};
use super::number::Number;

/// A table being read; keys are taken out as they are understood.
#[derive(Debug)]
pub(super) struct Entry<'f> {
    /// Where it stands.
    pub(super) place: Place<'f>,
    table: toml::Table,
}

impl<'f> Entry<'f> {
    /// Parses a file; `None` when it is not TOML, with one fault for each line at fault.
    pub(super) fn parse(file: &str, text: &str, faults: &'f Faults) -> Option<Entry<'f>> {
        if let Ok(table) = text.parse::<toml::Table>() {
            return Some(Entry {
                place: Place::file(file, faults),
                table,
            });
        }
        note_unreadable(file, text, faults);
        faults.note_unread();
        None
    }

    /// Whatever stands there, required.
    pub(super) fn raw(&mut self, key: &str) -> Option<toml::Value> {
        let value = self.table.remove(key);
        if value.is_none() {
            self.place.fault(key, "is missing");
        }
        value
    }

    fn as_text(&self, key: &str, value: toml::Value) -> Option<String> {
        match value {
            toml::Value::String(text) => {
                let Some(letter) = text.chars().find(|letter| is_control(*letter)) else {
                    return Some(text);
                };
                let code = u32::from(letter);
                self.place
                    .fault(key, format!("holds a control character (U+{code:04X})"));
                None
            }
            other => {
                self.place.fault(
                    key,
                    format!("must be text in quotes, not {}", kind_of(&other)),
                );
                None
            }
        }
    }

    /// Words, required and not blank.
    pub(super) fn text(&mut self, key: &str) -> String {
        let Some(text) = self.raw(key).and_then(|value| self.as_text(key, value)) else {
            return String::new();
        };
        if text.trim().is_empty() {
            self.place.fault(key, "is empty");
        }
        text
    }

    /// Words, required but possibly blank.
    pub(super) fn blank_text(&mut self, key: &str) -> String {
        self.raw(key)
            .and_then(|value| self.as_text(key, value))
            .unwrap_or_default()
    }

    /// Words, or nothing.
    pub(super) fn optional_text(&mut self, key: &str) -> Option<String> {
        let value = self.table.remove(key)?;
        self.as_text(key, value)
    }

    /// One of a set of known words, required.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &str,
        all: &[T],
        as_str: fn(T) -> &'static str,
    ) -> Option<T> {
        let text = self.raw(key).and_then(|value| self.as_text(key, value))?;
        let found = all.iter().copied().find(|one| as_str(*one) == text);
        if found.is_none() {
            let known: Vec<&str> = all.iter().map(|one| as_str(*one)).collect();
            self.place.fault(
                key,
                format!("is \"{text}\"; known are {}", known.join(", ")),
            );
        }
        found
    }

    /// One of a set of known words, or nothing.
    pub(super) fn optional_word<T: Copy>(
        &mut self,
        key: &str,
        all: &[T],
        as_str: fn(T) -> &'static str,
    ) -> Option<T> {
        if self.has(key) {
            self.word(key, all, as_str)
        } else {
            None
        }
    }

    /// A key made by the authors (letters, digits, `_`, `-`), required.
    pub(super) fn id<T: FromStr>(&mut self, key: &str) -> Option<T> {
        let text = self.raw(key).and_then(|value| self.as_text(key, value))?;
        self.parsed_id(key, &text)
    }

    /// A key that has no type of its own, required.
    pub(super) fn key_text(&mut self, key: &str) -> String {
        self.id::<PlainKey>(key)
            .map(|plain| plain.0)
            .unwrap_or_default()
    }

    /// A key, or nothing.
    pub(super) fn optional_id<T: FromStr>(&mut self, key: &str) -> Option<T> {
        let text = self.optional_text(key)?;
        self.parsed_id(key, &text)
    }

    /// Keys in a list, or none.
    pub(super) fn ids<T: FromStr>(&mut self, key: &str) -> Vec<T> {
        let texts = self.texts(key);
        texts
            .iter()
            .filter_map(|text| self.parsed_id(key, text))
            .collect()
    }

    fn parsed_id<T: FromStr>(&self, key: &str, text: &str) -> Option<T> {
        let id = text.parse().ok();
        if id.is_none() {
            let rule = "is no key: 1 to 64 letters, digits, _ or - and nothing else";
            self.place.fault(key, format!("\"{text}\" {rule}"));
        }
        id
    }

    /// A decimal number with at most three places, required.
    pub(super) fn number(&mut self, key: &str) -> Option<Number> {
        let value = self.raw(key)?;
        self.as_number(key, &value)
    }

    /// A decimal number, or nothing.
    pub(super) fn optional_number(&mut self, key: &str) -> Option<Number> {
        let value = self.table.remove(key)?;
        self.as_number(key, &value)
    }

    fn as_number(&self, key: &str, value: &toml::Value) -> Option<Number> {
        let number = number_in(value);
        if number.is_none() {
            let rule = "must be a number with at most three decimal places";
            self.place
                .fault(key, format!("{rule}, not {}", kind_of(value)));
        }
        number
    }

    /// A whole number that fits, required.
    pub(super) fn whole<T: TryFrom<i64>>(&mut self, key: &str) -> Option<T> {
        let value = self.raw(key)?;
        let whole = whole_in(&value);
        if whole.is_none() {
            self.place.fault(
                key,
                format!("must be a small whole number, not {}", kind_of(&value)),
            );
        }
        whole
    }

    /// A whole number that fits, or nothing.
    pub(super) fn optional_whole<T: TryFrom<i64>>(&mut self, key: &str) -> Option<T> {
        if self.has(key) { self.whole(key) } else { None }
    }

    /// Whole numbers in a list, required.
    pub(super) fn wholes<T: TryFrom<i64>>(&mut self, key: &str) -> Vec<T> {
        let Some(values) = self.raw(key).and_then(|value| self.as_list(key, value)) else {
            return Vec::new();
        };
        let wholes: Vec<T> = values.iter().filter_map(whole_in).collect();
        if wholes.len() < values.len() {
            self.place.fault(key, "must hold small whole numbers only");
        }
        wholes
    }

    /// `true` or `false`; absent is `false`.
    pub(super) fn flag(&mut self, key: &str) -> bool {
        match self.table.remove(key) {
            None => false,
            Some(value) => self.as_flag(key, &value),
        }
    }

    /// `true` or `false`, required.
    pub(super) fn stated_flag(&mut self, key: &str) -> bool {
        match self.raw(key) {
            None => false,
            Some(value) => self.as_flag(key, &value),
        }
    }

    fn as_flag(&self, key: &str, value: &toml::Value) -> bool {
        value.as_bool().unwrap_or_else(|| {
            self.place.fault(
                key,
                format!("must be true or false, not {}", kind_of(value)),
            );
            false
        })
    }

    fn as_list(&self, key: &str, value: toml::Value) -> Option<Vec<toml::Value>> {
        match value {
            toml::Value::Array(values) => Some(values),
            other => {
                self.place.fault(
                    key,
                    format!("must be a list in square brackets, not {}", kind_of(&other)),
                );
                None
            }
        }
    }

    /// Lines of text in a list, or none.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        let list = self
            .table
            .remove(key)
            .and_then(|value| self.as_list(key, value));
        let values = list.unwrap_or_default();
        values
            .into_iter()
            .filter_map(|value| self.as_text(key, value))
            .collect()
    }

    /// Tables in a list, or none. Each is named in faults by its `key`, its `number` or its place.
    pub(super) fn entries(&mut self, key: &str) -> Vec<Entry<'f>> {
        let list = self
            .table
            .remove(key)
            .and_then(|value| self.as_list(key, value));
        let values = list.unwrap_or_default();
        let mut entries = Vec::with_capacity(values.len());
        for (index, value) in values.into_iter().enumerate() {
            let place = self
                .place
                .below(&format!("{key}[{}]", name_of(&value, index)));
            match value {
                toml::Value::Table(table) => entries.push(Entry { place, table }),
                other => place.fault("", format!("must be a table, not {}", kind_of(&other))),
            }
        }
        entries
    }

    /// A table below this one, or nothing.
    pub(super) fn entry(&mut self, key: &str) -> Option<Entry<'f>> {
        match self.table.remove(key)? {
            toml::Value::Table(table) => Some(Entry {
                place: self.place.below(key),
                table,
            }),
            other => {
                self.place
                    .fault(key, format!("must be a table, not {}", kind_of(&other)));
                None
            }
        }
    }

    /// Everything not yet taken out, for a reader of its own.
    pub(super) fn take_all(&mut self) -> toml::Table {
        std::mem::take(&mut self.table)
    }

    /// The keys not yet taken out.
    pub(super) fn keys(&self) -> Vec<String> {
        self.table.keys().cloned().collect()
    }

    /// Whether the key stands here and is not yet taken out.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The text at a key without taking it out.
    pub(super) fn peek(&self, key: &str) -> Option<String> {
        self.table.get(key)?.as_str().map(str::to_owned)
    }

    /// The whole number at a key, left in place.
    pub(super) fn peek_whole(&self, key: &str) -> Option<i64> {
        self.table.get(key)?.as_integer()
    }

    /// Whether a table stands at the key.
    pub(super) fn has_table(&self, key: &str) -> bool {
        self.table.get(key).is_some_and(toml::Value::is_table)
    }

    /// Names every key nothing asked for.
    pub(super) fn done(self) {
        for key in self.table.keys() {
            self.place.fault(key, "is not a known key here");
        }
    }
}

/// Whether a letter is one nobody types: ends of lines and tabs are.
fn is_control(letter: char) -> bool {
    letter.is_control() && !matches!(letter, '\n' | '\r' | '\t')
}

/// A key by itself: lower and upper case letters, digits, `_` and `-`.
struct PlainKey(String);

impl FromStr for PlainKey {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<PlainKey, NotAnId> {
        text.parse::<MeasureKey>()
            .map(|key| PlainKey(key.to_string()))
    }
}

/// The number a value stands for, when it is one with at most three places.
pub(super) fn number_in(value: &toml::Value) -> Option<Number> {
    match value {
        toml::Value::Integer(whole) => whole.checked_mul(1000).map(Number::from_thousandths),
        toml::Value::Float(float) => Number::from_f64(*float),
        _ => None,
    }
}

fn whole_in<T: TryFrom<i64>>(value: &toml::Value) -> Option<T> {
    value.as_integer().and_then(|whole| T::try_from(whole).ok())
}

fn name_of(value: &toml::Value, index: usize) -> String {
    let key = value
        .get("key")
        .and_then(toml::Value::as_str)
        .map(str::to_owned);
    key.unwrap_or_else(|| (index + 1).to_string())
}

fn kind_of(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => format!("\"{text}\""),
        toml::Value::Integer(_) | toml::Value::Float(_) | toml::Value::Boolean(_) => {
            value.to_string()
        }
        toml::Value::Datetime(_) => "a date".to_owned(),
        toml::Value::Array(_) => "a list".to_owned(),
        toml::Value::Table(_) => "a table".to_owned(),
    }
}
