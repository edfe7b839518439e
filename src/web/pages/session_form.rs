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
use crate::records::{Db, Error, episodes, sessions};
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
    checked: Checked,
    /// What was typed was checked: the reasons stand below the form.
    gives_reasons: bool,
    /// When the visit took place, in words.
    when: String,
    /// It was another day, or there is something to put right about it.
    asks_when: bool,
    notice: Option<&'static str>,
    booked: Option<NaiveDate>,
    clinicians: Vec<(String, String)>,
    /// The next visit’s place or clinician is filled in or at fault.
    names_more: bool,
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
    let added = form.value("add_more").to_owned();
    if !added.is_empty() {
        form.add("add", &added);
        form.set("add_more", "");
    }
    let evaluation = context.evaluate_with(content);
    let blocks = visit_form::blocks(context, &form, content, &evaluation);
    let blocks = with_cursor(blocks, &form);
    visit_form::preselect_methods(&mut form, context, &blocks);
    let checked = Checked::of(&context.protocol, &evaluation, content, &form);
    let session = context.session.as_ref().map(|session| session.id.clone());
    let discard = session
        .as_ref()
        .filter(|_| context.purpose == Purpose::Draft)
        .map(|id| format!("/sessions/{id}/strikeouts/new"));
    let (when, asks_when) = took_place(context, &form);
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
        flags: visit_form::flag_rows(context, &form),
        screen: context.screen,
        slots: visit_form::slots(context, &form),
        treatments: visit_form::options(context),
        passive_only: draw.checked
            && visit_form::passive_only(context.phase(), &content.treatments),
        checked,
        gives_reasons: draw.checked,
        when,
        asks_when,
        notice: draw.notice,
        booked: context.booked.as_ref().map(|visit| visit.plan.on),
        clinicians: context.clinicians.clone(),
        names_more: ["next_place", "next_clinician"]
            .iter()
            .any(|name| !form.value(name).is_empty() || form.fault_at(name).is_some()),
        lists_flags: form.holds("warning_signs", "yes")
            || matches!(content.warning_signs, WarningSigns::Reported(_)),
        asks_anew: form.holds("screen", "now")
            || !content.screen.is_empty() && !form.holds("screen", "as_before"),
        blocks,
        page,
        form,
    }
}

/// The page opens in the first measure, unless there is something to put right first.
fn with_cursor(mut blocks: Vec<Block>, form: &Form) -> Vec<Block> {
    let mut rows = blocks
        .iter_mut()
        .filter(|block| !block.folded)
        .flat_map(|block| &mut block.rows);
    let first = rows.next().and_then(|row| row.fields.first_mut());
    if let Some(first) = first.filter(|_| form.complete().is_some()) {
        first.is_first = true;
    }
    blocks
}

/// When the visit took place, in one line, and whether its fields are to be seen at once.
fn took_place(context: &Context, form: &Form) -> (String, bool) {
    let is_at_fault = ["visit_date", "visit_time", "late_because"]
        .iter()
        .any(|name| form.fault_at(name).is_some());
    let date: Option<NaiveDate> = form.value("visit_date").parse().ok();
    let is_today = date == Some(context.now.date) && form.value("late_because").is_empty();
    let words = date.map_or_else(
        || "Date and time of the visit".to_owned(),
        |date| {
            let day = date.format("%a %-d %b %Y");
            format!("{day}, {}", form.value("visit_time"))
        },
    );
    (words, is_at_fault || !is_today)
}

/// What the form of a new visit needs; notes the look. `typing`: it is asked for again while somebody fills it in.
pub(super) fn read_episode(
    clinic: &Clinic,
    staff: &Staff,
    id: &EpisodeId,
    typing: bool,
    now: Moment,
) -> Result<Context, Problem> {
    let episode = clinic.read(|db| episodes::find(db, id))?;
    let (patient, page) = (episode.patient.clone(), "session_form");
    let load = |db: &mut Db| Context::load(clinic, db, episode, None, &staff.name, now);
    let context = if typing {
        clinic.read_patient_again(staff, &patient, page, load)
    } else {
        clinic.read_patient(staff, &patient, page, load)
    };
    context.map_err(|error: Error| error.into())
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
    read_saved(clinic, staff, id, (purpose, page), false, now)
}

/// The same; `typing`: it is asked for again while somebody fills it in.
pub(super) fn read_saved(
    clinic: &Clinic,
    staff: &Staff,
    id: &SessionId,
    (purpose, page): (Purpose, &'static str),
    typing: bool,
    now: Moment,
) -> Result<Context, Problem> {
    let session = clinic.read(|db| sessions::find(db, id))?;
    let patient = session.patient.clone();
    let load = |db: &mut Db| {
        let episode = episodes::find(db, &session.episode)?;
        let session = Some((session, purpose));
        Context::load(clinic, db, episode, session, &staff.name, now)
    };
    let context = if typing {
        clinic.read_patient_again(staff, &patient, page, load)
    } else {
        clinic.read_patient(staff, &patient, page, load)
    };
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
