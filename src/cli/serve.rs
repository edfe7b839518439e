//! `ninefold serve`: the clinic's pages until the process is told to stop.

use std::io::{IsTerminal as _, Write as _};

use anyhow::Result;
use tracing_subscriber::EnvFilter;

use super::args::{Address, DatabasePlace};
use super::opening;
use crate::config::listen_address;
use crate::web::{self, Exposure};

/// Serves the clinic of the database that was asked for.
pub(super) fn run(place: &DatabasePlace, address: &Address) -> Result<()> {
    let database = opening::database(place)?;
    let exposure = exposure(address);
    let listener = web::listen(listen_address(&address.listen)?, exposure)?;
    let clinic = opening::clinic(&database)?;
    log();
    let at = listener.local_addr()?;
    writeln!(
        std::io::stderr(),
        "Ninefold serves {database} at http://{at}; stop it with ctrl-c."
    )?;
    Ok(web::serve(clinic, listener, exposure)?)
}

/// How browsers reach the server, as it was said.
pub(super) fn exposure(address: &Address) -> Exposure {
    if address.behind_proxy {
        Exposure::BehindProxy
    } else {
        Exposure::Loopback
    }
}

/// What is logged when `RUST_LOG` is not set: warnings. A connection that sends what is no HTTP is answered 400 and is no
/// fault of this program, though the library below calls it an error.
const USUAL: &str = "warn,actix_http::h1::dispatcher=off";

/// Logs to standard error what `RUST_LOG` asks for, in colour on a terminal only.
pub(super) fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(USUAL));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr)
        .init();
}
