//! Ordinary values for tests to start from.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use ninefold::care::course::{AffectedSide, Flare, Onset, Precision, WarningSigns};
use ninefold::care::episode::{EpisodeFacts, Intake};
use ninefold::care::measure::{Reading, Side, Value};
use ninefold::care::number::Number;
use ninefold::care::patient::{Contact, Hand, Paper, PatientFacts, PrintSize, Sex};
use ninefold::care::session::SessionContent;
use ninefold::care::time::Moment;
use ninefold::records::settings::Settings;

use super::{day, start};

pub fn settings() -> Settings {
    Settings {
        name: "North Road Physiotherapy".into(),
        address: "1 North Road".into(),
        phone: "020 7946 0000".into(),
        email: String::new(),
        letterhead: String::new(),
        emergency_number: "999".into(),
        time_zone: "Europe/London".into(),
        policies: BTreeMap::new(),
        version: 0,
    }
}

pub fn patient_facts(number: &str) -> PatientFacts {
    PatientFacts {
        clinic_number: number.into(),
        family_name: "Žižek".into(),
        given_names: "Łukasz".into(),
        name_to_use: String::new(),
        birth_date: day(1980, 5, 17),
        birth_date_estimated: false,
        sex: Sex::Male,
        phone: "07700 900123".into(),
        address: "2 South Road".into(),
        email: String::new(),
        contact: Contact {
            name: "Eva Žižek".into(),
            relation: "wife".into(),
            phone: String::new(),
        },
        guardian: String::new(),
        language: "en".into(),
        interpreter: false,
        referrer: String::new(),
        gp: "Dr Adeyemi".into(),
        dominant_hand: Hand::Right,
        arm_length_cm: Some(Number::from_thousandths(71_500)),
        paper: Paper::A4,
        print_size: PrintSize::Standard,
        alerts: "latex".into(),
    }
}

pub fn episode_facts() -> EpisodeFacts {
    let began = start().utc - TimeDelta::days(10);
    EpisodeFacts {
        onset: Onset {
            latest: Some(Moment {
                utc: began,
                date: began.date(),
            }),
            precision: Precision::Day,
            injury: true,
        },
        onset_stated: "ten days ago".into(),
        side: AffectedSide::Left,
        sport: false,
        intake: Intake {
            complaint: "pain between the blades".into(),
            ..Intake::default()
        },
    }
}

pub fn reading(measure: &str, side: Option<Side>, thousandths: i64) -> Reading {
    Reading {
        measure: measure.parse().unwrap(),
        side,
        value: Value::Number(Number::from_thousandths(thousandths)),
        variant: None,
        taken_at: start(),
        taken_by: "Asha Rao".into(),
        unchanged: false,
        parts: vec![],
        stopped: None,
    }
}

pub fn word(measure: &str, word: &str) -> Reading {
    Reading {
        value: Value::Word(word.into()),
        ..reading(measure, None, 0)
    }
}

pub fn content(took_place: Moment, readings: Vec<Reading>) -> SessionContent {
    let readings = readings
        .into_iter()
        .map(|reading| Reading {
            taken_at: took_place,
            ..reading
        })
        .collect();
    SessionContent {
        took_place,
        late_because: String::new(),
        full_screen: false,
        screen: vec![],
        warning_signs: WarningSigns::None,
        flare: Flare::No,
        readings,
        treatments: vec![],
        response: String::new(),
        adherence: String::new(),
        activities: vec![],
        note: String::new(),
    }
}
