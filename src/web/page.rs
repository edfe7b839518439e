//! Answering with a page: what every signed-in page knows, and how a template becomes a response.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use askama::Template;

use super::problem::Problem;

/// A page, status 200.
///
/// # Errors
/// `Internal` when the template cannot be drawn.
pub fn show(page: &impl Template) -> Result<HttpResponse, Problem> {
    answer(StatusCode::OK, page)
}

/// The page of a form with faults, status 422, with what was typed still in it.
///
/// # Errors
/// `Internal` when the template cannot be drawn.
pub fn invalid(page: &impl Template) -> Result<HttpResponse, Problem> {
    answer(StatusCode::UNPROCESSABLE_ENTITY, page)
}

fn answer(status: StatusCode, page: &impl Template) -> Result<HttpResponse, Problem> {
    let html = page.render().map_err(Problem::internal)?;
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .body(html))
}

/// On to another page after a change was made, status 303.
#[must_use]
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther()
        .insert_header((LOCATION, path))
        .finish()
}
