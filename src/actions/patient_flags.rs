//! What is known of a patient's red flags over all their episodes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::builtin;
use crate::care::course::{AffectedSide, Course, Onset, Precision};
use crate::care::flags::{FlagStanding, flag_states};
use crate::care::ids::{FlagKey, PatientId};
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Db, Error, courses, episodes, flags, protocols};

/// The protocol whose flags and cautions a patient is asked about: that of the newest episode, else the one a new episode
/// would get, else the built-in one.
///
/// # Errors
/// Those of the record.
pub fn protocol_of(
    db: &mut Db,
    clinic: &Clinic,
    patient: &PatientId,
) -> Result<Arc<Protocol>, Error> {
    if let Some(newest) = episodes::list_of(db, patient)?.first() {
        return clinic.protocol(&newest.protocol);
    }
    let built_in = &builtin::knowledge().protocol;
    match protocols::find_assignable(db, &built_in.key) {
        Ok(version) => clinic.protocol(&version.id),
        Err(Error::NotFound) => Ok(Arc::new(built_in.clone())),
        Err(error) => Err(error),
    }
}

/// The state of every flag of the protocol: what was found and decided outside sessions, and what was reported at the
/// sessions of every episode.
///
/// # Errors
/// Those of the record.
pub fn patient_flags(
    db: &mut Db,
    protocol: &Protocol,
    patient: &PatientId,
    now: Moment,
) -> Result<BTreeMap<FlagKey, FlagStanding>, Error> {
    let mut visits = Vec::new();
    for episode in episodes::list_of(db, patient)? {
        visits.extend(courses::load(db, &episode.id)?.visits);
    }
    let course = Course {
        onset: Onset {
            latest: None,
            precision: Precision::Unknown,
            injury: false,
        },
        sport: false,
        side: AffectedSide::NotStated,
        cautions: Default::default(),
        overrides: Vec::new(),
        stays: Vec::new(),
        visits,
        flags: flags::list(db, patient)?,
        baselines: Vec::new(),
        next_visit: None,
        reopened: None,
    };
    Ok(flag_states(protocol, &course, now))
}
