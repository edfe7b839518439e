//! Handing over: one patient (`/episodes/{episode}/handovers`) or all of a clinician's (`/handovers`), for a time; and
//! making another clinician responsible for good.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::{Days, NaiveDate};

use crate::access::{Role, Staff as Person};
use crate::actions::change_responsible::change_responsible;
use crate::actions::end_handover::end_handover;
use crate::actions::hand_over::hand_over;
use crate::care::handover::Handover;
use crate::care::ids::{EpisodeId, StaffId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::handovers::{self, NewHandover};
use crate::records::{Error, episodes, staff as people};
use crate::web::at_episode;
use crate::web::filters::plain_date;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::staff::Staff;

#[derive(Template)]
#[template(path = "handovers/new.html")]
struct NewPage {
    page: Page,
    colleagues: Vec<(String, String)>,
    /// Whose patients a lead clinician may hand over.
    whose: Vec<(String, String)>,
    patients: usize,
    current: Vec<Current>,
    form: Form,
}

#[derive(Template)]
#[template(path = "handovers/of_episode.html")]
struct OfEpisodePage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    responsible: String,
    colleagues: Vec<(String, String)>,
    current: Vec<Current>,
    form: Form,
    /// The change of the responsible clinician: a form of its own.
    act: Form,
}

struct Current {
    id: String,
    words: String,
    note: String,
    form: Form,
}

/// `GET /handovers/new`
pub async fn new_all(page: Page, clinic: web::Data<Clinic>) -> Result<HttpResponse, Problem> {
    let (mut form, now) = (Form::new()?, clinic.now());
    form.set("from_day", now.date);
    form.set("whose", &page.staff.id);
    page::show(&load_all(page, clinic, form, now).await?)
}

/// `POST /handovers`
pub async fn create_all(
    page: Page,
    clinic: web::Data<Clinic>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let me = page.staff.id.clone();
    let whose = form.field("whose", "Whose patients").optional().choice();
    let Some(new) = read(&mut form, whose.unwrap_or(me), None, now) else {
        return page::invalid(&load_all(page, clinic, form, now).await?);
    };
    let submission = form.submission_id()?.to_owned();
    let (staff, acting) = (page.staff.clone(), clinic.clone());
    let answer = run(move || Ok::<_, Problem>(hand_over(&acting, &staff, &submission, &new, now)));
    match answer.await? {
        Ok(_) => Ok(page::see_other_saying("/handovers/new", "Handed over")),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "note")?;
            refusal.answer(&load_all(page, clinic, form, now).await?)
        }
    }
}

/// `POST /handovers/{handover}/endings`
pub async fn end(
    staff: Staff,
    clinic: web::Data<Clinic>,
    path: web::Path<String>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let submission = form.submission_id()?.to_owned();
    run(move || end_handover(&clinic, &staff, &submission, &id, now)).await?;
    Ok(page::see_other_saying("/handovers/new", "Handover ended"))
}

/// `GET /episodes/{episode}/handovers/new`
pub async fn new(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
) -> Result<HttpResponse, Problem> {
    let (mut form, now) = (Form::new()?, clinic.now());
    form.set("from_day", now.date);
    let act = Form::new()?;
    page::show(&load(page, clinic, path.into_inner(), form, act, now).await?)
}

/// `POST /episodes/{episode}/handovers`
pub async fn create(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let me = page.staff.id.clone();
    let act = Form::new()?;
    let Some(new) = read(&mut form, me, Some(episode.clone()), now) else {
        return page::invalid(&load(page, clinic, episode, form, act, now).await?);
    };
    let submission = form.submission_id()?.to_owned();
    let (staff, acting) = (page.staff.clone(), clinic.clone());
    let answer = run(move || Ok::<_, Problem>(hand_over(&acting, &staff, &submission, &new, now)));
    match answer.await? {
        Ok(_) => Ok(page::see_other_saying(
            &format!("/episodes/{episode}"),
            "Handed over",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "note")?;
            refusal.answer(&load(page, clinic, episode, form, act, now).await?)
        }
    }
}

/// `POST /episodes/{episode}/responsible`
pub async fn change(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    mut act: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let to: Option<StaffId> = act.field("responsible", "Responsible clinician").choice();
    let why = act.field("why", "Note").optional().lines(2000);
    let mut form = Form::new()?;
    form.set("from_day", now.date);
    let Some(to) = act.complete().and(to) else {
        return page::invalid(&load(page, clinic, episode, form, act, now).await?);
    };
    let (submission, version) = (act.submission_id()?.to_owned(), act.version()?);
    let (staff, id, acting) = (page.staff.clone(), episode.clone(), clinic.clone());
    let answer = run(move || {
        let (at, what) = ((&id, version), why.unwrap_or_default());
        let to = (&to, what.as_str());
        Ok::<_, Problem>(change_responsible(
            &acting,
            &staff,
            &submission,
            at,
            to,
            now,
        ))
    });
    match answer.await? {
        // the new clinician may be the only one who reaches the patient now
        Ok(_) => Ok(page::see_other_saying(
            "/board",
            "Responsible clinician changed",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut act, refused, "why")?;
            refusal.answer(&load(page, clinic, episode, form, act, now).await?)
        }
    }
}

fn read(
    form: &mut Form,
    from: StaffId,
    episode: Option<EpisodeId>,
    now: Moment,
) -> Option<NewHandover> {
    let last = now.date + Days::new(730);
    let to = form.field("to", "Colleague").choice();
    let from_day = form.field("from_day", "First day").date(now.date..=last);
    let until_day = form
        .field("until_day", "Last day")
        .optional()
        .date(now.date..=last);
    let note = form.field("note", "Note").optional().lines(2000);
    form.complete()?;
    Some(NewHandover {
        from,
        to: to?,
        episode,
        from_day: from_day?,
        until_day,
        note: note.unwrap_or_default(),
    })
}

async fn load_all(
    page: Page,
    clinic: web::Data<Clinic>,
    form: Form,
    now: Moment,
) -> Result<NewPage, Problem> {
    run(move || {
        let me = page.staff.clone();
        let (everyone, list, patients) = clinic.read_list(&me, "handovers", |db| {
            Ok::<_, Error>((
                people::list(db)?,
                handovers::list(db, &me.id, now.date)?,
                episodes::list_responsible(db, &me.id)?.len(),
            ))
        })?;
        let whose = everyone.iter().filter(|person| {
            me.role == Role::LeadClinician
                && person.teams.iter().any(|team| me.teams.contains(team))
        });
        Ok::<_, Problem>(NewPage {
            colleagues: options(
                everyone
                    .iter()
                    .filter(|person| person.id != me.id || me.role == Role::LeadClinician),
                now.date,
            ),
            whose: options(whose, now.date),
            current: current(&list, &everyone)?,
            patients,
            page,
            form,
        })
    })
    .await
}

async fn load(
    page: Page,
    clinic: web::Data<Clinic>,
    episode: EpisodeId,
    form: Form,
    mut act: Form,
    now: Moment,
) -> Result<OfEpisodePage, Problem> {
    run(move || {
        let staff = page.staff.clone();
        let (at, (everyone, list)) =
            at_episode::read(&clinic, &staff, &episode, "handovers", now, |db, _| {
                let list = handovers::list_of_episode(db, &episode)?.into_iter();
                let runs = list.filter(|handover| {
                    handover.ended_at.is_none()
                        && handover.until_day.is_none_or(|until| until >= now.date)
                });
                Ok((people::list(db)?, runs.collect::<Vec<_>>()))
            })?;
        act.set("version", at.episode.version);
        let others = everyone
            .iter()
            .filter(|person| person.id != at.episode.responsible);
        Ok::<_, Problem>(OfEpisodePage {
            responsible: at.name(&at.episode.responsible).to_owned(),
            colleagues: options(others, now.date),
            current: current(&list, &everyone)?,
            page,
            who: at.who,
            episode,
            form,
            act,
        })
    })
    .await
}

/// Those who treat patients and whose account works, to choose from.
fn options<'p>(
    people: impl Iterator<Item = &'p Person>,
    today: NaiveDate,
) -> Vec<(String, String)> {
    people
        .filter(|person| person.treats_on(today))
        .map(|person| (person.id.to_string(), person.name.clone()))
        .collect()
}

fn current(list: &[Handover], everyone: &[Person]) -> Result<Vec<Current>, Problem> {
    let name = |id: &StaffId| {
        let person = everyone.iter().find(|person| person.id == *id);
        person.map_or_else(String::new, |person| person.name.clone())
    };
    let row = |handover: &Handover| {
        let what = match handover.episode {
            Some(_) => "one patient",
            None => "all patients",
        };
        let until = handover.until_day.map_or_else(
            || ", until it is ended".to_owned(),
            |until| format!(" until {}", plain_date(until)),
        );
        Ok(Current {
            id: handover.id.clone(),
            words: format!(
                "{} covers {what} of {} from {}{until}",
                name(&handover.to),
                name(&handover.from),
                plain_date(handover.from_day)
            ),
            note: handover.note.clone(),
            form: Form::new()?,
        })
    };
    list.iter().map(row).collect()
}
