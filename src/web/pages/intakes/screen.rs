//! Reading an intake's red flags, held against what else was stated.

use std::collections::BTreeMap;

use super::questions::follow_up_field;
use crate::builtin;
use crate::care::ids::FlagKey;
use crate::care::protocol::Protocol;
use crate::care::screen::{FlagAnswer, FollowUp};
use crate::web::field::Answer;
use crate::web::form::Form;

/// The answers to the red flags, in the page's order: symptoms, then the history.
pub(super) fn flags(form: &mut Form, protocol: &Protocol) -> BTreeMap<FlagKey, FlagAnswer> {
    let mut answers = BTreeMap::new();
    let asked = protocol.red_flags_as_asked();
    let symptoms = asked.iter().filter(|flag| !flag.history);
    let history = asked.iter().filter(|flag| flag.history);
    let mut unanswered = Vec::new();
    for flag in symptoms.chain(history) {
        let label = format!("“{}”", flag.name);
        let answer = match form.field(flag.key.as_str(), &label).answer() {
            None => {
                unanswered.push(flag.key.as_str());
                continue;
            }
            Some(Answer::No) => FlagAnswer::No,
            Some(Answer::NotAsked) => FlagAnswer::NotAsked,
            Some(Answer::Yes) => FlagAnswer::Yes(follow_up(form, flag.key.as_str(), &label)),
        };
        answers.insert(flag.key.clone(), answer);
    }
    if unanswered.len() > 1 {
        let sentence = format!("{} red flags are unanswered", unanswered.len());
        form.fold(&unanswered, sentence);
    }
    answers
}

/// A finding that raises a flag stands against a "no" to the flag's own question: which of them is right?
pub(super) fn point_out_contradictions(
    form: &mut Form,
    protocol: &Protocol,
    answers: &BTreeMap<FlagKey, FlagAnswer>,
    findings: &[String],
) {
    let grades = &builtin::knowledge().severity;
    for found in grades.iter().flat_map(|grade| &grade.findings) {
        let raised = found
            .flag
            .as_ref()
            .filter(|_| findings.contains(&found.text));
        let Some(flag) = raised.and_then(|key| protocol.red_flag(key.as_str())) else {
            continue;
        };
        if answers.get(&flag.key) == Some(&FlagAnswer::No) {
            form.fault(
                flag.key.as_str(),
                format!(
                    "“{}” is answered No, but “{}” is ticked under severity: correct one of them",
                    flag.name, found.text
                ),
            );
        }
    }
}

fn follow_up(form: &mut Form, flag: &str, label: &str) -> FollowUp {
    let name = follow_up_field(flag);
    let asked = form.field(&name, &format!("{label}: the follow-up question"));
    match asked.optional().answer() {
        Some(Answer::Yes) => FollowUp::Higher,
        Some(Answer::No) => FollowUp::Lower,
        Some(Answer::NotAsked) | None => FollowUp::Unanswered,
    }
}

/// A symptom that may be a red flag asks for the flag's question to be put.
pub(super) fn ask_flags_of_symptoms(
    form: &mut Form,
    protocol: &Protocol,
    flags: &BTreeMap<FlagKey, FlagAnswer>,
    symptoms: &[String],
) {
    let knowledge = builtin::knowledge();
    let found = |symptom: &&crate::care::library::Symptom| symptoms.contains(&symptom.key);
    for symptom in knowledge.symptoms.iter().filter(found) {
        let Some(flag) = &symptom.flag else { continue };
        if flags.get(flag) == Some(&FlagAnswer::NotAsked) {
            let name = protocol
                .red_flag(flag.as_str())
                .map_or(flag.as_str(), |flag| &flag.name);
            form.fault(
                flag.as_str(),
                format!(
                    "“{name}” must be asked, because “{}” is ticked",
                    symptom.text
                ),
            );
        }
    }
}
