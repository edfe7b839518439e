//! Work that blocks (the record, hashing, drawing a PDF) is done beside the threads that answer.

use actix_web::web;

use super::problem::Problem;
use crate::actions::{Refused, log_in};
use crate::records;

/// Does the work on a thread that may block; several reads of one page belong into one call.
///
/// ```text
/// let team = run(move || clinic.read(|db| staff::list(db))).await?;
/// ```
///
/// # Errors
/// The work's own, as the [`Problem`] it amounts to; `Internal` when it panicked.
pub async fn run<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, Problem>
where
    T: Send + 'static,
    E: Into<Problem> + Send + 'static,
{
    web::block(work)
        .await
        .map_err(Problem::internal)?
        .map_err(Into::into)
}

impl From<records::Error> for Problem {
    fn from(error: records::Error) -> Problem {
        match error {
            records::Error::NotFound => Problem::NotFound,
            records::Error::Changed => Problem::Conflict(
                "Somebody changed this record after you opened it, and nothing of yours was saved. \
                 Open it again and repeat your change."
                    .into(),
            ),
            records::Error::Duplicate(_) => Problem::Conflict(
                "Somebody saved one of these before you, and nothing of yours was saved. Open it again and compare."
                    .into(),
            ),
            records::Error::Unavailable(cause) | records::Error::Broken(cause) => Problem::Unavailable(cause),
            error => Problem::internal(error),
        }
    }
}

impl From<log_in::Refused> for Problem {
    fn from(refused: log_in::Refused) -> Problem {
        match refused {
            log_in::Refused::Records(error) => error.into(),
            refused => Problem::internal(refused),
        }
    }
}

/// A refusal that no form showed: its own sentence, with the way back.
impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Record(error) => error.into(),
            Refused::OfSomeoneElse => Problem::OfSomeoneElse,
            Refused::Unprintable(sentence) => Problem::Unprintable(format!("{sentence}.")),
            Refused::ShownIsOld | Refused::SavedAlready => Problem::Conflict(format!("{refused}.")),
            refused => Problem::Conflict(format!("{refused}. Nothing was saved.")),
        }
    }
}
