//! The episode an action is about, for someone who reaches its patient; a foreign one answers like one that is missing.

use super::Refused;
use crate::access::Staff;
use crate::care::episode::{Episode, EpisodeState};
use crate::care::ids::{EpisodeId, PatientId};
use crate::records::{Error, Write, episodes, reach};

/// The episode of that id.
///
/// # Errors
/// [`Error::NotFound`] when there is none or its patient is out of reach.
pub fn episode(w: &mut Write<'_>, staff: &Staff, id: &EpisodeId) -> Result<Episode, Error> {
    let now = w.now();
    let found = episodes::find(w.db(), id)?;
    reach::require(w.db(), staff, &found.patient, now)?;
    Ok(found)
}

/// The same for what decides who reaches the patient from now on: access for some hours must not make itself last.
///
/// # Errors
/// [`Refused::OnlyForHours`] for a patient reached by such access alone; those of [`episode`].
pub fn for_good(w: &mut Write<'_>, staff: &Staff, id: &EpisodeId) -> Result<Episode, Refused> {
    let found = episode(w, staff, id)?;
    patient_for_good(w, staff, &found.patient)?;
    Ok(found)
}

/// Refuses a patient out of reach, and one reached for some hours only.
///
/// # Errors
/// [`Error::NotFound`]; [`Refused::OnlyForHours`].
pub fn patient_for_good(w: &mut Write<'_>, staff: &Staff, id: &PatientId) -> Result<(), Refused> {
    let now = w.now();
    reach::require(w.db(), staff, id, now)?;
    match reach::require_own(w.db(), staff, id, now) {
        Err(Error::NotFound) => Err(Refused::OnlyForHours),
        answer => Ok(answer?),
    }
}

/// The same, where care must be going on.
///
/// # Errors
/// [`Refused::NotOpen`] for one on hold or closed; those of [`episode`].
pub fn open_episode(w: &mut Write<'_>, staff: &Staff, id: &EpisodeId) -> Result<Episode, Refused> {
    let found = episode(w, staff, id)?;
    if found.state != EpisodeState::Open {
        return Err(Refused::NotOpen);
    }
    Ok(found)
}

/// The same, where it must be in the version a form was filled in from.
///
/// # Errors
/// [`Error::Changed`] when it is in another; those of [`episode`].
pub fn unchanged_episode(
    w: &mut Write<'_>,
    staff: &Staff,
    id: &EpisodeId,
    version: i32,
) -> Result<Episode, Error> {
    let found = episode(w, staff, id)?;
    if found.version != version {
        return Err(Error::Changed);
    }
    Ok(found)
}
