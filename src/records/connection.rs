//! Connections to SQLite or PostgreSQL, chosen by the address and by nothing else.

use std::fs::OpenOptions;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::RunQueryDsl;
use diesel::connection::{Connection, InstrumentationEvent, SimpleConnection};
use diesel::pg::PgConnection;
use diesel::r2d2::{Error as PoolError, ManageConnection, R2D2Connection};
use diesel::result::{ConnectionError, Error as DieselError};
use diesel::sqlite::SqliteConnection;

use super::error::{Error, is_damage};
use crate::config::Database;

/// A connection to either database; the query builder works on it as it is.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// PostgreSQL.
    Postgres(PgConnection),
    /// SQLite.
    Sqlite(SqliteConnection),
}

/// The same diesel expression, compiled once for each database: for batch inserts and upserts.
macro_rules! each {
    ($db:expr, |$connection:ident| $query:expr) => {
        match $db {
            $crate::records::connection::Db::Postgres($connection) => $query,
            $crate::records::connection::Db::Sqlite($connection) => $query,
        }
    };
}
pub(super) use each;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Reading; the database refuses a write.
    Read,
    /// Reading and writing.
    Write,
    /// Changing the schema; creates a missing SQLite file.
    Migrate,
}

/// Comes first, so that switching to WAL waits its turn.
const SQLITE_PATIENCE: &str = "PRAGMA busy_timeout = 5000;";
/// The mapping is above any clinic's file size.
const SQLITE_SETTINGS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16000; \
     PRAGMA mmap_size = 8589934592; PRAGMA temp_store = MEMORY;";

/// Opens a connection; a missing SQLite file is created for [`Purpose::Migrate`] alone.
///
/// # Errors
/// [`Error::Unavailable`] when there is no such database or it does not answer, [`Error::Broken`] when the file is none.
pub fn connect(database: &Database, purpose: Purpose) -> Result<Db, Error> {
    match database {
        Database::Sqlite(path) => {
            if purpose == Purpose::Migrate {
                create_file(path)?;
            } else if !path.is_file() {
                return Err(Error::Unavailable(format!(
                    "there is no file {}; `ninefold migrate run` makes it",
                    path.display()
                )));
            }
            open_sqlite(path, purpose).map(Db::Sqlite)
        }
        Database::Postgres(url) => {
            let mut connection = PgConnection::establish(url).map_err(refused)?;
            connection.batch_execute("SET TIME ZONE 'UTC'; SET client_min_messages = warning;")?;
            let tables = diesel::sql_query(
                "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()",
            );
            refuse_foreign(&tables.load::<Table>(&mut connection)?)?;
            if purpose == Purpose::Read {
                connection.batch_execute("SET default_transaction_read_only = on")?;
            }
            Ok(Db::Postgres(connection))
        }
    }
}

fn open_sqlite(path: &Path, purpose: Purpose) -> Result<SqliteConnection, Error> {
    // a leading "./" keeps SQLite from reading a name such as "file:x" as an address
    let name = if path.is_absolute() {
        path.to_path_buf()
    } else {
        Path::new(".").join(path)
    };
    let name = name
        .to_str()
        .ok_or_else(|| Error::Unavailable("the database's path is not valid text".into()))?;
    let mut connection = SqliteConnection::establish(name).map_err(refused)?;
    connection.batch_execute(SQLITE_PATIENCE)?;
    // looked at before the settings, because switching to WAL writes to the file
    let tables = diesel::sql_query("SELECT name FROM sqlite_master WHERE type = 'table'");
    refuse_foreign(&tables.load::<Table>(&mut connection)?)?;
    connection.batch_execute(SQLITE_SETTINGS)?;
    match purpose {
        Purpose::Read => connection.batch_execute("PRAGMA query_only = ON")?,
        Purpose::Write => {}
        // a change that rebuilds a table would otherwise trip over the references to it; checked afterwards
        Purpose::Migrate => connection.batch_execute("PRAGMA foreign_keys = OFF")?,
    }
    Ok(connection)
}

/// Refuses a database that has tables, and among them none that says which migrations of this program made them.
fn refuse_foreign(tables: &[Table]) -> Result<(), Error> {
    let ours = |table: &Table| table.name == "__diesel_schema_migrations";
    if tables.is_empty() || tables.iter().any(ours) {
        return Ok(());
    }
    Err(Error::Schema(
        "the database holds tables of something else and no record of Ninefold, so nothing was changed; \
         name another with DATABASE_URL or --database-url"
            .into(),
    ))
}

#[derive(diesel::QueryableByName)]
struct Table {
    #[diesel(sql_type = diesel::sql_types::Text)]
    name: String,
}

/// Makes an empty file that only its owner may read, unless there is one.
pub(super) fn create_file(path: &Path) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
        .open(path)
        .map(drop)
        .map_err(|error| Error::Unavailable(format!("{} cannot be made: {error}", path.display())))
}

fn refused(error: ConnectionError) -> Error {
    match error {
        ConnectionError::BadConnection(message) => Error::Unavailable(message.trim().to_owned()),
        other => Error::Unavailable(other.to_string()),
    }
}

/// Opens the connections of a pool and remembers whether any of them met a damaged disk or file.
#[derive(Debug, Clone)]
pub(super) struct Manager {
    pub(super) database: Database,
    pub(super) purpose: Purpose,
    pub(super) damaged: Arc<AtomicBool>,
}

impl ManageConnection for Manager {
    type Connection = Db;
    type Error = PoolError;

    fn connect(&self) -> Result<Db, PoolError> {
        let mut db = connect(&self.database, self.purpose).map_err(|error| {
            if matches!(error, Error::Broken(_)) {
                self.damaged.store(true, Ordering::SeqCst);
            }
            PoolError::ConnectionError(ConnectionError::BadConnection(error.to_string()))
        })?;
        let damaged = Arc::clone(&self.damaged);
        db.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::FinishQuery {
                error: Some(DieselError::DatabaseError(_, info)),
                ..
            } = event
                && is_damage(info.message())
            {
                damaged.store(true, Ordering::SeqCst);
            }
        });
        Ok(db)
    }

    fn is_valid(&self, db: &mut Db) -> Result<(), PoolError> {
        db.ping().map_err(PoolError::QueryError)
    }

    fn has_broken(&self, db: &mut Db) -> bool {
        std::thread::panicking() || db.is_broken()
    }
}
