//! Striking out a visit made in error, and moving one recorded for the wrong patient to the right one.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::NaiveDateTime;

use super::episodes::rows::visit_time;
use super::session_form::read_session;
use crate::access::Staff;
use crate::actions::move_session::move_session;
use crate::actions::strike_out_session::strike_out_session;
use crate::care::booking::{PutBack, first_signature, put_back};
use crate::care::episode::{EpisodeState, VisitPlan};
use crate::care::ids::{EpisodeId, PatientId, SessionId};
use crate::care::session::{Mistake, SessionState};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, Error, episodes, reach, search, sessions, visits};
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
    booking: Option<Booking>,
    hits: Hits,
}

/// What becomes of the next visits.
struct Booking {
    /// What the session did to them.
    words: String,
    back: String,
    keep: String,
}

/// An open episode of a patient who may be the right one.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub episode: EpisodeId,
    pub name: String,
    pub details: String,
}

/// What a search found.
#[derive(Debug, Default)]
pub(super) struct Hits {
    pub found: Vec<Found>,
    /// There are more patients of that name than shown.
    pub is_cut: bool,
    /// What was searched for; empty before a search.
    pub words: String,
}

/// What stands for none of the patients found.
const NOBODY: &str = "nobody";

/// `GET /sessions/{session}/strikeouts/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let id = path.into_inner();
    let (context, back) = load(&clinic, &page, id.clone(), now).await?;
    if is_struck_out(&context) {
        return Err(Problem::Conflict(format!("{STRUCK_OUT}.")));
    }
    let mut form = Form::new()?;
    if let Some(session) = &context.session {
        form.set("version", session.current.number);
    }
    page::show(&drawn(page, id, (&context, back), form, Hits::default()))
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
    let (context, back) = load(&clinic, &page, id.clone(), now).await?;
    let hits = search(&clinic, &page, &form, &context.patient.id, now).await?;
    let shown = (&context, back);
    if is_struck_out(&context) {
        let refusal = Refusal::conflict(&mut form, STRUCK_OUT);
        return refusal.answer(&drawn(page, id, shown, form, hits));
    }
    if form.value("do") == "search" {
        if hits.words.is_empty() {
            form.fault("words", NEEDS_WORDS);
            return page::invalid(&drawn(page, id, shown, form, hits));
        }
        form.set("kind", Mistake::WrongPatient.as_str());
        form.set("right", "");
        return page::show(&drawn(page, id, shown, form, hits));
    }
    let kind = form.field("kind", "What is wrong").choice::<Mistake>();
    let why = form.field("why", "The reason").text(500);
    let right = chosen(&mut form, &hits);
    if right.is_some() && kind.is_some_and(|kind| kind != Mistake::WrongPatient) {
        form.fault(
            "kind",
            "A right patient is chosen: choose “Recorded for the wrong patient”, or clear the patient",
        );
    }
    let asks = shown.1.is_some() && kind.is_some_and(|kind| kind != Mistake::WrongPatient);
    if asks && !form.holds("booking", "back") && !form.holds("booking", "keep") {
        form.fault("booking", "Say what becomes of the next visit");
    }
    let puts_back = form.holds("booking", "back");
    let (Some(kind), Some(why), Some(())) = (kind, why, form.complete()) else {
        return page::invalid(&drawn(page, id, shown, form, hits));
    };
    let restores = shown.1.is_some() && (puts_back || kind == Mistake::WrongPatient);
    let moves = right.is_some();
    let outcome = {
        let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
        let id = id.clone();
        run(move || {
            let at = (&id, version);
            Ok::<_, Problem>(match &right {
                Some(to) => move_session(&clinic, &staff, &submission, at, &why, to, now),
                None => {
                    let mistake = (kind, why.as_str());
                    strike_out_session(&clinic, &staff, &submission, at, mistake, puts_back, now)
                }
            })
        })
        .await?
    };
    match outcome {
        Ok(id) if moves => Ok(page::see_other_saying(
            &format!("/sessions/{id}/edit"),
            if restores {
                "The first session is struck out and its patient’s next visit put back. This is the draft for the right patient: read it and sign it"
            } else {
                "The first session is struck out. This is its draft for the right patient: read it and sign it"
            },
        )),
        Ok(id) => Ok(page::see_other_saying(
            &format!("/sessions/{id}"),
            if restores {
                "Session struck out, and the next visit put back. It stays readable and counts for nothing"
            } else {
                "Session struck out. It stays readable and counts for nothing"
            },
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "why")?;
            if let Some(session) = &context.session {
                form.set("version", session.current.number);
            }
            refusal.answer(&drawn(page, id, shown, form, hits))
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
) -> Result<(Context, Option<PutBack>), Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
    run(move || {
        let context = read_session(&clinic, &staff, &id, Purpose::Amendment, "strikeout", now)?;
        let back = clinic.read(|db| {
            let versions = sessions::list_versions(db, &id)?;
            let Some(signed) = first_signature(&versions) else {
                return Ok::<_, Error>(None);
            };
            let listed = visits::list(db, &context.episode.id)?;
            Ok(put_back(&listed, signed, now.date))
        })?;
        let is_closed = context.episode.state.is_closed();
        Ok::<_, Problem>((context, back.filter(|_| !is_closed)))
    })
    .await
}

pub(super) const NEEDS_WORDS: &str =
    "Write the beginning of the right patient’s name, or their clinic number";

const STRUCK_OUT: &str = "This session is struck out already, and nothing was changed now";

fn is_struck_out(context: &Context) -> bool {
    let state = context.session.as_ref().map(|session| &session.state);
    matches!(state, Some(SessionState::StruckOut(_)))
}

/// The right patient's episode: one of those found for what stands in the field of the name, or none of them. A name that was
/// not searched for is searched for first.
pub(super) fn chosen(form: &mut Form, hits: &Hits) -> Option<EpisodeId> {
    if hits.words.is_empty() {
        return None;
    }
    let right = form.value("right").to_owned();
    let is_shown = form.value("searched") == hits.words;
    if is_shown && right == NOBODY {
        return None;
    }
    let found = hits
        .found
        .iter()
        .find(|found| is_shown && found.episode.as_str() == right);
    if let Some(found) = found {
        return Some(found.episode.clone());
    }
    if hits.found.is_empty() {
        form.fault(
            "words",
            "Nobody within your reach with an open episode is called that: write another name, or clear it",
        );
    } else {
        form.set("right", "");
        form.fault("right", "Choose the right patient, or “None of these”");
    }
    None
}

/// The patients of the words in the form.
pub(super) async fn search(
    clinic: &Data<Clinic>,
    page: &Page,
    form: &Form,
    not: &PatientId,
    now: Moment,
) -> Result<Hits, Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
    let (words, not) = (form.value("words").trim().to_owned(), not.clone());
    run(move || find(&clinic, &staff, &words, &not, now)).await
}

/// Open episodes of the patients within reach whose names begin so; notes one row.
fn find(
    clinic: &Clinic,
    staff: &Staff,
    words: &str,
    not: &PatientId,
    now: Moment,
) -> Result<Hits, Problem> {
    if words.is_empty() {
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
        let words = words.to_owned();
        Ok::<_, Error>(Hits {
            found,
            is_cut,
            words,
        })
    });
    Ok(found?)
}

fn booking(back: &PutBack) -> Booking {
    let on = |plan: &VisitPlan| visit_time(plan.on, plan.time, &plan.place);
    let (goes, again) = (
        back.goes.as_ref().map(on),
        back.stands_again.as_ref().map(on),
    );
    match (goes, again) {
        (Some(goes), Some(again)) => Booking {
            words: format!("It booked {goes}, in place of {again}"),
            back: format!("Put {again} back"),
            keep: format!("Keep {goes}"),
        },
        (Some(goes), None) => Booking {
            words: format!("It booked {goes}; no visit from today on was booked before"),
            back: format!("Cancel {goes}: no visit is booked then"),
            keep: format!("Keep {goes}"),
        },
        (None, again) => {
            let again = again.unwrap_or_default();
            Booking {
                words: format!("It settled the booked visit as attended: {again}"),
                back: format!("Put {again} back"),
                keep: "Leave it as attended".to_owned(),
            }
        }
    }
}

fn drawn(
    page: Page,
    id: SessionId,
    (context, back): (&Context, Option<PutBack>),
    form: Form,
    hits: Hits,
) -> NewPage {
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
        booking: back.as_ref().map(booking),
        hits,
        page,
        form,
    }
}
