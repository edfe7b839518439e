//! What to measure next: what is due in the phase, and what a visit asks.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::baseline::baseline;
use super::course::Course;
use super::history::{History, Series, View};
use super::ids::MeasureKey;
use super::in_force::in_force;
use super::measure::{Measure, Side};
use super::protocol::{Phase, Protocol, SideRule, Target};
use super::question::days_in_date;
use super::start::{assessment_plan, present_phase};
use super::time::Moment;

/// Days to the next visit where none is set.
const USUAL_DAYS: u64 = 7;

/// What a visit asks, each measure in one of the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// Asked at every visit whatever the phase.
    pub every_visit: Vec<MeasureKey>,
    /// Of the phase's targets, and baselines not yet taken: due now.
    pub due: Vec<MeasureKey>,
    /// Of the phase's targets: still in date at the next visit, may be left.
    pub in_date: Vec<MeasureKey>,
}

/// What a visit now asks; before assignment, what the assessment asks.
#[must_use]
pub fn asked_at_visit(protocol: &Protocol, course: &Course, now: Moment) -> Asked {
    let history = History::new(protocol, course, now);
    let view = history.at(now);
    let Some(phase) = present_phase(view) else {
        let plan = assessment_plan(protocol, course, now);
        return Asked {
            every_visit: plan.measures,
            ..Asked::default()
        };
    };
    let every_visit: Vec<MeasureKey> = protocol
        .measures
        .iter()
        .filter(|measure| measure.every_visit || (measure.from_second_visit && view.is_visited()))
        .map(|measure| measure.key.clone())
        .collect();
    let asked_always = |key: &MeasureKey| every_visit.contains(key);
    let mut due = due(view, phase);
    for measure in baselines_to_take(view, phase.number) {
        push_once(&mut due, &measure.key);
    }
    due.retain(|key| !asked_always(key));
    let mut in_date = Vec::new();
    for (_, series) in phase_measures(view, phase) {
        let measure = series.measure;
        if !due.contains(&measure.key) && !asked_always(&measure.key) {
            push_once(&mut in_date, &measure.key);
        }
    }
    Asked {
        every_visit,
        due,
        in_date,
    }
}

/// Measures of the phase's targets that were not taken in this stay, or will be out of date by the next visit.
pub(super) fn due(view: View, phase: &Phase) -> Vec<MeasureKey> {
    let next = next_visit(view);
    let mut due = Vec::new();
    for (target, series) in phase_measures(view, phase) {
        if is_due(target, series, next) {
            push_once(&mut due, &series.measure.key);
        }
    }
    due
}

/// Whether a caution of the patient bars the test.
pub(super) fn is_barred(view: View, measure: &Measure) -> bool {
    let cautions: &BTreeSet<_> = &view.history.course.cautions;
    let mut held = view
        .history
        .protocol
        .cautions
        .iter()
        .filter(|caution| cautions.contains(&caution.key));
    held.any(|caution| {
        caution
            .bars
            .iter()
            .any(|barred| measure.key == *barred.as_str())
    })
}

/// Adds a key that is not in the list yet.
pub(super) fn push_once(keys: &mut Vec<MeasureKey>, key: &MeasureKey) {
    if !keys.contains(key) {
        keys.push(key.clone());
    }
}

/// The targets of the phase that apply, with the measures a clinician takes for them.
fn phase_measures<'a>(
    view: View<'a>,
    phase: &'a Phase,
) -> impl Iterator<Item = (&'a Target, Series<'a>)> {
    phase.targets.iter().filter_map(move |target| {
        let series = view.series(target.measure.as_str())?;
        let taken = !series.measure.computed && !is_barred(view, series.measure);
        (taken && in_force(view, phase, target).excused.is_none()).then_some((target, series))
    })
}

fn is_due(target: &Target, series: Series, next: NaiveDate) -> bool {
    let view = series.view;
    let days = Days::new(u64::from(days_in_date(view, target, series.measure)));
    let runs_out = |taken_on: NaiveDate| {
        taken_on
            .checked_add_days(days)
            .is_none_or(|last| last < next)
    };
    let side_due = |side: Option<Side>| {
        let taken = series.newest(side, view.present());
        taken.is_none_or(|taken| runs_out(taken.reading.taken_at.date))
    };
    match target.side {
        SideRule::None => side_due(None),
        SideRule::Each => side_due(Some(Side::Left)) || side_due(Some(Side::Right)),
        SideRule::Affected => match view.history.course.side.one() {
            Some(side) => side_due(Some(side)),
            None => side_due(Some(Side::Left)) || side_due(Some(Side::Right)),
        },
        SideRule::Difference | SideRule::Lsi => {
            let pair = series
                .pairs()
                .find(|pair| view.contains(view.present(), pair.visit));
            pair.is_none_or(|pair| runs_out(pair.left.taken_at.date))
        }
    }
}

/// The next visit's date; a date in the past is no next visit.
fn next_visit(view: View) -> NaiveDate {
    let today = view.now.date;
    let set = view.history.course.next_visit.filter(|next| *next >= today);
    set.or_else(|| today.checked_add_days(Days::new(USUAL_DAYS)))
        .unwrap_or(today)
}

/// Measures whose baseline should have been taken by this phase and was not.
fn baselines_to_take<'a>(view: View<'a>, phase: u8) -> impl Iterator<Item = &'a Measure> {
    view.history
        .protocol
        .measures
        .iter()
        .filter(move |measure| {
            let sides: &[Option<Side>] = if measure.sided {
                &[Some(Side::Left), Some(Side::Right)]
            } else {
                &[None]
            };
            measure.baseline_phase.is_some_and(|latest| latest <= phase)
                && !is_barred(view, measure)
                && view.series(measure.key.as_str()).is_some_and(|series| {
                    sides.iter().any(|side| baseline(series, *side).is_none())
                })
        })
}
