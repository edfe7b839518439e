//! What a target asks of this one patient: its conditions, and what a clinician set differently.

use super::computed::is_first_48h;
use super::course::OverrideChange;
use super::evaluation::Note;
use super::history::View;
use super::measure::{Input, Value};
use super::number::Number;
use super::protocol::{Condition, Gate, Phase, RED_FLAG_SCREEN, Target};

/// A target as it holds for this patient.
pub(super) struct InForce {
    pub threshold: Value,
    pub gate: Gate,
    /// Why it does not apply, if it does not.
    pub excused: Option<Note>,
    pub overridden: bool,
}

impl InForce {
    /// Whether it is needed to leave the phase.
    pub fn is_needed(&self) -> bool {
        self.gate == Gate::Mandatory && self.excused.is_none()
    }
}

/// The target of that phase as it holds for this patient; the newest override of each kind counts.
pub(super) fn in_force(view: View, phase: &Phase, target: &Target) -> InForce {
    let mut answer = InForce {
        threshold: target.threshold.clone(),
        gate: if any_holds(view, &target.mandatory_when) {
            Gate::Mandatory
        } else {
            target.gate
        },
        excused: None,
        overridden: false,
    };
    if !target
        .applies_when
        .iter()
        .all(|condition| holds(view, condition))
        || is_replaced(view, phase, target)
    {
        answer.excused = Some(Note::ConditionNotMet);
    }
    if target.measure == *RED_FLAG_SCREEN {
        return answer;
    }
    let mut newest = [None; 3];
    for set in view
        .history
        .course
        .overrides
        .iter()
        .filter(|set| set.target == target.key)
    {
        let kind = match set.change {
            OverrideChange::Threshold(_) => 0,
            OverrideChange::Gate(_) => 1,
            OverrideChange::NotApplicable => 2,
        };
        let later =
            newest[kind].is_none_or(|known: &super::course::Override| known.at.utc <= set.at.utc);
        if set.at.utc <= view.now.utc && later {
            newest[kind] = Some(set);
        }
    }
    for set in newest.into_iter().flatten() {
        answer.overridden = true;
        match set.change {
            OverrideChange::Threshold(number) => answer.threshold = threshold(view, target, number),
            OverrideChange::Gate(gate) => answer.gate = gate,
            OverrideChange::NotApplicable => {
                answer.excused = Some(Note::SetNotApplicable(set.reason.clone()))
            }
        }
    }
    answer
}

/// An override's number as a threshold: the position of a step for a graded measure.
fn threshold(view: View, target: &Target, number: Number) -> Value {
    let measure = view.history.measure(target.measure.as_str());
    let step = measure.and_then(|measure| match &measure.input {
        Input::Steps(steps) => usize::try_from(number.thousandths() / 1000)
            .ok()
            .and_then(|at| steps.get(at)),
        _ => None,
    });
    step.map_or(Value::Number(number), |step| Value::Word(step.word.clone()))
}

/// Another target of the phase stands in for this one, because a condition makes that one mandatory.
fn is_replaced(view: View, phase: &Phase, target: &Target) -> bool {
    phase.targets.iter().any(|other| {
        other.instead_of.contains(&target.key) && any_holds(view, &other.mandatory_when)
    })
}

fn any_holds(view: View, conditions: &[Condition]) -> bool {
    conditions.iter().any(|condition| holds(view, condition))
}

fn holds(view: View, condition: &Condition) -> bool {
    let course = view.history.course;
    let has = |caution: &super::ids::CautionKey| {
        course.cautions.contains(caution)
            || (*caution == "ca_first_48h" && is_first_48h(course, view.now))
    };
    match condition {
        Condition::Sport(sport) => course.sport == *sport,
        Condition::Caution(caution) => has(caution),
        Condition::NoCaution(caution) => !has(caution),
    }
}
