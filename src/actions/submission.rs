//! A form sent twice is saved once and answered alike both times.

use std::str::FromStr;

use super::Refused;
use super::keep_typed::draft_id;
use crate::access::Staff;
use crate::audit::Actor;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::submissions::Earlier;
use crate::records::{self, Write, drafts, submissions};

/// Runs a change in one transaction under its submission; a second run of the same form changes nothing and answers what
/// the first one did. `submission` is as in [`submissions`].
///
/// # Errors
/// Those of the work; [`Refused::OfSomeoneElse`] when somebody else keeps this form as typed; [`Refused::SavedAlready`] when the form was saved with something else in it;
/// [`records::Error::Rejected`] when the id belongs to someone else's form.
pub fn once<T: FromStr + ToString>(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    now: Moment,
    work: impl FnOnce(&mut Write<'_>) -> Result<T, Refused>,
) -> Result<T, Refused> {
    clinic.write(Actor::Staff(staff.id.clone()), now, |w| {
        match submissions::answered(w, submission)? {
            Earlier::None => {}
            Earlier::Same(result) => {
                let elsewhere =
                    || records::Error::Rejected("this form was saved as something else".into());
                return Ok(result.parse().map_err(|_| elsewhere())?);
            }
            Earlier::Other => return Err(Refused::SavedAlready),
        }
        let typed = draft_id(submission);
        if let Some(typed) = &typed
            && drafts::is_of_someone_else(w.db(), &staff.id, typed)?
        {
            return Err(Refused::OfSomeoneElse);
        }
        let result = work(w)?;
        submissions::record(w, submission, &result.to_string())?;
        if let Some(typed) = typed {
            drafts::drop(&mut w.upkeep(), &staff.id, &typed)?;
        }
        Ok(result)
    })
}
