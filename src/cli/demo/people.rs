//! Who the demo's people are, as the front desk registers them.

use chrono::{Datelike, Days, NaiveDate};

use super::chance::Chance;
use super::lives::Life;
use super::names::name;
use super::sketches::Sketch;
use crate::care::number::Number;
use crate::care::patient::{Contact, Hand, Paper, PatientFacts, PrintSize, Sex};

const STREETS: &[&str] = &[
    "Mill Lane",
    "Tanner’s Row",
    "Station Road",
    "Heron Close",
    "Weir Street",
    "Orchard Way",
    "Chapel Hill",
    "Canal Walk",
    "Beech Avenue",
    "Lower Quay",
];
const DOCTORS: &[&str] = &[
    "Dr R Halloran, Weir Street Surgery",
    "Dr P Anand, Weir Street Surgery",
    "Dr L Moreau, Chapel Hill Practice",
    "Dr T Oyelaran, Chapel Hill Practice",
    "Dr S Whitlock, Canal Walk Medical Centre",
];
const RELATIONS: &[&str] = &[
    "partner", "daughter", "brother", "friend", "mother", "wife", "son",
];
/// From this age on a sheet is in large print, in years.
const LARGE_PRINT_FROM: u32 = 70;
/// From this age on the tests' adult norms do not apply, in years.
const OLD_FROM: u32 = 66;

/// The facts of the patient with that number, as of the day of their intake.
pub(super) fn facts(number: usize, sketch: Sketch, life: &Life, intake: NaiveDate) -> PatientFacts {
    let chance = Chance::of(number);
    let (given, family, sex) = name(number);
    let birth_date = birth_date(sketch, life, chance, intake);
    let phone = |question| format!("07700 900{:03}", chance.below(question, 1000));
    let age = intake.years_since(birth_date).unwrap_or(0);
    let arm_mm = 640
        + i64::try_from(chance.below("arm", 110)).unwrap_or(0)
        + if sex == Sex::Male { 40 } else { 0 };
    PatientFacts {
        clinic_number: String::new(),
        family_name: family.to_owned(),
        given_names: given.to_owned(),
        name_to_use: String::new(),
        birth_date,
        birth_date_estimated: false,
        sex,
        phone: phone("phone"),
        address: format!(
            "{} {}\nMillbrook",
            1 + chance.below("house", 140),
            chance.pick("street", STREETS)
        ),
        email: String::new(),
        contact: contact(chance, family, phone("contact phone")),
        guardian: String::new(),
        language: "en".to_owned(),
        interpreter: false,
        referrer: if chance.below("referred", 2) == 0 {
            "Referred themselves".to_owned()
        } else {
            chance.pick("doctor", DOCTORS).to_owned()
        },
        gp: chance.pick("doctor", DOCTORS).to_owned(),
        dominant_hand: if chance.below("hand", 9) == 0 {
            Hand::Left
        } else {
            Hand::Right
        },
        arm_length_cm: Some(Number::from_thousandths(arm_mm / 5 * 500)),
        paper: Paper::A4,
        print_size: if age >= LARGE_PRINT_FROM {
            PrintSize::Large
        } else {
            PrintSize::Standard
        },
        alerts: if age >= LARGE_PRINT_FROM && chance.below("hearing", 2) == 0 {
            "Hard of hearing: face them when you speak".to_owned()
        } else {
            String::new()
        },
    }
}

/// Cautions that follow from age alone.
pub(super) fn is_old(facts: &PatientFacts, on: NaiveDate) -> bool {
    facts.age_on(on) >= OLD_FROM
}

fn birth_date(sketch: Sketch, life: &Life, chance: Chance, intake: NaiveDate) -> NaiveDate {
    let (youngest, oldest) = match sketch.caution {
        "ca_osteoporosis" => (67, 76),
        _ => life.ages,
    };
    let years = youngest + chance.below("age", oldest - youngest + 1);
    let years = i32::try_from(years).unwrap_or(40);
    let birthday = intake.with_year(intake.year() - years).unwrap_or(intake);
    birthday - Days::new(chance.below("birthday", 360))
}

fn contact(chance: Chance, family: &str, phone: String) -> Contact {
    if chance.below("contact", 3) == 0 {
        return Contact::default();
    }
    let initial = char::from(b'A' + u8::try_from(chance.below("initial", 26)).unwrap_or(0));
    Contact {
        name: format!("{initial}. {family}"),
        relation: chance.pick("relation", RELATIONS).to_owned(),
        phone,
    }
}
