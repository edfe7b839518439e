//! The builder as a page: shown first, after a button that saves nothing, or again with a refusal.

use actix_web::HttpResponse;
use askama::Template;

use super::builder::{self, AdviceGroup, ExerciseGroup};
use super::chosen::{self, Chosen, Step};
use super::last_time::{self, Copied};
use super::loaded::Loaded;
use super::narrowing::{self, Choices};
use crate::care::episode::EpisodeState;
use crate::care::ids::EpisodeId;
use crate::care::programme::Programme;
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
    chosen: Chosen,
    copied: Option<Copied>,
    choices: Choices,
    groups: Vec<ExerciseGroup>,
    /// How many exercises are shown, and how many there are.
    shown: (usize, usize),
    advice: Vec<AdviceGroup>,
    always: Vec<String>,
    /// There is a last sheet to start from.
    has_last: bool,
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
    /// The form after a button that saves nothing: everything typed, and what was asked for.
    pub(super) fn stepped(
        &self,
        page: Page,
        mut form: Form,
        draft: Option<&Programme>,
        step: &Step,
    ) -> Result<HttpResponse, Problem> {
        let mut copied = None;
        if let Some(offer) = self.ground.offer() {
            let last = self.last().filter(|_| !offer.stopped);
            match (step, last) {
                (Step::Last, Some(last)) => {
                    copied = Some(last_time::copy(&mut form, &offer, last, page.zone));
                }
                (Step::Up(_) | Step::Down(_), _) => chosen::reorder(&mut form, &offer, step),
                (Step::Show | Step::Last, _) => {}
            }
        }
        self.drawn(page, form, draft, copied, None)
    }

    /// The form: shown first, or again with a refusal.
    pub(super) fn form_page(
        &self,
        page: Page,
        form: Form,
        draft: Option<&Programme>,
        refusal: Option<Refusal>,
    ) -> Result<HttpResponse, Problem> {
        self.drawn(page, form, draft, None, refusal)
    }

    /// The form as it is. One that was sent is drawn whatever has become of the episode.
    fn drawn(
        &self,
        page: Page,
        form: Form,
        draft: Option<&Programme>,
        copied: Option<Copied>,
        refusal: Option<Refusal>,
    ) -> Result<HttpResponse, Problem> {
        let who = self.who.clone();
        let episode = &self.ground.episode;
        let is_open = episode.state == EpisodeState::Open;
        let is_shown =
            is_open || refusal.is_some() || page.taken_up.is_some() || Step::asked(&form).is_some();
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
        let groups = if offer.stopped {
            builder::kept(&self.ground, &offer, &form)
        } else {
            builder::exercise_groups(&self.ground, &offer, &form)
        };
        let exercises = || groups.iter().flat_map(|group| &group.exercises);
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
            chosen: chosen::chosen(&offer, &form),
            copied,
            choices: narrowing::choices(&self.ground.protocol),
            shown: (
                exercises().filter(|one| one.is_shown).count(),
                exercises().count(),
            ),
            groups,
            advice: builder::advice_groups(&self.ground, &offer, limit),
            always: builder::always(),
            has_last: self.last().is_some() && !offer.stopped,
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
