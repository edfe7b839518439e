//! `ninefold evaluate CASE.toml [--json]`: what the rules say about one readable case.

use std::fmt::Write as _;

use crate::care::case::{self, Case};
use crate::care::evaluate::evaluate;
use crate::care::evaluation::Evaluation;
use crate::care::fault::Fault;
use crate::care::protocol::Protocol;
use crate::text::{answer, criterion, quantity, reason, words};

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
    serde_json::to_string_pretty(&answer::answer(protocol, &evaluation))
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
