//! The paper diary of a home sheet: typed in when it comes back, read, amended, struck out.

mod grid;
mod shown;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::NaiveDate;

use super::session::mistake;
use crate::actions::Refused;
use crate::actions::amend_diary::{amend_diary, strike_out_diary};
use crate::actions::diary_sheet::{printed_days, signed_days};
use crate::actions::sign_diary::{NO_DIARY, sign_diary};
use crate::care::diary::{Asked, Diary, DiaryContent, DiaryDays, DiaryVersion, adherence, asked};
use crate::care::ids::{DiaryId, EpisodeId, ProgrammeId};
use crate::care::programme::{Programme, ProgrammeState};
use crate::care::session::Mistake;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, diaries, programmes};
use crate::text::diary as told;
use crate::web::at_episode::{self, AtEpisode};
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use grid::{Grid, Line, Row, STATES};
use shown::{Struck, Version, counts_for, version};

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
    is_amended: bool,
    lines: Vec<Line>,
    versions: Vec<Version>,
}

#[derive(Template)]
#[template(path = "diaries/strike_out.html")]
struct StrikeOutPage {
    page: Page,
    who: Who,
    form: Form,
    id: DiaryId,
    title: String,
    button: String,
    kinds: [(&'static str, &'static str); 4],
}

/// What the pages of a diary are drawn from.
struct Loaded {
    at: AtEpisode,
    programme: Programme,
    asked: Vec<Asked>,
    /// The days that can be typed in.
    days: Option<DiaryDays>,
    /// The diary in hand with its versions, newest first.
    diary: Option<(Diary, Vec<DiaryVersion>)>,
}

/// What a page was asked for.
enum About {
    Programme(ProgrammeId),
    Diary(DiaryId),
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
    let Some(days) = loaded.days else {
        return Err(Problem::Conflict(
            "Every day of this sheet up to today is typed in already. Open the diary from the episode to read or amend it."
                .into(),
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
            |share| format!("Home programme done: {}", told::share(share)),
        ),
        counts_for: counts_for(at, diary),
        struck: diary.struck_out.as_ref().map(|struck| Struck {
            kind: mistake(struck.kind),
            at: struck.at,
            by: at.name(&struck.by).to_owned(),
            why: struck.why.clone(),
        }),
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
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
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
        let (clinic, staff) = (clinic.clone(), page.staff.clone());
        run(move || {
            let (of, new) = ((&id, version), (&content, reason.as_str()));
            Ok::<_, Problem>(amend_diary(&clinic, &staff, &submission, of, new, now))
        })
        .await?
    };
    match amended {
        Ok(id) => Ok(page::see_other_saying(
            &format!("/diaries/{id}"),
            "Diary amended. The version before stays readable",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "reason")?;
            form.set("version", diary.current.number);
            refusal.answer(&loaded.form_page(page, form, days, None))
        }
    }
}

/// `GET /diaries/{diary}/strikeouts/new`
pub async fn new_strikeout(
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
    let mut form = Form::new()?;
    form.set("version", diary.current.number);
    page::show(&strike_out_page(page, &loaded, diary, form))
}

/// `POST /diaries/{diary}/strikeouts`
pub async fn strike_out(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<DiaryId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let loaded = load(&page, &clinic, About::Diary(id.clone()), now).await?;
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    let (diary, _) = loaded.diary()?;
    let kind = form.field("kind", "What is wrong").choice::<Mistake>();
    let why = form.field("why", "The reason").text(500);
    let (Some(kind), Some(why)) = (kind, why) else {
        return page::invalid(&strike_out_page(page, &loaded, diary, form));
    };
    let struck = {
        let (clinic, staff) = (clinic.clone(), page.staff.clone());
        run(move || {
            let (of, why) = ((&id, version), (kind, why.as_str()));
            Ok::<_, Problem>(strike_out_diary(&clinic, &staff, &submission, of, why, now))
        })
        .await?
    };
    match struck {
        Ok(id) => Ok(page::see_other_saying(
            &format!("/diaries/{id}"),
            "Diary struck out. It stays readable and counts for nothing",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "why")?;
            form.set("version", diary.current.number);
            refusal.answer(&strike_out_page(page, &loaded, diary, form))
        }
    }
}

const STRUCK_OUT: &str = "This diary is struck out already, and nothing was changed now";

/// Whether a patient was given a sheet with a diary to bring back.
pub(super) fn has_diary(programme: &Programme) -> bool {
    let content = &programme.content;
    programme.state != ProgrammeState::Draft && content.diary_days > 0 && !content.items.is_empty()
}

/// The diaries in words, with their addresses: `Diary of 5–18 Nov, 82 %`.
pub(super) fn listed(diaries: &[Diary], programme: &ProgrammeId) -> Vec<(String, String)> {
    let of = diaries.iter().filter(|diary| diary.programme == *programme);
    of.map(|diary| {
        let share = match (&diary.struck_out, diary.current.adherence) {
            (Some(_), _) => "struck out".to_owned(),
            (None, Some(share)) => told::share(share),
            (None, None) => "says nothing".to_owned(),
        };
        let words = format!("Diary of {}, {share}", told::days(diary.days));
        (format!("/diaries/{}", diary.id), words)
    })
    .collect()
}

fn no_diary() -> Problem {
    Problem::Conflict(format!("{NO_DIARY}."))
}

async fn load(
    page: &Page,
    clinic: &Data<Clinic>,
    about: About,
    now: Moment,
) -> Result<Loaded, Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.clone());
    run(move || {
        let (programme, diary) = clinic.read(|db| {
            let (programme, diary) = match about {
                About::Programme(id) => (id, None),
                About::Diary(id) => {
                    let diary = diaries::find(db, &id)?;
                    let versions = diaries::list_versions(db, &id)?;
                    (diary.programme.clone(), Some((diary, versions)))
                }
            };
            Ok::<_, Error>((programmes::find(db, &programme)?, diary))
        })?;
        let read = at_episode::read(
            &clinic,
            &staff,
            &programme.episode,
            "diary",
            now,
            |db, at| diaries::list(db, &at.episode.id),
        );
        let (at, known) = read?;
        let days = match diary {
            None if has_diary(&programme) => {
                let printed = clinic.read(|db| printed_days(db, &programme)).map_err(
                    |refused| match refused {
                        Refused::Record(error) => Problem::from(error),
                        refused => Problem::internal(refused),
                    },
                )?;
                let signed = signed_days(&known, &programme);
                printed.and_then(|printed| DiaryDays::to_type_in(printed, &signed, now.date))
            }
            _ => None,
        };
        Ok(Loaded {
            at,
            asked: asked(&programme),
            programme,
            days,
            diary,
        })
    })
    .await
}

impl Loaded {
    fn diary(&self) -> Result<(&Diary, &[DiaryVersion]), Problem> {
        let (diary, versions) = self.diary.as_ref().ok_or(Problem::NotFound)?;
        Ok((diary, versions))
    }

    /// The days a form that was sent is drawn with: those that can be typed in, or else those it was sent with, so that
    /// nothing typed is lost when a colleague typed the same sheet in first.
    fn shown_days(&self, form: &Form, now: Moment) -> DiaryDays {
        let sent = |name: &str| name.strip_prefix("day_")?.parse::<NaiveDate>().ok();
        let days: Vec<NaiveDate> = form.names().filter_map(sent).take(366).collect();
        let sent = days.iter().min().zip(days.iter().max());
        let sent = sent.map(|(from, to)| DiaryDays {
            from: *from,
            to: *to,
        });
        let sane = |days: &DiaryDays| (days.to - days.from).num_days() < 366;
        sent.filter(sane).or(self.days).unwrap_or(DiaryDays {
            from: now.date,
            to: now.date,
        })
    }

    /// What the form says, with the quick ways resolved in it; `None` when something is at fault.
    fn content(
        &self,
        form: &mut Form,
        days: DiaryDays,
        clinic: &Clinic,
        now: Moment,
    ) -> Option<DiaryContent> {
        let grid = Grid::of(&self.programme, &self.asked, days);
        grid.resolve(form);
        let back = form
            .field("handed_back", "The day the diary was handed back")
            .date(days.from..=now.date);
        let mut read = grid.read(form, back.unwrap_or(now.date));
        let note = form.field("note", "The note").optional().lines(2000);
        form.complete()?;
        let back = back?;
        if self.diary.is_none() {
            // what came after it was handed back can still be typed in later
            read.retain(|day| day.on <= back);
        }
        Some(DiaryContent {
            handed_back: self.handed_back(back, clinic, now),
            days: read,
            note: note.unwrap_or_default(),
        })
    }

    /// Of a day named now nobody knows the hour: it counts as its end, today as now, and what was recorded stays.
    fn handed_back(&self, on: NaiveDate, clinic: &Clinic, now: Moment) -> Moment {
        let known = self.diary.as_ref();
        let known = known.map(|(diary, _)| diary.current.content.handed_back);
        match known {
            Some(known) if known.date == on => known,
            _ if on == now.date => now,
            _ => clinic.end_of(on),
        }
    }

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
        let written = content.days.iter().filter(|day| day.done.is_some()).count();
        let share = adherence(&self.asked, &content.days);
        let of = content.days.len();
        let words = share.map_or_else(
            || "Nothing to work out yet".to_owned(),
            |share| {
                format!(
                    "{} of what was asked, over the {written} of {of} days that were written on",
                    told::share(share)
                )
            },
        );
        page::show(&self.form_page(page, form, days, Some(words)))
    }

    fn form_page(
        &self,
        page: Page,
        form: Form,
        days: DiaryDays,
        checked: Option<String>,
    ) -> FormPage {
        let Grid { lines, rows } = Grid::of(&self.programme, &self.asked, days);
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

fn strike_out_page(page: Page, loaded: &Loaded, diary: &Diary, form: Form) -> StrikeOutPage {
    let about = told::days(diary.days);
    StrikeOutPage {
        who: loaded.at.who.clone(),
        id: diary.id.clone(),
        title: format!("Strike out the diary of {about}"),
        button: format!(
            "Strike out this diary of {}",
            loaded.at.patient.facts.full_name()
        ),
        kinds: [
            ("wrong_patient", "Typed in for the wrong patient"),
            ("wrong_date", "Typed in for the wrong days"),
            ("duplicate", "Typed in twice"),
            ("other", "Another error"),
        ],
        page,
        form,
    }
}
