//! Whether what the patient's sheet was based on has changed since it was issued.

use crate::care::evidence::{Changed, changed_since};
use crate::care::programme::{Programme, ProgrammeState};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Db, Error, session_histories};

/// The latest change to what an issued programme was based on; `None` for a draft or one that was superseded.
///
/// # Errors
/// Those of the record.
pub fn changed_evidence(
    db: &mut Db,
    clinic: &Clinic,
    programme: &Programme,
) -> Result<Option<(Changed, Moment)>, Error> {
    let Some(issue) = programme
        .issued
        .as_ref()
        .filter(|_| programme.state == ProgrammeState::Issued)
    else {
        return Ok(None);
    };
    let histories = session_histories::list_changed_since(db, &programme.episode, issue.at)?;
    let latest = changed_since(issue.at, &histories);
    Ok(latest.map(|(changed, at)| (changed, clinic.moment(at))))
}
