//! Patients: the list, the search, registering, who they are and what is next for them.

mod form;
mod overview;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::access::{May, Role};
use crate::actions::Refused;
use crate::actions::amend_patient::amend_patient;
use crate::actions::move_patient::move_patient;
use crate::actions::register_patient::{NewPatient, register_patient};
use crate::care::ids::{PatientId, TeamId};
use crate::care::patient::{Patient, PatientVersion};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::search::Card;
use crate::records::staff::Team;
use crate::records::{Db, Error, patients, reach, search, staff};
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::{Paging, Who};
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::who::{self, named, who};

pub use overview::show;

/// Patients on one page of the list.
const PER_PAGE: i64 = 60;

/// A patient in a list.
struct Row {
    path: String,
    name: String,
    called: String,
    number: String,
    born: NaiveDate,
    age: u32,
    team: String,
}

#[derive(Template)]
#[template(path = "patients/index.html")]
struct IndexPage {
    page: Page,
    rows: Vec<Row>,
    paging: Option<Paging>,
    /// What was searched for; `None` for the list.
    words: Option<String>,
    is_cut: bool,
}

/// Which page of the list.
#[derive(Debug, Deserialize)]
pub struct Turn {
    #[serde(default)]
    page: Option<i64>,
}

/// `GET /patients`
pub async fn index(
    page: Page,
    clinic: Data<Clinic>,
    turn: Query<Turn>,
) -> Result<HttpResponse, Problem> {
    let (number, now) = (turn.page.unwrap_or(1).clamp(1, 1_000_000), clinic.now());
    let asked = page.staff.clone();
    let mut rows = run(move || {
        clinic.read_list(&asked, "patients", |db| {
            let reach = reach::of(db, &asked, now)?;
            let cards = search::list(db, &reach, PER_PAGE + 1, (number - 1) * PER_PAGE)?;
            rows(db, cards, now)
        })
    })
    .await?;
    let has_more = rows.len() > PER_PAGE as usize;
    rows.truncate(PER_PAGE as usize);
    let first = (number - 1) * PER_PAGE;
    let at = |number: i64| format!("/patients?page={number}");
    let paging = (number > 1 || has_more).then(|| Paging {
        words: format!("Patients {}–{}", first + 1, first + rows.len() as i64),
        before: (number > 1).then(|| at(number - 1)),
        after: has_more.then(|| at(number + 1)),
    });
    page::show(&IndexPage {
        page,
        rows,
        paging,
        words: None,
        is_cut: false,
    })
}

/// `POST /patients/searches`: answers the result page, so that no word stands in an address.
pub async fn search(page: Page, clinic: Data<Clinic>, form: Form) -> Result<HttpResponse, Problem> {
    let words: String = form.value("words").trim().chars().take(100).collect();
    let now = clinic.now();
    let (asked, query) = (page.staff.clone(), words.clone());
    let mut rows = run(move || {
        clinic.read_list(&asked, "patient_search", |db| {
            let reach = reach::of(db, &asked, now)?;
            let cards = search::search(db, &reach, &query, PER_PAGE + 1)?;
            rows(db, cards, now)
        })
    })
    .await?;
    let is_cut = rows.len() > PER_PAGE as usize;
    rows.truncate(PER_PAGE as usize);
    page::show(&IndexPage {
        page,
        rows,
        paging: None,
        words: Some(words),
        is_cut,
    })
}

fn rows(db: &mut Db, cards: Vec<Card>, now: Moment) -> Result<Vec<Row>, Error> {
    let teams = staff::list_teams(db)?;
    let team = |id: &TeamId| teams.iter().find(|team| team.id == *id);
    let rows = cards.into_iter().map(|card| Row {
        path: format!("/patients/{}", card.id),
        name: who::listed_name(&card.family_name, &card.given_names),
        called: card.name_to_use,
        number: card.clinic_number,
        born: card.birth_date,
        age: now.date.years_since(card.birth_date).unwrap_or(0),
        team: team(&card.team)
            .map(|team| team.name.clone())
            .unwrap_or_default(),
    });
    Ok(rows.collect())
}

#[derive(Template)]
#[template(path = "patients/new.html")]
struct NewPage {
    page: Page,
    form: Form,
    teams: Vec<(String, String)>,
    is_clinical: bool,
    warns: bool,
}

/// `GET /patients/new`
pub async fn new(page: Page, clinic: Data<Clinic>) -> Result<HttpResponse, Problem> {
    let mut form = Form::new()?;
    form::begin(&mut form);
    let page = new_page(page, &clinic, form).await?;
    page::show(&page)
}

async fn new_page(page: Page, clinic: &Data<Clinic>, mut form: Form) -> Result<NewPage, Problem> {
    let teams = teams_of(&page, clinic).await?;
    if let ([(only, _)], "") = (&teams[..], form.value("team")) {
        form.set("team", only);
    }
    Ok(NewPage {
        is_clinical: page.staff.may(May::ReadRecords),
        page,
        form,
        teams,
        warns: false,
    })
}

/// The teams someone may register for: their own, or all of them at the front desk.
async fn teams_of(page: &Page, clinic: &Data<Clinic>) -> Result<Vec<(String, String)>, Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.clone());
    let all = run(move || clinic.read(staff::list_teams)).await?;
    let mine = |team: &Team| staff.role == Role::FrontDesk || staff.teams.contains(&team.id);
    let pair = |team: Team| (team.id.to_string(), team.name);
    Ok(all.into_iter().filter(mine).map(pair).collect())
}

/// `POST /patients`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let is_clinical = page.staff.may(May::ReadRecords);
    let teams = teams_of(&page, &clinic).await?;
    let facts = form::read(&mut form, None, is_clinical, now.date);
    let team = form.field("team", "Team").choice::<TeamId>();
    if team
        .as_ref()
        .is_some_and(|team| !teams.iter().any(|(id, _)| *team == id.as_str()))
    {
        form.fault("team", "Team must be one of those shown");
    }
    let (Some(facts), Some(team), Some(())) = (facts, team, form.complete()) else {
        return page::invalid(&new_page(page, &clinic, form).await?);
    };
    let submission = form.submission_id()?.to_owned();
    let new = NewPatient {
        team,
        facts,
        is_someone_else: form.is_ticked("is_someone_else"),
    };
    let (asked, at) = (page.staff.clone(), clinic.clone());
    match run(move || Ok::<_, Problem>(register_patient(&at, &asked, &submission, &new, now)))
        .await?
    {
        Ok(id) => Ok(page::see_other_saying(
            &format!("/patients/{id}"),
            "Patient registered",
        )),
        Err(refused) => {
            let warns = refused == Refused::LikelyDuplicate;
            refuse(&mut form, refused)?;
            let page = NewPage {
                warns,
                ..new_page(page, &clinic, form).await?
            };
            page::invalid(&page)
        }
    }
}

/// Shows a refusal in the form; what no form can put right becomes a page of its own.
fn refuse(form: &mut Form, refused: Refused) -> Result<(), Problem> {
    match refused {
        Refused::Record(Error::Duplicate(_)) => form.fault(
            "clinic_number",
            "Another patient has this clinic number: leave it empty for the next free one",
        ),
        Refused::NeedsReason => form.fault("reason", Refused::NeedsReason.to_string()),
        Refused::Record(error) => return Err(error.into()),
        refused => form.refuse(refused.to_string()),
    }
    Ok(())
}

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
    /// After a lost update: field, what was typed, what stands now.
    differing: Vec<(&'static str, String, String)>,
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
            let who = if asked.may(May::ReadRecords) {
                who(db, &clinic, &id, now)?
            } else {
                named(&before, now)
            };
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
    let mut form = Form::new()?;
    form::fill(&mut form, &editing.before.facts);
    form.set("version", editing.before.version);
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
        differing: Vec::new(),
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
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    let (asked, to) = (page.staff.clone(), format!("/patients/{id}"));
    let done = run(move || {
        let amended = amend_patient(
            &clinic,
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
        Err(Refused::Record(Error::Changed)) => {
            form.refuse("Someone else amended this patient after you opened the form, and nothing of yours was saved: compare below, then save again");
            form.set("version", editing.before.version);
            let differing = form::differing(&form, &editing.before.facts, is_clinical);
            let page = EditPage {
                differing,
                ..edit_page(page, editing, form, None)?
            };
            page::conflict(&page)
        }
        Err(refused) => {
            refuse(&mut form, refused)?;
            page::invalid(&edit_page(page, editing, form, None)?)
        }
    }
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
        return move_refused(page, editing, form);
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
        Err(Refused::Record(error)) => Err(error.into()),
        Err(refused) => {
            form.refuse(refused.to_string());
            move_refused(page, editing, form)
        }
    }
}

fn move_refused(page: Page, editing: Editing, moving: Form) -> Result<HttpResponse, Problem> {
    let mut form = Form::new()?;
    form::fill(&mut form, &editing.before.facts);
    form.set("version", editing.before.version);
    page::invalid(&edit_page(page, editing, form, Some(moving))?)
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
            Ok::<_, Error>((who(db, &clinic, &id, now)?, versions))
        })
    })
    .await?;
    page::show(&VersionsPage {
        page,
        who,
        versions,
    })
}
