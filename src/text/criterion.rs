//! One target held against the record, as one sentence: what was found, what is needed, how far it is.

use crate::care::evaluation::{Criterion, Finding, Note, Verdict};
use crate::care::measure::{Input, Measure, Side, Value};
use crate::care::number::Number;
use crate::care::protocol::{Operator, PER_CENT_OF_BASELINE, Protocol, RED_FLAG_SCREEN, SideRule};

use super::quantity::{amount, day, distance, per_cent, value};

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
    let parts: Vec<String> = criterion
        .findings
        .iter()
        .map(|finding| of_finding(measure, criterion, finding))
        .collect();
    format!("{}{}.", head(measure, criterion), parts.join("; "))
}

/// What a criterion asks, without what was found: `at least 40°`, `improves by 50 % of baseline`.
#[must_use]
pub fn needed(protocol: &Protocol, criterion: &Criterion) -> String {
    protocol.measure(criterion.measure.as_str()).map_or_else(
        || criterion.threshold.to_string(),
        |measure| requirement(measure, criterion),
    )
}

/// The name, with a colon unless a side follows.
fn head(measure: &Measure, criterion: &Criterion) -> String {
    let alone = criterion
        .findings
        .first()
        .is_some_and(|finding| finding.side.is_some());
    format!(
        "{}{} ",
        measure.name,
        if alone && criterion.findings.len() == 1 {
            ""
        } else {
            ":"
        }
    )
}

fn requirement(measure: &Measure, criterion: &Criterion) -> String {
    let threshold = match (&criterion.threshold, criterion.operator) {
        (Value::Number(number), Operator::LsiAtLeast) => amount(*number, "%"),
        (Value::Number(number), Operator::ImprovesBy | Operator::NoWorseThanBaseline) => {
            match criterion.unit.as_str() {
                PER_CENT_OF_BASELINE => amount(*number, "% of the first value"),
                _ => distance(measure, *number),
            }
        }
        (Value::Number(number), Operator::DifferenceAtMost) => distance(measure, *number),
        (threshold, _) => value(measure, threshold),
    };
    match criterion.operator {
        Operator::AtLeast => format!("at least {threshold}"),
        Operator::AtMost => format!("at most {threshold}"),
        Operator::Equals => format!("must be {threshold}"),
        Operator::ImprovesBy => format!("must improve by {threshold}"),
        Operator::NoWorseThanBaseline => format!("may be at most {threshold} worse than at first"),
        Operator::LsiAtLeast => format!("symmetry at least {threshold}"),
        Operator::DifferenceAtMost => format!("difference at most {threshold}"),
    }
}

fn of_finding(measure: &Measure, criterion: &Criterion, finding: &Finding) -> String {
    let side = finding
        .side
        .map(|side| format!("{} ", side.as_str()))
        .unwrap_or_default();
    let note = criterion.note.as_ref();
    let Some(found) = &finding.found else {
        return format!("{side}{}", unmeasured(measure, criterion, finding.side));
    };
    let found = value(measure, found);
    let tail = tail(measure, criterion, finding);
    if let (Operator::ImprovesBy | Operator::NoWorseThanBaseline, Some(first)) =
        (criterion.operator, &finding.baseline)
    {
        let first = value(measure, first);
        if note == Some(&Note::NoRoomToImprove) {
            return format!(
                "{side}{found}, {first} at first and no room to improve, must not get worse{tail}"
            );
        }
        return format!(
            "{side}{found}, {first} at first, {}{tail}",
            requirement(measure, criterion)
        );
    }
    format!("{side}{found}, {}{tail}", requirement(measure, criterion))
}

/// The verdict in brackets: the distance to go, or what else it is.
fn tail(measure: &Measure, criterion: &Criterion, finding: &Finding) -> String {
    let to_go = finding.to_go.map(|to_go| {
        format!(
            "{} to go",
            to_go_in_words(measure, criterion, finding, to_go)
        )
    });
    let words = match (finding.verdict, to_go) {
        (Verdict::Met, _) => "met".to_owned(),
        (Verdict::NotYet, Some(to_go)) => to_go,
        (Verdict::NotYet, None) => "not yet".to_owned(),
        (Verdict::Worse, Some(to_go)) => format!("{to_go}, worse than the reading before"),
        (Verdict::Worse, None) => "worse than the reading before".to_owned(),
        (Verdict::OutOfDate, _) => match finding.taken_at {
            Some(at) => format!("taken on {}, out of date", day(at.date)),
            None => "out of date".to_owned(),
        },
        (Verdict::NotMeasured, _) => match &criterion.note {
            Some(Note::DifferentMethod) => "not measured: another method than at first".to_owned(),
            _ => "not measured: no earlier value".to_owned(),
        },
        (Verdict::NotApplicable, _) => "does not apply".to_owned(),
    };
    format!(" ({words})")
}

/// The distance in the unit a clinician counts in; a share of the first value in the measure's own unit.
fn to_go_in_words(
    measure: &Measure,
    criterion: &Criterion,
    finding: &Finding,
    to_go: Number,
) -> String {
    let share = criterion.unit == PER_CENT_OF_BASELINE && finding.verdict != Verdict::OutOfDate;
    match (&finding.baseline, &measure.input) {
        (Some(Value::Number(first)), Input::Number { step, .. }) if share => {
            let exact = i128::from(to_go.thousandths()) * i128::from(first.abs().thousandths());
            let step = i128::from(step.thousandths().max(1));
            let steps = (exact + step * 100_000 - 1) / (step * 100_000);
            let rounded = i64::try_from(steps * step).unwrap_or(i64::MAX);
            distance(measure, Number::from_thousandths(rounded))
        }
        _ => distance(measure, to_go),
    }
}

fn unmeasured(measure: &Measure, criterion: &Criterion, side: Option<Side>) -> String {
    let asked = requirement(measure, criterion);
    match (&criterion.note, criterion.verdict) {
        (Some(Note::OnsetUnknown), Verdict::Met) => {
            format!("not known, counts as past 48 hours, {asked} (met)")
        }
        (Some(Note::OnsetUnknown), _) => format!("not known, {asked} (not measured)"),
        (Some(Note::NotAsked), _) => {
            format!("not known because it was not asked, {asked} (not measured)")
        }
        (
            Some(Note::EarlierStay {
                value: earlier,
                taken_at,
            }),
            _,
        ) if side.is_none() || criterion.findings.len() == 1 => {
            let earlier = value(measure, earlier);
            format!(
                "not measured in this phase, {asked} (was {earlier} on {})",
                day(taken_at.date)
            )
        }
        _ => format!("not measured, {asked}"),
    }
}

fn of_pair(measure: &Measure, criterion: &Criterion) -> String {
    let Some(finding) = criterion.findings.first() else {
        return format!("{}: not measured.", measure.name);
    };
    let asked = requirement(measure, criterion);
    let unused = match &finding.unused {
        Some(newer) => format!(
            "; a newer value of one side ({}) is not used",
            value(measure, newer)
        ),
        None => String::new(),
    };
    let Some((left, right)) = &finding.pair else {
        let why = match &criterion.note {
            Some(Note::MissingSide(side)) => format!("not measured ({})", side.as_str()),
            Some(Note::DifferentMethod) => {
                "not measured: left and right with different methods".to_owned()
            }
            _ => "not measured".to_owned(),
        };
        return format!("{}: {why}, {asked}{unused}.", measure.name);
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
            "{sides}: difference {}, {asked}{tail}{unused}.",
            distance(measure, found)
        );
    }
    let Value::Number(threshold) = criterion.threshold else {
        return format!("{sides}.");
    };
    let shown = per_cent(found, threshold);
    let asked = asked.replacen("symmetry ", "", 1);
    let tail = match finding.verdict {
        Verdict::NotYet => format!(" ({} to go)", amount(threshold - shown, "%")),
        Verdict::Worse => format!(
            " ({} to go, worse than the reading before)",
            amount(threshold - shown, "%")
        ),
        _ => tail(measure, criterion, finding),
    };
    format!(
        "{sides}: symmetry {}, {asked}{tail}{unused}.",
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
            "Red flag screen: the warning-sign question was not asked at the last visit.".to_owned()
        }
        _ => "Red flag screen not clear: a red flag is open or referred.".to_owned(),
    }
}
