//! The lines of an episode's page: decisions, overrides, programmes, each in words.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::care::course::OverrideChange;
use crate::care::diary::Diary;
use crate::care::episode::{Outcome, PhaseChange, RecordedOverride, VisitState};
use crate::care::evaluate::evaluate;
use crate::care::handover::Handover;
use crate::care::measure::{Input, Value};
use crate::care::programme::{Programme, ProgrammeState};
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::text::{criterion, decision, quantity, reason, words};
use crate::web::at_episode::AtEpisode;
use crate::web::filters::plain_date;
use crate::web::form::Form;
use crate::web::pages::diaries;
use crate::web::parts::PhasePath;
use crate::web::problem::Problem;

pub(super) struct DecisionRow {
    pub day: NaiveDate,
    pub words: String,
    pub recommended: String,
    pub against: bool,
    pub reason: String,
    pub by: String,
    pub amended: Option<NaiveDateTime>,
}

pub(super) struct OverrideRow {
    pub form: Form,
    pub id: String,
    pub words: String,
    pub reason: String,
    pub by: String,
    pub kept: bool,
}

pub(super) struct Skipped {
    pub phase: u8,
    pub name: String,
    pub criteria: Vec<String>,
}

/// A decision that rested on what was amended since.
pub(super) struct Undone {
    pub day: NaiveDate,
    /// What was decided.
    pub words: String,
    /// What the record says of that moment now.
    pub now: String,
    /// The criteria that fail now, each with how far it is off.
    pub fails: Vec<String>,
}

pub(super) struct ProgrammeRow {
    pub path: String,
    pub words: String,
    pub review: Option<String>,
    pub diaries: Vec<(String, String)>,
    /// Where the diary that comes back is typed in.
    pub type_in: Option<String>,
}

pub(super) fn decision_row(at: &AtEpisode, change: &PhaseChange) -> DecisionRow {
    DecisionRow {
        day: change.at.date,
        words: decision::decided(change),
        recommended: decision::recommended(change),
        against: change.against,
        reason: change.reason.clone(),
        by: at.name(&change.by).to_owned(),
        amended: change.rests_on_amended_at,
    }
}

/// The decision held against the record as it is now, just before it was taken.
pub(super) fn undone(at: &AtEpisode, change: &PhaseChange) -> Undone {
    let before = Moment {
        utc: change.at.utc - TimeDelta::seconds(1),
        ..change.at
    };
    let then = evaluate(&at.protocol, &at.course, before);
    let failing = then
        .criteria
        .iter()
        .filter(|found| then.missing.contains(&found.target));
    Undone {
        day: change.at.date,
        words: decision::decided(change),
        now: reason::headline(&then),
        fails: failing
            .map(|found| criterion::sentence(&at.protocol, found))
            .collect(),
    }
}

/// The phases of this patient's path, with those jumped over.
pub(super) fn path(at: &AtEpisode) -> PhasePath {
    let now = at.evaluation.phase.unwrap_or(0);
    let last = at.protocol.last_phase(at.course.sport).max(now);
    let phases = at.protocol.phases.iter();
    PhasePath {
        names: phases
            .filter(|phase| phase.number <= last)
            .map(|phase| phase.name.clone())
            .collect(),
        now: usize::from(now),
        skipped: skipped(at)
            .iter()
            .map(|phase| usize::from(phase.phase))
            .collect(),
    }
}

pub(super) fn override_row(at: &AtEpisode, set: &RecordedOverride) -> Result<OverrideRow, Problem> {
    Ok(OverrideRow {
        form: Form::new()?,
        id: set.id.clone(),
        words: override_words(&at.protocol, set),
        reason: set.reason.clone(),
        by: format!("{}, {}", at.name(&set.by), plain_date(set.at.date)),
        kept: set.kept,
    })
}

fn override_words(protocol: &Protocol, set: &RecordedOverride) -> String {
    let Some((phase, target)) = protocol.target(set.target.as_str()) else {
        return set.target.to_string();
    };
    let measure = protocol.measure(target.measure.as_str());
    let name = measure.map_or(target.key.as_str(), |measure| measure.name.as_str());
    let what = match set.change {
        OverrideChange::Threshold(number) => {
            let steps = measure.and_then(|measure| match &measure.input {
                Input::Steps(steps) => usize::try_from(number.thousandths() / 1000)
                    .ok()
                    .and_then(|at| steps.get(at)),
                _ => None,
            });
            let shown = match (steps, measure) {
                (Some(step), Some(measure)) => {
                    quantity::value(measure, &Value::Word(step.word.clone()))
                }
                _ => quantity::amount(number, &target.unit),
            };
            format!("threshold {shown}")
        }
        OverrideChange::Gate(gate) => words::gate(gate).to_owned(),
        OverrideChange::NotApplicable => "does not apply".to_owned(),
    };
    format!("{name} (phase {}): {what}", phase.number)
}

/// Phases the patient was moved past: what they ask stays visible as not passed.
pub(super) fn skipped(at: &AtEpisode) -> Vec<Skipped> {
    let (Some(now), Some(first)) = (at.evaluation.phase, at.course.stays.first()) else {
        return Vec::new();
    };
    let was_in = |number: u8| at.course.stays.iter().any(|stay| stay.phase == number);
    let between = at
        .protocol
        .phases
        .iter()
        .filter(|phase| (first.phase..now).contains(&phase.number) && !was_in(phase.number));
    let mandatory = |phase: &crate::care::protocol::Phase| {
        let targets = phase
            .targets
            .iter()
            .filter(|target| target.gate == crate::care::protocol::Gate::Mandatory);
        let names = targets.filter_map(|target| at.protocol.measure(target.measure.as_str()));
        names.map(|measure| measure.name.clone()).collect()
    };
    between
        .map(|phase| Skipped {
            phase: phase.number,
            name: phase.name.clone(),
            criteria: mandatory(phase),
        })
        .collect()
}

/// A programme, and whether its diary may still come back.
pub(super) fn programme_row(
    programme: &Programme,
    comes_back: bool,
    known: &[Diary],
) -> ProgrammeRow {
    let state = match programme.state {
        ProgrammeState::Draft => "draft, not issued",
        ProgrammeState::Issued => "issued",
        ProgrammeState::Superseded => "superseded",
    };
    ProgrammeRow {
        path: format!("/programmes/{}", programme.id),
        words: format!(
            "Programme {}, phase {}, {state}",
            programme.number, programme.phase
        ),
        review: programme.review_because.clone(),
        diaries: diaries::listed(known, &programme.id),
        type_in: comes_back.then(|| format!("/programmes/{}/diaries/new", programme.id)),
    }
}

/// A cover that runs or is to come; none that is over.
pub(super) fn cover_words(at: &AtEpisode, cover: &Handover, today: NaiveDate) -> Option<String> {
    if cover.ended_at.is_some() || cover.until_day.is_some_and(|until| until < today) {
        return None;
    }
    let until = cover
        .until_day
        .map(|until| format!(" until {}", plain_date(until)))
        .unwrap_or_default();
    let note = if cover.note.is_empty() {
        String::new()
    } else {
        format!(": {}", cover.note)
    };
    Some(format!(
        "{} from {}{until}{note}",
        at.name(&cover.to),
        plain_date(cover.from_day)
    ))
}

/// How an episode ended, on screen.
pub(in crate::web::pages) const fn outcome_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::GoalsReached => "goals reached",
        Outcome::SelfManagement => "self-management",
        Outcome::ReferredOn => "referred on",
        Outcome::DidNotReturn => "did not return",
        Outcome::Moved => "moved away",
        Outcome::Declined => "treatment declined",
        Outcome::Died => "died",
        Outcome::MadeInError => "opened in error",
    }
}

/// What became of a planned visit, on screen.
pub(in crate::web::pages) const fn visit_words(state: VisitState) -> &'static str {
    match state {
        VisitState::Booked => "booked",
        VisitState::Changed => "changed",
        VisitState::CancelledByPatient => "cancelled by the patient",
        VisitState::CancelledByClinic => "cancelled by the clinic",
        VisitState::DidNotAttend => "did not attend",
        VisitState::Attended => "attended",
    }
}

/// When and where a visit is, on screen.
pub(in crate::web::pages) fn visit_time(
    on: NaiveDate,
    time: Option<NaiveTime>,
    place: &str,
) -> String {
    let time = time.map_or_else(String::new, |time| format!(", {}", time.format("%H:%M")));
    let place = if place.is_empty() {
        String::new()
    } else {
        format!(", {place}")
    };
    format!("{} {}{time}{place}", on.format("%a"), plain_date(on))
}
