//! What is wrong in a document: file, key and reason, and the place of each thing so that it can be named.

use std::cell::{Cell, RefCell};
use std::fmt;

/// One thing wrong in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file as it was named to the reader.
    pub file: String,
    /// Where in it, for example `phases[stability].targets[p4_plank].threshold`, or `line 12` for a syntax fault.
    pub key: String,
    /// What is wrong, in words.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.key.is_empty() {
            write!(f, "{}: {}", self.file, self.reason)
        } else {
            write!(f, "{}: {}: {}", self.file, self.key, self.reason)
        }
    }
}

/// The faults found so far.
#[derive(Debug, Default)]
pub(super) struct Faults {
    list: RefCell<Vec<Fault>>,
    unread: Cell<bool>,
}

impl Faults {
    /// Notes a fault.
    pub(super) fn note(&self, file: &str, key: &str, reason: impl Into<String>) {
        self.list.borrow_mut().push(Fault {
            file: file.to_owned(),
            key: key.to_owned(),
            reason: reason.into(),
        });
    }

    /// Notes that something could not be read at all.
    pub(super) fn note_unread(&self) {
        self.unread.set(true);
    }

    /// Whether a file or list could not be read at all, so that a link into it cannot be judged.
    pub(super) fn has_unread(&self) -> bool {
        self.unread.get()
    }

    /// The value when nothing was noted, else every fault.
    pub(super) fn unless_any<T>(self, value: Option<T>) -> Result<T, Vec<Fault>> {
        match value {
            Some(value) if self.list.borrow().is_empty() => Ok(value),
            _ => Err(self.list.into_inner()),
        }
    }
}

/// Where something stands, so that a fault found later can still name it.
#[derive(Debug, Clone)]
pub(super) struct Place<'f> {
    file: String,
    path: String,
    faults: &'f Faults,
}

impl<'f> Place<'f> {
    /// The top of a file.
    pub(super) fn file(file: &str, faults: &'f Faults) -> Place<'f> {
        Place {
            file: file.to_owned(),
            path: String::new(),
            faults,
        }
    }

    /// Notes a fault at a key here; an empty key means the whole.
    pub(super) fn fault(&self, key: &str, reason: impl Into<String>) {
        self.faults.note(&self.file, &self.path_of(key), reason);
    }

    fn path_of(&self, key: &str) -> String {
        match (self.path.as_str(), key) {
            (path, "") => path.to_owned(),
            ("", key) => key.to_owned(),
            (path, key) => format!("{path}.{key}"),
        }
    }

    /// The place of a key below this one.
    pub(super) fn below(&self, key: &str) -> Place<'f> {
        Place {
            file: self.file.clone(),
            path: self.path_of(key),
            faults: self.faults,
        }
    }
}
