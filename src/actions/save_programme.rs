//! Saving a home programme that is still a draft.

use super::Refused;
use super::programme_ground::ground;
use super::standing::refresh;
use super::submission::once;
use crate::access::Staff;
use crate::care::ids::ProgrammeId;
use crate::care::programme::ProgrammeContent;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, programmes};

/// Saves the draft that was opened in `version`, for the phase the patient is in now. While a red flag stops, it keeps the
/// exercises it had and takes no new ones.
///
/// # Errors
/// [`Error::Changed`] when it was saved or issued meanwhile; those of [`super::draft_programme::draft_programme`].
pub fn save_programme(
    clinic: &Clinic,
    staff: &Staff,
    programme: &ProgrammeId,
    version: i32,
    submission: &str,
    content: &ProgrammeContent,
    now: Moment,
) -> Result<ProgrammeId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let before = programmes::find(w.db(), programme)?;
        let ground = ground(w.db(), clinic, staff, &before.episode, now)?;
        if before.version != version {
            return Err(Error::Changed.into());
        }
        let phase = ground.admit_draft(content, &before.content.items)?;
        programmes::save_draft(w, &ground.episode, &before, phase, content)?;
        refresh(w, clinic, &before.episode)?;
        Ok(programme.clone())
    })
}
