//! Recording a caution: every running home programme it touches asks for a new sheet.

use super::patient_flags::protocol_of;
use super::submission::once;
use super::{Refused, standing};
use crate::access::Staff;
use crate::builtin;
use crate::care::ids::{CautionKey, EpisodeId, PatientId};
use crate::care::knowledge::CautionEffect;
use crate::care::programme::{Programme, ProgrammeState};
use crate::care::protocol::Caution;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, Write, cautions, episodes, programmes, reach};

/// Records a caution.
///
/// # Errors
/// [`Refused::Rule`] when it is recorded already or is one the program works out; `NotFound` when the protocol does not
/// have it or the patient is out of reach.
pub fn record_caution(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    patient: &PatientId,
    (caution, note): (&CautionKey, &str),
    now: Moment,
) -> Result<CautionKey, Refused> {
    once(clinic, staff, submission, now, |w| {
        reach::require(w.db(), staff, patient, now)?;
        let protocol = protocol_of(w.db(), clinic, patient)?;
        let known = protocol.caution(caution.as_str()).ok_or(Error::NotFound)?;
        add(w, clinic, patient, known, note)?;
        standing::refresh_all(w, clinic, patient)?;
        Ok(caution.clone())
    })
}

/// Records a caution and asks for new sheets; the standings are the caller's to refresh.
pub(super) fn add(
    w: &mut Write<'_>,
    clinic: &Clinic,
    patient: &PatientId,
    caution: &Caution,
    note: &str,
) -> Result<(), Refused> {
    if caution.computed {
        return Err(Refused::Rule(format!(
            "The program works “{}” out by itself: nobody records it",
            caution.name
        )));
    }
    match cautions::record(w, patient, &caution.key, note) {
        Err(Error::Duplicate(_)) => {
            let sentence = format!("“{}” is recorded already", caution.name);
            return Err(Refused::Rule(sentence));
        }
        recorded => recorded?,
    }
    review(w, clinic, patient)
}

/// Asks for a new sheet where a caution in force now was not in force when the running one was issued, and takes the
/// request back where none is left.
pub(super) fn review(
    w: &mut Write<'_>,
    clinic: &Clinic,
    patient: &PatientId,
) -> Result<(), Refused> {
    let recorded = cautions::list(w.db(), patient)?;
    for (episode, programme) in running(w, patient)? {
        // the version the programme was written under says what its caution means
        let protocol = clinic.protocol(&programme.protocol)?;
        let issued = programme.issued.as_ref().map(|issued| issued.at);
        let was_known = |key: &CautionKey| {
            recorded.iter().any(|caution| {
                let withdrawn = caution.withdrawn.as_ref().map(|withdrawn| withdrawn.at);
                caution.caution == *key
                    && issued.is_some_and(|at| {
                        caution.recorded_at < at && withdrawn.is_none_or(|ended| ended > at)
                    })
            })
        };
        let new = recorded
            .iter()
            .filter(|caution| caution.withdrawn.is_none() && !was_known(&caution.caution))
            .filter_map(|caution| protocol.caution(caution.caution.as_str()));
        let because: Vec<String> = new
            .filter_map(|caution| {
                let touched = touched(caution, &programme);
                (!touched.is_empty())
                    .then(|| format!("New caution, {}: {}", caution.name, touched.join("; ")))
            })
            .collect();
        let because = (!because.is_empty()).then(|| because.join(". "));
        if because != programme.review_because {
            programmes::ask_review(w, &episode, because.as_deref())?;
        }
    }
    Ok(())
}

fn running(w: &mut Write<'_>, patient: &PatientId) -> Result<Vec<(EpisodeId, Programme)>, Error> {
    let mut running = Vec::new();
    for episode in episodes::list_of(w.db(), patient)? {
        if episode.state.is_closed() {
            continue;
        }
        let issued = programmes::list(w.db(), &episode.id)?
            .into_iter()
            .find(|programme| programme.state == ProgrammeState::Issued);
        running.extend(issued.map(|programme| (episode.id, programme)));
    }
    Ok(running)
}

/// What of a programme a caution bars or warns on, in words: `bars Foam roller extension`.
#[must_use]
pub fn touched(caution: &Caution, programme: &Programme) -> Vec<String> {
    let knowledge = builtin::knowledge();
    let exercises = programme.content.items.iter().map(|item| {
        let key = item.exercise.as_str();
        let name = knowledge
            .exercise(key)
            .map_or(key, |exercise| &exercise.name);
        (key, name.to_owned())
    });
    let advice = programme.content.advice.iter().map(|key| {
        let group = knowledge
            .advice(key.as_str())
            .map_or(key.as_str(), |block| &block.group);
        (key.as_str(), format!("the advice under “{group}”"))
    });
    let effect = |(key, name): (&str, String)| match caution.effect_on(key)? {
        CautionEffect::Bars => Some(format!("bars {name}")),
        CautionEffect::Warns("") => Some(format!("warns on {name}")),
        CautionEffect::Warns(note) => Some(format!("warns on {name} ({note})")),
    };
    exercises.chain(advice).filter_map(effect).collect()
}
