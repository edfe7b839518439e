//! What somebody typed when their login had ended: shown to them alone, to be sent on or let go.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::actions::keep_typed::{Typed, drop_typed, find_typed};
use crate::care::ids::DraftId;
use crate::clinic::Clinic;
use crate::web::guard;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::staff::Staff;
use crate::web::typed_words::in_words;

#[derive(Template)]
#[template(path = "drafts/show.html")]
struct ShowPage {
    page: Page,
    id: DraftId,
    path: String,
    fields: Vec<(String, String)>,
    /// The fields a person filled in, with their names in words.
    typed: Vec<(String, String)>,
}

/// `GET /drafts/{draft}`
pub async fn show(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<DraftId>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    let (staff, of) = (page.staff.clone(), id.clone());
    let Typed { path, fields } = run(move || find_typed(&clinic, &staff, &of)).await?;
    let typed = fields
        .iter()
        .filter_map(|(name, value)| in_words(name, value))
        .collect();
    page::show(&ShowPage {
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
    run(move || {
        find_typed(&clinic, &staff, &path)?;
        drop_typed(&clinic, &staff, &path, now)
    })
    .await?;
    Ok(page::see_other_saying("/", "What you had typed was let go"))
}
