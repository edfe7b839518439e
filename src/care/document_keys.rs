//! The keys of a document's entries: which there are, and which stand twice.

use std::collections::BTreeSet;

use super::document::Entry;

/// The keys of entries of one kind.
pub(super) fn keys_of(entries: &[Entry<'_>]) -> BTreeSet<String> {
    entries
        .iter()
        .filter_map(|entry| entry.peek("key"))
        .collect()
}

/// Notes every key that stands more than once among entries of one kind; returns all of them.
pub(super) fn declared(entries: &[Entry<'_>]) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    for entry in entries {
        if let Some(key) = entry.peek("key")
            && !seen.insert(key.clone())
        {
            entry.place.fault("key", format!("\"{key}\" is used twice"));
        }
    }
    seen
}
