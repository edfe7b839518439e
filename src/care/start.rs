//! The phase to start in, and what to ask at the assessment to find it (rules 0.1 and 1.11-7).

use super::course::Course;
use super::due::{is_barred, push_once};
use super::evaluation::{Criterion, Reason, Recommendation};
use super::flags;
use super::history::{History, View};
use super::ids::MeasureKey;
use super::protocol::{Phase, Protocol};
use super::recommendation::{Advice, criteria, highest, is_needed, is_open};
use super::time::Moment;

/// What an assessment asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssessmentPlan {
    /// The measures: those of every visit, the baselines, then the mandatory ones phase by phase.
    pub measures: Vec<MeasureKey>,
    /// The first phase that is not met on the readings so far; nothing of a later phase is asked.
    pub up_to_phase: u8,
}

/// What to ask at the assessment, given what it has found so far (its draft as the course's only visit).
#[must_use]
pub fn assessment_plan(protocol: &Protocol, course: &Course, now: Moment) -> AssessmentPlan {
    let history = History::new(protocol, course, now);
    let view = history.at(now);
    let examined = examine(view);
    let mut measures = Vec::new();
    let always = protocol
        .measures
        .iter()
        .filter(|measure| measure.every_visit && !measure.from_second_visit);
    let baselines = protocol
        .measures
        .iter()
        .filter(|measure| measure.baseline_phase == Some(1));
    for measure in always.chain(baselines) {
        push_once(&mut measures, &measure.key);
    }
    for criterion in examined
        .criteria
        .iter()
        .filter(|criterion| is_needed(criterion))
    {
        let measure = history.measure(criterion.measure.as_str());
        if measure.is_some_and(|measure| !measure.computed && !is_barred(view, measure)) {
            push_once(&mut measures, &criterion.measure);
        }
    }
    AssessmentPlan {
        measures,
        up_to_phase: examined.phase,
    }
}

/// The phases looked at, from the first to the one to start in.
pub(super) struct Examined {
    pub phase: u8,
    pub criteria: Vec<Criterion>,
}

/// Walks the phases up to the first with a mandatory target that is open, and never beyond the last one without sport.
pub(super) fn examine(view: View) -> Examined {
    let protocol = view.history.protocol;
    let mut examined = Examined {
        phase: 1,
        criteria: Vec::new(),
    };
    for phase in protocol
        .phases
        .iter()
        .filter(|phase| phase.number <= protocol.last_phase_without_sport)
    {
        let found = criteria(view, phase);
        let open = found.iter().any(is_open);
        examined.phase = phase.number;
        examined.criteria.extend(found);
        if open {
            break;
        }
    }
    examined
}

/// The proposal before assignment: the phase to start in, unless something serious was found.
pub(super) fn propose(view: View, examined: &Examined) -> Advice {
    let mut reasons = flags::stopping(view);
    let recommendation = if let Some(level) = highest(&reasons) {
        Recommendation::StopAndRefer(level)
    } else if !view.is_visited() {
        Recommendation::Hold
    } else {
        Recommendation::Advance(examined.phase)
    };
    if !view.is_visited() {
        reasons.push(Reason::NoVisitYet);
    } else {
        let because = of_phase(examined)
            .find(|criterion| is_open(criterion))
            .map(|open| open.target.clone());
        let highest = view.history.protocol.last_phase_without_sport;
        let because =
            because.filter(|_| examined.phase < highest || view.history.protocol.phases.len() == 1);
        reasons.push(Reason::StartsHere {
            phase: examined.phase,
            because,
        });
        if !flags::is_answered(view) {
            reasons.push(Reason::WarningSignsNotAsked);
        }
        if flags::full_screen_due(view) {
            reasons.push(Reason::FullScreenDue);
        }
    }
    reasons.extend(flags::considered(view));
    Advice {
        recommendation,
        reasons,
        lost: Vec::new(),
    }
}

/// The criteria of the phase to start in.
pub(super) fn of_phase(examined: &Examined) -> impl Iterator<Item = &Criterion> {
    examined
        .criteria
        .iter()
        .filter(|criterion| criterion.phase == examined.phase)
}

/// The phase the course is in, if the protocol has it.
pub(super) fn present_phase<'a>(view: View<'a>) -> Option<&'a Phase> {
    view.history.protocol.phase(view.stay()?.phase)
}
