//! Red flags: what was found and decided. They belong to the patient and act in every episode.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::connection::Db;
use super::content::{names, warning_signs};
use super::error::Error;
use super::schema::{episodes, flag_events, session_versions, session_warning_signs, sessions};
use super::write::Write;
use crate::audit::{Action, Event};
use crate::care::course::{FlagEvent, FlagState, Flare, ReportedFlag, Visit};
use crate::care::ids::{EpisodeId, FlagKey, PatientId, SessionId, StaffId};
use crate::care::protocol::ActionLevel;
use crate::care::session::ScreenAnswer;
use crate::care::time::Moment;

#[derive(Queryable, Selectable)]
#[diesel(table_name = flag_events)]
struct FlagRow {
    flag: FlagKey,
    state: FlagState,
    action_level: Option<ActionLevel>,
    note: String,
    session_id: Option<SessionId>,
    session_version: Option<i32>,
    ask_again_on: Option<NaiveDate>,
    happened_at: NaiveDateTime,
    happened_on: NaiveDate,
    recorded_by: StaffId,
}

/// Records answers about red flags outside a session: the screen at intake, and what was decided about one.
///
/// # Errors
/// [`Error::Rejected`] for a referred, considered or cleared flag without a note.
pub fn record(
    w: &mut Write<'_>,
    patient: &PatientId,
    answers: &[ScreenAnswer],
) -> Result<(), Error> {
    let now = w.now();
    for answer in answers {
        diesel::insert_into(flag_events::table)
            .values((
                flag_events::id.eq(w.new_id::<String>()?),
                flag_events::patient_id.eq(patient),
                flag_events::flag.eq(&answer.flag),
                flag_events::state.eq(answer.state),
                flag_events::action_level.eq(answer.level),
                flag_events::note.eq(&answer.note),
                flag_events::ask_again_on.eq(answer.ask_again_on),
                flag_events::happened_at.eq(now.utc),
                flag_events::happened_on.eq(now.date),
                flag_events::recorded_at.eq(now.utc),
                flag_events::recorded_by.eq(w.author()?),
            ))
            .execute(w.db)?;
    }
    let mut event = Event::new(Action::FlagRecorded).patient(patient);
    if let [only] = answers {
        event = event.subject(only.flag.as_str());
    }
    w.note(&event)
}

/// Everything found and decided about a patient's flags that still counts, in order of recording.
///
/// An answer given at a session stands and falls with the session's current signed version.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, patient: &PatientId) -> Result<Vec<FlagEvent>, Error> {
    list_as_of(db, patient, super::end_of_time())
}

/// The same as the record stood at a time, UTC.
///
/// # Errors
/// Those of the database.
pub fn list_as_of(
    db: &mut Db,
    patient: &PatientId,
    at: NaiveDateTime,
) -> Result<Vec<FlagEvent>, Error> {
    let rows: Vec<FlagRow> = flag_events::table
        .filter(flag_events::patient_id.eq(patient))
        .select(FlagRow::as_select())
        .order((flag_events::recorded_at, flag_events::id))
        .load(db)?;
    let asked: Vec<SessionId> = rows
        .iter()
        .filter_map(|row| row.session_id.clone())
        .collect();
    let signed: Vec<(SessionId, i32, Option<NaiveDateTime>, Option<NaiveDateTime>)> =
        session_versions::table
            .inner_join(sessions::table)
            .filter(sessions::id.eq_any(asked))
            .select((
                sessions::id,
                session_versions::version,
                session_versions::signed_at,
                sessions::struck_out_at,
            ))
            .load(db)?;
    // the newest version signed by then, unless the session was struck out by then
    let in_force = |session: &SessionId| {
        signed
            .iter()
            .filter(|(id, _, when, struck)| {
                id == session
                    && when.is_some_and(|when| when <= at)
                    && struck.is_none_or(|struck| struck > at)
            })
            .map(|(_, version, ..)| *version)
            .max()
    };
    let names = names(db, rows.iter().map(|row| row.recorded_by.clone()).collect())?;
    let counting = rows.into_iter().filter(|row| match &row.session_id {
        Some(session) => row.session_version == in_force(session),
        None => row.happened_at <= at,
    });
    let events = counting.map(|row| FlagEvent {
        flag: row.flag,
        at: Moment {
            utc: row.happened_at,
            date: row.happened_on,
        },
        state: row.state,
        level: row.action_level,
        by: names.get(&row.recorded_by).cloned().unwrap_or_default(),
        note: row.note,
        ask_again_on: row.ask_again_on,
    });
    Ok(events.collect())
}

/// The signed sessions of all the patient's episodes with what was answered about red flags, without their readings.
///
/// # Errors
/// Those of the database.
pub fn list_asked(db: &mut Db, patient: &PatientId) -> Result<Vec<Visit>, Error> {
    let of_patient = episodes::table
        .filter(episodes::patient_id.eq(patient))
        .select(episodes::id);
    // newest signed version first, so that the first one met of a session is in force
    let mut rows: Vec<(SessionId, i32, NaiveDateTime, NaiveDate, bool, String)> =
        session_versions::table
            .inner_join(sessions::table)
            .filter(sessions::episode_id.eq_any(of_patient))
            .filter(sessions::struck_out_at.is_null())
            .filter(session_versions::signed_at.is_not_null())
            .select((
                sessions::id,
                session_versions::version,
                session_versions::took_place_at,
                session_versions::took_place_on,
                session_versions::full_screen,
                session_versions::warning_signs,
            ))
            .order((sessions::id, session_versions::version.desc()))
            .load(db)?;
    rows.dedup_by(|later, first| later.0 == first.0);
    let with_signs = rows.iter().filter(|row| row.5 == "reported");
    let signs: Vec<(SessionId, i32, FlagKey, Option<ActionLevel>)> = session_warning_signs::table
        .filter(session_warning_signs::session_id.eq_any(with_signs.map(|row| &row.0)))
        .select((
            session_warning_signs::session_id,
            session_warning_signs::version,
            session_warning_signs::flag,
            session_warning_signs::action_level,
        ))
        .load(db)?;
    rows.into_iter()
        .map(|(id, version, utc, date, full_screen, word)| {
            let mine = signs
                .iter()
                .filter(|sign| sign.0 == id && sign.1 == version);
            let reported = mine.map(|(.., flag, level)| ReportedFlag {
                flag: flag.clone(),
                level: *level,
            });
            Ok(Visit {
                warning_signs: warning_signs(&word, reported.collect())?,
                id,
                at: Moment { utc, date },
                phase: None,
                full_screen,
                flare: Flare::NotAsked,
                readings: Vec::new(),
            })
        })
        .collect()
}

/// Warning signs reported at sessions of the patient's other episodes, as the record stood at a time, UTC.
///
/// # Errors
/// Those of the database.
pub(super) fn reported_elsewhere(
    db: &mut Db,
    patient: &PatientId,
    episode: &EpisodeId,
    at: NaiveDateTime,
) -> Result<Vec<FlagEvent>, Error> {
    reported(db, patient, vec![episode.clone()], at)
}

fn reported(
    db: &mut Db,
    patient: &PatientId,
    except: Vec<EpisodeId>,
    at: NaiveDateTime,
) -> Result<Vec<FlagEvent>, Error> {
    let elsewhere = episodes::table
        .filter(episodes::patient_id.eq(patient))
        .filter(episodes::id.ne_all(except))
        .select(episodes::id);
    // newest signed version first, so that the first one met of a session is in force
    let mut in_force: Vec<(SessionId, i32, NaiveDateTime, NaiveDate, StaffId)> =
        session_versions::table
            .inner_join(sessions::table)
            .filter(sessions::episode_id.eq_any(elsewhere))
            .filter(
                sessions::struck_out_at
                    .is_null()
                    .or(sessions::struck_out_at.gt(at)),
            )
            .filter(session_versions::signed_at.le(at))
            .select((
                sessions::id,
                session_versions::version,
                session_versions::took_place_at,
                session_versions::took_place_on,
                session_versions::entered_by,
            ))
            .order((sessions::id, session_versions::version.desc()))
            .load(db)?;
    in_force.dedup_by(|later, first| later.0 == first.0);
    if in_force.is_empty() {
        return Ok(Vec::new());
    }
    let signs: Vec<(SessionId, i32, FlagKey, Option<ActionLevel>)> = session_warning_signs::table
        .filter(session_warning_signs::session_id.eq_any(in_force.iter().map(|row| &row.0)))
        .select((
            session_warning_signs::session_id,
            session_warning_signs::version,
            session_warning_signs::flag,
            session_warning_signs::action_level,
        ))
        .order((
            session_warning_signs::session_id,
            session_warning_signs::flag,
        ))
        .load(db)?;
    let names = names(db, in_force.iter().map(|row| row.4.clone()).collect())?;
    let events = signs
        .into_iter()
        .filter_map(|(session, version, flag, level)| {
            let (.., utc, date, by) = in_force
                .iter()
                .find(|(id, signed, ..)| *id == session && *signed == version)?;
            Some(FlagEvent {
                flag,
                at: Moment {
                    utc: *utc,
                    date: *date,
                },
                state: FlagState::Open,
                level,
                by: names.get(by).cloned().unwrap_or_default(),
                note: String::new(),
                ask_again_on: None,
            })
        });
    Ok(events.collect())
}
