//! Everything the rules read about an episode, loaded in a fixed number of queries.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::connection::Db;
use super::decisions::{baselines_as_of, list_phase_changes, overrides_as_of};
use super::error::Error;
use super::schema::{episodes, patient_cautions};
use super::{diaries, episodes as records_episodes, flags, sessions, visits};
use crate::care::course::{Course, Stay, Visit, begin_again, phase_at};
use crate::care::episode::PhaseChange;
use crate::care::ids::{CautionKey, EpisodeId, PatientId};
use crate::care::session::SessionVersion;

/// The course as it stands: signed, not struck out.
///
/// # Errors
/// [`Error::NotFound`] when there is no such episode.
pub fn load(db: &mut Db, episode: &EpisodeId) -> Result<Course, Error> {
    load_as_of(db, episode, super::end_of_time())
}

/// The course as the record stood at a time, UTC: what was signed, decided and in force then, before later amendments.
///
/// # Errors
/// [`Error::NotFound`] when there is no such episode, or not yet at that time.
pub fn load_as_of(db: &mut Db, episode: &EpisodeId, at: NaiveDateTime) -> Result<Course, Error> {
    let patient: PatientId = episodes::table
        .find(episode)
        .select(episodes::patient_id)
        .first(db)?;
    let facts = records_episodes::facts_as_of(db, episode, at)?.ok_or(Error::NotFound)?;
    let cautions: Vec<CautionKey> = patient_cautions::table
        .filter(patient_cautions::patient_id.eq(&patient))
        .filter(patient_cautions::recorded_at.le(at))
        .filter(
            patient_cautions::withdrawn_at
                .is_null()
                .or(patient_cautions::withdrawn_at.gt(at)),
        )
        .select(patient_cautions::caution)
        .load(db)?;
    let changes = list_phase_changes(db, episode)?;
    let mut stays = stays(changes.iter().filter(|change| change.at.utc <= at));
    let reopened = records_episodes::reopenings_as_of(db, episode, at)?;
    for again in &reopened {
        begin_again(&mut stays, *again);
    }
    let signed = sessions::signed_as_of(db, episode, at)?;
    let mut visits: Vec<Visit> = signed
        .into_iter()
        .map(|(id, SessionVersion { content, .. })| {
            content.as_visit(&id, phase_at(&stays, content.took_place))
        })
        .collect();
    visits.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
    let mut flag_events = flags::reported_elsewhere(db, &patient, episode, at)?;
    flag_events.extend(flags::list_as_of(db, &patient, at)?);
    Ok(Course {
        onset: facts.onset,
        sport: facts.sport,
        side: facts.side,
        cautions: cautions.into_iter().collect(),
        overrides: overrides_as_of(db, episode, at)?,
        stays,
        visits,
        diaries: diaries::handed_back_as_of(db, episode, at)?,
        flags: flag_events,
        baselines: baselines_as_of(db, episode, at)?,
        next_visit: visits::next_as_of(db, episode, at)?,
        reopened: reopened.last().copied(),
    })
}

/// The stays that decisions make, oldest first; a decision to stay goes on with the same stay.
fn stays<'a>(changes: impl Iterator<Item = &'a PhaseChange>) -> Vec<Stay> {
    let mut stays: Vec<Stay> = Vec::new();
    for change in changes {
        if let Some(last) = stays.last_mut() {
            if last.phase == change.to {
                continue;
            }
            last.left = Some(change.at);
        }
        stays.push(Stay {
            phase: change.to,
            entered: change.at,
            left: None,
        });
    }
    stays
}
