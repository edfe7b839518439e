//! The one door to the rules: what they say about a course at one moment.

use super::course::Course;
use super::due::due;
use super::evaluation::{Criterion, Evaluation, Reason, Recommendation, Verdict};
use super::history::{History, View};
use super::ids::MeasureKey;
use super::projection::{is_steady, project};
use super::protocol::Protocol;
use super::recommendation::{Advice, criteria, is_needed, missing, recommend};
use super::stalled::stalled;
use super::start::{assessment_plan, examine, of_phase, present_phase, propose};
use super::time::Moment;
use super::until::holds_until;

/// Evaluates a course against its protocol version as of `now`.
///
/// Everything recorded later than `now` counts for nothing, so any past day can be replayed. There is no error path:
/// what the record does not say comes out as not measured. Sources: `clinical-reference.md` 0.1 and 1.11.
#[must_use]
pub fn evaluate(protocol: &Protocol, course: &Course, now: Moment) -> Evaluation {
    let history = History::new(protocol, course, now);
    let view = history.at(now);
    match view.stay() {
        None => before_assignment(view),
        Some(stay) => in_phase(view, stay.phase),
    }
}

fn before_assignment(view: View) -> Evaluation {
    let examined = examine(view);
    let deciding: Vec<Criterion> = of_phase(&examined).cloned().collect();
    let advice = propose(view, &examined);
    let missing = missing(view, &deciding);
    let due = assessment_plan(view.history.protocol, view.history.course, view.now).measures;
    let answer = answer(view, advice, examined.criteria, due);
    let (met, of) = count(&deciding);
    Evaluation {
        missing,
        met,
        of,
        ..answer
    }
}

fn in_phase(view: View, number: u8) -> Evaluation {
    let phase = present_phase(view);
    let criteria = phase.map_or_else(Vec::new, |phase| criteria(view, phase));
    let missing = missing(view, &criteria);
    let mut advice = recommend(view, number, &criteria, &missing);
    let due = phase.map_or_else(Vec::new, |phase| due(view, phase));
    let holding = advice.recommendation == Recommendation::Hold;
    let stalled = phase
        .filter(|_| holding)
        .and_then(|phase| stalled(view, phase, &criteria));
    let is_stalled = stalled.is_some();
    advice
        .reasons
        .extend(stalled.map(|targets| Reason::Stalled { targets }));
    let projection = if is_steady(advice.recommendation, is_stalled, &advice.reasons) {
        project(view, &criteria)
    } else {
        None
    };
    let answer = answer(view, advice, criteria, due);
    Evaluation {
        phase: Some(number),
        missing,
        stalled: is_stalled,
        projection,
        ..answer
    }
}

fn answer(
    view: View,
    advice: Advice,
    criteria: Vec<Criterion>,
    due: Vec<MeasureKey>,
) -> Evaluation {
    let (met, of) = count(&criteria);
    Evaluation {
        at: view.now,
        phase: None,
        recommendation: advice.recommendation,
        holds_until: holds_until(view, &criteria, &advice.lost),
        criteria,
        lost: advice.lost.into_iter().map(|lost| lost.criterion).collect(),
        reasons: advice.reasons,
        missing: Vec::new(),
        due,
        met,
        of,
        stalled: false,
        projection: None,
    }
}

/// Mandatory targets met, and how many apply.
fn count(criteria: &[Criterion]) -> (u16, u16) {
    criteria
        .iter()
        .filter(|criterion| is_needed(criterion))
        .fold((0, 0), |(met, of), criterion| {
            (met + u16::from(criterion.verdict == Verdict::Met), of + 1)
        })
}
