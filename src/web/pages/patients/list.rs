//! The list of patients and the search.

use actix_web::HttpResponse;
use actix_web::web::{Data, Query};
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::access::Staff;
use crate::care::ids::{ProgrammeId, TeamId};
use crate::care::programme::typed_check_code;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::search::Card;
use crate::records::{Db, Error, episodes, programmes, reach, search as records_search, staff};
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Paging;
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::who::listed_name;

/// Patients on one page of the list.
const PER_PAGE: i64 = 60;

/// A patient in a list.
struct Row {
    path: String,
    name: String,
    called: String,
    number: String,
    born: NaiveDate,
    age: u32,
    team: String,
}

#[derive(Template)]
#[template(path = "patients/index.html")]
struct IndexPage {
    page: Page,
    rows: Vec<Row>,
    paging: Option<Paging>,
    /// What was searched for; `None` for the list.
    words: Option<String>,
    is_cut: bool,
}

/// Which page of the list.
#[derive(Debug, Deserialize)]
pub struct Turn {
    #[serde(default)]
    page: Option<i64>,
}

/// `GET /patients`
pub async fn index(
    page: Page,
    clinic: Data<Clinic>,
    turn: Query<Turn>,
) -> Result<HttpResponse, Problem> {
    let (number, now) = (turn.page.unwrap_or(1).clamp(1, 1_000_000), clinic.now());
    let asked = page.staff.clone();
    let mut rows = run(move || {
        clinic.read_list(&asked, "patients", |db| {
            let reach = reach::of(db, &asked, now)?;
            let cards = records_search::list(db, &reach, PER_PAGE + 1, (number - 1) * PER_PAGE)?;
            rows(db, cards, now)
        })
    })
    .await?;
    let has_more = rows.len() > PER_PAGE as usize;
    rows.truncate(PER_PAGE as usize);
    let first = (number - 1) * PER_PAGE;
    let at = |number: i64| format!("/patients?page={number}");
    let paging = (number > 1 || has_more).then(|| Paging {
        words: format!("Patients {}–{}", first + 1, first + rows.len() as i64),
        before: (number > 1).then(|| at(number - 1)),
        after: has_more.then(|| at(number + 1)),
    });
    page::show(&IndexPage {
        page,
        rows,
        paging,
        words: None,
        is_cut: false,
    })
}

/// `POST /patients/searches`: answers the result page, so that no word stands in an address.
pub async fn search(page: Page, clinic: Data<Clinic>, form: Form) -> Result<HttpResponse, Problem> {
    let words: String = form.value("words").trim().chars().take(100).collect();
    let now = clinic.now();
    let (asked, query) = (page.staff.clone(), words.clone());
    // Whoever may open programmes goes there; the front desk goes to the sheet, to print it again.
    let opened = ["", "/sheet.pdf"].into_iter().find(|end| {
        let path = format!("/programmes/{{programme}}{end}");
        page.opens("GET", &path)
    });
    let found = run(move || {
        clinic.read_list(&asked, "patient_search", |db| {
            if let (Some(code), Some(end)) = (typed_check_code(&query), opened)
                && let Some(id) = of_check_code(db, &asked, &code, now)?
            {
                return Ok(Err(format!("/programmes/{id}{end}")));
            }
            let reach = reach::of(db, &asked, now)?;
            let cards = records_search::search(db, &reach, &query, PER_PAGE + 1)?;
            rows(db, cards, now).map(Ok)
        })
    })
    .await?;
    let mut rows = match found {
        Ok(rows) => rows,
        Err(programme) => return Ok(page::see_other(&programme)),
    };
    let is_cut = rows.len() > PER_PAGE as usize;
    rows.truncate(PER_PAGE as usize);
    page::show(&IndexPage {
        page,
        rows,
        paging: None,
        words: Some(words),
        is_cut,
    })
}

/// The programme of a check code, if its patient is within reach.
fn of_check_code(
    db: &mut Db,
    staff: &Staff,
    code: &str,
    now: Moment,
) -> Result<Option<ProgrammeId>, Error> {
    let found = programmes::find_by_check_code(db, code).and_then(|programme| {
        let patient = episodes::find(db, &programme.episode)?.patient;
        reach::require(db, staff, &patient, now)?;
        Ok(programme.id)
    });
    match found {
        Ok(id) => Ok(Some(id)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

fn rows(db: &mut Db, cards: Vec<Card>, now: Moment) -> Result<Vec<Row>, Error> {
    let teams = staff::list_teams(db)?;
    let team = |id: &TeamId| teams.iter().find(|team| team.id == *id);
    let rows = cards.into_iter().map(|card| Row {
        path: format!("/patients/{}", card.id),
        name: listed_name(&card.family_name, &card.given_names),
        called: card.name_to_use,
        number: card.clinic_number,
        born: card.birth_date,
        age: now.date.years_since(card.birth_date).unwrap_or(0),
        team: team(&card.team)
            .map(|team| team.name.clone())
            .unwrap_or_default(),
    });
    Ok(rows.collect())
}
