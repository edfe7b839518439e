//! A form sent after the login had ended: kept for the person whose login it was, and for nobody else.

use chrono::TimeDelta;
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

/// The most forms kept for a login since it was last used: a few tabs that were open then.
const MOST_FORMS: usize = 5;
/// The largest form kept, in bytes: more than twice an intake with long notes.
const LARGEST: usize = 64 * 1024;

/// Keeps it under the form's submission id; `None` when no login that ran out stands behind it.
///
/// A login that was ended, by its owner or by an administrator, keeps nothing more: whoever still holds its cookie is
/// nobody. Nor does one last used longer ago than a draft is kept.
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
        let staff = staff::find(db, &login.staff)?;
        let drafts = drafts::list(db, &staff.id)?;
        Ok::<_, Error>((login, staff, drafts))
    });
    let (login, staff, drafts) = match whose {
        Ok(found) => found,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let is_recent = now.utc - login.last_used_at <= TimeDelta::days(drafts::KEPT_DAYS);
    if login.ended_at.is_some() || !is_recent || !staff.works_on(now.date) {
        return Ok(None);
    }
    let Some(id) = draft_id(submission) else {
        return Ok(None);
    };
    let kept_since = |draft: &&Draft| {
        draft.kind == KIND && draft.updated_at >= login.last_used_at && draft.id != id
    };
    if drafts.iter().filter(kept_since).count() >= MOST_FORMS {
        return Ok(None);
    }
    typed.fields.retain(|(name, _)| !name.contains("password"));
    let content = serde_json::to_string(&typed)
        .map_err(|error| Error::Rejected(format!("what was typed cannot be kept: {error}")))?;
    if content.len() > LARGEST {
        return Ok(None);
    }
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
