//! What an amended version says otherwise than the one before it.

use chrono_tz::Tz;

use super::versions::{flare, treatment_row, warning_signs};
use crate::care::ids::MeasureKey;
use crate::care::measure::{Reading, Side};
use crate::care::protocol::Protocol;
use crate::care::session::SessionContent;
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
    let mut add = |what: &str, was: String, is: String| {
        if was != is {
            let said = |words: String| {
                if words.is_empty() {
                    NOTHING.to_owned()
                } else {
                    words
                }
            };
            changes.push(Change {
                what: what.to_owned(),
                was: said(was),
                is: said(is),
            });
        }
    };
    let time = |content: &SessionContent| {
        let at = content.took_place.utc.and_utc().with_timezone(&zone);
        format!("{}, {}", plain_date(at.date_naive()), at.format("%H:%M"))
    };
    let signs = |content: &SessionContent| warning_signs(protocol, content).join("; ");
    let treatments = |content: &SessionContent| {
        let rows = content.treatments.iter().map(treatment_row);
        let words = rows.map(|row| {
            let parts = [row.name, row.details, row.adverse.unwrap_or_default()];
            let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
            parts.join(", ")
        });
        words.collect::<Vec<String>>().join("; ")
    };
    add("Visit", time(before), time(after));
    add(
        "Entered late",
        before.late_because.clone(),
        after.late_because.clone(),
    );
    add("Warning signs", signs(before), signs(after));
    if before.flare != after.flare {
        add("Flare-up", flare(before.flare), flare(after.flare));
    }
    add(
        "Activities",
        before.activities.join(", "),
        after.activities.join(", "),
    );
    add("Treatments", treatments(before), treatments(after));
    add(
        "Home programme",
        before.adherence.clone(),
        after.adherence.clone(),
    );
    add("Response", before.response.clone(), after.response.clone());
    add("Note", before.note.clone(), after.note.clone());
    changes
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
        found.map_or(NOTHING.to_owned(), |reading| in_words(protocol, reading))
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
fn in_words(protocol: &Protocol, reading: &Reading) -> String {
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
