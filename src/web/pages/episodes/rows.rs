//! The lines of an episode's page: sessions, decisions, overrides, programmes, timeline, each in words.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::actions::change_phase::CASE_GOAL_SET;
use crate::care::course::{FlagState, OverrideChange};
use crate::care::episode::{
    EpisodeEvent, EventKind, Outcome, PhaseChange, RecordedOverride, VisitState,
};
use crate::care::evaluate::evaluate;
use crate::care::evaluation::Recommendation;
use crate::care::handover::Handover;
use crate::care::measure::{Input, Value};
use crate::care::programme::{Programme, ProgrammeState};
use crate::care::protocol::Protocol;
use crate::care::session::{Session, SessionState};
use crate::care::time::Moment;
use crate::text::{criterion, quantity, reason, words};
use crate::web::at_episode::AtEpisode;
use crate::web::filters::plain_date;
use crate::web::form::Form;
use crate::web::parts::{Mark, PhasePath, Tag};
use crate::web::problem::Problem;

pub(super) struct SessionRow {
    pub path: String,
    pub kind: &'static str,
    pub at: NaiveDateTime,
    pub tag: Option<Tag>,
    pub by: String,
}

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
}

pub(super) struct EventRow {
    pub at: NaiveDateTime,
    pub words: String,
    pub note: String,
    pub by: String,
    /// Where it can be read.
    pub path: Option<String>,
}

/// Signed sessions that are not folded away.
const SESSIONS_SHOWN: usize = 5;

/// The sessions, newest first: those shown at once, and those folded away. Drafts and what was struck out stand among them
/// without using the places up.
pub(super) fn session_rows(
    at: &AtEpisode,
    sessions: &[Session],
) -> (Vec<SessionRow>, Vec<SessionRow>) {
    let mut places = SESSIONS_SHOWN;
    let mut rows = (Vec::new(), Vec::new());
    for session in sessions {
        let row = session_row(at, session);
        if places == 0 {
            rows.1.push(row);
            continue;
        }
        if session.counts() {
            places -= 1;
        }
        rows.0.push(row);
    }
    rows
}

fn session_kind(at: &AtEpisode, session: &Session) -> &'static str {
    let first = at.course.visits.first();
    if session.is_assessment || first.is_some_and(|first| first.id == session.id) {
        "Assessment"
    } else {
        "Session"
    }
}

fn session_row(at: &AtEpisode, session: &Session) -> SessionRow {
    let tag = match &session.state {
        SessionState::Draft => Some(Tag::new(Mark::Care, "Draft, not signed")),
        SessionState::StruckOut(_) => Some(Tag::new(Mark::Off, "Struck out")),
        SessionState::Signed if session.is_amended() => Some(Tag::new(Mark::Off, "Amended")),
        SessionState::Signed => None,
    };
    let entered = at.name(&session.current.entered_by);
    SessionRow {
        path: format!("/sessions/{}", session.id),
        kind: session_kind(at, session),
        at: session.current.content.took_place.utc,
        tag,
        by: match &session.state {
            SessionState::StruckOut(struck) if struck.by != session.current.entered_by => {
                format!("{entered}, struck out by {}", at.name(&struck.by))
            }
            _ => entered.to_owned(),
        },
    }
}

/// Everything that happened in the episode, newest first: its events and notes, the visits and what became of them, decisions
/// about the phase and about red flags.
pub(super) fn timeline(
    at: &AtEpisode,
    events: &[EpisodeEvent],
    sessions: &[Session],
    changes: &[PhaseChange],
) -> Vec<EventRow> {
    let mut rows: Vec<EventRow> = events.iter().map(|event| event_row(at, event)).collect();
    for session in sessions {
        rows.extend(session_events(at, session));
    }
    rows.extend(changes.iter().map(|change| EventRow {
        at: change.at.utc,
        words: decision_words(change),
        note: change.reason.clone(),
        by: at.name(&change.by).to_owned(),
        path: None,
    }));
    let decided = at.course.flags.iter().filter(|event| {
        let is_known = !matches!(event.state, FlagState::NotAsked | FlagState::Absent);
        is_known && event.at.utc >= at.episode.opened_at
    });
    rows.extend(decided.map(|event| {
        let flag = at.protocol.red_flag(event.flag.as_str());
        EventRow {
            at: event.at.utc,
            words: format!(
                "Red flag “{}”: {}",
                flag.map_or(event.flag.as_str(), |flag| &flag.name),
                words::flag_state(event.state)
            ),
            note: event.note.clone(),
            by: event.by.clone(),
            path: Some(format!("/patients/{}/flags/{}", at.patient.id, event.flag)),
        }
    }));
    rows.sort_by_key(|row| std::cmp::Reverse(row.at));
    rows
}

fn session_events(at: &AtEpisode, session: &Session) -> Vec<EventRow> {
    let kind = session_kind(at, session);
    let day = plain_date(session.current.content.took_place.date);
    let path = Some(format!("/sessions/{}", session.id));
    let entered = at.name(&session.current.entered_by).to_owned();
    let mut rows = vec![EventRow {
        at: session.current.content.took_place.utc,
        words: match session.state {
            SessionState::Draft => format!("{kind}, a draft not signed"),
            _ => kind.to_owned(),
        },
        note: String::new(),
        by: entered.clone(),
        path: path.clone(),
    }];
    if session.is_amended() {
        rows.push(EventRow {
            at: session.current.entered_at,
            words: format!("{kind} of {day} amended"),
            note: session.current.reason.clone(),
            by: entered,
            path: path.clone(),
        });
    }
    if let SessionState::StruckOut(struck) = &session.state {
        rows.push(EventRow {
            at: struck.at,
            words: format!("{kind} of {day} struck out"),
            note: struck.why.clone(),
            by: at.name(&struck.by).to_owned(),
            path,
        });
    }
    rows
}

fn decision_words(change: &PhaseChange) -> String {
    match change.from {
        None => format!("Started in phase {}", change.to),
        Some(from) if from == change.to => format!("Stayed in phase {from}"),
        Some(from) if change.to < from => format!("Back from phase {from} to {}", change.to),
        Some(from) => format!("From phase {from} to {}", change.to),
    }
}

pub(super) fn decision_row(at: &AtEpisode, change: &PhaseChange) -> DecisionRow {
    DecisionRow {
        day: change.at.date,
        words: decision_words(change),
        recommended: recommended(change.recommended, change.from),
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
        words: decision_words(change),
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

/// What was recommended, in a few words.
fn recommended(recommendation: Recommendation, from: Option<u8>) -> String {
    match recommendation {
        Recommendation::Advance(to) if from.is_none() => format!("start in phase {to}"),
        Recommendation::Advance(to) => format!("move on to phase {to}"),
        Recommendation::Hold => "stay".to_owned(),
        Recommendation::StepBack(to) => format!("step back to phase {to}"),
        Recommendation::StopAndRefer(level) => format!("stop and refer: {}", words::action(level)),
        Recommendation::Discharge => "discharge".to_owned(),
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

pub(super) fn programme_row(programme: &Programme) -> ProgrammeRow {
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

fn event_row(at: &AtEpisode, event: &EpisodeEvent) -> EventRow {
    let who = event.staff.as_ref().map_or("", |staff| at.name(staff));
    let span = match (event.from, event.until) {
        (Some(from), Some(until)) => {
            format!(" from {} until {}", plain_date(from), plain_date(until))
        }
        (Some(from), None) => format!(" from {}", plain_date(from)),
        _ => String::new(),
    };
    let is_case_goal = event.kind == EventKind::FactsAmended && event.note == CASE_GOAL_SET;
    let words = match event.kind {
        EventKind::Opened => "Episode opened".to_owned(),
        EventKind::Held => format!("Put on hold{span}"),
        EventKind::Resumed => "Resumed".to_owned(),
        EventKind::Closed => {
            let outcome = event.outcome.map_or("", outcome_words);
            format!("Closed, {outcome}")
        }
        EventKind::Reopened => "Opened again".to_owned(),
        EventKind::HandedOver => format!("Handed over to {who}{span}"),
        EventKind::ResponsibleChanged => format!("{who} became responsible"),
        EventKind::SideChanged => "Affected side changed".to_owned(),
        EventKind::FactsAmended if is_case_goal => "Goal of the case set".to_owned(),
        EventKind::FactsAmended => "Intake amended".to_owned(),
        EventKind::Note => "Note".to_owned(),
    };
    EventRow {
        at: event.recorded_at,
        words,
        note: if is_case_goal {
            String::new()
        } else {
            event.note.clone()
        },
        by: at.name(&event.recorded_by).to_owned(),
        path: None,
    }
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
