//! The recommendation as a headline, and each reason as one sentence.

use crate::care::evaluation::{Criterion, Evaluation, Projection, Reason, Recommendation};
use crate::care::ids::TargetKey;
use crate::care::number::Number;
use crate::care::protocol::Protocol;

use super::criterion;
use super::quantity::{amount, day, value};
use super::words::action;

/// What is proposed, in one line: “Stay in phase 5: 2 criteria open”.
#[must_use]
pub fn headline(evaluation: &Evaluation) -> String {
    let phase = evaluation.phase.unwrap_or(1);
    match evaluation.recommendation {
        Recommendation::Advance(to) if evaluation.phase.is_none() => format!("Start in phase {to}"),
        Recommendation::Advance(to) => format!("Ready for phase {to}: {}", all_met(evaluation)),
        Recommendation::Discharge => format!("Ready for discharge: {}", all_met(evaluation)),
        Recommendation::StepBack(to) => {
            format!("Step back to phase {to}: {}", why_back(evaluation))
        }
        Recommendation::StopAndRefer(level) => format!("Stop and refer: {}", action(level)),
        Recommendation::Hold if evaluation.phase.is_none() => {
            "No assessment has been signed yet".to_owned()
        }
        Recommendation::Hold => format!("Stay in phase {phase}: {}", why_stay(evaluation)),
    }
}

/// The sentence of a reason; a missing target's is the one of its criterion.
#[must_use]
pub fn sentence(protocol: &Protocol, evaluation: &Evaluation, reason: &Reason) -> String {
    // what to do about it is said only where that is what is proposed
    let (holds, back) = match evaluation.recommendation {
        Recommendation::Hold => (true, false),
        Recommendation::StepBack(_) => (false, true),
        _ => (false, false),
    };
    let ease = if holds {
        ": ease the load by one step"
    } else {
        ""
    };
    match reason {
        Reason::RedFlag {
            flag,
            level,
            referred,
        } => {
            let known = protocol.red_flag(flag.as_str());
            let name = known.map_or(flag.as_str(), |flag| flag.name.as_str());
            let note = known
                .filter(|flag| !flag.note.is_empty())
                .map_or_else(String::new, |flag| format!(" {}", flag.note));
            let state = if *referred {
                "was referred and the answer is awaited"
            } else {
                "is open"
            };
            format!("Red flag “{name}” {state}: {}.{note}", action(*level))
        }
        Reason::ConsideredFlag { flag, ask_again_on } => {
            let name = protocol
                .red_flag(flag.as_str())
                .map_or(flag.as_str(), |flag| flag.name.as_str());
            let again = ask_again_on
                .map(|on| format!(": ask again on {}", day(on)))
                .unwrap_or_default();
            format!("Red flag “{name}” was considered and does not stop{again}.")
        }
        Reason::Reopened => "This episode was closed and opened again: ask all red flags at a session and measure anew. Readings from before it was opened again do not count.".to_owned(),
        Reason::NothingMandatory => "No mandatory criterion is left for this patient, so nothing measured says that the phase is passed. Set one to apply again, or decide otherwise with a reason.".to_owned(),
        Reason::WarningSignsNotAsked => {
            "The warning-sign question was not asked at the last session; ask it.".to_owned()
        }
        Reason::FullScreenDue => "Ask all red flags at the next visit.".to_owned(),
        Reason::FlareOpen { began } => {
            let since = began
                .map(|day_| format!(" that began on {}", day(day_)))
                .unwrap_or_default();
            format!("A flare-up{since} has not been answered with “no” since{ease}.")
        }
        Reason::PainRoseNotAsked { by } => format!(
            "Worst pain rose by {} and nobody asked about a flare-up: ask{}.",
            amount(*by, "points"),
            if holds { ", and ease the load until then" } else { "" }
        ),
        Reason::NotSettled { hours } if *hours == Number::whole(72) => {
            format!("Pain after exercise did not settle within 72 hours{ease}.")
        }
        Reason::NotSettled { hours } => format!(
            "Pain after exercise took {} to settle, more than 24 hours{ease}.",
            amount(*hours, "hours")
        ),
        Reason::SpasmBack { side, from, to } => {
            let grade = |grade| {
                protocol
                    .measure("spasm_grade")
                    .map_or_else(String::new, |m| value(m, grade))
            };
            let (from, to) = (grade(from), grade(to));
            format!(
                "Spasm is back on the {}, from {from} to {to}{ease}.",
                side.as_str()
            )
        }
        Reason::LostTarget {
            target,
            phase,
            pain,
        } => {
            let what = match pain {
                true if holds => " Stay until it is met again; lost pain alone does not step back.",
                false if back => " Go back and pass it again.",
                _ => "",
            };
            let lost = &evaluation.lost;
            let found = lost.iter().find(|lost| lost.target == *target).map_or_else(
                || format!("{}.", name(protocol, target)),
                |lost| criterion::sentence(protocol, lost),
            );
            format!("Met in phase {phase} and no longer: {found}{what}")
        }
        Reason::TwiceRunning => "The load was too much at two sessions running.".to_owned(),
        Reason::AllMet => format!("{}.", sentence_case(&all_met(evaluation))),
        Reason::Missing(target) => find(evaluation, target).map_or_else(
            || format!("{} is open.", name(protocol, target)),
            |open| criterion::sentence(protocol, open),
        ),
        Reason::PathDone => "That was the last phase of this patient’s path.".to_owned(),
        Reason::StartsHere {
            phase,
            because: Some(target),
        } => {
            let why = find(evaluation, target)
                .map_or_else(String::new, |open| criterion::sentence(protocol, open));
            format!("Phase {phase} is the first that is not met: {why}")
        }
        Reason::StartsHere {
            phase,
            because: None,
        } => {
            format!("All earlier phases are met; nobody starts later than phase {phase}.")
        }
        Reason::NoVisitYet if evaluation.phase.is_none() => {
            "No assessment has been signed yet.".to_owned()
        }
        Reason::NoVisitYet => "No session has been signed in this phase yet.".to_owned(),
        Reason::Stalled { targets } => {
            let names: Vec<String> = targets
                .iter()
                .map(|target| name(protocol, target))
                .collect();
            format!(
                "Stalled: three sessions brought no change for the better in {}.",
                names.join("; ")
            )
        }
    }
}

/// The projection for the screen: “about 2–5 weeks at this pace”.
#[must_use]
pub fn projection(projection: Projection) -> String {
    let Projection {
        weeks_from,
        weeks_to,
    } = projection;
    match (weeks_from, weeks_to) {
        (1, 1) => "about 1 week at this pace".to_owned(),
        (from, to) if from == to => format!("about {from} weeks at this pace"),
        (from, to) => format!("about {from}–{to} weeks at this pace"),
    }
}

fn all_met(evaluation: &Evaluation) -> String {
    match evaluation.of {
        1 => "the one mandatory criterion is met".to_owned(),
        of => format!("all {of} mandatory criteria are met"),
    }
}

fn why_stay(evaluation: &Evaluation) -> String {
    let first = |reason: &Reason| match reason {
        Reason::FlareOpen { .. } | Reason::NotSettled { .. } | Reason::SpasmBack { .. } => {
            Some("ease the load by one step".to_owned())
        }
        Reason::PainRoseNotAsked { .. } => Some("ask about a flare-up".to_owned()),
        Reason::LostTarget { .. } => Some("pain of an earlier phase is back".to_owned()),
        Reason::Reopened => Some("opened again, ask all red flags and measure anew".to_owned()),
        Reason::NothingMandatory => Some("no mandatory criterion is left".to_owned()),
        Reason::NoVisitYet => Some("nothing recorded in it yet".to_owned()),
        Reason::WarningSignsNotAsked => Some("ask the warning-sign question".to_owned()),
        _ => None,
    };
    evaluation
        .reasons
        .iter()
        .find_map(first)
        .unwrap_or_else(|| match evaluation.missing.len() {
            1 => "1 criterion open".to_owned(),
            open => format!("{open} criteria open"),
        })
}

fn why_back(evaluation: &Evaluation) -> String {
    let lost = evaluation
        .reasons
        .iter()
        .filter(|reason| matches!(reason, Reason::LostTarget { pain: false, .. }));
    match lost.count() {
        0 => "the load was too much at two sessions running".to_owned(),
        1 => "a criterion was lost".to_owned(),
        lost => format!("{lost} criteria were lost"),
    }
}

fn find<'e>(evaluation: &'e Evaluation, target: &TargetKey) -> Option<&'e Criterion> {
    evaluation
        .criteria
        .iter()
        .find(|criterion| criterion.target == *target)
}

fn name(protocol: &Protocol, target: &TargetKey) -> String {
    let measure = protocol
        .target(target.as_str())
        .and_then(|(_, target)| protocol.measure(target.measure.as_str()));
    measure.map_or_else(|| target.to_string(), |measure| measure.name.clone())
}

fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
