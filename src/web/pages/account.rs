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

/// `POST /account/keys`: switches the keys of one letter off in this browser, or on again.
pub async fn switch_keys(request: HttpRequest, form: Form) -> Result<HttpResponse, Problem> {
    let is_off = form.value("keys") == "off";
    let done = if is_off {
        "Keys of one letter are off in this browser"
    } else {
        "Keys of one letter are on again"
    };
    let mut answer = page::see_other_saying("/account", done);
    answer
        .add_cookie(&page::keys_cookie(&request, is_off))
        .map_err(Problem::internal)?;
    Ok(answer)
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
    if let Err(minutes) = throttle.begin(&name, &address, now.utc) {
        return Err(Problem::TooMany(format!(
            "There were too many tries with a wrong password. Wait {minutes} minutes, or ask your administrator to reset it."
        )));
    }
    let token = guard::login_token(&request).ok_or(Problem::Forbidden)?;
    let submission = form.submission_id()?.to_owned();
    let (me, at) = (page.staff.clone(), clinic.clone());
    let turn = throttle.turn().await.map_err(Problem::internal)?;
    let done = run(
        move || match change_password(&at, &me, &submission, &token, &typed, now) {
            Ok(_) => Ok(None),
            Err(NotChanged::Faults(faults)) => Ok(Some(faults)),
            Err(NotChanged::Refused(refused)) => Err(refused),
        },
    );
    let done = done.await;
    drop(turn);
    if !matches!(&done, Ok(Some(faults)) if faults.contains(&Fault::OldIsWrong)) {
        throttle.take_back(&name, &address, now.utc);
    }
    let Some(faults) = done? else {
        return Ok(page::see_other_saying(
            "/account",
            "Password changed. Your other logins have ended",
        ));
    };
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
