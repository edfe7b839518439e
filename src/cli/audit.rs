//! `ninefold audit verify`: the audit log's hash chain.

use std::io::Write;

use anyhow::{Result, bail};

use super::args::{AuditCommand, DatabasePlace};
use super::opening::{self, told};
use crate::records::audit::{self, Verdict};
use crate::records::{Purpose, connect, migrations};

/// Runs the command.
pub(super) fn run(place: &DatabasePlace, what: &AuditCommand, out: &mut dyn Write) -> Result<()> {
    let AuditCommand::Verify = what;
    let database = opening::database(place)?;
    let told = |error| told(&database, error);
    // opened alone: a record whose guards were taken away is the one to look at
    let mut db = connect(&database, Purpose::Read).map_err(told)?;
    let state = migrations::state(&mut db).map_err(told)?;
    if !state.pending.is_empty() || !state.unknown.is_empty() {
        state.current()?;
    }
    match audit::verify(&mut db).map_err(told)? {
        Verdict::Whole { .. } if !state.guarded => bail!(
            "the audit log is whole, but the triggers that keep it from being edited were taken away; `ninefold migrate run` sets them up again"
        ),
        Verdict::Whole { rows, head } => {
            writeln!(out, "The audit log is whole: {rows} rows, last hash {head}")?;
            writeln!(
                out,
                "Keep the number and the hash elsewhere: they show a log that was cut short."
            )?;
            Ok(())
        }
        Verdict::Broken(broken) => bail!(
            "the audit log is broken: {broken}; keep this database as it is, and compare it with a backup"
        ),
    }
}
