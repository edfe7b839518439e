//! One target held against the record: the verdict a side, and the worst of them for the whole.

use super::evaluation::{Criterion, Finding, Note, Verdict};
use super::flags;
use super::history::{Scope, View};
use super::in_force::{InForce, in_force};
use super::measure::{Side, Value};
use super::protocol::{Phase, RED_FLAG_SCREEN, SideRule, Target};
use super::question::{Age, Question};

/// The word for a red flag screen that is clear.
const CLEAR: &str = "clear";

/// What a target comes to.
pub(super) struct Judged {
    pub verdict: Verdict,
    pub note: Option<Note>,
    /// The side that decides first.
    pub findings: Vec<Finding>,
}

/// A target of a phase with everything found about it within a scope.
pub(super) fn criterion(view: View, phase: &Phase, target: &Target, scope: Scope) -> Criterion {
    let asked = in_force(view, phase, target);
    let judged = match &asked.excused {
        Some(note) => Judged {
            verdict: Verdict::NotApplicable,
            note: Some(note.clone()),
            findings: Vec::new(),
        },
        None => judge(view, target, &asked, scope, Age::InDate),
    };
    described(phase, target, asked, judged)
}

/// A target of a phase as it holds for this patient, with what it came to.
pub(super) fn described(
    phase: &Phase,
    target: &Target,
    asked: InForce,
    judged: Judged,
) -> Criterion {
    Criterion {
        target: target.key.clone(),
        measure: target.measure.clone(),
        phase: phase.number,
        operator: target.operator,
        threshold: asked.threshold,
        unit: target.unit.clone(),
        side: target.side,
        gate: asked.gate,
        basis: target.basis,
        overridden: asked.overridden,
        verdict: judged.verdict,
        note: judged.note,
        findings: judged.findings,
    }
}

/// Holds a target against the readings within a scope.
pub(super) fn judge(
    view: View,
    target: &Target,
    asked: &InForce,
    scope: Scope,
    age: Age,
) -> Judged {
    if target.measure == *RED_FLAG_SCREEN {
        return screen(view);
    }
    let Some(series) = view.series(target.measure.as_str()) else {
        return single(Finding::unmeasured(None));
    };
    let question = Question {
        view,
        series,
        measure: series.measure,
        target,
        threshold: &asked.threshold,
        scope,
        age,
    };
    let findings = match target.side {
        _ if series.measure.computed => vec![question.computed()],
        SideRule::None => vec![question.reading(None)],
        SideRule::Difference | SideRule::Lsi => vec![question.pair()],
        SideRule::Each => both(|side| question.reading(Some(side))),
        SideRule::Affected => match view.history.course.side.one() {
            Some(side) => vec![question.reading(Some(side))],
            None => both(|side| question.reading(Some(side))),
        },
    };
    worst_first(findings)
}

fn both(reading: impl Fn(Side) -> Finding) -> Vec<Finding> {
    vec![reading(Side::Left), reading(Side::Right)]
}

fn single(finding: Finding) -> Judged {
    worst_first(vec![finding])
}

/// The target takes the worst of its sides; where one side alone was measured, the other is named.
fn worst_first(mut findings: Vec<Finding>) -> Judged {
    findings.sort_by_key(|finding| finding.verdict);
    let verdict = findings
        .first()
        .map_or(Verdict::NotMeasured, |finding| finding.verdict);
    let missing =
        |finding: &Finding| finding.verdict == Verdict::NotMeasured && finding.found.is_none();
    let one_missing =
        findings.len() == 2 && findings.iter().filter(|finding| missing(finding)).count() == 1;
    let note = match findings.first().and_then(|finding| finding.note.clone()) {
        None | Some(Note::EarlierStay { .. }) if one_missing => findings
            .iter()
            .find(|finding| missing(finding))
            .and_then(|finding| finding.side)
            .map(Note::MissingSide),
        note => note,
    };
    Judged {
        verdict,
        note,
        findings,
    }
}

/// Clear when the newest visit answered and nothing is open or referred.
fn screen(view: View) -> Judged {
    let mut finding = Finding::unmeasured(None);
    if !flags::stopping(view).is_empty() {
        finding.verdict = Verdict::NotYet;
        finding.found = Some(Value::Word("not_clear".to_owned()));
    } else if flags::is_answered(view) {
        finding.verdict = Verdict::Met;
        finding.found = Some(Value::Word(CLEAR.to_owned()));
    } else {
        finding.note = Some(Note::NotAsked);
    }
    single(finding)
}
