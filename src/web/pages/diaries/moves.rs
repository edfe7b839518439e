//! Entering what a diary says that was struck out as the wrong patient's for the right one: a kept form, to be compared with
//! the paper and saved.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::grid::{Grid, exercise_name};
use super::has_diary;
use super::loaded::{About, Loaded, days_to_type_in, load};
use crate::actions::keep_typed::Typed;
use crate::care::adherence::asked;
use crate::care::diary::{Diary, DiaryDays};
use crate::care::diary_fit::{Fit, fit};
use crate::care::ids::{DiaryId, EpisodeId, ExerciseKey};
use crate::care::programme::Programme;
use crate::care::session::Mistake;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{diaries, programmes};
use crate::text::diary as told;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::pages::right_patient::{Hits, NEEDS_WORDS, chosen, search};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::staff::Staff;
use crate::web::{at_episode, kept};

#[derive(Template)]
#[template(path = "diaries/move.html")]
struct MovePage {
    page: Page,
    who: Who,
    form: Form,
    id: DiaryId,
    about: String,
    hits: Hits,
}

/// A sheet of the right patient, and what fits it.
struct Right {
    programme: Programme,
    days: DiaryDays,
    fit: Fit,
}

/// `GET /diaries/{diary}/moves/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<DiaryId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let loaded = load(&page, &clinic, About::Diary(path.into_inner()), now).await?;
    let (diary, _) = loaded.diary()?;
    if !is_to_move(diary) {
        return Err(Problem::Conflict(format!("{NOT_TO_MOVE}.")));
    }
    page::show(&drawn(page, &loaded, diary, Form::new()?, Hits::default()))
}

/// `POST /diaries/{diary}/moves`: finds the right patient, or makes the form of the right sheet.
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<DiaryId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let loaded = load(&page, &clinic, About::Diary(path.into_inner()), now).await?;
    let (diary, _) = loaded.diary()?;
    let hits = search(&clinic, &page, &form, &diary.patient, now).await?;
    if !is_to_move(diary) {
        let refusal = Refusal::conflict(&mut form, NOT_TO_MOVE);
        return refusal.answer(&drawn(page, &loaded, diary, form, hits));
    }
    if hits.words.is_empty() {
        form.fault("words", NEEDS_WORDS);
        return page::invalid(&drawn(page, &loaded, diary, form, hits));
    }
    if form.value("do") == "search" {
        form.set("right", "");
        return page::show(&drawn(page, &loaded, diary, form, hits));
    }
    let (Some(episode), Some(())) = (chosen(&mut form, &hits), form.complete()) else {
        return page::invalid(&drawn(page, &loaded, diary, form, hits));
    };
    let right = {
        let (clinic, staff) = (clinic.clone(), page.staff.clone());
        let (wrong, diary) = (loaded.programme.clone(), diary.clone());
        run(move || right_sheet(&clinic, &staff, &episode, (&wrong, &diary), now)).await?
    };
    let Some(right) = right else {
        form.fault("right", format!("No sheet of this patient has a diary over {} that is still to be typed in: choose another patient, or give the sheet first", told::days(diary.days)));
        return page::invalid(&drawn(page, &loaded, diary, form, hits));
    };
    let path = format!("/programmes/{}/diaries", right.programme.id);
    let filled = filled(diary, &right)?;
    let kept = {
        let (clinic, staff, path) = (clinic.clone(), page.staff.clone(), path.clone());
        let submission = filled.value("submission_id").to_owned();
        let fields = filled.into_fields();
        let typed = Typed { path, fields };
        run(move || kept::keep(&clinic, &staff, &submission, typed, now)).await?
    };
    match kept {
        Some(draft) => Ok(page::see_other_saying(
            &format!("{path}/new?draft={draft}"),
            "This is the diary’s form for the right patient. Nothing is saved yet: compare it with the paper, then save",
        )),
        None => {
            form.refuse("There is too much in this diary to be taken over at once: type it in on the right patient’s page");
            page::invalid(&drawn(page, &loaded, diary, form, hits))
        }
    }
}

const NOT_TO_MOVE: &str =
    "This diary is not struck out as the wrong patient’s, and nothing was saved now";

/// Whether a diary is struck out as the wrong patient's.
pub(super) fn is_to_move(diary: &Diary) -> bool {
    let struck = diary.struck_out.as_ref();
    struck.is_some_and(|struck| struck.kind == Mistake::WrongPatient)
}

/// The right patient's sheet that takes most of it, the newest of equals; `None` when none has a day in common with it.
fn right_sheet(
    clinic: &Clinic,
    staff: &Staff,
    episode: &EpisodeId,
    (wrong, diary): (&Programme, &Diary),
    now: Moment,
) -> Result<Option<Right>, Problem> {
    let (_, (sheets, known)) = at_episode::read(clinic, staff, episode, "diary", now, |db, _| {
        Ok((programmes::list(db, episode)?, diaries::list(db, episode)?))
    })?;
    let mut best: Option<Right> = None;
    for programme in sheets.into_iter().filter(has_diary) {
        let Some(days) = days_to_type_in(clinic, &programme, &known, now)? else {
            continue;
        };
        let fit = fit(wrong, &diary.current.content, &programme, days);
        let taken = |fit: &Fit| (fit.filled(), usize::MAX - fit.left_out.len());
        let is_better = best
            .as_ref()
            .is_none_or(|best| taken(&fit) > taken(&best.fit));
        if fit.filled() > 0 && is_better {
            best = Some(Right {
                programme,
                days,
                fit,
            });
        }
    }
    Ok(best)
}

/// The form of the right sheet with what fits filled in, and in words what does not.
fn filled(diary: &Diary, right: &Right) -> Result<Form, Problem> {
    let content = &diary.current.content;
    let grid = Grid::of(&right.programme, &asked(&right.programme), right.days);
    let mut form = Form::new()?;
    form.set("handed_back", content.handed_back.date);
    form.set("note", &content.note);
    grid.fill_fitting(&mut form, &right.fit.days);
    form.set("moved", in_words(&right.fit));
    Ok(form)
}

/// What was taken over and what was not; for the page of the form, in sentences.
fn in_words(fit: &Fit) -> String {
    let names = |keys: &[ExerciseKey]| {
        let names: Vec<String> = keys.iter().map(exercise_name).collect();
        names.join(", ")
    };
    let mut said = vec![
        "Filled in from a diary that was struck out for another patient: compare every day with the paper before you save."
            .to_owned(),
    ];
    let mut say = |keys: &[ExerciseKey], words: &str| {
        if !keys.is_empty() {
            said.push(format!("{words}: {}.", names(keys)));
        }
    };
    say(&fit.left_out, "Not on this patient’s sheet, so left out");
    say(
        &fit.unfilled,
        "On this patient’s sheet alone, so days on which they were asked are left empty",
    );
    say(
        &fit.too_often,
        "Ticked more often than this sheet has boxes, so those days are left empty",
    );
    if let [first, .., last] = fit.days_left_out[..] {
        let count = fit.days_left_out.len();
        let (first, last) = (first.format("%-d %b"), last.format("%-d %b"));
        said.push(format!(
            "{count} days written on from {first} to {last} are not to be typed in on this sheet and were left out."
        ));
    } else if let [day] = fit.days_left_out[..] {
        let day = day.format("%-d %b");
        said.push(format!(
            "{day} is not to be typed in on this sheet and was left out."
        ));
    }
    said.join(" ")
}

fn drawn(page: Page, loaded: &Loaded, diary: &Diary, form: Form, hits: Hits) -> MovePage {
    MovePage {
        who: loaded.at.who.clone(),
        id: diary.id.clone(),
        about: told::days(diary.days),
        page,
        form,
        hits,
    }
}
