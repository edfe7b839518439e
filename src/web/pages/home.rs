//! `/`: the page a role starts on.

use actix_web::HttpResponse;

use crate::web::page::{self, Page};
use crate::web::problem::Problem;

/// The first page of the menu this role has: the board for a clinician, the patients for the front desk.
pub async fn show(page: Page) -> Result<HttpResponse, Problem> {
    let links = page.links();
    Ok(page::see_other(
        links.first().map_or("/about", |link| link.path),
    ))
}
