//! Disabling an account: what its owner answers for, and who takes it over; and letting it work again.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;

use crate::access::Staff;
use crate::actions::by::By;
use crate::actions::disable_staff::{Left, disable_staff, enable_staff, left_behind};
use crate::care::ids::StaffId;
use crate::clinic::Clinic;
use crate::records::{Error, staff};
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::staff::Staff as LoggedIn;

#[derive(Template)]
#[template(path = "staff/disable.html")]
struct NewPage {
    page: Page,
    of: Staff,
    left: Left,
    successors: Vec<(String, String)>,
    form: Form,
}

/// `GET /staff/{staff}/disablings/new`
pub async fn new(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<StaffId>,
) -> Result<HttpResponse, Problem> {
    page::show(&load(page, clinic, path.into_inner(), Form::new()?).await?)
}

async fn load(
    page: Page,
    clinic: Data<Clinic>,
    id: StaffId,
    mut form: Form,
) -> Result<NewPage, Problem> {
    let (by, now) = (page.staff.clone(), clinic.now());
    // the list names patients by their clinic number
    let (of, left) = run(move || {
        clinic.read_list(&by, "disabling", |db| {
            Ok::<_, Error>((staff::find(db, &id)?, left_behind(db, &id, now)?))
        })
    })
    .await?;
    if form.value("version").is_empty() {
        form.set("version", of.version);
    }
    let successors = left
        .successors
        .iter()
        .map(|staff| (staff.id.to_string(), staff.name.clone()))
        .collect();
    Ok(NewPage {
        page,
        of,
        left,
        successors,
        form,
    })
}

/// `POST /staff/{staff}/disablings`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<StaffId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let successor = form
        .field("successor", "Who takes over")
        .optional()
        .choice::<StaffId>();
    let mut refusal = Refusal::Invalid;
    if form.complete().is_some() {
        let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
        let (by, at, of) = (page.staff.clone(), clinic.clone(), id.clone());
        let done = run(move || {
            let by = By::Page(&by, &submission);
            Ok::<_, Problem>(disable_staff(
                &at,
                by,
                &of,
                version,
                successor.as_ref(),
                now,
            ))
        });
        match done.await? {
            Ok(_) => return Ok(page::see_other_saying("/staff", "Account disabled")),
            Err(refused) => {
                refusal = Refusal::tell(&mut form, refused, "")?;
                form.set("version", "");
            }
        }
    }
    refusal.answer(&load(page, clinic, id, form).await?)
}

/// `POST /staff/{staff}/disablings/endings`
pub async fn end(
    staff: LoggedIn,
    clinic: Data<Clinic>,
    path: Path<StaffId>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let (submission, version) = (form.submission_id()?.to_owned(), form.version()?);
    run(move || enable_staff(&clinic, By::Page(&staff, &submission), &id, version, now)).await?;
    Ok(page::see_other_saying("/staff", "The account works again"))
}
