//! `ninefold evaluate CASE.toml [--json]`: what the rules say about one readable case.

use std::fmt::Write as _;

use serde::Serialize;

use crate::care::case::{self, Case};
use crate::care::evaluate::evaluate;
use crate::care::evaluation::{Criterion, Evaluation, Recommendation};
use crate::care::fault::Fault;
use crate::care::measure::Value;
use crate::care::number::Number;
use crate::care::protocol::Protocol;
use crate::text::{criterion, quantity, reason, words};

/// The answer to a case: lines for a person, or one JSON document.
///
/// # Errors
/// Every fault of the case, each with its key and reason.
pub fn run(file: &str, text: &str, protocol: &Protocol, json: bool) -> Result<String, Vec<Fault>> {
    let case = case::read(file, text, protocol)?;
    let evaluation = evaluate(protocol, &case.course, case.now);
    if !json {
        return Ok(lines(protocol, &case, &evaluation));
    }
    serde_json::to_string_pretty(&answer(protocol, &evaluation))
        .map(|text| text + "\n")
        .map_err(|error| {
            vec![Fault {
                file: file.to_owned(),
                key: String::new(),
                reason: error.to_string(),
            }]
        })
}

fn lines(protocol: &Protocol, case: &Case, evaluation: &Evaluation) -> String {
    let mut out = format!("{}\n\n{}\n", case.says, reason::headline(evaluation));
    for why in &evaluation.reasons {
        let _ = writeln!(out, "  {}", reason::sentence(protocol, evaluation, why));
    }
    if let Some(projection) = evaluation.projection {
        let _ = writeln!(out, "  {}", reason::projection(projection));
    }
    let _ = writeln!(
        out,
        "\nCriteria: {} of {} mandatory met",
        evaluation.met, evaluation.of
    );
    for found in &evaluation.criteria {
        let (verdict, gate) = (words::verdict(found.verdict), words::gate(found.gate));
        let _ = writeln!(
            out,
            "  {verdict:<14} {gate:<9}  {}",
            criterion::sentence(protocol, found)
        );
    }
    if !evaluation.due.is_empty() {
        let name = |key: &crate::care::ids::MeasureKey| {
            protocol
                .measure(key.as_str())
                .map_or_else(|| key.to_string(), |measure| measure.name.clone())
        };
        let due: Vec<String> = evaluation.due.iter().map(name).collect();
        let _ = writeln!(out, "\nDue at the next visit: {}", due.join("; "));
    }
    if let Some(last) = evaluation.holds_until {
        let _ = writeln!(
            out,
            "This holds until {} if nothing more is recorded.",
            quantity::day(last)
        );
    }
    out
}

#[derive(Serialize)]
struct Answer<'e> {
    recommendation: &'static str,
    to_phase: Option<u8>,
    action_level: Option<&'static str>,
    headline: String,
    phase: Option<u8>,
    met: u16,
    of: u16,
    missing: &'e [crate::care::ids::TargetKey],
    due: &'e [crate::care::ids::MeasureKey],
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

fn answer<'e>(protocol: &Protocol, evaluation: &'e Evaluation) -> Answer<'e> {
    let level = match evaluation.recommendation {
        Recommendation::StopAndRefer(level) => Some(level.as_str()),
        _ => None,
    };
    let given = |why: &crate::care::evaluation::Reason| GivenReason {
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
