//! What the clinic chose where sources disagree, and what follows for words, limits and offers.

use std::collections::BTreeMap;

use super::knowledge::Knowledge;
use super::library::{Choice, PolicyIs};
use super::protocol::Protocol;

/// The pain limit of a phase a protocol says nothing about, in points: the strictest of the reference.
const PAIN_LIMIT: u8 = 2;

/// The clinic's choices by policy key; a policy that is not in there, or stands at something unknown, has its default.
pub type Policies = BTreeMap<String, String>;

/// The choice of a policy that holds.
#[must_use]
pub fn chosen<'k>(knowledge: &'k Knowledge, policies: &Policies, key: &str) -> Option<&'k Choice> {
    let policy = knowledge.policy(key)?;
    let named = |wanted: &str| policy.choices.iter().find(|choice| choice.key == wanted);
    let own = policies.get(key).and_then(|choice| named(choice));
    own.or_else(|| named(&policy.default))
}

/// Whether a policy stands at one of these choices.
#[must_use]
pub fn holds(knowledge: &Knowledge, policies: &Policies, needed: &PolicyIs) -> bool {
    let choice = chosen(knowledge, policies, needed.policy.as_str());
    choice.is_some_and(|choice| needed.choices.contains(&choice.key))
}

/// The text with the words of the clinic's choices; the words of one policy may name another.
#[must_use]
pub fn worded(knowledge: &Knowledge, policies: &Policies, text: &str) -> String {
    let mut text = text.to_owned();
    for _ in 0..2 {
        for policy in &knowledge.policies {
            let key = policy.key.as_str();
            let choice = chosen(knowledge, policies, key);
            if let Some(words) = choice.and_then(|choice| choice.words.as_deref()) {
                text = text.replace(&format!("{{{key}}}"), words);
            }
        }
    }
    // Blank words leave their blanks behind.
    text.split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The highest pain allowed in exercise in a phase, in points.
#[must_use]
pub fn pain_limit(
    knowledge: &Knowledge,
    protocol: &Protocol,
    policies: &Policies,
    phase: u8,
) -> u8 {
    let mut all = knowledge.policies.iter();
    let set = all.find_map(|policy| chosen(knowledge, policies, policy.key.as_str())?.pain_limit);
    let own = protocol.pain_limits.get(&phase).copied();
    set.or(own).unwrap_or(PAIN_LIMIT)
}
