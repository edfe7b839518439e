//! The evaluation as a table: every criterion of every phase it looked at.

use crate::care::evaluation::{Criterion, Evaluation};
use crate::care::protocol::Protocol;
use crate::text::{change, criterion, diary, verdict, words};
use crate::web::filters::plain_date;
use crate::web::parts::Judged;

/// The criteria of one phase.
pub(super) struct PhaseCriteria {
    pub title: String,
    pub rows: Vec<CriterionRow>,
}

/// One criterion of the evaluation.
pub(super) struct CriterionRow {
    pub name: String,
    pub gate: &'static str,
    pub basis: &'static str,
    pub overridden: bool,
    pub needed: String,
    pub sentence: String,
    pub verdict: Judged,
    pub taken: String,
    pub change: String,
}

/// The criteria by phase, what is missing first.
pub(super) fn phases(protocol: &Protocol, evaluation: &Evaluation) -> Vec<PhaseCriteria> {
    let mut phases: Vec<PhaseCriteria> = Vec::new();
    let mut last = None;
    for found in &evaluation.criteria {
        if last != Some(found.phase) {
            last = Some(found.phase);
            let name = protocol.phase(found.phase).map_or("", |phase| &phase.name);
            phases.push(PhaseCriteria {
                title: format!("Phase {}: {name}", found.phase),
                rows: Vec::new(),
            });
        }
        if let Some(phase) = phases.last_mut() {
            phase.rows.push(criterion_row(protocol, found));
        }
    }
    for phase in &mut phases {
        phase.rows.sort_by_key(|row| row.order());
    }
    phases
}

impl CriterionRow {
    /// What is missing first, then what is met, then what is only shown.
    fn order(&self) -> u8 {
        use crate::care::evaluation::Verdict::{Met, NotApplicable};
        match (self.gate, self.verdict.verdict) {
            (_, NotApplicable) => 3,
            ("mandatory", Met) => 1,
            ("mandatory", _) => 0,
            _ => 2,
        }
    }
}

fn criterion_row(protocol: &Protocol, found: &Criterion) -> CriterionRow {
    let measure = protocol.measure(found.measure.as_str());
    let mut taken: Vec<String> = found
        .findings
        .iter()
        .filter_map(|finding| {
            let at = plain_date(finding.taken_at?.date);
            let by = diary::taken_by(finding);
            Some(std::iter::once(at).chain(by).collect::<Vec<_>>().join(", "))
        })
        .collect();
    let change = measure.and_then(|measure| {
        let words = found.findings.iter().filter_map(|finding| {
            let change = finding.since_last.as_ref()?;
            let side = finding
                .side
                .map_or(String::new(), |side| format!("{} ", side.as_str()));
            Some(format!(
                "{side}{}",
                change::since(measure, found.operator, change)
            ))
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join(", "))
    });
    taken.dedup();
    CriterionRow {
        name: measure.map_or_else(
            || "Red flag screen".to_owned(),
            |measure| measure.name.clone(),
        ),
        gate: words::gate(found.gate),
        basis: words::basis(found.basis),
        overridden: found.overridden,
        needed: criterion::needed(protocol, found),
        sentence: criterion::sentence(protocol, found),
        verdict: Judged::new(found.verdict, verdict::short(protocol, found)),
        taken: taken.join("; "),
        change: change.unwrap_or_default(),
    }
}
