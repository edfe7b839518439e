//! `/episodes/{episode}/holds`: care pauses, and goes on.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::Days;

use crate::actions::hold_episode::{Hold, hold_episode};
use crate::actions::resume_episode::resume_episode;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::Error;
use crate::web::at_episode;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::staff::Staff;

#[derive(Template)]
#[template(path = "holds/new.html")]
struct NewPage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    form: Form,
}

/// `GET /episodes/{episode}/holds/new`
pub async fn new(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
) -> Result<HttpResponse, Problem> {
    let (mut form, now) = (Form::new()?, clinic.now());
    form.set("from", now.date);
    page::show(&load(page, clinic, path.into_inner(), form, now).await?)
}

/// `POST /episodes/{episode}/holds`
pub async fn create(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let Some(hold) = read(&mut form, now) else {
        return page::invalid(&load(page, clinic, episode, form, now).await?);
    };
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    let (staff, id, acting) = (page.staff.clone(), episode.clone(), clinic.clone());
    let answer = run(move || {
        let at = (&id, version);
        Ok::<_, Problem>(hold_episode(&acting, &staff, &submission, at, &hold, now))
    });
    match answer.await? {
        Ok(_) => Ok(page::see_other_saying(
            &format!("/episodes/{episode}"),
            "Put on hold",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "why")?;
            refusal.answer(&load(page, clinic, episode, form, now).await?)
        }
    }
}

/// `POST /episodes/{episode}/holds/endings`
pub async fn end(
    staff: Staff,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let (submission, to) = (
        form.submission_id()?.to_owned(),
        format!("/episodes/{episode}"),
    );
    run(move || resume_episode(&clinic, &staff, &submission, &episode, now)).await?;
    Ok(page::see_other_saying(&to, "Care goes on"))
}

fn read(form: &mut Form, now: Moment) -> Option<Hold> {
    let year = Days::new(365);
    let from = form
        .field("from", "First day")
        .date(now.date - year..=now.date);
    let until = form
        .field("until", "Last day")
        .optional()
        .date(now.date..=now.date + year);
    let why = form.field("why", "Reason").lines(2000);
    form.complete()?;
    Some(Hold {
        from: from?,
        until,
        why: why?,
    })
}

async fn load(
    page: Page,
    clinic: web::Data<Clinic>,
    episode: EpisodeId,
    mut form: Form,
    now: Moment,
) -> Result<NewPage, Problem> {
    run(move || {
        let staff = page.staff.clone();
        let (at, ()) = at_episode::read(&clinic, &staff, &episode, "holds", now, |_, _| Ok(()))?;
        form.set("version", at.episode.version);
        Ok::<_, Error>(NewPage {
            page,
            who: at.who,
            episode,
            form,
        })
    })
    .await
}
