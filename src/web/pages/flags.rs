//! Red flags of a patient: all of them with what is known, and what is decided about one.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::NaiveDate;

use crate::actions::Refused;
use crate::actions::decide_flag::decide_flag;
use crate::actions::patient_flags::{flag_history, mark, patient_flags, protocol_of};
use crate::care::course::{FlagEvent, FlagState};
use crate::care::flag_decision::{FlagDecision, choices};
use crate::care::flags::FlagStanding;
use crate::care::ids::{FlagKey, PatientId};
use crate::care::protocol::{ActionLevel, Protocol, RedFlag};
use crate::care::screen::{FollowUp, level};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::Error;
use crate::text::words::{action, flag_state, urgency_now};
use crate::web::field::Answer;
use crate::web::filters;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::{Mark, Tag, Who};
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::who::{sentence_case, who};

/// A flag in the list.
struct Row {
    path: String,
    name: String,
    ask: String,
    tag: Tag,
    level: String,
    note: String,
    /// The follow-up question that decides the level.
    follow_up: Option<String>,
    since: Option<NaiveDate>,
    ask_again: Option<NaiveDate>,
    is_due: bool,
    is_history: bool,
}

impl Row {
    /// The question says more than the name.
    fn says_more(&self) -> bool {
        self.ask.to_lowercase() != self.name.to_lowercase()
    }
}

/// Something that was found or decided about a flag.
struct Happened {
    at: Moment,
    state: &'static str,
    level: &'static str,
    by: String,
    note: String,
    ask_again: Option<NaiveDate>,
}

#[derive(Template)]
#[template(path = "flags/index.html")]
struct IndexPage {
    page: Page,
    who: Who,
    stopping: Vec<Row>,
    others: Vec<Row>,
    act: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "flags/show.html")]
struct ShowPage {
    page: Page,
    who: Who,
    form: Form,
    row: Row,
    points_to: String,
    history: Vec<Happened>,
    choices: Vec<(&'static str, &'static str)>,
    levels: Vec<(&'static str, &'static str)>,
    may_be_considered: bool,
}

const fn tag(state: FlagState) -> (Mark, &'static str) {
    match state {
        FlagState::NotAsked => (Mark::New, "Not asked"),
        FlagState::Absent => (Mark::Off, "Absent"),
        FlagState::Open => (Mark::RedFlag, "Open"),
        FlagState::Referred => (Mark::RedFlag, "Referred, answer awaited"),
        FlagState::Considered => (Mark::Care, "Considered"),
        FlagState::Cleared => (Mark::Ready, "Cleared"),
    }
}

const fn decision_words(state: FlagState) -> &'static str {
    match state {
        FlagState::Open => "Open: present, nothing decided yet (or another level)",
        FlagState::Referred => "Referred: write to whom and how; it stops until the answer is here",
        FlagState::Considered => {
            "Considered: known and weighed, with the reason and a day to ask again"
        }
        FlagState::Cleared => "Cleared: write on what finding, and by whom",
        FlagState::Absent => "Absent: asked again, and it is not there",
        FlagState::NotAsked => "Not asked",
    }
}

const LEVELS: [ActionLevel; 3] = [
    ActionLevel::EmergencyNow,
    ActionLevel::SameDay,
    ActionLevel::GpSoon,
];

fn row(patient: &PatientId, flag: &RedFlag, standing: FlagStanding, now: Moment) -> Row {
    let (mark, words) = tag(standing.state);
    let ask_again = standing.ask_again_on;
    Row {
        path: format!("/patients/{patient}/flags/{}", flag.key),
        name: flag.name.clone(),
        ask: sentence_case(&flag.ask),
        tag: Tag::new(mark, words),
        level: urgency_now(flag, standing),
        note: flag.note.clone(),
        follow_up: flag
            .escalate
            .as_ref()
            .map(|escalation| format!("{}?", sentence_case(&escalation.when))),
        since: standing.since.map(|since| since.date),
        is_due: ask_again.is_some_and(|day| day <= now.date),
        ask_again,
        is_history: flag.history,
    }
}

/// `GET /patients/{patient}/flags`
pub async fn index(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<PatientId>,
) -> Result<HttpResponse, Problem> {
    let (id, now) = (path.into_inner(), clinic.now());
    let shown = run(move || {
        let asked = page.staff.clone();
        clinic.read_patient(&asked, &id, "flags", |db| {
            let protocol = protocol_of(db, &clinic, &id)?;
            let states = patient_flags(db, &protocol, &id, now)?;
            let mut highest: Option<ActionLevel> = None;
            let (mut stopping, mut others) = (Vec::new(), Vec::new());
            for flag in &protocol.red_flags {
                let Some(standing) = states.get(&flag.key).copied() else {
                    continue;
                };
                let row = row(&id, flag, standing, now);
                if standing.state.stops() {
                    highest = highest.max(Some(standing.level));
                    stopping.push((standing.level, row));
                } else {
                    others.push(row);
                }
            }
            stopping.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
            Ok::<_, Error>(IndexPage {
                who: who(db, &clinic, &id, now)?,
                page,
                stopping: stopping.into_iter().map(|(_, row)| row).collect(),
                others,
                act: highest.map(action),
            })
        })
    });
    page::show(&shown.await?)
}

/// `GET /patients/{patient}/flags/{flag}`
pub async fn show(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<(PatientId, FlagKey)>,
) -> Result<HttpResponse, Problem> {
    let (id, flag) = path.into_inner();
    page::show(&load(page, &clinic, id, flag, Form::new()?).await?)
}

async fn load(
    page: Page,
    clinic: &Data<Clinic>,
    id: PatientId,
    key: FlagKey,
    mut form: Form,
) -> Result<ShowPage, Problem> {
    let (clinic, now) = (clinic.clone(), clinic.now());
    run(move || {
        let asked = page.staff.clone();
        clinic.read_patient(&asked, &id, "flag", |db| {
            let protocol: Arc<Protocol> = protocol_of(db, &clinic, &id)?;
            let flag = protocol.red_flag(key.as_str()).ok_or(Error::NotFound)?;
            let states = patient_flags(db, &protocol, &id, now)?;
            let standing = *states.get(&key).ok_or(Error::NotFound)?;
            let may_follow = choices(flag, standing);
            let events = flag_history(db, &id, &key)?;
            // a form that comes back keeps the mark of what was seen, until the page says that something came
            if !form.names().any(|name| name == "shown") {
                form.set("shown", mark(&events));
            }
            Ok::<_, Error>(ShowPage {
                who: who(db, &clinic, &id, now)?,
                row: row(&id, flag, standing, now),
                points_to: flag.points_to.clone(),
                history: history(events, flag),
                may_be_considered: may_follow.contains(&FlagState::Considered),
                choices: may_follow
                    .into_iter()
                    .map(|state| (state.as_str(), decision_words(state)))
                    .collect(),
                levels: LEVELS
                    .iter()
                    .map(|level| (level.as_str(), action(*level)))
                    .collect(),
                page,
                form,
            })
        })
    })
    .await
}

/// What was found and decided, newest first.
fn history(events: Vec<FlagEvent>, flag: &RedFlag) -> Vec<Happened> {
    let highest = flag
        .escalate
        .as_ref()
        .map_or(flag.action, |escalation| escalation.to);
    let happened = events.into_iter().rev().map(|event| {
        let has_level = !matches!(event.state, FlagState::Absent | FlagState::NotAsked);
        Happened {
            at: event.at,
            state: flag_state(event.state),
            level: if has_level {
                action(event.level.unwrap_or(highest))
            } else {
                ""
            },
            ask_again: event
                .ask_again_on
                .filter(|_| event.state == FlagState::Considered),
            by: event.by,
            note: event.note,
        }
    });
    happened.collect()
}

/// `POST /patients/{patient}/flags/{flag}/decisions`
pub async fn decide(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<(PatientId, FlagKey)>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let ((id, flag), now) = (path.into_inner(), clinic.now());
    let state: Option<FlagState> = form.field("state", "What holds from now on").choice();
    let level: Option<ActionLevel> = form.field("level", "Level").optional().choice();
    let note = form
        .field("note", "In words")
        .optional()
        .lines(1000)
        .unwrap_or_default();
    let examined_by = form
        .field("examined_by", "Examined by")
        .optional()
        .text(120)
        .unwrap_or_default();
    let higher = form
        .field("higher", "The follow-up question")
        .optional()
        .answer();
    let last = now.date + chrono::Days::new(366);
    let ask_again_on = form
        .field("ask_again_on", "Ask again on")
        .optional()
        .date(now.date..=last);
    let (Some(state), Some(())) = (state, form.complete()) else {
        return page::invalid(&load(page, &clinic, id, flag, form).await?);
    };
    let mut decision = FlagDecision {
        state,
        level,
        note,
        examined_by,
        ask_again_on: ask_again_on.filter(|_| state == FlagState::Considered),
    };
    let submission = form.submission_id()?.to_owned();
    let shown = form.value("shown").to_owned();
    let (asked, at, patient, key) = (page.staff.clone(), clinic.clone(), id.clone(), flag.clone());
    let done = run(move || {
        if decision.level.is_none() && state == FlagState::Open {
            let protocol = at.read(|db| protocol_of(db, &at, &patient))?;
            decision.level = protocol
                .red_flag(key.as_str())
                .and_then(|flag| answered(flag, higher));
        }
        let done = decide_flag(
            &at,
            &asked,
            &submission,
            &patient,
            (&key, &shown),
            &decision,
            now,
        );
        Ok::<_, Problem>(done)
    });
    match done.await? {
        Ok(_) => Ok(page::see_other_saying(
            &format!("/patients/{id}/flags"),
            "Decision about the red flag saved",
        )),
        Err(Refused::ShownIsOld) => {
            form.refuse(
                "Something was found or decided about this flag since you opened this page, and nothing was saved. Read \
                 below what came, and save your decision again if it still holds",
            );
            form.forget("shown");
            page::conflict(&load(page, &clinic, id, flag, form).await?)
        }
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "note")?;
            refusal.answer(&load(page, &clinic, id, flag, form).await?)
        }
    }
}

/// The level that follows from the follow-up question where it was answered.
fn answered(flag: &RedFlag, higher: Option<Answer>) -> Option<ActionLevel> {
    flag.escalate.as_ref()?;
    match higher {
        Some(Answer::Yes) => level(flag, FollowUp::Higher),
        Some(Answer::No) => level(flag, FollowUp::Lower),
        Some(Answer::NotAsked) | None => None,
    }
}
