//! Dated facts of a patient: consent, treatment declined, death; recorded, and withdrawn with a reason.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::actions::record_fact::{NewFact, record_fact};
use crate::actions::withdraw_fact::withdraw_fact;
use crate::care::ids::{PatientId, StaffId};
use crate::care::patient::FactKind;
use crate::clinic::Clinic;
use crate::records::{Error, cautions, patients, staff};
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::who::who;

/// A recorded fact.
struct Recorded {
    words: &'static str,
    on: NaiveDate,
    note: String,
    by: String,
    at: NaiveDateTime,
    /// Where it is withdrawn, while it is in force.
    path: Option<String>,
    /// When, by whom and why it was withdrawn.
    withdrawn: Option<(NaiveDateTime, String, String)>,
}

#[derive(Template)]
#[template(path = "facts/index.html")]
struct IndexPage {
    page: Page,
    who: Who,
    form: Form,
    recorded: Vec<Recorded>,
    choices: Vec<(&'static str, &'static str)>,
    guardian: String,
    is_child: bool,
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

const fn words(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Consent => "Consent to assessment and treatment",
        FactKind::TreatmentDeclined => "Treatment declined",
        FactKind::Deceased => "Deceased",
    }
}

const fn consequence(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Consent => {
            "Consent is withdrawn from now on: do not treat without it. What was recorded stays readable."
        }
        FactKind::TreatmentDeclined => {
            "The patient accepts treatment again. What was recorded stays readable."
        }
        FactKind::Deceased => "It was recorded in error. What was recorded stays readable.",
    }
}

/// `GET /patients/{patient}/facts`
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
        clinic.read_patient(&asked, &id, "facts", |db| {
            let people = staff::list(db)?;
            let name_of = |id: StaffId| {
                let person = people.iter().find(|person| person.id == id);
                person.map(|person| person.name.clone()).unwrap_or_default()
            };
            let known = cautions::list_facts(db, &id)?;
            let choices = FactKind::ALL.iter().copied().filter(|kind| {
                !known
                    .iter()
                    .any(|fact| fact.kind == *kind && fact.withdrawn.is_none())
            });
            let choices = choices.map(|kind| (kind.as_str(), words(kind))).collect();
            let recorded = known.into_iter().rev().map(|fact| Recorded {
                words: words(fact.kind),
                on: fact.on,
                path: fact.withdrawn.is_none().then(|| {
                    format!(
                        "/patients/{id}/facts/{}/withdrawals/new",
                        fact.kind.as_str()
                    )
                }),
                note: fact.note,
                by: name_of(fact.recorded_by),
                at: fact.recorded_at,
                withdrawn: fact
                    .withdrawn
                    .map(|end| (end.at, name_of(end.by), end.because)),
            });
            let recorded = recorded.collect();
            let facts = patients::find(db, &id)?.facts;
            Ok::<_, Error>(IndexPage {
                recorded,
                is_child: facts.age_on(now.date) < 18,
                guardian: facts.guardian,
                who: who(db, &clinic, &id, now)?,
                page,
                form,
                choices,
            })
        })
    })
    .await
}

/// `POST /patients/{patient}/facts`
pub async fn create(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let kind = form.field("kind", "What happened").choice::<FactKind>();
    let first = now
        .date
        .checked_sub_days(Days::new(30 * 366))
        .unwrap_or(now.date);
    let on = form.field("on", "Day").date(first..=now.date);
    let note = form
        .field("note", "Details")
        .optional()
        .lines(500)
        .unwrap_or_default();
    let (Some(kind), Some(on), Some(())) = (kind, on, form.complete()) else {
        return page::invalid(&load(page, &clinic, &id, form).await?);
    };
    let submission = form.submission_id()?.to_owned();
    let (asked, at, patient) = (page.staff.clone(), clinic.clone(), id.clone());
    let new = NewFact { kind, on, note };
    let done =
        run(move || Ok::<_, Problem>(record_fact(&at, &asked, &submission, &patient, &new, now)));
    match done.await? {
        Ok(_) => Ok(page::see_other_saying(&format!("/patients/{id}"), "Saved")),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "note")?;
            refusal.answer(&load(page, &clinic, &id, form).await?)
        }
    }
}

fn kind_of(text: &str) -> Result<FactKind, Problem> {
    text.parse().map_err(|_| Problem::NotFound)
}

/// `GET /patients/{patient}/facts/{fact}/withdrawals/new`
pub async fn new_withdrawal(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<(PatientId, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, kind) = path.into_inner();
    page::show(&load_withdrawal(page, &clinic, id, kind_of(&kind)?, Form::new()?).await?)
}

async fn load_withdrawal(
    page: Page,
    clinic: &Data<Clinic>,
    id: PatientId,
    kind: FactKind,
    form: Form,
) -> Result<WithdrawPage, Problem> {
    let (clinic, now) = (clinic.clone(), clinic.now());
    run(move || {
        let asked = page.staff.clone();
        clinic.read_patient(&asked, &id, "fact_withdrawal", |db| {
            let is_in_force = cautions::list_facts(db, &id)?
                .iter()
                .any(|fact| fact.kind == kind && fact.withdrawn.is_none());
            if !is_in_force {
                return Err(Error::NotFound);
            }
            Ok(WithdrawPage {
                who: who(db, &clinic, &id, now)?,
                page,
                form,
                what: words(kind).to_owned(),
                consequence: consequence(kind),
                action: format!("/patients/{id}/facts/{}/withdrawals", kind.as_str()),
                back: format!("/patients/{id}/facts"),
            })
        })
    })
    .await
}

/// `POST /patients/{patient}/facts/{fact}/withdrawals`
pub async fn withdraw(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<(PatientId, String)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let ((id, kind), now) = (path.into_inner(), clinic.now());
    let kind = kind_of(&kind)?;
    let Some(because) = form.field("because", "Reason").lines(500) else {
        return page::invalid(&load_withdrawal(page, &clinic, id, kind, form).await?);
    };
    let (submission, to) = (form.submission_id()?.to_owned(), format!("/patients/{id}"));
    let (asked, at, patient) = (page.staff.clone(), clinic.clone(), id.clone());
    let done = run(move || {
        let what = (kind, because.as_str());
        Ok::<_, Problem>(withdraw_fact(&at, &asked, &submission, &patient, what, now))
    });
    match done.await? {
        Ok(_) => Ok(page::see_other_saying(&to, "Withdrawn")),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "because")?;
            refusal.answer(&load_withdrawal(page, &clinic, id, kind, form).await?)
        }
    }
}
