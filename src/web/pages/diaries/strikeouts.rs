//! Striking out a diary that was typed in by mistake.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use super::loaded::{About, Loaded, load};
use super::{STRUCK_OUT, told};
use crate::actions::amend_diary::strike_out_diary;
use crate::care::diary::Diary;
use crate::care::ids::DiaryId;
use crate::care::session::Mistake;
use crate::clinic::Clinic;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;

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

/// `GET /diaries/{diary}/strikeouts/new`
pub async fn new(
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
pub async fn create(
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
