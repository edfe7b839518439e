//! Papers for colleagues: an episode's progress report, a protocol's booklet.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use serde::Deserialize;

use crate::actions::Refused;
use crate::actions::print_booklet::print_booklet;
use crate::actions::print_report::print_report;
use crate::care::ids::{EpisodeId, VersionId};
use crate::care::patient::Paper;
use crate::clinic::Clinic;
use crate::records::Error;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::run::run;

/// On what paper; without it, as the patient's sheets, or A4.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    paper: Option<String>,
}

impl Wanted {
    /// # Errors
    /// Not found for a paper there is none of.
    pub(super) fn paper(&self) -> Result<Option<Paper>, Refused> {
        let parsed = self.paper.as_deref().map(str::parse::<Paper>).transpose();
        parsed.map_err(|_| Refused::Record(Error::NotFound))
    }
}

/// `GET /episodes/{episode}/report.pdf?paper=a4|letter`
pub async fn episode(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<EpisodeId>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let made = run(move || print_report(&clinic, &page.staff, &id, wanted.paper()?, now));
    Ok(page::pdf("progress-report.pdf", made.await?))
}

/// `GET /protocols/{version}/booklet.pdf?paper=a4|letter`
pub async fn protocol(
    _page: Page,
    clinic: Data<Clinic>,
    path: Path<VersionId>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let made = run(move || {
        let paper = wanted.paper()?.unwrap_or(Paper::A4);
        print_booklet(&clinic, &id, paper, now)
    });
    Ok(page::pdf("protocol.pdf", made.await?))
}
