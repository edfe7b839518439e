//! The paper diary of a home sheet: typed in when it comes back, read, amended, struck out.

mod grid;
mod loaded;
pub mod moves;
mod shown;
pub mod strikeouts;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::NaiveDate;

use super::session::mistake;
use crate::actions::Refused;
use crate::actions::amend_diary::amend_diary;
use crate::actions::sign_diary::{NO_DIARY, sign_diary};
use crate::care::adherence::adherence;
use crate::care::diary::{DiaryContent, DiaryDays};
use crate::care::ids::{DiaryId, EpisodeId, ProgrammeId};
use crate::care::programme::{Programme, ProgrammeState};
use crate::clinic::Clinic;
use crate::records::{Error, programmes};
use crate::text::diary as told;
use crate::web::at_episode;
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use grid::{Grid, Line, Row, STATES};
use loaded::{About, Loaded, load};
use shown::{Struck, Version, counts_for, shared, version};

pub(super) use shown::listed;

#[derive(Template)]
#[template(path = "diaries/form.html")]
struct FormPage {
    page: Page,
    who: Who,
    form: Form,
    title: String,
    to: String,
    cancel: String,
    button: String,
    lines: Vec<Line>,
    rows: Vec<Row>,
    states: [(&'static str, &'static str); 3],
    is_amendment: bool,
    /// What it comes to, after a check without a fault.
    checked: Option<String>,
    /// What a colleague saved since the form was opened.
    saved: Option<Version>,
    /// Where it differs from the form beside the grid: the day it was handed back, and the note.
    saved_back: Option<NaiveDate>,
    saved_note: Option<String>,
}

#[derive(Template)]
#[template(path = "diaries/show.html")]
struct ShowPage {
    page: Page,
    who: Who,
    id: DiaryId,
    episode: EpisodeId,
    programme: ProgrammeId,
    number: i32,
    title: String,
    share: String,
    counts_for: Option<String>,
    struck: Option<Struck>,
    is_to_move: bool,
    is_amended: bool,
    lines: Vec<Line>,
    versions: Vec<Version>,
}

/// `GET /episodes/{episode}/diaries/new`: leads to the sheet whose diary may come back now.
pub async fn newest(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let id = path.into_inner();
    let sheet = {
        let (clinic, staff) = (clinic.clone(), page.staff.clone());
        run(move || {
            let (_, programmes) = at_episode::read(&clinic, &staff, &id, "diary", now, |db, _| {
                programmes::list(db, &id)
            })?;
            let mut given = programmes.into_iter().filter(has_diary).peekable();
            let newest = given.peek().map(|programme| programme.id.clone());
            // a sheet of today has not been home yet: the one before it comes back
            let before = |programme: &Programme| {
                let issued = programme.issued.as_ref();
                issued.is_some_and(|issue| clinic.moment(issue.at).date < now.date)
            };
            Ok::<_, Problem>(given.find(before).map(|one| one.id).or(newest))
        })
        .await?
    };
    match sheet {
        Some(id) => Ok(page::see_other(&format!("/programmes/{id}/diaries/new"))),
        None => Err(no_diary()),
    }
}

/// `GET /programmes/{programme}/diaries/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<ProgrammeId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let loaded = load(&page, &clinic, About::Programme(path.into_inner()), now).await?;
    if !has_diary(&loaded.programme) {
        return Err(no_diary());
    }
    if let Some(form) = page.taken_up.clone() {
        let days = loaded.shown_days(&form, now);
        return page::show(&loaded.form_page(page, form, days, None));
    }
    let Some(days) = loaded.days else {
        return Ok(page::see_other_saying(
            &format!("/programmes/{}", loaded.programme.id),
            "Every day of this sheet up to today is typed in already. Open its diary to read or amend it",
        ));
    };
    let mut form = Form::new()?;
    form.set("handed_back", now.date);
    page::show(&loaded.form_page(page, form, days, None))
}

/// `POST /programmes/{programme}/diaries`: resolves the quick ways, or signs.
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<ProgrammeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let loaded = load(&page, &clinic, About::Programme(id.clone()), now).await?;
    let submission = form.submission_id()?.to_owned();
    let shown = loaded.shown_days(&form, now);
    let content = loaded.content(&mut form, shown, &clinic, now);
    if form.value("do") == "check" {
        return loaded.checked(page, form, shown, content.as_ref());
    }
    let Some(content) = content else {
        return page::invalid(&loaded.form_page(page, form, shown, None));
    };
    let signed = {
        let (clinic, staff) = (clinic.clone(), page.staff.clone());
        run(move || Ok::<_, Problem>(sign_diary(&clinic, &staff, &submission, &id, &content, now)))
            .await?
    };
    match signed {
        Ok(id) => Ok(page::see_other_saying(
            &format!("/diaries/{id}"),
            "Diary saved. It counts from the day it was handed back",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "")?;
            refusal.answer(&loaded.form_page(page, form, shown, None))
        }
    }
}

/// `GET /diaries/{diary}`: the grid as it was typed in, and every version.
pub async fn show(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<DiaryId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let loaded = load(&page, &clinic, About::Diary(path.into_inner()), now).await?;
    let (diary, versions) = loaded.diary()?;
    let (at, current) = (&loaded.at, diary.current.number);
    let lines = Grid::of(&loaded.programme, &loaded.asked, diary.days).lines;
    let shown = ShowPage {
        who: at.who.clone(),
        id: diary.id.clone(),
        episode: diary.episode.clone(),
        programme: diary.programme.clone(),
        number: loaded.programme.number,
        title: format!("Diary of {}", told::days(diary.days)),
        share: diary.current.adherence.map_or_else(
            || {
                "Nothing to work out: nothing was written, or nothing was asked on so few days."
                    .to_owned()
            },
            |share| format!("Home programme done: {}", shared(diary, share)),
        ),
        counts_for: counts_for(at, diary),
        struck: diary.struck_out.as_ref().map(|struck| Struck {
            kind: mistake(struck.kind),
            at: struck.at,
            by: at.name(&struck.by).to_owned(),
            why: struck.why.clone(),
        }),
        is_to_move: moves::is_to_move(diary),
        is_amended: current > 1,
        versions: versions
            .iter()
            .map(|one| version(one, &lines, current, &at.names))
            .collect(),
        lines,
        page,
    };
    page::show(&shown)
}

/// `GET /diaries/{diary}/amendments/new`
pub async fn edit(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<DiaryId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let loaded = load(&page, &clinic, About::Diary(path.into_inner()), now).await?;
    let (diary, _) = loaded.diary()?;
    if diary.struck_out.is_some() {
        return Err(Problem::Conflict(format!("{STRUCK_OUT}.")));
    }
    if let Some(form) = page.taken_up.clone() {
        return page::show(&loaded.form_page(page, form, diary.days, None));
    }
    let mut form = Form::new()?;
    let content = &diary.current.content;
    form.set("version", diary.current.number);
    form.set("handed_back", content.handed_back.date);
    form.set("note", &content.note);
    Grid::of(&loaded.programme, &loaded.asked, diary.days).fill(&mut form, &content.days);
    page::show(&loaded.form_page(page, form, diary.days, None))
}

/// `POST /diaries/{diary}/amendments`
pub async fn update(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<DiaryId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let loaded = load(&page, &clinic, About::Diary(id.clone()), now).await?;
    let (submission, opened) = (form.submission_id()?.to_owned(), form.version()?);
    let (diary, _) = loaded.diary()?;
    let days = diary.days;
    let content = loaded.content(&mut form, days, &clinic, now);
    if form.value("do") == "check" {
        return loaded.checked(page, form, days, content.as_ref());
    }
    let reason = form.field("reason", "The reason").text(500);
    let (Some(content), Some(reason), Some(())) = (content, reason, form.complete()) else {
        return page::invalid(&loaded.form_page(page, form, days, None));
    };
    let amended = {
        let (clinic, staff, id) = (clinic.clone(), page.staff.clone(), id.clone());
        run(move || {
            let (of, new) = ((&id, opened), (&content, reason.as_str()));
            Ok::<_, Problem>(amend_diary(&clinic, &staff, &submission, of, new, now))
        })
        .await?
    };
    match amended {
        Ok(id) => Ok(page::see_other_saying(
            &format!("/diaries/{id}"),
            "Diary amended. The version before stays readable",
        )),
        Err(Refused::Record(Error::Changed)) => {
            // read again: the form takes the version that stands above it, and no later one
            let loaded = load(&page, &clinic, About::Diary(id), now).await?;
            let (diary, _) = loaded.diary()?;
            let refusal = match diary.struck_out {
                Some(_) => Refusal::conflict(&mut form, STRUCK_OUT),
                None => Refusal::conflict(&mut form, CHANGED),
            };
            form.set("version", diary.current.number);
            form.set("compare", "yes");
            refusal.answer(&loaded.form_page(page, form, days, None))
        }
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "reason")?;
            refusal.answer(&loaded.form_page(page, form, days, None))
        }
    }
}

const STRUCK_OUT: &str = "This diary is struck out already, and nothing was changed now";

const CHANGED: &str = "Somebody amended this diary after you opened the form, and nothing of yours was saved. What is saved now \
    stands above what you typed, and beside each thing that differs: put right what is wrong, then save once more";

/// Whether a patient was given a sheet with a diary to bring back.
pub(super) fn has_diary(programme: &Programme) -> bool {
    let content = &programme.content;
    programme.state != ProgrammeState::Draft && content.diary_days > 0 && !content.items.is_empty()
}

fn no_diary() -> Problem {
    Problem::Conflict(format!("{NO_DIARY}."))
}

impl Loaded {
    fn checked(
        &self,
        page: Page,
        form: Form,
        days: DiaryDays,
        content: Option<&DiaryContent>,
    ) -> Result<HttpResponse, Problem> {
        let Some(content) = content else {
            return page::invalid(&self.form_page(page, form, days, None));
        };
        let (written, of) = (content.written(), content.days.len());
        let words = match adherence(&self.asked, &content.days).map(told::share) {
            None => "Nothing to work out yet".to_owned(),
            Some(share) => {
                format!(
                    "{share} of what was asked, over the {written} of {of} days that were written on"
                )
            }
        };
        page::show(&self.form_page(page, form, days, Some(words)))
    }

    fn form_page(
        &self,
        page: Page,
        form: Form,
        days: DiaryDays,
        checked: Option<String>,
    ) -> FormPage {
        let mut grid = Grid::of(&self.programme, &self.asked, days);
        let compared = self.diary.as_ref().filter(|_| form.is_ticked("compare"));
        let compared = compared.map(|(diary, _)| &diary.current);
        if let Some(current) = compared {
            grid.mark(&form, &current.content.days);
        }
        let Grid { lines, rows } = grid;
        let patient = self.at.patient.facts.full_name();
        let sheet = format!("/programmes/{}", self.programme.id);
        let about = told::days(days);
        let (title, to, cancel, button) = match &self.diary {
            Some((diary, _)) => (
                format!("Amend the diary of {about}"),
                format!("/diaries/{}/amendments", diary.id),
                format!("/diaries/{}", diary.id),
                format!("Amend the diary of {patient}"),
            ),
            None => (
                format!("Type in the diary of {about}"),
                format!("{sheet}/diaries"),
                sheet,
                format!("Save the diary of {patient}"),
            ),
        };
        FormPage {
            who: self.at.who.clone(),
            title,
            to,
            cancel,
            button,
            saved: compared.map(|current| version(current, &lines, current.number, &self.at.names)),
            saved_back: compared
                .map(|current| current.content.handed_back.date)
                .filter(|on| form.value("handed_back") != on.to_string()),
            saved_note: compared
                .map(|current| current.content.note.clone())
                .filter(|note| form.value("note").trim().replace("\r\n", "\n") != *note),
            lines,
            rows,
            states: STATES,
            is_amendment: self.diary.is_some(),
            checked,
            page,
            form,
        }
    }
}
