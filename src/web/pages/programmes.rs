//! Home programmes: written as a draft, issued, printed.

mod builder;
mod conflict;
mod content_form;
mod form_page;
mod loaded;
mod sheet;
mod written;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use askama::Template;
use serde::Deserialize;

use crate::actions::Refused;
use crate::actions::draft_programme::draft_programme;
use crate::actions::issue_programme::{issue_advice, issue_programme};
use crate::actions::save_programme::save_programme;
use crate::care::ids::{EpisodeId, ProgrammeId};
use crate::care::programme::{Programme, ProgrammeState};
use crate::clinic::Clinic;
use crate::records::Error;
use crate::web::conflict::MERGE;
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::{Tag, Who};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use content_form::{first_values, values_of};
use loaded::{Asked, Loaded, load};
pub use sheet::sheet;
use written::{ItemView, Version};

#[derive(Template)]
#[template(path = "programmes/show.html")]
struct ShowPage {
    page: Page,
    who: Who,
    form: Form,
    programme: Programme,
    state: Tag,
    patient: String,
    phase: String,
    writer: String,
    issuer: String,
    items: Vec<ItemView>,
    advice: Vec<String>,
    changes: Option<Vec<String>>,
    minutes: u32,
    warning: Option<String>,
    evidence: Option<String>,
    /// The draft names a visit that is over.
    visit_is_over: bool,
    stopped: bool,
    sheets: Vec<(String, String)>,
    versions: Vec<Version>,
    new: Option<String>,
}

/// Where a new programme starts from.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Start {
    from: String,
}

/// `GET /episodes/{episode}/programmes/new`: the phase's starter sheet, or the last sheet when that was asked for.
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
    start: Query<Start>,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let loaded = load(&page, &clinic, Asked::Episode(episode.clone()), now).await?;
    if let Some(form) = page.taken_up.clone() {
        return loaded.form_page(page, form, None, None);
    }
    if let Some(draft) = loaded
        .programmes
        .iter()
        .find(|programme| programme.state == ProgrammeState::Draft)
    {
        return Ok(page::see_other(&format!("/programmes/{}/edit", draft.id)));
    }
    let mut form = Form::new()?;
    let last = loaded.last().filter(|_| start.from == "last");
    if let Some(offer) = loaded.ground.offer() {
        match last {
            Some(last) => values_of(&mut form, &offer, &last.content),
            None => first_values(&mut form, &offer, &loaded.ground.episode.facts.intake),
        }
        content_form::next_visit(&mut form, loaded.next_visit.as_ref());
    }
    loaded.form_page(page, form, None, None)
}

/// `POST /episodes/{episode}/programmes`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let loaded = load(&page, &clinic, Asked::Episode(episode.clone()), now).await?;
    let Some(content) = loaded.content(&mut form, now) else {
        return loaded.form_page(page, form, None, Some(Refusal::Invalid));
    };
    let submission = form.submission_id()?.to_owned();
    let staff = page.staff.clone();
    let (acting, typed) = (clinic.clone(), content.clone());
    let saved = run(move || {
        Ok::<_, Problem>(draft_programme(
            &acting,
            &staff,
            &episode,
            &submission,
            &content,
            now,
        ))
    });
    match saved.await? {
        Ok(id) => Ok(page::see_other_saying(
            &format!("/programmes/{id}"),
            "Draft saved. Read it, then issue it",
        )),
        Err(refused) => {
            let first = loaded.programmes.iter().find_map(still_draft);
            if let (Some(draft), Refused::Record(Error::Duplicate(_))) = (first, &refused)
                && let Some(asked) =
                    conflict::ask(&page, &clinic, &loaded, draft, form.clone(), &typed).await?
            {
                return Ok(asked);
            }
            let refusal = Refusal::tell(&mut form, refused, "")?;
            loaded.form_page(page, form, None, Some(refusal))
        }
    }
}

/// `GET /programmes/{programme}/edit`: a draft, to be changed.
pub async fn edit(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<ProgrammeId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let loaded = load(&page, &clinic, Asked::Programme(path.into_inner()), now).await?;
    let programme = loaded.programme()?.clone();
    if let Some(form) = page.taken_up.clone() {
        return loaded.form_page(page, form, still_draft(&programme), None);
    }
    if programme.state != ProgrammeState::Draft {
        return Ok(page::see_other(&format!("/programmes/{}", programme.id)));
    }
    let mut form = Form::new()?;
    form.set("version", programme.version);
    if let Some(offer) = loaded.ground.offer() {
        values_of(&mut form, &offer, &programme.content);
        content_form::visit_of(&mut form, &programme.content);
    }
    loaded.form_page(page, form, Some(&programme), None)
}

/// `POST /programmes/{programme}`: saves a draft.
pub async fn update(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<ProgrammeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let loaded = load(&page, &clinic, Asked::Programme(id.clone()), now).await?;
    let programme = loaded.programme()?.clone();
    let Some(content) = loaded.content(&mut form, now) else {
        return loaded.form_page(page, form, Some(&programme), Some(Refusal::Invalid));
    };
    if form.value("do") == MERGE {
        return conflict::go_on(page, &clinic, &loaded, &programme, form, &content).await;
    }
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    let staff = page.staff.clone();
    let (acting, typed) = (clinic.clone(), content.clone());
    let saved = run(move || {
        let saved = save_programme(&acting, &staff, &id, version, &submission, &content, now);
        Ok::<_, Problem>(saved)
    });
    match saved.await? {
        Ok(id) => Ok(page::see_other_saying(
            &format!("/programmes/{id}"),
            "Draft saved. Read it, then issue it",
        )),
        Err(refused) => {
            if refused == Refused::Record(Error::Changed)
                && let Some(asked) =
                    conflict::ask(&page, &clinic, &loaded, &programme, form.clone(), &typed).await?
            {
                return Ok(asked);
            }
            let refusal = Refusal::tell(&mut form, refused, "")?;
            form.set("version", programme.version);
            loaded.form_page(page, form, still_draft(&programme), Some(refusal))
        }
    }
}

/// The draft; none where it was issued meanwhile: what was typed goes on as a new one.
fn still_draft(programme: &Programme) -> Option<&Programme> {
    Some(programme).filter(|one| one.state == ProgrammeState::Draft)
}

/// `GET /programmes/{programme}`: what the sheet says, and what may be done with it.
pub async fn show(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<ProgrammeId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let loaded = load(&page, &clinic, Asked::Programme(path.into_inner()), now).await?;
    let mut form = Form::new()?;
    form.set("version", loaded.programme()?.version);
    page::show(&loaded.show_page(page, form)?)
}

/// `POST /programmes/{programme}/issues`: from here on the programme never changes.
pub async fn issue(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<ProgrammeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let loaded = load(&page, &clinic, Asked::Programme(id.clone()), now).await?;
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    let staff = page.staff.clone();
    let advice_only = form.value("only") == "advice";
    let issued = run(move || {
        Ok::<_, Problem>(if advice_only {
            issue_advice(&clinic, &staff, &id, version, &submission, now)
        } else {
            issue_programme(&clinic, &staff, &id, version, &submission, now)
        })
    });
    match issued.await? {
        Ok(id) => Ok(page::see_other_saying(
            &format!("/programmes/{id}"),
            if advice_only {
                "Advice issued. Print the sheet; the exercises wait in a new draft"
            } else {
                "Programme issued. Print the sheet"
            },
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "")?;
            form.set("version", loaded.programme()?.version);
            refusal.answer(&loaded.show_page(page, form)?)
        }
    }
}

impl Loaded {
    fn show_page(&self, page: Page, form: Form) -> Result<ShowPage, Problem> {
        let programme = self.programme()?.clone();
        let offer = self.ground.offer();
        let stopped = offer.as_ref().is_some_and(|offer| offer.stopped);
        Ok(ShowPage {
            who: self.who.clone(),
            state: written::state(&programme),
            patient: self.patient.facts.full_name(),
            phase: written::phase(&self.ground, programme.phase),
            writer: self.writer.clone(),
            issuer: self.issuer.clone(),
            items: written::items(&programme.content),
            advice: written::ticked(&self.ground, &programme),
            changes: written::changes(&self.programmes, &programme),
            minutes: written::minutes(&programme.content),
            warning: written::warning(&self.ground, &programme),
            evidence: self.evidence.clone(),
            visit_is_over: self.visit_is_over,
            stopped: stopped && !programme.content.items.is_empty(),
            sheets: written::sheets(&programme, &self.patient.facts),
            versions: written::versions(&self.programmes, &programme, page.zone),
            new: (programme.state == ProgrammeState::Issued)
                .then(|| format!("/episodes/{}/programmes/new", programme.episode)),
            programme,
            page,
            form,
        })
    }
}
