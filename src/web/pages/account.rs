//! `/account`: what somebody's own account says, and the one thing they change in it themselves, the password.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::actions::change_password::{Fault, NotChanged, Typed, change_password};
use crate::clinic::Clinic;
use crate::records::staff;
use crate::text::words;
use crate::web::form::Form;
use crate::web::guard;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::throttle::Throttle;

#[derive(Template)]
#[template(path = "account/show.html")]
struct ShowPage {
    role: &'static str,
    teams: Vec<String>,
    until: Option<String>,
    page: Page,
    form: Form,
}

/// `GET /account`
pub async fn show(page: Page, clinic: Data<Clinic>) -> Result<HttpResponse, Problem> {
    page::show(&load(page, clinic, Form::new()?).await?)
}

async fn load(page: Page, clinic: Data<Clinic>, form: Form) -> Result<ShowPage, Problem> {
    let teams = run(move || clinic.read(staff::list_teams)).await?;
    let mine = teams
        .into_iter()
        .filter(|team| page.staff.teams.contains(&team.id));
    Ok(ShowPage {
        role: words::role(page.staff.role),
        teams: mine.map(|team| team.name).collect(),
        until: page.staff.valid_until.map(crate::web::filters::plain_date),
        page,
        form,
    })
}

/// `POST /account/passwords`
pub async fn change(
    request: HttpRequest,
    page: Page,
    clinic: Data<Clinic>,
    throttle: Data<Throttle>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let typed = Typed {
        old: form.field("old", "Present password").secret(1000),
        new: form.field("new", "New password").secret(1000),
        again: form.field("again", "New password again").secret(1000),
    };
    let now = clinic.now();
    let (name, address) = (
        page.staff.sign_in_name.clone(),
        guard::client_address(&request),
    );
    if let Some(minutes) = throttle.minutes_to_wait(&name, &address, now.utc) {
        return Err(Problem::TooMany(format!(
            "There were too many tries with a wrong password. Wait {minutes} minutes, or ask your administrator to reset it."
        )));
    }
    let token = guard::login_token(&request).ok_or(Problem::Forbidden)?;
    let submission = form.submission_id()?.to_owned();
    let (me, at) = (page.staff.clone(), clinic.clone());
    let done = run(
        move || match change_password(&at, &me, &submission, &token, &typed, now) {
            Ok(_) => Ok(None),
            Err(NotChanged::Faults(faults)) => Ok(Some(faults)),
            Err(NotChanged::Refused(refused)) => Err(refused),
        },
    );
    let Some(faults) = done.await? else {
        throttle.succeeded(&name);
        return Ok(page::see_other_saying(
            "/account",
            "Password changed. Your other logins have ended",
        ));
    };
    if faults.contains(&Fault::OldIsWrong) {
        throttle.failed(&name, &address, now.utc);
    }
    for fault in faults {
        match fault {
            Fault::OldIsWrong => form.fault("old", "Present password is not right: type it again"),
            Fault::NewIsUnfit(sentence) => form.fault("new", sentence),
            Fault::NewIsOld => {
                form.fault("new", "The new password is the present one: take another")
            }
            Fault::AgainDiffers => {
                form.fault("again", "The two new passwords differ: type both again");
            }
        }
    }
    page::invalid(&load(page, clinic, form).await?)
}
