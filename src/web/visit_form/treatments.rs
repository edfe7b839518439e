//! The treatments of a visit, as the form shows them and as they are read from it.

use super::Context;
use super::read::LINE;
use crate::builtin;
use crate::care::ids::TreatmentKey;
use crate::care::knowledge::CautionEffect;
use crate::care::library::Treatment as Modality;
use crate::care::policy::holds;
use crate::care::session::{AdverseEvent, Severity, Treatment};
use crate::care::visit_check::effects;
use crate::web::form::Form;

/// Most treatments of one visit.
pub(super) const MOST: usize = 12;
/// What is typed about each: the ends of its fields' names.
pub(super) const FIELDS: [&str; 9] = [
    "treatment",
    "minutes",
    "region",
    "side",
    "setting",
    "response",
    "event",
    "severity",
    "because",
];
/// The phase from which passive treatment should not stand alone.
const ACTIVE_FROM: u8 = 4;

/// One treatment that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreatmentOption {
    /// Its key.
    pub key: String,
    /// Its name, with the phases it belongs to where the present one is none of them, and what a caution says.
    pub words: String,
}

/// One line of the form: a treatment given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The beginning of its fields' names: `t1`.
    pub name: String,
    /// Counts from 1.
    pub number: usize,
    /// Something was chosen or typed in it.
    pub is_used: bool,
    /// What the patient's cautions say about it.
    pub warnings: Vec<String>,
    /// A caution bars it, so a reason is needed.
    pub is_barred: bool,
}

/// The treatments in the order they are offered: those of the present phase first.
#[must_use]
pub fn options(context: &Context) -> Vec<TreatmentOption> {
    let phase = context.phase().unwrap_or(1);
    let mut all: Vec<&Modality> = builtin::knowledge().treatments.iter().collect();
    all.sort_by_key(|treatment| !treatment.phases.contains(&phase));
    let option = |treatment: &Modality| {
        let mut words = treatment.name.clone();
        match &treatment.offered_when {
            Some(needed) if holds(builtin::knowledge(), &context.policies, needed) => {}
            Some(_) => words.push_str(" (not offered here: only what was done elsewhere)"),
            None if treatment.phases.contains(&phase) => {}
            None => words.push_str(&of_phases(&treatment.phases)),
        }
        for warning in warnings(context, treatment.key.as_str()).0 {
            words.push_str(" – ");
            words.push_str(&warning);
        }
        TreatmentOption {
            key: treatment.key.to_string(),
            words,
        }
    };
    all.into_iter().map(option).collect()
}

fn of_phases(phases: &[u8]) -> String {
    match phases {
        [] => " (not offered by default)".to_owned(),
        [only] => format!(" (phase {only})"),
        [first, .., last] => format!(" (phases {first} to {last})"),
    }
}

/// What the cautions say about a treatment, and whether one bars it.
fn warnings(context: &Context, key: &str) -> (Vec<String>, bool) {
    let effects = effects(&context.protocol, &context.course, key, context.as_of);
    let is_barred = effects
        .iter()
        .any(|(_, effect)| *effect == CautionEffect::Bars);
    let words = effects.into_iter().map(|(caution, effect)| match effect {
        CautionEffect::Bars => format!("barred: {}", caution.name),
        CautionEffect::Warns("") => format!("care: {}", caution.name),
        CautionEffect::Warns(note) => format!("care: {} ({note})", caution.name),
    });
    (words.collect(), is_barred)
}

/// The lines of the form: those used and one more.
#[must_use]
pub fn slots(context: &Context, form: &Form) -> Vec<Slot> {
    let slot = |number: usize| {
        let name = format!("t{number}");
        let key = form.value(&format!("{name}_treatment"));
        let (warnings, is_barred) = warnings(context, key);
        Slot {
            is_used: is_used(form, &name),
            name,
            number,
            warnings,
            is_barred,
        }
    };
    let all: Vec<Slot> = (1..=MOST).map(slot).collect();
    let last = all
        .iter()
        .rposition(|slot| slot.is_used)
        .map_or(0, |at| at + 1);
    all.into_iter().take(last + 1).collect()
}

/// Whether anything stands in a line.
fn is_used(form: &Form, name: &str) -> bool {
    FIELDS
        .iter()
        .any(|field| !form.value(&format!("{name}_{field}")).trim().is_empty())
}

/// Whether only passive treatments were given in a phase that asks for more.
#[must_use]
pub fn passive_only(phase: Option<u8>, given: &[Treatment]) -> bool {
    let passive = |given: &Treatment| {
        builtin::knowledge()
            .treatment(given.treatment.as_str())
            .is_some_and(|treatment| treatment.passive)
    };
    phase.is_some_and(|phase| phase >= ACTIVE_FROM)
        && !given.is_empty()
        && given.iter().all(passive)
}

/// Every line that is used, as a treatment given.
pub(super) fn given(form: &mut Form) -> Vec<Treatment> {
    (1..=MOST)
        .filter_map(|number| one_given(form, &format!("t{number}"), number))
        .collect()
}

fn one_given(form: &mut Form, name: &str, number: usize) -> Option<Treatment> {
    if !is_used(form, name) {
        return None;
    }
    let of = |what: &str| format!("{what} of treatment {number}");
    let key = form.field(&format!("{name}_treatment"), &of("The kind"));
    let treatment: Option<TreatmentKey> = key.choice();
    let is_known = |key: &TreatmentKey| builtin::knowledge().treatment(key.as_str()).is_some();
    if treatment.as_ref().is_some_and(|key| !is_known(key)) {
        form.fault(
            &format!("{name}_treatment"),
            format!("{} must be one of the answers shown", of("The kind")),
        );
    }
    let minutes = form
        .field(&format!("{name}_minutes"), &of("Minutes"))
        .optional();
    let minutes = minutes.whole(1..=240, "");
    let mut line = |field: &str, label: &str| {
        let field = form
            .field(&format!("{name}_{field}"), &of(label))
            .optional();
        field.text(LINE).unwrap_or_default()
    };
    let (region, setting) = (line("region", "Region"), line("setting", "Setting"));
    let (response, event) = (line("response", "Response"), line("event", "Adverse event"));
    let because = line("because", "Reason");
    let side = form
        .field(&format!("{name}_side"), &of("Side"))
        .optional()
        .choice();
    let severity = form
        .field(&format!("{name}_severity"), &of("Severity"))
        .optional();
    let severity: Option<Severity> = severity.choice();
    let adverse = match (severity, event.is_empty()) {
        (None, true) => None,
        (Some(severity), false) => Some(AdverseEvent {
            severity,
            what: event,
        }),
        (None, false) => {
            form.fault(
                &format!("{name}_severity"),
                format!(
                    "{} is needed: an adverse event is described",
                    of("Severity")
                ),
            );
            None
        }
        (Some(_), true) => {
            form.fault(
                &format!("{name}_event"),
                format!("{} is needed: a severity is chosen", of("Adverse event")),
            );
            None
        }
    };
    Some(Treatment {
        treatment: treatment?,
        minutes: minutes.and_then(|minutes| u8::try_from(minutes).ok()),
        region,
        side,
        setting,
        response,
        adverse,
        override_reason: because,
    })
}
