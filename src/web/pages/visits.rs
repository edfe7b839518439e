//! `/episodes/{episode}/visits`: the next visit is booked, changed, cancelled; missed ones are kept. Nothing clinical.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{NaiveDate, NaiveDateTime};

use super::board::privacy::board_path;
use super::episodes::rows::{visit_time, visit_words};
use crate::access::Staff as Person;
use crate::actions::book_visit::book_visit;
use crate::actions::settle_visit::settle_visit;
use crate::care::episode::{PlannedVisit, VisitPlan, VisitState};
use crate::care::ids::{EpisodeId, StaffId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, episodes, patients, staff as people, visits};
use crate::web::filters;
use crate::web::form::Form;
use crate::web::next_visit;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::who;

/// What became of a visit that did not take place.
pub(super) const MISSED: [(VisitState, &str); 3] = [
    (VisitState::DidNotAttend, "Did not attend"),
    (VisitState::CancelledByPatient, "Cancelled by patient"),
    (VisitState::CancelledByClinic, "Cancelled by clinic"),
];

#[derive(Template)]
#[template(path = "visits/index.html")]
struct IndexPage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    is_closed: bool,
    booked: Option<Row>,
    /// What is booked; without that, a visit still to come that was called off, to be booked again as it was.
    standing: Option<VisitPlan>,
    is_passed: bool,
    /// What can be said of the booked visit today.
    settled: Vec<(&'static str, &'static str)>,
    rows: Vec<Row>,
    clinicians: Vec<(String, String)>,
    form: Form,
    /// The buttons that settle: a form of their own.
    act: Form,
}

impl IndexPage {
    /// Begins the form with what stands, so that changing one thing leaves the others.
    fn fill(&mut self, today: NaiveDate) {
        let Some(plan) = &self.standing else { return };
        let time = plan.time.map(|time| time.format("%H:%M").to_string());
        let clinician = plan.clinician.as_ref().map(ToString::to_string);
        if plan.on >= today {
            self.form.set("on", plan.on);
        }
        self.form.set("time", time.unwrap_or_default());
        self.form.set("place", &plan.place);
        self.form.set("clinician", clinician.unwrap_or_default());
        self.form.set("note", &plan.note);
    }
}

struct Row {
    when: String,
    with: String,
    state: &'static str,
    note: String,
    at: NaiveDateTime,
    by: String,
}

/// `GET /episodes/{episode}/visits`
pub async fn index(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
) -> Result<HttpResponse, Problem> {
    let (form, now) = (Form::new()?, clinic.now());
    let mut shown = load(page, clinic, path.into_inner(), form, now).await?;
    shown.fill(now.date);
    page::show(&shown)
}

/// `POST /episodes/{episode}/visits`
pub async fn create(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let clinicians = {
        let clinic = clinic.clone();
        run(move || {
            let listed = clinic.read(|db| next_visit::clinicians(db, now.date));
            Ok::<_, Problem>(listed?)
        })
        .await?
    };
    let plan = next_visit::read(&mut form, next_visit::OF_VISITS, &clinicians, now.date);
    let (Some(plan), Some(())) = (plan, form.complete()) else {
        return page::invalid(&load(page, clinic, episode, form, now).await?);
    };
    let submission = form.submission_id()?.to_owned();
    let (staff, id, acting) = (page.staff.clone(), episode.clone(), clinic.clone());
    let seen = Some(form.value("visit").to_owned()).filter(|visit| !visit.is_empty());
    let answer = run(move || {
        let at = (&id, seen.as_deref());
        Ok::<_, Problem>(book_visit(&acting, &staff, &submission, at, &plan, now))
    });
    match answer.await? {
        Ok(_) => Ok(page::see_other_saying(
            &format!("/episodes/{episode}/visits"),
            "Visit booked",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "on")?;
            if refusal == Refusal::Conflict {
                form.forget("visit");
            }
            refusal.answer(&load(page, clinic, episode, form, now).await?)
        }
    }
}

/// `POST /episodes/{episode}/visits/settlements`: from the page of visits, or from a board, which is shown again.
pub async fn settle(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let state: Option<VisitState> = form.field("state", "What became of the visit").choice();
    let Some(state) = state else {
        return page::invalid(&load(page, clinic, episode, form, now).await?);
    };
    let submission = form.submission_id()?.to_owned();
    let (staff, id, acting) = (page.staff.clone(), episode.clone(), clinic.clone());
    let visit = form.value("visit").to_owned();
    let answer = run(move || {
        let at = (&id, visit.as_str());
        Ok::<_, Problem>(settle_visit(&acting, &staff, &submission, at, state, now))
    });
    match answer.await? {
        Ok(_) => {
            let own = format!("/episodes/{episode}/visits");
            let to = board_path(form.value("return_to")).unwrap_or(&own);
            Ok(page::see_other_saying(to, "Kept. Next: book another visit"))
        }
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "state")?;
            form.forget("visit");
            let mut shown = load(page, clinic, episode, form, now).await?;
            shown.fill(now.date);
            refusal.answer(&shown)
        }
    }
}

async fn load(
    page: Page,
    clinic: web::Data<Clinic>,
    id: EpisodeId,
    mut form: Form,
    now: Moment,
) -> Result<IndexPage, Problem> {
    run(move || {
        let staff = page.staff.clone();
        let patient = clinic.read(|db| Ok::<_, Error>(episodes::find(db, &id)?.patient))?;
        let (who, episode, list, people, clinicians) =
            clinic.read_patient(&staff, &patient, "visits", |db| {
                let patient = patients::find(db, &patient)?;
                Ok::<_, Error>((
                    who::seen_by(&staff, db, &clinic, &patient, now)?,
                    episodes::find(db, &id)?,
                    visits::list(db, &id)?,
                    people::list(db)?,
                    next_visit::clinicians(db, now.date)?,
                ))
            })?;
        let booked = list.iter().find(|visit| visit.state == VisitState::Booked);
        let visit = booked.map(|visit| visit.id.clone()).unwrap_or_default();
        let mut act = Form::new()?;
        act.set("visit", &visit);
        // a form that comes back keeps the visit that was seen, until the page has told that it is another
        if !form.names().any(|name| name == "visit") {
            form.set("visit", visit);
        }
        let passed = booked.is_some_and(|visit| visit.plan.on <= now.date);
        let settled = [(VisitState::Attended, "Attended")]
            .into_iter()
            .chain(MISSED)
            .filter(|(state, _)| {
                passed || !matches!(state, VisitState::Attended | VisitState::DidNotAttend)
            })
            .map(|(state, words)| (state.as_str(), words));
        Ok::<_, Problem>(IndexPage {
            who,
            is_closed: episode.state.is_closed(),
            is_passed: booked.is_some_and(|visit| visit.plan.on < now.date),
            booked: booked.map(|visit| row(visit, &people)),
            standing: booked
                .or_else(|| {
                    list.iter()
                        .find(|visit| is_missed(visit) && visit.plan.on >= now.date)
                })
                .map(|visit| visit.plan.clone()),
            settled: settled.collect(),
            rows: list.iter().map(|visit| row(visit, &people)).collect(),
            clinicians,
            act,
            episode: id,
            page,
            form,
        })
    })
    .await
}

fn is_missed(visit: &PlannedVisit) -> bool {
    MISSED.iter().any(|(state, _)| *state == visit.state)
}

fn row(visit: &PlannedVisit, people: &[Person]) -> Row {
    let name = |id: &StaffId| {
        let person = people.iter().find(|person| person.id == *id);
        person.map_or_else(String::new, |person| person.name.clone())
    };
    Row {
        when: visit_time(visit.plan.on, visit.plan.time, &visit.plan.place),
        with: visit.plan.clinician.as_ref().map(name).unwrap_or_default(),
        state: visit_words(visit.state),
        note: visit.plan.note.clone(),
        at: visit.settled_at.unwrap_or(visit.booked_at),
        by: name(visit.settled_by.as_ref().unwrap_or(&visit.booked_by)),
    }
}
