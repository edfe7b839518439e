//! The form of an unsigned visit, kept exactly as it was typed beside what the record reads from it: the next visit, what was
//! answered "Not asked", every choice. What was typed in any form and not saved is another thing: [`super::keep_typed`].

use crate::access::Staff;
use crate::care::ids::{DraftId, PatientId, SessionId};
use crate::clinic::Clinic;
use crate::records::drafts::{self, Draft};
use crate::records::{Error, Write};

/// Marks these drafts among those that are kept of other forms.
const KIND: &str = "session";

/// A form's fields, name and text, in the order they were sent.
pub type Fields = Vec<(String, String)>;

/// Keeps the form of a session, in place of what it said before.
pub(super) fn keep(
    w: &mut Write<'_>,
    staff: &Staff,
    patient: &PatientId,
    session: &SessionId,
    fields: &Fields,
) -> Result<(), Error> {
    let content = serde_json::to_string(fields)
        .map_err(|error| Error::Rejected(format!("what was typed cannot be kept: {error}")))?;
    let draft = Draft {
        id: id(session)?,
        staff: staff.id.clone(),
        kind: KIND.to_owned(),
        patient: Some(patient.clone()),
        subject: Some(session.to_string()),
        content,
        updated_at: w.now().utc,
    };
    drafts::keep(&mut w.upkeep(), &draft)
}

/// Lets go of it, once the session is signed.
pub(super) fn drop(w: &mut Write<'_>, staff: &Staff, session: &SessionId) -> Result<(), Error> {
    drafts::drop(&mut w.upkeep(), &staff.id, &id(session)?)
}

/// The form of a session as its clinician left it; `None` where it was saved otherwise than by the form.
///
/// # Errors
/// Those of the record.
pub fn find_form(
    clinic: &Clinic,
    staff: &Staff,
    session: &SessionId,
) -> Result<Option<Fields>, Error> {
    let id = id(session)?;
    match clinic.read(|db| drafts::find(db, &staff.id, &id)) {
        Ok(draft) => serde_json::from_str(&draft.content)
            .map(Some)
            .map_err(|error| Error::unreadable("a draft", error)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn id(session: &SessionId) -> Result<DraftId, Error> {
    let id = format!("{KIND}-{session}");
    id.parse()
        .map_err(|_| Error::Rejected(format!("{id} is no id")))
}
