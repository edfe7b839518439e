//! What is left untouched in an amendment stays as it was recorded, whatever a form cannot say: sides measured with
//! different methods, one side observed unchanged, a share of an arm that was corrected since.

use super::{Context, Purpose, fill};
use crate::care::session::SessionContent;
use crate::clinic::Clinic;
use crate::web::form::Form;

/// The version that is amended, and the form as it was first shown.
#[derive(Debug)]
pub(super) struct Recorded<'c> {
    pub(super) content: &'c SessionContent,
    form: Form,
}

impl<'c> Recorded<'c> {
    /// Of an amendment; a visit that was never signed is read anew each time.
    pub(super) fn of(context: &'c Context, clinic: &Clinic) -> Option<Recorded<'c>> {
        let session = context.session.as_ref()?;
        if context.purpose != Purpose::Amendment {
            return None;
        }
        let content = &session.current.content;
        let mut form = Form::default();
        fill(&mut form, clinic, context, content);
        Some(Recorded { content, form })
    }

    /// Whether these fields hold what they were first shown with.
    pub(super) fn stands(&self, form: &Form, asked: impl Fn(&str) -> bool) -> bool {
        let held = |form: &Form| {
            let mut held: Vec<(String, String)> = form
                .names()
                .filter(|name| asked(name))
                .flat_map(|name| {
                    let values = form.values(name).map(str::trim);
                    values.map(|value| (name.to_owned(), value.to_owned()))
                })
                .filter(|(_, value)| !value.is_empty())
                .collect();
            held.sort();
            held
        };
        held(form) == held(&self.form)
    }
}
