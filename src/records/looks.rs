//! Looks noted beside a damaged record: ids only, one line each, taken into the audit chain once writing works again.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

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
    let line = format!(
        "{}\t{}\t{}\t{}\t{}\n",
        now.utc.and_utc().timestamp(),
        actor.as_str(),
        event.action.as_str(),
        event.patient.as_ref().map_or("", |id| id.as_str()),
        now.date,
    );
    let written = OpenOptions::new()
        .append(true)
        .create(true)
        .open(&file)
        .and_then(|mut file| {
            file.write_all(line.as_bytes())
                .and_then(|()| file.sync_data())
        });
    written.map_err(|error| Error::Unavailable(format!("the look cannot be noted: {error}")))
}

/// Notes every line in the chain with its own author and time, in one transaction a line, then removes the file.
pub(super) fn take_in(records: &Records) -> Result<usize, Error> {
    let Some(file) = file(&records.database) else {
        return Ok(0);
    };
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => {
            return Err(Error::Unavailable(format!(
                "the file of looks cannot be read: {error}"
            )));
        }
    };
    let mut count = 0;
    for line in text.lines() {
        let (actor, now, event) =
            parse(line).ok_or_else(|| Error::unreadable("the file of looks", line))?;
        records.write(actor, now, |w| w.note(&event))?;
        count += 1;
    }
    fs::remove_file(&file)
        .map_err(|error| Error::Unavailable(format!("the file of looks stays behind: {error}")))?;
    Ok(count)
}

fn file(database: &Database) -> Option<PathBuf> {
    let Database::Sqlite(path) = database else {
        return None;
    };
    let mut name = path.clone().into_os_string();
    name.push(".looks");
    Some(PathBuf::from(name))
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
