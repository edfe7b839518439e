//! Episodes: opened with an intake, amended, held, closed, opened again; their timeline.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::connection::Db;
use super::episode_rows::{EpisodeRow, EventRow, FactsRow, add_facts, with_facts};
use super::error::Error;
use super::schema::{episode_events, episode_versions, episodes};
use super::write::Write;
use crate::audit::{Action, Event};
use crate::care::episode::{
    Episode, EpisodeEvent, EpisodeFacts, EpisodeState, EpisodeVersion, EventKind, Outcome,
};
use crate::care::ids::{EpisodeId, PatientId, StaffId, VersionId};
use crate::care::time::Moment;

/// Opens an episode under the author's responsibility, with the standing of a new one.
///
/// # Errors
/// [`Error::Duplicate`]`("protocol_key")` when the patient has one of that protocol that is not closed;
/// [`Error::NotFound`] when there is no such protocol version.
pub fn open(
    w: &mut Write<'_>,
    patient: &PatientId,
    protocol: &VersionId,
    facts: &EpisodeFacts,
) -> Result<EpisodeId, Error> {
    let id: EpisodeId = w.new_id()?;
    let author = w.author()?;
    let key = super::protocols::key_of(w.db, protocol)?;
    diesel::insert_into(episodes::table)
        .values((
            episodes::id.eq(&id),
            episodes::patient_id.eq(patient),
            episodes::protocol_version_id.eq(protocol),
            episodes::protocol_key.eq(key),
            episodes::responsible_id.eq(&author),
            episodes::state.eq(EpisodeState::Open.as_str()),
            episodes::state_from.eq(w.now().date),
            episodes::state_why.eq(""),
            episodes::facts_version.eq(1),
            episodes::version.eq(1),
            episodes::opened_at.eq(w.now().utc),
            episodes::opened_by.eq(&author),
            super::standings::columns(&crate::care::standing::Standing::new(), w.now().utc),
        ))
        .execute(w.db)?;
    add_facts(w, &id, 1, facts, "")?;
    add_event(
        w,
        &id,
        EventKind::Opened,
        (Some(w.now().date), None),
        None,
        None,
        "",
    )?;
    w.note(
        &Event::new(Action::EpisodeOpened)
            .patient(patient)
            .episode(&id),
    )?;
    Ok(id)
}

/// The episode of that id. Whose it is decides who may see it: [`super::reach::require`].
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(db: &mut Db, id: &EpisodeId) -> Result<Episode, Error> {
    let row = episodes::table
        .find(id)
        .select(EpisodeRow::as_select())
        .first(db)?;
    with_facts(db, row)
}

/// A patient's episodes, newest first.
///
/// # Errors
/// Those of the database.
pub fn list_of(db: &mut Db, patient: &PatientId) -> Result<Vec<Episode>, Error> {
    let rows: Vec<EpisodeRow> = episodes::table
        .filter(episodes::patient_id.eq(patient))
        .select(EpisodeRow::as_select())
        .order(episodes::opened_at.desc())
        .then_order_by(episodes::id.desc())
        .load(db)?;
    rows.into_iter().map(|row| with_facts(db, row)).collect()
}

/// Episodes a clinician is responsible for that are not closed: asked before an account is disabled.
///
/// # Errors
/// Those of the database.
pub fn list_responsible(db: &mut Db, staff: &StaffId) -> Result<Vec<EpisodeId>, Error> {
    let ids = episodes::table
        .filter(episodes::responsible_id.eq(staff))
        .filter(episodes::state.ne("closed"))
        .select(episodes::id)
        .order((episodes::opened_at, episodes::id))
        .load(db)?;
    Ok(ids)
}

/// Amends what was stated at intake, with a reason; a change of side is an event of its own.
///
/// # Errors
/// [`Error::Changed`] when the episode is not in that version any more.
pub fn amend(
    w: &mut Write<'_>,
    before: &Episode,
    facts: &EpisodeFacts,
    reason: &str,
) -> Result<(), Error> {
    let facts_version = before.facts_version + 1;
    let changed = diesel::update(unchanged(before))
        .set((
            episodes::version.eq(before.version + 1),
            episodes::facts_version.eq(facts_version),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    add_facts(w, &before.id, facts_version, facts, reason)?;
    let side_changed = facts.side != before.facts.side;
    let kind = if side_changed {
        EventKind::SideChanged
    } else {
        EventKind::FactsAmended
    };
    add_event(w, &before.id, kind, (None, None), None, None, reason)?;
    let differs = [
        (
            "onset",
            facts.onset != before.facts.onset || facts.onset_stated != before.facts.onset_stated,
        ),
        ("side", side_changed),
        ("sport", facts.sport != before.facts.sport),
        ("intake", facts.intake != before.facts.intake),
    ];
    let fields: Vec<&str> = differs
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect();
    w.note(&about(Action::EpisodeAmended, before).fields(&fields))
}

/// Every version of an episode's facts, newest first.
///
/// # Errors
/// Those of the database.
pub fn list_versions(db: &mut Db, id: &EpisodeId) -> Result<Vec<EpisodeVersion>, Error> {
    let rows: Vec<FactsRow> = episode_versions::table
        .filter(episode_versions::episode_id.eq(id))
        .select(FactsRow::as_select())
        .order(episode_versions::version.desc())
        .load(db)?;
    rows.into_iter().map(FactsRow::into_version).collect()
}

/// The facts as they stood at a time, UTC; `None` before the episode was opened.
///
/// # Errors
/// Those of the database.
pub(super) fn facts_as_of(
    db: &mut Db,
    id: &EpisodeId,
    at: NaiveDateTime,
) -> Result<Option<EpisodeFacts>, Error> {
    let row = episode_versions::table
        .filter(episode_versions::episode_id.eq(id))
        .filter(episode_versions::recorded_at.le(at))
        .select(FactsRow::as_select())
        .order(episode_versions::version.desc())
        .first::<FactsRow>(db)
        .optional()?;
    Ok(row
        .map(FactsRow::into_version)
        .transpose()?
        .map(|version| version.facts))
}

/// Puts an episode on hold, ends a hold, closes it or opens it again: whatever the new state says.
///
/// # Errors
/// [`Error::Changed`] when the episode is not in that version any more; [`Error::Duplicate`]`("protocol_key")` when it is
/// opened again beside another.
pub fn set_state(w: &mut Write<'_>, before: &Episode, state: &EpisodeState) -> Result<(), Error> {
    let (from, until, why, outcome) = match state {
        EpisodeState::Open => (w.now().date, None, "", None),
        EpisodeState::OnHold { from, until, why } => (*from, *until, why.as_str(), None),
        EpisodeState::Closed { on, outcome, why } => (*on, None, why.as_str(), Some(*outcome)),
    };
    let changed = diesel::update(unchanged(before))
        .set((
            episodes::version.eq(before.version + 1),
            episodes::state.eq(state.as_str()),
            episodes::state_from.eq(from),
            episodes::state_until.eq(until),
            episodes::state_why.eq(why),
            episodes::outcome.eq(outcome),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    let (kind, action) = match (&before.state, state) {
        (_, EpisodeState::OnHold { .. }) => (EventKind::Held, Action::EpisodeHeld),
        (_, EpisodeState::Closed { .. }) => (EventKind::Closed, Action::EpisodeClosed),
        (EpisodeState::Closed { .. }, EpisodeState::Open) => {
            (EventKind::Reopened, Action::EpisodeReopened)
        }
        (_, EpisodeState::Open) => (EventKind::Resumed, Action::EpisodeResumed),
    };
    add_event(w, &before.id, kind, (Some(from), until), None, outcome, why)?;
    w.note(&about(action, before))
}

/// Makes another clinician responsible.
///
/// # Errors
/// [`Error::Changed`] when the episode is not in that version any more.
pub fn set_responsible(
    w: &mut Write<'_>,
    before: &Episode,
    staff: &StaffId,
    note: &str,
) -> Result<(), Error> {
    let changed = diesel::update(unchanged(before))
        .set((
            episodes::version.eq(before.version + 1),
            episodes::responsible_id.eq(staff),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    add_event(
        w,
        &before.id,
        EventKind::ResponsibleChanged,
        (Some(w.now().date), None),
        Some(staff),
        None,
        note,
    )?;
    w.note(&about(Action::ResponsibleChanged, before).subject(staff.as_str()))
}

/// Writes a note on the episode's timeline.
///
/// # Errors
/// Those of the database.
pub fn note(w: &mut Write<'_>, episode: &Episode, text: &str) -> Result<(), Error> {
    add_event(
        w,
        &episode.id,
        EventKind::Note,
        (Some(w.now().date), None),
        None,
        None,
        text,
    )?;
    w.note(&about(Action::EpisodeNoted, episode))
}

/// What happened to an episode, newest first.
///
/// # Errors
/// Those of the database.
pub fn list_events(db: &mut Db, id: &EpisodeId) -> Result<Vec<EpisodeEvent>, Error> {
    let rows: Vec<EventRow> = episode_events::table
        .filter(episode_events::episode_id.eq(id))
        .select(EventRow::as_select())
        .order((
            episode_events::recorded_at.desc(),
            episode_events::id.desc(),
        ))
        .load(db)?;
    Ok(rows.into_iter().map(EpisodeEvent::from).collect())
}

/// When an episode was opened again, oldest first, as the record stood at a time, UTC.
pub(super) fn reopenings_as_of(
    db: &mut Db,
    id: &EpisodeId,
    at: NaiveDateTime,
) -> Result<Vec<Moment>, Error> {
    let rows: Vec<(NaiveDateTime, Option<NaiveDate>)> = episode_events::table
        .filter(episode_events::episode_id.eq(id))
        .filter(episode_events::kind.eq(EventKind::Reopened))
        .filter(episode_events::recorded_at.le(at))
        .select((episode_events::recorded_at, episode_events::from_day))
        .order((episode_events::recorded_at, episode_events::id))
        .load(db)?;
    let moment = |(utc, day): (NaiveDateTime, Option<NaiveDate>)| Moment {
        utc,
        date: day.unwrap_or(utc.date()),
    };
    Ok(rows.into_iter().map(moment).collect())
}

pub(super) fn add_event(
    w: &mut Write<'_>,
    episode: &EpisodeId,
    kind: EventKind,
    (from, until): (Option<NaiveDate>, Option<NaiveDate>),
    staff: Option<&StaffId>,
    outcome: Option<Outcome>,
    note: &str,
) -> Result<(), Error> {
    diesel::insert_into(episode_events::table)
        .values((
            episode_events::id.eq(w.new_id::<String>()?),
            episode_events::episode_id.eq(episode),
            episode_events::kind.eq(kind),
            episode_events::from_day.eq(from),
            episode_events::until_day.eq(until),
            episode_events::staff_id.eq(staff),
            episode_events::outcome.eq(outcome),
            episode_events::note.eq(note),
            episode_events::recorded_at.eq(w.now().utc),
            episode_events::recorded_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    Ok(())
}

/// An audit event about an episode and its patient.
pub(super) fn about(action: Action, episode: &Episode) -> Event {
    Event::new(action)
        .patient(&episode.patient)
        .episode(&episode.id)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn unchanged(before: &Episode) -> _ {
    let id: &EpisodeId = &before.id;
    let version: i32 = before.version;
    episodes::table
        .filter(episodes::id.eq(id))
        .filter(episodes::version.eq(version))
}
