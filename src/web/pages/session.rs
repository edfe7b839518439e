//! One visit read back: what the rules say of that moment, what was found and done, and every version of it.

mod changes;
mod criteria;
mod versions;

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::NaiveDateTime;

pub(super) use changes::in_words;
use criteria::{PhaseCriteria, phases};
use versions::{Version, version_row};

use crate::access::Staff;
use crate::actions::move_session::is_to_move;
use crate::care::evaluate::evaluate;
use crate::care::evaluation::Recommendation;
use crate::care::ids::{SessionId, StaffId};
use crate::care::session::{Mistake, Session, SessionState, SessionVersion};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, Error, sessions};
use crate::text::reason;
use crate::web::filters::{self, plain_date};
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::visit_form::{Context, Purpose};

/// The page.
#[derive(Template)]
#[template(path = "sessions/show.html")]
struct ShowPage {
    page: Page,
    who: Who,
    id: SessionId,
    episode: String,
    title: String,
    took_place: NaiveDateTime,
    is_draft: bool,
    is_mine: bool,
    struck: Option<Struck>,
    is_amended: bool,
    /// Entered on another day than it took place.
    is_late: bool,
    headline: String,
    stops: bool,
    reasons: Vec<String>,
    phases: Vec<PhaseCriteria>,
    projection: Option<String>,
    decides: bool,
    /// Later visits are not in the answer.
    is_newest: bool,
    versions: Vec<Version>,
}

/// How a visit was struck out.
struct Struck {
    kind: &'static str,
    at: NaiveDateTime,
    by: String,
    why: String,
    moved_to: Option<SessionId>,
    /// Its values can still be entered for the right patient.
    is_to_move: bool,
}

/// What the page is made from.
struct Read {
    context: Context,
    session: Session,
    versions: Vec<SessionVersion>,
    names: BTreeMap<StaffId, String>,
}

/// `GET /sessions/{session}`
pub async fn show(
    page: Page,
    clinic: Data<Clinic>,
    path: Path<SessionId>,
) -> Result<HttpResponse, Problem> {
    let now = clinic.now();
    let read = {
        let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
        let id = path.into_inner();
        run(move || read(&clinic, &staff, &id, now)).await?
    };
    page::show(&drawn(page, &read, now))
}

fn read(clinic: &Clinic, staff: &Staff, id: &SessionId, now: Moment) -> Result<Read, Problem> {
    let session = clinic.read(|db| sessions::find(db, id))?;
    let patient = session.patient.clone();
    let found = clinic.read_patient(staff, &patient, "session", |db| {
        let episode = records::episodes::find(db, &session.episode)?;
        let versions = sessions::list_versions(db, id)?;
        let names = records::staff::list(db)?
            .into_iter()
            .map(|staff| (staff.id, staff.name))
            .collect();
        let in_hand = Some((session.clone(), Purpose::Amendment));
        let context = Context::load(clinic, db, episode, in_hand, &staff.name, now)?;
        Ok::<_, Error>(Read {
            context,
            session,
            versions,
            names,
        })
    });
    found.map_err(Problem::from)
}

fn drawn(page: Page, read: &Read, now: Moment) -> ShowPage {
    let (context, session) = (&read.context, &read.session);
    let content = &session.current.content;
    // a draft or a struck out visit counts for nothing, so the answer is the one without it
    let course = if session.counts() {
        context.with(content)
    } else {
        context.course.clone()
    };
    let is_newest = !context
        .course
        .visits
        .iter()
        .any(|visit| visit.at.utc > content.took_place.utc);
    let at = if is_newest { now } else { content.took_place };
    let protocol = &context.protocol;
    let evaluation = evaluate(protocol, &course, at);
    let what = if context.is_assessment {
        "Assessment"
    } else {
        "Session"
    };
    let name = |id: &StaffId| read.names.get(id).cloned().unwrap_or_default();
    let reasons = evaluation
        .reasons
        .iter()
        .map(|why| reason::sentence(protocol, &evaluation, why));
    ShowPage {
        who: context.who.clone(),
        id: session.id.clone(),
        episode: context.episode.id.to_string(),
        title: format!("{what} of {}", plain_date(content.took_place.date)),
        took_place: content.took_place.utc,
        is_draft: session.state == SessionState::Draft,
        is_late: content.is_late(),
        is_mine: session.current.entered_by == page.staff.id,
        struck: match &session.state {
            SessionState::StruckOut(struck) => Some(Struck {
                kind: mistake(struck.kind),
                at: struck.at,
                by: name(&struck.by),
                why: struck.why.clone(),
                moved_to: struck.moved_to.clone(),
                is_to_move: is_to_move(session),
            }),
            _ => None,
        },
        is_amended: session.is_amended(),
        headline: reason::headline(&evaluation),
        stops: matches!(evaluation.recommendation, Recommendation::StopAndRefer(_)),
        reasons: reasons.collect(),
        phases: phases(protocol, &evaluation),
        projection: evaluation.projection.map(reason::projection),
        decides: is_newest && session.counts(),
        is_newest,
        versions: read
            .versions
            .iter()
            .map(|version| {
                let before = read
                    .versions
                    .iter()
                    .find(|before| before.number == version.number - 1)
                    .filter(|before| before.signed.is_some());
                version_row(
                    context,
                    version,
                    page.zone,
                    (before, session.current.number),
                    name(&version.entered_by),
                )
            })
            .collect(),
        page,
    }
}

/// The kind of error a visit was struck out for, in words.
pub(super) const fn mistake(kind: Mistake) -> &'static str {
    match kind {
        Mistake::WrongPatient => "recorded for the wrong patient",
        Mistake::WrongDate => "recorded for the wrong date",
        Mistake::Duplicate => "recorded twice",
        Mistake::Other => "made in error",
    }
}
