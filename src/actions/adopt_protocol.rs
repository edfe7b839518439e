//! Adopting a protocol version by name, and withdrawing that.

use super::Refused;
use super::by::By;
use crate::care::ids::VersionId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::protocols::{self, VersionState};

/// The author stands behind a published version from now on; patients can be assigned to it.
///
/// # Errors
/// A rule when it is adopted already, is not published, or the statement is empty; those of the record.
pub fn adopt_protocol(
    clinic: &Clinic,
    by: By<'_>,
    id: &VersionId,
    statement: &str,
    now: Moment,
) -> Result<VersionId, Refused> {
    if statement.trim().is_empty() {
        return Err(Refused::Rule(
            "Write what you state when you adopt it: it is kept with your name".into(),
        ));
    }
    by.write(clinic, now, |w| {
        let version = protocols::find(w.db(), id)?;
        if version.adopted.is_some() {
            return Err(Refused::Rule("This version is adopted already".into()));
        }
        if version.state != VersionState::Published {
            return Err(Refused::Rule(
                "Only a published version can be adopted".into(),
            ));
        }
        protocols::adopt(w, id, statement.trim())?;
        Ok(id.clone())
    })
}

/// Withdraws an adoption: nobody new is assigned to the version; episodes on it stay on it.
///
/// # Errors
/// [`crate::records::Error::NotFound`] when it is not adopted; those of the record.
pub fn withdraw_adoption(
    clinic: &Clinic,
    by: By<'_>,
    id: &VersionId,
    now: Moment,
) -> Result<VersionId, Refused> {
    by.write(clinic, now, |w| {
        protocols::withdraw_adoption(w, id)?;
        Ok(id.clone())
    })
}
