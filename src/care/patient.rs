//! Who a patient is: facts that can be amended, and dated facts beside them.

use chrono::{NaiveDate, NaiveDateTime};

use super::ids::{CautionKey, PatientId, StaffId, TeamId};
use super::measure::words;
use super::number::Number;

/// A registered patient with the facts that hold now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// The record's id.
    pub id: PatientId,
    /// The team the patient belongs to.
    pub team: TeamId,
    /// Counts amendments from 1; a change names the version it started from.
    pub version: i32,
    /// What is known of them.
    pub facts: PatientFacts,
    /// When they were registered, UTC.
    pub registered_at: NaiveDateTime,
    /// Who registered them.
    pub registered_by: StaffId,
}

/// Everything about a patient that can be amended; an empty text means none or not asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientFacts {
    /// The clinic's own number, unique in the clinic.
    pub clinic_number: String,
    /// Family name in any script, never empty.
    pub family_name: String,
    /// Given names in any script.
    pub given_names: String,
    /// What they like to be called.
    pub name_to_use: String,
    /// Date of birth.
    pub birth_date: NaiveDate,
    /// The date of birth is an estimate.
    pub birth_date_estimated: bool,
    /// Sex as recorded.
    pub sex: Sex,
    /// Telephone.
    pub phone: String,
    /// Postal address, several lines.
    pub address: String,
    /// E-mail address.
    pub email: String,
    /// Whom to call.
    pub contact: Contact,
    /// Guardian of a patient under 18.
    pub guardian: String,
    /// Language tag of what they read, for example `en`.
    pub language: String,
    /// An interpreter is needed.
    pub interpreter: bool,
    /// Who referred them.
    pub referrer: String,
    /// Their family doctor.
    pub gp: String,
    /// Which hand they write with.
    pub dominant_hand: Hand,
    /// Arm length in centimetres, for tests given as a share of it.
    pub arm_length_cm: Option<Number>,
    /// The paper they get.
    pub paper: Paper,
    /// The print size they get.
    pub print_size: PrintSize,
    /// What everyone must see first (latex allergy, hard of hearing).
    pub alerts: String,
}

/// A person to call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// Their name.
    pub name: String,
    /// What they are to the patient.
    pub relation: String,
    /// Their telephone.
    pub phone: String,
}

/// Sex as recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Another.
    Other,
    /// Not asked or not stated.
    NotStated,
}

/// The hand someone writes with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hand {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Both alike.
    Both,
    /// Not asked.
    NotStated,
}

/// A paper format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

/// A size of print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PrintSize {
    /// 12 pt and more.
    Standard,
    /// 16 pt and more.
    Large,
}

impl PatientFacts {
    /// The full name as on paper: given names, then the family name.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.given_names, self.family_name)
            .trim()
            .to_owned()
    }

    /// Age in completed years on a day; nought before birth.
    #[must_use]
    pub fn age_on(&self, day: NaiveDate) -> u32 {
        day.years_since(self.birth_date).unwrap_or(0)
    }
}

/// One version of a patient's facts with who recorded it and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientVersion {
    /// Counts from 1.
    pub version: i32,
    /// The facts as they stood.
    pub facts: PatientFacts,
    /// Why they were amended; empty for the first.
    pub reason: String,
    /// When, UTC.
    pub recorded_at: NaiveDateTime,
    /// By whom.
    pub recorded_by: StaffId,
}

/// A caution recorded for a patient; it acts in every episode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatientCaution {
    /// The row's id.
    pub id: String,
    /// Which caution.
    pub caution: CautionKey,
    /// Details.
    pub note: String,
    /// When it was recorded, UTC.
    pub recorded_at: NaiveDateTime,
    /// By whom.
    pub recorded_by: StaffId,
    /// When, by whom and why it was withdrawn.
    pub withdrawn: Option<Withdrawal>,
}

/// A dated fact about a patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedFact {
    /// The row's id.
    pub id: String,
    /// What.
    pub kind: FactKind,
    /// The day it is true from.
    pub on: NaiveDate,
    /// Details.
    pub note: String,
    /// When it was recorded, UTC.
    pub recorded_at: NaiveDateTime,
    /// By whom.
    pub recorded_by: StaffId,
    /// When, by whom and why it was withdrawn.
    pub withdrawn: Option<Withdrawal>,
}

/// The end of something recorded, which stays readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withdrawal {
    /// When, UTC.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: StaffId,
    /// Why.
    pub because: String,
}

/// Kinds of dated facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// Consent to assessment and treatment.
    Consent,
    /// Treatment was declined.
    TreatmentDeclined,
    /// The patient has died.
    Deceased,
}

words!(Sex { Female = "female", Male = "male", Other = "other", NotStated = "not_stated" });
words!(Hand { Left = "left", Right = "right", Both = "both", NotStated = "not_stated" });
words!(Paper { A4 = "a4", Letter = "letter" });
words!(PrintSize { Standard = "standard", Large = "large" });
words!(FactKind { Consent = "consent", TreatmentDeclined = "treatment_declined", Deceased = "deceased" });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn age_counts_completed_years() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
        let mut facts = crate::care::patient::tests::facts();
        for (born, on, age) in [
            (day(1980, 3, 20), day(2026, 3, 19), 45),
            (day(1980, 3, 20), day(2026, 3, 20), 46),
            (day(2004, 2, 29), day(2026, 2, 28), 21),
            (day(2030, 1, 1), day(2026, 1, 1), 0),
        ] {
            facts.birth_date = born;
            assert_eq!(facts.age_on(on), age, "{born} {on}");
        }
    }

    fn facts() -> PatientFacts {
        PatientFacts {
            clinic_number: "1".into(),
            family_name: "Ng".into(),
            given_names: String::new(),
            name_to_use: String::new(),
            birth_date: NaiveDate::MIN,
            birth_date_estimated: false,
            sex: Sex::NotStated,
            phone: String::new(),
            address: String::new(),
            email: String::new(),
            contact: Contact::default(),
            guardian: String::new(),
            language: "en".into(),
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

    #[test]
    fn a_single_name_has_no_stray_space() {
        assert_eq!(facts().full_name(), "Ng");
    }
}
