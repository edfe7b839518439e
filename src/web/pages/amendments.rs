//! Amending a signed visit: the same form with the visit's own values, and the reason.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::session_form::{Draw, drawn, read_saved, refusal};
use super::{verdicts, visit_conflict};
use crate::access::Staff;
use crate::actions::amend_session::{Amendment, amend_session};
use crate::care::ids::SessionId;
use crate::care::session::{Session, SessionState};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records;
use crate::web::conflict;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::visit_form::{self, Context, Purpose, removed};

/// `GET /sessions/{session}/amendments/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let context = load(&clinic, &page, path.into_inner(), false, now).await?;
    let draw = Draw {
        checked: false,
        notice: None,
    };
    if let Some(mut form) = page.taken_up.clone() {
        let typed = visit_form::read(&mut form.clone(), &clinic, &context, false);
        return if is_struck_out(&context) {
            let refusal = Refusal::conflict(&mut form, STRUCK_OUT);
            refusal.answer(&drawn(page, &context, form, &typed.content, draw))
        } else {
            page::show(&drawn(page, &context, form, &typed.content, draw))
        };
    }
    if is_struck_out(&context) {
        return Err(Problem::Conflict(format!("{STRUCK_OUT}.")));
    }
    let mut form = Form::new()?;
    let Some(session) = &context.session else {
        return Err(Problem::NotFound);
    };
    visit_form::fill(&mut form, &clinic, &context, &session.current.content);
    form.set("version", session.current.number);
    let content = session.current.content.clone();
    page::show(&drawn(page, &context, form, &content, draw))
}

/// `POST /sessions/{session}/amendments`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let id = path.into_inner();
    let submission = form.submission_id()?.to_owned();
    let version = form.version()?;
    let context = load(&clinic, &page, id.clone(), verdicts::are_asked(&form), now).await?;
    if form.value("do") == conflict::MERGE && !is_struck_out(&context) {
        return visit_conflict::go_on(page, &clinic, &context, form).await;
    }
    let signing = form.value("do") == "sign";
    let reason = form.field("reason", "The reason for the amendment");
    let reason = if signing { reason } else { reason.optional() };
    let reason = reason.text(500);
    let typed = visit_form::read(&mut form, &clinic, &context, signing);
    if verdicts::are_asked(&form) {
        return verdicts::answer(&context, &form, &typed.content);
    }
    let draw = Draw {
        checked: true,
        notice: None,
    };
    if is_struck_out(&context) {
        let refusal = Refusal::conflict(&mut form, STRUCK_OUT);
        return refusal.answer(&drawn(page, &context, form, &typed.content, draw));
    }
    // what a later version added is told as a conflict, not as left out
    let is_current = |session: &Session| session.current.number == version;
    let is_current = context.session.as_ref().is_some_and(is_current);
    let removes = removed::removed(&context, &form, &typed.content);
    if signing && is_current {
        removed::refuse_unconfirmed(&context, &mut form, &removes);
    }
    if form.complete().is_none() {
        return page::invalid(&drawn(page, &context, form, &typed.content, draw));
    }
    if !signing {
        return page::show(&drawn(page, &context, form, &typed.content, draw));
    }
    let outcome = {
        let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
        let (id, content) = (id.clone(), typed.content.clone());
        let reason = reason.unwrap_or_default();
        let removes = removed::confirmed(&form, &removes);
        run(move || {
            let amendment = Amendment {
                content: &content,
                reason: &reason,
                removes: &removes,
            };
            let at = (&id, version);
            Ok::<_, Problem>(amend_session(
                &clinic,
                &staff,
                &submission,
                at,
                amendment,
                now,
            ))
        })
        .await?
    };
    match outcome {
        Ok(id) => Ok(page::see_other_saying(
            &format!("/sessions/{id}"),
            "Session amended. The old version stays readable below",
        )),
        Err(refused) => refusal(page, &clinic, &context, form, &typed, refused).await,
    }
}

async fn load(
    clinic: &Data<Clinic>,
    page: &Page,
    id: SessionId,
    typing: bool,
    now: Moment,
) -> Result<Context, Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
    run(move || signed(&clinic, &staff, &id, typing, now)).await
}

const STRUCK_OUT: &str = "This session is struck out and cannot be amended, and nothing was saved now: record the right one as a new session";

fn is_struck_out(context: &Context) -> bool {
    let state = context.session.as_ref().map(|session| &session.state);
    matches!(state, Some(SessionState::StruckOut(_)))
}

/// The session, which must have been signed.
fn signed(
    clinic: &Clinic,
    staff: &Staff,
    id: &SessionId,
    typing: bool,
    now: Moment,
) -> Result<Context, Problem> {
    let what = (Purpose::Amendment, "amendment");
    let context = read_saved(clinic, staff, id, what, typing, now)?;
    let state = context.session.as_ref().map(|session| &session.state);
    match state {
        Some(SessionState::Signed | SessionState::StruckOut(_)) => Ok(context),
        Some(SessionState::Draft) => Err(Problem::Conflict(
            "This session is a draft: open it and change it before it is signed.".into(),
        )),
        None => Err(records::Error::NotFound.into()),
    }
}
