//! Blank re-evaluation forms for a day on paper: of one patient, or of those ticked on the board.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};

use super::reports::Wanted;
use super::sheets;
use crate::actions::print_forms::print_forms;
use crate::care::ids::EpisodeId;
use crate::clinic::Clinic;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::run::run;

/// `GET /episodes/{episode}/form.pdf?paper=a4|letter`
pub async fn show(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let made = run(move || print_forms(&clinic, &page.staff, &[id], wanted.paper()?, now));
    Ok(page::pdf("re-evaluation.pdf", made.await?))
}

/// `POST /forms`: the form of every ticked patient as one document.
pub async fn create(page: Page, clinic: Data<Clinic>, form: Form) -> Result<HttpResponse, Problem> {
    let wanted = sheets::ticked(&form)?;
    if wanted.is_empty() {
        return sheets::nobody_ticked(page);
    }
    let (staff, now) = (page.staff.clone(), clinic.now());
    let made = run(move || print_forms(&clinic, &staff, &wanted, None, now));
    Ok(page::pdf("re-evaluations.pdf", made.await?))
}
