//! What an amended version says otherwise than the one before it.

use chrono_tz::Tz;

use super::versions::{flare, treatment_row, warning_signs};
use crate::care::course::FlagState;
use crate::care::ids::MeasureKey;
use crate::care::measure::{Reading, Side};
use crate::care::protocol::Protocol;
use crate::care::session::SessionContent;
use crate::care::visit_parts::Part;
use crate::text::quantity;
use crate::web::filters::plain_date;

/// Stands where a version says nothing.
const NOTHING: &str = "not recorded";

/// One thing that was changed: what it was and what it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Change {
    pub what: String,
    pub was: String,
    pub is: String,
}

/// Everything the later version changed, readings first.
pub(super) fn changes(
    protocol: &Protocol,
    zone: Tz,
    before: &SessionContent,
    after: &SessionContent,
) -> Vec<Change> {
    let mut changes = of_readings(protocol, before, after);
    for part in PARTS {
        let ((what, was), (_, is)) = (
            in_words(protocol, zone, &part, before),
            in_words(protocol, zone, &part, after),
        );
        if was != is {
            changes.push(Change { what, was, is });
        }
    }
    changes
}

/// What a part of a visit is called, and what a version says of it.
pub(in crate::web::pages) fn in_words(
    protocol: &Protocol,
    zone: Tz,
    part: &Part,
    content: &SessionContent,
) -> (String, String) {
    let (what, words) = match part {
        Part::Visit => {
            let at = content.took_place.utc.and_utc().with_timezone(&zone);
            let day = plain_date(at.date_naive());
            ("Visit", format!("{day}, {}", at.format("%H:%M")))
        }
        Part::Late => ("Entered late", content.late_because.clone()),
        Part::Flags => ("Warning signs", flags(protocol, content)),
        Part::Flare => ("Flare-up", flare(content.flare)),
        Part::Activities => ("Activities", content.activities.join(", ")),
        Part::Treatments => ("Treatments", treatments(content)),
        Part::Adherence => ("Home programme", content.adherence.clone()),
        Part::Response => ("Response", content.response.clone()),
        Part::Note => ("Note", content.note.clone()),
        Part::NextVisit => ("Next visit", String::new()),
        Part::Reading(key) => {
            let measure = protocol.measure(key.as_str());
            let name = measure.map_or(key.as_str(), |measure| measure.name.as_str());
            let readings = content.readings.iter();
            let words = readings
                .filter(|reading| reading.measure == *key)
                .map(|reading| {
                    let side = reading
                        .side
                        .map_or(String::new(), |side| format!("{} ", side.as_str()));
                    format!("{side}{}", reading_in_words(protocol, reading))
                });
            (name, words.collect::<Vec<String>>().join("; "))
        }
    };
    let words = if words.is_empty() {
        NOTHING.to_owned()
    } else {
        words
    };
    (what.to_owned(), words)
}

/// Everything a visit says beside its readings.
const PARTS: [Part; 9] = [
    Part::Visit,
    Part::Late,
    Part::Flags,
    Part::Flare,
    Part::Activities,
    Part::Treatments,
    Part::Adherence,
    Part::Response,
    Part::Note,
];

/// The answers about red flags, with how many were answered No one by one.
fn flags(protocol: &Protocol, content: &SessionContent) -> String {
    let mut lines = warning_signs(protocol, content);
    let absent = content.screen.iter();
    let absent = absent.filter(|answer| answer.state == FlagState::Absent);
    match absent.count() {
        0 => {}
        count => lines.push(format!(
            "{count} of {} answered No",
            protocol.red_flags.len()
        )),
    }
    lines.join("; ")
}

fn treatments(content: &SessionContent) -> String {
    let rows = content.treatments.iter().map(treatment_row);
    let words = rows.map(|row| {
        let because = match row.because.as_str() {
            "" => String::new(),
            because => format!("given all the same: {because}"),
        };
        let parts = [
            row.name,
            row.details,
            row.adverse.unwrap_or_default(),
            because,
        ];
        let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        parts.join(", ")
    });
    words.collect::<Vec<String>>().join("; ")
}

fn of_readings(
    protocol: &Protocol,
    before: &SessionContent,
    after: &SessionContent,
) -> Vec<Change> {
    let key = |reading: &Reading| (reading.measure.clone(), reading.side);
    let mut keys: Vec<_> = before.readings.iter().map(key).collect();
    for key in after.readings.iter().map(key) {
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    let words = |content: &SessionContent, (measure, side): &(MeasureKey, Option<Side>)| {
        let mut readings = content.readings.iter();
        let found = readings.find(|it| it.measure == *measure && it.side == *side);
        found.map_or(NOTHING.to_owned(), |reading| {
            reading_in_words(protocol, reading)
        })
    };
    let change = |key: &(MeasureKey, Option<Side>)| {
        let (was, is) = (words(before, key), words(after, key));
        let measure = protocol.measure(key.0.as_str());
        let name = measure.map_or(key.0.as_str(), |measure| measure.name.as_str());
        let side = key
            .1
            .map_or(String::new(), |side| format!(", {}", side.as_str()));
        (was != is).then(|| Change {
            what: format!("{name}{side}"),
            was,
            is,
        })
    };
    keys.iter().filter_map(change).collect()
}

/// A reading with everything that can be amended in it.
fn reading_in_words(protocol: &Protocol, reading: &Reading) -> String {
    let Some(measure) = protocol.measure(reading.measure.as_str()) else {
        return reading.value.to_string();
    };
    let mut words = vec![quantity::value(measure, &reading.value)];
    if let Some(key) = &reading.variant {
        let variant = measure.variants.iter().find(|variant| variant.key == *key);
        words.push(variant.map_or(key.clone(), |variant| variant.name.clone()));
    }
    if !reading.parts.is_empty() {
        let parts: Vec<String> = reading.parts.iter().map(ToString::to_string).collect();
        words.push(format!("from {}", parts.join(", ")));
    }
    if let Some(why) = &reading.stopped {
        words.push(format!("stopped: {why}"));
    }
    if reading.unchanged {
        words.push("observed, unchanged".to_owned());
    }
    words.join(" · ")
}
