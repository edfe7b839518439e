//! Accounts: list, add, change, disable with somebody taking over, reset, end logins; teams.

use std::ops::RangeInclusive;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::{Days, NaiveDate};

use crate::access::{Role, Staff};
use crate::actions::add_staff::{NewAccount, add_staff};
use crate::actions::by::By;
use crate::actions::change_staff::{Change, add_team, change_staff};
use crate::actions::set_password::{end_logins, set_password};
use crate::care::ids::{StaffId, TeamId};
use crate::clinic::Clinic;
use crate::records::staff::{self, Team};
use crate::records::{Db, Error};
use crate::text::words;
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::{Mark, Tag};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::staff::Staff as LoggedIn;
use crate::web::throttle::Throttle;

#[derive(Template)]
#[template(path = "staff/index.html")]
struct IndexPage {
    page: Page,
    accounts: Vec<Line>,
    teams: Vec<Team>,
    form: Form,
}

struct Line {
    staff: Staff,
    role: &'static str,
    teams: String,
    tag: Tag,
}

#[derive(Template)]
#[template(path = "staff/new.html")]
struct NewPage {
    page: Page,
    form: Form,
    teams: Vec<(String, String)>,
    roles: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "staff/show.html")]
struct ShowPage {
    page: Page,
    of: Staff,
    tag: Tag,
    /// Name, role, last day and teams.
    form: Form,
    /// The new password.
    reset: Form,
    teams: Vec<(String, String)>,
    roles: Vec<(&'static str, &'static str)>,
}

/// `GET /staff`
pub async fn index(page: Page, clinic: Data<Clinic>) -> Result<HttpResponse, Problem> {
    page::show(&list(page, clinic, Form::new()?).await?)
}

async fn list(page: Page, clinic: Data<Clinic>, form: Form) -> Result<IndexPage, Problem> {
    let today = clinic.now().date;
    let (accounts, teams) =
        run(move || clinic.read(|db| Ok::<_, Error>((staff::list(db)?, staff::list_teams(db)?))))
            .await?;
    let accounts = accounts
        .into_iter()
        .map(|staff| Line {
            role: words::role(staff.role),
            teams: names(&teams, &staff.teams),
            tag: tag(&staff, today),
            staff,
        })
        .collect();
    Ok(IndexPage {
        page,
        accounts,
        teams,
        form,
    })
}

/// `POST /teams`
pub async fn create_team(
    page: Page,
    clinic: Data<Clinic>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let mut refusal = Refusal::Invalid;
    let name = form.field("name", "Name of the team").text(100);
    if let (Some(name), Some(())) = (name, form.complete()) {
        let (submission, now) = (form.submission_id()?.to_owned(), clinic.now());
        let (by, at) = (page.staff.clone(), clinic.clone());
        let done =
            run(move || Ok::<_, Problem>(add_team(&at, By::Page(&by, &submission), &name, now)));
        match done.await? {
            Ok(_) => return Ok(page::see_other_saying("/staff", "Team added")),
            Err(refused) => refusal = Refusal::tell(&mut form, refused, "")?,
        }
    }
    refusal.answer(&list(page, clinic, form).await?)
}

/// `GET /staff/new`
pub async fn new(page: Page, clinic: Data<Clinic>) -> Result<HttpResponse, Problem> {
    page::show(&blank(page, clinic, Form::new()?).await?)
}

async fn blank(page: Page, clinic: Data<Clinic>, form: Form) -> Result<NewPage, Problem> {
    let teams = run(move || clinic.read(staff::list_teams)).await?;
    Ok(NewPage {
        page,
        form,
        teams: options(&teams),
        roles: roles(),
    })
}

/// `POST /staff`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let name = form.field("name", "Name").text(100);
    let sign_in_name = form.field("sign_in_name", "Sign-in name").text(50);
    let role = form.field("role", "Role").choice::<Role>();
    let teams = form.field("teams", "Teams").optional().choices::<TeamId>();
    let valid_until = form
        .field("valid_until", "Last day")
        .optional()
        .date(lasting(now.date));
    let password = form.field("password", "Password").secret(1000);
    let mut refusal = Refusal::Invalid;
    let read = (name, sign_in_name, role, password, form.complete());
    if let (Some(name), Some(sign_in_name), Some(role), Some(password), Some(())) = read {
        let account = NewAccount {
            name,
            sign_in_name,
            role,
            password,
            valid_until,
            teams: teams.unwrap_or_default(),
        };
        let submission = form.submission_id()?.to_owned();
        let (by, at) = (page.staff.clone(), clinic.clone());
        let done = run(move || {
            Ok::<_, Problem>(add_staff(&at, By::Page(&by, &submission), &account, now))
        });
        match done.await? {
            Ok(_) => return Ok(page::see_other_saying("/staff", "Account added")),
            Err(refused) => refusal = Refusal::tell(&mut form, refused, "")?,
        }
    }
    refusal.answer(&blank(page, clinic, form).await?)
}

/// `GET /staff/{staff}`
pub async fn show(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<StaffId>,
) -> Result<HttpResponse, Problem> {
    let found = load(&clinic, &path).await?;
    let mut form = Form::new()?;
    form.set("name", &found.0.name);
    form.set("role", found.0.role.as_str());
    for team in &found.0.teams {
        form.add("teams", team);
    }
    if let Some(until) = found.0.valid_until {
        form.set("valid_until", until);
    }
    form.set("version", found.0.version);
    page::show(&shown(page, &clinic, found, form, Form::new()?))
}

/// `POST /staff/{staff}`
pub async fn update(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<StaffId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    let found = load(&clinic, &id).await?;
    let now = clinic.now();
    let name = form.field("name", "Name").text(100);
    let role = form.field("role", "Role").choice::<Role>();
    let teams = form.field("teams", "Teams").optional().choices::<TeamId>();
    // a day that is over stays as it was
    let first = found
        .0
        .valid_until
        .map_or(now.date, |day| day.min(now.date));
    let days = first..=now.date + Days::new(3660);
    let valid_until = form.field("valid_until", "Last day").optional().date(days);
    let mut refusal = Refusal::Invalid;
    if let (Some(name), Some(role), Some(())) = (name, role, form.complete()) {
        let change = Change {
            name,
            role,
            valid_until,
            teams: teams.unwrap_or_default(),
        };
        let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
        let (by, at) = (page.staff.clone(), clinic.clone());
        let done = run(move || {
            let by = By::Page(&by, &submission);
            Ok::<_, Problem>(change_staff(&at, by, &id, version, &change, now))
        });
        match done.await? {
            Ok(_) => return Ok(page::see_other_saying("/staff", "Account changed")),
            Err(refused) => {
                refusal = Refusal::tell(&mut form, refused, "")?;
                form.set("version", found.0.version);
            }
        }
    }
    refusal.answer(&shown(page, &clinic, found, form, Form::new()?))
}

/// `POST /staff/{staff}/passwords`
pub async fn reset(
    page: Page,
    clinic: Data<Clinic>,
    throttle: Data<Throttle>,
    path: Path<StaffId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    let found = load(&clinic, &id).await?;
    let now = clinic.now();
    let password = form.field("password", "New password").secret(1000);
    let mut refusal = Refusal::Invalid;
    if let (Some(password), Some(())) = (password, form.complete()) {
        let submission = form.submission_id()?.to_owned();
        let (by, at) = (page.staff.clone(), clinic.clone());
        let done = run(move || {
            let by = By::Page(&by, &submission);
            Ok::<_, Problem>(set_password(&at, by, &id, &password, now))
        });
        match done.await? {
            Ok(_) => {
                throttle.forgive(&found.0.sign_in_name);
                return Ok(page::see_other_saying(
                    "/staff",
                    "Password set, logins ended",
                ));
            }
            Err(refused) => refusal = Refusal::tell(&mut form, refused, "")?,
        }
    }
    let mut account = Form::new()?;
    account.set("name", &found.0.name);
    account.set("role", found.0.role.as_str());
    account.set("version", found.0.version);
    for team in &found.0.teams {
        account.add("teams", team);
    }
    if let Some(until) = found.0.valid_until {
        account.set("valid_until", until);
    }
    refusal.answer(&shown(page, &clinic, found, account, form))
}

/// `POST /staff/{staff}/logins/endings`
pub async fn log_out(
    staff: LoggedIn,
    clinic: Data<Clinic>,
    path: Path<StaffId>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let submission = form.submission_id()?.to_owned();
    run(move || end_logins(&clinic, By::Page(&staff, &submission), &id, now)).await?;
    Ok(page::see_other_saying("/staff", "Logins ended"))
}

async fn load(clinic: &Data<Clinic>, id: &StaffId) -> Result<(Staff, Vec<Team>), Problem> {
    let (clinic, id) = (clinic.clone(), id.clone());
    let both = move |db: &mut Db| Ok::<_, Error>((staff::find(db, &id)?, staff::list_teams(db)?));
    run(move || clinic.read(both)).await
}

fn shown(
    page: Page,
    clinic: &Clinic,
    (of, teams): (Staff, Vec<Team>),
    form: Form,
    reset: Form,
) -> ShowPage {
    ShowPage {
        page,
        tag: tag(&of, clinic.now().date),
        of,
        form,
        reset,
        teams: options(&teams),
        roles: roles(),
    }
}

fn lasting(today: NaiveDate) -> RangeInclusive<NaiveDate> {
    today..=today + Days::new(3660)
}

fn names(teams: &[Team], of: &[TeamId]) -> String {
    let named: Vec<&str> = teams
        .iter()
        .filter(|team| of.contains(&team.id))
        .map(|team| team.name.as_str())
        .collect();
    named.join(", ")
}

fn options(teams: &[Team]) -> Vec<(String, String)> {
    teams
        .iter()
        .map(|team| (team.id.to_string(), team.name.clone()))
        .collect()
}

fn roles() -> Vec<(&'static str, &'static str)> {
    Role::ALL
        .iter()
        .map(|role| (role.as_str(), words::role(*role)))
        .collect()
}

pub(super) fn tag(staff: &Staff, today: NaiveDate) -> Tag {
    match staff.valid_until {
        _ if staff.disabled => Tag::new(Mark::Off, "Disabled"),
        Some(until) if until < today => {
            Tag::new(Mark::Off, format!("Ended {}", filters::plain_date(until)))
        }
        Some(until) => Tag::new(Mark::Care, format!("Until {}", filters::plain_date(until))),
        None => Tag::new(Mark::OnCourse, "Works"),
    }
}

impl ShowPage {
    /// Whether the account answers for patients.
    fn treats(&self) -> bool {
        self.of.role.treats()
    }
}
