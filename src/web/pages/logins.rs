//! Logging in and out.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::actions::end_login::end_login;
use crate::actions::log_in::{Refused, log_in};
use crate::clinic::Clinic;
use crate::web::form::Form;
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::throttle::Throttle;
use crate::web::{guard, page, staff};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

#[derive(Template)]
#[template(path = "logins/new.html")]
struct NewPage<'a> {
    form: &'a Form,
}

/// Where to go after logging in.
#[derive(Debug, Deserialize)]
pub struct Way {
    #[serde(default)]
    return_to: String,
}

/// `GET /login`
pub async fn new(way: web::Query<Way>) -> Result<HttpResponse, Problem> {
    let mut form = Form::new()?;
    form.set("return_to", guard::local_path(&way.return_to));
    page::show(&NewPage { form: &form })
}

/// `POST /logins`
pub async fn create(
    request: HttpRequest,
    clinic: web::Data<Clinic>,
    throttle: web::Data<Throttle>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let name = form.field("sign_in_name", "Sign-in name").text(100);
    let password = form.field("password", "Password").secret(128);
    let (Some(name), Some(password)) = (name, password) else {
        return page::invalid(&NewPage { form: &form });
    };
    let address = guard::client_address(&request);
    let now = clinic.now();
    if let Err(minutes) = throttle.begin(&name, &address, now.utc) {
        return Err(Problem::TooMany(format!(
            "There were too many tries with a wrong password. Wait {minutes} minutes, or ask your administrator to reset it."
        )));
    }
    let account = name.clone();
    let turn = throttle.turn().await.map_err(Problem::internal)?;
    let tried = run(move || match log_in(&clinic, &name, &password, now) {
        Ok(token) => Ok(Some(token)),
        Err(Refused::Unknown) => Ok(None),
        Err(refused) => Err(refused),
    });
    let tried = tried.await;
    drop(turn);
    if tried.is_err() {
        throttle.take_back(&account, &address, now.utc);
    }
    let Some(token) = tried? else {
        form.refuse("No account has this sign-in name and password. Check both and try again");
        return page::invalid(&NewPage { form: &form });
    };
    throttle.succeeded(&account, &address, now.utc);
    let mut answer = page::see_other(guard::local_path(form.value("return_to")));
    answer
        .add_cookie(&guard::login_cookie(&request, &token))
        .map_err(Problem::internal)?;
    Ok(answer)
}

/// `POST /logins/endings`: the login ends on the server; a browser without one is sent to the login page all the same.
pub async fn end(request: HttpRequest, clinic: web::Data<Clinic>) -> Result<HttpResponse, Problem> {
    if let (Some(staff), Some(token)) = (
        staff::logged_in(&request).await?,
        guard::login_token(&request),
    ) {
        let now = clinic.now();
        run(move || end_login(&clinic, &staff, &token, now)).await?;
    }
    let mut answer = page::see_other("/login");
    answer.headers_mut().insert(
        CLEAR_SITE_DATA,
        HeaderValue::from_static("\"cache\", \"storage\""),
    );
    answer
        .add_cookie(&guard::ended_cookie(&request))
        .map_err(Problem::internal)?;
    Ok(answer)
}
