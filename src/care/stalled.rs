//! Whether a phase has stalled: three visits of this stay that brought nothing on (rule 1.11-8).

use super::compare;
use super::evaluation::{Criterion, Finding, Recommendation};
use super::history::View;
use super::ids::TargetKey;
use super::measure::Measure;
use super::protocol::{Operator, Phase};
use super::recommendation::{is_open, missing, needed, recommend};

/// The targets that stayed open over the last three visits, if the phase has stalled.
pub(super) fn stalled(view: View, phase: &Phase) -> Option<Vec<TargetKey>> {
    let mut newest_first = view.visits_in(view.present()).rev();
    let visits = [
        newest_first.next()?,
        newest_first.next()?,
        newest_first.next()?,
    ];
    let days = visits.map(|visit| view.visits()[visit].at.date);
    if days[0] == days[1] || days[1] == days[2] {
        return None;
    }
    // Newest first: most courses that move on are ruled out by one look.
    let mut looks = Vec::with_capacity(3);
    for visit in visits {
        let then = view.as_of(visit);
        let all = needed(then, phase);
        let open: Vec<TargetKey> = all
            .iter()
            .filter(|criterion| is_open(criterion))
            .map(|c| c.target.clone())
            .collect();
        let same = looks
            .first()
            .is_none_or(|(_, known): &(Vec<Criterion>, Vec<TargetKey>)| *known == open);
        if open.is_empty() || !same || !measures_one(view, visit, &all) {
            return None;
        }
        let advice = recommend(then, phase.number, &all, &missing(then, &all));
        if advice.recommendation != Recommendation::Hold {
            return None;
        }
        looks.push((all, open));
    }
    let (newest, open) = &looks[0];
    let (oldest, _) = &looks[2];
    let moved = open.iter().any(|target| {
        let of = |all: &'_ [Criterion]| {
            all.iter()
                .find(|criterion| criterion.target == *target)
                .cloned()
        };
        match (of(oldest), of(newest)) {
            (Some(before), Some(after)) => is_better(view, &before, &after),
            _ => false,
        }
    });
    (!moved).then(|| open.clone())
}

/// Whether the visit took a reading for at least one open target.
fn measures_one(view: View, visit: usize, all: &[Criterion]) -> bool {
    let readings = &view.visits()[visit].readings;
    all.iter()
        .filter(|criterion| is_open(criterion))
        .any(|open| readings.iter().any(|r| r.measure == open.measure))
}

/// Whether a side of the criterion changed for the better from one look to a later one.
fn is_better(view: View, before: &Criterion, after: &Criterion) -> bool {
    let Some(measure) = view.history.measure(after.measure.as_str()) else {
        return false;
    };
    after.findings.iter().any(|now| {
        let then = before.findings.iter().find(|then| then.side == now.side);
        then.and_then(|then| better_by(measure, after.operator, then, now))
            .is_some_and(|(better_by, error)| compare::is_better(better_by, error))
    })
}

/// How much better a finding is than an earlier one, with the error that applies to it.
fn better_by(
    measure: &Measure,
    operator: Operator,
    then: &Finding,
    now: &Finding,
) -> Option<(i64, Option<super::number::Number>)> {
    use super::measure::Value::Number;
    let (old, new) = (then.found.as_ref()?, now.found.as_ref()?);
    match (operator, old, new) {
        (Operator::DifferenceAtMost, Number(old), Number(new)) => {
            Some(((*old - *new).thousandths(), measure.error))
        }
        (Operator::LsiAtLeast, Number(old), Number(new)) => {
            Some(((*new - *old).thousandths(), None))
        }
        _ => compare::better_by(measure, old, new).map(|better| (better, measure.error)),
    }
}
