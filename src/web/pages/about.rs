//! `/about`: what Ninefold is for, what it is not, and its version.

use actix_web::HttpResponse;
use askama::Template;

use crate::web::page;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "about/show.html")]
struct ShowPage {
    version: &'static str,
}

/// The page, without login: whoever is asked to rely on Ninefold can read what it claims.
pub async fn show() -> Result<HttpResponse, Problem> {
    page::show(&ShowPage {
        version: env!("CARGO_PKG_VERSION"),
    })
}
