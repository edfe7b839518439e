//! What is wrong with the facts about a patient, all of it at once, each beside its field.

use chrono::{Days, NaiveDate};

use super::Refused;
use crate::care::name;
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
    let others = [
        ("contact_name", "Contact person", &facts.contact.name),
        ("guardian", "Guardian", &facts.guardian),
    ];
    for (field, label, name) in names.into_iter().chain(others) {
        if let Some(fault) = name::fault(name) {
            faults.push((field, format!("{label} {fault}")));
        }
    }
    for (field, label, name) in names {
        if name.chars().count() > LONGEST_NAME {
            faults.push((
                field,
                format!("{label} must be at most {LONGEST_NAME} characters"),
            ));
        }
        let letters = print::uncovered(name);
        if !letters.is_empty() {
            faults.push((
                field,
                format!(
                    "{label}: no sheet can print {}. Write the name without, as the patient would in another script",
                    print::spelled(&letters)
                ),
            ));
        }
    }
    let phones = [
        ("phone", "Telephone", &facts.phone),
        ("contact_phone", "Contact’s telephone", &facts.contact.phone),
    ];
    for (field, label, phone) in phones {
        if !phone.trim().is_empty() && !phone.chars().any(char::is_numeric) {
            faults.push((
                field,
                format!("{label} must have digits: correct it, or leave it empty"),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::patient::{Contact, Hand, Paper, PrintSize, Sex};

    fn facts() -> PatientFacts {
        PatientFacts {
            clinic_number: "1".into(),
            family_name: "Nguyễn".into(),
            given_names: "Thị Ánh".into(),
            name_to_use: String::new(),
            birth_date: day(1985, 3, 27),
            birth_date_estimated: false,
            sex: Sex::Female,
            phone: String::new(),
            address: String::new(),
            email: String::new(),
            contact: Contact::default(),
            guardian: String::new(),
            language: "vi".into(),
            interpreter: false,
            referrer: String::new(),
            gp: String::new(),
            dominant_hand: Hand::NotStated,
            arm_length_cm: None,
            paper: Paper::A4,
            print_size: PrintSize::Standard,
            alerts: String::new(),
        }
    }

    fn day(year: i32, month: u32, of_month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, of_month).unwrap()
    }

    fn faults(facts: &PatientFacts) -> Vec<&'static str> {
        let faults = patient_faults(facts, day(2026, 3, 2));
        faults.into_iter().map(|(field, _)| field).collect()
    }

    #[test]
    fn letters_no_font_covers_are_named() {
        assert!(faults(&facts()).is_empty());
        let runes = PatientFacts {
            given_names: "Thị 🙂ᚠᚠ".into(),
            ..facts()
        };
        let found = patient_faults(&runes, day(2026, 3, 2));
        let [("given_names", sentence)] = &found[..] else {
            panic!("{found:?}");
        };
        assert!(sentence.contains("🙂 (U+1F642), ᚠ (U+16A0)."), "{sentence}");
    }

    #[test]
    fn a_name_nobody_can_read_is_refused_wherever_it_stands() {
        let minor = PatientFacts {
            birth_date: day(2015, 1, 1),
            guardian: "-".into(),
            given_names: ".".into(),
            ..facts()
        };
        assert_eq!(faults(&minor), ["given_names", "guardian"]);
        let unseen = PatientFacts {
            family_name: "\u{200B}".into(),
            name_to_use: "Ánh\u{202E}".into(),
            ..facts()
        };
        let found = faults(&unseen);
        assert!(
            found.starts_with(&["family_name", "name_to_use"]),
            "{found:?}"
        );
    }

    #[test]
    fn under_18_needs_a_guardian_and_every_fault_is_told_at_once() {
        let born = |birth_date| PatientFacts {
            birth_date,
            ..facts()
        };
        for (birth_date, at_fault) in [
            (day(2008, 3, 2), vec![]),
            (day(2008, 3, 3), vec!["guardian"]),
            (day(2026, 3, 2), vec!["guardian"]),
            (day(2026, 3, 3), vec!["birth_date"]),
            (day(1880, 1, 1), vec!["birth_date"]),
        ] {
            assert_eq!(faults(&born(birth_date)), at_fault, "{birth_date}");
        }
        let all = PatientFacts {
            family_name: " ".into(),
            given_names: "x".repeat(301),
            ..born(day(2020, 1, 1))
        };
        assert_eq!(faults(&all), ["given_names", "family_name", "guardian"]);
    }
}
