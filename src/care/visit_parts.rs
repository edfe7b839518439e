//! The parts of a visit that two people may have recorded differently. Each is chosen as a whole: a side measured by one of
//! them never stands beside the method of the other.

use std::fmt;

use super::ids::MeasureKey;
use super::measure::{Side, Value};
use super::number::Number;
use super::session::SessionContent;

/// A part of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// When it took place.
    Visit,
    /// Why it is entered late.
    Late,
    /// The readings of a measure, both sides.
    Reading(MeasureKey),
    /// Everything answered about red flags.
    Flags,
    /// The flare-up.
    Flare,
    /// The activities of the function scale.
    Activities,
    /// The treatments given.
    Treatments,
    /// What was said about the home programme.
    Adherence,
    /// How the patient responded.
    Response,
    /// The note.
    Note,
    /// The visit booked next; a form holds it, a visit does not.
    NextVisit,
}

/// What two versions of a visit say differently, readings first; who measured, and the order, make no difference.
#[must_use]
pub fn differing(one: &SessionContent, other: &SessionContent) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    for reading in one.readings.iter().chain(&other.readings) {
        let part = Part::Reading(reading.measure.clone());
        let key = &reading.measure;
        if !parts.contains(&part) && said(one, key) != said(other, key) {
            parts.push(part);
        }
    }
    let flags = |content: &SessionContent| {
        (
            content.warning_signs.clone(),
            content.full_screen,
            content.screen.clone(),
        )
    };
    let others = [
        (Part::Visit, one.took_place != other.took_place),
        (Part::Late, one.late_because != other.late_because),
        (Part::Flags, flags(one) != flags(other)),
        (Part::Flare, one.flare != other.flare),
        (Part::Activities, one.activities != other.activities),
        (Part::Treatments, one.treatments != other.treatments),
        (Part::Adherence, one.adherence != other.adherence),
        (Part::Response, one.response != other.response),
        (Part::Note, one.note != other.note),
    ];
    let differs = others.into_iter().filter(|(_, differs)| *differs);
    parts.extend(differs.map(|(part, _)| part));
    parts
}

/// The readings of a measure, side by side, without who took them and when.
fn said<'c>(content: &'c SessionContent, key: &MeasureKey) -> Vec<Said<'c>> {
    let of_measure = content
        .readings
        .iter()
        .filter(|reading| reading.measure == *key);
    let mut said: Vec<Said<'c>> = of_measure
        .map(|reading| {
            let how = (&reading.variant, &reading.stopped, reading.unchanged);
            (
                reading.side.map(Side::as_str),
                &reading.value,
                &reading.parts,
                how,
            )
        })
        .collect();
    said.sort_by_key(|(side, ..)| *side);
    said
}

type Said<'c> = (
    Option<&'static str>,
    &'c Value,
    &'c Vec<Number>,
    (&'c Option<String>, &'c Option<String>, bool),
);

/// As a form sends it: `note`, the key of a measure.
impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Visit => "visit",
            Part::Late => "late",
            Part::Reading(measure) => measure.as_str(),
            Part::Flags => "flags",
            Part::Flare => "flare",
            Part::Activities => "activities",
            Part::Treatments => "treatments",
            Part::Adherence => "adherence",
            Part::Response => "response",
            Part::Note => "note",
            Part::NextVisit => "next",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::course::{Flare, WarningSigns};
    use crate::care::measure::Reading;
    use crate::care::session::Treatment;
    use crate::care::time::Moment;

    fn at(hour: u32) -> Moment {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        Moment {
            utc: date.and_hms_opt(hour, 0, 0).unwrap(),
            date,
        }
    }

    fn reading(key: &str, side: Option<Side>, value: i64) -> Reading {
        Reading {
            measure: key.parse().unwrap(),
            side,
            value: Value::Number(Number::whole(value)),
            variant: None,
            taken_at: at(9),
            taken_by: "Asha Rao".into(),
            unchanged: false,
            parts: vec![],
            stopped: None,
        }
    }

    fn visit(readings: Vec<Reading>) -> SessionContent {
        SessionContent {
            took_place: at(9),
            late_because: String::new(),
            full_screen: false,
            screen: vec![],
            warning_signs: WarningSigns::NotAsked,
            flare: Flare::NotAsked,
            readings,
            treatments: vec![],
            response: String::new(),
            adherence: String::new(),
            activities: vec![],
            note: String::new(),
        }
    }

    #[test]
    fn what_differs_between_two_versions_of_a_visit() {
        let (left, right) = (Some(Side::Left), Some(Side::Right));
        let base = || {
            visit(vec![
                reading("nprs_rest", None, 3),
                reading("rom", left, 44),
                reading("rom", right, 40),
            ])
        };
        type Change = fn(&mut SessionContent);
        let rows: [(Change, &[&str]); 18] = [
            (|_| {}, &[]),
            (
                |it| it.readings[0].value = Value::Number(Number::whole(4)),
                &["nprs_rest"],
            ),
            (
                |it| it.readings[1].value = Value::Number(Number::whole(45)),
                &["rom"],
            ),
            (
                |it| it.readings[2].variant = Some("goniometer".into()),
                &["rom"],
            ),
            (|it| it.readings[2].stopped = Some("pain".into()), &["rom"]),
            (|it| it.readings[0].unchanged = true, &["nprs_rest"]),
            (
                |it| it.readings[0].parts = vec![Number::whole(3)],
                &["nprs_rest"],
            ),
            (|it| drop(it.readings.remove(2)), &["rom"]),
            (|it| it.readings.push(reading("grip", None, 30)), &["grip"]),
            (|it| it.readings.reverse(), &[]),
            (|it| it.readings[0].taken_by = "Ben Okafor".into(), &[]),
            (
                |it| {
                    it.took_place = at(10);
                    it.readings
                        .iter_mut()
                        .for_each(|reading| reading.taken_at = at(10));
                },
                &["visit"],
            ),
            (|it| it.warning_signs = WarningSigns::None, &["flags"]),
            (|it| it.full_screen = true, &["flags"]),
            (|it| it.flare = Flare::No, &["flare"]),
            (
                |it| {
                    it.treatments.push(Treatment {
                        treatment: "tx_heat".parse().unwrap(),
                        minutes: Some(10),
                        region: String::new(),
                        side: None,
                        setting: String::new(),
                        response: String::new(),
                        adverse: None,
                        override_reason: String::new(),
                    });
                },
                &["treatments"],
            ),
            (
                |it| {
                    it.activities = vec!["drive".into()];
                    it.late_because = "on leave".into();
                    it.adherence = "daily".into();
                },
                &["late", "activities", "adherence"],
            ),
            (
                |it| {
                    it.response = "eased".into();
                    it.note = "slept".into();
                    it.readings[0].value = Value::Number(Number::whole(9));
                },
                &["nprs_rest", "response", "note"],
            ),
        ];
        for (number, (change, expected)) in rows.into_iter().enumerate() {
            let mut other = base();
            change(&mut other);
            for (one, two) in [(&base(), &other), (&other, &base())] {
                let parts: Vec<String> = differing(one, two).iter().map(Part::to_string).collect();
                assert_eq!(parts, expected, "row {number}");
            }
        }
    }
}
