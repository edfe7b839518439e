//! What an action refused, told in the form it came from: nothing typed is lost. Every form is answered this way.

use actix_web::HttpResponse;
use askama::Template;

use super::form::Form;
use super::page;
use super::problem::Problem;
use crate::actions::Refused;
use crate::records::Error;

/// How the form is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Something typed is to be put right: status 422.
    Invalid,
    /// The record has changed since the form was opened, or the form was saved before: status 409.
    Conflict,
}

impl Refusal {
    /// Writes the refusal into the form; a rule about one field at that field, a missing reason at the field that takes it.
    ///
    /// After a conflict the page sets the form's `version` to the record's present one: sent once more, it is saved.
    ///
    /// # Errors
    /// What no form can show: a missing record, a database that cannot be reached.
    pub fn tell(form: &mut Form, refused: Refused, reason: &str) -> Result<Refusal, Problem> {
        match refused {
            Refused::Record(Error::Changed) => Ok(Refusal::conflict(
                form,
                "Somebody changed this record after you opened the form, and nothing of yours was saved. What you typed is \
                 still here: open the record in another tab and compare, then send this once more if it still holds",
            )),
            Refused::Record(Error::Duplicate(column)) if column == "clinic_number" => {
                form.fault(
                    "clinic_number",
                    "Another patient has this clinic number: leave it empty for the next free one",
                );
                Ok(Refusal::Invalid)
            }
            Refused::Record(Error::Duplicate(_)) => Ok(Refusal::conflict(
                form,
                "Somebody saved one of these before you, and nothing of yours was saved. What you typed is still here: \
                 open the record in another tab, and enter there what is missing",
            )),
            Refused::Record(error) => Err(error.into()),
            Refused::OfSomeoneElse => Err(Problem::OfSomeoneElse),
            Refused::SavedAlready => {
                form.renew()?;
                Ok(Refusal::conflict(form, &refused.to_string()))
            }
            Refused::ShownIsOld => Ok(Refusal::conflict(form, &refused.to_string())),
            Refused::Field(name, sentence) => Ok(Refusal::fault(form, name, sentence)),
            Refused::SameVisit(_) => Ok(Refusal::fault(form, "is_another", refused.to_string())),
            Refused::NeedsReason => Ok(Refusal::fault(form, reason, refused.to_string())),
            Refused::NeedsGoal => Ok(Refusal::fault(form, "goal", refused.to_string())),
            refused => Ok(Refusal::fault(form, "", refused.to_string())),
        }
    }

    /// A conflict with a sentence of the page's own.
    pub fn conflict(form: &mut Form, sentence: &str) -> Refusal {
        form.refuse(sentence);
        Refusal::Conflict
    }

    fn fault(form: &mut Form, name: &str, sentence: String) -> Refusal {
        form.fault(name, sentence);
        Refusal::Invalid
    }

    /// The page of the form with its status.
    ///
    /// # Errors
    /// `Internal` when the template cannot be drawn.
    pub fn answer(self, shown: &impl Template) -> Result<HttpResponse, Problem> {
        match self {
            Refusal::Invalid => page::invalid(shown),
            Refusal::Conflict => page::conflict(shown),
        }
    }
}
