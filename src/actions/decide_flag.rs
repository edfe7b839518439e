//! Deciding about a red flag: reported, referred, considered, cleared, absent.

use super::patient_flags::{flag_history, mark, patient_flags, protocol_of};
use super::submission::once;
use super::{Refused, standing};
use crate::access::Staff;
use crate::care::flag_decision::{FlagDecision, decide};
use crate::care::ids::{FlagKey, PatientId};
use crate::care::session::ScreenAnswer;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, flags, reach};

/// Records the decision on what was shown (the [`mark`] of the flag's history); the standings of all the patient's open
/// episodes follow.
///
/// # Errors
/// [`Refused::ShownIsOld`] when something was found or decided about the flag since; [`Refused::Rule`] with what stands against the decision; `NotFound` for a flag the protocol does not have or a patient
/// out of reach.
pub fn decide_flag(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    patient: &PatientId,
    (flag, shown): (&FlagKey, &str),
    decision: &FlagDecision,
    now: Moment,
) -> Result<FlagKey, Refused> {
    once(clinic, staff, submission, now, |w| {
        reach::require(w.db(), staff, patient, now)?;
        let protocol = protocol_of(w.db(), clinic, patient)?;
        let known = protocol.red_flag(flag.as_str()).ok_or(Error::NotFound)?;
        if mark(&flag_history(w.db(), patient, flag)?) != shown {
            return Err(Refused::ShownIsOld);
        }
        let standings = patient_flags(w.db(), &protocol, patient, now)?;
        let before = standings.get(flag).copied().ok_or(Error::NotFound)?;
        let level = decide(known, before, decision, now.date)
            .map_err(|stands| Refused::Rule(stands.to_string()))?;
        let answer = ScreenAnswer {
            flag: flag.clone(),
            state: decision.state,
            level: Some(level),
            note: decision.words(),
            ask_again_on: decision.ask_again_on,
        };
        flags::record(w, patient, &[answer])?;
        standing::refresh_all(w, clinic, patient)?;
        Ok(flag.clone())
    })
}
