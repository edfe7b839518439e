//! What someone has typed and not yet saved: theirs alone, kept for seven days. No part of the record.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::{drafts, patient_versions, patients, sessions};
use super::write::{Upkeep, Write};
use crate::audit::{Action, Event};
use crate::care::ids::{DraftId, PatientId, StaffId, TeamId};

/// How long a draft is kept after it was last typed in.
pub const KEPT_DAYS: i64 = 7;

/// Something typed and not yet saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The form's own id; its submission carries the same one.
    pub id: DraftId,
    /// Whose. Nobody else ever sees it.
    pub staff: StaffId,
    /// Which form (`session`, `intake`, …).
    pub kind: String,
    /// The patient it is about, where there is one yet.
    pub patient: Option<PatientId>,
    /// The id of what it is about, where there is one yet.
    pub subject: Option<String>,
    /// The form's fields as a document.
    pub content: String,
    /// When it was last typed in, UTC.
    pub updated_at: NaiveDateTime,
}

/// A draft as a list names it: without what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The form's own id.
    pub id: DraftId,
    /// The id of what it is about, where there is one yet.
    pub subject: Option<String>,
    /// The patient it is about, where there is one yet.
    pub about: Option<Person>,
    /// When it was last typed in, UTC.
    pub updated_at: NaiveDateTime,
}

/// A patient as a list of drafts names them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Which.
    pub patient: PatientId,
    /// The team they belong to.
    pub team: TeamId,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
}

/// Keeps a draft, in place of what it said before.
///
/// # Errors
/// [`Error::NotFound`] when the id is someone else's draft.
pub fn keep(upkeep: &mut Upkeep<'_>, draft: &Draft) -> Result<(), Error> {
    if keep_again(upkeep, draft)? {
        return Ok(());
    }
    let now = upkeep.now.utc;
    let inserted = diesel::insert_into(drafts::table)
        .values((
            drafts::id.eq(draft.id.as_str()),
            drafts::staff_id.eq(&draft.staff),
            drafts::kind.eq(&draft.kind),
            drafts::patient_id.eq(&draft.patient),
            drafts::subject_id.eq(&draft.subject),
            drafts::content.eq(&draft.content),
            drafts::created_at.eq(now),
            drafts::updated_at.eq(now),
        ))
        .execute(upkeep.db)
        .map_err(Error::from);
    match inserted {
        Ok(_) => Ok(()),
        Err(Error::Duplicate(_)) => Err(Error::NotFound),
        Err(error) => Err(error),
    }
}

/// Keeps a draft that is kept already, in place of what it said before; whether it was kept.
///
/// # Errors
/// Those of the database.
pub fn keep_again(upkeep: &mut Upkeep<'_>, draft: &Draft) -> Result<bool, Error> {
    let mine = drafts::id
        .eq(draft.id.as_str())
        .and(drafts::staff_id.eq(&draft.staff));
    let updated = diesel::update(drafts::table.filter(mine))
        .set((
            drafts::content.eq(&draft.content),
            drafts::updated_at.eq(upkeep.now.utc),
        ))
        .execute(upkeep.db)?;
    Ok(updated > 0)
}

/// Keeps a draft and notes that it is kept.
///
/// # Errors
/// Those of [`keep`].
pub fn keep_noted(w: &mut Write<'_>, draft: &Draft) -> Result<(), Error> {
    keep(&mut w.upkeep(), draft)?;
    let mut event = Event::new(Action::DraftKept).subject(draft.id.as_str());
    event.patient.clone_from(&draft.patient);
    w.note(&event)
}

/// The owner's draft of that id.
///
/// # Errors
/// [`Error::NotFound`] when there is none, or it is someone else's.
pub fn find(db: &mut Db, staff: &StaffId, id: &DraftId) -> Result<Draft, Error> {
    let found = drafts::table
        .filter(drafts::id.eq(id.as_str()))
        .filter(drafts::staff_id.eq(staff))
        .select(columns())
        .first::<Columns>(db)?;
    draft(found)
}

/// Whether somebody else keeps a draft of that id.
///
/// # Errors
/// Those of the database.
pub fn is_of_someone_else(db: &mut Db, staff: &StaffId, id: &DraftId) -> Result<bool, Error> {
    let theirs = drafts::id.eq(id.as_str()).and(drafts::staff_id.ne(staff));
    let found: i64 = drafts::table.filter(theirs).count().get_result(db)?;
    Ok(found > 0)
}

/// The owner's drafts, newest first.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, staff: &StaffId) -> Result<Vec<Draft>, Error> {
    let found: Vec<Columns> = drafts::table
        .filter(drafts::staff_id.eq(staff))
        .select(columns())
        .order((drafts::updated_at.desc(), drafts::id))
        .load(db)?;
    found.into_iter().map(draft).collect()
}

type TitleColumns = (
    String,
    Option<String>,
    NaiveDateTime,
    Option<PatientId>,
    Option<TeamId>,
    Option<String>,
    Option<String>,
);

/// Someone's drafts of one kind, newest first, without what was typed.
///
/// # Errors
/// Those of the database.
pub fn list_titles(db: &mut Db, staff: &StaffId, kind: &str) -> Result<Vec<Title>, Error> {
    let current = patient_versions::patient_id
        .eq(patients::id)
        .and(patient_versions::version.eq(patients::version));
    let rows: Vec<TitleColumns> = drafts::table
        .left_join(patients::table.on(drafts::patient_id.eq(patients::id.nullable())))
        .left_join(patient_versions::table.on(current))
        .filter(drafts::staff_id.eq(staff))
        .filter(drafts::kind.eq(kind))
        .select((
            drafts::id,
            drafts::subject_id,
            drafts::updated_at,
            drafts::patient_id,
            patients::team_id.nullable(),
            patient_versions::family_name.nullable(),
            patient_versions::given_names.nullable(),
        ))
        .order((drafts::updated_at.desc(), drafts::id))
        .load(db)?;
    rows.into_iter().map(title).collect()
}

fn title(
    (id, subject, updated_at, patient, team, family_name, given_names): TitleColumns,
) -> Result<Title, Error> {
    let id = id
        .parse()
        .map_err(|_| Error::unreadable("a draft's id", id))?;
    let about = match (patient, team, family_name, given_names) {
        (Some(patient), Some(team), Some(family_name), Some(given_names)) => Some(Person {
            patient,
            team,
            family_name,
            given_names,
        }),
        _ => None,
    };
    Ok(Title {
        id,
        subject,
        about,
        updated_at,
    })
}

/// Lets go of a draft, once what it says is saved or its owner drops it.
///
/// # Errors
/// Those of the database.
pub fn drop(upkeep: &mut Upkeep<'_>, staff: &StaffId, id: &DraftId) -> Result<(), Error> {
    let mine = drafts::id.eq(id.as_str()).and(drafts::staff_id.eq(staff));
    diesel::delete(drafts::table.filter(mine)).execute(upkeep.db)?;
    Ok(())
}

/// Lets go of every draft nobody typed in for [`KEPT_DAYS`], except those of sessions that wait to be signed; how many.
///
/// # Errors
/// Those of the database.
pub fn drop_expired(upkeep: &mut Upkeep<'_>) -> Result<usize, Error> {
    let last = upkeep.now.utc - TimeDelta::days(KEPT_DAYS);
    let unsigned = sessions::table
        .filter(sessions::state.eq("draft"))
        .select(sessions::id.nullable());
    let waiting: Vec<String> = drafts::table
        .filter(drafts::subject_id.eq_any(unsigned))
        .select(drafts::id)
        .load(upkeep.db)?;
    let is_old = drafts::updated_at.lt(last);
    let is_over = drafts::id.ne_all(waiting);
    Ok(diesel::delete(drafts::table.filter(is_old).filter(is_over)).execute(upkeep.db)?)
}

type Columns = (
    String,
    StaffId,
    String,
    Option<PatientId>,
    Option<String>,
    String,
    NaiveDateTime,
);

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        drafts::id,
        drafts::staff_id,
        drafts::kind,
        drafts::patient_id,
        drafts::subject_id,
        drafts::content,
        drafts::updated_at,
    )
}

fn draft(
    (id, staff, kind, patient, subject, content, updated_at): Columns,
) -> Result<Draft, Error> {
    let id = id
        .parse()
        .map_err(|_| Error::unreadable("a draft's id", id))?;
    Ok(Draft {
        id,
        staff,
        kind,
        patient,
        subject,
        content,
        updated_at,
    })
}
