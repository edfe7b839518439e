//! `ninefold protocol …` and `ninefold evaluate`: the built-in knowledge, or the clinic's when a database is named.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::args::{DatabasePlace, ProtocolCommand};
use super::{evaluate, opening, protocol};
use crate::builtin;
use crate::care::protocol::Protocol;
use crate::records::protocols;

/// Runs a `protocol` command.
pub(super) fn protocol(
    place: &DatabasePlace,
    what: &ProtocolCommand,
    out: &mut dyn Write,
) -> Result<()> {
    if let ProtocolCommand::Check { file } = what {
        return protocol::check(file, &builtin::knowledge().library_keys(), out);
    }
    let versions = versions(place)?;
    let versions: Vec<&Protocol> = versions.iter().collect();
    match what {
        ProtocolCommand::List => protocol::list(&versions, out),
        ProtocolCommand::Show { key, json: false } => {
            protocol::show(protocol::find(&versions, key)?, out)
        }
        ProtocolCommand::Show { key, json: true } => {
            protocol::show_json(protocol::find(&versions, key)?, out)
        }
        ProtocolCommand::Export { key } => protocol::export(protocol::find(&versions, key)?, out),
        ProtocolCommand::Check { .. } => Ok(()),
    }
}

/// Runs `evaluate`: on the newest version of the built-in protocol's key.
pub(super) fn evaluate(
    place: &DatabasePlace,
    case: &Path,
    json: bool,
    out: &mut dyn Write,
) -> Result<()> {
    let file = case.display().to_string();
    let text = std::fs::read_to_string(case)
        .with_context(|| format!("{file} cannot be read as text; check the path"))?;
    let versions = versions(place)?;
    let versions: Vec<&Protocol> = versions.iter().collect();
    let protocol = protocol::find(&versions, &builtin::knowledge().protocol.key)?;
    match evaluate::run(&file, &text, protocol, json) {
        Ok(answer) => Ok(out.write_all(answer.as_bytes())?),
        Err(faults) => {
            for fault in &faults {
                writeln!(std::io::stderr(), "{fault}")?;
            }
            let count = faults.len();
            let them = if count == 1 { "fault" } else { "faults" };
            bail!("{count} {them} in {file}; docs/cases.md tells how a case is written")
        }
    }
}

/// The clinic's published versions where a database is named, the built-in one otherwise.
fn versions(place: &DatabasePlace) -> Result<Vec<Protocol>> {
    if place.url.is_none() {
        return Ok(vec![builtin::knowledge().protocol.clone()]);
    }
    let database = opening::database(place)?;
    let clinic = opening::clinic(&database)?;
    let told = |error| opening::told(&database, error);
    let stored = clinic.read(protocols::list).map_err(told)?;
    stored
        .iter()
        .map(|version| Ok((*clinic.protocol(&version.id).map_err(told)?).clone()))
        .collect()
}
