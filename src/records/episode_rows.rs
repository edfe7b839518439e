//! The rows of an episode, of its facts and of its timeline, and what they stand for.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::{episode_events, episode_versions, episodes};
use super::write::Write;
use crate::care::course::{AffectedSide, Onset, Precision};
use crate::care::episode::{
    Episode, EpisodeEvent, EpisodeFacts, EpisodeState, EpisodeVersion, EventKind, Outcome,
};
use crate::care::ids::{EpisodeId, PatientId, StaffId, VersionId};
use crate::care::time::Moment;

#[derive(Queryable, Selectable)]
#[diesel(table_name = episodes)]
pub(super) struct EpisodeRow {
    id: EpisodeId,
    patient_id: PatientId,
    protocol_version_id: VersionId,
    protocol_key: String,
    responsible_id: StaffId,
    state: String,
    state_from: NaiveDate,
    state_until: Option<NaiveDate>,
    state_why: String,
    outcome: Option<Outcome>,
    facts_version: i32,
    version: i32,
    opened_at: NaiveDateTime,
    opened_by: StaffId,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = episode_versions)]
pub(super) struct FactsRow {
    episode_id: EpisodeId,
    version: i32,
    onset_at: Option<NaiveDateTime>,
    onset_on: Option<NaiveDate>,
    onset_precision: Precision,
    onset_stated: String,
    injury: bool,
    side: AffectedSide,
    sport: bool,
    intake: String,
    reason: String,
    recorded_at: NaiveDateTime,
    recorded_by: StaffId,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = episode_events)]
pub(super) struct EventRow {
    kind: EventKind,
    from_day: Option<NaiveDate>,
    until_day: Option<NaiveDate>,
    staff_id: Option<StaffId>,
    outcome: Option<Outcome>,
    note: String,
    recorded_at: NaiveDateTime,
    recorded_by: StaffId,
}

pub(super) fn with_facts(db: &mut Db, row: EpisodeRow) -> Result<Episode, Error> {
    let facts: FactsRow = episode_versions::table
        .find((&row.id, row.facts_version))
        .select(FactsRow::as_select())
        .first(db)?;
    let state = match (row.state.as_str(), row.outcome) {
        ("open", _) => EpisodeState::Open,
        ("on_hold", _) => EpisodeState::OnHold {
            from: row.state_from,
            until: row.state_until,
            why: row.state_why,
        },
        ("closed", Some(outcome)) => EpisodeState::Closed {
            on: row.state_from,
            outcome,
            why: row.state_why,
        },
        (other, _) => return Err(Error::unreadable("an episode's state", other)),
    };
    Ok(Episode {
        id: row.id,
        patient: row.patient_id,
        protocol: row.protocol_version_id,
        protocol_key: row.protocol_key,
        responsible: row.responsible_id,
        state,
        facts: facts.into_version()?.facts,
        facts_version: row.facts_version,
        version: row.version,
        opened_at: row.opened_at,
        opened_by: row.opened_by,
    })
}

pub(super) fn add_facts(
    w: &mut Write<'_>,
    id: &EpisodeId,
    version: i32,
    facts: &EpisodeFacts,
    reason: &str,
) -> Result<(), Error> {
    let intake = serde_json::to_string(&facts.intake)
        .map_err(|error| Error::Rejected(format!("the intake cannot be written: {error}")))?;
    let row = FactsRow {
        episode_id: id.clone(),
        version,
        onset_at: facts.onset.latest.map(|latest| latest.utc),
        onset_on: facts.onset.latest.map(|latest| latest.date),
        onset_precision: facts.onset.precision,
        onset_stated: facts.onset_stated.clone(),
        injury: facts.onset.injury,
        side: facts.side,
        sport: facts.sport,
        intake,
        reason: reason.to_owned(),
        recorded_at: w.now().utc,
        recorded_by: w.author()?,
    };
    diesel::insert_into(episode_versions::table)
        .values(row)
        .execute(w.db)?;
    Ok(())
}

impl FactsRow {
    pub(super) fn into_version(self) -> Result<EpisodeVersion, Error> {
        let latest = match (self.onset_at, self.onset_on) {
            (Some(utc), Some(date)) => Some(Moment { utc, date }),
            _ => None,
        };
        let intake = serde_json::from_str(&self.intake)
            .map_err(|error| Error::unreadable("an episode's intake", error))?;
        Ok(EpisodeVersion {
            version: self.version,
            facts: EpisodeFacts {
                onset: Onset {
                    latest,
                    precision: self.onset_precision,
                    injury: self.injury,
                },
                onset_stated: self.onset_stated,
                side: self.side,
                sport: self.sport,
                intake,
            },
            reason: self.reason,
            recorded_at: self.recorded_at,
            recorded_by: self.recorded_by,
        })
    }
}

impl From<EventRow> for EpisodeEvent {
    fn from(row: EventRow) -> EpisodeEvent {
        EpisodeEvent {
            kind: row.kind,
            from: row.from_day,
            until: row.until_day,
            staff: row.staff_id,
            outcome: row.outcome,
            note: row.note,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
        }
    }
}
