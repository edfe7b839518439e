//! Who asks: the permission check in front of every route, and the member of staff a handler works for.

use std::future::{Ready, ready};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::middleware::Next;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, ResponseError, web};

use super::form::Form;
use super::guard;
use super::kept;
use super::problem::Problem;
use super::run::run;
use crate::access::{self, May};
use crate::actions::keep_typed::{ToKeep, Typed, keep_for_ended};
use crate::actions::use_login::use_login;
use crate::care::ids::DraftId;
use crate::clinic::Clinic;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Whoever asks, logged in or not.
    Anyone,
    /// Staff whose role has the permission.
    Needs(May),
}

/// The member of staff who is logged in, for a handler: `staff: Staff`.
///
/// The permission was checked before the handler ran; on a route for anyone there is no `Staff`, and asking for one is refused.
#[derive(Debug, Clone)]
pub struct Staff(pub access::Staff);

impl std::ops::Deref for Staff {
    type Target = access::Staff;
    fn deref(&self) -> &access::Staff {
        &self.0
    }
}

impl FromRequest for Staff {
    type Error = Problem;
    type Future = Ready<Result<Staff, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(
            request
                .extensions()
                .get::<Staff>()
                .cloned()
                .ok_or(Problem::Forbidden),
        )
    }
}

/// Lets a request through to its handler when the route's permission allows; a route without one is refused.
pub async fn require(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match admit(&mut request).await {
        Ok(()) => {
            let answer = next.call(request).await?.map_into_boxed_body();
            keep_given_back(&answer).await;
            Ok(answer)
        }
        Err(problem) => Ok(request.into_response(problem.error_response())),
    }
}

async fn admit(request: &mut ServiceRequest) -> Result<(), Problem> {
    let what = match request.app_data::<Access>() {
        None => return Err(Problem::Forbidden),
        Some(Access::Anyone) => return Ok(()),
        Some(Access::Needs(what)) => *what,
    };
    let Some(staff) = logged_in(request.request()).await? else {
        return Err(logged_out(request).await);
    };
    if !staff.may(what) {
        return Err(Problem::Forbidden);
    }
    request.extensions_mut().insert(staff);
    Ok(())
}

/// The member of staff the request's cookie belongs to, if its login holds.
///
/// # Errors
/// Those of the record.
pub async fn logged_in(request: &HttpRequest) -> Result<Option<Staff>, Problem> {
    let Some(token) = guard::login_token(request) else {
        return Ok(None);
    };
    let clinic = clinic(request)?;
    let now = clinic.now();
    let staff = run(move || use_login(&clinic, &token, now)).await?;
    Ok(staff.map(Staff))
}

/// Where to go on after logging in: the page asked for, or what was typed, kept for whose login it was.
async fn logged_out(request: &mut ServiceRequest) -> Problem {
    let asked = request.uri().path_and_query().map(ToString::to_string);
    if request.method() == Method::GET {
        return Problem::LoggedOut { return_to: asked };
    }
    if is_of_script(request.headers()) {
        return Problem::LoggedOut { return_to: None };
    }
    let kept = match request.extract::<Form>().await {
        Ok(form) => keep(request.request(), asked.unwrap_or_default(), form).await,
        Err(_) => None,
    };
    Problem::LoggedOut {
        return_to: kept.map(|draft| format!("/drafts/{draft}")),
    }
}

/// Keeps a form that was sent and comes back to be gone on with: it stands on no page that the way back leads to.
async fn keep_given_back(answer: &ServiceResponse<BoxBody>) {
    let request = answer.request();
    let path = request.path().to_owned();
    let is_given_back = request.method() == Method::POST
        && !answer.status().is_redirection()
        && kept::page_of(&path).is_some()
        && !is_of_script(request.headers());
    let (staff, form) = {
        let known = request.extensions();
        (known.get::<Staff>().cloned(), known.get::<Form>().cloned())
    };
    let (true, Some(staff), Some(form)) = (is_given_back, staff, form) else {
        return;
    };
    let (Ok(clinic), Ok(submission)) = (clinic(request), form.submission_id()) else {
        return;
    };
    let (submission, fields) = (submission.to_owned(), form.into_fields());
    let (typed, now) = (Typed { path, fields }, clinic.now());
    let kept = run(move || kept::keep(&clinic, &staff, &submission, typed, now));
    if let Err(problem) = kept.await {
        tracing::warn!(%problem, "a form that came back could not be kept");
    }
}

/// Sent by the page's script and not by going to another page: what was typed stands on the page still.
fn is_of_script(headers: &HeaderMap) -> bool {
    let mode = headers.get("sec-fetch-mode");
    mode.is_some_and(|mode| mode.as_bytes() != b"navigate")
}

/// Keeps what was typed for whose login it was; `None` when it is not kept.
pub async fn keep(request: &HttpRequest, path: String, form: Form) -> Option<DraftId> {
    let token = guard::login_token(request)?;
    let submission = form.submission_id().ok()?.to_owned();
    let (needs, about) = kept::form_at(&path)?;
    let clinic = clinic(request).ok()?;
    let fields = form.clone().into_fields();
    let typed = Typed { path, fields };
    let now = clinic.now();
    let kept = run(move || {
        let to_keep = ToKeep {
            submission: &submission,
            about: &about,
            needs,
            typed,
        };
        keep_for_ended(&clinic, &token, to_keep, |staff| form.is_of(staff), now)
    });
    kept.await.unwrap_or_else(|problem| {
        tracing::warn!(%problem, "what was typed could not be kept");
        None
    })
}

/// The clinic this server serves.
pub(super) fn clinic(request: &HttpRequest) -> Result<web::Data<Clinic>, Problem> {
    let clinic = request.app_data::<web::Data<Clinic>>();
    clinic
        .cloned()
        .ok_or_else(|| Problem::internal("the application has no clinic"))
}
