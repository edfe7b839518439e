//! From verdicts and signs of trouble to one recommendation: stop · step back · hold · advance or discharge · hold.

use super::evaluation::{Criterion, Finding, Reason, Recommendation, Verdict};
use super::flags;
use super::flare::{self, flares};
use super::history::View;
use super::ids::TargetKey;
use super::lost::{Lost, lost};
use super::measure::{Input, Measure, Value};
use super::number::Number;
use super::protocol::{ActionLevel, Gate, Operator, Phase, RED_FLAG_SCREEN};
use super::verdict::criterion;

/// A recommendation with its reasons.
pub(super) struct Advice {
    pub recommendation: Recommendation,
    pub reasons: Vec<Reason>,
    pub lost: Vec<Lost>,
}

/// The criteria of a phase on the readings of the present stay.
pub(super) fn criteria(view: View, phase: &Phase) -> Vec<Criterion> {
    phase
        .targets
        .iter()
        .map(|target| criterion(view, phase, target, view.present()))
        .collect()
}

/// What follows for the present phase from its criteria.
pub(super) fn recommend(
    view: View,
    present: u8,
    criteria: &[Criterion],
    missing: &[TargetKey],
) -> Advice {
    let flares = flares(view);
    let stops = flags::stopping(view);
    let trouble = flare::trouble(view, &flares);
    let twice = flare::is_twice_running(view, &flares);
    let lost = lost(view);
    let answered = flags::is_answered(view);
    let visited = view.visits_in(view.present()).next().is_some();
    let reopened = flags::is_unscreened_again(view);
    let measures = criteria.iter().any(is_measured);

    let back = step_back(present, twice, &lost);
    let held = !trouble.is_empty() || !lost.is_empty() || !answered || !visited || reopened;
    let done = missing.is_empty() && measures;
    let recommendation = if let Some(level) = highest(&stops) {
        Recommendation::StopAndRefer(level)
    } else if let Some(phase) = back {
        Recommendation::StepBack(phase)
    } else if held || !done {
        Recommendation::Hold
    } else {
        onwards(view, present)
    };

    let mut reasons = stops;
    reasons.extend(twice.then_some(Reason::TwiceRunning));
    reasons.extend(lost.iter().filter(|lost| !lost.pain).map(Lost::reason));
    reasons.extend(trouble);
    reasons.extend(lost.iter().filter(|lost| lost.pain).map(Lost::reason));
    if reopened {
        reasons.push(Reason::Reopened);
    } else if !visited {
        reasons.push(Reason::NoVisitYet);
    }
    if view.is_visited() && !answered && !reopened {
        reasons.push(Reason::WarningSignsNotAsked);
    }
    reasons.extend(missing.iter().cloned().map(Reason::Missing));
    if done && visited {
        reasons.push(Reason::AllMet);
    }
    if !measures {
        reasons.push(Reason::NothingMandatory);
    }
    if recommendation == Recommendation::Discharge {
        reasons.push(Reason::PathDone);
    }
    if view.is_visited() && !reopened && flags::full_screen_due(view) {
        reasons.push(Reason::FullScreenDue);
    }
    reasons.extend(flags::considered(view));
    Advice {
        recommendation,
        reasons,
        lost,
    }
}

/// Whether the answer is "stay" while a needed target is open: nothing stops and nothing steps back.
pub(super) fn stays(view: View, present: u8) -> bool {
    let twice = flare::is_twice_running(view, &flares(view));
    flags::stopping(view).is_empty() && step_back(present, twice, &lost(view)).is_none()
}

/// The highest level among the flags that stop.
pub(super) fn highest(stops: &[Reason]) -> Option<ActionLevel> {
    let level = |reason: &Reason| match reason {
        Reason::RedFlag { level, .. } => Some(*level),
        _ => None,
    };
    stops.iter().filter_map(level).max()
}

/// Mandatory targets that apply and are not met, nearest to met first: short by a number, short without one or waiting
/// for time to pass, out of date, not measured.
pub(super) fn missing(view: View, criteria: &[Criterion]) -> Vec<TargetKey> {
    let mut open: Vec<(i64, &Criterion)> = criteria
        .iter()
        .filter(|criterion| is_open(criterion))
        .map(|open| (distance(view, open), open))
        .collect();
    open.sort_by_key(|(distance, _)| *distance);
    open.into_iter()
        .map(|(_, open)| open.target.clone())
        .collect()
}

/// Whether a criterion is needed and not met.
pub(super) fn is_open(criterion: &Criterion) -> bool {
    is_needed(criterion) && criterion.verdict != Verdict::Met
}

/// Whether a criterion is needed to leave the phase.
pub(super) fn is_needed(criterion: &Criterion) -> bool {
    criterion.gate == Gate::Mandatory && criterion.verdict != Verdict::NotApplicable
}

/// Whether a criterion is needed and somebody measures for it: the red flag screen alone says nothing of the phase.
fn is_measured(criterion: &Criterion) -> bool {
    is_needed(criterion) && criterion.measure != *RED_FLAG_SCREEN
}

/// One phase back after trouble at two visits running, or to the earliest phase with a lost target.
fn step_back(present: u8, twice: bool, lost: &[Lost]) -> Option<u8> {
    let one_back = (twice && present > 1).then(|| present - 1);
    let earliest = lost
        .iter()
        .filter(|lost| !lost.pain)
        .map(|lost| lost.criterion.phase)
        .min();
    [one_back, earliest].into_iter().flatten().min()
}

fn onwards(view: View, present: u8) -> Recommendation {
    let (protocol, sport) = (view.history.protocol, view.history.course.sport);
    let last = protocol.last_phase(sport);
    let next = protocol
        .phases
        .iter()
        .find(|phase| phase.number > present && (sport || !phase.sport_only));
    match next {
        Some(next) if present < last => Recommendation::Advance(next.number),
        _ => Recommendation::Discharge,
    }
}

/// How far a criterion is from met, for sorting: a share of the threshold or of the measure's scale in thousandths.
fn distance(view: View, criterion: &Criterion) -> i64 {
    const WITHOUT_NUMBER: i64 = 1_000_000_000;
    match criterion.verdict {
        Verdict::OutOfDate => return WITHOUT_NUMBER + 1,
        Verdict::NotMeasured => return WITHOUT_NUMBER + 2,
        _ => {}
    }
    let measure = view.history.measure(criterion.measure.as_str());
    if measure.is_some_and(|measure| measure.computed) {
        // It comes nearer by itself every day, and a stored answer's order must not move with it.
        return WITHOUT_NUMBER;
    }
    let farthest = criterion
        .findings
        .iter()
        .filter_map(|finding: &Finding| finding.to_go)
        .max();
    let Some(to_go) = farthest else {
        return WITHOUT_NUMBER;
    };
    let threshold = match criterion.threshold {
        Value::Number(number) => number.abs().thousandths(),
        Value::Word(_) => 0,
    };
    let span = measure.and_then(span).unwrap_or(threshold);
    let whole = match criterion.operator {
        Operator::AtMost | Operator::NoWorseThanBaseline | Operator::DifferenceAtMost => span,
        _ if threshold == 0 => span,
        _ => threshold,
    };
    to_go.thousandths().saturating_mul(1000) / whole.max(1)
}

/// The width of a measure's scale, in thousandths.
fn span(measure: &Measure) -> Option<i64> {
    match &measure.input {
        Input::Number { min, max, .. } => max.map(|max| (max - *min).thousandths()),
        Input::Steps(steps) => i64::try_from(steps.len())
            .ok()
            .map(|steps| Number::whole(steps - 1).thousandths()),
        Input::Words(_) => None,
    }
}
