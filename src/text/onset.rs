//! The beginning of a complaint as it was stated.

use super::quantity::day;
use crate::care::onset::OnsetStatement;

/// `2 March 2026, 14:00`, `2 March 2026`, `week of 2 March 2026`, `March 2026`, `2026`, `not known`.
#[must_use]
pub fn statement(said: OnsetStatement) -> String {
    match said {
        OnsetStatement::Hour(at) => format!("{}, {}", day(at.date()), at.format("%H:%M")),
        OnsetStatement::Day(on) => day(on),
        OnsetStatement::Week(_) => match said.first_day() {
            Some(monday) => format!("week of {}", day(monday)),
            None => String::new(),
        },
        OnsetStatement::Month(on) => on.format("%B %Y").to_string(),
        OnsetStatement::Year(year) => year.to_string(),
        OnsetStatement::Unknown => "not known".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_says_no_more_than_was_said() {
        let on = chrono::NaiveDate::from_ymd_opt(2026, 3, 5).unwrap();
        for (said, words) in [
            (
                OnsetStatement::Hour(on.and_hms_opt(14, 5, 0).unwrap()),
                "5 March 2026, 14:05",
            ),
            (OnsetStatement::Day(on), "5 March 2026"),
            (OnsetStatement::Week(on), "week of 2 March 2026"),
            (OnsetStatement::Month(on), "March 2026"),
            (OnsetStatement::Year(2026), "2026"),
            (OnsetStatement::Unknown, "not known"),
        ] {
            assert_eq!(statement(said), words);
        }
    }
}
