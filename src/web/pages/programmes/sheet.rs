//! The sheet as a PDF, and the page that asks before an old one is printed.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, Query};
use askama::Template;
use serde::Deserialize;

use super::written::flags;
use crate::access::May;
use crate::actions::Refused;
use crate::actions::print_programme::{Asking, Printed, print_programme};
use crate::care::ids::ProgrammeId;
use crate::care::patient::{Paper, PrintSize};
use crate::care::programme::{Programme, ProgrammeState};
use crate::clinic::Clinic;
use crate::records::{Error, episodes, patients, programmes, reach};
use crate::web::filters;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::who::who;

#[derive(Template)]
#[template(path = "programmes/asking.html")]
struct AskingPage {
    page: Page,
    patient: String,
    programme: Programme,
    may_go_on: bool,
    is_clinician: bool,
    is_superseded: bool,
    flags: Vec<String>,
    /// For a clinician; the front desk sees no clinical content.
    who: Option<Who>,
    to: String,
}

/// On what paper, how large, and whether the page that asks first was read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    paper: String,
    size: String,
    asked: String,
}

/// `GET /programmes/{programme}/preview.pdf`: a draft as it would be given out, marked as a draft, without a code, not
/// stored; of an issued one there is the sheet. `?paper=` and `?size=` as for the sheet.
pub async fn preview(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<ProgrammeId>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    let state = state(&page, &clinic, &id).await?;
    if state.is_some_and(|state| state != ProgrammeState::Draft) {
        return Ok(page::see_other(&format!("/programmes/{id}")));
    }
    printed(page, clinic, id, wanted.into_inner()).await
}

/// `GET /programmes/{programme}/sheet.pdf?paper=a4|letter&size=standard|large`: without either, as the patient prefers.
pub async fn sheet(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<ProgrammeId>,
    wanted: Query<Wanted>,
) -> Result<HttpResponse, Problem> {
    let id = path.into_inner();
    let is_draft = state(&page, &clinic, &id).await? == Some(ProgrammeState::Draft);
    if is_draft && page.opens("GET", "/programmes/{programme}/preview.pdf") {
        return Ok(page::see_other(&format!("/programmes/{id}/preview.pdf")));
    }
    printed(page, clinic, id, wanted.into_inner()).await
}

/// Where a programme stands; `None` for someone who does not reach the patient: printing refuses it, and notes that.
async fn state(
    page: &Page,
    clinic: &Data<Clinic>,
    id: &ProgrammeId,
) -> Result<Option<ProgrammeState>, Problem> {
    let (clinic, staff, id) = (clinic.clone(), page.staff.clone(), id.clone());
    run(move || {
        let now = clinic.now();
        clinic.read(|db| {
            let programme = programmes::find(db, &id)?;
            let patient = episodes::find(db, &programme.episode)?.patient;
            match reach::require(db, &staff, &patient, now) {
                Ok(()) => Ok(Some(programme.state)),
                Err(Error::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        })
    })
    .await
}

async fn printed(
    page: Page,
    clinic: Data<Clinic>,
    id: ProgrammeId,
    wanted: Wanted,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let chosen = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let (paper, size) = (chosen(&wanted.paper), chosen(&wanted.size));
    let asked = wanted.asked == "yes";
    let staff = page.staff.clone();
    let printed = run(move || {
        let preferred = clinic.read(|db| {
            let programme = programmes::find(db, &id)?;
            let episode = episodes::find(db, &programme.episode)?;
            let facts = patients::find(db, &episode.patient)?.facts;
            Ok::<_, Error>((facts.paper, facts.print_size))
        })?;
        let on = paper.map_or(Ok(preferred.0), |text| text.parse::<Paper>());
        let in_size = size.map_or(Ok(preferred.1), |text| text.parse::<PrintSize>());
        let (Ok(on), Ok(in_size)) = (on, in_size) else {
            return Err(Refused::Record(Error::NotFound));
        };
        let printed = print_programme(&clinic, &staff, &id, (on, in_size), asked, now)?;
        // the front desk sees no clinical content
        let banner = match &printed {
            Printed::AskFirst(asking) if staff.may(May::WriteProgrammes) => {
                Some(clinic.read(|db| who(db, &clinic, &asking.patient.id, now))?)
            }
            _ => None,
        };
        Ok((printed, banner, on, in_size))
    });
    let (printed, banner, on, in_size) = printed.await?;
    match printed {
        Printed::Sheet(bytes) => Ok(page::pdf("home-programme.pdf", bytes)),
        Printed::AskFirst(asking) => {
            page::conflict(&asking_page(page, *asking, banner, (on, in_size)))
        }
    }
}

fn asking_page(
    page: Page,
    asking: Asking,
    who: Option<Who>,
    (paper, size): (Paper, PrintSize),
) -> AskingPage {
    let is_clinician = page.staff.may(May::WriteProgrammes);
    let flags = if is_clinician {
        flags(&asking.ground)
    } else {
        Vec::new()
    };
    AskingPage {
        patient: asking.patient.facts.full_name(),
        who,
        may_go_on: asking.may_go_on,
        is_clinician,
        is_superseded: asking.programme.state == ProgrammeState::Superseded,
        flags,
        to: format!(
            "/programmes/{}/sheet.pdf?paper={}&size={}&asked=yes",
            asking.programme.id,
            paper.as_str(),
            size.as_str()
        ),
        programme: asking.programme,
        page,
    }
}
