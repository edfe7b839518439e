//! Patients: the list, the search, registering, who they are and what is next for them.

mod amend;
mod conflict;
pub(super) mod form;
mod list;
mod overview;

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::access::{May, Role};
use crate::actions::Refused;
use crate::actions::register_patient::{NewPatient, register_patient};
use crate::care::ids::TeamId;
use crate::clinic::Clinic;
use crate::records::staff;
use crate::records::staff::Team;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;

pub use amend::{edit, move_to_team, update, versions};
pub use list::{index, search};
pub use overview::show;

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
    let form = match page.taken_up.clone() {
        Some(form) => form,
        None => {
            let mut form = Form::new()?;
            form::begin(&mut form);
            form
        }
    };
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
            let warns = matches!(refused, Refused::LikelyDuplicate | Refused::Namesake(_));
            let refusal = Refusal::tell(&mut form, refused, "reason")?;
            refusal.answer(&NewPage {
                warns,
                ..new_page(page, &clinic, form).await?
            })
        }
    }
}
