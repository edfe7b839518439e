//! Whether a phase has stalled: the last three visits of this stay that measured what is open brought nothing on (rule
//! 1.11-8).

use super::compare;
use super::evaluation::{Criterion, Finding, Verdict};
use super::history::View;
use super::ids::TargetKey;
use super::in_force::in_force;
use super::measure::{Measure, Value};
use super::number::Number;
use super::protocol::{Operator, Phase, Target};
use super::question::Age;
use super::recommendation::{is_open, stays};
use super::verdict::judge;

/// A needed target that was open after a visit, and what had been found.
struct Open<'a> {
    target: &'a Target,
    findings: Vec<Finding>,
}

/// The targets that stayed open over the last three visits, if the phase has stalled; `criteria` are the phase's, as of now.
pub(super) fn stalled(view: View, phase: &Phase, criteria: &[Criterion]) -> Option<Vec<TargetKey>> {
    view.visits_in(view.present()).nth(2)?;
    // a visit that took nothing of what is open says nothing about it, and cures nothing
    let measured = |visit: &usize| {
        let readings = view.occasions()[*visit].readings;
        let mut open = criteria.iter().filter(|criterion| is_open(criterion));
        open.any(|open| {
            readings
                .iter()
                .any(|reading| reading.measure == open.measure)
        })
    };
    let mut newest_first = view.visits_in(view.present()).rev().filter(measured);
    let visits = [
        newest_first.next()?,
        newest_first.next()?,
        newest_first.next()?,
    ];
    let days = visits.map(|visit| view.occasions()[visit].at.date);
    if days[0] == days[1] || days[1] == days[2] {
        return None;
    }
    let [newest, middle, oldest] = visits;
    let newest = open_after(view.as_of(newest), phase);
    if newest.is_empty() || !are_same(&newest, &open_after(view.as_of(middle), phase)) {
        return None;
    }
    let oldest = open_after(view.as_of(oldest), phase);
    if !are_same(&newest, &oldest) {
        return None;
    }
    let moved = oldest
        .iter()
        .zip(&newest)
        .any(|(before, after)| is_better(view, before, after));
    let stalled = !moved
        && visits
            .into_iter()
            .all(|visit| stays(view.as_of(visit), phase.number));
    stalled.then(|| newest.iter().map(|open| open.target.key.clone()).collect())
}

/// Whether the same targets are open; both lists are in the protocol's order.
fn are_same(one: &[Open], other: &[Open]) -> bool {
    let keys = one.iter().map(|open| &open.target.key);
    keys.eq(other.iter().map(|open| &open.target.key))
}

fn open_after<'a>(then: View, phase: &'a Phase) -> Vec<Open<'a>> {
    let open = |target: &'a Target| {
        let asked = in_force(then, phase, target);
        if !asked.is_needed() {
            return None;
        }
        let judged = judge(then, target, &asked, then.present(), Age::InDate);
        (judged.verdict != Verdict::Met).then_some(Open {
            target,
            findings: judged.findings,
        })
    };
    phase.targets.iter().filter_map(open).collect()
}

/// Whether a side of the target changed for the better from one look to a later one.
fn is_better(view: View, before: &Open, after: &Open) -> bool {
    let Some(measure) = view.history.measure(after.target.measure.as_str()) else {
        return false;
    };
    after.findings.iter().any(|now| {
        let then = before.findings.iter().find(|then| then.side == now.side);
        then.and_then(|then| better_by(measure, after.target.operator, then, now))
            .is_some_and(|(better_by, error)| compare::is_better(better_by, error))
    })
}

/// How much better a finding is than an earlier one, with the error that applies to it.
fn better_by(
    measure: &Measure,
    operator: Operator,
    then: &Finding,
    now: &Finding,
) -> Option<(i64, Option<Number>)> {
    let (old, new) = (then.found.as_ref()?, now.found.as_ref()?);
    match (operator, old, new) {
        (Operator::DifferenceAtMost, Value::Number(old), Value::Number(new)) => {
            Some(((*old - *new).thousandths(), measure.error))
        }
        (Operator::LsiAtLeast, Value::Number(old), Value::Number(new)) => {
            Some(((*new - *old).thousandths(), None))
        }
        _ => compare::better_by(measure, old, new).map(|better| (better, measure.error)),
    }
}
