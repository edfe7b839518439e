//! One visit read back: what the rules say of that moment, what was found and done, and every version of it.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use askama::Template;
use chrono::NaiveDateTime;

use crate::access::Staff;
use crate::builtin;
use crate::care::course::{Course, Flare, WarningSigns};
use crate::care::entry;
use crate::care::evaluate::evaluate;
use crate::care::evaluation::{Criterion, Evaluation, Recommendation};
use crate::care::ids::{SessionId, StaffId};
use crate::care::measure::{Reading, Side};
use crate::care::protocol::Protocol;
use crate::care::session::{
    Mistake, Session, SessionContent, SessionState, SessionVersion, Treatment,
};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, Error, sessions};
use crate::text::{criterion, quantity, reason, words};
use crate::web::filters::{self, plain_date};
use crate::web::page::{self, Page};
use crate::web::parts::{Judged, Who};
use crate::web::problem::Problem;
use crate::web::run::run;
use crate::web::visit_form::{Context, Purpose, is_confirmed};

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
}

/// The criteria of one phase.
struct PhaseCriteria {
    title: String,
    rows: Vec<CriterionRow>,
}

/// One criterion of the evaluation.
struct CriterionRow {
    name: String,
    gate: &'static str,
    basis: &'static str,
    overridden: bool,
    needed: String,
    sentence: String,
    verdict: Judged,
    taken: String,
    change: String,
}

/// One version of the visit.
struct Version {
    number: i32,
    is_current: bool,
    entered_at: NaiveDateTime,
    entered_by: String,
    is_signed: bool,
    reason: String,
    late_because: String,
    took_place: NaiveDateTime,
    warning_signs: Vec<String>,
    flare: Option<String>,
    readings: Vec<ReadingRow>,
    activities: Vec<String>,
    treatments: Vec<TreatmentRow>,
    adherence: String,
    response: String,
    note: String,
}

/// One reading of a version.
struct ReadingRow {
    name: String,
    side: &'static str,
    value: String,
    details: String,
    change: String,
}

/// One treatment of a version.
struct TreatmentRow {
    name: String,
    details: String,
    adverse: Option<String>,
    because: String,
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
        is_mine: session.current.entered_by == page.staff.id,
        struck: match &session.state {
            SessionState::StruckOut(struck) => Some(Struck {
                kind: mistake(struck.kind),
                at: struck.at,
                by: name(&struck.by),
                why: struck.why.clone(),
                moved_to: struck.moved_to.clone(),
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
                version_row(
                    context,
                    version,
                    session.current.number,
                    name(&version.entered_by),
                )
            })
            .collect(),
        page,
    }
}

fn phases(protocol: &Protocol, evaluation: &Evaluation) -> Vec<PhaseCriteria> {
    let mut phases: Vec<PhaseCriteria> = Vec::new();
    let mut last = None;
    for found in &evaluation.criteria {
        if last != Some(found.phase) {
            last = Some(found.phase);
            let name = protocol.phase(found.phase).map_or("", |phase| &phase.name);
            phases.push(PhaseCriteria {
                title: format!("Phase {}: {name}", found.phase),
                rows: Vec::new(),
            });
        }
        if let Some(phase) = phases.last_mut() {
            phase.rows.push(criterion_row(protocol, found));
        }
    }
    for phase in &mut phases {
        phase.rows.sort_by_key(|row| row.order());
    }
    phases
}

impl CriterionRow {
    /// What is missing first, then what is met, then what is only shown.
    fn order(&self) -> u8 {
        use crate::care::evaluation::Verdict::{Met, NotApplicable};
        match (self.gate, self.verdict.verdict) {
            (_, NotApplicable) => 3,
            ("mandatory", Met) => 1,
            ("mandatory", _) => 0,
            _ => 2,
        }
    }
}

fn criterion_row(protocol: &Protocol, found: &Criterion) -> CriterionRow {
    let measure = protocol.measure(found.measure.as_str());
    let mut taken: Vec<String> = found
        .findings
        .iter()
        .filter_map(|finding| {
            let at = plain_date(finding.taken_at?.date);
            Some(match &finding.taken_by {
                Some(by) => format!("{at}, {by}"),
                None => at,
            })
        })
        .collect();
    let change = measure.and_then(|measure| {
        let words = found.findings.iter().filter_map(|finding| {
            let change = finding.since_last.as_ref()?;
            let side = finding
                .side
                .map_or(String::new(), |side| format!("{} ", side.as_str()));
            Some(format!("{side}{}", quantity::change(measure, change)))
        });
        let words: Vec<String> = words.collect();
        (!words.is_empty()).then(|| words.join(", "))
    });
    taken.dedup();
    CriterionRow {
        name: measure.map_or_else(
            || "Red flag screen".to_owned(),
            |measure| measure.name.clone(),
        ),
        gate: words::gate(found.gate),
        basis: words::basis(found.basis),
        overridden: found.overridden,
        needed: criterion::needed(protocol, found),
        sentence: criterion::sentence(protocol, found),
        verdict: Judged::new(found.verdict, criterion::short(protocol, found)),
        taken: taken.join("; "),
        change: change.unwrap_or_default(),
    }
}

fn version_row(
    context: &Context,
    version: &SessionVersion,
    current: i32,
    entered_by: String,
) -> Version {
    let content = &version.content;
    Version {
        number: version.number,
        is_current: version.number == current,
        entered_at: version.entered_at,
        entered_by,
        is_signed: version.signed.is_some(),
        reason: version.reason.clone(),
        late_because: content.late_because.clone(),
        took_place: content.took_place.utc,
        warning_signs: warning_signs(&context.protocol, content),
        flare: (!context.is_assessment).then(|| flare(content.flare)),
        readings: content
            .readings
            .iter()
            .filter_map(|reading| {
                reading_row(
                    &context.protocol,
                    &context.course,
                    reading,
                    content.took_place,
                )
            })
            .collect(),
        activities: content.activities.clone(),
        treatments: content.treatments.iter().map(treatment_row).collect(),
        adherence: content.adherence.clone(),
        response: content.response.clone(),
        note: content.note.clone(),
    }
}

fn warning_signs(protocol: &Protocol, content: &SessionContent) -> Vec<String> {
    let mut lines = Vec::new();
    match content.screen.first() {
        Some(answer) if content.full_screen && is_confirmed(&content.screen) => {
            lines.push(format!("All red flags: {}", answer.note));
        }
        _ if content.full_screen => lines.push("All red flags were asked".to_owned()),
        _ => {}
    }
    match &content.warning_signs {
        WarningSigns::NotAsked => lines.push("Warning signs: not asked".to_owned()),
        WarningSigns::None => lines.push("Warning signs: none reported".to_owned()),
        WarningSigns::Reported(reported) => lines.extend(reported.iter().map(|sign| {
            let flag = protocol.red_flag(sign.flag.as_str());
            let name = flag.map_or(sign.flag.as_str(), |flag| &flag.name);
            match sign.level {
                Some(level) => format!("Reported: {name}: {}", words::action(level)),
                None => format!(
                    "Reported: {name}: how urgent was not answered, the higher level counts"
                ),
            }
        })),
    }
    lines
}

fn flare(flare: Flare) -> String {
    let details = |began: Option<chrono::NaiveDate>, returned: bool| {
        let began = began.map_or(String::new(), |day| {
            format!(", began on {}", plain_date(day))
        });
        let returned = if returned { ", spasm returned" } else { "" };
        format!("{began}{returned}")
    };
    match flare {
        Flare::NotAsked => "Flare-up: not asked".to_owned(),
        Flare::No => "Flare-up: no".to_owned(),
        Flare::Settled {
            began,
            spasm_returned,
        } => format!(
            "Flare-up: yes, settled within 24 h{}",
            details(began, spasm_returned)
        ),
        Flare::Lasting {
            began,
            spasm_returned,
        } => format!(
            "Flare-up: yes, lasted over 24 h{}",
            details(began, spasm_returned)
        ),
    }
}

fn reading_row(
    protocol: &Protocol,
    course: &Course,
    reading: &Reading,
    at: Moment,
) -> Option<ReadingRow> {
    let measure = protocol.measure(reading.measure.as_str())?;
    let mut details = Vec::new();
    if reading.unchanged {
        details.push("observed, unchanged".to_owned());
    }
    if let Some(key) = &reading.variant {
        let variant = measure.variants.iter().find(|variant| variant.key == *key);
        details.push(variant.map_or(key.clone(), |variant| variant.name.clone()));
    }
    if !reading.parts.is_empty() {
        let parts: Vec<String> = reading.parts.iter().map(ToString::to_string).collect();
        details.push(format!("from {}", parts.join(", ")));
    }
    if let Some(why) = &reading.stopped {
        details.push(format!("stopped: {why}"));
    }
    let before = entry::last(course, measure, reading.side, at);
    Some(ReadingRow {
        name: measure.name.clone(),
        side: reading.side.map_or("", Side::as_str),
        value: quantity::value(measure, &reading.value),
        details: details.join(" · "),
        change: before.map_or(String::new(), |before| {
            format!(
                "was {} on {}",
                quantity::value(measure, &before.value),
                plain_date(before.taken_at.date)
            )
        }),
    })
}

fn treatment_row(given: &Treatment) -> TreatmentRow {
    let known = builtin::knowledge().treatment(given.treatment.as_str());
    let minutes = given.minutes.map(|minutes| format!("{minutes} min"));
    let side = given.side.map(|side| side.as_str().to_owned());
    let texts = [&given.region, &given.setting, &given.response].map(|text| text.as_str());
    let texts = texts
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(str::to_owned);
    let details: Vec<String> = minutes.into_iter().chain(side).chain(texts).collect();
    TreatmentRow {
        name: known.map_or_else(|| given.treatment.to_string(), |known| known.name.clone()),
        details: details.join(" · "),
        adverse: given
            .adverse
            .as_ref()
            .map(|event| format!("Adverse event, {}: {}", event.severity.as_str(), event.what)),
        because: given.override_reason.clone(),
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
