//! A form as it was typed: every field's text, and every fault found in it.
//!
//! A page reads all its fields first, so that all faults show at once, and draws itself again from the same `Form`
//! when there are any: nothing typed is lost. The readers are in [`super::field`], the markup in
//! `templates/parts/form.html`.

use std::future::Future;
use std::pin::Pin;
use std::sync::LazyLock;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use sha2::{Digest, Sha256};

use super::field::Field;
use super::problem::Problem;
use super::staff::{self, Staff};
use crate::audit::hex;
use crate::care::ids::StaffId;

/// The largest form body taken, in bytes: an intake with long notes is a tenth of it.
pub const LARGEST_BODY: usize = 256 * 1024;
/// The most fields taken: a home diary of 40 exercises over 14 days is 560.
const MOST_FIELDS: usize = 2000;

/// Fields that every form may carry beside what is asked.
const OF_THE_SENDING: [&str; 4] = ["do", "submission_id", "opened_by", "version"];

/// What was typed and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub struct Form {
    fields: Vec<(String, String)>,
    faults: Vec<Fault>,
    /// The submission as it arrived; empty for a form that was not sent or has no id of ours.
    submission: String,
    /// For whom the page was drawn that it was sent from; empty for a form that does not say.
    opened_by: String,
}

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field it stands at; empty for one about the whole form.
    pub name: String,
    /// A sentence in the clinician's words, without a full stop.
    pub sentence: String,
    /// It stands at its field alone: the summary says it together with others.
    is_folded: bool,
}

impl Form {
    /// An empty form to be shown for the first time, with a submission id of its own.
    ///
    /// # Errors
    /// `Internal` when the operating system gives no random bytes.
    pub fn new() -> Result<Form, Problem> {
        let mut form = Form::default();
        form.renew()?;
        Ok(form)
    }

    /// Gives the form a fresh submission id: sent again, it is another one.
    ///
    /// # Errors
    /// `Internal` when the operating system gives no random bytes.
    pub fn renew(&mut self) -> Result<(), Problem> {
        let mut random = [0u8; 16];
        getrandom::fill(&mut random).map_err(Problem::internal)?;
        self.set("submission_id", hex(&random));
        Ok(())
    }

    /// A form as it arrived at a path.
    fn sent_to(path: &str, fields: Vec<(String, String)>) -> Form {
        let mut form = Form::from_fields(fields);
        form.opened_by = form.value("opened_by").to_owned();
        form.forget("opened_by");
        let id = form.value("submission_id");
        if id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            form.submission = format!("{id}:{}", content_hash(path, &form.fields));
        }
        form
    }

    /// A form with exactly these fields, as a browser would send them.
    #[must_use]
    pub fn from_fields(fields: Vec<(String, String)>) -> Form {
        Form {
            fields,
            ..Form::default()
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
            is_folded: false,
        });
    }

    /// Refuses what was filled in under names that the page does not ask. It is neither read nor shown again, so that the
    /// sentence says it, and the form goes through when it is sent once more.
    pub fn refuse_unasked(&mut self, is_asked: impl Fn(&str) -> bool) {
        let is_unasked = |(name, value): &&(String, String)| {
            let is_filled = !value.trim().is_empty();
            is_filled && !OF_THE_SENDING.contains(&name.as_str()) && !is_asked(name)
        };
        let unasked: Vec<String> = self
            .fields
            .iter()
            .filter(is_unasked)
            .map(|(name, value)| {
                format!(
                    "“{}” came with the form for “{name}”, which is not asked here: nothing is saved yet. Write it in the note if it is to be kept, and send the form again",
                    value.trim()
                )
            })
            .collect();
        for sentence in unasked {
            self.refuse(sentence);
        }
    }

    /// Lets the summary say the faults of these fields, each recorded before, in one sentence that leads to the first of them.
    pub fn fold(&mut self, names: &[&str], sentence: impl Into<String>) {
        for fault in &mut self.faults {
            fault.is_folded |= names.contains(&fault.name.as_str());
        }
        if let Some(first) = names.first() {
            self.fault(first, sentence);
        }
    }

    /// The faults as the summary lists them.
    #[must_use]
    pub fn summary(&self) -> Vec<&Fault> {
        let listed = self.faults.iter().filter(|fault| !fault.is_folded);
        listed.collect()
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

    /// The id made when the form was first shown, with a hash of where it was sent and what was in it then: the same form
    /// sent twice carries the same one ([`crate::records::submissions`]).
    ///
    /// # Errors
    /// `Invalid` when it is missing or is none of ours.
    pub fn submission_id(&self) -> Result<&str, Problem> {
        if self.submission.is_empty() {
            return Err(incomplete());
        }
        Ok(&self.submission)
    }

    /// Whether this person may send it: it was drawn for them, or does not say for whom.
    #[must_use]
    pub fn is_of(&self, staff: &StaffId) -> bool {
        self.opened_by.is_empty() || self.opened_by == staff.as_str()
    }

    /// The version of the record the form was filled in from.
    ///
    /// # Errors
    /// `Invalid` when it is missing or no number.
    pub fn version(&self) -> Result<i32, Problem> {
        self.value("version").parse().map_err(|_| incomplete())
    }
}

/// A hash of where a form was sent and of every field but its id. A password goes in under a key that only this run of the
/// server knows: what is stored must not help anybody guess it.
fn content_hash(path: &str, fields: &[(String, String)]) -> String {
    static KEY: LazyLock<[u8; 32]> = LazyLock::new(|| {
        let mut key = [0; 32];
        // without random bytes no login was begun either, so no form is answered
        let _ = getrandom::fill(&mut key);
        key
    });
    let mut hash = Sha256::new();
    let mut add = |text: &[u8]| {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    };
    add(path.as_bytes());
    for (name, value) in fields.iter().filter(|(name, _)| name != "submission_id") {
        add(name.as_bytes());
        if name.contains("password") {
            let keyed = Sha256::new().chain_update(*KEY).chain_update(value);
            add(&keyed.finalize());
        } else {
            add(value.as_bytes());
        }
    }
    hex(&hash.finalize())
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
        let request = request.clone();
        let body = web::Form::<Vec<(String, String)>>::from_request(&request, payload);
        Box::pin(async move {
            let fields = body.await?.into_inner();
            if fields.len() > MOST_FIELDS {
                return Err(Problem::TooLarge.into());
            }
            let form = Form::sent_to(request.path(), fields);
            if form.opened_by.is_empty() {
                request.extensions_mut().insert(form.clone());
                return Ok(form);
            }
            let admitted = request.extensions().get::<Staff>().cloned();
            let sender = match admitted {
                Some(staff) => Some(staff),
                None => staff::logged_in(&request).await?,
            };
            match sender {
                Some(staff) if !form.is_of(&staff.id) => Err(Problem::OfSomeoneElse.into()),
                _ => {
                    request.extensions_mut().insert(form.clone());
                    Ok(form)
                }
            }
        })
    }
}
