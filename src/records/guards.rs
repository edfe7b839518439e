//! Triggers that refuse what no program may do: rewriting history, and deleting anything clinical.
//!
//! Trigger syntax differs between the databases, so they stand here and not in `migrations/`; they are put in place
//! right after the migrations ran, and their absence counts as a pending migration.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::connection::Db;
use super::error::Error;

/// Rows that are written once: every change and every deletion is refused.
const WRITTEN_ONCE: [&str; 10] = [
    "audit",
    "patient_versions",
    "episode_versions",
    "episode_events",
    "session_versions",
    "readings",
    "session_treatments",
    "session_warning_signs",
    "flag_events",
    "diary_versions",
];

/// Rows whose state moves on, but which are never deleted.
const NEVER_DELETED: [&str; 20] = [
    "clinic",
    "teams",
    "staff",
    "staff_teams",
    "patients",
    "patient_search_words",
    "patient_cautions",
    "patient_facts",
    "access_grants",
    "protocol_versions",
    "protocol_adoptions",
    "episodes",
    "handovers",
    "phase_changes",
    "overrides",
    "baseline_marks",
    "visits",
    "sessions",
    "programmes",
    "diaries",
];

/// Rows that move on in some ways and in no other: the table, and when an update is refused.
const MOVES_ON: [(&str, &str); 4] = [
    (
        "phase_changes",
        "NEW.number <> OLD.number OR NEW.to_phase <> OLD.to_phase OR NEW.reason <> OLD.reason \
         OR NEW.evaluation <> OLD.evaluation OR NEW.decided_at <> OLD.decided_at",
    ),
    (
        "programmes",
        "OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.content <> OLD.content OR NEW.phase <> OLD.phase)",
    ),
    // a new time or signature is a new version; striking out is final
    (
        "sessions",
        "(OLD.state = 'struck_out' AND NEW.state <> 'struck_out') OR (NEW.version = OLD.version \
         AND (NEW.took_place_at <> OLD.took_place_at OR NEW.state NOT IN (OLD.state, 'struck_out')))",
    ),
    // the days of a diary stand; striking out is final
    (
        "diaries",
        "OLD.state = 'struck_out' OR NEW.programme_id <> OLD.programme_id OR NEW.first_day <> OLD.first_day \
         OR NEW.last_day <> OLD.last_day OR NEW.version < OLD.version",
    ),
];

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Every guard: its table, what it refuses, and when.
fn guards() -> impl Iterator<Item = (&'static str, &'static str, String)> {
    let always = |table, what| (table, what, String::new());
    let updates = WRITTEN_ONCE
        .into_iter()
        .map(move |table| always(table, "UPDATE"));
    let moves = MOVES_ON
        .into_iter()
        .map(|(table, when)| (table, "UPDATE", format!("WHEN ({when})")));
    let deletes = WRITTEN_ONCE
        .into_iter()
        .chain(NEVER_DELETED)
        .chain(["prints"])
        .map(move |table| always(table, "DELETE"));
    updates.chain(moves).chain(deletes)
}

/// Puts the triggers in place; safe to repeat.
pub(super) fn set_up(db: &mut Db) -> Result<(), Error> {
    match db {
        Db::Sqlite(connection) => {
            for (table, what, when) in guards() {
                let name = what.to_lowercase();
                connection.batch_execute(&format!(
                    "CREATE TRIGGER IF NOT EXISTS guard_{table}_{name} BEFORE {what} ON {table} {when} \
                     BEGIN SELECT RAISE(ABORT, 'rows of {table} refuse {what}'); END;"
                ))?;
            }
        }
        Db::Postgres(connection) => {
            connection.batch_execute(
                "CREATE OR REPLACE FUNCTION ninefold_refuse() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN RAISE EXCEPTION 'rows of % refuse %', TG_TABLE_NAME, TG_OP; END $$; \
                 CREATE INDEX IF NOT EXISTS patient_search_words_prefix ON patient_search_words (word text_pattern_ops);",
            )?;
            for (table, what, when) in guards() {
                let name = what.to_lowercase();
                connection.batch_execute(&format!(
                    "CREATE OR REPLACE TRIGGER guard_{table}_{name} BEFORE {what} ON {table} \
                     FOR EACH ROW {when} EXECUTE FUNCTION ninefold_refuse();"
                ))?;
            }
            connection.batch_execute(
                "CREATE OR REPLACE TRIGGER guard_audit_truncate BEFORE TRUNCATE ON audit \
                 FOR EACH STATEMENT EXECUTE FUNCTION ninefold_refuse();",
            )?;
        }
    }
    Ok(())
}

/// Whether every trigger stands.
pub(super) fn stand(db: &mut Db) -> Result<bool, Error> {
    let count = match db {
        Db::Sqlite(connection) => diesel::sql_query(
            "SELECT count(*) AS count FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard\\_%' ESCAPE '\\'",
        )
        .get_result::<Count>(connection)?,
        Db::Postgres(connection) => diesel::sql_query(
            "SELECT count(*) AS count FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid \
             WHERE t.tgname LIKE 'guard\\_%' AND t.tgenabled <> 'D' AND t.tgname <> 'guard_audit_truncate' \
             AND c.relnamespace = current_schema()::regnamespace",
        )
        .get_result::<Count>(connection)?,
    };
    Ok(usize::try_from(count.count).is_ok_and(|count| count >= guards().count()))
}
