//! `ninefold audit verify`: the audit log's hash chain, and whether the record's rows are those it tells of.

use std::io::Write;

use anyhow::{Result, bail};

use super::args::{AuditCommand, DatabasePlace};
use super::opening::{self, told};
use crate::records::audit::{self, Verdict};
use crate::records::{Purpose, audit_match, connect, migrations};

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
    let (rows, head) = match audit::verify(&mut db).map_err(told)? {
        Verdict::Whole { rows, head } => (rows, head),
        Verdict::Broken(broken) => bail!(
            "the audit log is broken: {broken}; keep this database as it is, and compare it with a backup"
        ),
        Verdict::Emptied => bail!(
            "the audit log was emptied: the record holds people and the log not one row; keep this database as it is, and compare it with a backup"
        ),
    };
    let differences = audit_match::differences(&mut db).map_err(told)?;
    for difference in &differences {
        writeln!(out, "{difference}")?;
    }
    if !differences.is_empty() {
        bail!(
            "the {rows} rows of the audit log are a whole chain, but the record is not what they tell of ({} differences, named above); keep this database as it is, and compare it with a backup",
            differences.len()
        );
    }
    if !state.guarded {
        bail!(
            "the audit log is whole, but the triggers that keep it from being edited were taken away; `ninefold migrate run` sets them up again"
        );
    }
    writeln!(out, "The audit log is whole: {rows} rows, last hash {head}")?;
    writeln!(
        out,
        "Compare with the number you wrote down, and write these down elsewhere: rows cut off at the end do not show by themselves."
    )?;
    writeln!(
        out,
        "Every patient, episode, session, phase change and programme has its rows in the log, and the log tells of no other. What stands inside these rows was not checked."
    )?;
    Ok(())
}
