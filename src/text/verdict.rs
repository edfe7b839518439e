//! One target held against the record, in a few words: `4° to go`, `Both sides not yet`.

use crate::care::evaluation::{Criterion, Finding, Note, Verdict};
use crate::care::measure::{Measure, Value};
use crate::care::protocol::{Operator, Protocol};

use super::criterion::to_go_in_words;
use super::quantity::{amount, distance, per_cent};

/// The verdict in a few words for a narrow column: `4° to go`, `Difference 8°, 2° to go`, `Not measured`.
#[must_use]
pub fn short(protocol: &Protocol, criterion: &Criterion) -> String {
    let Some(measure) = protocol.measure(criterion.measure.as_str()) else {
        return match criterion.verdict {
            Verdict::Met => "Clear".to_owned(),
            Verdict::NotMeasured => "Not asked".to_owned(),
            _ => "Red flag".to_owned(),
        };
    };
    let first = criterion.findings.first();
    let computed = first.and_then(
        |finding| match (finding.found.as_ref()?, criterion.operator) {
            (Value::Number(found), Operator::DifferenceAtMost) => {
                Some(format!("Difference {}, ", distance(measure, *found)))
            }
            (Value::Number(found), Operator::LsiAtLeast) => {
                let Value::Number(threshold) = criterion.threshold else {
                    return None;
                };
                let shown = amount(per_cent(*found, threshold), "%");
                Some(format!("Symmetry {shown}, "))
            }
            _ => None,
        },
    );
    let side = failing_sides(criterion);
    let to_go = to_go_of_sides(measure, criterion);
    let words = match (criterion.verdict, to_go) {
        (Verdict::Met, _) => "met".to_owned(),
        (Verdict::NotYet, Some(to_go)) => to_go,
        (Verdict::NotYet, None) => format!("{side}not yet"),
        (Verdict::Worse, Some(to_go)) => {
            format!("{to_go}, {}worse than last", worse_side(criterion))
        }
        (Verdict::Worse, None) => match worse_side(criterion).as_str() {
            "" => format!("{side}worse than last"),
            worse => format!("both sides not yet, {worse}worse than last"),
        },
        (Verdict::OutOfDate, _) => "out of date".to_owned(),
        (Verdict::NotMeasured, _) => match &criterion.note {
            Some(Note::NoEarlierValue) => "no earlier value".to_owned(),
            Some(Note::MissingSide(side)) => format!("{} not measured", side.as_str()),
            Some(Note::DifferentMethod) => "different method".to_owned(),
            _ if was_measured(criterion) => "not measured in this phase".to_owned(),
            _ => "not measured".to_owned(),
        },
        (Verdict::NotApplicable, _) => "does not apply".to_owned(),
    };
    capital(&format!("{}{words}", computed.unwrap_or_default()))
}

/// The sides that hold the verdict, before what is said of them; nothing where a measure has no sides.
fn failing_sides(criterion: &Criterion) -> String {
    match failing(criterion).as_slice() {
        [_, _, ..] => "both sides ".to_owned(),
        [one] => one
            .side
            .map_or(String::new(), |side| format!("{} ", side.as_str())),
        [] => String::new(),
    }
}

/// `1 grade to go`, `left 1 grade to go`, `left 2°, right 1° to go`; nothing where no distance can be told.
fn to_go_of_sides(measure: &Measure, criterion: &Criterion) -> Option<String> {
    let distance = |finding: &Finding| {
        finding
            .to_go
            .map(|to_go| to_go_in_words(measure, criterion, finding, to_go))
    };
    let failing = failing(criterion);
    if let [one, other] = failing.as_slice()
        && let (Some(of_one), Some(of_other)) = (distance(one), distance(other))
        && let (Some(side), Some(other_side)) = (one.side, other.side)
        && of_one != of_other
    {
        let (side, other_side) = (side.as_str(), other_side.as_str());
        return Some(format!("{side} {of_one}, {other_side} {of_other} to go"));
    }
    let of_first = distance(failing.first()?)?;
    Some(format!("{}{of_first} to go", failing_sides(criterion)))
}

/// The findings that do not meet the target, the one that decides first.
fn failing(criterion: &Criterion) -> Vec<&Finding> {
    let fails = |finding: &&Finding| matches!(finding.verdict, Verdict::NotYet | Verdict::Worse);
    criterion.findings.iter().filter(fails).collect()
}

/// The side that got worse, where the other did not.
fn worse_side(criterion: &Criterion) -> String {
    let failing = failing(criterion);
    let is_worse = |one: &&&Finding| one.verdict == Verdict::Worse;
    match (failing.len(), failing.iter().filter(is_worse).count()) {
        // the one that decides stands first, and worse decides
        (2.., 1) => failing[0]
            .side
            .map_or(String::new(), |side| format!("{} ", side.as_str())),
        _ => String::new(),
    }
}

/// Measured in an earlier stay, which counts for nothing in this one.
fn was_measured(criterion: &Criterion) -> bool {
    let is_earlier = |finding: &Finding| matches!(finding.note, Some(Note::EarlierStay { .. }));
    criterion.findings.iter().any(is_earlier)
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin;
    use crate::care::case;
    use crate::care::evaluate::evaluate;

    /// What is said of each target of phase 5 after one visit with these readings.
    fn said(target: &str, readings: &str, earlier: &str) -> String {
        told(target, readings, earlier, ("2026-03-05", 4))
    }

    /// The same when the visit before stood in phase 5 too.
    fn said_after(target: &str, readings: &str, before: &str) -> String {
        told(target, readings, before, ("2026-03-12", 5))
    }

    fn told(target: &str, readings: &str, earlier: &str, (day, phase): (&str, u8)) -> String {
        let text = format!(
            r#"
says = "one visit"
now = "2026-03-20T10:00"
protocol = "upper-back-spasm"
[episode]
onset = "2026-02-20T09:00"
side = "left"
sport = false
cautions = []
phase = 5
entered = "2026-03-10T09:00"
[[sessions]]
at = "{day}T09:30"
phase = {phase}
warning_signs = "none"
flare = "no"
readings = {{ {earlier} }}
[[sessions]]
at = "2026-03-20T09:30"
phase = 5
warning_signs = "none"
flare = "no"
readings = {{ {readings} }}
[expect]
recommendation = "hold"
"#
        );
        let protocol = &builtin::knowledge().protocol;
        let case = case::read("case.toml", &text, protocol).unwrap();
        let evaluation = evaluate(protocol, &case.course, case.now);
        let found = evaluation
            .criteria
            .iter()
            .find(|one| one.target.as_str() == target);
        short(protocol, found.unwrap())
    }

    #[test]
    fn every_side_that_is_not_there_yet_is_named() {
        let shoulder = |left, right| {
            said(
                "p5_shoulder",
                &format!("rom_shoulder_flexion = {{ left = {left}, right = {right} }}"),
                "",
            )
        };
        assert_eq!(shoulder(159, 170), "Left 1° to go");
        assert_eq!(shoulder(170, 159), "Right 1° to go");
        assert_eq!(shoulder(159, 159), "Both sides 1° to go");
        assert_eq!(shoulder(150, 159), "Left 10°, right 1° to go");
        assert_eq!(shoulder(170, 170), "Met");
    }

    #[test]
    fn the_side_that_got_worse_is_told_from_one_that_is_not_there_yet() {
        let before = "rom_shoulder_flexion = { left = 155, right = 130 }";
        let said = |left, right| {
            said_after(
                "p5_shoulder",
                &format!("rom_shoulder_flexion = {{ left = {left}, right = {right} }}"),
                before,
            )
        };
        assert_eq!(
            said(140, 130),
            "Left 20°, right 30° to go, left worse than last"
        );
        assert_eq!(said(140, 165), "Left 20° to go, worse than last");
        assert_eq!(said(140, 110), "Left 20°, right 50° to go, worse than last",);
    }

    #[test]
    fn what_an_earlier_phase_found_is_not_called_never_measured() {
        let earlier = "rom_shoulder_flexion = { left = 170, right = 170 }";
        assert_eq!(
            said("p5_shoulder", "", earlier),
            "Not measured in this phase"
        );
        assert_eq!(said("p5_shoulder", "", ""), "Not measured");
    }
}
