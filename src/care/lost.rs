//! Targets of earlier phases that were met and are no longer: rule 1.11-4 (d).

use chrono::{Days, NaiveDate};

use super::evaluation::{Criterion, Reason, Verdict};
use super::history::{Scope, View};
use super::in_force::in_force;
use super::measure::Kind;
use super::protocol::{Gate, Phase, Target};
use super::question::{Age, days_in_date};
use super::time::Moment;
use super::verdict::{Judged, described, judge};

/// A mandatory target of an earlier phase that is no longer met.
pub(super) struct Lost {
    pub criterion: Criterion,
    /// Pain holds; any other kind steps back.
    pub pain: bool,
    /// The last day its reading is in date.
    pub until: Option<NaiveDate>,
}

impl Lost {
    pub fn reason(&self) -> Reason {
        Reason::LostTarget {
            target: self.criterion.target.clone(),
            phase: self.criterion.phase,
            pain: self.pain,
        }
    }
}

/// Every lost target, in the protocol's order.
pub(super) fn lost(view: View) -> Vec<Lost> {
    let Some(present) = view.stay() else {
        return Vec::new();
    };
    let earlier = view
        .history
        .protocol
        .phases
        .iter()
        .filter(|phase| phase.number < present.phase);
    let mut lost = Vec::new();
    for phase in earlier {
        let passing = passing(view, phase.number);
        lost.extend(
            phase
                .targets
                .iter()
                .filter_map(|target| lost_target(view, phase, target, &passing)),
        );
    }
    lost
}

/// How and when a phase was last moved past.
struct Passing {
    /// The last stay at or below the phase; `None` when the course began above it.
    last: Option<usize>,
    at: Moment,
    /// Left from the phase itself, or below the phase the course began in; otherwise it was jumped over.
    upwards: bool,
}

fn passing(view: View, phase: u8) -> Passing {
    let stays = view.history.stays;
    let last = stays.iter().rposition(|stay| stay.phase <= phase);
    // The stay after the last one at or below the phase; the present stay is above it, so there is one.
    let next = stays.get(last.map_or(0, |last| last + 1));
    Passing {
        last,
        at: next.map_or(view.now, |stay| stay.entered),
        upwards: last.is_none_or(|last| stays[last].phase == phase),
    }
}

fn lost_target(view: View, phase: &Phase, target: &Target, passing: &Passing) -> Option<Lost> {
    if !may_be_needed(view, target) {
        return None;
    }
    let series = view.series(target.measure.as_str())?;
    let measure = series.measure;
    let since = Scope::After(passing.last, passing.at);
    if measure.computed || !series.is_taken_in(since) {
        return None;
    }
    let asked = in_force(view, phase, target);
    if !asked.is_needed() {
        return None;
    }
    let now = judge(view, target, &asked, since, Age::InDate);
    if !is_failed(&now) {
        return None;
    }
    let then = judge(
        view,
        target,
        &asked,
        Scope::Until(passing.last, passing.at),
        Age::Any,
    );
    let was_met = match then.verdict {
        Verdict::Met => true,
        Verdict::NotMeasured => passing.upwards,
        _ => false,
    };
    let days = Days::new(u64::from(days_in_date(view, target, measure)));
    let failed = now
        .findings
        .iter()
        .filter(|finding| finding.verdict < Verdict::OutOfDate);
    let until = failed
        .filter_map(|finding| finding.taken_at?.date.checked_add_days(days))
        .min();
    was_met.then(|| Lost {
        criterion: described(phase, target, asked, now),
        pain: measure.kind == Kind::Pain,
        until,
    })
}

/// Rules out at a glance what is advisory for everybody.
fn may_be_needed(view: View, target: &Target) -> bool {
    let overrides = &view.history.course.overrides;
    target.gate == Gate::Mandatory
        || !target.mandatory_when.is_empty()
        || overrides.iter().any(|set| set.target == target.key)
}

fn is_failed(judged: &Judged) -> bool {
    matches!(judged.verdict, Verdict::Worse | Verdict::NotYet)
}
