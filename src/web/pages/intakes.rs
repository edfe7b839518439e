//! The intake: one page, the red flags first. Saving it opens an episode.

pub(super) mod form;
mod questions;
mod screen;

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::access::Role;
use crate::actions::open_episode::open_episode;
use crate::builtin;
use crate::care::ids::{CautionKey, PatientId, StaffId};
use crate::care::patient::FactKind;
use crate::care::protocol::Protocol;
use crate::clinic::Clinic;
use crate::records::{Db, Error, cautions, episodes, patients, protocols, staff};
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::who::{sentence_case, who};

use questions::Questions;

#[derive(Template)]
#[template(path = "intakes/new.html")]
struct NewPage {
    page: Page,
    who: Who,
    form: Form,
    questions: Questions,
    colleagues: Vec<(String, String)>,
    /// Cautions recorded before, in words.
    known_cautions: Vec<String>,
    has_consent: bool,
    is_child: bool,
    age: u32,
    guardian: String,
}

#[derive(Template)]
#[template(path = "intakes/blocked.html")]
struct BlockedPage {
    page: Page,
    who: Who,
    why: Why,
}

/// Why no intake can be taken now.
enum Why {
    /// No version is adopted; these lead clinicians can adopt one.
    NotAdopted { leads: Vec<String> },
    /// An episode is not closed yet.
    HasOpen,
    /// The patient has died.
    Deceased,
}

/// What the page needs beside the form.
struct Ground {
    who: Who,
    colleagues: Vec<(String, String)>,
    known: Vec<CautionKey>,
    has_consent: bool,
    age: u32,
    guardian: String,
    /// The protocol to ask for, or why not.
    protocol: Result<std::sync::Arc<Protocol>, Why>,
}

impl Ground {
    /// The protocol to ask for. Where something stands in the way, perhaps this form sent before, the action says so, and what
    /// was typed is read and shown.
    fn protocol_to_show(&self) -> Arc<Protocol> {
        match &self.protocol {
            Ok(protocol) => Arc::clone(protocol),
            Err(_) => Arc::new(builtin::knowledge().protocol.clone()),
        }
    }
}

/// `GET /patients/{patient}/episodes/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
) -> Result<HttpResponse, Problem> {
    let mut ground = ground(&page, &clinic, &path).await?;
    let form = match page.taken_up.clone() {
        Some(form) => {
            ground.protocol = Ok(ground.protocol_to_show());
            form
        }
        None => {
            let mut form = Form::new()?;
            form.set("responsible", &page.staff.id);
            form
        }
    };
    match draw(page, ground, form) {
        Ok(page) => page::show(&page),
        Err(blocked) => page::show(&*blocked),
    }
}

/// `POST /patients/{patient}/episodes`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let mut ground = ground(&page, &clinic, &id).await?;
    let submission = form.submission_id()?.to_owned();
    let protocol = ground.protocol_to_show();
    ground.protocol = Ok(Arc::clone(&protocol));
    let (has_consent, local) = (ground.has_consent, clinic.local(now.utc));
    let Some(new) = form::read(&mut form, &protocol, has_consent, local) else {
        return answer(Refusal::Invalid, page, ground, form);
    };
    let (asked, to) = (page.staff.clone(), format!("/patients/{id}"));
    let opened =
        run(move || Ok::<_, Problem>(open_episode(&clinic, &asked, &submission, &id, &new, now)));
    match opened.await? {
        Ok(_) => Ok(page::see_other_saying(&to, "Intake saved")),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "")?;
            answer(refusal, page, ground, form)
        }
    }
}

fn answer(
    refusal: Refusal,
    page: Page,
    ground: Ground,
    form: Form,
) -> Result<HttpResponse, Problem> {
    match draw(page, ground, form) {
        Ok(page) => refusal.answer(&page),
        Err(blocked) => refusal.answer(&*blocked),
    }
}

fn draw(page: Page, ground: Ground, form: Form) -> Result<NewPage, Box<BlockedPage>> {
    let who = ground.who;
    let protocol = match ground.protocol {
        Ok(protocol) => protocol,
        Err(why) => return Err(Box::new(BlockedPage { page, who, why })),
    };
    let named = |key: &CautionKey| {
        let caution = protocol.caution(key.as_str());
        sentence_case(caution.map_or(key.as_str(), |caution| &caution.name))
    };
    Ok(NewPage {
        questions: Questions::of(&protocol, builtin::knowledge(), &ground.known),
        known_cautions: ground.known.iter().map(named).collect(),
        colleagues: ground.colleagues,
        has_consent: ground.has_consent,
        is_child: ground.age < 18,
        age: ground.age,
        guardian: ground.guardian,
        page,
        who,
        form,
    })
}

async fn ground(page: &Page, clinic: &Data<Clinic>, id: &PatientId) -> Result<Ground, Problem> {
    let (clinic, asked, id) = (clinic.clone(), page.staff.clone(), id.clone());
    let now = clinic.now();
    run(move || {
        clinic.read_patient(&asked, &id, "intake", |db| {
            let patient = patients::find(db, &id)?;
            let mut teams = asked.teams.clone();
            teams.push(patient.team.clone());
            let mut colleagues: Vec<(StaffId, String)> = staff::list_colleagues(db, &teams)?
                .into_iter()
                .filter(|person| person.works_on(now.date))
                .map(|person| (person.id, person.name))
                .collect();
            if !colleagues.iter().any(|(id, _)| *id == asked.id) {
                colleagues.insert(0, (asked.id.clone(), asked.name.clone()));
            }
            let facts = cautions::list_facts(db, &id)?;
            let has = |kind| {
                facts
                    .iter()
                    .any(|fact| fact.kind == kind && fact.withdrawn.is_none())
            };
            let known = cautions::list(db, &id)?;
            Ok::<_, Error>(Ground {
                who: who(db, &clinic, &id, now)?,
                colleagues: colleagues
                    .into_iter()
                    .map(|(id, name)| (id.to_string(), name))
                    .collect(),
                known: known
                    .into_iter()
                    .filter(|caution| caution.withdrawn.is_none())
                    .map(|caution| caution.caution)
                    .collect(),
                has_consent: has(FactKind::Consent),
                age: patient.facts.age_on(now.date),
                guardian: patient.facts.guardian,
                protocol: if has(FactKind::Deceased) {
                    Err(Why::Deceased)
                } else {
                    assignable(db, &clinic, &id)?
                },
            })
        })
    })
    .await
}

fn assignable(
    db: &mut Db,
    clinic: &Clinic,
    patient: &PatientId,
) -> Result<Result<Arc<Protocol>, Why>, Error> {
    let key = &builtin::knowledge().protocol.key;
    let is_open = episodes::list_of(db, patient)?
        .into_iter()
        .any(|episode| episode.protocol_key == *key && !episode.state.is_closed());
    if is_open {
        return Ok(Err(Why::HasOpen));
    }
    match protocols::find_assignable(db, key) {
        Ok(version) => Ok(Ok(clinic.protocol(&version.id)?)),
        Err(Error::NotFound) => {
            let leads = staff::list(db)?
                .into_iter()
                .filter(|person| person.role == Role::LeadClinician && !person.disabled)
                .map(|person| person.name);
            Ok(Err(Why::NotAdopted {
                leads: leads.collect(),
            }))
        }
        Err(error) => Err(error),
    }
}
