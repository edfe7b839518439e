//! What is known of a patient's red flags over all their episodes.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use crate::audit::hex;
use crate::builtin;
use crate::care::course::{
    AffectedSide, Course, FlagEvent, FlagState, Onset, Precision, Visit, WarningSigns,
};
use crate::care::episode::Episode;
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
    let episodes = episodes::list_of(db, patient)?;
    protocol_at(db, clinic, episodes.first())
}

/// The same where the newest episode is read already.
///
/// # Errors
/// Those of the record.
pub fn protocol_at(
    db: &mut Db,
    clinic: &Clinic,
    newest: Option<&Episode>,
) -> Result<Arc<Protocol>, Error> {
    if let Some(newest) = newest {
        return clinic.protocol(&newest.protocol);
    }
    let built_in = &builtin::knowledge().protocol;
    match protocols::find_assignable(db, &built_in.key) {
        Ok(version) => clinic.protocol(&version.id),
        Err(Error::NotFound) => Ok(Arc::new(built_in.clone())),
        Err(error) => Err(error),
    }
}

/// The state of every flag of the protocol: what was found and decided outside sessions, and what was answered at the
/// sessions of every episode. No course and no reading is loaded, since the banner of every page asks this.
///
/// # Errors
/// Those of the record.
pub fn patient_flags(
    db: &mut Db,
    protocol: &Protocol,
    patient: &PatientId,
    now: Moment,
) -> Result<BTreeMap<FlagKey, FlagStanding>, Error> {
    let (visits, events) = (flags::list_asked(db, patient)?, flags::list(db, patient)?);
    Ok(flag_states(protocol, &course(visits, events), now))
}

/// The flags that stop now.
///
/// # Errors
/// Those of the record.
pub fn stopping_flags(
    db: &mut Db,
    protocol: &Protocol,
    patient: &PatientId,
    now: Moment,
) -> Result<BTreeMap<FlagKey, FlagStanding>, Error> {
    let mut states = patient_flags(db, protocol, patient, now)?;
    states.retain(|_, standing| standing.state.stops());
    Ok(states)
}

/// Visits and answers of a patient whatever the episode: all that the states of flags are made from.
fn course(visits: Vec<Visit>, flags: Vec<FlagEvent>) -> Course {
    Course {
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
        diaries: Vec::new(),
        flags,
        baselines: Vec::new(),
        next_visit: None,
        reopened: None,
    }
}

/// What was found and decided about one flag, oldest first: outside sessions, and reported at the sessions of every episode.
///
/// # Errors
/// Those of the record.
pub fn flag_history(
    db: &mut Db,
    patient: &PatientId,
    flag: &FlagKey,
) -> Result<Vec<FlagEvent>, Error> {
    let mut events = flags::list(db, patient)?;
    events.retain(|event| event.flag == *flag);
    for episode in episodes::list_of(db, patient)? {
        for visit in courses::load(db, &episode.id)?.visits {
            let WarningSigns::Reported(reported) = visit.warning_signs else {
                continue;
            };
            let mine = reported.into_iter().filter(|sign| sign.flag == *flag);
            events.extend(mine.map(|sign| FlagEvent {
                flag: sign.flag,
                at: visit.at,
                state: FlagState::Open,
                level: sign.level,
                by: String::new(),
                note: "reported at a session".to_owned(),
                ask_again_on: None,
            }));
        }
    }
    // at one moment the answer comes first, then what was decided on it
    events.sort_by_key(|event| event.at);
    Ok(events)
}

/// The mark of a flag's history: another one when anything was found, decided, amended or struck out since.
#[must_use]
pub fn mark(history: &[FlagEvent]) -> String {
    hex(&Sha256::digest(format!("{history:?}").as_bytes()))
}
