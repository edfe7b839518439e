//! Looks noted beside a record that cannot be written: ids only, one line each, taken into the audit chain once it can.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use chrono::DateTime;

use super::Records;
use super::error::Error;
use crate::audit::{Action, Actor, Event};
use crate::care::time::Moment;
use crate::config::Database;

/// Adds a line: time in seconds, actor, action, patient, date, with tabs between them, synced to the disk.
pub(super) fn append(
    database: &Database,
    event: &Event,
    actor: &Actor,
    now: Moment,
) -> Result<(), Error> {
    let Some(file) = file(database) else {
        return Err(Error::Broken(
            "a PostgreSQL record has no file for looks beside it".into(),
        ));
    };
    // the line break in front ends a line that was torn before
    let line = format!(
        "\n{}\t{}\t{}\t{}\t{}\n",
        now.utc.and_utc().timestamp(),
        actor.as_str(),
        event.action.as_str(),
        event.patient.as_ref().map_or("", |id| id.as_str()),
        now.date,
    );
    add_to(&file, &line)
        .map_err(|error| Error::Unavailable(format!("the look cannot be noted: {error}")))
}

/// Notes every line in the chain with its own author and time, all in one transaction, then removes the file. How many.
///
/// The file is renamed first, so that what is noted aside meanwhile goes into another one. A line that cannot be read, torn
/// when the disk gave out, is kept in a file of its own and stops nothing.
pub(super) fn take_in(records: &Records) -> Result<usize, Error> {
    let Some(file) = file(&records.database) else {
        return Ok(0);
    };
    let taken = beside(&file, ".taken");
    // one that is there was renamed by a start that failed to take it in
    if !taken.exists() {
        match fs::rename(&file, &taken) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
            renamed => renamed.map_err(failed)?,
        }
    }
    let bytes = fs::read(&taken).map_err(failed)?;
    let text = String::from_utf8_lossy(&bytes);
    let (mut looks, mut bad) = (Vec::new(), String::new());
    for line in text.lines().filter(|line| !line.is_empty()) {
        match parse(line) {
            Some(look) => looks.push(look),
            None => bad.extend([line, "\n"]),
        }
    }
    if let Some((_, last, _)) = looks.last() {
        records.write(Actor::Program, *last, |w| {
            looks
                .iter()
                .try_for_each(|(actor, at, event)| w.note_of(event, actor, *at))
        })?;
    }
    if !bad.is_empty() {
        add_to(&beside(&file, ".bad"), &bad).map_err(failed)?;
    }
    fs::remove_file(&taken).map_err(failed)?;
    Ok(looks.len())
}

fn failed(error: std::io::Error) -> Error {
    Error::Unavailable(format!("the file of looks cannot be taken in: {error}"))
}

fn add_to(file: &Path, text: &str) -> std::io::Result<()> {
    let mut file = OpenOptions::new().append(true).create(true).open(file)?;
    file.write_all(text.as_bytes())?;
    file.sync_data()
}

fn file(database: &Database) -> Option<PathBuf> {
    let Database::Sqlite(path) = database else {
        return None;
    };
    Some(beside(path, ".looks"))
}

fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn parse(line: &str) -> Option<(Actor, Moment, Event)> {
    let mut parts = line.split('\t');
    let utc = DateTime::from_timestamp(parts.next()?.parse().ok()?, 0)?.naive_utc();
    let actor = match parts.next()? {
        "program" => Actor::Program,
        id => Actor::Staff(id.parse().ok()?),
    };
    let mut event = Event::new(parts.next()?.parse::<Action>().ok()?).fields(&["noted_aside"]);
    let patient = parts.next()?;
    if !patient.is_empty() {
        event = event.patient(&patient.parse().ok()?);
    }
    let date = parts.next()?.parse().ok()?;
    Some((actor, Moment { utc, date }, event))
}
