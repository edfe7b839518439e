//! Treatment visits: saved, signed, amended, struck out. Every save adds a complete version; none is ever changed.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::connection::Db;
use super::content;
use super::error::Error;
use super::schema::{episodes, session_versions, sessions};
use super::session_rows::{SessionRow, VersionRow};
use super::write::Write;
use crate::audit::{Action, Event};
use crate::care::ids::{EpisodeId, PatientId, SessionId};
use crate::care::session::{
    Mistake, Session, SessionContent, SessionState, SessionVersion, same_readings,
};

/// The current version of a session.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn is_current() -> _ {
    session_versions::session_id
        .eq(sessions::id)
        .and(session_versions::version.eq(sessions::version))
}

/// Saves a visit without signing it; no rule reads it.
///
/// # Errors
/// [`Error::NotFound`] when there is no such episode.
pub fn draft(
    w: &mut Write<'_>,
    episode: &EpisodeId,
    content: &SessionContent,
) -> Result<SessionId, Error> {
    add(w, episode, content, SessionState::Draft)
}

/// Records a visit and signs it at once.
///
/// # Errors
/// [`Error::NotFound`] when there is no such episode.
pub fn sign_new(
    w: &mut Write<'_>,
    episode: &EpisodeId,
    content: &SessionContent,
) -> Result<SessionId, Error> {
    add(w, episode, content, SessionState::Signed)
}

/// Saves a draft again.
///
/// # Errors
/// [`Error::Changed`] when it is no draft any more or not in that version.
pub fn save_draft(
    w: &mut Write<'_>,
    before: &Session,
    content: &SessionContent,
) -> Result<(), Error> {
    replace(w, before, "draft", "draft", content, "")?;
    w.note(&about(Action::SessionDrafted, before))
}

/// Makes the author the one who goes on with somebody's draft: a version of theirs that says the same. The version before
/// stays readable, and who measured what stays with the readings.
///
/// # Errors
/// [`Error::Changed`] when it is no draft any more or not in that version.
pub fn take_over(w: &mut Write<'_>, before: &Session) -> Result<(), Error> {
    replace(w, before, "draft", "draft", &before.current.content, "")?;
    w.note(&about(Action::SessionDrafted, before).fields(&["taken_over"]))
}

/// Signs a draft with what it says now.
///
/// # Errors
/// [`Error::Changed`] when it is no draft any more or not in that version.
pub fn sign(w: &mut Write<'_>, before: &Session, content: &SessionContent) -> Result<(), Error> {
    replace(w, before, "draft", "signed", content, "")?;
    w.note(&about(Action::SessionSigned, before))
}

/// Amends a signed session, with a reason; the amended version is signed by the author.
///
/// # Errors
/// [`Error::Changed`] when it is not signed or not in that version; [`Error::Rejected`] without a reason.
pub fn amend(
    w: &mut Write<'_>,
    before: &Session,
    content: &SessionContent,
    reason: &str,
) -> Result<(), Error> {
    if reason.trim().is_empty() {
        return Err(Error::Rejected("an amendment needs a reason".into()));
    }
    replace(w, before, "signed", "signed", content, reason)?;
    w.note(
        &about(Action::SessionAmended, before)
            .fields(&changed_fields(&before.current.content, content)),
    )
}

/// Strikes a session out: crossed out in its place, counting for nothing.
///
/// # Errors
/// [`Error::Changed`] when it is struck out already or not in that version.
pub fn strike_out(
    w: &mut Write<'_>,
    before: &Session,
    kind: Mistake,
    why: &str,
) -> Result<(), Error> {
    let author = w.author()?;
    let same = sessions::version
        .eq(before.current.number)
        .and(sessions::state.ne("struck_out"));
    let changed = diesel::update(sessions::table.find(&before.id).filter(same))
        .set((
            sessions::state.eq("struck_out"),
            sessions::struck_out_at.eq(w.now().utc),
            sessions::struck_out_by.eq(author),
            sessions::struck_out_kind.eq(kind),
            sessions::struck_out_why.eq(why),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    w.note(&about(Action::SessionStruckOut, before).fields(&[kind.as_str()]))
}

/// Names the session that took a struck out one's place for the right patient.
///
/// # Errors
/// [`Error::NotFound`] when it is not struck out.
pub fn set_moved_to(w: &mut Write<'_>, struck_out: &Session, new: &SessionId) -> Result<(), Error> {
    let row = sessions::table
        .find(&struck_out.id)
        .filter(sessions::state.eq("struck_out"));
    let moved = sessions::moved_to.eq(new);
    if diesel::update(row).set(moved).execute(w.db)? == 0 {
        return Err(Error::NotFound);
    }
    w.note(&about(Action::SessionStruckOut, struck_out).fields(&["moved_to"]))
}

/// The session of that id in its current version.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(db: &mut Db, id: &SessionId) -> Result<Session, Error> {
    let found = loaded(db, Which::Session(id))?;
    found.into_iter().next().ok_or(Error::NotFound)
}

/// An episode's sessions in their current versions, drafts and struck out ones too, newest visit first.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, episode: &EpisodeId) -> Result<Vec<Session>, Error> {
    loaded(db, Which::Episode(episode))
}

/// Every version of a session, newest first.
///
/// # Errors
/// Those of the database.
pub fn list_versions(db: &mut Db, id: &SessionId) -> Result<Vec<SessionVersion>, Error> {
    let rows: Vec<VersionRow> = session_versions::table
        .filter(session_versions::session_id.eq(id))
        .select(VersionRow::as_select())
        .order(session_versions::version.desc())
        .load(db)?;
    content::complete(db, rows)
}

/// The versions that counted at a time, UTC: the newest signed one of each session not struck out by then.
pub(super) fn signed_as_of(
    db: &mut Db,
    episode: &EpisodeId,
    at: NaiveDateTime,
) -> Result<Vec<(SessionId, SessionVersion)>, Error> {
    let rows: Vec<VersionRow> = session_versions::table
        .inner_join(sessions::table)
        .filter(sessions::episode_id.eq(episode))
        .filter(
            sessions::struck_out_at
                .is_null()
                .or(sessions::struck_out_at.gt(at)),
        )
        .filter(session_versions::signed_at.le(at))
        .select(VersionRow::as_select())
        .order((
            sessions::took_place_at,
            sessions::id,
            session_versions::version.desc(),
        ))
        .load(db)?;
    let mut newest: Vec<VersionRow> = Vec::new();
    for row in rows {
        if newest
            .last()
            .is_none_or(|last| last.session_id != row.session_id)
        {
            newest.push(row);
        }
    }
    let ids: Vec<SessionId> = newest.iter().map(|row| row.session_id.clone()).collect();
    Ok(ids
        .into_iter()
        .zip(content::complete(db, newest)?)
        .collect())
}

fn add(
    w: &mut Write<'_>,
    episode: &EpisodeId,
    content: &SessionContent,
    state: SessionState,
) -> Result<SessionId, Error> {
    let id: SessionId = w.new_id()?;
    let patient: PatientId = episodes::table
        .find(episode)
        .select(episodes::patient_id)
        .first(w.db)?;
    let signed = state == SessionState::Signed;
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(&id),
            sessions::episode_id.eq(episode),
            sessions::state.eq(if signed { "signed" } else { "draft" }),
            sessions::version.eq(1),
            sessions::took_place_at.eq(content.took_place.utc),
            sessions::created_at.eq(w.now().utc),
            sessions::created_by.eq(w.author()?),
            sessions::is_assessment.eq(false),
        ))
        .execute(w.db)?;
    add_version(w, &patient, &id, 1, content, signed, "")?;
    let action = if signed {
        Action::SessionSigned
    } else {
        Action::SessionDrafted
    };
    w.note(
        &Event::new(action)
            .patient(&patient)
            .episode(episode)
            .subject(id.as_str()),
    )?;
    Ok(id)
}

fn replace(
    w: &mut Write<'_>,
    before: &Session,
    from: &'static str,
    to: &'static str,
    content: &SessionContent,
    reason: &str,
) -> Result<(), Error> {
    let version = before.current.number + 1;
    let same = sessions::version
        .eq(before.current.number)
        .and(sessions::state.eq(from));
    let changed = diesel::update(sessions::table.find(&before.id).filter(same))
        .set((
            sessions::version.eq(version),
            sessions::state.eq(to),
            sessions::took_place_at.eq(content.took_place.utc),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    add_version(
        w,
        &before.patient,
        &before.id,
        version,
        content,
        to == "signed",
        reason,
    )
}

fn add_version(
    w: &mut Write<'_>,
    patient: &PatientId,
    id: &SessionId,
    version: i32,
    content: &SessionContent,
    signed: bool,
    reason: &str,
) -> Result<(), Error> {
    let row = VersionRow::new(w, id, version, content, signed, reason)?;
    diesel::insert_into(session_versions::table)
        .values(row)
        .execute(w.db)?;
    content::add(w, patient, (id, version), content)
}

fn about(action: Action, session: &Session) -> Event {
    Event::new(action)
        .patient(&session.patient)
        .episode(&session.episode)
        .subject(session.id.as_str())
}

fn changed_fields(before: &SessionContent, after: &SessionContent) -> Vec<&'static str> {
    let differs = [
        ("took_place", before.took_place != after.took_place),
        (
            "screen",
            before.full_screen != after.full_screen || before.screen != after.screen,
        ),
        ("warning_signs", before.warning_signs != after.warning_signs),
        ("flare", before.flare != after.flare),
        (
            "readings",
            !same_readings(&before.readings, &after.readings),
        ),
        ("treatments", before.treatments != after.treatments),
        ("response", before.response != after.response),
        ("adherence", before.adherence != after.adherence),
        ("activities", before.activities != after.activities),
        ("note", before.note != after.note),
    ];
    differs
        .into_iter()
        .filter(|(_, differs)| *differs)
        .map(|(name, _)| name)
        .collect()
}

enum Which<'a> {
    Session(&'a SessionId),
    Episode(&'a EpisodeId),
}

fn loaded(db: &mut Db, which: Which<'_>) -> Result<Vec<Session>, Error> {
    let mut query = sessions::table
        .inner_join(session_versions::table.on(is_current()))
        .inner_join(episodes::table.on(episodes::id.eq(sessions::episode_id)))
        .select((
            SessionRow::as_select(),
            VersionRow::as_select(),
            episodes::patient_id,
        ))
        .order((sessions::took_place_at.desc(), sessions::id.desc()))
        .into_boxed();
    query = match which {
        Which::Session(id) => query.filter(sessions::id.eq(id)),
        Which::Episode(id) => query.filter(sessions::episode_id.eq(id)),
    };
    let rows: Vec<(SessionRow, VersionRow, PatientId)> = query.load(db)?;
    let mut heads = Vec::with_capacity(rows.len());
    let mut versions = Vec::with_capacity(rows.len());
    for (head, version, patient) in rows {
        heads.push((head, patient));
        versions.push(version);
    }
    let versions = content::complete(db, versions)?;
    heads
        .into_iter()
        .zip(versions)
        .map(|((head, patient), current)| head.into_session(patient, current))
        .collect()
}
