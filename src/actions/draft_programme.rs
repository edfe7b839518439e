//! Writing a new home programme as a draft.

use super::Refused;
use super::programme_ground::ground;
use super::standing::refresh;
use super::submission::once;
use crate::access::Staff;
use crate::care::ids::{EpisodeId, ProgrammeId};
use crate::care::programme::ProgrammeContent;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::programmes;

/// Writes a draft for the patient's present phase. Nothing is given to the patient until it is issued.
///
/// # Errors
/// Those of [`super::programme_ground::Ground`]'s rules; a second draft of the episode is refused by the record.
pub fn draft_programme(
    clinic: &Clinic,
    staff: &Staff,
    episode: &EpisodeId,
    submission: &str,
    content: &ProgrammeContent,
    now: Moment,
) -> Result<ProgrammeId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let ground = ground(w.db(), clinic, staff, episode, now)?;
        let phase = ground.admit(content)?;
        let id = programmes::draft(w, &ground.episode, phase, content)?;
        refresh(w, clinic, episode)?;
        Ok(id)
    })
}
