//! Amending who a patient is, moving them to another team, and what stood before.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::conflict::{compared, key_of};
use super::form;
use crate::access::May;
use crate::actions::Refused;
use crate::actions::amend_patient::amend_patient;
use crate::actions::move_patient::move_patient;
use crate::care::ids::{PatientId, TeamId};
use crate::care::patient::{Patient, PatientFacts, PatientVersion};
use crate::clinic::Clinic;
use crate::records::staff::Team;
use crate::records::{Error, patients, staff};
use crate::web::conflict::{self, MERGE};
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::who;

#[derive(Template)]
#[template(path = "patients/edit.html")]
struct EditPage {
    page: Page,
    who: Who,
    patient: PatientId,
    form: Form,
    moving: Form,
    team: String,
    teams: Vec<(String, String)>,
    is_clinical: bool,
}

struct Editing {
    who: Who,
    before: Patient,
    teams: Vec<Team>,
}

async fn editing(page: &Page, clinic: &Data<Clinic>, id: &PatientId) -> Result<Editing, Problem> {
    let (clinic, asked, id, now) = (clinic.clone(), page.staff.clone(), id.clone(), clinic.now());
    run(move || {
        clinic.read_patient(&asked, &id, "patient_edit", |db| {
            let before = patients::find(db, &id)?;
            let who = who::seen_by(&asked, db, &clinic, &before, now)?;
            let teams = staff::list_teams(db)?;
            Ok::<_, Error>(Editing { who, before, teams })
        })
    })
    .await
}

/// `GET /patients/{patient}/edit`
pub async fn edit(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
) -> Result<HttpResponse, Problem> {
    let editing = editing(&page, &clinic, &path).await?;
    let form = match page.taken_up.clone() {
        Some(form) => form,
        None => {
            let mut form = Form::new()?;
            form::fill(&mut form, &editing.before.facts);
            form.set("version", editing.before.version);
            form
        }
    };
    page::show(&edit_page(page, editing, form, None)?)
}

fn edit_page(
    page: Page,
    editing: Editing,
    form: Form,
    moving: Option<Form>,
) -> Result<EditPage, Problem> {
    let Editing { who, before, teams } = editing;
    let mut moving = moving.map_or_else(Form::new, Ok)?;
    if moving.value("version").is_empty() {
        moving.set("version", before.version);
    }
    let team = teams.iter().find(|team| team.id == before.team);
    Ok(EditPage {
        is_clinical: page.staff.may(May::ReadRecords),
        page,
        who,
        form,
        moving,
        team: team.map(|team| team.name.clone()).unwrap_or_default(),
        teams: teams
            .into_iter()
            .filter(|team| team.id != before.team)
            .map(|team| (team.id.to_string(), team.name))
            .collect(),
        patient: before.id,
    })
}

/// `POST /patients/{patient}/versions`
pub async fn update(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let editing = editing(&page, &clinic, &id).await?;
    let is_clinical = page.staff.may(May::ReadRecords);
    let facts = form::read(
        &mut form,
        Some(&editing.before.facts),
        is_clinical,
        now.date,
    );
    let reason = form.field("reason", "Reason for the change").lines(500);
    if form.value("clinic_number").trim().is_empty() {
        form.fault("clinic_number", "Clinic number is needed");
    }
    let (Some(facts), Some(reason), Some(())) = (facts, reason, form.complete()) else {
        return page::invalid(&edit_page(page, editing, form, None)?);
    };
    if form.value("do") == MERGE {
        return go_on(page, &clinic, editing, form, &facts).await;
    }
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    let (asked, to) = (page.staff.clone(), format!("/patients/{id}"));
    let (acting, typed) = (clinic.clone(), facts.clone());
    let done = run(move || {
        let amended = amend_patient(
            &acting,
            &asked,
            &submission,
            (&id, version),
            &facts,
            &reason,
            now,
        );
        Ok::<_, Problem>(amended)
    });
    match done.await? {
        Ok(_) => Ok(page::see_other_saying(&to, "Patient amended")),
        Err(refused) => {
            if refused == Refused::Record(Error::Changed) {
                let before = &editing.before;
                let (_, meanwhile) = compared(&page, &clinic, before, &typed, version).await?;
                if !meanwhile.rows.is_empty() {
                    return conflict::ask(page, editing.who, form, meanwhile);
                }
            }
            let refusal = Refusal::tell(&mut form, refused, "reason")?;
            form.set("version", editing.before.version);
            refusal.answer(&edit_page(page, editing, form, None)?)
        }
    }
}

/// The form with what was chosen, to be read and saved; the choices again while one is open.
async fn go_on(
    page: Page,
    clinic: &Data<Clinic>,
    editing: Editing,
    mut form: Form,
    typed: &PatientFacts,
) -> Result<HttpResponse, Problem> {
    let opened = form.version()?;
    let (theirs, meanwhile) = compared(&page, clinic, &editing.before, typed, opened).await?;
    let Some(taken) = conflict::chosen(&mut form, &meanwhile) else {
        return conflict::ask(page, editing.who, form, meanwhile);
    };
    let mut form = conflict::merged(form, &theirs, key_of, &taken);
    form.set("version", meanwhile.version);
    page::show(&edit_page(page, editing, form, None)?)
}

/// `POST /patients/{patient}/moves`
pub async fn move_to_team(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let editing = editing(&page, &clinic, &id).await?;
    let team = form.field("team", "New team").choice::<TeamId>();
    let team = team.filter(|team| editing.teams.iter().any(|known| known.id == *team));
    if team.is_none() && form.complete().is_some() {
        form.fault("team", "New team must be one of those shown");
    }
    let Some(team) = team else {
        return move_refused(page, editing, form, Refusal::Invalid);
    };
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    let asked = page.staff.clone();
    let done = run(move || {
        Ok::<_, Problem>(move_patient(
            &clinic,
            &asked,
            &submission,
            (&id, version),
            &team,
            now,
        ))
    });
    match done.await? {
        Ok(_) => Ok(page::see_other_saying(
            "/patients",
            "Patient moved to the other team",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "")?;
            form.set("version", editing.before.version);
            move_refused(page, editing, form, refusal)
        }
    }
}

fn move_refused(
    page: Page,
    editing: Editing,
    moving: Form,
    refusal: Refusal,
) -> Result<HttpResponse, Problem> {
    let mut form = Form::new()?;
    form::fill(&mut form, &editing.before.facts);
    form.set("version", editing.before.version);
    refusal.answer(&edit_page(page, editing, form, Some(moving))?)
}

#[derive(Template)]
#[template(path = "patients/versions.html")]
struct VersionsPage {
    page: Page,
    who: Who,
    versions: Vec<(PatientVersion, String)>,
}

/// `GET /patients/{patient}/versions`
pub async fn versions(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
) -> Result<HttpResponse, Problem> {
    let (id, asked, now) = (path.into_inner(), page.staff.clone(), clinic.now());
    let (who, versions) = run(move || {
        clinic.read_patient(&asked, &id, "patient_versions", |db| {
            let staff = staff::list(db)?;
            let name = |version: &PatientVersion| {
                let by = staff.iter().find(|staff| staff.id == version.recorded_by);
                by.map(|by| by.name.clone()).unwrap_or_default()
            };
            let versions = patients::list_versions(db, &id)?;
            let versions: Vec<_> = versions
                .into_iter()
                .map(|version| (name(&version), version))
                .map(|(name, version)| (version, name))
                .collect();
            Ok::<_, Error>((who::who(db, &clinic, &id, now)?, versions))
        })
    })
    .await?;
    page::show(&VersionsPage {
        page,
        who,
        versions,
    })
}
