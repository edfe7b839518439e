//! `ninefold migrate status|run|undo`: the database's schema.

use std::io::Write;
use std::path::Path;

use anyhow::{Result, bail};

use super::args::{DatabasePlace, Migrate};
use super::opening::{self, told};
use crate::actions::change_clinic::settle_in;
use crate::actions::open_clinic::{open_clinic, publish_built_in};
use crate::care::time::Moment;
use crate::clinic::Clock;
use crate::config::Database;
use crate::records::Error;
use crate::records::migrations::{self, Changed};

/// Runs the command.
pub(super) fn run(place: &DatabasePlace, what: &Migrate, out: &mut dyn Write) -> Result<()> {
    let database = opening::database(place)?;
    match what {
        Migrate::Status => status(&database, out),
        Migrate::Run { dry_run: true } => dry_run(&database, out),
        Migrate::Run { dry_run: false } => apply(&database, out),
        Migrate::Undo => undo(&database, out),
    }
}

fn status(database: &Database, out: &mut dyn Write) -> Result<()> {
    let state = migrations::state_of(database).map_err(|error| told(database, error))?;
    for (mark, names) in [
        ("applied", &state.applied),
        ("pending", &state.pending),
        ("unknown", &state.unknown),
    ] {
        for name in names {
            writeln!(out, "{mark}  {name}")?;
        }
    }
    if let Some(file) = missing_file(database) {
        writeln!(
            out,
            "There is no file {} yet; `ninefold migrate run` makes it and applies these.",
            file.display()
        )?;
        return Ok(());
    }
    match state.current() {
        Ok(()) => writeln!(out, "The schema is up to date.")?,
        Err(error) => writeln!(out, "{error}.")?,
    }
    Ok(())
}

fn dry_run(database: &Database, out: &mut dyn Write) -> Result<()> {
    let state = migrations::state_of(database).map_err(|error| told(database, error))?;
    if !state.unknown.is_empty() {
        state.current()?;
    }
    if let Some(file) = missing_file(database) {
        writeln!(out, "would make  {}", file.display())?;
    }
    for name in &state.pending {
        writeln!(out, "would apply  {name}")?;
    }
    if state.pending.is_empty() {
        writeln!(out, "Nothing to apply.")?;
    }
    Ok(())
}

/// The file of a record that does not exist yet.
fn missing_file(database: &Database) -> Option<&Path> {
    match database {
        Database::Sqlite(path) if !path.exists() => Some(path),
        _ => None,
    }
}

fn apply(database: &Database, out: &mut dyn Write) -> Result<()> {
    let changed = migrations::run(database, now()).map_err(|error| told(database, error))?;
    report("applied", &changed, out)?;
    for said in furnish(database, &Clock::System).map_err(|error| told(database, error))? {
        writeln!(out, "{said}")?;
    }
    writeln!(out, "The schema is up to date.")?;
    Ok(())
}

/// Gives a record that holds nothing yet what a clinic starts with: the built-in protocol, settings, a team.
///
/// # Errors
/// Those of the record.
pub(super) fn furnish(database: &Database, clock: &Clock) -> Result<Vec<&'static str>, Error> {
    publish_built_in(database, clock)?;
    let clinic = open_clinic(database, clock.clone())?;
    let mut said = Vec::new();
    if settle_in(&clinic, &machine_zone())? {
        said.push("A new clinic: set its name, time zone and policies on the page Clinic.");
    }
    if clinic.read(crate::records::staff::list)?.is_empty() {
        said.push(
            "Nobody can log in yet: `ninefold staff add NAME --name \"…\" --role administrator` adds the first account.",
        );
    }
    Ok(said)
}

fn undo(database: &Database, out: &mut dyn Write) -> Result<()> {
    let changed = migrations::undo(database, now()).map_err(|error| told(database, error))?;
    report("undone", &changed, out)?;
    writeln!(out, "`ninefold migrate run` applies it again.")?;
    Ok(())
}

fn report(what: &str, changed: &Changed, out: &mut dyn Write) -> Result<()> {
    if let Some(copy) = &changed.copy {
        writeln!(out, "copy made  {}", copy.display())?;
    }
    for name in &changed.migrations {
        writeln!(out, "{what}  {name}")?;
    }
    if changed.migrations.is_empty() && what == "undone" {
        bail!("nothing was undone; `ninefold migrate status` tells what is applied");
    }
    Ok(())
}

fn now() -> Moment {
    let utc = Clock::System.utc();
    Moment {
        utc,
        date: utc.date(),
    }
}

/// The machine's time zone by its name, as far as it tells; UTC otherwise.
fn machine_zone() -> String {
    let known = |name: &str| name.parse::<chrono_tz::Tz>().ok().map(|_| name.to_owned());
    let set = std::env::var("TZ").ok();
    let linked = std::fs::read_link("/etc/localtime").ok();
    let linked = linked.as_ref().and_then(|path| path.to_str());
    set.as_deref()
        .and_then(known)
        .or_else(|| {
            linked?
                .split_once("zoneinfo/")
                .and_then(|(_, name)| known(name))
        })
        .unwrap_or_else(|| "UTC".to_owned())
}
