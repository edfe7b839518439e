//! What a visit must be before it can be signed, whoever enters it and however.

use std::collections::BTreeSet;

use super::computed::is_first_48h;
use super::course::Course;
use super::entry::range_in_words;
use super::knowledge::CautionEffect;
use super::measure::{Input, Reading, Value};
use super::protocol::{Caution, Protocol};
use super::session::SessionContent;
use super::time::Moment;

/// Everything that stands against signing, each as a sentence without a full stop; the future is told apart by the caller.
#[must_use]
pub fn faults(
    protocol: &Protocol,
    course: &Course,
    content: &SessionContent,
    now: Moment,
) -> Vec<String> {
    let mut faults = Vec::new();
    if content.says_nothing() {
        faults.push(
            "Nothing is recorded of this visit: enter a reading, an answer, a treatment or a note. A visit that did not take place is not signed, or struck out".to_owned(),
        );
    }
    if content.took_place.date < now.date && content.late_because.trim().is_empty() {
        faults.push("Write why this visit is entered on a later day".to_owned());
    }
    let mut seen = BTreeSet::new();
    for reading in &content.readings {
        if !seen.insert((&reading.measure, reading.side)) {
            let measure = protocol.measure(reading.measure.as_str());
            let name = measure.map_or(reading.measure.as_str(), |measure| &measure.name);
            faults.push(format!("{name} is entered twice"));
        }
        faults.extend(reading_fault(protocol, reading));
    }
    for (at, given) in content.treatments.iter().enumerate() {
        if given.override_reason.trim().is_empty()
            && let Some((caution, _)) = barred(protocol, course, given.treatment.as_str(), now)
        {
            faults.push(format!(
                "{} stands against treatment {}: write beside it why it was given all the same",
                caution.name,
                at + 1
            ));
        }
    }
    faults
}

/// Why a new visit cannot stand at this time: there is one assessment, and it comes before every session. `first` is the
/// first visit that counts; `is_lost`: the assessment was struck out, and none was signed since. Then sessions go on being
/// recorded, and an assessment that took place before them is recorded again.
#[must_use]
pub fn order_fault(
    first: Option<Moment>,
    is_lost: bool,
    at: Moment,
    is_assessment: bool,
) -> Option<&'static str> {
    let Some(first) = first else {
        return (!is_assessment).then_some("This episode has no assessment yet: record that first");
    };
    match (is_assessment, is_lost) {
        (true, false) => Some("The assessment of this episode is signed already: record a session"),
        (true, true) => assessment_fault(first, at),
        (false, false) => session_fault(first, at),
        (false, true) => None,
    }
}

/// Why an amended visit cannot stand at its new time; `first` is the first of the others.
#[must_use]
pub fn moved_fault(first: Moment, at: Moment, is_assessment: bool) -> Option<&'static str> {
    if is_assessment {
        assessment_fault(first, at)
    } else {
        session_fault(first, at)
    }
}

fn assessment_fault(first: Moment, at: Moment) -> Option<&'static str> {
    (at.utc >= first.utc).then_some(
        "The assessment comes before every session, and one was signed at that time or earlier: correct the date or time",
    )
}

fn session_fault(first: Moment, at: Moment) -> Option<&'static str> {
    (at.utc < first.utc)
        .then_some("The time of the visit lies before the assessment: correct the date or time")
}

/// Two signed visits of one patient nearer to each other than this are probably one, in seconds.
const ONE_VISIT: i64 = 30 * 60;

/// The signed visit nearest to a time, where it is so near that it is probably the same one.
#[must_use]
pub fn same_visit(course: &Course, at: Moment) -> Option<Moment> {
    let apart = |other: &Moment| other.seconds_since(at).abs();
    let visits = course.visits.iter().map(|visit| visit.at);
    visits
        .min_by_key(apart)
        .filter(|other| apart(other) < ONE_VISIT)
}

/// How the patient's cautions act on a treatment, exercise or test, those that bar first.
#[must_use]
pub fn effects<'p>(
    protocol: &'p Protocol,
    course: &Course,
    key: &str,
    now: Moment,
) -> Vec<(&'p Caution, CautionEffect<'p>)> {
    let first_48h = is_first_48h(course, now);
    let mut effects: Vec<_> = protocol
        .cautions
        .iter()
        .filter(|caution| (caution.computed && first_48h) || course.cautions.contains(&caution.key))
        .filter_map(|caution| Some((caution, caution.effect_on(key)?)))
        .collect();
    effects.sort_by_key(|(_, effect)| *effect != CautionEffect::Bars);
    effects
}

fn barred<'p>(
    protocol: &'p Protocol,
    course: &Course,
    key: &str,
    now: Moment,
) -> Option<(&'p Caution, CautionEffect<'p>)> {
    effects(protocol, course, key, now)
        .into_iter()
        .find(|(_, effect)| *effect == CautionEffect::Bars)
}

fn reading_fault(protocol: &Protocol, reading: &Reading) -> Option<String> {
    let Some(measure) = protocol.measure(reading.measure.as_str()) else {
        return Some(format!(
            "{} is no measure of this protocol",
            reading.measure
        ));
    };
    let name = &measure.name;
    if measure.computed {
        return Some(format!("{name} is worked out and not typed"));
    }
    if measure.sided != reading.side.is_some() {
        return Some(format!(
            "{name} {}",
            if measure.sided {
                "needs its side"
            } else {
                "has no sides"
            }
        ));
    }
    match (&measure.input, &reading.value) {
        // a mean lies between two steps, so only the range is held here
        (Input::Number { min, max, .. }, Value::Number(number)) => {
            let outside = number < min || max.is_some_and(|max| *number > max);
            outside.then(|| format!("{name} {}", range_in_words(*min, *max, &measure.unit)))
        }
        (_, value) => (!measure.accepts(value)).then(|| format!("{name} cannot be {value}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;
    use crate::care::course::{AffectedSide, Flare, Onset, Precision, Visit, WarningSigns};
    use crate::care::measure::Side;
    use crate::care::number::Number;
    use crate::care::session::Treatment;

    fn moment(day: u32) -> Moment {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap();
        Moment {
            utc: date.and_hms_opt(10, 0, 0).unwrap(),
            date,
        }
    }

    fn course(onset: u32, injury: bool, cautions: &[&str]) -> Course {
        Course {
            onset: Onset {
                latest: Some(moment(onset)),
                precision: Precision::Hour,
                injury,
            },
            sport: false,
            side: AffectedSide::Left,
            cautions: cautions.iter().map(|key| key.parse().unwrap()).collect(),
            overrides: vec![],
            stays: vec![],
            visits: vec![],
            diaries: Vec::new(),
            flags: vec![],
            baselines: vec![],
            next_visit: None,
            reopened: None,
        }
    }

    fn signed(at: Moment) -> Visit {
        Visit {
            id: "s1".parse().unwrap(),
            at,
            phase: Some(1),
            full_screen: false,
            warning_signs: WarningSigns::None,
            flare: Flare::No,
            readings: vec![],
        }
    }

    fn visit(readings: Vec<Reading>, treatments: Vec<Treatment>) -> SessionContent {
        SessionContent {
            took_place: moment(10),
            late_because: String::new(),
            full_screen: false,
            screen: vec![],
            warning_signs: WarningSigns::None,
            flare: Flare::No,
            readings,
            treatments,
            response: String::new(),
            adherence: String::new(),
            activities: vec![],
            note: String::new(),
        }
    }

    fn reading(measure: &str, side: Option<Side>, value: Value) -> Reading {
        Reading {
            measure: measure.parse().unwrap(),
            side,
            value,
            variant: None,
            taken_at: moment(10),
            taken_by: "Asha".into(),
            unchanged: false,
            parts: vec![],
            stopped: None,
        }
    }

    fn given(treatment: &str, because: &str) -> Treatment {
        Treatment {
            treatment: treatment.parse().unwrap(),
            minutes: None,
            region: String::new(),
            side: None,
            setting: String::new(),
            response: String::new(),
            adverse: None,
            override_reason: because.into(),
        }
    }

    #[test]
    fn there_is_one_assessment_and_it_comes_first() {
        let at = |hour| {
            let date = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
            let utc = date.and_hms_opt(hour, 0, 0).unwrap();
            Moment { utc, date }
        };
        // the first visit that counts, whether the assessment was struck out, the hour, whether it is one, and the fault
        for (first, is_lost, hour, is_assessment, expected) in [
            (None, false, 10, true, None),
            (None, false, 10, false, Some("no assessment yet")),
            (None, true, 10, true, None),
            (None, true, 10, false, Some("no assessment yet")),
            (Some(10), false, 9, true, Some("signed already")),
            (Some(10), false, 11, true, Some("signed already")),
            (Some(10), false, 9, false, Some("before the assessment")),
            (Some(10), false, 10, false, None),
            (Some(10), true, 9, true, None),
            (Some(10), true, 10, true, Some("comes before every session")),
            (Some(10), true, 9, false, None),
            (Some(10), true, 11, false, None),
        ] {
            let found = order_fault(first.map(at), is_lost, at(hour), is_assessment);
            let row = format!("{first:?} {is_lost} {hour} {is_assessment}: {found:?}");
            assert_eq!(found.is_some(), expected.is_some(), "{row}");
            let words = expected.unwrap_or_default();
            assert!(found.unwrap_or_default().contains(words), "{row}");
        }
        for (hour, is_assessment, is_fault) in [
            (9, true, false),
            (10, true, true),
            (11, true, true),
            (9, false, true),
            (10, false, false),
        ] {
            let found = moved_fault(at(10), at(hour), is_assessment);
            assert_eq!(found.is_some(), is_fault, "{hour} {is_assessment}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused_in_words() {
        let number = |value| Value::Number(Number::whole(value));
        let left = Some(Side::Left);
        let rows: [(Reading, &[&str]); 7] = [
            (reading("nprs_rest", None, number(3)), &[]),
            (
                reading("rom_thoracic_rotation", left, number(91)),
                &["Thoracic rotation must be between 0 and 90 degrees"],
            ),
            (
                reading("rom_thoracic_rotation", None, number(40)),
                &["Thoracic rotation needs its side"],
            ),
            (
                reading("groc", left, number(1)),
                &["Global Rating of Change (GROC) has no sides"],
            ),
            (
                reading("teach_back_ok", None, Value::Word("perhaps".into())),
                &["Patient can explain the problem and plan cannot be perhaps"],
            ),
            (
                reading("weeks_in_phase", None, number(1)),
                &["Weeks in this phase is worked out and not typed"],
            ),
            (
                reading("bench_press", None, number(1)),
                &["bench_press is no measure of this protocol"],
            ),
        ];
        for (reading, expected) in rows {
            let content = visit(vec![reading], vec![]);
            let found = faults(
                &knowledge().protocol,
                &course(1, false, &[]),
                &content,
                moment(10),
            );
            assert_eq!(found, expected);
        }
        let twice = vec![reading("nprs_rest", None, number(3)); 2];
        let found = faults(
            &knowledge().protocol,
            &course(1, false, &[]),
            &visit(twice, vec![]),
            moment(10),
        );
        assert_eq!(
            found,
            ["Numeric Pain Rating Scale (NPRS), at rest is entered twice"]
        );
    }

    #[test]
    fn a_visit_says_something() {
        type Change = fn(&mut SessionContent);
        let rows: [(Change, bool); 11] = [
            (|_| {}, false),
            (|it| it.late_because = "network down".into(), false),
            (|it| it.note = " \n".into(), false),
            (|it| it.note = "came to talk".into(), true),
            (|it| it.response = "eased".into(), true),
            (|it| it.adherence = "daily".into(), true),
            (|it| it.flare = Flare::No, true),
            (|it| it.warning_signs = WarningSigns::None, true),
            (|it| it.full_screen = true, true),
            (|it| it.treatments = vec![given("tx_heat", "")], true),
            (
                |it| it.readings = vec![reading("nprs_rest", None, Value::Number(Number::ZERO))],
                true,
            ),
        ];
        for (at, (change, expected)) in rows.into_iter().enumerate() {
            let mut content = visit(vec![], vec![]);
            content.warning_signs = WarningSigns::NotAsked;
            content.flare = Flare::NotAsked;
            change(&mut content);
            let found = faults(
                &knowledge().protocol,
                &course(1, false, &[]),
                &content,
                moment(10),
            );
            let is_told = found.iter().any(|fault| fault.starts_with("Nothing"));
            assert_eq!(!is_told, expected, "row {at}: {found:?}");
        }
    }

    #[test]
    fn another_day_needs_a_reason_and_so_does_what_a_caution_bars() {
        let protocol = &knowledge().protocol;
        let plain = course(1, false, &[]);
        let late = faults(protocol, &plain, &visit(vec![], vec![]), moment(11));
        assert_eq!(late, ["Write why this visit is entered on a later day"]);

        let rows = [
            (&[][..], "tx_heat", "", 0),
            (&["ca_cancer"][..], "tx_heat", "", 1),
            (&["ca_cancer"][..], "tx_heat", "GP agreed in writing", 0),
            // a warning is shown, not asked about
            (&["ca_blood_thinner"][..], "tx_soft_tissue", "", 0),
        ];
        for (cautions, treatment, because, expected) in rows {
            let content = visit(vec![], vec![given(treatment, because)]);
            let found = faults(protocol, &course(1, false, cautions), &content, moment(10));
            assert_eq!(found.len(), expected, "{cautions:?} {treatment} {found:?}");
        }
    }

    #[test]
    fn two_visits_within_half_an_hour_are_probably_one() {
        let at = |minute: i64| Moment {
            utc: moment(10).utc + chrono::TimeDelta::minutes(minute),
            ..moment(10)
        };
        let rows: [(&[i64], i64, Option<i64>); 7] = [
            (&[], 0, None),
            (&[0], 0, Some(0)),
            (&[0], 29, Some(0)),
            (&[0], -29, Some(0)),
            (&[0], 30, None),
            (&[0], -30, None),
            (&[0, 50], 28, Some(50)),
        ];
        for (visits, minute, expected) in rows {
            let mut course = course(1, false, &[]);
            course.visits = visits.iter().map(|visit| signed(at(*visit))).collect();
            let found = same_visit(&course, at(minute));
            assert_eq!(found, expected.map(at), "{visits:?} {minute}");
        }
    }

    #[test]
    fn the_first_48_hours_after_an_injury_act_without_being_ticked() {
        let protocol = &knowledge().protocol;
        for (onset, injury, expected) in [(9, true, 1), (9, false, 0), (8, true, 0)] {
            let course = course(onset, injury, &[]);
            let found = effects(protocol, &course, "tx_dry_needling", moment(10));
            assert_eq!(found.len(), expected, "{onset} {injury}");
        }
    }
}
