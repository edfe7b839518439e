//! Dates and times as a case writes them: clinic time, in quotes or plain.

use chrono::{NaiveDate, NaiveDateTime};

use super::document::Entry;
use super::time::{Moment, is_leap_second};

pub(super) fn moment(entry: &mut Entry, key: &str) -> Option<Moment> {
    let Some(text) = text_or_date(entry, key) else {
        entry.place.fault(key, "is missing");
        return None;
    };
    let Some(at) = parse_moment(&text) else {
        entry.place.fault(
            key,
            format!("\"{text}\" is not a date and time like 2026-03-20T10:00"),
        );
        return None;
    };
    Some(Moment {
        utc: at,
        date: at.date(),
    })
}

/// The same for a moment that may be left out.
pub(super) fn moment_if_any(entry: &mut Entry, key: &str) -> Option<Moment> {
    entry.has(key).then(|| moment(entry, key)).flatten()
}

pub(super) fn date(entry: &mut Entry, key: &str) -> Option<NaiveDate> {
    let text = text_or_date(entry, key)?;
    let date = parse_date(&text);
    if date.is_none() {
        entry
            .place
            .fault(key, format!("\"{text}\" is not a date like 2026-03-20"));
    }
    date
}

/// A date may stand in quotes or plain.
pub(super) fn text_or_date(entry: &mut Entry, key: &str) -> Option<String> {
    if !entry.has(key) {
        return None;
    }
    match entry.raw(key)? {
        toml::Value::String(text) => Some(text),
        other => Some(other.to_string()),
    }
}

pub(super) fn parse_moment(text: &str) -> Option<NaiveDateTime> {
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
        .filter(|at| !is_leap_second(at))
}

pub(super) fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}

#[cfg(test)]
mod tests {
    use super::parse_moment;

    #[test]
    fn a_time_is_one_a_clock_shows() {
        for (text, good) in [
            ("2026-03-20T10:00", true),
            ("2026-03-20T23:59:59", true),
            ("2026-03-20T23:59:60", false),
            ("2026-03-20T24:00", false),
        ] {
            assert_eq!(parse_moment(text).is_some(), good, "{text}");
        }
    }
}
