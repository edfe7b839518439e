//! Settings from the environment and the flags of the same names, read and checked once.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::PathBuf;

/// Where the record is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Database {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL server, by its whole address.
    Postgres(String),
}

/// The database when `DATABASE_URL` is not set.
pub const DEFAULT_DATABASE: &str = "sqlite:ninefold.db";

/// The address when `NINEFOLD_LISTEN` is not set.
pub const DEFAULT_LISTEN: &str = "127.0.0.1:8080";

/// A setting that cannot be used, in one sentence with what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSetting {
    /// The database address has another scheme.
    #[error(
        "DATABASE_URL starts with \"{0}:\", which is no database Ninefold knows; \
         write sqlite:PATH, a path, or postgres://USER@HOST/NAME"
    )]
    Scheme(String),
    /// The database address is written as the keywords of a PostgreSQL client.
    #[error(
        "DATABASE_URL is written in keywords ({0}=…), which Ninefold does not take; \
         write it as an address: postgres://USER@HOST/NAME"
    )]
    Keywords(&'static str),
    /// The database address names no file.
    #[error("DATABASE_URL names no file; write sqlite:PATH, for example sqlite:ninefold.db")]
    NoFile,
    /// SQLite in memory loses the record when the program ends.
    #[error(
        "DATABASE_URL asks for a database in memory, which would lose the record; name a file, for example sqlite:ninefold.db"
    )]
    Memory,
    /// The address cannot be listened on.
    #[error("NINEFOLD_LISTEN \"{0}\" is no address with a port; write for example 127.0.0.1:8080")]
    Listen(String),
}

impl std::str::FromStr for Database {
    type Err = BadSetting;

    /// A path, `sqlite:PATH`, `sqlite://PATH`, `postgres://…` or `postgresql://…`; anything else is refused.
    fn from_str(text: &str) -> Result<Database, BadSetting> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Database::Postgres(text.to_owned()));
        }
        if let Some(keyword) = keyword(text) {
            return Err(BadSetting::Keywords(keyword));
        }
        let path = if let Some(rest) = text.strip_prefix("sqlite:") {
            rest.strip_prefix("//").unwrap_or(rest)
        } else if let Some(scheme) = scheme(text) {
            return Err(BadSetting::Scheme(scheme.to_owned()));
        } else {
            text
        };
        if path.contains(":memory:") {
            return Err(BadSetting::Memory);
        }
        if path.is_empty() || path.ends_with('/') {
            return Err(BadSetting::NoFile);
        }
        Ok(Database::Sqlite(PathBuf::from(path)))
    }
}

/// The part before a colon that makes a text an address; one letter alone is a drive, and a slash before it makes a path.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once(':')?;
    let is_scheme = scheme.len() > 1
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    is_scheme.then_some(scheme)
}

/// The keyword that a text in the form of PostgreSQL's own clients (`host=db dbname=clinic`) starts with.
fn keyword(text: &str) -> Option<&'static str> {
    const KEYWORDS: [&str; 14] = [
        "application_name",
        "channel_binding",
        "connect_timeout",
        "dbname",
        "host",
        "hostaddr",
        "options",
        "passfile",
        "password",
        "port",
        "service",
        "sslmode",
        "sslrootcert",
        "user",
    ];
    let (first, _) = text.split_once('=')?;
    KEYWORDS
        .into_iter()
        .find(|keyword| first.trim_end().eq_ignore_ascii_case(keyword))
}

impl std::fmt::Display for Database {
    /// Without a password, for messages and logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Database::Sqlite(path) => write!(f, "{}", path.display()),
            Database::Postgres(url) => {
                let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
                let rest = rest.split(['?']).next().unwrap_or(rest);
                let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
                write!(f, "{scheme}://{place}")
            }
        }
    }
}

/// The address and port to listen on.
///
/// # Errors
/// [`BadSetting::Listen`] when the text is no address with a port.
pub fn listen_address(text: &str) -> Result<SocketAddr, BadSetting> {
    let bad = || BadSetting::Listen(text.to_owned());
    let text = text.trim();
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    // only this name is looked up, so that no setting makes the program ask a name server
    let port = text.strip_prefix("localhost:").ok_or_else(bad)?;
    let port: u16 = port.parse().map_err(|_| bad())?;
    ("localhost", port)
        .to_socket_addrs()
        .ok()
        .and_then(|mut all| all.next())
        .ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_address_is_a_path_or_a_known_scheme() {
        let file = |path: &str| Ok(Database::Sqlite(PathBuf::from(path)));
        let server = |url: &str| Ok(Database::Postgres(url.to_owned()));
        let rows = [
            ("sqlite:ninefold.db", file("ninefold.db")),
            ("sqlite://data/ninefold.db", file("data/ninefold.db")),
            (
                "sqlite:///var/lib/ninefold.db",
                file("/var/lib/ninefold.db"),
            ),
            ("/var/lib/ninefold.db", file("/var/lib/ninefold.db")),
            ("./odd:name.db", file("./odd:name.db")),
            (
                "postgres://asha@db/clinic",
                server("postgres://asha@db/clinic"),
            ),
            ("postgresql://db/clinic", server("postgresql://db/clinic")),
            ("mysql://db/clinic", Err(BadSetting::Scheme("mysql".into()))),
            ("file:ninefold.db", Err(BadSetting::Scheme("file".into()))),
            (
                "postgres:clinic",
                Err(BadSetting::Scheme("postgres".into())),
            ),
            (
                "sqllite:ninefold.db",
                Err(BadSetting::Scheme("sqllite".into())),
            ),
            ("host=db dbname=clinic", Err(BadSetting::Keywords("host"))),
            (
                "DBNAME = 'clinic' password=s3cret",
                Err(BadSetting::Keywords("dbname")),
            ),
            (
                "user=asha@db:5432/clinic",
                Err(BadSetting::Keywords("user")),
            ),
            ("a=b.db", file("a=b.db")),
            ("sqlite:host=db", file("host=db")),
            ("./host=db", file("./host=db")),
            ("sqlite:", Err(BadSetting::NoFile)),
            ("", Err(BadSetting::NoFile)),
            ("sqlite::memory:", Err(BadSetting::Memory)),
        ];
        for (text, expected) in rows {
            assert_eq!(text.parse::<Database>(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let database: Database = "postgres://asha:s3cret@db:5432/clinic?password=other"
            .parse()
            .unwrap();
        assert_eq!(database.to_string(), "postgres://db:5432/clinic");
    }

    #[test]
    fn an_address_has_a_port() {
        assert_eq!(listen_address("127.0.0.1:8080").unwrap().port(), 8080);
        assert_eq!(listen_address("[::1]:0").unwrap().port(), 0);
        assert!(listen_address("localhost:8080").unwrap().ip().is_loopback());
        for text in [
            "8080",
            "127.0.0.1",
            "127.0.0.1:http",
            "clinic.example:80",
            "",
        ] {
            assert_eq!(
                listen_address(text),
                Err(BadSetting::Listen(text.into())),
                "{text:?}"
            );
        }
    }
}
