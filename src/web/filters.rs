//! How dates, times and numbers are written on screen. In templates: `{{ day|date }}`, `{{ value|number }}`.
#![expect(
    missing_docs,
    reason = "askama makes an undocumented item beside each filter"
)]

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeZone};
use chrono_tz::Tz;

use crate::care::number::Number;

/// `20 Nov 2026`.
#[must_use]
pub fn plain_date(date: NaiveDate) -> String {
    format!("{} {}", date.day(), date.format("%b %Y"))
}

/// A number with a real minus sign.
#[must_use]
pub fn plain_number(number: Number) -> String {
    number.to_string().replace('-', "\u{2212}")
}

/// `20 Nov 2026`.
#[askama::filter_fn]
pub fn date(date: &NaiveDate, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(plain_date(*date))
}

/// `Fri 20 Nov`, for dates near today.
#[askama::filter_fn]
pub fn weekday(date: &NaiveDate, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(format!("{} {}", date.format("%a"), date.format("%-d %b")))
}

/// `10:43` at the clinic, from a stored UTC time: `{{ taken_at|time(page.zone) }}`.
#[askama::filter_fn]
pub fn time(utc: &NaiveDateTime, _: &dyn askama::Values, zone: &Tz) -> askama::Result<String> {
    Ok(zone.from_utc_datetime(utc).format("%H:%M").to_string())
}

/// `20 Nov 2026, 10:43` at the clinic, from a stored UTC time.
#[askama::filter_fn]
pub fn date_time(utc: &NaiveDateTime, _: &dyn askama::Values, zone: &Tz) -> askama::Result<String> {
    let local = zone.from_utc_datetime(utc);
    Ok(format!(
        "{}, {}",
        plain_date(local.date_naive()),
        local.format("%H:%M")
    ))
}

/// A clinical number, with a real minus sign.
#[askama::filter_fn]
pub fn number(number: &Number, _: &dyn askama::Values) -> askama::Result<String> {
    Ok(plain_number(*number))
}

/// `1 patient`, `2 patients`.
#[askama::filter_fn]
pub fn count(
    number: &usize,
    _: &dyn askama::Values,
    one: &str,
    many: &str,
) -> askama::Result<String> {
    Ok(format!(
        "{number} {}",
        if *number == 1 { one } else { many }
    ))
}
