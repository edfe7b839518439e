//! Stored protocol versions, immutable once published, and who adopted them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::{protocol_adoptions, protocol_versions};
use super::write::Write;
use crate::audit::{Action, Event};
use crate::care::ids::{StaffId, VersionId};

/// A stored protocol version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVersion {
    /// The record's id.
    pub id: VersionId,
    /// The protocol's key.
    pub key: String,
    /// Counts from 1 within the key.
    pub number: i32,
    /// Its name on screen.
    pub name: String,
    /// The whole document.
    pub document: String,
    /// SHA-256 of the document, hexadecimal.
    pub hash: String,
    /// Draft, published or retired.
    pub state: VersionState,
    /// When it was added, UTC.
    pub created_at: NaiveDateTime,
    /// When it was published, UTC.
    pub published_at: Option<NaiveDateTime>,
    /// Who stands behind it in this clinic, while that is not withdrawn.
    pub adopted: Option<Adoption>,
}

/// Somebody stands behind a version by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adoption {
    /// Who.
    pub by: StaffId,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// What they said.
    pub statement: String,
}

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VersionState {
    /// Being edited.
    Draft,
    /// Can be adopted and assigned; never edited again.
    Published,
    /// Not assigned any more; episodes on it stay.
    Retired,
}

crate::care::measure::words!(VersionState { Draft = "draft", Published = "published", Retired = "retired" });

#[derive(Queryable, Selectable)]
#[diesel(table_name = protocol_versions)]
struct Row {
    id: VersionId,
    protocol_key: String,
    version: i32,
    name: String,
    document: String,
    hash: String,
    state: VersionState,
    created_at: NaiveDateTime,
    published_at: Option<NaiveDateTime>,
}

/// Adds a version: as draft, or published at once (the built-in one at the first migration).
///
/// # Errors
/// [`Error::Duplicate`]`("version")` when that number is taken.
pub fn add(
    w: &mut Write<'_>,
    (key, number): (&str, i32),
    name: &str,
    document: &str,
    hash: &str,
    state: VersionState,
) -> Result<VersionId, Error> {
    let id: VersionId = w.new_id()?;
    let published_at = (state != VersionState::Draft).then_some(w.now().utc);
    diesel::insert_into(protocol_versions::table)
        .values((
            protocol_versions::id.eq(&id),
            protocol_versions::protocol_key.eq(key),
            protocol_versions::version.eq(number),
            protocol_versions::name.eq(name),
            protocol_versions::document.eq(document),
            protocol_versions::hash.eq(hash),
            protocol_versions::state.eq(state),
            protocol_versions::created_at.eq(w.now().utc),
            protocol_versions::published_at.eq(published_at),
        ))
        .execute(w.db)?;
    w.note(&Event::new(Action::ProtocolAdded).subject(id.as_str()))?;
    Ok(id)
}

/// Replaces a draft's document.
///
/// # Errors
/// [`Error::Changed`] when it is no draft any more, or its document is not the one that was read.
pub fn edit_draft(
    w: &mut Write<'_>,
    before: &StoredVersion,
    document: &str,
    hash: &str,
) -> Result<(), Error> {
    let same = protocol_versions::state
        .eq(VersionState::Draft)
        .and(protocol_versions::hash.eq(&before.hash));
    let changed = diesel::update(protocol_versions::table.find(&before.id).filter(same))
        .set((
            protocol_versions::document.eq(document),
            protocol_versions::hash.eq(hash),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    w.note(
        &Event::new(Action::ProtocolAdded)
            .subject(before.id.as_str())
            .fields(&["document"]),
    )
}

/// Publishes a draft.
///
/// # Errors
/// [`Error::Changed`] when it is no draft any more.
pub fn publish(w: &mut Write<'_>, id: &VersionId) -> Result<(), Error> {
    let draft = protocol_versions::state.eq(VersionState::Draft);
    let changed = diesel::update(protocol_versions::table.find(id).filter(draft))
        .set((
            protocol_versions::state.eq(VersionState::Published),
            protocol_versions::published_at.eq(w.now().utc),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    w.note(&Event::new(Action::ProtocolPublished).subject(id.as_str()))
}

/// Retires a published version; episodes on it stay on it.
///
/// # Errors
/// [`Error::Changed`] when it is not published.
pub fn retire(w: &mut Write<'_>, id: &VersionId) -> Result<(), Error> {
    let published = protocol_versions::state.eq(VersionState::Published);
    let changed = diesel::update(protocol_versions::table.find(id).filter(published))
        .set(protocol_versions::state.eq(VersionState::Retired))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    w.note(&Event::new(Action::ProtocolRetired).subject(id.as_str()))
}

/// The author stands behind a published version.
///
/// # Errors
/// [`Error::Duplicate`]`("protocol_version_id")` when it is adopted already; [`Error::Changed`] when it is not published.
pub fn adopt(w: &mut Write<'_>, id: &VersionId, statement: &str) -> Result<(), Error> {
    if find(w.db, id)?.state != VersionState::Published {
        return Err(Error::Changed);
    }
    diesel::insert_into(protocol_adoptions::table)
        .values((
            protocol_adoptions::id.eq(w.new_id::<String>()?),
            protocol_adoptions::protocol_version_id.eq(id),
            protocol_adoptions::adopted_at.eq(w.now().utc),
            protocol_adoptions::adopted_by.eq(w.author()?),
            protocol_adoptions::statement.eq(statement),
        ))
        .execute(w.db)?;
    w.note(&Event::new(Action::ProtocolAdopted).subject(id.as_str()))
}

/// Withdraws an adoption; nobody is assigned to the version any more.
///
/// # Errors
/// [`Error::NotFound`] when it is not adopted.
pub fn withdraw_adoption(w: &mut Write<'_>, id: &VersionId) -> Result<(), Error> {
    let in_force = protocol_adoptions::table
        .filter(protocol_adoptions::protocol_version_id.eq(id))
        .filter(protocol_adoptions::withdrawn_at.is_null());
    let withdrawn = diesel::update(in_force)
        .set((
            protocol_adoptions::withdrawn_at.eq(w.now().utc),
            protocol_adoptions::withdrawn_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    if withdrawn == 0 {
        return Err(Error::NotFound);
    }
    w.note(&Event::new(Action::AdoptionWithdrawn).subject(id.as_str()))
}

/// The version of that id.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(db: &mut Db, id: &VersionId) -> Result<StoredVersion, Error> {
    let row = protocol_versions::table
        .find(id)
        .select(Row::as_select())
        .first(db)?;
    with_adoption(db, row)
}

/// All versions, by key, newest first within a key.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db) -> Result<Vec<StoredVersion>, Error> {
    let rows: Vec<Row> = protocol_versions::table
        .select(Row::as_select())
        .order((
            protocol_versions::protocol_key,
            protocol_versions::version.desc(),
        ))
        .load(db)?;
    rows.into_iter().map(|row| with_adoption(db, row)).collect()
}

/// The newest published version of a protocol that is adopted: the one new episodes get.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find_assignable(db: &mut Db, key: &str) -> Result<StoredVersion, Error> {
    let assignable = |version: &StoredVersion| {
        version.key == key && version.state == VersionState::Published && version.adopted.is_some()
    };
    list(db)?
        .into_iter()
        .find(assignable)
        .ok_or(Error::NotFound)
}

pub(super) fn key_of(db: &mut Db, id: &VersionId) -> Result<String, Error> {
    Ok(protocol_versions::table
        .find(id)
        .select(protocol_versions::protocol_key)
        .first(db)?)
}

fn with_adoption(db: &mut Db, row: Row) -> Result<StoredVersion, Error> {
    let adopted = protocol_adoptions::table
        .filter(protocol_adoptions::protocol_version_id.eq(&row.id))
        .filter(protocol_adoptions::withdrawn_at.is_null())
        .select((
            protocol_adoptions::adopted_by,
            protocol_adoptions::adopted_at,
            protocol_adoptions::statement,
        ))
        .first::<(StaffId, NaiveDateTime, String)>(db)
        .optional()?;
    Ok(StoredVersion {
        id: row.id,
        key: row.protocol_key,
        number: row.version,
        name: row.name,
        document: row.document,
        hash: row.hash,
        state: row.state,
        created_at: row.created_at,
        published_at: row.published_at,
        adopted: adopted.map(|(by, at, statement)| Adoption { by, at, statement }),
    })
}
