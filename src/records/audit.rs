//! The audit log: append in the change's transaction, read for the page, verify the chain.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::{audit, patients, staff};
use crate::audit::{Action, Actor, Broken, Event, Row, Walk};
use crate::care::ids::{PatientId, StaffId};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = audit)]
struct AuditRow {
    seq: i64,
    at: NaiveDateTime,
    actor: String,
    action: String,
    patient_id: Option<String>,
    episode_id: Option<String>,
    subject_id: Option<String>,
    fields: String,
    previous_hash: String,
    hash: String,
}

/// Which rows to list; newest first.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only about this patient.
    pub patient: Option<PatientId>,
    /// Only by this member of staff.
    pub actor: Option<StaffId>,
    /// Only this action.
    pub action: Option<Action>,
    /// Only rows from this time on, UTC.
    pub since: Option<NaiveDateTime>,
    /// Only rows up to this time, UTC.
    pub until: Option<NaiveDateTime>,
    /// Only rows before this sequence, for the next page.
    pub before: Option<i64>,
}

/// How the chain was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// Unbroken.
    Whole {
        /// How many rows.
        rows: i64,
        /// The last row's hash.
        head: String,
    },
    /// Broken at a row.
    Broken(Broken),
    /// There is no row at all, although people were registered or hired, which is never done without one.
    Emptied,
}

pub(super) fn append(
    db: &mut Db,
    event: &Event,
    actor: &Actor,
    now: NaiveDateTime,
) -> Result<(), Error> {
    let last = audit::table
        .select((audit::seq, audit::hash))
        .order(audit::seq.desc())
        .first::<(i64, String)>(db)
        .optional()?;
    let row = AuditRow::from(Row::after(last, event, actor, now));
    diesel::insert_into(audit::table).values(row).execute(db)?;
    Ok(())
}

/// The newest rows that fit, at most `limit`.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, filter: &Filter, limit: i64) -> Result<Vec<Row>, Error> {
    let mut query = audit::table
        .select(AuditRow::as_select())
        .order(audit::seq.desc())
        .limit(limit)
        .into_boxed();
    if let Some(patient) = &filter.patient {
        query = query.filter(audit::patient_id.eq(patient));
    }
    if let Some(actor) = &filter.actor {
        query = query.filter(audit::actor.eq(actor));
    }
    if let Some(action) = filter.action {
        query = query.filter(audit::action.eq(action.as_str()));
    }
    if let Some(since) = filter.since {
        query = query.filter(audit::at.ge(since));
    }
    if let Some(until) = filter.until {
        query = query.filter(audit::at.le(until));
    }
    if let Some(before) = filter.before {
        query = query.filter(audit::seq.lt(before));
    }
    let rows: Vec<AuditRow> = query.load(db)?;
    Ok(rows.into_iter().map(Row::from).collect())
}

/// Walks the whole chain and names the first broken row.
///
/// # Errors
/// Those of the database.
pub fn verify(db: &mut Db) -> Result<Verdict, Error> {
    const BATCH: i64 = 1_000;
    let mut walk = Walk::default();
    let mut last = i64::MIN;
    loop {
        let rows: Vec<AuditRow> = audit::table
            .select(AuditRow::as_select())
            .filter(audit::seq.gt(last))
            .order(audit::seq)
            .limit(BATCH)
            .load(db)?;
        let Some(end) = rows.last() else {
            let (rows, head) = walk.head();
            if rows == 0 && holds_people(db)? {
                return Ok(Verdict::Emptied);
            }
            return Ok(Verdict::Whole {
                rows,
                head: head.to_owned(),
            });
        };
        last = end.seq;
        for row in rows {
            if let Err(broken) = walk.step(&Row::from(row)) {
                return Ok(Verdict::Broken(broken));
            }
        }
    }
}

fn holds_people(db: &mut Db) -> Result<bool, Error> {
    let people: i64 = staff::table.count().get_result(db)?;
    let registered: i64 = patients::table.count().get_result(db)?;
    Ok(people + registered > 0)
}

impl From<Row> for AuditRow {
    fn from(row: Row) -> AuditRow {
        AuditRow {
            seq: row.seq,
            at: row.at,
            actor: row.actor,
            action: row.action,
            patient_id: row.patient,
            episode_id: row.episode,
            subject_id: row.subject,
            fields: row.fields,
            previous_hash: row.previous_hash,
            hash: row.hash,
        }
    }
}

impl From<AuditRow> for Row {
    fn from(row: AuditRow) -> Row {
        Row {
            seq: row.seq,
            at: row.at,
            actor: row.actor,
            action: row.action,
            patient: row.patient_id,
            episode: row.episode_id,
            subject: row.subject_id,
            fields: row.fields,
            previous_hash: row.previous_hash,
            hash: row.hash,
        }
    }
}
