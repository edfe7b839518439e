//! What somebody typed and has not saved: kept while they type and when their login had ended, for them alone.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::actions::keep_typed::{Typed, drop_typed, find_typed};
use crate::care::ids::DraftId;
use crate::clinic::Clinic;
use crate::records::Error;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::staff::{self, Staff};
use crate::web::typed_words::in_words;
use crate::web::{guard, kept};

#[derive(Template)]
#[template(path = "drafts/show.html")]
struct ShowPage {
    page: Page,
    id: DraftId,
    path: String,
    when: String,
    fields: Vec<(String, String)>,
    /// The fields a person filled in, with their names in words.
    typed: Vec<(String, String)>,
}

/// `POST /drafts`: a form as it stands, sent while somebody types in it; its field `path` is where the form is sent. Answers
/// one line of text for the form to show: `Draft kept 10:42`, or that the login has ended.
pub async fn create(
    request: HttpRequest,
    clinic: Data<Clinic>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let path = guard::local_path(form.value("path")).to_owned();
    form.forget("path");
    let Some(staff) = staff::logged_in(&request).await? else {
        let words = match staff::keep(&request, path, form).await {
            Some(_) => {
                "Your login has ended. What you typed is kept: log in again to go on with it."
            }
            None => {
                "Your login has ended, and this draft is not kept. Log in in another tab, then come back to this one."
            }
        };
        return Ok(line(&mut HttpResponse::Unauthorized(), words.to_owned()));
    };
    let submission = form.submission_id()?.to_owned();
    let fields = form.into_fields();
    let typed = Typed { path, fields };
    let (now, acting) = (clinic.now(), clinic.clone());
    let kept = run(move || kept::keep(&acting, &staff, &submission, typed, now));
    kept.await?.ok_or(Problem::TooLarge)?;
    let time = clinic.local(now.utc).format("%H:%M");
    Ok(line(&mut HttpResponse::Ok(), format!("Draft kept {time}")))
}

fn line(answer: &mut actix_web::HttpResponseBuilder, words: String) -> HttpResponse {
    answer.content_type("text/plain; charset=utf-8").body(words)
}

/// `GET /drafts/{draft}`: leads to the form it was typed in; where that form cannot take it up, what was typed is shown, to
/// be sent on.
pub async fn show(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<DraftId>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    let (staff, of) = (page.staff.clone(), id.clone());
    let (kept, Typed { path, fields }) = run(move || {
        let (kept, typed) = find_typed(&clinic, &staff, &of)?;
        // a page of its own notes the look itself
        if let (Some(patient), None) = (&kept.patient, kept::page_of(&typed.path)) {
            clinic.read_patient(&staff, patient, "draft", |_| Ok::<_, Error>(()))?;
        }
        Ok::<_, Error>((kept, typed))
    })
    .await?;
    if let Some(form) = kept::page_of(&path) {
        return Ok(page::see_other(&format!("{form}?draft={id}")));
    }
    let typed = fields
        .iter()
        .filter_map(|(name, value)| in_words(name, value))
        .collect();
    page::show(&ShowPage {
        when: kept::when(page.zone, kept.at),
        page,
        id,
        path: guard::local_path(&path).to_owned(),
        fields,
        typed,
    })
}

/// `POST /drafts/{draft}/endings`
pub async fn end(
    staff: Staff,
    clinic: Data<Clinic>,
    path: Path<DraftId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let kept = run(move || drop_typed(&clinic, &staff, &path, now)).await?;
    let to = kept::page_of(&kept.path).unwrap_or_else(|| "/".to_owned());
    Ok(page::see_other_saying(&to, "What you had typed was let go"))
}
