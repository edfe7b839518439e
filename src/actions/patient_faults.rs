//! What is wrong with the facts about a patient, all of it at once, each beside its field.

use chrono::{Days, NaiveDate};

use super::Refused;
use crate::care::patient::PatientFacts;
use crate::print;

/// The longest name taken, in letters.
pub const LONGEST_NAME: usize = 300;
/// Nobody is older than this, in years.
const OLDEST: u64 = 130;
/// From this age on nobody needs a guardian, in years.
pub const ADULT: u32 = 18;

/// Every fault as the field's name and a sentence without a full stop; empty when there is none.
#[must_use]
pub fn patient_faults(facts: &PatientFacts, today: NaiveDate) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    let names = [
        ("family_name", "Family name", &facts.family_name),
        ("given_names", "Given names", &facts.given_names),
        ("name_to_use", "Name to use", &facts.name_to_use),
    ];
    for (field, label, name) in names {
        if name.chars().count() > LONGEST_NAME {
            faults.push((
                field,
                format!("{label} must be at most {LONGEST_NAME} characters"),
            ));
        }
        let letters = print::uncovered(name);
        if !letters.is_empty() {
            let letters: Vec<String> = letters
                .iter()
                .map(|letter| format!("{letter} (U+{:04X})", *letter as u32))
                .collect();
            faults.push((
                field,
                format!(
                    "{label}: no sheet can print {}. Write the name without, as the patient would in another script",
                    letters.join(", ")
                ),
            ));
        }
    }
    if facts.family_name.trim().is_empty() {
        faults.push((
            "family_name",
            "Family name is needed; write a single name here".into(),
        ));
    }
    let oldest = today.checked_sub_days(Days::new(OLDEST * 366));
    if facts.birth_date > today {
        faults.push(("birth_date", "Date of birth is in the future".into()));
    } else if oldest.is_some_and(|oldest| facts.birth_date < oldest) {
        faults.push(("birth_date", "Date of birth is too long ago".into()));
    } else if facts.age_on(today) < ADULT && facts.guardian.trim().is_empty() {
        faults.push((
            "guardian",
            "Guardian is needed: the patient is under 18, and the thresholds are not validated under 18".into(),
        ));
    }
    faults
}

/// Refuses facts with a fault, in the first fault's words.
pub(super) fn refuse_faults(facts: &PatientFacts, today: NaiveDate) -> Result<(), Refused> {
    match patient_faults(facts, today).into_iter().next() {
        Some((_, sentence)) => Err(Refused::Rule(sentence)),
        None => Ok(()),
    }
}
