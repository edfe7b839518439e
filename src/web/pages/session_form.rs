//! The page of a visit's form, for every purpose.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;
use chrono::NaiveDate;

use super::visit_conflict;
use crate::access::Staff;
use crate::actions::Refused;
use crate::care::course::WarningSigns;
use crate::care::episode::EpisodeState;
use crate::care::ids::{EpisodeId, SessionId};
use crate::care::session::SessionContent;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, episodes, sessions};
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::Page;
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::visit_form::{
    self, Block, Checked, Context, FlagRow, Purpose, Screen, Slot, TreatmentOption, Typed,
};

/// The page.
#[derive(Template)]
#[template(path = "sessions/form.html")]
pub(super) struct FormPage {
    page: Page,
    who: Who,
    form: Form,
    title: &'static str,
    /// Where the form is sent.
    action: String,
    /// Where the way out leads.
    cancel: String,
    /// `Sign session for Łukasz Žižek`.
    button: String,
    purpose: Purpose,
    is_assessment: bool,
    blocks: Vec<Block>,
    others: Vec<(String, String)>,
    flags: Vec<FlagRow>,
    screen: Screen,
    slots: Vec<Slot>,
    treatments: Vec<TreatmentOption>,
    passive_only: bool,
    checked: Option<Checked>,
    notice: Option<&'static str>,
    booked: Option<NaiveDate>,
    lists_flags: bool,
    /// What an amendment leaves out, to be confirmed: the form's value and the words.
    removes: Vec<(String, String)>,
    /// The episode is on hold: nothing new is signed in it.
    on_hold: bool,
    /// Where this draft is discarded.
    discard: Option<String>,
    /// The path of this episode.
    episode: String,
    /// The flags are being asked anew although the intake's answers could be confirmed.
    asks_anew: bool,
}

/// How the page is to be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draw {
    /// With verdicts and the recommendation.
    pub checked: bool,
    /// What to say on top.
    pub notice: Option<&'static str>,
}

/// Makes the page.
pub(super) fn drawn(
    page: Page,
    context: &Context,
    mut form: Form,
    content: &SessionContent,
    draw: Draw,
) -> FormPage {
    let blocks = visit_form::blocks(context, &form, content, draw.checked);
    let added = form.value("add_more").to_owned();
    if !added.is_empty() {
        form.add("add", &added);
        form.set("add_more", "");
    }
    let blocks = if added.is_empty() {
        blocks
    } else {
        visit_form::blocks(context, &form, content, draw.checked)
    };
    visit_form::preselect_methods(&mut form, context, &blocks);
    let evaluation = context.evaluate_with(content);
    let checked = draw
        .checked
        .then(|| Checked::of(&context.protocol, &evaluation, content, &form));
    let session = context.session.as_ref().map(|session| session.id.clone());
    let discard = session
        .as_ref()
        .filter(|_| context.purpose == Purpose::Draft)
        .map(|id| format!("/sessions/{id}/strikeouts/new"));
    let name = context.patient.facts.full_name();
    let what = if context.is_assessment {
        "assessment"
    } else {
        "session"
    };
    let (title, action, button) = match (context.purpose, session) {
        (Purpose::Amendment, Some(id)) => (
            if context.is_assessment {
                "Amend assessment"
            } else {
                "Amend session"
            },
            format!("/sessions/{id}/amendments"),
            format!("Sign amended {what} for {name}"),
        ),
        (Purpose::Draft, Some(id)) => (
            if context.is_assessment {
                "Assessment, draft"
            } else {
                "Session, draft"
            },
            format!("/sessions/{id}/edit"),
            format!("Sign {what} for {name}"),
        ),
        _ if context.is_assessment => (
            "Assessment",
            format!("/episodes/{}/assessment", context.episode.id),
            format!("Sign {what} for {name}"),
        ),
        _ => (
            "Session",
            format!("/episodes/{}/sessions", context.episode.id),
            format!("Sign {what} for {name}"),
        ),
    };
    let cancel = match (context.purpose, &context.session) {
        (Purpose::Amendment, Some(session)) => format!("/sessions/{}", session.id),
        _ => format!("/episodes/{}", context.episode.id),
    };
    let removed = if draw.checked {
        visit_form::removed::removed(context, &form, content)
    } else {
        Vec::new()
    };
    FormPage {
        removes: visit_form::removed::in_words(context, &removed),
        on_hold: context.purpose != Purpose::Amendment
            && matches!(context.episode.state, EpisodeState::OnHold { .. }),
        episode: format!("/episodes/{}", context.episode.id),
        discard,
        who: context.who.clone(),
        title,
        action,
        cancel,
        button,
        purpose: context.purpose,
        is_assessment: context.is_assessment,
        others: visit_form::others(context, &blocks),
        flags: visit_form::flag_rows(context),
        screen: context.screen,
        slots: visit_form::slots(context, &form),
        treatments: visit_form::options(context),
        passive_only: draw.checked
            && visit_form::passive_only(context.phase(), &content.treatments),
        checked,
        notice: draw.notice,
        booked: context.booked.as_ref().map(|visit| visit.plan.on),
        lists_flags: form.holds("warning_signs", "yes")
            || matches!(content.warning_signs, WarningSigns::Reported(_)),
        asks_anew: form.holds("screen", "now")
            || !content.screen.is_empty() && !form.holds("screen", "as_before"),
        blocks,
        page,
        form,
    }
}

/// What the form of a new visit needs; notes the look.
pub(super) fn read_episode(
    clinic: &Clinic,
    staff: &Staff,
    id: &EpisodeId,
    now: Moment,
) -> Result<Context, Problem> {
    let episode = clinic.read(|db| episodes::find(db, id))?;
    let patient = episode.patient.clone();
    let context = clinic.read_patient(staff, &patient, "session_form", |db| {
        Context::load(clinic, db, episode, None, &staff.name, now)
    })?;
    Ok(context)
}

/// What the form of a visit saved before needs; notes the look.
pub(super) fn read_session(
    clinic: &Clinic,
    staff: &Staff,
    id: &SessionId,
    purpose: Purpose,
    page: &'static str,
    now: Moment,
) -> Result<Context, Problem> {
    let session = clinic.read(|db| sessions::find(db, id))?;
    let patient = session.patient.clone();
    let context = clinic.read_patient(staff, &patient, page, |db| {
        let episode = episodes::find(db, &session.episode)?;
        Context::load(
            clinic,
            db,
            episode,
            Some((session, purpose)),
            &staff.name,
            now,
        )
    });
    context.map_err(|error: Error| error.into())
}

/// The page again with the refusal on it; where the visit was saved meanwhile, what differs, to be chosen from.
pub(super) async fn refusal(
    page: Page,
    clinic: &Data<Clinic>,
    context: &Context,
    mut form: Form,
    typed: &Typed,
    refused: Refused,
) -> Result<HttpResponse, Problem> {
    if refused == Refused::Record(Error::Changed)
        && context.session.is_some()
        && let Some(asked) = visit_conflict::ask(&page, clinic, context, form.clone()).await?
    {
        return Ok(asked);
    }
    let draw = Draw {
        checked: true,
        notice: None,
    };
    let refusal = Refusal::tell(&mut form, refused, "reason")?;
    if let Some(session) = &context.session {
        form.set("version", session.current.number);
    }
    refusal.answer(&drawn(page, context, form, &typed.content, draw))
}
