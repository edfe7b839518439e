//! A patient's page: who this is, what must be seen first, the episodes and the next thing to do.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::{NaiveDate, NaiveTime};

use crate::access::{May, Staff};
use crate::actions::patient_flags::{protocol_of, stopping_flags};
use crate::care::course::FlagState;
use crate::care::episode::{Episode, EpisodeState};
use crate::care::ids::{EpisodeId, FlagKey, PatientId, StaffId};
use crate::care::patient::{DatedFact, FactKind, Patient};
use crate::care::programme::ProgrammeState;
use crate::care::protocol::ActionLevel;
use crate::care::standing::{Standing, Status};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{
    Db, Error, cautions, episodes, patients, programmes, protocols, staff, standings, visits,
};
use crate::text::words;
use crate::web::desk::{self, Sheet};
use crate::web::filters;
use crate::web::page::{self, Page};
use crate::web::parts::{Progress, Tag, Who};
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::who::{self, named, sentence_case, status_tag};

/// A red flag that stops.
struct Flag {
    path: String,
    name: String,
    state: &'static str,
    level: &'static str,
    note: String,
}

/// A caution in force.
struct Caution {
    name: String,
    note: String,
}

/// An episode in the list.
struct Course {
    path: String,
    title: String,
    phase: String,
    tag: Tag,
    progress: Option<Progress>,
    onset: String,
    side: &'static str,
    responsible: String,
    last_session: Option<NaiveDate>,
    next_visit: Option<(NaiveDate, Option<NaiveTime>)>,
    facts_path: String,
    is_closed: bool,
    next: Option<Step>,
}

/// The next thing to do.
struct Step {
    words: &'static str,
    button: &'static str,
    path: String,
    /// The row of the routes table the path belongs to.
    route: &'static str,
}

/// A running sheet that asks for a new one.
struct Review {
    because: String,
    path: String,
}

#[derive(Template)]
#[template(path = "patients/show.html")]
struct ShowPage {
    page: Page,
    who: Who,
    patient: Patient,
    team: String,
    flags: Vec<Flag>,
    /// What to do at the highest level of the flags that stop.
    act: Option<(&'static str, bool)>,
    cautions: Vec<Caution>,
    consent: Option<DatedFact>,
    declined: Option<DatedFact>,
    deceased: Option<DatedFact>,
    courses: Vec<Course>,
    reviews: Vec<Review>,
    may_open: bool,
}

#[derive(Template)]
#[template(path = "patients/desk.html")]
struct DeskPage {
    page: Page,
    who: Who,
    patient: Patient,
    team: String,
    visits: Vec<(NaiveDate, Option<NaiveTime>, String)>,
    /// The home sheets the patient has, of episodes that are not closed.
    sheets: Vec<Sheet>,
}

/// `GET /patients/{patient}`: the front desk's own page holds nothing clinical.
pub async fn show(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    if page.staff.may(May::ReadRecords) {
        let shown = run(move || {
            let asked = page.staff.clone();
            clinic.read_patient(&asked, &id, "patient", |db| {
                load(db, &clinic, page, &id, now)
            })
        });
        page::show(&shown.await?)
    } else {
        let shown = run(move || {
            let asked = page.staff.clone();
            clinic.read_patient(&asked, &id, "patient_contact", |db| {
                load_desk(db, page, &id, now)
            })
        });
        page::show(&shown.await?)
    }
}

fn load_desk(db: &mut Db, page: Page, id: &PatientId, now: Moment) -> Result<DeskPage, Error> {
    let patient = patients::find(db, id)?;
    let people = staff::list(db)?;
    let (mut booked, mut running) = (Vec::new(), Vec::new());
    for episode in episodes::list_of(db, id)? {
        if !episode.state.is_closed() {
            running.push(episode.id.clone());
        }
        let visit = visits::find_booked(db, &episode.id)?;
        booked.extend(visit.map(|visit| {
            let with = visit
                .plan
                .clinician
                .as_ref()
                .unwrap_or(&episode.responsible);
            (visit.plan.on, visit.plan.time, name_of(&people, with))
        }));
    }
    Ok(DeskPage {
        who: named(&patient, now),
        team: team_name(db, &patient)?,
        page,
        patient,
        visits: booked,
        sheets: desk::sheets(db, &running)?,
    })
}

fn load(
    db: &mut Db,
    clinic: &Clinic,
    page: Page,
    id: &PatientId,
    now: Moment,
) -> Result<ShowPage, Error> {
    let patient = patients::find(db, id)?;
    let protocol = protocol_of(db, clinic, id)?;
    let stopping = stopping_flags(db, &protocol, id, now)?;
    let mut stopping: Vec<_> = stopping.into_iter().collect();
    stopping.sort_by_key(|(_, standing)| std::cmp::Reverse(standing.level));
    let act = stopping.first().map(|(_, worst)| {
        let is_urgent = worst.level != ActionLevel::GpSoon;
        (words::action(worst.level), is_urgent)
    });
    let awaits = stopping
        .iter()
        .all(|(_, standing)| standing.state == FlagState::Referred);
    let known = |key: &FlagKey| protocol.red_flag(key.as_str());
    let flags = stopping.into_iter().map(|(key, standing)| Flag {
        name: known(&key).map_or_else(|| key.to_string(), |flag| flag.name.clone()),
        note: known(&key).map_or_else(String::new, |flag| flag.note.clone()),
        state: if standing.state == FlagState::Open {
            "open, nothing decided yet"
        } else {
            "referred, answer awaited"
        },
        level: words::action(standing.level),
        path: format!("/patients/{id}/flags/{key}"),
    });
    let flags: Vec<Flag> = flags.collect();
    let known = cautions::list(db, id)?;
    let cautions = known
        .into_iter()
        .filter(|recorded| recorded.withdrawn.is_none())
        .map(|recorded| Caution {
            name: protocol.caution(recorded.caution.as_str()).map_or_else(
                || recorded.caution.to_string(),
                |caution| sentence_case(&caution.name),
            ),
            note: recorded.note,
        })
        .collect();
    let facts = cautions::list_facts(db, id)?;
    let fact = |kind| {
        let in_force = |fact: &&DatedFact| fact.kind == kind && fact.withdrawn.is_none();
        facts.iter().find(in_force).cloned()
    };
    let people = staff::list(db)?;
    let (mut courses, mut reviews) = (Vec::new(), Vec::new());
    for episode in episodes::list_of(db, id)? {
        if !episode.state.is_closed() {
            reviews.extend(review(db, &episode.id)?);
        }
        courses.push(course(db, clinic, &people, episode, awaits)?);
    }
    Ok(ShowPage {
        who: who::of(db, clinic, &patient, now)?,
        team: team_name(db, &patient)?,
        may_open: courses.iter().all(|course| course.is_closed),
        page,
        patient,
        flags,
        act,
        cautions,
        consent: fact(FactKind::Consent),
        declined: fact(FactKind::TreatmentDeclined),
        deceased: fact(FactKind::Deceased),
        courses,
        reviews,
    })
}

fn course(
    db: &mut Db,
    clinic: &Clinic,
    people: &[Staff],
    episode: Episode,
    awaits: bool,
) -> Result<Course, Error> {
    let standing = standings::find(db, &episode.id)?;
    let protocol = clinic.protocol(&episode.protocol)?;
    let version = protocols::find(db, &episode.protocol)?;
    let phase = match standing.phase {
        None => "No phase yet".to_owned(),
        Some(number) => {
            let name = protocol.phase(number).map_or("", |phase| &phase.name);
            format!(
                "Phase {number} of {}, {name}",
                protocol.last_phase(episode.facts.sport)
            )
        }
    };
    let visit = visits::find_booked(db, &episode.id)?;
    let id = &episode.id;
    Ok(Course {
        path: format!("/episodes/{id}"),
        title: format!("{}, version {}", version.name, version.number),
        phase,
        tag: status_tag(&episode.state, &standing),
        progress: (standing.of > 0 && standing.phase.is_some()).then_some(Progress {
            met: standing.met,
            of: standing.of,
        }),
        onset: episode.facts.onset_stated.clone(),
        side: words::affected_side(episode.facts.side),
        responsible: name_of(people, &episode.responsible),
        last_session: standing.last_session_on,
        next_visit: visit.map(|visit| (visit.plan.on, visit.plan.time)),
        facts_path: format!("/episodes/{id}/facts"),
        is_closed: episode.state.is_closed(),
        next: next(&episode, &standing, awaits),
    })
}

/// What to do next in an episode.
///
/// `awaits`: every flag that stops is referred.
fn next(episode: &Episode, standing: &Standing, awaits: bool) -> Option<Step> {
    let (id, patient) = (&episode.id, &episode.patient);
    let step = |words, button, path: String, route| {
        Some(Step {
            words,
            button,
            path,
            route,
        })
    };
    match episode.state {
        EpisodeState::Closed { .. } => return None,
        EpisodeState::OnHold { .. } => {
            return step(
                "The episode is on hold: resume it when the patient comes back.",
                "Open the episode",
                format!("/episodes/{id}"),
                "/episodes/{episode}",
            );
        }
        EpisodeState::Open => {}
    }
    match standing.status {
        Status::RedFlag if awaits => step(
            "The patient was referred: record the answer when it is here.",
            "Open the red flags",
            format!("/patients/{patient}/flags"),
            "/patients/{patient}/flags",
        ),
        Status::RedFlag => step(
            "A red flag stops: act on it now, then record what was decided.",
            "Decide about the red flags",
            format!("/patients/{patient}/flags"),
            "/patients/{patient}/flags",
        ),
        _ if standing.phase.is_none() && standing.last_session_on.is_none() => step(
            "The intake is taken: record the assessment, the first session.",
            "Record the assessment",
            format!("/episodes/{id}/assessment"),
            "/episodes/{episode}/assessment",
        ),
        _ if standing.phase.is_none() => step(
            "The assessment is signed: decide in which phase to start.",
            "Assign a phase",
            format!("/episodes/{id}/phase_changes"),
            "/episodes/{episode}/phase_changes",
        ),
        _ if standing.needs_decision => step(
            "A decision rested on what was amended since: look at it again.",
            "Decide about the phase",
            format!("/episodes/{id}/phase_changes"),
            "/episodes/{episode}/phase_changes",
        ),
        Status::Ready => step(
            "Every mandatory target is met: decide about the phase.",
            "Decide about the phase",
            format!("/episodes/{id}/phase_changes"),
            "/episodes/{episode}/phase_changes",
        ),
        Status::StepBack => step(
            "A step back is proposed: decide about the phase.",
            "Decide about the phase",
            format!("/episodes/{id}/phase_changes"),
            "/episodes/{episode}/phase_changes",
        ),
        Status::New | Status::Steady | Status::Stalled => step(
            "Record the next session.",
            "Record a session",
            format!("/episodes/{id}/sessions/new"),
            "/episodes/{episode}/sessions/new",
        ),
    }
}

fn review(db: &mut Db, episode: &EpisodeId) -> Result<Option<Review>, Error> {
    let running = programmes::list(db, episode)?
        .into_iter()
        .find(|programme| programme.state == ProgrammeState::Issued);
    Ok(running.and_then(|programme| {
        Some(Review {
            because: programme.review_because?,
            path: format!("/programmes/{}", programme.id),
        })
    }))
}

fn team_name(db: &mut Db, patient: &Patient) -> Result<String, Error> {
    let team = staff::list_teams(db)?
        .into_iter()
        .find(|team| team.id == patient.team);
    Ok(team.map(|team| team.name).unwrap_or_default())
}

fn name_of(people: &[Staff], id: &StaffId) -> String {
    let person = people.iter().find(|person| person.id == *id);
    person.map(|person| person.name.clone()).unwrap_or_default()
}
