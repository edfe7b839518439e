//! `/sessions/{session}/take_overs`: going on with a visit somebody else began and did not sign.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::session_form::read_session;
use crate::actions::Refused;
use crate::actions::take_over_session::take_over_session;
use crate::care::ids::SessionId;
use crate::care::session::SessionState;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::staff as people;
use crate::web::filters::plain_date;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::visit_form::Purpose;

#[derive(Template)]
#[template(path = "take_overs/new.html")]
struct NewPage {
    page: Page,
    who: Who,
    form: Form,
    id: SessionId,
    title: String,
    patient: String,
    by: String,
}

/// `GET /sessions/{session}/take_overs/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    page::show(&load(page, &clinic, path.into_inner(), Form::new()?, now).await?)
}

/// `POST /sessions/{session}/take_overs`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    let (acting, staff, of) = (clinic.clone(), page.staff.clone(), id.clone());
    let answer = run(move || {
        let at = (&of, version);
        Ok::<_, Problem>(take_over_session(&acting, &staff, &submission, at, now))
    });
    match answer.await? {
        Ok(id) => Ok(page::see_other_saying(
            &format!("/sessions/{id}/edit"),
            "This draft is yours now: read it, complete it and sign it",
        )),
        Err(Refused::Record(error)) => Err(error.into()),
        Err(refused) => {
            form.refuse(refused.to_string());
            page::invalid(&load(page, &clinic, id, form, now).await?)
        }
    }
}

async fn load(
    page: Page,
    clinic: &Data<Clinic>,
    id: SessionId,
    mut form: Form,
    now: Moment,
) -> Result<NewPage, Problem> {
    let clinic = clinic.clone();
    run(move || {
        let context = read_session(&clinic, &page.staff, &id, Purpose::Draft, "take_over", now)?;
        let draft = context.session.ok_or(Problem::NotFound)?;
        if draft.state != SessionState::Draft {
            return Err(Problem::Conflict(
                "This session is no draft any more. Nothing was changed: open it and read it."
                    .into(),
            ));
        }
        let by = clinic.read(|db| people::find(db, &draft.current.entered_by))?;
        form.set("version", draft.current.number);
        let day = plain_date(draft.current.content.took_place.date);
        Ok(NewPage {
            title: format!("Take over the draft of {day}"),
            by: by.name,
            patient: context.patient.facts.full_name(),
            who: context.who,
            id,
            page,
            form,
        })
    })
    .await
}
