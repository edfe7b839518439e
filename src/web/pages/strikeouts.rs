//! Striking out a visit made in error, and moving one recorded for the wrong patient to the right one.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::NaiveDateTime;

use super::session_form::read_session;
use crate::access::Staff;
use crate::actions::move_session::move_session;
use crate::actions::strike_out_session::strike_out_session;
use crate::care::episode::EpisodeState;
use crate::care::ids::{EpisodeId, PatientId, SessionId};
use crate::care::session::{Mistake, SessionState};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, Error, episodes, reach, search};
use crate::web::filters::{self, plain_date};
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::visit_form::{Context, Purpose};

/// Most patients found at once.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "strikeouts/new.html")]
struct NewPage {
    page: Page,
    who: Who,
    form: Form,
    id: SessionId,
    title: String,
    took_place: NaiveDateTime,
    button: String,
    kinds: [(&'static str, &'static str); 4],
    found: Vec<Found>,
    /// There are more patients of that name than shown.
    is_cut: bool,
    searched: bool,
}

/// An open episode of a patient who may be the right one.
#[derive(Debug, Clone)]
struct Found {
    episode: EpisodeId,
    name: String,
    details: String,
}

/// What a search found.
#[derive(Debug, Default)]
struct Hits {
    found: Vec<Found>,
    is_cut: bool,
}

/// `GET /sessions/{session}/strikeouts/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let id = path.into_inner();
    let context = load(&clinic, &page, id.clone(), now).await?;
    if is_struck_out(&context) {
        return Err(Problem::Conflict(format!("{STRUCK_OUT}.")));
    }
    let mut form = Form::new()?;
    if let Some(session) = &context.session {
        form.set("version", session.current.number);
    }
    page::show(&drawn(page, id, &context, form, Hits::default()))
}

/// `POST /sessions/{session}/strikeouts`: finds the right patient, or strikes out.
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
    if let Some(to) = answered(&clinic, &page, &submission).await? {
        return Ok(page::see_other(&to));
    }
    let context = load(&clinic, &page, id.clone(), now).await?;
    let found = {
        let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
        let words = form.value("words").to_owned();
        let not = context.patient.id.clone();
        run(move || find(&clinic, &staff, &words, &not, now)).await?
    };
    if is_struck_out(&context) {
        let refusal = Refusal::conflict(&mut form, STRUCK_OUT);
        return refusal.answer(&drawn(page, id, &context, form, found));
    }
    if form.value("do") == "search" {
        if found.found.is_empty() && form.value("words").trim().is_empty() {
            form.fault(
                "words",
                "Write the beginning of the right patient’s name, or their clinic number",
            );
            return page::invalid(&drawn(page, id, &context, form, found));
        }
        form.set("kind", Mistake::WrongPatient.as_str());
        return page::show(&drawn(page, id, &context, form, found));
    }
    let kind = form.field("kind", "What is wrong").choice::<Mistake>();
    let why = form.field("why", "The reason").text(500);
    let right = form.field("right", "The right patient").optional();
    let right = right.choice::<EpisodeId>();
    if right.is_some() && kind.is_some_and(|kind| kind != Mistake::WrongPatient) {
        form.fault(
            "kind",
            "A right patient is chosen: choose “Recorded for the wrong patient”, or clear the patient",
        );
    }
    let (Some(kind), Some(why), Some(())) = (kind, why, form.complete()) else {
        return page::invalid(&drawn(page, id, &context, form, found));
    };
    let moves = right.is_some();
    let outcome = {
        let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
        let id = id.clone();
        run(move || {
            let at = (&id, version);
            Ok::<_, Problem>(match &right {
                Some(to) => move_session(&clinic, &staff, &submission, at, &why, to, now),
                None => strike_out_session(&clinic, &staff, &submission, at, kind, &why, now),
            })
        })
        .await?
    };
    match outcome {
        Ok(id) if moves => Ok(page::see_other_saying(
            &format!("/sessions/{id}/edit"),
            "The first session is struck out. This is its draft for the right patient: read it and sign it",
        )),
        Ok(id) => Ok(page::see_other_saying(
            &format!("/sessions/{id}"),
            "Session struck out. It stays readable and counts for nothing",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "why")?;
            if let Some(session) = &context.session {
                form.set("version", session.current.number);
            }
            refusal.answer(&drawn(page, id, &context, form, found))
        }
    }
}

/// Where a form sent before led.
async fn answered(
    clinic: &Data<Clinic>,
    page: &Page,
    submission: &str,
) -> Result<Option<String>, Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
    let submission = submission.to_owned();
    run(move || {
        clinic.read(|db| {
            let Some(session) = records::submissions::find(db, &staff.id, &submission)? else {
                return Ok::<_, Error>(None);
            };
            Ok(Some(format!("/sessions/{session}")))
        })
    })
    .await
}

async fn load(
    clinic: &Data<Clinic>,
    page: &Page,
    id: SessionId,
    now: Moment,
) -> Result<Context, Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
    run(move || read_session(&clinic, &staff, &id, Purpose::Amendment, "strikeout", now)).await
}

const STRUCK_OUT: &str = "This session is struck out already, and nothing was changed now";

fn is_struck_out(context: &Context) -> bool {
    let state = context.session.as_ref().map(|session| &session.state);
    matches!(state, Some(SessionState::StruckOut(_)))
}

/// Open episodes of the patients within reach whose names begin so; notes one row.
fn find(
    clinic: &Clinic,
    staff: &Staff,
    words: &str,
    not: &PatientId,
    now: Moment,
) -> Result<Hits, Problem> {
    if words.trim().is_empty() {
        return Ok(Hits::default());
    }
    let found = clinic.read_list(staff, "strikeout", |db| {
        let reach = reach::of(db, staff, now)?;
        let mut found = Vec::new();
        let mut cards = search::search(db, &reach, words, MOST as i64 + 1)?;
        let is_cut = cards.len() > MOST;
        cards.truncate(MOST);
        for card in cards {
            if card.id == *not {
                continue;
            }
            for episode in episodes::list_of(db, &card.id)? {
                if episode.state != EpisodeState::Open {
                    continue;
                }
                found.push(Found {
                    episode: episode.id,
                    name: format!("{}, {}", card.family_name, card.given_names),
                    details: format!(
                        "born {} · {} · episode opened {}",
                        plain_date(card.birth_date),
                        card.clinic_number,
                        plain_date(clinic.moment(episode.opened_at).date)
                    ),
                });
            }
        }
        Ok::<_, Error>(Hits { found, is_cut })
    });
    Ok(found?)
}

fn drawn(page: Page, id: SessionId, context: &Context, form: Form, hits: Hits) -> NewPage {
    let what = if context.is_assessment {
        "assessment"
    } else {
        "session"
    };
    let took_place = context.as_of;
    NewPage {
        who: context.who.clone(),
        id,
        title: format!("Strike out the {what} of {}", plain_date(took_place.date)),
        took_place: took_place.utc,
        button: format!(
            "Strike out this {what} of {}",
            context.patient.facts.full_name()
        ),
        kinds: [
            ("wrong_patient", "Recorded for the wrong patient"),
            ("wrong_date", "Recorded for the wrong date"),
            ("duplicate", "Recorded twice"),
            ("other", "Another error"),
        ],
        searched: !form.value("words").trim().is_empty(),
        found: hits.found,
        is_cut: hits.is_cut,
        page,
        form,
    }
}
