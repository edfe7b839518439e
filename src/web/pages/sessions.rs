//! Visits: the assessment, a session. The form is `web/visit_form.rs`; a draft taken up again is `pages/session_drafts.rs`,
//! reading one back `pages/session.rs`.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

use super::session_form::{Draw, drawn, read_episode, refusal};
use super::session_gate::{self, Begin};
use super::{verdicts, visit_conflict};
use crate::actions::save_session_draft::save_session_draft;
use crate::actions::sign_session::{VisitToSave, sign_session};
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records;
use crate::web::conflict;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::visit_form::{self, Context, Typed};

/// Fields that belong to one sending of the form, not to what was typed.
const OF_THE_SENDING: [&str; 3] = ["do", "submission_id", "version"];

/// `GET /episodes/{episode}/assessment`
pub async fn assess(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
    how: Query<Begin>,
) -> Result<HttpResponse, Problem> {
    begin(page, clinic, path.into_inner(), true, &how).await
}

/// `GET /episodes/{episode}/sessions/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
    how: Query<Begin>,
) -> Result<HttpResponse, Problem> {
    begin(page, clinic, path.into_inner(), false, &how).await
}

/// `POST /episodes/{episode}/assessment`
pub async fn create_assessment(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    save_new(page, clinic, path.into_inner(), form, true).await
}

/// `POST /episodes/{episode}/sessions`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    save_new(page, clinic, path.into_inner(), form, false).await
}

async fn begin(
    page: Page,
    clinic: Data<Clinic>,
    episode: EpisodeId,
    is_assessment: bool,
    how: &Begin,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let (context, unsigned) = {
        let (clinic, staff, episode) = (clinic.clone(), page.staff.0.clone(), episode.clone());
        run(move || {
            let context = read_episode(&clinic, &staff, &episode, false, now)?;
            let unsigned = session_gate::unsigned(&clinic, &staff, &episode)?;
            Ok::<_, Problem>((context, unsigned))
        })
        .await?
    };
    let context = asked_for(context, is_assessment);
    if let Some(form) = page.taken_up.clone() {
        return match of_another_kind(&context, is_assessment) {
            Some((asked, sentence)) => lost(page, &clinic, &asked, form, sentence),
            None => show_first(page, &clinic, context, form),
        };
    }
    if context.is_assessment != is_assessment {
        return Ok(page::see_other(&address(&episode, context.is_assessment)));
    }
    if !session_gate::is_open(&context) {
        return session_gate::not_open(page, &context, unsigned);
    }
    if !unsigned.is_empty() && !how.is_another() {
        let another = format!("{}?another=yes", address(&episode, is_assessment));
        return session_gate::ask(page, &context, unsigned, another);
    }
    let mut form = Form::new()?;
    visit_form::fill_times(&mut form, &clinic, now);
    show_first(page, &clinic, context, form)
}

/// A struck-out assessment is recorded again where that was asked for; sessions go on being recorded meanwhile.
fn asked_for(mut context: Context, is_assessment: bool) -> Context {
    if is_assessment && context.lost_assessment && !context.is_assessment {
        context.assess_again();
    }
    context
}

/// Where a new visit of an episode is entered.
fn address(episode: &EpisodeId, is_assessment: bool) -> String {
    if is_assessment {
        format!("/episodes/{episode}/assessment")
    } else {
        format!("/episodes/{episode}/sessions/new")
    }
}

pub(super) fn show_first(
    page: Page,
    clinic: &Clinic,
    context: Context,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let mut silent = form.clone();
    let typed = visit_form::read(&mut silent, clinic, &context, false);
    let draw = Draw {
        checked: false,
        notice: None,
    };
    page::show(&drawn(page, &context, form, &typed.content, draw))
}

async fn save_new(
    page: Page,
    clinic: Data<Clinic>,
    episode: EpisodeId,
    form: Form,
    is_assessment: bool,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let submission = form.submission_id()?.to_owned();
    let typing = verdicts::are_asked(&form);
    let (context, done) = {
        let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
        run(move || {
            let context = read_episode(&clinic, &staff, &episode, typing, now)?;
            let done = clinic
                .read(|db| records::submissions::find(db, &staff.id, &submission))
                .map_err(Problem::from)?;
            Ok::<_, Problem>((context, done))
        })
        .await?
    };
    // sent twice: the answer of the first, whatever the episode has become by it
    if let Some(session) = done {
        return Ok(page::see_other(&format!("/sessions/{session}")));
    }
    let context = asked_for(context, is_assessment);
    if let Some((asked, sentence)) = of_another_kind(&context, is_assessment) {
        return lost(page, &clinic, &asked, form, sentence);
    }
    save(page, clinic, context, form, now).await
}

/// A form of the assessment where a session is due now, or the other way round: what it is, and what to do with it.
fn of_another_kind(context: &Context, is_assessment: bool) -> Option<(Context, &'static str)> {
    if context.is_assessment == is_assessment {
        return None;
    }
    let sentence = if is_assessment {
        "The assessment of this episode is signed already, and nothing of yours was saved. What you typed is still here: open the episode in another tab, and enter it as a session"
    } else {
        "This episode has no assessment yet, and nothing was saved. What you typed is still here: open the episode in another tab, and enter it as the assessment"
    };
    let asked = Context {
        is_assessment,
        ..context.clone()
    };
    Some((asked, sentence))
}

/// The page again, for a visit that can no longer be saved here: what was typed is there to be entered elsewhere.
pub(super) fn lost(
    page: Page,
    clinic: &Clinic,
    context: &Context,
    mut form: Form,
    sentence: &str,
) -> Result<HttpResponse, Problem> {
    let typed = visit_form::read(&mut form, clinic, context, false);
    let draw = Draw {
        checked: false,
        notice: None,
    };
    Refusal::conflict(&mut form, sentence).answer(&drawn(page, context, form, &typed.content, draw))
}

/// Checks, saves as a draft or signs, as the button says.
pub(super) async fn save(
    page: Page,
    clinic: Data<Clinic>,
    context: Context,
    mut form: Form,
    now: Moment,
) -> Result<HttpResponse, Problem> {
    let wish = form.value("do").to_owned();
    if wish == conflict::MERGE && context.session.is_some() {
        return visit_conflict::go_on(page, &clinic, &context, form).await;
    }
    let typed = visit_form::read(&mut form, &clinic, &context, wish == "sign");
    if verdicts::are_asked(&form) {
        return verdicts::answer(&context, &form, &typed.content);
    }
    let mut draw = Draw {
        checked: true,
        notice: None,
    };
    if form.complete().is_none() {
        return page::invalid(&drawn(page, &context, form, &typed.content, draw));
    }
    if wish != "sign" && wish != "draft" {
        return page::show(&drawn(page, &context, form, &typed.content, draw));
    }
    if wish == "sign" && context.is_assessment {
        let blocks = visit_form::blocks(
            &context,
            &form,
            &typed.content,
            &context.evaluate_with(&typed.content),
        );
        if !visit_form::not_shown(&form, &blocks).is_empty() {
            draw.notice = Some(
                "There is more to ask: what was typed meets a phase, so the next phase’s measures were added. Measure them, or leave empty what is not tested today, and sign again.",
            );
            return page::invalid(&drawn(page, &context, form, &typed.content, draw));
        }
    }
    let submission = form.submission_id()?.to_owned();
    let version = match context.session {
        Some(_) => form.version()?,
        None => 0,
    };
    let mut fields = form.clone().into_fields();
    fields.retain(|(name, _)| !OF_THE_SENDING.contains(&name.as_str()));
    let outcome = {
        let (clinic, staff, context) = (clinic.clone(), page.staff.0.clone(), context.clone());
        let typed = typed.clone();
        let signing = wish == "sign";
        let is_another = form.is_ticked("is_another");
        run(move || {
            let visit = to_save(&context, &typed, version, is_another);
            let saved = if signing {
                sign_session(&clinic, &staff, &submission, visit, now)
            } else {
                save_session_draft(&clinic, &staff, &submission, visit, &fields, now)
            };
            Ok::<_, Problem>(saved)
        })
        .await?
    };
    match outcome {
        Ok(id) if wish == "sign" => {
            let time = clinic.local(now.utc).format("%H:%M");
            let what = if context.is_assessment {
                "Assessment"
            } else {
                "Session"
            };
            Ok(page::see_other_saying(
                &format!("/sessions/{id}"),
                &format!("{what} signed {time}"),
            ))
        }
        Ok(id) => Ok(page::see_other_saying(
            &format!("/sessions/{id}/edit"),
            "Draft saved. Nothing counts until it is signed",
        )),
        Err(refused) => refusal(page, &clinic, &context, form, &typed, refused).await,
    }
}

fn to_save<'a>(
    context: &'a Context,
    typed: &'a Typed,
    version: i32,
    is_another: bool,
) -> VisitToSave<'a> {
    VisitToSave {
        episode: &context.episode.id,
        draft: context
            .session
            .as_ref()
            .map(|session| (&session.id, version)),
        is_assessment: context.is_assessment,
        content: &typed.content,
        is_another,
        next_visit: typed.next_visit.as_ref(),
    }
}
