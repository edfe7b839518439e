//! `/episodes/{episode}`: where a patient is, what is proposed and why, what is missing, what was decided.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::actions::note_episode::note_episode;
use crate::actions::reopen_episode::reopen_episode;
use crate::care::course::OverrideChange;
use crate::care::decision::may_reopen;
use crate::care::episode::{
    EpisodeEvent, EpisodeState, EventKind, Handover, Outcome, PhaseChange, PlannedVisit,
    RecordedOverride, VisitState,
};
use crate::care::evaluation::Recommendation;
use crate::care::ids::EpisodeId;
use crate::care::measure::{Input, Value};
use crate::care::programme::{Programme, ProgrammeState};
use crate::care::protocol::Protocol;
use crate::care::session::{Session, SessionState};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::protocols::StoredVersion;
use crate::records::{
    decisions, episodes, handovers, programmes, protocols, sessions, standings, visits,
};
use crate::text::{quantity, words};
use crate::web::at_episode::{self, AtEpisode};
use crate::web::evaluated::Evaluated;
use crate::web::filters::{self, plain_date};
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::{Mark, PhasePath, Tag, Who};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;

const SESSIONS_SHOWN: i64 = 5;

#[derive(Template)]
#[template(path = "episodes/show.html")]
struct ShowPage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    path: PhasePath,
    said: Evaluated,
    state: State,
    /// The one thing to do next: where and in which words.
    next: Option<(String, String)>,
    visit: Option<String>,
    is_overdue: bool,
    sessions: Vec<SessionRow>,
    decisions: Vec<DecisionRow>,
    overrides: Vec<OverrideRow>,
    skipped: Vec<Skipped>,
    programmes: Vec<ProgrammeRow>,
    responsible: String,
    covers: Vec<String>,
    goals: Vec<String>,
    complaint: String,
    timeline: Vec<EventRow>,
    protocol: String,
    protocol_path: String,
    /// The note.
    form: Form,
    /// Resuming or opening again: a form of its own, with its own submission id.
    act: Form,
}

/// Open, on hold or closed, in words.
struct State {
    is_open: bool,
    is_held: bool,
    is_closed: bool,
    may_reopen: bool,
    words: String,
    needs_decision: bool,
}

struct SessionRow {
    path: String,
    at: NaiveDateTime,
    tag: Option<Tag>,
    by: String,
}

struct DecisionRow {
    day: NaiveDate,
    words: String,
    recommended: String,
    against: bool,
    reason: String,
    by: String,
    amended: Option<NaiveDateTime>,
}

struct OverrideRow {
    form: Form,
    id: String,
    words: String,
    reason: String,
    by: String,
    kept: bool,
}

struct Skipped {
    phase: u8,
    name: String,
    criteria: Vec<String>,
}

struct ProgrammeRow {
    path: String,
    words: String,
    review: Option<String>,
}

struct EventRow {
    at: NaiveDateTime,
    words: String,
    note: String,
    by: String,
}

/// `GET /episodes/{episode}`
pub async fn show(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
) -> Result<HttpResponse, Problem> {
    let (form, now) = (Form::new()?, clinic.now());
    page::show(&load(page, clinic, path.into_inner(), form, now).await?)
}

/// `POST /episodes/{episode}/notes`
pub async fn note(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let text = form.field("note", "Note").lines(4000);
    let Some(text) = form.complete().and(text) else {
        return page::invalid(&load(page, clinic, episode, form, now).await?);
    };
    let submission = form.submission_id()?.to_owned();
    let (staff, id, acting) = (page.staff.clone(), episode.clone(), clinic.clone());
    let answer =
        run(move || Ok::<_, Problem>(note_episode(&acting, &staff, &submission, &id, &text, now)));
    match answer.await? {
        Ok(_) => Ok(page::see_other_saying(
            &format!("/episodes/{episode}#timeline"),
            "Note saved",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "note")?;
            refusal.answer(&load(page, clinic, episode, form, now).await?)
        }
    }
}

/// `POST /episodes/{episode}/reopenings`
pub async fn reopen(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let submission = form.submission_id()?.to_owned();
    let to = format!("/episodes/{episode}");
    run(move || reopen_episode(&clinic, &page.staff, &submission, &episode, now)).await?;
    Ok(page::see_other_saying(
        &to,
        "Episode opened again. Next: ask all red flags and measure anew at a visit",
    ))
}

struct Found {
    changes: Vec<PhaseChange>,
    overrides: Vec<RecordedOverride>,
    events: Vec<EpisodeEvent>,
    sessions: Vec<Session>,
    programmes: Vec<Programme>,
    visit: Option<PlannedVisit>,
    covers: Vec<Handover>,
    version: StoredVersion,
    needs_decision: bool,
}

async fn load(
    page: Page,
    clinic: web::Data<Clinic>,
    id: EpisodeId,
    form: Form,
    now: Moment,
) -> Result<ShowPage, Problem> {
    run(move || {
        let staff = page.staff.clone();
        let (at, found) = at_episode::read(&clinic, &staff, &id, "episodes", now, |db, at| {
            Ok(Found {
                changes: decisions::list_phase_changes(db, &id)?,
                overrides: decisions::list_overrides(db, &id)?,
                events: episodes::list_events(db, &id)?,
                sessions: sessions::list_newest(db, &id, SESSIONS_SHOWN)?,
                programmes: programmes::list(db, &id)?,
                visit: visits::find_booked(db, &id)?,
                covers: handovers::list_of_episode(db, &id)?,
                version: protocols::find(db, &at.episode.protocol)?,
                needs_decision: standings::find(db, &id)?.needs_decision,
            })
        })?;
        show_page(page, &at, found, form, now)
    })
    .await
}

fn show_page(
    page: Page,
    at: &AtEpisode,
    found: Found,
    form: Form,
    now: Moment,
) -> Result<ShowPage, Problem> {
    let today = now.date;
    let facts = &at.episode.facts;
    let state = state(at, found.needs_decision, today);
    let names = at.protocol.phases.iter().map(|phase| phase.name.clone());
    let in_force = found.overrides.iter().filter(|set| set.ended_at.is_none());
    let mut goals = facts.intake.goals.clone();
    let case_goal = facts.intake.notes.get("case_goal");
    goals.extend(case_goal.map(|goal| format!("Case goal of phase 3: {goal}")));
    let is_overdue = state.is_open
        && found
            .visit
            .as_ref()
            .is_none_or(|visit| visit.plan.on < today);
    Ok(ShowPage {
        act: Form::new()?,
        who: at.who.clone(),
        episode: at.episode.id.clone(),
        path: PhasePath {
            names: names.collect(),
            now: usize::from(at.evaluation.phase.unwrap_or(0)),
        },
        said: Evaluated::new(&at.protocol, &at.evaluation),
        next: next(&page, at, &found),
        visit: found
            .visit
            .map(|PlannedVisit { plan, .. }| visit_time(plan.on, plan.time, &plan.place)),
        is_overdue,
        sessions: found
            .sessions
            .iter()
            .map(|session| session_row(at, session))
            .collect(),
        decisions: found
            .changes
            .iter()
            .rev()
            .map(|change| decision_row(at, change))
            .collect(),
        overrides: in_force
            .map(|set| override_row(at, set))
            .collect::<Result<_, _>>()?,
        skipped: skipped(at),
        programmes: found.programmes.iter().map(programme_row).collect(),
        responsible: at.name(&at.episode.responsible).to_owned(),
        covers: found
            .covers
            .iter()
            .filter_map(|cover| cover_words(at, cover, today))
            .collect(),
        goals,
        complaint: facts.intake.complaint.clone(),
        timeline: found
            .events
            .iter()
            .map(|event| event_row(at, event))
            .collect(),
        protocol: format!("{}, version {}", found.version.name, found.version.number),
        protocol_path: format!("/protocols/{}", found.version.id),
        state,
        page,
        form,
    })
}

fn state(at: &AtEpisode, needs_decision: bool, today: NaiveDate) -> State {
    let (is_open, is_held, is_closed) = match at.episode.state {
        EpisodeState::Open => (true, false, false),
        EpisodeState::OnHold { .. } => (false, true, false),
        EpisodeState::Closed { .. } => (false, false, true),
    };
    let words = match &at.episode.state {
        EpisodeState::Open => "Open".to_owned(),
        EpisodeState::OnHold { from, until, why } => {
            let until = until
                .map(|until| format!(" until {}", plain_date(until)))
                .unwrap_or_default();
            format!("On hold from {}{until}: {why}", plain_date(*from))
        }
        EpisodeState::Closed { on, outcome, why } => {
            let why = if why.is_empty() {
                String::new()
            } else {
                format!(": {why}")
            };
            format!(
                "Closed on {}, {}{why}",
                plain_date(*on),
                outcome_words(*outcome)
            )
        }
    };
    State {
        is_open,
        is_held,
        is_closed,
        may_reopen: matches!(&at.episode.state, EpisodeState::Closed { on, .. } if may_reopen(*on, today)),
        words,
        needs_decision,
    }
}

/// What to do next, in the order of urgency.
fn next(page: &Page, at: &AtEpisode, found: &Found) -> Option<(String, String)> {
    if at.episode.state != EpisodeState::Open {
        return None;
    }
    let to = |end: &str, words: &str| {
        page.opens("GET", &format!("/episodes/{{episode}}/{end}"))
            .then(|| {
                (
                    format!("/episodes/{}/{end}", at.episode.id),
                    words.to_owned(),
                )
            })
    };
    let without_programme = !found.programmes.iter().any(|programme| {
        programme.state == ProgrammeState::Issued && Some(programme.phase) == at.evaluation.phase
    });
    match at.evaluation.recommendation {
        _ if at.course.visits.is_empty() => to("assessment", "Record the assessment"),
        Recommendation::StopAndRefer(_) => None,
        _ if at.evaluation.phase.is_none() => to("phase_changes/new", "Assign a phase"),
        _ if found.needs_decision => to("phase_changes/new", "Decide again"),
        Recommendation::Advance(_) | Recommendation::StepBack(_) => {
            to("phase_changes/new", "Decide about the phase")
        }
        Recommendation::Discharge => to("closures/new", "Close the episode"),
        Recommendation::Hold if without_programme => {
            to("programmes/new", "Write the home programme")
        }
        Recommendation::Hold => to("sessions/new", "Record a session"),
    }
}

fn session_row(at: &AtEpisode, session: &Session) -> SessionRow {
    let tag = match &session.state {
        SessionState::Draft => Some(Tag::new(Mark::Care, "Not signed")),
        SessionState::StruckOut(_) => Some(Tag::new(Mark::Off, "Struck out")),
        SessionState::Signed if session.is_amended() => Some(Tag::new(Mark::Off, "Amended")),
        SessionState::Signed => None,
    };
    SessionRow {
        path: format!("/sessions/{}", session.id),
        at: session.current.content.took_place.utc,
        tag,
        by: at.name(&session.current.entered_by).to_owned(),
    }
}

fn decision_row(at: &AtEpisode, change: &PhaseChange) -> DecisionRow {
    let words = match change.from {
        None => format!("Started in phase {}", change.to),
        Some(from) if from == change.to => format!("Stayed in phase {from}"),
        Some(from) if change.to < from => format!("Back from phase {from} to {}", change.to),
        Some(from) => format!("From phase {from} to {}", change.to),
    };
    DecisionRow {
        day: change.at.date,
        words,
        recommended: recommended(change.recommended, change.from),
        against: change.against,
        reason: change.reason.clone(),
        by: at.name(&change.by).to_owned(),
        amended: change.rests_on_amended_at,
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

fn override_row(at: &AtEpisode, set: &RecordedOverride) -> Result<OverrideRow, Problem> {
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
fn skipped(at: &AtEpisode) -> Vec<Skipped> {
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

fn programme_row(programme: &Programme) -> ProgrammeRow {
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
fn cover_words(at: &AtEpisode, cover: &Handover, today: NaiveDate) -> Option<String> {
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
        EventKind::FactsAmended => "Intake amended".to_owned(),
        EventKind::ProtocolChanged => "Moved to another protocol version".to_owned(),
        EventKind::Note => "Note".to_owned(),
    };
    EventRow {
        at: event.recorded_at,
        words,
        note: event.note.clone(),
        by: at.name(&event.recorded_by).to_owned(),
    }
}

/// How an episode ended, on screen.
pub(super) const fn outcome_words(outcome: Outcome) -> &'static str {
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
pub(super) const fn visit_words(state: VisitState) -> &'static str {
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
pub(super) fn visit_time(on: NaiveDate, time: Option<NaiveTime>, place: &str) -> String {
    let time = time.map_or_else(String::new, |time| format!(", {}", time.format("%H:%M")));
    let place = if place.is_empty() {
        String::new()
    } else {
        format!(", {place}")
    };
    format!("{} {}{time}{place}", on.format("%a"), plain_date(on))
}
