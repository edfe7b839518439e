//! What an amendment would take out of the record, said before it is signed.

use super::readings::{field, first_field};
use super::{Context, Purpose};
use crate::care::amendment::{self, Removed};
use crate::care::session::SessionContent;
use crate::text;
use crate::web::form::Form;

/// The field that confirms it: one value for each thing removed.
pub const REMOVES: &str = "removes";

/// What the amendment leaves out, without what a fault of its own is about.
#[must_use]
pub fn removed(context: &Context, form: &Form, content: &SessionContent) -> Vec<Removed> {
    let before = match (&context.session, context.purpose) {
        (Some(session), Purpose::Amendment) => &session.current.content,
        _ => return Vec::new(),
    };
    let is_at_fault = |removed: &Removed| match removed {
        Removed::Reading(key, side) => {
            let measure = context.protocol.measure(key.as_str());
            measure.is_some_and(|measure| {
                form.fault_at(&field(measure, *side)).is_some()
                    || form.fault_at(&first_field(measure, *side)).is_some()
            })
        }
        Removed::Flag(_) => ["flag", "warning_signs", "screen"]
            .iter()
            .any(|name| form.fault_at(name).is_some()),
    };
    let mut removed = amendment::removed(before, content);
    removed.retain(|removed| !is_at_fault(removed));
    removed
}

/// Of these, what was ticked as meant.
#[must_use]
pub fn confirmed(form: &Form, removed: &[Removed]) -> Vec<Removed> {
    let ticked = |removed: &&Removed| form.holds(REMOVES, &removed.to_string());
    removed.iter().filter(ticked).cloned().collect()
}

/// Each as the form's value and in words.
#[must_use]
pub fn in_words(context: &Context, removed: &[Removed]) -> Vec<(String, String)> {
    let Some(session) = &context.session else {
        return Vec::new();
    };
    let before = &session.current.content;
    let words = |removed: &Removed| text::removed::one(&context.protocol, before, removed);
    removed
        .iter()
        .map(|removed| (removed.to_string(), words(removed)))
        .collect()
}

/// Records a fault where something is left out and was not ticked.
pub fn refuse_unconfirmed(context: &Context, form: &mut Form, removed: &[Removed]) {
    let Some(session) = &context.session else {
        return;
    };
    let confirmed = confirmed(form, removed);
    let open: Vec<Removed> = removed
        .iter()
        .filter(|removed| !confirmed.contains(removed))
        .cloned()
        .collect();
    if !open.is_empty() {
        let before = &session.current.content;
        let sentence = text::removed::sentence(&context.protocol, before, &open);
        form.fault(REMOVES, sentence);
    }
}
