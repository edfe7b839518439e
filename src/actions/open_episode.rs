//! The intake: opening an episode with everything that was stated, asked and agreed.

use std::collections::BTreeMap;

use super::patient_flags::patient_flags;
use super::reached::patient_for_good;
use super::record_caution;
use super::record_fact::NewFact;
use super::submission::once;
use super::{Refused, standing};
use crate::access::Staff;
use crate::builtin;
use crate::care::course::{AffectedSide, Onset};
use crate::care::episode::{EpisodeFacts, Intake};
use crate::care::ids::{CautionKey, EpisodeId, FlagKey, PatientId, StaffId};
use crate::care::onset::OnsetStatement;
use crate::care::patient::FactKind;
use crate::care::screen::{FlagAnswer, screen};
use crate::care::severity::{grade, raised};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{
    Error, Write, cautions, episodes, flags, protocols, reach, staff as records_staff,
};
use crate::text::onset::statement;

/// An intake as it was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEpisode {
    /// The protocol's key; the newest version a lead clinician adopted is used.
    pub protocol: String,
    /// When the complaint began.
    pub onset: OnsetStatement,
    /// Whether an injury started it.
    pub injury: bool,
    /// The affected side.
    pub side: AffectedSide,
    /// Whether the patient does sport.
    pub sport: bool,
    /// Findings of severity by their words in the knowledge; the grade follows from them.
    pub findings: Vec<String>,
    /// The rest; its severity is worked out here and the findings are put in front of its symptoms.
    pub intake: Intake,
    /// The answers to the red flags; a flag that is not in here was not asked.
    pub flags: BTreeMap<FlagKey, FlagAnswer>,
    /// Cautions found, each with a note that may be empty; those recorded before stay as they are.
    pub cautions: Vec<(CautionKey, String)>,
    /// Consent to assessment and treatment; `None` when it was not given, or is recorded already.
    pub consent: Option<NewFact>,
    /// Who is responsible; the author when `None`.
    pub responsible: Option<StaffId>,
}

/// Opens the episode, records the screen, the cautions and the consent, in one transaction.
///
/// # Errors
/// [`Refused::NotAdopted`] without an adopted protocol version; [`Refused::Rule`] for an onset after now, an episode of
/// the protocol that is not closed, a patient recorded as deceased, a responsible person who treats nobody, or an unknown
/// caution; `NotFound` when the patient is out of reach.
pub fn open_episode(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    patient: &PatientId,
    new: &NewEpisode,
    now: Moment,
) -> Result<EpisodeId, Refused> {
    once(clinic, staff, submission, now, |w| {
        reach::require(w.db(), staff, patient, now)?;
        refuse_dead(w, patient)?;
        let author_stays = new.responsible.as_ref().is_none_or(|id| *id == staff.id);
        if author_stays {
            patient_for_good(w, staff, patient)?;
        }
        let version = match protocols::find_assignable(w.db(), &new.protocol) {
            Err(Error::NotFound) => return Err(Refused::NotAdopted),
            version => version?,
        };
        let protocol = clinic.protocol(&version.id)?;
        let episode = match episodes::open(w, patient, &version.id, &facts(clinic, new, now)?) {
            Err(Error::Duplicate(_)) => {
                return Err(Refused::Rule(
                    "This patient has an episode of this protocol that is not closed: go on with it, or close it first"
                        .into(),
                ));
            }
            opened => opened?,
        };
        if let Some(responsible) = new.responsible.as_ref().filter(|id| **id != staff.id) {
            refuse_nobody(w, responsible, now)?;
            let opened = episodes::find(w.db(), &episode)?;
            episodes::set_responsible(w, &opened, responsible, "at intake")?;
        }
        let before = patient_flags(w.db(), &protocol, patient, now)?;
        let raised = raised(&builtin::knowledge().severity, &new.findings);
        flags::record(w, patient, &screen(&protocol, &new.flags, &raised, &before))?;
        let known = cautions::list(w.db(), patient)?;
        for (key, note) in &new.cautions {
            let is_known = known
                .iter()
                .any(|known| known.caution == *key && known.withdrawn.is_none());
            if !is_known {
                let caution = protocol
                    .caution(key.as_str())
                    .ok_or_else(|| Refused::Rule(format!("The protocol has no caution “{key}”")))?;
                record_caution::add(w, clinic, patient, caution, note)?;
            }
        }
        if let Some(consent) = &new.consent {
            let facts = cautions::list_facts(w.db(), patient)?;
            let is_known = facts
                .iter()
                .any(|fact| fact.kind == FactKind::Consent && fact.withdrawn.is_none());
            if !is_known {
                cautions::record_fact(w, patient, FactKind::Consent, consent.on, &consent.note)?;
            }
        }
        standing::refresh_all(w, clinic, patient)?;
        Ok(episode)
    })
}

fn facts(clinic: &Clinic, new: &NewEpisode, now: Moment) -> Result<EpisodeFacts, Refused> {
    let grade = grade(&builtin::knowledge().severity, &new.findings);
    let mut intake = new.intake.clone();
    intake.severity = grade.map(|grade| grade.key.clone());
    intake.symptoms = new
        .findings
        .iter()
        .chain(&new.intake.symptoms)
        .cloned()
        .collect();
    Ok(EpisodeFacts {
        onset: onset(clinic, new.onset, new.injury, now)?,
        onset_stated: statement(new.onset),
        side: new.side,
        sport: new.sport,
        intake,
    })
}

/// The onset as the rules read it, from what was said now.
pub(super) fn onset(
    clinic: &Clinic,
    said: OnsetStatement,
    injury: bool,
    now: Moment,
) -> Result<Onset, Refused> {
    let is_after_now = match said {
        OnsetStatement::Hour(at) => clinic.from_local(at).utc > now.utc,
        _ => said.first_day().is_some_and(|first| first > now.date),
    };
    if is_after_now {
        return Err(Refused::Rule(
            "The beginning is in the future: correct the date or time".into(),
        ));
    }
    Ok(Onset {
        latest: said
            .latest(now.date)
            .map(|latest| clinic.from_local(latest)),
        precision: said.precision(),
        injury,
    })
}

/// Refuses where the patient is recorded as deceased.
pub(super) fn refuse_dead(w: &mut Write<'_>, patient: &PatientId) -> Result<(), Refused> {
    let facts = cautions::list_facts(w.db(), patient)?;
    let is_dead = facts
        .iter()
        .any(|fact| fact.kind == FactKind::Deceased && fact.withdrawn.is_none());
    if is_dead {
        return Err(Refused::Rule(
            "This patient is recorded as deceased: withdraw that first if it is an error".into(),
        ));
    }
    Ok(())
}

fn refuse_nobody(w: &mut Write<'_>, id: &StaffId, now: Moment) -> Result<(), Refused> {
    let found = records_staff::find(w.db(), id)?;
    if found.treats_on(now.date) {
        return Ok(());
    }
    Err(Refused::Rule(format!(
        "{} cannot be responsible: choose a clinician whose account works",
        found.name
    )))
}
