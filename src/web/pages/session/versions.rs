//! One version of a visit in words: the questions, the readings, the treatments.

use chrono::{NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::changes::{Change, changes};
use crate::builtin;
use crate::care::course::{Course, Flare, WarningSigns};
use crate::care::entry;
use crate::care::measure::{Reading, Side};
use crate::care::protocol::Protocol;
use crate::care::session::{SessionContent, SessionVersion, Treatment};
use crate::care::time::Moment;
use crate::text::{quantity, words};
use crate::web::filters::plain_date;
use crate::web::visit_form::{Context, is_confirmed};

/// One version of the visit.
pub(super) struct Version {
    pub number: i32,
    pub is_current: bool,
    pub entered_at: NaiveDateTime,
    pub entered_by: String,
    pub is_signed: bool,
    pub reason: String,
    pub late_because: String,
    pub took_place: NaiveDateTime,
    pub warning_signs: Vec<String>,
    pub flare: Option<String>,
    pub readings: Vec<ReadingRow>,
    pub activities: Vec<String>,
    pub treatments: Vec<TreatmentRow>,
    pub adherence: String,
    pub response: String,
    pub note: String,
    /// What it says otherwise than the version before it.
    pub changes: Vec<Change>,
}

/// One reading of a version.
pub(super) struct ReadingRow {
    pub name: String,
    pub side: &'static str,
    pub value: String,
    pub details: String,
    pub change: String,
}

/// One treatment of a version.
pub(super) struct TreatmentRow {
    pub name: String,
    pub details: String,
    pub adverse: Option<String>,
    pub because: String,
}

/// A version as the page shows it.
pub(super) fn version_row(
    context: &Context,
    version: &SessionVersion,
    zone: Tz,
    (before, current): (Option<&SessionVersion>, i32),
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
        changes: before.map_or(Vec::new(), |before| {
            changes(&context.protocol, zone, &before.content, content)
        }),
    }
}

pub(super) fn warning_signs(protocol: &Protocol, content: &SessionContent) -> Vec<String> {
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
            let level = match sign.level {
                Some(level) => words::action(level),
                None => "how urgent was not answered, the higher level counts",
            };
            match flag.map_or("", |flag| &flag.note) {
                "" => format!("Reported: {name}: {level}"),
                note => format!("Reported: {name}: {level}. {note}"),
            }
        })),
    }
    lines
}

pub(super) fn flare(flare: Flare) -> String {
    let details = |began: Option<NaiveDate>, returned: bool| {
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

pub(super) fn treatment_row(given: &Treatment) -> TreatmentRow {
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
