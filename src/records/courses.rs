//! Everything the rules read about an episode, loaded in a fixed number of queries.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::connection::Db;
use super::decisions::{baselines_as_of, list_phase_changes, overrides_as_of};
use super::error::Error;
use super::schema::{episodes, patient_cautions};
use super::{episodes as records_episodes, flags, sessions, visits};
use crate::care::course::{Course, Stay, Visit};
use crate::care::episode::PhaseChange;
use crate::care::ids::{CautionKey, EpisodeId, PatientId};
use crate::care::session::SessionVersion;
use crate::care::time::Moment;

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
    let stays = stays(changes.iter().filter(|change| change.at.utc <= at));
    let signed = sessions::signed_as_of(db, episode, at)?;
    let mut visits: Vec<Visit> = signed
        .into_iter()
        .map(|(id, SessionVersion { content, .. })| Visit {
            id,
            at: content.took_place,
            phase: phase_at(&stays, content.took_place),
            full_screen: content.full_screen,
            warning_signs: content.warning_signs,
            flare: content.flare,
            readings: content.readings,
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
        flags: flag_events,
        baselines: baselines_as_of(db, episode, at)?,
        next_visit: visits::next_as_of(db, episode, at)?,
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

/// The phase of a visit: the one being left when a change was decided at it, the first one for all visits before it.
fn phase_at(stays: &[Stay], at: Moment) -> Option<u8> {
    let entered_before = stays.iter().rev().find(|stay| stay.entered.utc < at.utc);
    entered_before.or(stays.first()).map(|stay| stay.phase)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(hour: u32) -> Moment {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        Moment {
            utc: date.and_hms_opt(hour, 0, 0).unwrap(),
            date,
        }
    }

    #[test]
    fn a_visit_belongs_to_the_phase_left_and_the_assessment_to_the_first() {
        let stays = [
            Stay {
                phase: 2,
                entered: moment(9),
                left: Some(moment(12)),
            },
            Stay {
                phase: 3,
                entered: moment(12),
                left: None,
            },
        ];
        for (hour, phase) in [(8, 2), (9, 2), (10, 2), (12, 2), (13, 3)] {
            assert_eq!(phase_at(&stays, moment(hour)), Some(phase), "{hour}:00");
        }
        assert_eq!(phase_at(&[], moment(9)), None);
    }
}
