//! Opening a clinic: its record, and every stored protocol version read into memory.

use crate::audit::{Actor, hex};
use crate::builtin;
use crate::care::protocol::Protocol;
use crate::care::protocol_writer::to_toml;
use crate::clinic::{Clinic, Clock};
use crate::config::Database;
use crate::records::protocols::{self, VersionState};
use crate::records::{Error, Records};
use sha2::{Digest, Sha256};

/// Opens a clinic and reads its protocol versions.
///
/// # Errors
/// Those of [`Clinic::open`]; [`Error::Broken`] when a stored document has a fault.
pub fn open_clinic(database: &Database, clock: Clock) -> Result<Clinic, Error> {
    let clinic = Clinic::open(database, clock)?;
    load_protocols(&clinic)?;
    Ok(clinic)
}

/// Reads every stored protocol version into memory.
///
/// # Errors
/// [`Error::Broken`] when a stored document has a fault; those of the record.
pub fn load_protocols(clinic: &Clinic) -> Result<(), Error> {
    let library = builtin::knowledge().library_keys();
    for stored in clinic.read(protocols::list)? {
        let name = format!("{} version {}", stored.key, stored.number);
        let protocol = Protocol::read(&name, &stored.document, &library).map_err(|faults| {
            Error::Broken(
                faults
                    .first()
                    .map_or_else(|| name.clone(), ToString::to_string),
            )
        })?;
        clinic.add_protocol(stored.id, protocol);
    }
    Ok(())
}

/// Publishes the built-in protocol as version 1 where the record holds no protocol yet: part of the first migration.
///
/// # Errors
/// Those of the record.
pub fn publish_built_in(database: &Database, clock: &Clock) -> Result<(), Error> {
    let records = Records::open(database)?;
    if !records.read(protocols::list)?.is_empty() {
        return Ok(());
    }
    let protocol = &builtin::knowledge().protocol;
    let document = to_toml(protocol);
    let hash = hex(&Sha256::digest(document.as_bytes()));
    let number = i32::try_from(protocol.version).unwrap_or(i32::MAX);
    let clinic = Clinic::open(database, clock.clone())?;
    clinic.write(Actor::Program, clinic.now(), |w| {
        let version = (protocol.key.as_str(), number);
        protocols::add(
            w,
            version,
            &protocol.name,
            &document,
            &hash,
            VersionState::Published,
        )?;
        Ok(())
    })
}
