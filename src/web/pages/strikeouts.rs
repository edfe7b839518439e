//! Striking out a visit made in error, and moving one recorded for the wrong patient to the right one.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::NaiveDateTime;

use super::episodes::rows::visit_time;
use super::right_patient::{Hits, NEEDS_WORDS, chosen, search};
use super::session_form::read_session;
use crate::actions::move_session::move_session;
use crate::actions::strike_out_session::strike_out_session;
use crate::care::booking::{PutBack, first_signature, made_by, put_back};
use crate::care::episode::{VisitPlan, VisitState};
use crate::care::ids::SessionId;
use crate::care::session::{Mistake, SessionState};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, Error, sessions, visits};
use crate::web::filters::{self, plain_date};
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::visit_form::{Context, Purpose};

#[derive(Template)]
#[template(path = "strikeouts/new.html")]
struct NewPage {
    page: Page,
    who: Who,
    form: Form,
    id: SessionId,
    title: String,
    /// Unsigned: it is gone on with by whoever began it and taken over by others, not amended. Where, and in words.
    go_on: Option<(&'static str, &'static str)>,
    took_place: NaiveDateTime,
    button: String,
    kinds: [(&'static str, &'static str); 4],
    booking: Option<Booking>,
    /// The visit that is booked, where the session's own booking was changed since.
    stays: Option<String>,
    hits: Hits,
}

/// What striking the session out would do to the next visits.
struct Bookings {
    back: Option<PutBack>,
    stays: Option<String>,
}

/// What becomes of the next visits.
struct Booking {
    /// What the session did to them.
    words: String,
    back: String,
    keep: String,
}

/// `GET /sessions/{session}/strikeouts/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let id = path.into_inner();
    let (context, bookings) = load(&clinic, &page, id.clone(), now).await?;
    if is_struck_out(&context) {
        return Err(Problem::Conflict(format!("{STRUCK_OUT}.")));
    }
    let mut form = Form::new()?;
    if let Some(session) = &context.session {
        form.set("version", session.current.number);
    }
    page::show(&drawn(
        page,
        id,
        (&context, &bookings),
        form,
        Hits::default(),
    ))
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
    let (context, bookings) = load(&clinic, &page, id.clone(), now).await?;
    let hits = search(&clinic, &page, &form, &context.patient.id, now).await?;
    let shown = (&context, &bookings);
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
    let asks = bookings.back.is_some() && kind.is_some_and(|kind| kind != Mistake::WrongPatient);
    if asks && !form.holds("booking", "back") && !form.holds("booking", "keep") {
        form.fault("booking", "Say what becomes of the next visit");
    }
    let puts_back = form.holds("booking", "back");
    let (Some(kind), Some(why), Some(())) = (kind, why, form.complete()) else {
        return page::invalid(&drawn(page, id, shown, form, hits));
    };
    let restores = bookings.back.is_some() && (puts_back || kind == Mistake::WrongPatient);
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
) -> Result<(Context, Bookings), Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
    run(move || {
        let context = read_session(&clinic, &staff, &id, Purpose::Amendment, "strikeout", now)?;
        let mut bookings = Bookings {
            back: None,
            stays: None,
        };
        if context.episode.state.is_closed() {
            return Ok::<_, Problem>((context, bookings));
        }
        let (versions, listed) = clinic.read(|db| {
            let versions = sessions::list_versions(db, &id)?;
            Ok::<_, Error>((versions, visits::list(db, &context.episode.id)?))
        })?;
        if let Some(signed) = first_signature(&versions) {
            bookings.back = put_back(&listed, signed, now.date);
            let booked = listed
                .iter()
                .find(|visit| visit.state == VisitState::Booked);
            bookings.stays = made_by(&listed, signed)
                .and(booked)
                .filter(|_| bookings.back.is_none())
                .map(|visit| visit_time(visit.plan.on, visit.plan.time, &visit.plan.place));
        }
        Ok((context, bookings))
    })
    .await
}

const STRUCK_OUT: &str = "This session is struck out already, and nothing was changed now";

fn is_struck_out(context: &Context) -> bool {
    let state = context.session.as_ref().map(|session| &session.state);
    matches!(state, Some(SessionState::StruckOut(_)))
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
    (context, bookings): (&Context, &Bookings),
    form: Form,
    hits: Hits,
) -> NewPage {
    let what = if context.is_assessment {
        "assessment"
    } else {
        "session"
    };
    let took_place = context.as_of;
    let draft = context
        .session
        .as_ref()
        .filter(|session| session.state == SessionState::Draft);
    let go_on = draft.map(|draft| {
        if draft.current.entered_by == page.staff.id {
            ("edit", "go on with it")
        } else {
            ("take_overs/new", "take it over")
        }
    });
    NewPage {
        who: context.who.clone(),
        id,
        go_on,
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
        booking: bookings.back.as_ref().map(booking),
        stays: bookings.stays.clone(),
        hits,
        page,
        form,
    }
}
