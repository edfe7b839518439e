//! The schema's state, and changing it: with a copy of the record made first.

use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource, MigrationVersion};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::connection::{Db, MultiBackend, Purpose, connect, create_file};
use super::error::Error;
use super::guards;
use super::search::fill_sort_keys;
use crate::care::time::Moment;
use crate::config::Database;

/// One portable folder for both databases, in diesel's own layout.
const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// How the schema stands to this program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// Applied migrations this program knows, oldest first.
    pub applied: Vec<String>,
    /// Migrations still to apply, oldest first.
    pub pending: Vec<String>,
    /// Applied migrations this program does not know: the record was changed by a newer one.
    pub unknown: Vec<String>,
    /// The triggers that guard history stand.
    pub guarded: bool,
}

impl State {
    /// Refuses everything but a schema that is exactly this program's.
    ///
    /// # Errors
    /// [`Error::Schema`] with the command to run.
    pub fn current(&self) -> Result<(), Error> {
        if let Some(newest) = self.unknown.last() {
            return Err(Error::Schema(format!(
                "the record was changed by a newer Ninefold (migration {newest}); use that version, or restore a backup"
            )));
        }
        if !self.pending.is_empty() || !self.guarded {
            let count = self.pending.len();
            return Err(Error::Schema(format!(
                "the record's schema is not up to date ({count} migrations pending); run `ninefold migrate run`"
            )));
        }
        Ok(())
    }
}

/// What a change of the schema did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// The migrations applied or undone, in that order.
    pub migrations: Vec<String>,
    /// The copy made first; `None` for a new or PostgreSQL record.
    pub copy: Option<PathBuf>,
}

/// The schema's state; changes nothing.
///
/// # Errors
/// Those of the database.
pub fn state(db: &mut Db) -> Result<State, Error> {
    let known = known()?;
    let applied = applied(db)?;
    let is_known = |version: &String| known.iter().any(|(known, _)| known == version);
    let name = |version: &String| {
        known
            .iter()
            .find(|(known, _)| known == version)
            .map_or_else(|| version.clone(), |(_, name)| name.clone())
    };
    let (known_applied, unknown): (Vec<String>, Vec<String>) =
        applied.iter().cloned().partition(is_known);
    let pending: Vec<String> = known
        .iter()
        .filter(|(version, _)| !applied.contains(version))
        .map(|(_, name)| name.clone())
        .collect();
    let guarded = if pending.is_empty() {
        guards::stand(db)?
    } else {
        false
    };
    Ok(State {
        applied: known_applied.iter().map(name).collect(),
        pending,
        unknown,
        guarded,
    })
}

/// The schema's state of a record that may not exist yet; creates nothing.
///
/// # Errors
/// Those of the database.
pub fn state_of(database: &Database) -> Result<State, Error> {
    if matches!(database, Database::Sqlite(path) if !path.exists()) {
        return Ok(State {
            applied: Vec::new(),
            pending: known()?.into_iter().map(|(_, name)| name).collect(),
            unknown: Vec::new(),
            guarded: false,
        });
    }
    state(&mut connect(database, Purpose::Read)?)
}

/// Applies what is pending, after a copy of an existing SQLite record; a missing SQLite file is created.
///
/// # Errors
/// [`Error::Schema`] when the schema is newer than this program; those of the database.
pub fn run(database: &Database, now: Moment) -> Result<Changed, Error> {
    let is_new = matches!(database, Database::Sqlite(path) if !path.exists());
    let mut db = connect(database, Purpose::Migrate)?;
    let state = state(&mut db)?;
    if !state.unknown.is_empty() {
        state.current()?;
    }
    let copy = if is_new || state.applied.is_empty() || state.current().is_ok() {
        None
    } else {
        copy_beside(&mut db, database, now)?
    };
    let done = db.run_pending_migrations(MIGRATIONS).map_err(failed)?;
    let migrations = done
        .iter()
        .map(|version| full_name(&version.to_string()))
        .collect::<Result<Vec<_>, _>>()?;
    if !migrations.is_empty() {
        fill_sort_keys(&mut db)?;
    }
    guards::set_up(&mut db)?;
    check_references(&mut db)?;
    Ok(Changed { migrations, copy })
}

/// Undoes the last migration, after a copy of a SQLite record.
///
/// # Errors
/// [`Error::Schema`] when nothing is applied or the schema is newer than this program; those of the database.
pub fn undo(database: &Database, now: Moment) -> Result<Changed, Error> {
    // opened for writing first, because only that refuses a missing file
    drop(connect(database, Purpose::Write)?);
    let mut db = connect(database, Purpose::Migrate)?;
    let state = state(&mut db)?;
    if !state.unknown.is_empty() {
        state.current()?;
    }
    if state.applied.is_empty() {
        return Err(Error::Schema(
            "no migration is applied, so there is none to undo".into(),
        ));
    }
    let copy = copy_beside(&mut db, database, now)?;
    let undone = db
        .revert_last_migration(MIGRATIONS)
        .map_err(failed)?
        .to_string();
    Ok(Changed {
        migrations: vec![full_name(&undone)?],
        copy,
    })
}

/// Writes a consistent copy of a SQLite record to a file that does not exist yet.
pub(super) fn copy(db: &mut Db, file: &Path) -> Result<(), Error> {
    let name = file
        .to_str()
        .ok_or_else(|| Error::Rejected("the copy's path is not valid text".into()))?;
    match db {
        Db::Sqlite(connection) => {
            // made first, because only so nobody else may read it
            create_file(file)?;
            diesel::sql_query("VACUUM INTO $1")
                .bind::<Text, _>(name)
                .execute(connection)?;
            let file = std::fs::File::open(file).and_then(|file| file.sync_all());
            file.map_err(|error| {
                Error::Unavailable(format!("the copy {name} is not safe on disk: {error}"))
            })
        }
        Db::Postgres(_) => Err(Error::Rejected(
            "a PostgreSQL record is copied with pg_dump".into(),
        )),
    }
}

fn copy_beside(db: &mut Db, database: &Database, now: Moment) -> Result<Option<PathBuf>, Error> {
    let Database::Sqlite(path) = database else {
        return Ok(None);
    };
    let named = |count: u32| {
        let mut name = path.clone().into_os_string();
        name.push(format!(
            ".before-migration-{}-{count}",
            now.utc.format("%Y%m%dT%H%M%S")
        ));
        PathBuf::from(name)
    };
    let file = (1..)
        .map(named)
        .find(|file| !file.exists())
        .unwrap_or_else(|| named(0));
    copy(db, &file)?;
    Ok(Some(file))
}

/// Version and full name of every migration in this program, oldest first.
fn known() -> Result<Vec<(String, String)>, Error> {
    let migrations: Vec<Box<dyn Migration<MultiBackend>>> =
        MIGRATIONS.migrations().map_err(failed)?;
    let mut known: Vec<(String, String)> = migrations
        .iter()
        .map(|migration| {
            (
                migration.name().version().to_string(),
                migration.name().to_string(),
            )
        })
        .collect();
    known.sort();
    Ok(known)
}

fn full_name(version: &str) -> Result<String, Error> {
    let known = known()?.into_iter().find(|(known, _)| known == version);
    Ok(known.map_or_else(|| version.to_owned(), |(_, name)| name))
}

/// Versions applied, oldest first; none when the table for them is missing, which reading alone must not create.
fn applied(db: &mut Db) -> Result<Vec<String>, Error> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = Text)]
        version: String,
    }
    let table = match db {
        Db::Sqlite(connection) => diesel::sql_query(
            "SELECT name AS version FROM sqlite_master WHERE type = 'table' AND name = '__diesel_schema_migrations'",
        )
        .load::<Found>(connection)?,
        Db::Postgres(connection) => diesel::sql_query(
            "SELECT tablename::text AS version FROM pg_tables \
             WHERE schemaname = current_schema() AND tablename = '__diesel_schema_migrations'",
        )
        .load::<Found>(connection)?,
    };
    if table.is_empty() {
        return Ok(Vec::new());
    }
    let versions = diesel::sql_query(
        "SELECT version AS version FROM __diesel_schema_migrations ORDER BY version",
    );
    Ok(versions
        .load::<Found>(db)?
        .into_iter()
        .map(|found| MigrationVersion::from(found.version).to_string())
        .collect())
}

fn check_references(db: &mut Db) -> Result<(), Error> {
    #[derive(QueryableByName)]
    struct Dangling {
        #[diesel(sql_type = Text)]
        table: String,
    }
    let Db::Sqlite(connection) = db else {
        return Ok(());
    };
    let dangling = diesel::sql_query("SELECT \"table\" FROM pragma_foreign_key_check LIMIT 1")
        .load::<Dangling>(connection)?;
    connection.batch_execute("PRAGMA foreign_keys = ON")?;
    match dangling.first() {
        Some(row) => Err(Error::Broken(format!(
            "rows of {} refer to rows that do not exist",
            row.table
        ))),
        None => Ok(()),
    }
}

fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> Error {
    Error::Schema(format!("a migration failed and was taken back: {error}"))
}
