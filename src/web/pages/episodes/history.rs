//! What happened in an episode: its sessions, and the timeline of everything.

use std::cmp::Reverse;

use chrono::NaiveDateTime;

use super::Found;
use super::rows::{outcome_words, visit_time, visit_words};
use crate::actions::change_phase::CASE_GOAL_SET;
use crate::care::course::FlagState;
use crate::care::episode::{EpisodeEvent, EpisodeState, EventKind, PlannedVisit, VisitState};
use crate::care::evaluate::evaluate;
use crate::care::evaluation::Recommendation;
use crate::care::session::{Session, SessionState};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::text::{decision, words};
use crate::web::at_episode::AtEpisode;
use crate::web::evaluated::Evaluated;
use crate::web::filters::plain_date;
use crate::web::kept;
use crate::web::parts::{Mark, Tag};

pub(super) struct SessionRow {
    pub path: String,
    pub kind: &'static str,
    pub at: NaiveDateTime,
    pub tags: Vec<Tag>,
    pub by: String,
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
    let state = match &session.state {
        SessionState::Draft => Some(Tag::new(Mark::Care, "Draft, not signed")),
        SessionState::StruckOut(_) => Some(Tag::new(Mark::Off, "Struck out")),
        SessionState::Signed if session.is_amended() => Some(Tag::new(Mark::Off, "Amended")),
        SessionState::Signed => None,
    };
    let late = session.current.content.is_late();
    let late = late.then(|| Tag::new(Mark::Off, "Entered late"));
    let entered = at.name(&session.current.entered_by);
    SessionRow {
        path: format!("/sessions/{}", session.id),
        kind: session_kind(at, session),
        at: session.current.content.took_place.utc,
        tags: state.into_iter().chain(late).collect(),
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
pub(super) fn timeline(at: &AtEpisode, found: &Found, clinic: &Clinic) -> Vec<EventRow> {
    let events = found.events.iter().map(|event| event_row(at, event));
    let mut rows: Vec<EventRow> = events.collect();
    for session in &found.sessions {
        rows.extend(session_events(at, session));
    }
    rows.extend(found.changes.iter().map(|change| EventRow {
        at: change.at.utc,
        words: decision::decided(change),
        note: change.reason.clone(),
        by: at.name(&change.by).to_owned(),
        path: None,
    }));
    let visits = found.visits.iter();
    rows.extend(visits.filter_map(|visit| missed(at, visit, clinic)));
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
    rows.sort_by_key(|row| Reverse(row.at));
    rows
}

/// A visit that did not take place: a missed one stands where it would have been, a cancelled one where it was cancelled.
fn missed(at: &AtEpisode, visit: &PlannedVisit, clinic: &Clinic) -> Option<EventRow> {
    use VisitState::{CancelledByClinic, CancelledByPatient, DidNotAttend};
    let is_missed = matches!(
        visit.state,
        DidNotAttend | CancelledByPatient | CancelledByClinic
    );
    let entered = visit.settled_at.filter(|_| is_missed)?;
    let plan = &visit.plan;
    let planned = plan.time.map_or_else(
        || clinic.end_of(plan.on),
        |time| clinic.from_local(plan.on.and_time(time)),
    );
    let happened = if visit.state == DidNotAttend {
        planned.utc.min(entered)
    } else {
        entered
    };
    let by = visit.settled_by.as_ref().map_or("", |by| at.name(by));
    let when = visit_time(plan.on, plan.time, &plan.place);
    Some(EventRow {
        at: happened,
        words: format!("Visit of {when}: {}", visit_words(visit.state)),
        note: plan.note.clone(),
        by: if happened == entered {
            by.to_owned()
        } else {
            format!("{by}, entered {}", kept::when(clinic.zone(), entered))
        },
        path: Some(format!("/episodes/{}/visits", at.episode.id)),
    })
}

fn session_events(at: &AtEpisode, session: &Session) -> Vec<EventRow> {
    let kind = session_kind(at, session);
    let content = &session.current.content;
    let late = if content.is_late() {
        ", entered late"
    } else {
        ""
    };
    let day = plain_date(content.took_place.date);
    let path = Some(format!("/sessions/{}", session.id));
    let entered = at.name(&session.current.entered_by).to_owned();
    let mut rows = vec![EventRow {
        at: content.took_place.utc,
        words: match session.state {
            SessionState::Draft => format!("{kind}, a draft not signed{late}"),
            _ => format!("{kind}{late}"),
        },
        note: content.late_because.clone(),
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

/// What the rules say now; of an episode that is closed or held, what they said then, unless a red flag stops.
pub(super) fn said(at: &AtEpisode, events: &[EpisodeEvent]) -> Evaluated {
    let (kind, then) = match at.episode.state {
        EpisodeState::Closed { .. } => (EventKind::Closed, "When it was closed"),
        EpisodeState::OnHold { .. } => (EventKind::Held, "When it was put on hold"),
        EpisodeState::Open => return Evaluated::new(&at.protocol, &at.evaluation),
    };
    let stops = matches!(
        at.evaluation.recommendation,
        Recommendation::StopAndRefer(_)
    );
    let ended = events.iter().find(|event| event.kind == kind);
    match ended {
        Some(ended) if kind == EventKind::Closed || !stops => {
            let moment = Moment {
                utc: ended.recorded_at,
                date: ended.from.unwrap_or(ended.recorded_at.date()),
            };
            let evaluation = evaluate(&at.protocol, &at.course, moment);
            Evaluated::new(&at.protocol, &evaluation).said_then(then)
        }
        _ => Evaluated::new(&at.protocol, &at.evaluation),
    }
}
