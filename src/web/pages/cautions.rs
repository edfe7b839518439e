//! Cautions of a patient: recorded, withdrawn with a reason; a new one names the running sheets it touches.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::NaiveDateTime;

use crate::actions::patient_flags::protocol_of;
use crate::actions::record_caution::record_caution;
use crate::actions::withdraw_caution::withdraw_caution;
use crate::care::ids::{CautionKey, PatientId};
use crate::clinic::Clinic;
use crate::records::{Error, cautions, staff};
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::who::{sentence_case, who};

/// A recorded caution.
struct Recorded {
    name: String,
    note: String,
    by: String,
    at: NaiveDateTime,
    /// Where it is withdrawn, while it is in force.
    path: Option<String>,
    /// When, by whom and why it was withdrawn.
    withdrawn: Option<(NaiveDateTime, String, String)>,
}

#[derive(Template)]
#[template(path = "cautions/index.html")]
struct IndexPage {
    page: Page,
    who: Who,
    form: Form,
    recorded: Vec<Recorded>,
    choices: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "cautions/withdraw.html")]
struct WithdrawPage {
    page: Page,
    who: Who,
    form: Form,
    what: String,
    consequence: &'static str,
    action: String,
    back: String,
}

/// `GET /patients/{patient}/cautions`
pub async fn index(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
) -> Result<HttpResponse, Problem> {
    page::show(&load(page, &clinic, &path, Form::new()?).await?)
}

async fn load(
    page: Page,
    clinic: &Data<Clinic>,
    id: &PatientId,
    form: Form,
) -> Result<IndexPage, Problem> {
    let (clinic, id, now) = (clinic.clone(), id.clone(), clinic.now());
    run(move || {
        let asked = page.staff.clone();
        clinic.read_patient(&asked, &id, "cautions", |db| {
            let protocol = protocol_of(db, &clinic, &id)?;
            let people = staff::list(db)?;
            let name_of = |id| {
                let person = people.iter().find(|person| person.id == id);
                person.map(|person| person.name.clone()).unwrap_or_default()
            };
            let known = cautions::list(db, &id)?;
            let choices = protocol.cautions.iter().filter(|caution| {
                let is_known = |known: &crate::care::patient::PatientCaution| {
                    known.caution == caution.key && known.withdrawn.is_none()
                };
                !caution.computed && !known.iter().any(is_known)
            });
            let choices = choices
                .map(|caution| (caution.key.to_string(), sentence_case(&caution.name)))
                .collect();
            let recorded = known.into_iter().rev().map(|known| Recorded {
                name: protocol
                    .caution(known.caution.as_str())
                    .map_or(known.caution.to_string(), |caution| {
                        sentence_case(&caution.name)
                    }),
                path: known
                    .withdrawn
                    .is_none()
                    .then(|| format!("/patients/{id}/cautions/{}/withdrawals/new", known.caution)),
                note: known.note,
                by: name_of(known.recorded_by),
                at: known.recorded_at,
                withdrawn: known
                    .withdrawn
                    .map(|end| (end.at, name_of(end.by), end.because)),
            });
            Ok::<_, Error>(IndexPage {
                recorded: recorded.collect(),
                who: who(db, &clinic, &id, now)?,
                page,
                form,
                choices,
            })
        })
    })
    .await
}

/// `POST /patients/{patient}/cautions`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let caution = form.field("caution", "Caution").choice::<CautionKey>();
    let note = form
        .field("note", "Details")
        .optional()
        .lines(500)
        .unwrap_or_default();
    let (Some(caution), Some(())) = (caution, form.complete()) else {
        return page::invalid(&load(page, &clinic, &id, form).await?);
    };
    let submission = form.submission_id()?.to_owned();
    let (asked, at, patient) = (page.staff.clone(), clinic.clone(), id.clone());
    let done = run(move || {
        let done = record_caution(&at, &asked, &submission, &patient, (&caution, &note), now);
        Ok::<_, Problem>(done)
    });
    match done.await? {
        Ok(_) => Ok(page::see_other_saying(
            &format!("/patients/{id}"),
            "Caution recorded",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "note")?;
            refusal.answer(&load(page, &clinic, &id, form).await?)
        }
    }
}

/// `GET /patients/{patient}/cautions/{caution}/withdrawals/new`
pub async fn new_withdrawal(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<(PatientId, CautionKey)>,
) -> Result<HttpResponse, Problem> {
    let (id, caution) = path.into_inner();
    page::show(&load_withdrawal(page, &clinic, id, caution, Form::new()?).await?)
}

async fn load_withdrawal(
    page: Page,
    clinic: &Data<Clinic>,
    id: PatientId,
    caution: CautionKey,
    form: Form,
) -> Result<WithdrawPage, Problem> {
    let (clinic, now) = (clinic.clone(), clinic.now());
    run(move || {
        let asked = page.staff.clone();
        clinic.read_patient(&asked, &id, "caution_withdrawal", |db| {
            let protocol = protocol_of(db, &clinic, &id)?;
            let is_in_force = cautions::list(db, &id)?
                .iter()
                .any(|known| known.caution == caution && known.withdrawn.is_none());
            if !is_in_force {
                return Err(Error::NotFound);
            }
            let name = protocol
                .caution(caution.as_str())
                .map_or(caution.to_string(), |caution| sentence_case(&caution.name));
            Ok(WithdrawPage {
                who: who(db, &clinic, &id, now)?,
                page,
                form,
                what: format!("caution: {name}"),
                consequence: "It stops barring and warning in every episode from now on, and stays readable with your reason.",
                action: format!("/patients/{id}/cautions/{caution}/withdrawals"),
                back: format!("/patients/{id}/cautions"),
            })
        })
    })
    .await
}

/// `POST /patients/{patient}/cautions/{caution}/withdrawals`
pub async fn withdraw(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<(PatientId, CautionKey)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let ((id, caution), now) = (path.into_inner(), clinic.now());
    let Some(because) = form.field("because", "Reason").lines(500) else {
        return page::invalid(&load_withdrawal(page, &clinic, id, caution, form).await?);
    };
    let (submission, to) = (form.submission_id()?.to_owned(), format!("/patients/{id}"));
    let (asked, at, patient, key) = (
        page.staff.clone(),
        clinic.clone(),
        id.clone(),
        caution.clone(),
    );
    let done = run(move || {
        let what = (&key, because.as_str());
        Ok::<_, Problem>(withdraw_caution(
            &at,
            &asked,
            &submission,
            &patient,
            what,
            now,
        ))
    });
    match done.await? {
        Ok(_) => Ok(page::see_other_saying(&to, "Caution withdrawn")),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "because")?;
            refusal.answer(&load_withdrawal(page, &clinic, id, caution, form).await?)
        }
    }
}
