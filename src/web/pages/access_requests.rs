//! Asking to see a patient of another team, and the list of such accesses for the lead clinician.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;
use chrono::{Days, NaiveDateTime};

use crate::access::{May, Role, Staff};
use crate::actions::request_access::{Known, request_access};
use crate::care::ids::StaffId;
use crate::clinic::Clinic;
use crate::records::reach::{self, Grant};
use crate::records::{Db, Error, patients, staff};
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;

/// How far back the list goes.
const LISTED_DAYS: u64 = 90;

#[derive(Template)]
#[template(path = "access_requests/new.html")]
struct NewPage {
    page: Page,
    form: Form,
}

#[derive(Template)]
#[template(path = "access_requests/index.html")]
struct IndexPage {
    page: Page,
    lines: Vec<Line>,
}

struct Line {
    who: String,
    /// The name, for those who may find patients; the id alone for others.
    patient: String,
    /// For the lead clinician alone: it may say what a patient came for.
    reason: Option<String>,
    at: NaiveDateTime,
    until: NaiveDateTime,
}

/// `GET /patients/access_requests/new`
pub async fn new(page: Page) -> Result<HttpResponse, Problem> {
    page::show(&NewPage {
        page,
        form: Form::new()?,
    })
}

/// `POST /patients/access_requests`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let number = form
        .field("clinic_number", "Clinic number")
        .optional()
        .text(40);
    let family_name = form
        .field("family_name", "Family name")
        .optional()
        .text(300);
    let first = now.date - Days::new(130 * 366);
    let born = form
        .field("birth_date", "Date of birth")
        .optional()
        .date(first..=now.date);
    let reason = form.field("reason", "Reason").lines(500);
    let known = match (number, family_name, born) {
        (Some(number), None, None) => Some(Known::Number(number)),
        (None, Some(family_name), Some(born)) => Some(Known::Name(family_name, born)),
        (Some(_), _, _) => {
            form.fault(
                "clinic_number",
                "Give either the clinic number alone, or the family name with the date of birth",
            );
            None
        }
        (None, ..) => {
            if form.fault_at("birth_date").is_none() {
                form.fault(
                    "family_name",
                    "Family name and date of birth are both needed, or else the clinic number",
                );
            }
            None
        }
    };
    let mut refusal = Refusal::Invalid;
    if let (Some(known), Some(reason), Some(())) = (known, reason, form.complete()) {
        let (by, submission) = (page.staff.clone(), form.submission_id()?.to_owned());
        let done = run(move || {
            Ok::<_, Problem>(request_access(
                &clinic,
                &by,
                &submission,
                &known,
                &reason,
                now,
            ))
        });
        match done.await? {
            Ok(patient) => {
                let to = format!("/patients/{patient}");
                return Ok(page::see_other_saying(&to, "Open to you for 8 hours"));
            }
            Err(refused) => refusal = Refusal::tell(&mut form, refused, "reason")?,
        }
    }
    refusal.answer(&NewPage { page, form })
}

/// `GET /patients/access_requests`
pub async fn index(page: Page, clinic: Data<Clinic>) -> Result<HttpResponse, Problem> {
    let by = page.staff.clone();
    let since = clinic.now().date - Days::new(LISTED_DAYS);
    let lines = run(move || {
        clinic.read_list(&by, "access_requests", |db| {
            let people: BTreeMap<_, _> = staff::list(db)?
                .into_iter()
                .map(|staff| (staff.id, staff.name))
                .collect();
            reach::list_grants(db, since)?
                .into_iter()
                .map(|grant| line(db, &by, grant, &people))
                .collect::<Result<Vec<Line>, Error>>()
        })
    })
    .await?;
    page::show(&IndexPage { page, lines })
}

fn line(
    db: &mut Db,
    reader: &Staff,
    grant: Grant,
    people: &BTreeMap<StaffId, String>,
) -> Result<Line, Error> {
    let patient = if reader.may(May::FindPatients) {
        let facts = patients::find(db, &grant.patient)?.facts;
        format!(
            "{}, {} ({})",
            facts.family_name, facts.given_names, facts.clinic_number
        )
    } else {
        grant.patient.to_string()
    };
    let is_lead = reader.role == Role::LeadClinician;
    Ok(Line {
        who: people.get(&grant.staff).cloned().unwrap_or_default(),
        patient,
        reason: is_lead.then_some(grant.reason),
        at: grant.at,
        until: grant.until,
    })
}
