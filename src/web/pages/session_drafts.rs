//! A visit's draft taken up again by the clinician who wrote it.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::session_form::read_saved;
use super::session_gate;
use super::sessions::{lost, save, show_first};
use super::verdicts;
use super::visit_conflict::{self, as_saved};
use crate::access::Staff;
use crate::care::ids::SessionId;
use crate::care::session::SessionState;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::visit_form::{Context, Purpose};

const SIGNED_ALREADY: &str = "This draft was signed already, perhaps in another tab, and nothing was saved now. What you typed is still here: open the session in another tab and amend it there";

const DISCARDED: &str = "This draft was discarded, perhaps in another tab, and nothing was saved now. What you typed is still here: open the episode in another tab, and record it as a new session";

/// `GET /sessions/{session}/edit`
pub async fn edit(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    if let Some(form) = page.taken_up.clone() {
        let (acting, staff) = (clinic.clone(), page.staff.0.clone());
        let context = run(move || own(&acting, &staff, &id, false, now)).await?;
        return if is_draft(&context) {
            show_first(page, &clinic, context, form)
        } else {
            no_draft(page, &clinic, &context, form).await
        };
    }
    let (context, form) = {
        let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
        run(move || {
            let context = own_draft(&clinic, &staff, &id, now)?;
            let mut form = Form::new()?;
            if let Some(session) = &context.session {
                for (name, value) in as_saved(&clinic, &staff, &context)?.into_fields() {
                    form.add(&name, value);
                }
                form.set("version", session.current.number);
            }
            Ok::<_, Problem>((context, form))
        })
        .await?
    };
    if !session_gate::is_open(&context) {
        return session_gate::not_open(page, &context, Vec::new());
    }
    show_first(page, &clinic, context, form)
}

/// `POST /sessions/{session}/edit`
pub async fn update(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let id = path.into_inner();
    let context = {
        let (clinic, staff, id) = (clinic.clone(), page.staff.0.clone(), id.clone());
        let submission = form.submission_id()?.to_owned();
        let typing = verdicts::are_asked(&form);
        run(move || {
            let context = own(&clinic, &staff, &id, typing, now)?;
            // the same form sent twice: the draft was signed by the first
            let repeated = !is_draft(&context) && answered(&clinic, &staff, &submission)?;
            Ok::<_, Problem>((!repeated).then_some(context))
        })
        .await?
    };
    match context {
        Some(context) if is_draft(&context) => save(page, clinic, context, form, now).await,
        Some(context) => no_draft(page, &clinic, &context, form).await,
        None => Ok(page::see_other(&format!("/sessions/{id}"))),
    }
}

fn answered(clinic: &Clinic, staff: &Staff, submission: &str) -> Result<bool, Problem> {
    let found = clinic.read(|db| records::submissions::find(db, &staff.id, submission))?;
    Ok(found.is_some())
}

/// No draft any more: what differs from what was signed meanwhile can be amended.
async fn no_draft(
    page: Page,
    clinic: &Data<Clinic>,
    context: &Context,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let is_signed = context
        .session
        .as_ref()
        .is_some_and(|session| session.state == SessionState::Signed);
    if is_signed
        && let Some(asked) = visit_conflict::ask(&page, clinic, context, form.clone()).await?
    {
        return Ok(asked);
    }
    let sentence = if is_signed { SIGNED_ALREADY } else { DISCARDED };
    lost(page, clinic, context, form, sentence)
}

/// The draft of that id, for the clinician who wrote it; anyone else finds none.
fn own_draft(
    clinic: &Clinic,
    staff: &Staff,
    id: &SessionId,
    now: Moment,
) -> Result<Context, Problem> {
    let context = own(clinic, staff, id, false, now)?;
    if is_draft(&context) {
        Ok(context)
    } else {
        Err(Problem::NotFound)
    }
}

/// The session of that id, a draft or once a draft, for the clinician who wrote it.
fn own(
    clinic: &Clinic,
    staff: &Staff,
    id: &SessionId,
    typing: bool,
    now: Moment,
) -> Result<Context, Problem> {
    let context = read_saved(clinic, staff, id, (Purpose::Draft, "draft"), typing, now)?;
    let session = context.session.as_ref();
    if session.is_some_and(|session| session.current.entered_by == staff.id) {
        Ok(context)
    } else {
        Err(Problem::NotFound)
    }
}

fn is_draft(context: &Context) -> bool {
    let session = context.session.as_ref();
    session.is_some_and(|session| session.state == SessionState::Draft)
}
