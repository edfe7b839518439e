//! What is said before a visit is recorded: care pauses here, or one was begun already and not signed.

use actix_web::HttpResponse;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;

use crate::access::Staff;
use crate::care::episode::EpisodeState;
use crate::care::ids::{EpisodeId, SessionId};
use crate::clinic::Clinic;
use crate::records;
use crate::web::filters::{self, plain_date};
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::visit_form::Context;

/// How a visit is begun.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Begin {
    another: String,
}

impl Begin {
    /// The visits not signed yet were shown: this is another one.
    pub(super) fn is_another(&self) -> bool {
        self.another == "yes"
    }
}

/// A visit begun and not signed.
pub(super) struct Unsigned {
    id: SessionId,
    took_place: NaiveDateTime,
    by: String,
    is_mine: bool,
}

#[derive(Template)]
#[template(path = "sessions/gate.html")]
struct GatePage {
    page: Page,
    who: Who,
    form: Form,
    episode: EpisodeId,
    title: &'static str,
    unsigned: Vec<Unsigned>,
    /// The way on past the visits that are not signed.
    another: Option<String>,
    /// Why nothing can be recorded.
    closed: Option<String>,
    can_resume: bool,
}

/// The visits of an episode that wait for a signature.
pub(super) fn unsigned(
    clinic: &Clinic,
    staff: &Staff,
    episode: &EpisodeId,
) -> Result<Vec<Unsigned>, Problem> {
    let found = clinic.read(|db| records::unsigned::list_in(db, episode))?;
    let row = |draft: records::unsigned::Unsigned| Unsigned {
        id: draft.session,
        took_place: draft.took_place_at,
        is_mine: draft.by == staff.id,
        by: draft.by_name,
    };
    Ok(found.into_iter().map(row).collect())
}

/// Whether visits are signed in this episode.
pub(super) fn is_open(context: &Context) -> bool {
    context.episode.state == EpisodeState::Open
}

/// Nothing can be signed now, and what to do about it.
pub(super) fn not_open(
    page: Page,
    context: &Context,
    unsigned: Vec<Unsigned>,
) -> Result<HttpResponse, Problem> {
    let (words, can_resume) = match &context.episode.state {
        EpisodeState::OnHold { from, until, why } => {
            let until = until.map_or(String::new(), |day| format!(" until {}", plain_date(day)));
            let words = format!(
                "This episode is on hold since {}{until}: {why}. Resume it to record a visit.",
                plain_date(*from)
            );
            (words, true)
        }
        _ => (
            "This episode is closed: reopen it to record a visit.".to_owned(),
            false,
        ),
    };
    page::show(&GatePage {
        who: context.who.clone(),
        form: Form::new()?,
        episode: context.episode.id.clone(),
        title: if can_resume {
            "This episode is on hold"
        } else {
            "This episode is closed"
        },
        unsigned,
        another: None,
        closed: Some(words),
        can_resume,
        page,
    })
}

/// A visit of this patient was begun and not signed: go on with it, or begin another.
pub(super) fn ask(
    page: Page,
    context: &Context,
    unsigned: Vec<Unsigned>,
    another: String,
) -> Result<HttpResponse, Problem> {
    page::show(&GatePage {
        who: context.who.clone(),
        form: Form::new()?,
        episode: context.episode.id.clone(),
        title: if unsigned.len() == 1 {
            "There is an unsigned session"
        } else {
            "There are unsigned sessions"
        },
        unsigned,
        another: Some(another),
        closed: None,
        can_resume: false,
        page,
    })
}
