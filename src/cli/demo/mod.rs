//! `ninefold demo`: a clinic with invented people to try everything on, made through the same actions the pages use.

mod chance;
mod clinic;
mod curves;
mod diary;
mod intakes;
mod lives;
mod names;
mod notes;
mod path;
mod patients;
mod people;
mod plan;
mod readings;
mod reasons;
mod sheets;
mod sketches;
mod stage;
mod treating;
mod visits;

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use indicatif::{ProgressBar, ProgressStyle};
use tempfile::TempDir;

use super::args::{DemoArgs, role_word};
use super::migrate::furnish;
use super::opening::{self, told};
use super::serve::{exposure, log};
use crate::access::Role;
use crate::care::time::Moment;
use crate::clinic::{Clinic, Clock};
use crate::config::{Database, listen_address};
use crate::records::migrations;
use crate::web;

pub use clinic::People;

/// Someone who can log in to the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Their role.
    pub role: Role,
    /// The name they log in with.
    pub sign_in_name: String,
    /// Their password; no spaces.
    pub password: String,
}

/// How long before today the demo's story begins.
const STORY_DAYS: i64 = 400;

/// Runs the command: takes the address, makes the clinic, prints where it is and who can log in, serves it.
pub(super) fn run(args: &DemoArgs, out: &mut dyn Write) -> Result<()> {
    let exposure = exposure(&args.address);
    let listener = web::listen(listen_address(&args.address.listen)?, exposure)?;
    let mut throwaway = None;
    let (database, logins) = match &args.data {
        None => {
            let folder = TempDir::with_prefix("ninefold-demo-")
                .context("no throwaway folder can be made; name one with --data")?;
            let folder = throwaway.insert(folder);
            let database = Database::Sqlite(folder.path().join("ninefold.db"));
            let logins = make(&database, args.patients)?;
            (database, logins)
        }
        Some(data) => keep(data, args.patients)?,
    };
    let clinic = opening::clinic(&database)?;
    log();
    writeln!(out, "http://{}", listener.local_addr()?)?;
    for login in &logins {
        let Login {
            sign_in_name,
            password,
            ..
        } = login;
        writeln!(out, "{} {sign_in_name} {password}", role_word(login.role))?;
    }
    out.flush()?;
    Ok(web::serve(clinic, listener, exposure)?)
}

/// The demo in a folder that stays: made in a folder within it and put in its place whole, or served as it is.
fn keep(data: &Path, patients: u16) -> Result<(Database, Vec<Login>)> {
    let file = data.join("ninefold.db");
    let database = Database::Sqlite(file.clone());
    if file.exists() {
        writeln!(
            std::io::stderr(),
            "{} is there already and is served as it is; its logins were printed when it was made.",
            file.display()
        )?;
        return Ok((database, Vec::new()));
    }
    let cannot = || {
        format!(
            "{} cannot be written; name another folder with --data",
            data.display()
        )
    };
    std::fs::create_dir_all(data).with_context(cannot)?;
    // made before the work, so that a folder nobody may write to is told at once
    let unfinished = TempDir::with_prefix_in(".ninefold-demo-", data).with_context(cannot)?;
    let made = Database::Sqlite(unfinished.path().join("making.db"));
    let logins = make(&made, patients)?;
    let copy = unfinished.path().join("ninefold.db");
    let clinic = opening::clinic(&made)?;
    clinic
        .records()
        .copy_to(&copy)
        .map_err(|error| told(&made, error))?;
    std::fs::rename(&copy, &file).with_context(cannot)?;
    Ok((database, logins))
}

/// Makes the demo's record.
fn make(database: &Database, patients: u16) -> Result<Vec<Login>> {
    let today = Clock::System.utc();
    let clock = Clock::fixed(today - chrono::TimeDelta::days(STORY_DAYS));
    let told = |error| told(database, error);
    let begin = Moment {
        utc: clock.utc(),
        date: clock.utc().date(),
    };
    migrations::run(database, begin).map_err(told)?;
    furnish(database, &clock).map_err(told)?;
    let clinic = crate::actions::open_clinic::open_clinic(database, clock).map_err(told)?;
    let bar = bar(patients);
    let logins = populate(&clinic, clinic.moment(today), patients, &bar)?;
    bar.finish_and_clear();
    Ok(logins)
}

/// Fills a clinic that holds nothing but the built-in protocol: house and staff, then patients, one day after the other.
///
/// The clinic's clock is a fixed one that stands in the past; it is moved on to `today`, and ends there.
///
/// # Errors
/// Those of the actions.
pub fn populate(
    clinic: &Clinic,
    today: Moment,
    patients: u16,
    bar: &ProgressBar,
) -> Result<Vec<Login>> {
    let (people, logins) = clinic::make(clinic)?;
    patients::make(clinic, &people, today, patients, bar)?;
    clinic.clock().set(today.utc);
    Ok(logins)
}

/// A bar on a terminal, nothing elsewhere.
fn bar(patients: u16) -> ProgressBar {
    let style = ProgressStyle::with_template("Making a clinic  {bar:30}  {pos} of {len} patients")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(u64::from(patients)).with_style(style)
}
