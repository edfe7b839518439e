//! `ninefold audit verify`: the audit log's hash chain.

use std::io::Write;

use anyhow::{Result, bail};

use super::args::{AuditCommand, DatabasePlace};
use super::opening::{self, told};
use crate::records::Records;
use crate::records::audit::{self, Verdict};

/// Runs the command.
pub(super) fn run(place: &DatabasePlace, what: &AuditCommand, out: &mut dyn Write) -> Result<()> {
    let AuditCommand::Verify = what;
    let database = opening::database(place)?;
    let records = Records::open(&database).map_err(|error| told(&database, error))?;
    match records
        .read(audit::verify)
        .map_err(|error| told(&database, error))?
    {
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
