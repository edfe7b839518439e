//! One target held against the record, as one sentence: what was found, what is needed, how far it is.

use crate::care::evaluation::{Criterion, Finding, Note, Verdict};
use crate::care::measure::{Input, Measure, Side, Value};
use crate::care::number::Number;
use crate::care::protocol::{
    Operator, PER_CENT_OF_BASELINE, Protocol, RED_FLAG_SCREEN, SideRule, Target,
};

use super::quantity::{amount, day, distance, missing, per_cent, value};

/// The sentence of a criterion, for example
/// “Thoracic rotation left 46°, right 38°: difference 8°, at most 6° (2° to go).”
#[must_use]
pub fn sentence(protocol: &Protocol, criterion: &Criterion) -> String {
    let Some(measure) = protocol.measure(criterion.measure.as_str()) else {
        return screen(criterion);
    };
    if criterion.verdict == Verdict::NotApplicable {
        let why = match &criterion.note {
            Some(Note::SetNotApplicable(reason)) => format!("set by a clinician: {reason}"),
            _ => "the protocol does not ask it of this patient".to_owned(),
        };
        return format!("{} does not apply ({why}).", measure.name);
    }
    if matches!(criterion.side, SideRule::Difference | SideRule::Lsi) {
        return of_pair(measure, criterion);
    }
    match criterion.findings.as_slice() {
        [finding] => of_one(measure, criterion, finding),
        findings if findings.iter().all(|finding| finding.found.is_none()) => {
            format!("{}: {}.", measure.name, unmeasured(measure, criterion))
        }
        findings => of_sides(measure, criterion, findings),
    }
}

/// What a criterion asks, without what was found: `at least 40°`, `improves by 50 % of baseline`.
#[must_use]
pub fn needed(protocol: &Protocol, criterion: &Criterion) -> String {
    protocol.measure(criterion.measure.as_str()).map_or_else(
        || criterion.threshold.to_string(),
        |measure| requirement(measure, criterion),
    )
}

/// What a target asks as its protocol states it: `at least 40°`.
#[must_use]
pub fn stated(protocol: &Protocol, target: &Target) -> String {
    match protocol.measure(target.measure.as_str()) {
        Some(measure) => requires(measure, target.operator, &target.threshold, &target.unit),
        None if target.measure == RED_FLAG_SCREEN => {
            "every question answered, none open".to_owned()
        }
        None => target.threshold.to_string(),
    }
}

fn requirement(measure: &Measure, criterion: &Criterion) -> String {
    requires(
        measure,
        criterion.operator,
        &criterion.threshold,
        &criterion.unit,
    )
}

fn requires(measure: &Measure, operator: Operator, threshold: &Value, unit: &str) -> String {
    let threshold = match (threshold, operator) {
        (Value::Number(number), Operator::LsiAtLeast) => amount(*number, "%"),
        (Value::Number(number), Operator::ImprovesBy | Operator::NoWorseThanBaseline) => match unit
        {
            PER_CENT_OF_BASELINE => amount(*number, "% of the first value"),
            _ => distance(measure, *number),
        },
        (Value::Number(number), Operator::DifferenceAtMost) => distance(measure, *number),
        (threshold, _) => value(measure, threshold),
    };
    match operator {
        Operator::AtLeast => format!("at least {threshold}"),
        Operator::AtMost => format!("at most {threshold}"),
        Operator::Equals => format!("must be {threshold}"),
        Operator::ImprovesBy => format!("must improve by {threshold}"),
        Operator::NoWorseThanBaseline => format!("may be at most {threshold} worse than at first"),
        Operator::LsiAtLeast => format!("symmetry at least {threshold}"),
        Operator::DifferenceAtMost => format!("difference at most {threshold}"),
    }
}

/// “Name: found, needed (to go).” or “Name left found: needed (to go).”
fn of_one(measure: &Measure, criterion: &Criterion, finding: &Finding) -> String {
    let name = &measure.name;
    let Some(found) = found(measure, criterion, finding) else {
        let side = finding
            .side
            .map(|side| format!("{} ", side.as_str()))
            .unwrap_or_default();
        return format!("{name}: {side}{}.", unmeasured(measure, criterion));
    };
    let asked = asked(measure, criterion);
    let tail = tail(measure, criterion, finding);
    match finding.side {
        Some(side) => format!("{name} {} {found}: {asked} ({tail}).", side.as_str()),
        None => format!("{name}: {found}, {asked} ({tail})."),
    }
}

/// “Name left found (1 grade to go), right found (met): needed.”, the side that decides first.
fn of_sides(measure: &Measure, criterion: &Criterion, findings: &[Finding]) -> String {
    let part = |finding: &Finding| {
        let side = finding.side.map_or("", Side::as_str);
        match found(measure, criterion, finding) {
            Some(found) => format!("{side} {found} ({})", tail(measure, criterion, finding)),
            None => format!("{side} not measured"),
        }
    };
    let parts: Vec<String> = findings.iter().map(part).collect();
    format!(
        "{} {}: {}.",
        measure.name,
        parts.join(", "),
        asked(measure, criterion)
    )
}

/// The value, with the one it began at where the target is about change.
fn found(measure: &Measure, criterion: &Criterion, finding: &Finding) -> Option<String> {
    let found = value(measure, finding.found.as_ref()?);
    let relative = matches!(
        criterion.operator,
        Operator::ImprovesBy | Operator::NoWorseThanBaseline
    );
    let alone = has_no_room(finding) && !criterion.findings.iter().all(has_no_room);
    Some(match &finding.baseline {
        Some(first) if relative => {
            let no_room = if alone {
                " with no room to improve"
            } else {
                ""
            };
            format!("{found}, {} at first{no_room}", value(measure, first))
        }
        _ => found,
    })
}

/// The requirement, or what it becomes where there is no room to improve.
fn asked(measure: &Measure, criterion: &Criterion) -> String {
    if !criterion.findings.is_empty() && criterion.findings.iter().all(has_no_room) {
        return "no room to improve, must not get worse".to_owned();
    }
    requirement(measure, criterion)
}

fn has_no_room(finding: &Finding) -> bool {
    finding.note == Some(Note::NoRoomToImprove)
}

/// The verdict in brackets: the distance to go, or what else it is.
fn tail(measure: &Measure, criterion: &Criterion, finding: &Finding) -> String {
    let to_go = finding.to_go.map(|to_go| {
        format!(
            "{} to go",
            to_go_in_words(measure, criterion, finding, to_go)
        )
    });
    match (finding.verdict, to_go) {
        (Verdict::Met, _) => "met".to_owned(),
        (Verdict::NotYet, Some(to_go)) => to_go,
        (Verdict::NotYet, None) => "not yet".to_owned(),
        (Verdict::Worse, Some(to_go)) => format!("{to_go}, worse than the reading before"),
        (Verdict::Worse, None) => "worse than the reading before".to_owned(),
        (Verdict::OutOfDate, _) => match finding.taken_at {
            Some(at) => format!("taken on {}, out of date", day(at.date)),
            None => "out of date".to_owned(),
        },
        (Verdict::NotMeasured, _) => match &finding.note {
            Some(Note::DifferentMethod) => "not measured: another method than at first".to_owned(),
            _ => "not measured: no earlier value".to_owned(),
        },
        (Verdict::NotApplicable, _) => "does not apply".to_owned(),
    }
}

/// The distance in the unit a clinician counts in: per cent of symmetry as it is shown, a share of the first value in
/// the measure's own unit.
pub(super) fn to_go_in_words(
    measure: &Measure,
    criterion: &Criterion,
    finding: &Finding,
    to_go: Number,
) -> String {
    if criterion.operator == Operator::LsiAtLeast
        && let (Value::Number(threshold), Some(Value::Number(found))) =
            (&criterion.threshold, &finding.found)
    {
        return amount(*threshold - per_cent(*found, *threshold), "%");
    }
    let share = criterion.unit == PER_CENT_OF_BASELINE && !has_no_room(finding);
    match (&finding.baseline, &measure.input) {
        (Some(Value::Number(first)), Input::Number { step, .. }) if share => {
            let exact = i128::from(to_go.thousandths()) * i128::from(first.abs().thousandths());
            let step = i128::from(step.thousandths().max(1));
            let steps = (exact + step * 100_000 - 1) / (step * 100_000);
            let rounded = i64::try_from(steps * step).unwrap_or(i64::MAX);
            distance(measure, Number::from_thousandths(rounded))
        }
        _ => missing(measure, to_go),
    }
}

fn unmeasured(measure: &Measure, criterion: &Criterion) -> String {
    let asked = requirement(measure, criterion);
    match (&criterion.note, criterion.verdict) {
        (Some(Note::OnsetUnknown), Verdict::Met) => {
            format!("not known, counts as past 48 hours, {asked} (met)")
        }
        (Some(Note::OnsetUnknown), _) => format!("not known, {asked} (not measured)"),
        (Some(Note::NotAsked), _) => {
            format!("not known because it was not asked, {asked} (not measured)")
        }
        _ => {
            let earlier: Vec<String> = criterion
                .findings
                .iter()
                .filter_map(|finding| earlier(measure, criterion, finding))
                .collect();
            if earlier.is_empty() {
                return format!("not measured, {asked}");
            }
            format!(
                "not measured in this phase, {asked} (was {})",
                earlier.join(", ")
            )
        }
    }
}

/// What an earlier stay found: “left 46° on 6 March 2026”.
fn earlier(measure: &Measure, criterion: &Criterion, finding: &Finding) -> Option<String> {
    let Some(Note::EarlierStay {
        value: earlier,
        taken_at,
    }) = &finding.note
    else {
        return None;
    };
    let earlier = match (criterion.operator, earlier) {
        (Operator::LsiAtLeast, Value::Number(share)) => amount(whole(*share), "%"),
        (Operator::DifferenceAtMost, Value::Number(difference)) => distance(measure, *difference),
        (_, earlier) => value(measure, earlier),
    };
    let side = finding
        .side
        .map(|side| format!("{} ", side.as_str()))
        .unwrap_or_default();
    Some(format!("{side}{earlier} on {}", day(taken_at.date)))
}

/// Cut to whole per cent.
fn whole(share: Number) -> Number {
    Number::whole(share.thousandths() / 1000)
}

fn of_pair(measure: &Measure, criterion: &Criterion) -> String {
    let Some(finding) = criterion.findings.first() else {
        return format!("{}: not measured.", measure.name);
    };
    let asked = requirement(measure, criterion);
    let Some((left, right)) = &finding.pair else {
        let alone = finding
            .unused
            .as_ref()
            .map(|(_, alone)| value(measure, alone));
        let why = match (&criterion.note, alone) {
            (Some(Note::MissingSide(side)), Some(alone)) => {
                format!(
                    "{} {alone}, {} not measured",
                    side.other().as_str(),
                    side.as_str()
                )
            }
            (Some(Note::DifferentMethod), _) => {
                "not measured: left and right with different methods".to_owned()
            }
            _ => return format!("{}: {}.", measure.name, unmeasured(measure, criterion)),
        };
        return format!("{}: {why}, {asked}.", measure.name);
    };
    let unused = match &finding.unused {
        Some((side, newer)) => {
            format!(
                "; the newer {} {} is not used",
                side.as_str(),
                value(measure, newer)
            )
        }
        None => String::new(),
    };
    let sides = format!(
        "{} left {}, right {}",
        measure.name,
        value(measure, left),
        value(measure, right)
    );
    let Some(Value::Number(found)) = finding.found else {
        return format!("{sides}: no symmetry over nought (not measured){unused}.");
    };
    if criterion.operator == Operator::DifferenceAtMost {
        let asked = asked.replacen("difference ", "", 1);
        let tail = tail(measure, criterion, finding);
        return format!(
            "{sides}: difference {}, {asked} ({tail}){unused}.",
            distance(measure, found)
        );
    }
    let Value::Number(threshold) = criterion.threshold else {
        return format!("{sides}.");
    };
    let shown = per_cent(found, threshold);
    let asked = asked.replacen("symmetry ", "", 1);
    let tail = tail(measure, criterion, finding);
    format!(
        "{sides}: symmetry {}, {asked} ({tail}){unused}.",
        amount(shown, "%")
    )
}

/// The red flag screen, which is no measure.
fn screen(criterion: &Criterion) -> String {
    if criterion.measure != *RED_FLAG_SCREEN {
        return format!("{}: not measured.", criterion.measure);
    }
    match criterion.verdict {
        Verdict::Met => "Red flag screen clear (met).".to_owned(),
        Verdict::NotMeasured => {
            "Red flag screen: the warning-sign question was not asked at the last session."
                .to_owned()
        }
        _ => "Red flag screen not clear: a red flag is open or referred.".to_owned(),
    }
}
