//! A lead clinician stands behind a protocol version by name, and withdraws that.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::actions::adopt_protocol::{adopt_protocol, withdraw_adoption};
use crate::actions::by::By;
use crate::care::ids::VersionId;
use crate::clinic::Clinic;
use crate::records::protocols::{self, StoredVersion};
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::staff::Staff;

#[derive(Template)]
#[template(path = "protocols/adopt.html")]
struct NewPage {
    page: Page,
    stored: StoredVersion,
    form: Form,
}

/// `GET /protocols/{version}/adoptions/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<VersionId>,
) -> Result<HttpResponse, Problem> {
    page::show(&load(page, clinic, path.into_inner(), Form::new()?).await?)
}

async fn load(
    page: Page,
    clinic: Data<Clinic>,
    id: VersionId,
    form: Form,
) -> Result<NewPage, Problem> {
    let stored = run(move || clinic.read(|db| protocols::find(db, &id))).await?;
    Ok(NewPage { page, stored, form })
}

/// `POST /protocols/{version}/adoptions`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<VersionId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    if !form.is_ticked("read") {
        form.fault(
            "read",
            "Tick that you have read the version; nobody is assigned to it before",
        );
    }
    let statement = form.field("statement", "Statement").lines(1000);
    let mut refusal = Refusal::Invalid;
    if let (Some(statement), Some(())) = (statement, form.complete()) {
        let (submission, to) = (form.submission_id()?.to_owned(), format!("/protocols/{id}"));
        let (by, at, version) = (page.staff.clone(), clinic.clone(), id.clone());
        let done = run(move || {
            let by = By::Page(&by, &submission);
            Ok::<_, Problem>(adopt_protocol(&at, by, &version, &statement, now))
        });
        match done.await? {
            Ok(_) => return Ok(page::see_other_saying(&to, "Version adopted")),
            Err(refused) => refusal = Refusal::tell(&mut form, refused, "")?,
        }
    }
    refusal.answer(&load(page, clinic, id, form).await?)
}

/// `POST /protocols/{version}/adoptions/endings`
pub async fn end(
    staff: Staff,
    clinic: Data<Clinic>,
    path: Path<VersionId>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let (submission, to) = (form.submission_id()?.to_owned(), format!("/protocols/{id}"));
    run(move || withdraw_adoption(&clinic, By::Page(&staff, &submission), &id, now)).await?;
    Ok(page::see_other_saying(&to, "Adoption withdrawn"))
}
