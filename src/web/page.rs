//! Answering with a page: what every signed-in page knows, and how a template becomes a response.

use std::future::Future;
use std::pin::Pin;

use actix_web::body::MessageBody;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse};
use askama::Template;
use chrono_tz::Tz;

use super::form::Form;
use super::kept::{self, OfPage, Offer};
use super::problem::Problem;
use super::run::run;
use super::staff::{self, Staff};
use super::{Exposure, guard, routes};
use crate::care::ids::DraftId;

/// What `layout/base.html` needs; a page struct has it as `page`, a handler takes it as an argument.
#[derive(Debug, Clone)]
pub struct Page {
    /// Who is logged in.
    pub staff: Staff,
    /// The path asked for.
    pub path: String,
    /// What was just done, told once: `Session saved 10:43`.
    pub flash: Option<String>,
    /// The clinic's time zone, for `|time(page.zone)`.
    pub zone: Tz,
    /// Nothing can be saved at present.
    pub is_read_only: bool,
    /// The keys of one letter are switched off in this browser.
    pub is_keyless: bool,
    /// What this person typed in the form of this page and did not save.
    pub kept: Vec<Offer>,
    /// Of these, the one that was asked for, as typed.
    pub taken_up: Option<Form>,
}

/// A link of the main menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Where to.
    pub path: &'static str,
    /// Its words.
    pub title: &'static str,
    /// The page asked for is this one or below it.
    pub is_here: bool,
}

const MENU: [(&str, &str); 7] = [
    ("/board", "Board"),
    ("/patients", "Patients"),
    ("/exercises", "Exercises"),
    ("/protocols", "Protocols"),
    ("/staff", "Staff"),
    ("/audit", "Audit log"),
    ("/clinic", "Clinic"),
];

impl Page {
    /// The main menu: the pages that exist and are open to this role.
    #[must_use]
    pub fn links(&self) -> Vec<Link> {
        let open = MENU.into_iter().filter(|(path, _)| self.opens("GET", path));
        open.map(|(path, title)| Link {
            path,
            title,
            is_here: self
                .path
                .strip_prefix(path)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        })
        .collect()
    }

    /// Who is logged in, where there is no room for the name: `AR`.
    #[must_use]
    pub fn initials(&self) -> String {
        let words = self.staff.name.split_whitespace();
        words
            .filter_map(|word| word.chars().next())
            .take(3)
            .collect()
    }

    /// Whether this role may do this; for links and buttons. The path is written as in the routes table.
    #[must_use]
    pub fn opens(&self, method: &str, path: &str) -> bool {
        Method::from_bytes(method.as_bytes())
            .is_ok_and(|method| routes::opens(self.staff.role, &method, path))
    }
}

impl FromRequest for Page {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Page, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let staff = Staff::from_request(request, payload).into_inner();
        let request = request.clone();
        Box::pin(async move {
            let staff = staff?;
            let clinic = staff::clinic(&request)?;
            let path = request.path().to_owned();
            let kept = if request.method() == Method::GET && kept::is_page(&path) {
                let asked = asked_draft(&request)?;
                let (clinic, staff, path) = (clinic.clone(), staff.clone(), path.clone());
                run(move || kept::of_page(&clinic, &staff, &path, asked.as_ref())).await?
            } else {
                OfPage::default()
            };
            Ok(Page {
                staff,
                path,
                flash: flash(&request),
                zone: clinic.zone(),
                is_read_only: clinic.is_read_only(),
                is_keyless: is_keyless(&request),
                kept: kept.offers,
                taken_up: kept.form,
            })
        })
    }
}

/// The draft that an address asks to go on with: `?draft=typed-…`.
fn asked_draft(request: &HttpRequest) -> Result<Option<DraftId>, Problem> {
    let query = actix_web::web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let fields = query.map(actix_web::web::Query::into_inner);
    let asked = fields
        .unwrap_or_default()
        .into_iter()
        .find(|(name, _)| name == "draft");
    asked
        .map(|(_, id)| id.parse().map_err(|_| Problem::NotFound))
        .transpose()
}

/// A page, status 200.
///
/// # Errors
/// `Internal` when the template cannot be drawn.
pub fn show(page: &impl Template) -> Result<HttpResponse, Problem> {
    answer(StatusCode::OK, page)
}

/// A document, opened in the browser; it is saved under that name.
#[must_use]
pub fn pdf(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/pdf"))
        .insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")))
        .body(bytes)
}

/// The page of a form with faults, status 422, with what was typed still in it.
///
/// # Errors
/// `Internal` when the template cannot be drawn.
pub fn invalid(page: &impl Template) -> Result<HttpResponse, Problem> {
    answer(StatusCode::UNPROCESSABLE_ENTITY, page)
}

/// The page of a form whose record somebody else changed meanwhile, status 409.
///
/// # Errors
/// `Internal` when the template cannot be drawn.
pub fn conflict(page: &impl Template) -> Result<HttpResponse, Problem> {
    answer(StatusCode::CONFLICT, page)
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

const KEYS: &str = "keys";
const OFF: &str = "off";

/// Whether the keys of one letter are off here: somebody who speaks to the computer sets them off unawares (WCAG 2.1.4).
fn is_keyless(request: &HttpRequest) -> bool {
    request.cookie(KEYS).is_some_and(|it| it.value() == OFF)
}

/// Switches the keys of one letter off in this browser, or on again.
#[must_use]
pub fn keys_cookie(request: &HttpRequest, is_off: bool) -> Cookie<'static> {
    let mut cookie = Cookie::build(KEYS, OFF)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(guard::exposure(request) == Exposure::BehindProxy)
        .max_age(Duration::days(365))
        .finish();
    if !is_off {
        cookie.make_removal();
    }
    cookie
}

const FLASH: &str = "flash";

/// On to another page, which says once what was done. `done` holds no name and no clinical value: it travels in a cookie.
#[must_use]
pub fn see_other_saying(path: &str, done: &str) -> HttpResponse {
    let text = guard::encode_query(done);
    let cookie = Cookie::build(FLASH, text)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish();
    HttpResponse::SeeOther()
        .insert_header((LOCATION, path))
        .cookie(cookie)
        .finish()
}

fn flash(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(FLASH)?;
    let pair = actix_web::web::Query::<Vec<(String, String)>>::from_query(&format!(
        "t={}",
        cookie.value()
    ))
    .ok()?;
    let (_, text) = pair.into_inner().pop()?;
    (!text.is_empty() && text.chars().count() <= 200).then_some(text)
}

/// Takes the flash away once a page has shown it.
pub async fn told(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let had_one = request.method() == Method::GET && request.cookie(FLASH).is_some();
    let mut response = next.call(request).await?;
    let is_page = response.status() == StatusCode::OK
        && response
            .headers()
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if had_one && is_page {
        let mut gone = Cookie::build(FLASH, "").path("/").finish();
        gone.make_removal();
        response
            .response_mut()
            .add_cookie(&gone)
            .map_err(Problem::internal)?;
    }
    Ok(response)
}
