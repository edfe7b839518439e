//! The time line beside the phases: which milestones a course has reached and when, and which green lights are on.
//!
//! None of it blocks and nothing here is proposed; it tells a therapist how the course stands against what is usual.

use chrono::{Days, NaiveDate};

use super::baseline::baseline;
use super::compare::{self, Outcome};
use super::computed::{HOURS_SINCE_ONSET, computed};
use super::course::{Course, Stay};
use super::entry::sides;
use super::evaluation::Verdict;
use super::exercise::Exercise;
use super::history::{History, Scope, View};
use super::ids::{AdviceKey, MeasureKey};
use super::knowledge::Knowledge;
use super::library::{Check, GreenLight, Milestone, MilestoneKind};
use super::number::Number;
use super::pair::ratio;
use super::programme::ProgrammeContent;
use super::protocol::{Phase, Protocol, Target};
use super::time::Moment;
use super::verdict::criterion;

/// A sheet the patient was given.
#[derive(Debug, Clone, Copy)]
pub struct Sheet<'a> {
    /// The day it was issued.
    pub on: NaiveDate,
    /// What it says.
    pub content: &'a ProgrammeContent,
}

/// Where a point on the time line stands for one patient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// First on this day.
    On(NaiveDate),
    /// Not so far.
    NotYet,
    /// Nothing was measured that could tell.
    NotMeasured,
    /// Nobody knows when it began; counts as past 48 hours.
    OnsetUnknown,
    /// A clinician or a condition took its target out for this patient.
    NotApplicable,
    /// It only tells; nothing in the record shows it.
    Told,
}

/// A milestone for one patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MilestoneStanding<'k> {
    /// Which.
    pub milestone: &'k Milestone,
    /// Whether and when it was reached.
    pub reached: Reached,
    /// The day it is due by or not expected before; `None` for notes, an unknown onset or a phase not entered.
    pub day: Option<NaiveDate>,
    /// Due and overdue, or done earlier than is usual: worth a second look, no more.
    pub is_amber: bool,
}

/// A green light for one patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LightStanding<'k> {
    /// Which.
    pub light: &'k GreenLight,
    /// On since the newest reading of that day, off, or not measured.
    pub reached: Reached,
}

/// Every milestone on this patient's path, in the order of the knowledge; those of phases that need sport are left out
/// for a patient without.
#[must_use]
pub fn milestones<'k>(
    knowledge: &'k Knowledge,
    protocol: &Protocol,
    course: &Course,
    sheets: &[Sheet<'_>],
    now: Moment,
) -> Vec<MilestoneStanding<'k>> {
    let history = History::new(protocol, course, now);
    let view = history.at(now);
    let on_path = |milestone: &&Milestone| {
        let phase = match milestone.checked_by {
            Some(Check::Phase(phase)) => Some(phase),
            _ => milestone.from_phase,
        };
        phase.is_none_or(|phase| phase <= protocol.last_phase(course.sport))
    };
    let all = knowledge.milestones.iter().filter(on_path);
    all.map(|milestone| {
        let reached = reached(view, knowledge, sheets, milestone);
        let day = day(view, milestone);
        MilestoneStanding {
            milestone,
            reached,
            day,
            is_amber: is_amber(view, milestone, reached, day),
        }
    })
    .collect()
}

/// All green lights, each by the newest reading there is, whatever its age.
#[must_use]
pub fn green_lights<'k>(
    knowledge: &'k Knowledge,
    protocol: &Protocol,
    course: &Course,
    now: Moment,
) -> Vec<LightStanding<'k>> {
    let history = History::new(protocol, course, now);
    let view = history.at(now);
    let all = knowledge.green_lights.iter();
    all.map(|light| LightStanding {
        light,
        reached: match light.lsi_at_least {
            Some(least) => symmetry(view, &light.measure, least),
            None => good_word(view, &light.measure),
        },
    })
    .collect()
}

fn reached(
    view: View,
    knowledge: &Knowledge,
    sheets: &[Sheet<'_>],
    milestone: &Milestone,
) -> Reached {
    match &milestone.checked_by {
        None => Reached::Told,
        Some(Check::HoursSinceOnset(hours)) => hours_since_onset(view, *hours),
        Some(Check::BetterThanBaseline(measure)) => better_than_baseline(view, measure),
        Some(Check::Target(key)) => match view.history.protocol.target(key.as_str()) {
            Some((phase, wanted)) => target(view, phase, wanted),
            None => Reached::Told,
        },
        Some(Check::Given { purpose, exercises }) => first(sheets, |content| {
            content.items.iter().any(|item| {
                let serves = |one: &Exercise| one.purposes.contains(purpose);
                exercises.contains(&item.exercise)
                    || knowledge
                        .exercise(item.exercise.as_str())
                        .is_some_and(serves)
            })
        }),
        Some(Check::Advice(key)) => first(sheets, |content| {
            content.advice.iter().any(|given: &AdviceKey| given == key)
        }),
        Some(Check::Phase(phase)) => {
            let entered = view.history.stays.iter().find(|stay| stay.phase == *phase);
            entered.map_or(Reached::NotYet, |stay| Reached::On(stay.entered.date))
        }
        Some(Check::WeeksInPhase(weeks)) => weeks_in_phase(view, milestone.from_phase, *weeks),
    }
}

fn hours_since_onset(view: View, hours: u16) -> Reached {
    let Some(onset) = view.history.course.onset.latest else {
        return Reached::OnsetUnknown;
    };
    let passed = computed(view, HOURS_SINCE_ONSET)
        .is_some_and(|passed| passed.value >= Number::whole(i64::from(hours)));
    let day = onset
        .date
        .checked_add_days(Days::new(u64::from(hours / 24)));
    match day {
        Some(day) if passed => Reached::On(day),
        _ => Reached::NotYet,
    }
}

/// The first reading better than the baseline that held when it was taken.
fn better_than_baseline(view: View, measure: &MeasureKey) -> Reached {
    let Some(series) = view.series(measure.as_str()) else {
        return Reached::NotMeasured;
    };
    let mut is_measured = false;
    for taken in series.of(None) {
        is_measured = true;
        let then = view.as_of(taken.visit).series(measure.as_str());
        let Some(from) = then.and_then(|series| baseline(series, None)) else {
            continue;
        };
        let same_method = from.reading.variant == taken.reading.variant;
        let better = compare::better_by(series.measure, &from.reading.value, &taken.reading.value);
        if same_method && better.is_some_and(|better| better > 0) {
            return Reached::On(taken.reading.taken_at.date);
        }
    }
    if is_measured {
        Reached::NotYet
    } else {
        Reached::NotMeasured
    }
}

/// The first time at which the target was met, as it is set for this patient.
fn target(view: View, phase: &Phase, target: &Target) -> Reached {
    let at = |view| criterion(view, phase, target, Scope::Everything).verdict;
    let met = (0..view.count).find(|&visit| at(view.as_of(visit)) == Verdict::Met);
    match (met, at(view)) {
        (Some(visit), _) => Reached::On(view.occasions()[visit].at.date),
        (None, Verdict::NotApplicable) => Reached::NotApplicable,
        (None, Verdict::NotMeasured) => Reached::NotMeasured,
        (None, _) => Reached::NotYet,
    }
}

/// The first sheet of which that is so.
fn first(sheets: &[Sheet<'_>], is_so: impl Fn(&ProgrammeContent) -> bool) -> Reached {
    let given = sheets.iter().filter(|sheet| is_so(sheet.content));
    let day = given.map(|sheet| sheet.on).min();
    day.map_or(Reached::NotYet, Reached::On)
}

fn weeks_in_phase(view: View, phase: Option<u8>, weeks: u16) -> Reached {
    let enough = i64::from(weeks) * 7 * 24 * 3600;
    let lasted = |stay: &Stay| {
        let until = stay.left.map_or(view.now, |left| left.min(view.now));
        until.seconds_since(stay.entered)
    };
    let mut stays = view.history.stays.iter();
    let done = stays.find(|stay| Some(stay.phase) == phase && lasted(stay) >= enough);
    let day = done.and_then(|stay| later(stay.entered.date, weeks * 7));
    day.map_or(Reached::NotYet, Reached::On)
}

fn later(day: NaiveDate, days: u16) -> Option<NaiveDate> {
    day.checked_add_days(Days::new(u64::from(days)))
}

/// Day 1 is the day of onset; days of a phase count from the latest entry.
fn day(view: View, milestone: &Milestone) -> Option<NaiveDate> {
    let days = milestone.day?;
    match milestone.from_phase {
        None => later(
            view.history.course.onset.latest?.date,
            days.saturating_sub(1),
        ),
        Some(phase) => {
            let mut stays = view.history.stays.iter().rev();
            later(stays.find(|stay| stay.phase == phase)?.entered.date, days)
        }
    }
}

fn is_amber(view: View, milestone: &Milestone, reached: Reached, day: Option<NaiveDate>) -> bool {
    let Some(day) = day else {
        return false;
    };
    let is_past = view.now.date > day;
    match (milestone.kind, reached) {
        (MilestoneKind::Due, Reached::NotYet | Reached::NotMeasured) => is_past,
        // What counts in a phase is due to be over: its time is up while the patient is still in it.
        (MilestoneKind::Due, Reached::On(_)) => {
            let present = view.stay().map(|stay| stay.phase);
            milestone.from_phase.is_some() && milestone.from_phase == present && is_past
        }
        (MilestoneKind::NotBefore, Reached::On(done)) => done < day,
        _ => false,
    }
}

/// The newest reading of every side is the measure's good word.
fn good_word(view: View, key: &MeasureKey) -> Reached {
    let Some(series) = view.series(key.as_str()) else {
        return Reached::NotMeasured;
    };
    let mut since = None;
    let mut is_on = true;
    for side in sides(series.measure) {
        let Some(newest) = series.newest(*side, Scope::Everything) else {
            return Reached::NotMeasured;
        };
        is_on &= compare::on_scale(series.measure, &newest.reading.value) == Some(0);
        since = since.max(Some(newest.reading.taken_at.date));
    }
    match since {
        Some(since) if is_on => Reached::On(since),
        Some(_) => Reached::NotYet,
        None => Reached::NotMeasured,
    }
}

/// The newest visit with both sides.
fn symmetry(view: View, key: &MeasureKey, least: Number) -> Reached {
    let Some(series) = view.series(key.as_str()) else {
        return Reached::NotMeasured;
    };
    let newest = series.pairs().next();
    let judged = newest.and_then(|pair| {
        let left = compare::on_scale(series.measure, &pair.left.value)?;
        let right = compare::on_scale(series.measure, &pair.right.value)?;
        let (part, whole) = ratio(view.history.course.side, (left, right))?;
        let on = pair.left.taken_at.date.max(pair.right.taken_at.date);
        Some((compare::share_at_least(least, part, whole), on))
    });
    match judged {
        None => Reached::NotMeasured,
        Some((Outcome::Met, on)) => Reached::On(on),
        Some((Outcome::Short(_), _)) => Reached::NotYet,
    }
}
