//! Entering the values of a session that was struck out as the wrong patient's for the right one.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::right_patient::{Hits, NEEDS_WORDS, chosen, search};
use super::session_form::read_session;
use crate::actions::move_session::{draft_struck_out, is_to_move};
use crate::care::ids::SessionId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::web::filters::plain_date;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::visit_form::{Context, Purpose};

#[derive(Template)]
#[template(path = "session_moves/new.html")]
struct NewPage {
    page: Page,
    who: Who,
    form: Form,
    id: SessionId,
    what: String,
    hits: Hits,
}

/// `GET /sessions/{session}/moves/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
) -> Result<HttpResponse, Problem> {
    let (now, id) = (clinic.now(), path.into_inner());
    let context = load(&clinic, &page, id.clone(), now).await?;
    if !may_move(&context) {
        return Err(Problem::Conflict(format!("{NOT_TO_MOVE}.")));
    }
    page::show(&drawn(page, id, &context, Form::new()?, Hits::default()))
}

/// `POST /sessions/{session}/moves`: finds the right patient, or makes the draft.
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (now, id) = (clinic.now(), path.into_inner());
    let submission = form.submission_id()?.to_owned();
    let context = load(&clinic, &page, id.clone(), now).await?;
    let hits = search(&clinic, &page, &form, &context.patient.id, now).await?;
    if hits.words.is_empty() {
        form.fault("words", NEEDS_WORDS);
        return page::invalid(&drawn(page, id, &context, form, hits));
    }
    if form.value("do") == "search" {
        form.set("right", "");
        return page::show(&drawn(page, id, &context, form, hits));
    }
    let (Some(right), Some(())) = (chosen(&mut form, &hits), form.complete()) else {
        return page::invalid(&drawn(page, id, &context, form, hits));
    };
    let outcome = {
        let (clinic, staff, id) = (clinic.clone(), page.staff.0.clone(), id.clone());
        run(move || {
            Ok::<_, Problem>(draft_struck_out(
                &clinic,
                &staff,
                &submission,
                &id,
                &right,
                now,
            ))
        })
        .await?
    };
    match outcome {
        Ok(draft) => Ok(page::see_other_saying(
            &format!("/sessions/{draft}/edit"),
            "This is the draft for the right patient: read it and sign it",
        )),
        Err(refused) => {
            let refusal = if may_move(&context) {
                Refusal::tell(&mut form, refused, "right")?
            } else {
                Refusal::conflict(&mut form, NOT_TO_MOVE)
            };
            refusal.answer(&drawn(page, id, &context, form, hits))
        }
    }
}

const NOT_TO_MOVE: &str = "This session is not struck out as the wrong patient’s, or is entered for the right one already, and nothing was saved now";

async fn load(
    clinic: &Data<Clinic>,
    page: &Page,
    id: SessionId,
    now: Moment,
) -> Result<Context, Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
    run(move || {
        read_session(
            &clinic,
            &staff,
            &id,
            Purpose::Amendment,
            "session_move",
            now,
        )
    })
    .await
}

fn may_move(context: &Context) -> bool {
    context.session.as_ref().is_some_and(is_to_move)
}

fn drawn(page: Page, id: SessionId, context: &Context, form: Form, hits: Hits) -> NewPage {
    let what = if context.is_assessment {
        "assessment"
    } else {
        "session"
    };
    NewPage {
        who: context.who.clone(),
        id,
        what: format!("{what} of {}", plain_date(context.as_of.date)),
        page,
        form,
        hits,
    }
}
