//! `/episodes/{episode}`: where a patient is, what is proposed and why, what is missing, what was decided.

mod charts;
mod history;
mod milestones;
pub(super) mod rows;

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;

use super::diaries::has_diary;
use crate::actions::note_episode::note_episode;
use crate::actions::programme_evidence::changed_evidence;
use crate::actions::reopen_episode::reopen_episode;
use crate::care::decision::may_reopen;
use crate::care::diary::Diary;
use crate::care::episode::{
    EpisodeEvent, EpisodeState, PhaseChange, PlannedVisit, RecordedOverride, VisitState,
};
use crate::care::evaluation::{Reason, Recommendation};
use crate::care::handover::Handover;
use crate::care::ids::EpisodeId;
use crate::care::programme::{Programme, ProgrammeState};
use crate::care::session::Session;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::protocols::StoredVersion;
use crate::records::{
    Db, Error, assessments, decisions, diaries, episodes, handovers, programmes, protocols,
    sessions, standings, visits,
};
use crate::text;
use crate::web::at_episode::{self, AtEpisode};
use crate::web::evaluated::Evaluated;
use crate::web::filters::{self, plain_date};
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::{PhasePath, Who};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use charts::Charts;
use history::{EventRow, SessionRow, said, session_rows, timeline};
use rows::{
    DecisionRow, OverrideRow, ProgrammeRow, Skipped, Undone, cover_words, decision_row,
    outcome_words, override_row, path, programme_row, skipped, undone, visit_time,
};

#[derive(Template)]
#[template(path = "episodes/show.html")]
struct ShowPage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    path: PhasePath,
    said: Evaluated,
    charts: Charts,
    /// A red flag stops.
    stops: bool,
    /// What the last decision rested on and what the record says of it now, where it was amended since.
    undone: Option<Undone>,
    state: State,
    /// What can be done, the thing to do next first: where and in which words.
    doable: Vec<(String, String)>,
    visit: Option<String>,
    is_overdue: bool,
    sessions: Vec<SessionRow>,
    /// Older ones, folded away.
    older: Vec<SessionRow>,
    decisions: Vec<DecisionRow>,
    overrides: Vec<OverrideRow>,
    skipped: Vec<Skipped>,
    programmes: Vec<ProgrammeRow>,
    /// That what the patient's sheet was based on has changed since, and where that sheet is.
    evidence: Option<(String, String)>,
    responsible: String,
    covers: Vec<String>,
    goals: Vec<String>,
    complaint: String,
    milestones: Vec<milestones::Line>,
    lights: Vec<milestones::Line>,
    timeline: Vec<EventRow>,
    protocol: String,
    /// The assessment was struck out, and sessions were signed after it.
    lost_assessment: bool,
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
    diaries: Vec<Diary>,
    visits: Vec<PlannedVisit>,
    covers: Vec<Handover>,
    version: StoredVersion,
    needs_decision: bool,
    evidence: Option<(String, String)>,
    lost_assessment: bool,
}

/// That what the running programme was based on has changed since it was issued, with the programme's address.
fn evidence(
    db: &mut Db,
    clinic: &Clinic,
    programmes: &[Programme],
) -> Result<Option<(String, String)>, Error> {
    let running = |programme: &&Programme| programme.state == ProgrammeState::Issued;
    let Some(programme) = programmes.iter().find(running) else {
        return Ok(None);
    };
    let words = changed_evidence(db, clinic, programme)?
        .map(|(changed, at)| text::programme::evidence(changed, at.date));
    Ok(words.map(|words| (words, format!("/programmes/{}", programme.id))))
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
            let programmes = programmes::list(db, &id)?;
            Ok(Found {
                evidence: evidence(db, &clinic, &programmes)?,
                changes: decisions::list_phase_changes(db, &id)?,
                overrides: decisions::list_overrides(db, &id)?,
                events: episodes::list_events(db, &id)?,
                sessions: sessions::list(db, &id)?,
                programmes,
                diaries: diaries::list(db, &id)?,
                visits: visits::list(db, &id)?,
                covers: handovers::list_of_episode(db, &id)?,
                version: protocols::find(db, &at.episode.protocol)?,
                needs_decision: standings::find(db, &id)?.needs_decision,
                lost_assessment: assessments::is_lost(db, &id)?,
            })
        })?;
        show_page(page, &clinic, &at, found, form, now)
    })
    .await
}

fn show_page(
    page: Page,
    clinic: &Clinic,
    at: &AtEpisode,
    found: Found,
    form: Form,
    now: Moment,
) -> Result<ShowPage, Problem> {
    let today = now.date;
    let facts = &at.episode.facts;
    let state = state(at, found.needs_decision, today);
    let said = said(at, &found.events);
    let (shown, older) = session_rows(at, &found.sessions);
    let in_force = found.overrides.iter().filter(|set| set.ended_at.is_none());
    let mut goals = facts.intake.goals.clone();
    let case_goal = facts.intake.notes.get("case_goal");
    goals.extend(case_goal.map(|goal| format!("Case goal of phase 3: {goal}")));
    // the diary of an older sheet than the last two that went home does not come back
    let went_home = found.programmes.iter().filter(|one| has_diary(one));
    let last_two: Vec<_> = went_home.take(2).map(|one| &one.id).collect();
    let booked = found
        .visits
        .iter()
        .find(|visit| visit.state == VisitState::Booked);
    let timeline = timeline(at, &found, clinic);
    let is_overdue = state.is_open && booked.is_none_or(|visit| visit.plan.on < today);
    Ok(ShowPage {
        act: Form::new()?,
        who: at.who.clone(),
        episode: at.episode.id.clone(),
        path: path(at),
        charts: Charts::of(at, now),
        said: if state.needs_decision {
            said.unresolved()
        } else {
            said
        },
        stops: matches!(
            at.evaluation.recommendation,
            Recommendation::StopAndRefer(_)
        ),
        undone: found
            .changes
            .last()
            .filter(|_| state.needs_decision)
            .map(|change| undone(at, change)),
        doable: doable(&page, at, &found),
        visit: booked.map(|PlannedVisit { plan, .. }| {
            let with = plan.clinician.as_ref();
            let with = with.map_or_else(String::new, |id| format!(" with {}", at.name(id)));
            format!("{}{with}", visit_time(plan.on, plan.time, &plan.place))
        }),
        is_overdue,
        sessions: shown,
        older,
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
        milestones: milestones::lines(clinic, at, &found.programmes, now),
        lights: milestones::lights(at, now),
        programmes: found
            .programmes
            .iter()
            .map(|one| programme_row(one, last_two.contains(&&one.id), &found.diaries))
            .collect(),
        evidence: found.evidence,
        responsible: at.name(&at.episode.responsible).to_owned(),
        covers: found
            .covers
            .iter()
            .filter_map(|cover| cover_words(at, cover, today))
            .collect(),
        goals,
        complaint: facts.intake.complaint.clone(),
        timeline,
        protocol: format!("{}, version {}", found.version.name, found.version.number),
        lost_assessment: found.lost_assessment && !at.course.visits.is_empty(),
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

/// What can be done for an open episode, each once; what is most urgent first.
fn doable(page: &Page, at: &AtEpisode, found: &Found) -> Vec<(String, String)> {
    if at.episode.state != EpisodeState::Open {
        return Vec::new();
    }
    let begun = !at.course.visits.is_empty();
    let urgent = urgent(at, found);
    let usual = [
        begun.then_some((SESSION, "Session")),
        Some((DECISION, "Decide")),
        Some((PROGRAMME, "Home programme")),
    ];
    let mut listed: Vec<(&str, &str)> = Vec::new();
    for (route, words) in [urgent].into_iter().chain(usual.into_iter().flatten()) {
        if page.opens("GET", route) && listed.iter().all(|(known, _)| *known != route) {
            listed.push((route, words));
        }
    }
    let path = |route: &str| {
        let path = route.replace("{episode}", at.episode.id.as_str());
        path.replace("{patient}", at.patient.id.as_str())
    };
    listed
        .into_iter()
        .map(|(route, words)| (path(route), words.to_owned()))
        .collect()
}

const FLAGS: &str = "/patients/{patient}/flags";
const ASSESSMENT: &str = "/episodes/{episode}/assessment";
const SESSION: &str = "/episodes/{episode}/sessions/new";
const DECISION: &str = "/episodes/{episode}/phase_changes/new";
const PROGRAMME: &str = "/episodes/{episode}/programmes/new";
const CLOSING: &str = "/episodes/{episode}/closures/new";

fn urgent(at: &AtEpisode, found: &Found) -> (&'static str, &'static str) {
    let has_programme = found.programmes.iter().any(|programme| {
        programme.state == ProgrammeState::Issued && Some(programme.phase) == at.evaluation.phase
    });
    let is_again = at.evaluation.reasons.contains(&Reason::Reopened);
    match at.evaluation.recommendation {
        Recommendation::StopAndRefer(_) => (FLAGS, "Decide about the red flag"),
        _ if at.course.visits.is_empty() => (ASSESSMENT, "Record the assessment"),
        _ if at.evaluation.phase.is_none() => (DECISION, "Assign a phase"),
        _ if found.needs_decision => (DECISION, "Decide again"),
        Recommendation::Advance(_) | Recommendation::StepBack(_) => {
            (DECISION, "Decide about the phase")
        }
        Recommendation::Discharge => (CLOSING, "Close the episode"),
        Recommendation::Hold if has_programme || is_again => (SESSION, "Record a session"),
        Recommendation::Hold => (PROGRAMME, "Write the home programme"),
    }
}
