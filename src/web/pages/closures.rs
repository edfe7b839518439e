//! `/episodes/{episode}/closures`: care ends.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::episodes::rows::outcome_words;
use crate::actions::close_episode::{Closing, close_episode};
use crate::care::episode::Outcome;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::Error;
use crate::web::at_episode;
use crate::web::evaluated::Evaluated;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;

#[derive(Template)]
#[template(path = "closures/new.html")]
struct NewPage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    said: Evaluated,
    outcomes: Vec<(&'static str, String)>,
    form: Form,
}

/// `GET /episodes/{episode}/closures/new`
pub async fn new(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
) -> Result<HttpResponse, Problem> {
    let (mut form, now) = (Form::new()?, clinic.now());
    form.set("on", now.date);
    page::show(&load(page, clinic, path.into_inner(), form, now).await?)
}

/// `POST /episodes/{episode}/closures`
pub async fn create(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let Some(closing) = read(&mut form, now) else {
        return page::invalid(&load(page, clinic, episode, form, now).await?);
    };
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    let (staff, id, acting) = (page.staff.clone(), episode.clone(), clinic.clone());
    let answer = run(move || {
        let at = (&id, version);
        Ok::<_, Problem>(close_episode(
            &acting,
            &staff,
            &submission,
            at,
            &closing,
            now,
        ))
    });
    match answer.await? {
        Ok(_) => Ok(page::see_other_saying(
            &format!("/episodes/{episode}"),
            "Episode closed",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "why")?;
            refusal.answer(&load(page, clinic, episode, form, now).await?)
        }
    }
}

fn read(form: &mut Form, now: Moment) -> Option<Closing> {
    let outcome = form.field("outcome", "Outcome").choice::<Outcome>();
    let long_ago = now.date - chrono::Days::new(3650);
    let on = form.field("on", "Last day").date(long_ago..=now.date);
    let why = form.field("why", "Reason").optional().lines(2000);
    form.complete()?;
    Some(Closing {
        on: on?,
        outcome: outcome?,
        why: why.unwrap_or_default(),
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
        let (at, ()) = at_episode::read(&clinic, &staff, &episode, "closures", now, |_, _| Ok(()))?;
        form.set("version", at.episode.version);
        let outcome = |outcome: &Outcome| {
            let words = outcome_words(*outcome);
            let (first, rest) = words.split_at(1);
            (outcome.as_str(), format!("{}{rest}", first.to_uppercase()))
        };
        Ok::<_, Error>(NewPage {
            said: Evaluated::new(&at.protocol, &at.evaluation),
            outcomes: Outcome::ALL.iter().map(outcome).collect(),
            page,
            who: at.who,
            episode,
            form,
        })
    })
    .await
}
