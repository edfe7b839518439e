//! The sheet's own words; other languages bring theirs.

use serde::{Deserialize, Serialize};

/// The sheet's own words.
#[expect(
    missing_docs,
    reason = "each is named after the English words it holds"
)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Labels {
    pub title: String,
    pub born: String,
    pub clinic_number: String,
    pub clinician: String,
    pub goal: String,
    pub changed: String,
    pub first_sheet: String,
    pub nothing_changed: String,
    pub start: String,
    pub stop_if: String,
    pub build_up: String,
    pub note: String,
    pub pain_guide: String,
    pub green: String,
    pub amber: String,
    pub red: String,
    pub advice: String,
    pub diary: String,
    pub exercise: String,
    pub next_visit: String,
    pub questions: String,
    pub version: String,
    pub check_code: String,
    /// With `{page}` and `{pages}` where the numbers go.
    pub page: String,
    /// Monday first, short.
    pub weekdays: [String; 7],
    /// January first.
    pub months: [String; 12],
}

impl Labels {
    /// British English.
    pub fn english() -> Self {
        Labels {
            title: "Home exercise programme".into(),
            born: "Born".into(),
            clinic_number: "Clinic number".into(),
            clinician: "Physiotherapist".into(),
            goal: "Your goal".into(),
            changed: "Changed since your last sheet".into(),
            first_sheet: "This is your first sheet.".into(),
            nothing_changed: "Nothing. Carry on as before.".into(),
            start: "Start".into(),
            stop_if: "Stop if".into(),
            build_up: "Build up".into(),
            note: "For you".into(),
            pain_guide: "How much pain is all right?".into(),
            green: "Green".into(),
            amber: "Amber".into(),
            red: "Red".into(),
            advice: "Advice for you".into(),
            diary: "Tick each time you do it".into(),
            exercise: "Exercise".into(),
            next_visit: "Next visit".into(),
            questions: "Questions? Call".into(),
            version: "Version".into(),
            check_code: "Check code".into(),
            page: "Page {page} of {pages}".into(),
            weekdays: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map(Into::into),
            months: [
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ]
            .map(Into::into),
        }
    }
}
