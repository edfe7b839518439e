//! `/audit`: who did what, newest first, narrowed by a form. What is searched for stands in no address.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::Data;
use askama::Template;
use chrono::{Days, NaiveDateTime};

use crate::access::{May, Staff};
use crate::audit::{Action, Row};
use crate::care::ids::{PatientId, StaffId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::audit::{self, Filter};
use crate::records::{Db, Error, patients, protocols, reach, staff};
use crate::web::event_words::did;
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::run::run;

/// Rows on a page.
const ROWS: i64 = 100;

#[derive(Template)]
#[template(path = "audit/index.html")]
struct IndexPage {
    page: Page,
    form: Form,
    people: Vec<(String, String)>,
    kinds: Vec<(&'static str, &'static str)>,
    lines: Vec<Line>,
    /// The sequence the next page's rows come before.
    older: Option<i64>,
}

/// One event in words.
struct Line {
    seq: i64,
    at: NaiveDateTime,
    who: String,
    what: String,
    about: String,
}

/// `GET /audit`
pub async fn index(page: Page, clinic: Data<Clinic>) -> Result<HttpResponse, Problem> {
    let found = load(page, clinic, Form::new()?, Some(Filter::default())).await?;
    page::show(&found)
}

/// `POST /audit/searches`: changes nothing; a form so that names stand in no address.
pub async fn search(
    page: Page,
    clinic: Data<Clinic>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let today = clinic.now().date;
    let days = today - Days::new(36_500)..=today;
    let actor = form.field("actor", "Who").optional().choice::<StaffId>();
    let action = form.field("action", "What").optional().choice::<Action>();
    let by_name = page.staff.may(May::FindPatients);
    let number = form.field("clinic_number", "Patient’s clinic number");
    let number = number.optional().text(40).filter(|_| by_name);
    let id = form.field("patient", "Patient’s record");
    let id = id.optional().choice::<PatientId>().filter(|_| !by_name);
    let since = form.field("since", "From").optional().date(days.clone());
    let until = form.field("until", "Until").optional().date(days);
    if let (Some(since), Some(until)) = (since, until)
        && until < since
    {
        form.fault("until", "Until must not be before From");
    }
    let before = form
        .field("before", "Page")
        .optional()
        .whole(1..=i64::MAX / 1000, "");
    let patient = match number {
        Some(number) => {
            let (at, asked, now) = (clinic.clone(), page.staff.clone(), clinic.now());
            let found = run(move || at.read(|db| within_reach(db, &asked, &number, now))).await?;
            if found.is_none() {
                form.fault(
                    "clinic_number",
                    "No patient you can reach has this clinic number",
                );
            }
            found
        }
        None => id,
    };
    if form.complete().is_none() {
        return page::invalid(&load(page, clinic, form, None).await?);
    }
    let filter = Filter {
        patient,
        actor,
        action,
        since: since.map(|day| clinic.from_local(day.and_time(chrono::NaiveTime::MIN)).utc),
        until: until.map(|day| clinic.end_of(day).utc),
        before,
    };
    page::show(&load(page, clinic, form, Some(filter)).await?)
}

/// The patient of that number; one out of reach is not told from one who does not exist.
fn within_reach(
    db: &mut Db,
    asked: &Staff,
    number: &str,
    now: Moment,
) -> Result<Option<PatientId>, Error> {
    let Some(patient) = patients::find_by_clinic_number(db, number)? else {
        return Ok(None);
    };
    match reach::require(db, asked, &patient, now) {
        Ok(()) => Ok(Some(patient)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn load(
    page: Page,
    clinic: Data<Clinic>,
    form: Form,
    filter: Option<Filter>,
) -> Result<IndexPage, Problem> {
    let (by, now) = (page.staff.clone(), clinic.now());
    let (people, rows, names) = run(move || {
        clinic.read_list(&by, "audit", |db| {
            let rows = match &filter {
                Some(filter) => audit::list(db, filter, ROWS)?,
                None => Vec::new(),
            };
            let people: Vec<(String, String)> = staff::list(db)?
                .into_iter()
                .map(|staff| (staff.id.to_string(), staff.name))
                .collect();
            let names = names(db, &by, now, &rows, &people)?;
            Ok::<_, Error>((people, rows, names))
        })
    })
    .await?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == ROWS);
    Ok(IndexPage {
        page,
        form,
        people,
        kinds: Action::ALL
            .iter()
            .map(|action| (action.as_str(), did(*action)))
            .collect(),
        older: rows
            .last()
            .filter(|row| full && row.seq > 1)
            .map(|row| row.seq),
        lines: rows.iter().map(|row| line(row, &names)).collect(),
    })
}

/// What the ids in these rows stand for, for the screen alone: of patients, those the reader may find and reaches.
fn names(
    db: &mut Db,
    reader: &Staff,
    now: Moment,
    rows: &[Row],
    people: &[(String, String)],
) -> Result<BTreeMap<String, String>, Error> {
    let mut names: BTreeMap<String, String> = people.iter().cloned().collect();
    names.insert("program".into(), "The program".into());
    for team in staff::list_teams(db)? {
        names.insert(team.id.to_string(), team.name);
    }
    for version in protocols::list(db)? {
        let name = format!("{} version {}", version.name, version.number);
        names.insert(version.id.to_string(), name);
    }
    if !reader.may(May::FindPatients) {
        return Ok(names);
    }
    let reach = reach::of(db, reader, now)?;
    for id in rows.iter().filter_map(|row| row.patient.as_ref()) {
        if names.contains_key(id) {
            continue;
        }
        let Ok(patient) = id.parse() else { continue };
        match patients::find(db, &patient) {
            Ok(found) if reach.holds(&patient, &found.team) => {
                let facts = found.facts;
                let name = format!(
                    "{}, {} ({})",
                    facts.family_name, facts.given_names, facts.clinic_number
                );
                names.insert(id.clone(), name);
            }
            // a row outlives what it tells about
            Ok(_) | Err(Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(names)
}

fn line(row: &Row, names: &BTreeMap<String, String>) -> Line {
    let name = |id: &String| names.get(id).cloned();
    let patient = row.patient.as_ref();
    let patient = patient.map(|id| name(id).unwrap_or_else(|| id.clone()));
    let about: Vec<String> = patient
        .into_iter()
        .chain(row.subject.as_ref().and_then(name))
        .collect();
    let what = row
        .action
        .parse::<Action>()
        .map_or_else(|_| row.action.clone(), |action| did(action).to_owned());
    let fields = row.fields.replace(',', ", ").replace('_', " ");
    Line {
        seq: row.seq,
        at: row.at,
        who: name(&row.actor).unwrap_or_else(|| row.actor.clone()),
        what: if fields.is_empty() {
            what
        } else {
            format!("{what}: {fields}")
        },
        about: about.join(" · "),
    }
}
