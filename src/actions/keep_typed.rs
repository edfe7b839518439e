//! A form sent after the login had ended: kept for the person whose login it was, and for nobody else.

use serde::{Deserialize, Serialize};

use super::log_in::token_hash;
use crate::access::Staff;
use crate::care::ids::DraftId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::drafts::{self, Draft};
use crate::records::{Error, logins, staff, submissions};

/// Marks these drafts among those that forms keep while they are typed in.
pub const KIND: &str = "typed";

/// What was typed, and where it was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The path of the form.
    pub path: String,
    /// Its fields in order, without passwords.
    pub fields: Vec<(String, String)>,
}

/// Keeps it under the form's submission id; `None` when no login of somebody who still works here stands behind it.
///
/// # Errors
/// Those of the record.
pub fn keep_typed(
    clinic: &Clinic,
    token: &str,
    submission: &str,
    mut typed: Typed,
    now: Moment,
) -> Result<Option<DraftId>, Error> {
    let hash = token_hash(token);
    let whose = clinic.read(|db| {
        let login = logins::find(db, &hash)?;
        staff::find(db, &login.staff)
    });
    let staff = match whose {
        Ok(staff) if staff.works_on(now.date) => staff,
        Ok(_) | Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let Some(id) = draft_id(submission) else {
        return Ok(None);
    };
    typed.fields.retain(|(name, _)| !name.contains("password"));
    let content = serde_json::to_string(&typed)
        .map_err(|error| Error::Rejected(format!("what was typed cannot be kept: {error}")))?;
    let draft = Draft {
        id: id.clone(),
        staff: staff.id,
        kind: KIND.to_owned(),
        patient: None,
        subject: None,
        content,
        updated_at: now.utc,
    };
    match clinic.upkeep(now, |upkeep| {
        drafts::drop_expired(upkeep)?;
        drafts::keep(upkeep, &draft)
    }) {
        Ok(()) => Ok(Some(id)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What somebody typed, for them alone.
///
/// # Errors
/// [`Error::NotFound`] when there is no such draft of theirs.
pub fn find_typed(clinic: &Clinic, staff: &Staff, id: &DraftId) -> Result<Typed, Error> {
    let draft = clinic.read(|db| drafts::find(db, &staff.id, id))?;
    if draft.kind != KIND {
        return Err(Error::NotFound);
    }
    serde_json::from_str(&draft.content).map_err(|error| Error::unreadable("a draft", error))
}

/// Lets go of what somebody typed.
///
/// # Errors
/// Those of the record.
pub fn drop_typed(clinic: &Clinic, staff: &Staff, id: &DraftId, now: Moment) -> Result<(), Error> {
    clinic.upkeep(now, |upkeep| drafts::drop(upkeep, &staff.id, id))
}

/// The draft's id: apart from the drafts a form keeps under the submission id itself.
pub(super) fn draft_id(submission: &str) -> Option<DraftId> {
    let (id, _) = submissions::parts(submission);
    format!("{KIND}-{id}").parse().ok()
}
