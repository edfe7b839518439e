//! The sheets of the day: patients ticked on the board, one document.

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;

use crate::actions::print_day::{Day, Kept, LeftOut, print_day};
use crate::care::ids::EpisodeId;
use crate::clinic::Clinic;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::run::run;

/// As many as a page of the board lists.
const MOST: usize = 60;

#[derive(Template)]
#[template(path = "sheets/left_out.html")]
struct LeftOutPage {
    page: Page,
    left_out: Vec<LeftOut>,
    kept: Vec<Kept>,
}

/// The episodes ticked on the board, each once.
///
/// # Errors
/// Not found for what is no id.
pub(super) fn ticked(form: &Form) -> Result<Vec<EpisodeId>, Problem> {
    let mut wanted: Vec<EpisodeId> = Vec::new();
    for id in form.values("episode").take(MOST) {
        let id: EpisodeId = id.parse().map_err(|_| Problem::NotFound)?;
        if !wanted.contains(&id) {
            wanted.push(id);
        }
    }
    Ok(wanted)
}

/// The page that asks for a tick.
///
/// # Errors
/// Those of drawing a page.
pub(super) fn nobody_ticked(page: Page) -> Result<HttpResponse, Problem> {
    page::conflict(&LeftOutPage {
        page,
        left_out: Vec::new(),
        kept: Vec::new(),
    })
}

/// `POST /sheets`: the current sheet of every ticked patient, or the page that says who has none to be given out.
pub async fn create(page: Page, clinic: Data<Clinic>, form: Form) -> Result<HttpResponse, Problem> {
    let wanted = ticked(&form)?;
    let (staff, now) = (page.staff.clone(), clinic.now());
    match run(move || print_day(&clinic, &staff, &wanted, now)).await? {
        Day::Sheets(bytes) => Ok(page::pdf("home-programmes.pdf", bytes)),
        Day::LeftOut(left_out, kept) => page::conflict(&LeftOutPage {
            page,
            left_out,
            kept,
        }),
    }
}
