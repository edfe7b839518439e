//! What an action refused, told in the form it came from: nothing typed is lost.

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
    /// The record has changed since the form was opened: status 409.
    Conflict,
}

impl Refusal {
    /// Writes the refusal into the form; a missing reason at the field that takes it.
    ///
    /// # Errors
    /// What no form can show: a missing record, a database that cannot be reached.
    pub fn tell(form: &mut Form, refused: Refused, reason: &str) -> Result<Refusal, Problem> {
        match refused {
            Refused::Record(Error::Changed) => {
                form.refuse(
                    "Somebody changed this record after you opened the form. Nothing was saved: \
                     read it again below, and send what you typed once more if it still holds",
                );
                Ok(Refusal::Conflict)
            }
            Refused::ShownIsOld => {
                form.refuse(refused.to_string());
                Ok(Refusal::Conflict)
            }
            Refused::Record(error) => Err(error.into()),
            Refused::NeedsReason => {
                form.fault(reason, refused.to_string());
                Ok(Refusal::Invalid)
            }
            Refused::NeedsGoal => {
                form.fault("goal", refused.to_string());
                Ok(Refusal::Invalid)
            }
            refused => {
                form.refuse(refused.to_string());
                Ok(Refusal::Invalid)
            }
        }
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
