//! An evaluation as pages show it: headline, reasons, what is missing, and every criterion with its sentence. The
//! markup is in `templates/parts/evaluation.html`.

use super::filters::plain_date;
use super::parts::{Judged, Mark, Tag};
use crate::care::evaluation::{
    ChangeMeaning, Criterion, Evaluation, Finding, Reason, Recommendation, Verdict,
};
use crate::care::ids::TargetKey;
use crate::care::protocol::{Gate, Protocol};
use crate::text::{change, criterion, diary, reason, verdict, words};

/// What the rules say, in words.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// `Stay in phase 5: 2 criteria open`.
    pub headline: Tag,
    /// Why, beside what is missing; most important first.
    pub reasons: Vec<String>,
    /// What else holds: it does not decide.
    pub notes: Vec<String>,
    /// What is missing, nearest first.
    pub missing: Vec<String>,
    /// Every criterion, by gate, or by phase before assignment.
    pub groups: Vec<Group>,
    /// What is clearly better or worse than at the reading before.
    pub changed: Vec<String>,
    /// Measures to take at the next visit.
    pub due: Vec<String>,
    /// `about 2–5 weeks at this pace`.
    pub projection: Option<String>,
    /// `0 of 4 mandatory, 8 of 9 advisory met`.
    pub counts: String,
}

/// Criteria under one heading.
#[derive(Debug, Clone)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// The criteria, in the protocol's order.
    pub rows: Vec<Row>,
}

/// One criterion.
#[derive(Debug, Clone)]
pub struct Row {
    /// The verdict with its shape.
    pub judged: Judged,
    /// Found, needed and missing in one sentence.
    pub sentence: String,
    /// The gate, what the threshold rests on, and whether it was set for this patient.
    pub rests_on: String,
    /// When it was taken and by whom; empty when it was not.
    pub taken: Vec<String>,
    /// The change since the reading before and since the first, read against the measure's error.
    pub change: Vec<String>,
}

impl Evaluated {
    /// The words of an evaluation.
    #[must_use]
    pub fn new(protocol: &Protocol, evaluation: &Evaluation) -> Evaluated {
        let missing = |key: &TargetKey| {
            let open = evaluation
                .criteria
                .iter()
                .find(|open| open.target == *key)?;
            Some(criterion::sentence(protocol, open))
        };
        let said = |decides: bool| {
            let wanted = move |why: &&Reason| {
                !matches!(why, Reason::Missing(_))
                    && why.decides(evaluation.recommendation) == decides
            };
            let reasons = evaluation.reasons.iter().filter(wanted);
            reasons
                .map(|why| reason::sentence(protocol, evaluation, why))
                .collect()
        };
        let due = evaluation.due.iter().map(|key| {
            protocol
                .measure(key.as_str())
                .map_or_else(|| key.to_string(), |measure| measure.name.clone())
        });
        Evaluated {
            headline: Tag::new(mark(evaluation), reason::headline(evaluation)),
            reasons: said(true),
            notes: said(false),
            missing: evaluation.missing.iter().filter_map(missing).collect(),
            groups: groups(protocol, evaluation),
            changed: changed(protocol, evaluation),
            due: due.collect(),
            projection: evaluation.projection.map(reason::projection),
            counts: counts(evaluation),
        }
    }

    /// The same while an earlier decision must be looked at again: nothing is called ready above that.
    #[must_use]
    pub fn unresolved(mut self) -> Evaluated {
        if self.headline.mark == Mark::Ready {
            let words = format!("Decide again first. After that: {}", self.headline.words);
            self.headline = Tag::new(Mark::OnCourse, words);
        }
        self
    }

    /// The same as what was said at an earlier time, which proposes nothing any more.
    #[must_use]
    pub fn said_then(mut self, then: &str) -> Evaluated {
        let words = format!("{then}: {}", self.headline.words);
        self.headline = Tag::new(Mark::Off, words);
        self.due.clear();
        self.projection = None;
        self
    }

    /// The kind of notice the headline stands in.
    #[must_use]
    pub const fn notice(&self) -> &'static str {
        match self.headline.mark {
            Mark::RedFlag => "stop",
            Mark::Ready => "good",
            Mark::Care | Mark::Stalled => "warn",
            _ => "info",
        }
    }
}

/// What the table of criteria adds up to.
fn counts(evaluation: &Evaluation) -> String {
    let mandatory = format!("{} of {} mandatory", evaluation.met, evaluation.of);
    let advisory = evaluation
        .criteria
        .iter()
        .filter(|found| found.gate == Gate::Advisory && found.verdict != Verdict::NotApplicable);
    let (met, of) = advisory.fold((0, 0), |(met, of), found| {
        (met + u16::from(found.verdict == Verdict::Met), of + 1)
    });
    if of == 0 {
        return format!("{mandatory} met");
    }
    format!("{mandatory}, {met} of {of} advisory met")
}

fn mark(evaluation: &Evaluation) -> Mark {
    match evaluation.recommendation {
        Recommendation::StopAndRefer(_) => Mark::RedFlag,
        Recommendation::StepBack(_) => Mark::Care,
        Recommendation::Advance(_) | Recommendation::Discharge => Mark::Ready,
        Recommendation::Hold if evaluation.stalled => Mark::Stalled,
        Recommendation::Hold => Mark::OnCourse,
    }
}

fn groups(protocol: &Protocol, evaluation: &Evaluation) -> Vec<Group> {
    let rows = |wanted: &dyn Fn(&Criterion) -> bool| {
        let criteria = evaluation.criteria.iter().filter(|found| wanted(found));
        criteria.map(|found| row(protocol, found)).collect()
    };
    let groups: Vec<Group> = if evaluation.phase.is_some() {
        let titles = [
            (Gate::Mandatory, "Needed to leave the phase"),
            (Gate::Advisory, "Shown, not needed"),
        ];
        let group = |(gate, title): (Gate, &str)| Group {
            title: title.to_owned(),
            rows: rows(&|found| found.gate == gate),
        };
        titles.into_iter().map(group).collect()
    } else {
        let group = |phase: &crate::care::protocol::Phase| Group {
            title: format!("Phase {}, {}", phase.number, phase.name),
            rows: rows(&|found| found.phase == phase.number),
        };
        protocol.phases.iter().map(group).collect()
    };
    groups
        .into_iter()
        .filter(|group| !group.rows.is_empty())
        .collect()
}

fn row(protocol: &Protocol, found: &Criterion) -> Row {
    let mut rests_on = format!("{}, {}", words::gate(found.gate), words::basis(found.basis));
    if found.overridden {
        rests_on.push_str(", set for this patient");
    }
    Row {
        judged: Judged::new(found.verdict, verdict::short(protocol, found)),
        sentence: criterion::sentence(protocol, found),
        rests_on,
        taken: taken(found),
        change: changes(protocol, found),
    }
}

fn taken(found: &Criterion) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for finding in &found.findings {
        let Some(at) = finding.taken_at else { continue };
        for line in std::iter::once(plain_date(at.date)).chain(diary::taken_by(finding)) {
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

/// Every clear change since the reading before, once a measure and side.
fn changed(protocol: &Protocol, evaluation: &Evaluation) -> Vec<String> {
    let mut lines = Vec::new();
    for found in &evaluation.criteria {
        let Some(measure) = protocol.measure(found.measure.as_str()) else {
            continue;
        };
        for finding in &found.findings {
            let Some(change) = finding.since_last.filter(|change| {
                matches!(change.meaning, ChangeMeaning::Better | ChangeMeaning::Worse)
            }) else {
                continue;
            };
            let side = finding
                .side
                .map(|side| format!(" {}", side.as_str()))
                .unwrap_or_default();
            let words = change::since(measure, found.operator, &change);
            let line = format!("{}{side}: {words}", measure.name);
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    }
    lines
}

fn changes(protocol: &Protocol, found: &Criterion) -> Vec<String> {
    let Some(measure) = protocol.measure(found.measure.as_str()) else {
        return Vec::new();
    };
    let line = |finding: &Finding| {
        let side = finding
            .side
            .map(|side| format!("{} ", side.as_str()))
            .unwrap_or_default();
        let last = finding.since_last.map(|change| {
            format!(
                "{side}since the last: {}",
                change::since(measure, found.operator, &change)
            )
        });
        let first = finding.since_baseline.map(|change| {
            format!(
                "{side}since the first: {}",
                change::since(measure, found.operator, &change)
            )
        });
        [last, first].into_iter().flatten()
    };
    found.findings.iter().flat_map(line).collect()
}
