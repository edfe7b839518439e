//! The page of a programme's form.

use actix_web::HttpResponse;
use askama::Template;

use super::builder::{self, AdviceGroup, ExerciseGroup};
use super::content_form::{self, read};
use super::loaded::Loaded;
use crate::builtin;
use crate::care::ids::EpisodeId;
use crate::care::programme::Programme;
use crate::care::programme_check::check_draft;
use crate::care::time::Moment;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;

#[derive(Template)]
#[template(path = "programmes/form.html")]
struct FormPage {
    page: Page,
    who: Who,
    form: Form,
    heading: String,
    to: String,
    cancel: String,
    stopped: bool,
    groups: Vec<ExerciseGroup>,
    advice: Vec<AdviceGroup>,
    always: Vec<String>,
    /// Where "as last time" leads, when there is a last sheet and this is a new programme.
    as_last_time: Option<String>,
    limit: u8,
}

#[derive(Template)]
#[template(path = "programmes/unassigned.html")]
struct UnassignedPage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    why: &'static str,
}

impl Loaded {
    /// What the form says, when nothing in it is at fault and nothing stands against it.
    pub(super) fn content(
        &self,
        form: &mut Form,
        now: Moment,
    ) -> Option<crate::care::programme::ProgrammeContent> {
        let offer = self.ground.offer()?;
        let content = read(form, &offer, now)?;
        let draft = self.programme.as_ref();
        let kept = draft.map_or(&[][..], |draft| &draft.content.items);
        for fault in check_draft(&offer, &content, kept) {
            let words =
                crate::text::programme::fault(builtin::knowledge(), &self.ground.protocol, &fault);
            form.fault(&content_form::place(&fault), words);
        }
        form.complete()?;
        Some(content)
    }

    /// The form: shown first, or again with a refusal; then it is drawn whatever has become of the episode.
    pub(super) fn form_page(
        &self,
        page: Page,
        form: Form,
        draft: Option<&Programme>,
        refusal: Option<Refusal>,
    ) -> Result<HttpResponse, Problem> {
        let who = self.who.clone();
        let episode = &self.ground.episode;
        let is_open = episode.state == crate::care::episode::EpisodeState::Open;
        let is_shown = is_open || refusal.is_some() || page.taken_up.is_some();
        let Some(offer) = self.ground.offer().filter(|_| is_shown) else {
            let why = if is_open {
                "No phase is decided yet. The home programme follows from the phase, so decide the starting phase first."
            } else {
                "This episode is on hold or closed. Resume or reopen it before writing a home programme."
            };
            return page::show(&UnassignedPage {
                page,
                who,
                episode: episode.id.clone(),
                why,
            });
        };
        let limit = self.ground.pain_limit(offer.phase);
        let shown = FormPage {
            heading: draft.map_or_else(
                || "New home programme".to_owned(),
                |draft| format!("Home programme {}, draft", draft.number),
            ),
            to: draft.map_or_else(
                || format!("/episodes/{}/programmes", episode.id),
                |draft| format!("/programmes/{}", draft.id),
            ),
            cancel: draft.map_or_else(
                || who.path.clone(),
                |draft| format!("/programmes/{}", draft.id),
            ),
            stopped: offer.stopped,
            groups: if offer.stopped {
                builder::kept(&self.ground, &offer, &form)
            } else {
                builder::exercise_groups(&self.ground, &offer, &form)
            },
            advice: builder::advice_groups(&self.ground, &offer, limit),
            always: builder::always(),
            as_last_time: self
                .last()
                .filter(|_| draft.is_none() && !offer.stopped)
                .map(|_| format!("/episodes/{}/programmes/new?from=last", episode.id)),
            limit,
            page,
            who,
            form,
        };
        match refusal {
            Some(refusal) => refusal.answer(&shown),
            None => page::show(&shown),
        }
    }
}
