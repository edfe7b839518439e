//! Every link between library entries, and from the library into the protocol, leads somewhere.

use std::collections::BTreeSet;

use super::exercise::Exercise;
use super::fault::Faults;
use super::knowledge::Knowledge;
use super::library::{Check, PolicyIs};
use super::protocol_reader::LibraryKeys;

/// Every key that was declared, also of entries that have a fault themselves.
pub(super) struct Keys {
    /// Exercises, advice blocks and treatments.
    pub(super) library: LibraryKeys,
    /// Measures of the protocol.
    pub(super) measures: BTreeSet<String>,
    /// Red flags of the protocol.
    pub(super) flags: BTreeSet<String>,
}

/// Notes every link that leads nowhere.
pub(super) fn links(knowledge: &Knowledge, keys: &Keys, faults: &Faults) {
    for exercise in &knowledge.exercises {
        exercise_links(exercise, knowledge, keys, faults);
    }
    for advice in &knowledge.advice {
        let at = |key: &str| format!("advice[{}].{key}", advice.key);
        phases(
            "advice.toml",
            &at("phases"),
            &advice.phases,
            knowledge,
            faults,
        );
        for exercise in &advice.exercises {
            known(
                &keys.library.exercises,
                exercise.as_str(),
                "exercise",
                faults,
                "advice.toml",
                &at("exercises"),
            );
        }
        if let Some(needed) = &advice.offered_when {
            policy_is(
                needed,
                knowledge,
                faults,
                "advice.toml",
                &at("offered_when"),
            );
        }
        policy_words(
            &advice.text,
            &["limit", "until_48h"],
            knowledge,
            faults,
            "advice.toml",
            &at("text"),
        );
    }
    for treatment in &knowledge.treatments {
        let at = format!("treatments[{}].phases", treatment.key);
        phases("treatments.toml", &at, &treatment.phases, knowledge, faults);
        if let Some(needed) = &treatment.offered_when {
            let at = format!("treatments[{}].offered_when", treatment.key);
            policy_is(needed, knowledge, faults, "treatments.toml", &at);
        }
    }
    for factor in &knowledge.factors {
        let at = format!("factors[{}].advice", factor.key);
        for advice in &factor.advice {
            known(
                &keys.library.advice,
                advice.as_str(),
                "advice block",
                faults,
                "factors.toml",
                &at,
            );
        }
    }
    examination_links(knowledge, keys, faults);
    policy_and_milestone_links(knowledge, keys, faults);
}

fn exercise_links(exercise: &Exercise, knowledge: &Knowledge, keys: &Keys, faults: &Faults) {
    let file = format!("exercises/{}.toml", exercise.key);
    phases(&file, "phases", &exercise.phases, knowledge, faults);
    if exercise.phases.is_empty() {
        faults.note(&file, "phases", "is missing: at least one is needed");
    }
    for (key, other) in [("easier", &exercise.easier), ("harder", &exercise.harder)] {
        let Some(other) = other else { continue };
        if *other == exercise.key {
            faults.note(&file, key, "leads to the exercise itself");
        }
        known(
            &keys.library.exercises,
            other.as_str(),
            "exercise",
            faults,
            &file,
            key,
        );
    }
    for muscle in &exercise.muscles {
        let looks_like_key = muscle.contains('_');
        if looks_like_key && knowledge.muscle(muscle).is_none() {
            faults.note(&file, "muscles", format!("there is no muscle \"{muscle}\""));
        }
    }
}

fn examination_links(knowledge: &Knowledge, keys: &Keys, faults: &Faults) {
    let file = "examination.toml";
    for grade in &knowledge.severity {
        for flag in grade
            .findings
            .iter()
            .filter_map(|finding| finding.flag.as_ref())
        {
            known(
                &keys.flags,
                flag.as_str(),
                "red flag",
                faults,
                file,
                &format!("grades[{}].findings", grade.key),
            );
        }
    }
    for symptom in &knowledge.symptoms {
        if let Some(flag) = &symptom.flag {
            known(
                &keys.flags,
                flag.as_str(),
                "red flag",
                faults,
                file,
                &format!("symptoms[{}].flag", symptom.key),
            );
        }
    }
    for test in &knowledge.self_tests {
        known(
            &keys.measures,
            test.key.as_str(),
            "measure",
            faults,
            file,
            &format!("self_tests[{}].key", test.key),
        );
    }
    let muscles: BTreeSet<String> = knowledge
        .muscles
        .iter()
        .map(|muscle| muscle.key.clone())
        .collect();
    for muscle in &knowledge.muscles {
        if let Some(other) = &muscle.alias_of {
            known(
                &muscles,
                other,
                "muscle",
                faults,
                "muscles.toml",
                &format!("muscles[{}].alias_of", muscle.key),
            );
        }
    }
}

fn policy_and_milestone_links(knowledge: &Knowledge, keys: &Keys, faults: &Faults) {
    for policy in &knowledge.policies {
        let worded = policy.choices.iter().filter(|one| one.words.is_some());
        if worded.count() > 0 && policy.choices.iter().any(|one| one.words.is_none()) {
            let at = format!("policies[{}].choices", policy.key);
            faults.note(
                "policies.toml",
                &at,
                "have words for some and none for others",
            );
        }
        for choice in &policy.choices {
            let words = choice.words.as_deref().unwrap_or_default();
            let at = format!("policies[{}].choices[{}].words", policy.key, choice.key);
            policy_words(words, &[], knowledge, faults, "policies.toml", &at);
        }
        for key in &policy.touches {
            let is_known = keys.library.advice.contains(key)
                || keys.library.treatments.contains(key)
                || keys.measures.contains(key);
            if !is_known {
                let reason = format!("there is no advice block, treatment or measure \"{key}\"");
                faults.note(
                    "policies.toml",
                    &format!("policies[{}].touches", policy.key),
                    reason,
                );
            }
        }
    }
    for milestone in &knowledge.milestones {
        let at = |key: &str| format!("milestones[{}].{key}", milestone.key);
        if let Some(check) = &milestone.checked_by
            && let Some(reason) = unknown_check(check, knowledge, keys)
        {
            faults.note("milestones.toml", &at("checked_by"), reason);
        }
        if let Some(phase) = milestone.from_phase {
            phases(
                "milestones.toml",
                &at("from_phase"),
                &[phase],
                knowledge,
                faults,
            );
        }
    }
    for light in &knowledge.green_lights {
        let at = format!("green_lights[{}].measure", light.key);
        known(
            &keys.measures,
            light.measure.as_str(),
            "measure",
            faults,
            "milestones.toml",
            &at,
        );
    }
}

fn policy_is(needed: &PolicyIs, knowledge: &Knowledge, faults: &Faults, file: &str, at: &str) {
    let Some(policy) = knowledge.policy(needed.policy.as_str()) else {
        let reason = format!("there is no policy \"{}\"", needed.policy);
        return faults.note(file, &format!("{at}.policy"), reason);
    };
    let choices = policy.choices.iter().map(|choice| choice.key.clone());
    let choices = choices.collect();
    for choice in &needed.choices {
        known(
            &choices,
            choice,
            "choice",
            faults,
            file,
            &format!("{at}.is"),
        );
    }
}

/// Every word in braces is one the sheet fills in, or a policy whose choices have words.
fn policy_words(
    text: &str,
    filled: &[&str],
    knowledge: &Knowledge,
    faults: &Faults,
    file: &str,
    at: &str,
) {
    for part in text.split('{').skip(1) {
        let name = part.split_once('}').map_or(part, |(name, _)| name);
        let policy = knowledge.policy(name);
        let is_worded =
            policy.is_some_and(|policy| policy.choices.iter().all(|one| one.words.is_some()));
        if !filled.contains(&name) && !is_worded {
            let reason = format!("{{{name}}} is not a word the sheet can fill in");
            faults.note(file, at, reason);
        }
    }
}

/// What a milestone is checked by and the documents do not have.
fn unknown_check(check: &Check, knowledge: &Knowledge, keys: &Keys) -> Option<String> {
    let (kind, key, is_known) = match check {
        Check::HoursSinceOnset(_) | Check::WeeksInPhase(_) => return None,
        Check::BetterThanBaseline(key) => (
            "measure",
            key.to_string(),
            keys.measures.contains(key.as_str()),
        ),
        Check::Target(key) => {
            let target = knowledge.protocol.target(key.as_str());
            ("target", key.to_string(), target.is_some())
        }
        Check::Given { purpose, exercises } => {
            let missing = exercises
                .iter()
                .find(|key| knowledge.exercise(key.as_str()).is_none());
            let serves = |purpose: &String| {
                let mut all = knowledge.exercises.iter();
                purpose.is_empty() || all.any(|one| one.purposes.contains(purpose))
            };
            match missing {
                Some(key) => ("exercise", key.to_string(), false),
                None => ("purpose", purpose.clone(), serves(purpose)),
            }
        }
        Check::Advice(key) => {
            let is_known = keys.library.advice.contains(key.as_str());
            ("advice block", key.to_string(), is_known)
        }
        Check::Phase(phase) => {
            let is_known = knowledge.protocol.phase(*phase).is_some();
            ("phase", phase.to_string(), is_known)
        }
    };
    (!is_known).then(|| format!("there is no {kind} \"{key}\""))
}

fn known(keys: &BTreeSet<String>, key: &str, kind: &str, faults: &Faults, file: &str, at: &str) {
    if !keys.contains(key) {
        faults.note(file, at, format!("there is no {kind} \"{key}\""));
    }
}

fn phases(file: &str, at: &str, phases: &[u8], knowledge: &Knowledge, faults: &Faults) {
    for phase in phases {
        if knowledge.protocol.phase(*phase).is_none() {
            faults.note(file, at, format!("there is no phase {phase}"));
        }
    }
}
