//! An evaluation as one document: every criterion and every reason, with its sentence.

use serde::Serialize;

use crate::care::evaluation::{Criterion, Evaluation, Reason, Recommendation};
use crate::care::ids::{MeasureKey, TargetKey};
use crate::care::measure::Value;
use crate::care::number::Number;
use crate::care::protocol::Protocol;

use super::{criterion, reason};

/// An evaluation as a document.
#[derive(Serialize)]
pub struct Answer<'e> {
    recommendation: &'static str,
    to_phase: Option<u8>,
    action_level: Option<&'static str>,
    headline: String,
    phase: Option<u8>,
    met: u16,
    of: u16,
    missing: &'e [TargetKey],
    due: &'e [MeasureKey],
    stalled: bool,
    projection: Option<String>,
    holds_until: Option<String>,
    criteria: Vec<FoundCriterion<'e>>,
    reasons: Vec<GivenReason>,
}

#[derive(Serialize)]
struct FoundCriterion<'e> {
    target: &'e str,
    measure: &'e str,
    gate: &'static str,
    verdict: &'static str,
    found: Option<&'e Value>,
    needed: String,
    distance: Option<Number>,
    taken_at: Option<String>,
    taken_by: Option<&'e str>,
    change: Option<FoundChange>,
    basis: &'static str,
    overridden: bool,
    sentence: String,
}

#[derive(Serialize)]
struct FoundChange {
    by: Number,
    meaning: &'static str,
}

#[derive(Serialize)]
struct GivenReason {
    kind: &'static str,
    sentence: String,
}

/// What an evaluation says, for machines: `evaluate --json` answers it and a decision keeps it.
#[must_use]
pub fn answer<'e>(protocol: &Protocol, evaluation: &'e Evaluation) -> Answer<'e> {
    let level = match evaluation.recommendation {
        Recommendation::StopAndRefer(level) => Some(level.as_str()),
        _ => None,
    };
    let given = |why: &Reason| GivenReason {
        kind: why.kind(),
        sentence: reason::sentence(protocol, evaluation, why),
    };
    Answer {
        recommendation: evaluation.recommendation.as_str(),
        to_phase: evaluation.recommendation.to_phase(),
        action_level: level,
        headline: reason::headline(evaluation),
        phase: evaluation.phase,
        met: evaluation.met,
        of: evaluation.of,
        missing: &evaluation.missing,
        due: &evaluation.due,
        stalled: evaluation.stalled,
        projection: evaluation.projection.map(reason::projection),
        holds_until: evaluation.holds_until.map(|day| day.to_string()),
        criteria: evaluation
            .criteria
            .iter()
            .map(|found| found_criterion(protocol, found))
            .collect(),
        reasons: evaluation.reasons.iter().map(given).collect(),
    }
}

/// The side that decides the verdict, with the whole in the sentence.
fn found_criterion<'e>(protocol: &Protocol, criterion: &'e Criterion) -> FoundCriterion<'e> {
    let decides = criterion.findings.first();
    FoundCriterion {
        target: criterion.target.as_str(),
        measure: criterion.measure.as_str(),
        gate: criterion.gate.as_str(),
        verdict: criterion.verdict.as_str(),
        found: decides.and_then(|finding| finding.found.as_ref()),
        needed: criterion::needed(protocol, criterion),
        distance: decides.and_then(|finding| finding.to_go),
        taken_at: decides
            .and_then(|finding| finding.taken_at)
            .map(|at| at.utc.format("%Y-%m-%dT%H:%M:%S").to_string()),
        taken_by: decides.and_then(|finding| finding.taken_by.as_deref()),
        change: decides
            .and_then(|finding| finding.since_last)
            .map(|change| FoundChange {
                by: change.by,
                meaning: change.meaning.as_str(),
            }),
        basis: criterion.basis.as_str(),
        overridden: criterion.overridden,
        sentence: criterion::sentence(protocol, criterion),
    }
}
