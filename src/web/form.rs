//! A form as it was typed: every field's text, and every fault found in it.
//!
//! A page reads all its fields first, so that all faults show at once, and draws itself again from the same `Form`
//! when there are any: nothing typed is lost. The readers are in [`super::field`], the markup in
//! `templates/parts/form.html`.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::field::Field;
use super::problem::Problem;

/// The largest form body taken, in bytes: an intake with long notes is a tenth of it.
pub const LARGEST_BODY: usize = 256 * 1024;
/// The most fields taken: a home diary of 40 exercises over 14 days is 560.
const MOST_FIELDS: usize = 2000;

/// What was typed and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    faults: Vec<Fault>,
}

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field it stands at; empty for one about the whole form.
    pub name: String,
    /// A sentence in the clinician's words, without a full stop.
    pub sentence: String,
}

impl Form {
    /// An empty form to be shown for the first time, with a submission id of its own.
    ///
    /// # Errors
    /// `Internal` when the operating system gives no random bytes.
    pub fn new() -> Result<Form, Problem> {
        let mut random = [0u8; 16];
        getrandom::fill(&mut random).map_err(Problem::internal)?;
        let id: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut form = Form::default();
        form.set("submission_id", id);
        Ok(form)
    }

    /// A form with exactly these fields, as a browser would send them.
    #[must_use]
    pub fn from_fields(fields: Vec<(String, String)>) -> Form {
        Form {
            fields,
            faults: Vec::new(),
        }
    }

    /// Every field as it was sent, in order.
    #[must_use]
    pub fn into_fields(self) -> Vec<(String, String)> {
        self.fields
    }

    /// Puts a value into a field for the page to show, in place of what it held.
    pub fn set(&mut self, name: &str, value: impl ToString) {
        self.fields.retain(|(field, _)| field != name);
        self.add(name, value);
    }

    /// Adds one more value to a field that may hold several, such as a list of checkboxes.
    pub fn add(&mut self, name: &str, value: impl ToString) {
        self.fields.push((name.to_owned(), value.to_string()));
    }

    /// Takes a field out, as if it had not been sent.
    pub fn forget(&mut self, name: &str) {
        self.fields.retain(|(field, _)| field != name);
    }

    /// Starts reading a field. `label` begins every sentence about it: `"Thoracic rotation"`.
    pub fn field(&mut self, name: &str, label: &str) -> Field<'_> {
        Field::new(self, name, label)
    }

    /// Whether a single checkbox is ticked.
    #[must_use]
    pub fn is_ticked(&self, name: &str) -> bool {
        !self.value(name).is_empty()
    }

    /// Records a fault that a rule over several fields found; it shows at `name`.
    pub fn fault(&mut self, name: &str, sentence: impl Into<String>) {
        self.faults.push(Fault {
            name: name.to_owned(),
            sentence: sentence.into(),
        });
    }

    /// Records a fault about the form as a whole, such as a refusal by an action.
    pub fn refuse(&mut self, sentence: impl Into<String>) {
        self.fault("", sentence);
    }

    /// `None` when any fault was recorded: `form.complete()?` stands after the last reader.
    #[must_use]
    pub fn complete(&self) -> Option<()> {
        self.faults.is_empty().then_some(())
    }

    /// Every fault, in the order the fields were read.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The first fault at a field.
    #[must_use]
    pub fn fault_at(&self, name: &str) -> Option<&str> {
        let fault = self.faults.iter().find(|fault| fault.name == name)?;
        Some(&fault.sentence)
    }

    /// What the field holds, as typed; empty when it was not sent.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        let sent = self.fields.iter().find(|(field, _)| field == name);
        sent.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// Everything a repeated field holds.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a radio button or checkbox is chosen.
    #[must_use]
    pub fn holds(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|held| held == value)
    }

    /// The names of all fields sent, once each, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let mut seen = std::collections::HashSet::new();
        self.fields
            .iter()
            .map(|(name, _)| name.as_str())
            .filter(move |name| seen.insert(*name))
    }

    /// The id made when the form was first shown; the same form sent twice carries the same one.
    ///
    /// # Errors
    /// `Invalid` when it is missing or is none of ours.
    pub fn submission_id(&self) -> Result<&str, Problem> {
        let id = self.value("submission_id");
        let ours = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if ours { Ok(id) } else { Err(incomplete()) }
    }

    /// The version of the record the form was filled in from.
    ///
    /// # Errors
    /// `Invalid` when it is missing or no number.
    pub fn version(&self) -> Result<i32, Problem> {
        self.value("version").parse().map_err(|_| incomplete())
    }
}

fn incomplete() -> Problem {
    Problem::Invalid(
        "The form arrived incomplete. Go back, check what you typed, and send it again.".into(),
    )
}

impl FromRequest for Form {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Form, Self::Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = web::Form::<Vec<(String, String)>>::from_request(request, payload);
        Box::pin(async move {
            let fields = body.await?.into_inner();
            if fields.len() > MOST_FIELDS {
                return Err(Problem::TooLarge.into());
            }
            Ok(Form::from_fields(fields))
        })
    }
}
