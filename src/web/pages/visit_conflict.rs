//! A visit that was saved meanwhile, in another tab or by a colleague: what differs, part by part, and the form with what was
//! chosen, beside the present version.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::session::in_words;
use super::session_form::{Draw, drawn};
use crate::access::Staff;
use crate::actions::unsigned_form::find_form;
use crate::care::session::{Session, SessionContent, SessionState};
use crate::care::visit_parts::{Part, differing};
use crate::clinic::Clinic;
use crate::records::{Error, sessions, staff as people};
use crate::web::conflict::{self, Meanwhile, Row, Saved};
use crate::web::filters::plain_date;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::visit_form::{self, Context, Purpose};

/// The form of a visit as it is saved: as its clinician left it where it is no more than a draft, else what the record says.
pub(super) fn as_saved(clinic: &Clinic, staff: &Staff, context: &Context) -> Result<Form, Error> {
    let mut form = Form::default();
    let Some(session) = &context.session else {
        return Ok(form);
    };
    let kept = match session.state {
        SessionState::Draft => find_form(clinic, staff, &session.id)?.unwrap_or_default(),
        _ => Vec::new(),
    };
    // of a draft moved from another patient only the next visit is kept: the rest is the record's
    if !kept.iter().any(|(name, _)| name == "visit_date") {
        visit_form::fill(&mut form, clinic, context, &session.current.content);
    }
    for (name, value) in kept {
        form.add(&name, value);
    }
    visit_form::carry_signs(&mut form, context);
    Ok(form)
}

/// The page that asks for the choices; `None` when nothing differs.
pub(super) async fn ask(
    page: &Page,
    clinic: &Data<Clinic>,
    context: &Context,
    form: Form,
) -> Result<Option<HttpResponse>, Problem> {
    let (_, meanwhile) = compared(page, clinic, context, &form).await?;
    if meanwhile.rows.is_empty() {
        return Ok(None);
    }
    conflict::ask(page.clone(), context.who.clone(), form, meanwhile).map(Some)
}

/// The form with what was chosen, to be read and saved; the choices again while one is open.
pub(super) async fn go_on(
    page: Page,
    clinic: &Data<Clinic>,
    context: &Context,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (theirs, meanwhile) = compared(&page, clinic, context, &form).await?;
    let Some(taken) = conflict::chosen(&mut form, &meanwhile) else {
        return conflict::ask(page, context.who.clone(), form, meanwhile);
    };
    let key_of =
        |name: &str, _: &str| visit_form::part_of(&context.protocol, name).map(|it| it.to_string());
    let mut form = conflict::merged(form, &theirs, key_of, &taken);
    form.set("version", meanwhile.version);
    let typed = visit_form::read(&mut form.clone(), clinic, context, false);
    let draw = Draw {
        checked: true,
        notice: Some(
            "What you chose stands in the form, and nothing is saved yet: read it, then save it.",
        ),
    };
    page::show(&drawn(page, context, form, &typed.content, draw))
}

async fn compared(
    page: &Page,
    clinic: &Data<Clinic>,
    context: &Context,
    form: &Form,
) -> Result<(Form, Meanwhile), Problem> {
    let session = context.session.clone().ok_or(Problem::NotFound)?;
    let (acting, staff, of) = (clinic.clone(), page.staff.0.clone(), context.clone());
    let id = session.id.clone();
    let opened = form.version()?;
    let (theirs, by, before) = run(move || {
        let theirs = as_saved(&acting, &staff, &of)?;
        let (by, versions) = acting.read(|db| {
            let by = people::find(db, &session.current.entered_by)?;
            Ok::<_, Error>((by, sessions::list_versions(db, &id)?))
        })?;
        let before = versions.into_iter().find(|it| it.number == opened);
        Ok::<_, Error>((theirs, by, before.map(|it| it.content)))
    })
    .await?;
    let session = context.session.as_ref().ok_or(Problem::NotFound)?;
    let mine = visit_form::read(&mut form.clone(), clinic, context, false).content;
    let version = &session.current;
    let did = match session.state {
        SessionState::Draft => "saved this draft",
        _ if version.reason.is_empty() => "signed this session",
        _ => "amended this session",
    };
    // what was signed meanwhile is amended with what is chosen
    let action = match session.state {
        SessionState::Draft => format!("/sessions/{}/edit", session.id),
        _ => format!("/sessions/{}/amendments", session.id),
    };
    let rows = rows(
        page,
        context,
        session,
        (form, &mine),
        &theirs,
        before.as_ref(),
    );
    Ok((
        theirs,
        Meanwhile {
            saved: Saved::new(page, &by, version.entered_at),
            did,
            version: version.number,
            path: format!("/sessions/{}", session.id),
            action,
            rows,
        },
    ))
}

fn rows(
    page: &Page,
    context: &Context,
    session: &Session,
    (form, mine): (&Form, &SessionContent),
    theirs: &Form,
    before: Option<&SessionContent>,
) -> Vec<Row> {
    let content = &session.current.content;
    let words = |part: &Part, of: &SessionContent| in_words(&context.protocol, page.zone, part, of);
    let row = |part: &Part| {
        let (label, mine) = (words(part, mine).0, words(part, mine).1);
        Row {
            key: part.to_string(),
            label,
            theirs: words(part, content).1,
            is_untouched: before.is_some_and(|before| words(part, before).1 == mine),
            mine,
        }
    };
    let mut rows: Vec<Row> = differing(mine, content)
        .iter()
        .map(row)
        // the same minute
        .filter(|row| row.key != Part::Visit.to_string() || row.theirs != row.mine)
        .collect();
    let next = |form: &Form| {
        let day = form.value("next_date");
        let day = day.parse().map_or_else(|_| day.to_owned(), plain_date);
        if day.is_empty() {
            return "none".to_owned();
        }
        let with = form.value("next_clinician");
        let mut people = context.clinicians.iter();
        let with = people
            .find(|(id, _)| id == with)
            .map_or(with, |(_, name)| name);
        let (time, place) = (form.value("next_time"), form.value("next_place"));
        let said = [day.as_str(), time, place, with];
        said.map(str::trim)
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let is_draft = context.purpose == Purpose::Draft && session.state == SessionState::Draft;
    if is_draft && next(form) != next(theirs) {
        rows.push(Row {
            key: Part::NextVisit.to_string(),
            label: "Next visit".to_owned(),
            theirs: next(theirs),
            mine: next(form),
            is_untouched: false,
        });
    }
    rows
}
