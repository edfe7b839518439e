//! The progress report from the record: an episode, its patient, the clinic and what the rules say become plain values.

use std::collections::BTreeMap;

use crate::builtin;
use crate::care::course::Course;
use crate::care::episode::{Episode, PhaseChange, PlannedVisit};
use crate::care::evaluation::{Evaluation, Reason};
use crate::care::ids::StaffId;
use crate::care::patient::PatientFacts;
use crate::care::programme::Programme;
use crate::care::protocol::{Gate, Operator, Protocol};
use crate::care::time::Moment;
use crate::care::trend::{Line, Trend, trend};
use crate::drawing::chart::{self, Size};
use crate::print::report::{Chart, CriterionRow, Decision, OutcomeRow, Report, StayRow};
use crate::records::settings::Settings;
use crate::text::quantity::{day, value};
use crate::text::{
    change, criterion, decision, diary, reason, trend as trends_told, verdict, words,
};

use super::sheet_input::{letterhead, person};

/// As many as fit two rows.
const CHARTS: usize = 4;
/// Millimetres: half a page's width.
const CHART: Size = Size {
    width: 88.0,
    height: 46.0,
};

/// Everything a report is made from.
pub(super) struct Parts<'a> {
    pub settings: &'a Settings,
    pub protocol: &'a Protocol,
    pub version: &'a str,
    pub course: &'a Course,
    pub evaluation: &'a Evaluation,
    pub patient: &'a PatientFacts,
    pub episode: &'a Episode,
    pub changes: &'a [PhaseChange],
    /// The home programme the patient has.
    pub programme: Option<&'a Programme>,
    pub next_visit: Option<&'a PlannedVisit>,
    /// Names of all staff by id.
    pub names: &'a BTreeMap<StaffId, String>,
    pub clinician: &'a str,
    pub now: Moment,
}

/// The report as plain values.
pub(super) fn report(parts: &Parts<'_>) -> Report {
    let trends = trends(parts);
    Report {
        language: "en-GB".into(),
        clinic: letterhead(parts.settings),
        to: to(parts.patient),
        patient: person(parts.patient),
        clinician: parts.clinician.to_owned(),
        date: day(parts.now.date),
        alerts: reasons(parts, true),
        facts: facts(parts),
        standing: reason::headline(parts.evaluation),
        reasons: reasons(parts, false),
        stays: stays(parts),
        criteria: criteria(parts),
        outcomes: trends.iter().flat_map(outcomes).collect(),
        charts: charts(parts, &trends),
        decisions: parts
            .changes
            .iter()
            .map(|one| decided(parts, one))
            .collect(),
        plan: plan(parts),
        remark: remark(parts),
    }
}

fn to(patient: &PatientFacts) -> Vec<String> {
    let mut to: Vec<String> = Vec::new();
    for line in patient.referrer.lines().chain(patient.gp.lines()) {
        let line = line.trim().to_owned();
        if !line.is_empty() && !to.contains(&line) {
            to.push(line);
        }
    }
    to
}

/// Red flags apart from the other reasons: they stand in a frame of their own.
fn reasons(parts: &Parts<'_>, of_flags: bool) -> Vec<String> {
    let evaluation = parts.evaluation;
    let is_flag = |reason: &&Reason| matches!(reason, Reason::RedFlag { .. }) == of_flags;
    evaluation
        .reasons
        .iter()
        .filter(is_flag)
        .map(|one| reason::sentence(parts.protocol, evaluation, one))
        .collect()
}

fn facts(parts: &Parts<'_>) -> Vec<(String, String)> {
    let (facts, course) = (&parts.episode.facts, parts.course);
    let intake = &facts.intake;
    let mut rows = vec![
        ("Complaint", intake.complaint.clone()),
        ("Began", facts.onset_stated.clone()),
        ("Affected side", words::affected_side(facts.side).to_owned()),
        ("Goals", intake.goals.join("; ")),
        ("Protocol", parts.version.to_owned()),
    ];
    let visits: Vec<_> = course.visits.iter().map(|visit| visit.at.date).collect();
    if let (Some(first), Some(last)) = (visits.iter().min(), visits.iter().max()) {
        let seen = format!("{}, from {} to {}", visits.len(), day(*first), day(*last));
        rows.push(("Visits", seen));
    }
    rows.into_iter()
        .filter(|(_, words)| !words.trim().is_empty())
        .map(|(name, words)| (name.to_owned(), words))
        .collect()
}

fn stays(parts: &Parts<'_>) -> Vec<StayRow> {
    let row = |stay: &crate::care::course::Stay| {
        let name = parts
            .protocol
            .phase(stay.phase)
            .map_or("", |phase| &phase.name);
        let within = parts.course.visits.iter().filter(|visit| {
            visit.phase == Some(stay.phase)
                && visit.at.utc <= stay.left.map_or(parts.now.utc, |left| left.utc)
                && (visit.at.date >= stay.entered.date)
        });
        StayRow {
            phase: format!("{}, {name}", stay.phase),
            from: day(stay.entered.date),
            until: stay
                .left
                .map_or_else(|| "now".into(), |left| day(left.date)),
            visits: within.count().to_string(),
        }
    };
    parts.course.stays.iter().map(row).collect()
}

fn criteria(parts: &Parts<'_>) -> Vec<CriterionRow> {
    let evaluation = parts.evaluation;
    if evaluation.phase.is_none() {
        return Vec::new();
    }
    let row = |found: &crate::care::evaluation::Criterion| {
        let mut taken: Vec<String> = Vec::new();
        for finding in &found.findings {
            let Some(at) = finding.taken_at else { continue };
            let by = diary::taken_by(finding);
            let line = std::iter::once(day(at.date)).chain(by).collect::<Vec<_>>();
            let line = line.join(", ");
            if !taken.contains(&line) {
                taken.push(line);
            }
        }
        let set = if found.overridden {
            ", set for this patient"
        } else {
            ""
        };
        CriterionRow {
            sentence: criterion::sentence(parts.protocol, found),
            verdict: verdict::short(parts.protocol, found),
            rests_on: format!(
                "({}, {}{set})",
                words::gate(found.gate),
                words::basis(found.basis)
            ),
            taken: taken.join("; "),
        }
    };
    let of = |gate: Gate| {
        evaluation
            .criteria
            .iter()
            .filter(move |found| found.gate == gate)
    };
    of(Gate::Mandatory)
        .chain(of(Gate::Advisory))
        .map(row)
        .collect()
}

/// Every measure taken more than once; what the present phase needs first, then what was taken most.
fn trends<'a>(parts: &Parts<'a>) -> Vec<Trend<'a>> {
    let mut trends: Vec<Trend<'a>> = parts
        .protocol
        .measures
        .iter()
        .filter_map(|measure| {
            let key = measure.key.as_str();
            trend(
                parts.protocol,
                parts.course,
                parts.evaluation,
                key,
                parts.now,
            )
        })
        .filter(Trend::is_a_course)
        .collect();
    let rank = |trend: &Trend<'_>| {
        let criteria = parts.evaluation.criteria.iter();
        let here: Vec<Gate> = criteria
            .filter(|criterion| criterion.measure == trend.measure.key)
            .map(|criterion| criterion.gate)
            .collect();
        let needed = if here.contains(&Gate::Mandatory) {
            0
        } else if here.is_empty() {
            2
        } else {
            1
        };
        let points: usize = trend.lines.iter().map(|line| line.points.len()).sum();
        (needed, usize::MAX - points)
    };
    trends.sort_by_key(rank);
    trends
}

fn charts(parts: &Parts<'_>, trends: &[Trend<'_>]) -> Vec<Chart> {
    if parts.course.stays.is_empty() {
        return Vec::new();
    }
    trends
        .iter()
        .take(CHARTS)
        .map(|trend| Chart {
            drawing: chart::chart(trend, trends_told::described(trend), CHART),
            caption: trends_told::caption(trend),
        })
        .collect()
}

fn outcomes(trend: &Trend<'_>) -> Vec<OutcomeRow> {
    let measure = trend.measure;
    let row = |line: &Line| {
        let (first, last) = (line.points.get(line.baseline?)?, line.points.last()?);
        if first == last {
            return None;
        }
        let side = line
            .side
            .map_or(String::new(), |side| format!(", {}", side.as_str()));
        let told = |point: &crate::care::trend::Point| {
            let on = point.at.date.format("%-d %b %Y");
            let origin = point
                .diary
                .map_or_else(String::new, |of| format!(", {}", diary::origin(of)));
            format!("{} ({on}{origin})", value(measure, &point.value))
        };
        let change = line
            .since_baseline(measure)
            .map_or_else(String::new, |found| {
                change::since(measure, Operator::AtLeast, &found)
            });
        Some(OutcomeRow {
            measure: format!("{}{side}", measure.name),
            first: told(first),
            last: told(last),
            change,
        })
    };
    trend.lines.iter().filter_map(row).collect()
}

fn decided(parts: &Parts<'_>, change: &PhaseChange) -> Decision {
    let by = parts
        .names
        .get(&change.by)
        .map_or("unknown", String::as_str);
    let mut what = format!(
        "{}: {}, {by}",
        day(change.at.date),
        decision::decided(change)
    );
    if change.rests_on_amended_at.is_some() {
        what.push_str(" (something it rested on was amended or struck out since)");
    }
    Decision {
        what,
        recommended: decision::recommended(change),
        reason: change.reason.clone(),
    }
}

fn plan(parts: &Parts<'_>) -> Vec<String> {
    let mut plan = Vec::new();
    if let Some(programme) = parts.programme {
        let names: Vec<&str> = programme
            .content
            .items
            .iter()
            .filter_map(|item| builtin::knowledge().exercise(item.exercise.as_str()))
            .map(|exercise| exercise.name.as_str())
            .collect();
        if !names.is_empty() {
            plan.push(format!("Home programme: {}.", names.join(", ")));
        }
    }
    plan.push(parts.next_visit.map_or_else(
        || "No next visit is booked.".to_owned(),
        |visit| format!("Next visit: {}.", day(visit.plan.on)),
    ));
    plan
}

fn remark(parts: &Parts<'_>) -> String {
    format!(
        "Criteria and thresholds are those of the clinic's protocol {}; each shows what it rests on. The protocol has not \
         been validated in a study. What was not measured is not counted as nought. A change is called better or worse \
         only where it reaches the known error of its measure.",
        parts.version
    )
}
