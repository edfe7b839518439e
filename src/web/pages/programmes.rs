//! Home programmes: written as a draft, issued, printed.

mod builder;
mod chosen;
mod conflict;
mod content_form;
mod dose_form;
mod form_page;
mod last_time;
mod loaded;
mod narrowing;
mod sheet;
mod written;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::diaries;
use crate::actions::Refused;
use crate::actions::draft_programme::draft_programme;
use crate::actions::issue_programme::{issue_advice, issue_programme};
use crate::actions::save_programme::save_programme;
use crate::builtin;
use crate::care::ids::{EpisodeId, ProgrammeId};
use crate::care::programme::{Programme, ProgrammeContent, ProgrammeState, minutes_a_day};
use crate::care::programme_check::check_draft;
use crate::care::time::Moment;
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
use chosen::Step;
use content_form::{first_values, read, values_of};
use loaded::{Asked, Loaded, load};
pub use sheet::{preview, sheet};
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
    has_diary: bool,
    diaries: Vec<(String, String)>,
}

/// `GET /episodes/{episode}/programmes/new`: the phase's starter sheet.
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
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
    if let Some(offer) = loaded.ground.offer() {
        first_values(&mut form, &offer, &loaded.ground.episode.facts.intake);
        content_form::next_visit(&mut form, loaded.next_visit.as_ref());
    }
    loaded.form_page(page, form, None, None)
}

/// `POST /episodes/{episode}/programmes`: saves a draft; or a button asked for something else, and nothing is saved.
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let loaded = load(&page, &clinic, Asked::Episode(episode.clone()), now).await?;
    if let Some(step) = Step::asked(&form) {
        return loaded.stepped(page, form, None, &step);
    }
    let Some(content) = loaded.content(&mut form, now) else {
        return loaded.form_page(page, form, None, Some(Refusal::Invalid));
    };
    let wants_preview = form.value("do") == "preview";
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
        Ok(id) => Ok(saved_draft(&id, wants_preview)),
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

/// On to what was saved: as a page, or as the sheet it would be.
fn saved_draft(id: &ProgrammeId, wants_preview: bool) -> HttpResponse {
    if wants_preview {
        page::see_other(&format!("/programmes/{id}/preview.pdf"))
    } else {
        page::see_other_saying(
            &format!("/programmes/{id}"),
            "Draft saved. Read it, then issue it",
        )
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

/// `POST /programmes/{programme}`: saves a draft; or a button asked for something else, and nothing is saved.
pub async fn update(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<ProgrammeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let loaded = load(&page, &clinic, Asked::Programme(id.clone()), now).await?;
    let programme = loaded.programme()?.clone();
    if let Some(step) = Step::asked(&form) {
        return loaded.stepped(page, form, Some(&programme), &step);
    }
    let Some(content) = loaded.content(&mut form, now) else {
        return loaded.form_page(page, form, Some(&programme), Some(Refusal::Invalid));
    };
    let wants_preview = form.value("do") == "preview";
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
        Ok(id) => Ok(saved_draft(&id, wants_preview)),
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
    /// What the form says, when nothing in it is at fault and nothing stands against it.
    fn content(&self, form: &mut Form, now: Moment) -> Option<ProgrammeContent> {
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
            minutes: minutes_a_day(&programme.content.items),
            warning: written::warning(&self.ground, &programme),
            evidence: self.evidence.clone(),
            visit_is_over: self.visit_is_over,
            stopped: stopped && !programme.content.items.is_empty(),
            sheets: written::sheets(&programme, &self.patient.facts),
            versions: written::versions(&self.programmes, &programme, page.zone),
            new: (programme.state == ProgrammeState::Issued)
                .then(|| format!("/episodes/{}/programmes/new", programme.episode)),
            has_diary: diaries::has_diary(&programme),
            diaries: diaries::listed(&self.diaries, &programme.id),
            programme,
            page,
            form,
        })
    }
}
