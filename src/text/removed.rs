//! What an amendment takes out of the record, in words.

use super::quantity::value;
use crate::care::amendment::Removed;
use crate::care::protocol::Protocol;
use crate::care::session::SessionContent;

/// One thing removed: “Spasm grade, left: 1”, “Red flag: Fever”. `before` is the version that says it.
#[must_use]
pub fn one(protocol: &Protocol, before: &SessionContent, removed: &Removed) -> String {
    match removed {
        Removed::Reading(key, side) => {
            let measure = protocol.measure(key.as_str());
            let name = measure.map_or(key.as_str(), |measure| measure.name.as_str());
            let side = side.map_or(String::new(), |side| format!(", {}", side.as_str()));
            let mut readings = before.readings.iter();
            let was = readings.find(|reading| {
                *removed == Removed::Reading(reading.measure.clone(), reading.side)
            });
            match (measure, was) {
                (Some(measure), Some(was)) => {
                    format!("{name}{side}: {}", value(measure, &was.value))
                }
                _ => format!("{name}{side}"),
            }
        }
        Removed::Flag(key) => {
            let flag = protocol.red_flag(key.as_str());
            let name = flag.map_or(key.as_str(), |flag| flag.name.as_str());
            format!("Red flag: {name}")
        }
    }
}

/// All of it, and what to do: one sentence without its full stop.
#[must_use]
pub fn sentence(protocol: &Protocol, before: &SessionContent, removed: &[Removed]) -> String {
    let all: Vec<String> = removed
        .iter()
        .map(|removed| one(protocol, before, removed))
        .collect();
    format!(
        "Removed from the record: {}. Put it back, or tick that it is to be removed",
        all.join("; ")
    )
}
