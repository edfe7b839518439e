//! Logging in and out.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::web::form::Form;
use crate::web::problem::Problem;
use crate::web::{guard, page};

#[derive(Template)]
#[template(path = "logins/new.html")]
struct NewPage<'a> {
    form: &'a Form,
    notice: Option<&'a str>,
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
    page::show(&NewPage {
        form: &form,
        notice: None,
    })
}

/// `POST /logins`
pub async fn create(mut form: Form) -> Result<HttpResponse, Problem> {
    let name = form.field("sign_in_name", "Sign-in name").text(100);
    let password = form.field("password", "Password").text(128);
    let _ = (name, password);
    form.refuse("No one with this sign-in name and password");
    page::invalid(&NewPage {
        form: &form,
        notice: None,
    })
}

/// `POST /logins/endings`
pub async fn end(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let mut answer = page::see_other("/login");
    answer
        .add_cookie(&guard::ended_cookie(&request))
        .map_err(Problem::internal)?;
    Ok(answer)
}
