//! About how long the phase lasts at this pace: two straight lines through the readings, said as a range of weeks.

use super::course::Course;
use super::evaluation::{
    Criterion, Evaluation, Finding, Projection, Reason, Recommendation, Verdict,
};
use super::history::{History, Series, View};
use super::ids::MeasureKey;
use super::measure::{Better, Side, Value};
use super::protocol::{Gate, Operator, Protocol};
use super::recommendation::is_open;
use super::time::Moment;

/// Fewest readings and fewest days they must span.
const READINGS: usize = 5;
const DAYS: i64 = 14;
/// Only the newest readings tell the present pace.
const NEWEST: usize = 10;
/// Beyond half a year a pace says nothing.
const MOST_WEEKS: i64 = 26;

/// When every open mandatory target may be met; `None` unless each is a number, in date, that moves towards its threshold.
pub(super) fn project(view: View, criteria: &[Criterion]) -> Option<Projection> {
    let mut range: Option<(i64, i64)> = None;
    for open in criteria.iter().filter(|criterion| is_open(criterion)) {
        let series = approached(view, open)?;
        for finding in open
            .findings
            .iter()
            .filter(|finding| finding.verdict != Verdict::Met)
        {
            let (from, to) = weeks(series, finding)?;
            let known = range.get_or_insert((from, to));
            *known = (known.0.max(from), known.1.max(to));
        }
    }
    let (from, to) = range.filter(|(_, to)| *to <= MOST_WEEKS)?;
    Some(Projection {
        weeks_from: u16::try_from(from).ok()?,
        weeks_to: u16::try_from(to).ok()?,
    })
}

/// The readings that move towards the value a criterion asks for; `None` where it asks for something else.
fn approached<'a>(view: View<'a>, criterion: &Criterion) -> Option<Series<'a>> {
    let series = view.series(criterion.measure.as_str())?;
    let of_the_value = matches!(criterion.operator, Operator::AtLeast | Operator::AtMost);
    (of_the_value && series.measure.better != Better::FirstWord).then_some(series)
}

/// A pace says something only while the plan goes on as it is and gets somewhere.
pub(super) fn is_steady(of: Recommendation, is_stalled: bool, reasons: &[Reason]) -> bool {
    of == Recommendation::Hold && !is_stalled && !reasons.iter().any(Reason::is_trouble)
}

/// How one side of a measure goes on, if it goes on as it did: for the screen, never for paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pace {
    /// What is measured.
    pub measure: MeasureKey,
    /// The side, for a target that gives a verdict a side.
    pub side: Option<Side>,
    /// The method of the readings it was worked out from.
    pub variant: Option<String>,
    /// What the present phase asks.
    pub threshold: Value,
    /// From the newest reading until that may be reached.
    pub projection: Projection,
}

/// The pace of every number or step that the present phase asks for and that is not reached yet: what is needed first.
#[must_use]
pub fn paces(
    protocol: &Protocol,
    course: &Course,
    evaluation: &Evaluation,
    now: Moment,
) -> Vec<Pace> {
    if evaluation.phase.is_none()
        || !is_steady(
            evaluation.recommendation,
            evaluation.stalled,
            &evaluation.reasons,
        )
    {
        return Vec::new();
    }
    let history = History::new(protocol, course, now);
    let view = history.at(now);
    let mut criteria: Vec<&Criterion> = evaluation.criteria.iter().collect();
    criteria.sort_by_key(|criterion| criterion.gate != Gate::Mandatory);
    let of_criterion = |criterion: &Criterion| {
        let series = approached(view, criterion);
        let findings = criterion.findings.iter();
        let pace = |finding: &Finding| {
            let (from, to) = weeks(series?, finding).filter(|(_, to)| *to <= MOST_WEEKS)?;
            let newest = series?.of(finding.side).next_back()?;
            Some(Pace {
                measure: criterion.measure.clone(),
                side: finding.side,
                variant: newest.reading.variant.clone(),
                threshold: criterion.threshold.clone(),
                projection: Projection {
                    weeks_from: u16::try_from(from).ok()?,
                    weeks_to: u16::try_from(to).ok()?,
                },
            })
        };
        findings.filter_map(pace).collect::<Vec<_>>()
    };
    criteria.into_iter().flat_map(of_criterion).collect()
}

fn weeks(series: Series, finding: &Finding) -> Option<(i64, i64)> {
    if finding.verdict == Verdict::OutOfDate {
        return None;
    }
    let to_go = finding.to_go?.thousandths();
    let mut readings = series.of(finding.side).rev();
    let newest = readings.next()?.reading;
    let first = newest.taken_at;
    let zero = &newest.value;
    // Days before the newest reading, and how much better than it: both nought or below as a rule.
    let point = |reading: &super::measure::Reading| {
        Some((
            reading.taken_at.days_since(first),
            super::compare::better_by(series.measure, zero, &reading.value)?,
        ))
    };
    let same_method = readings.filter(|taken| taken.reading.variant == newest.variant);
    let earlier = same_method
        .take(NEWEST - 1)
        .map(|taken| point(taken.reading));
    let points: Vec<(i64, i64)> = std::iter::once(Some((0, 0)))
        .chain(earlier)
        .collect::<Option<_>>()?;
    let oldest = points.last()?.0;
    if points.len() < READINGS || -oldest < DAYS {
        return None;
    }
    let whole = days_to_go(to_go, slope(&points))?;
    let lately = days_to_go(to_go, slope(&points[..points.len().div_ceil(2).max(3)]))?;
    let (fewest, most) = (whole.min(lately), whole.max(lately));
    Some(((fewest / 7).max(1), (most + 6) / 7))
}

/// The least-squares slope as a fraction: thousandths over days.
fn slope(points: &[(i64, i64)]) -> (i128, i128) {
    let wide = |f: fn(&(i64, i64)) -> i128| points.iter().map(f).sum::<i128>();
    let n = wide(|_| 1);
    let (x, y) = (wide(|p| i128::from(p.0)), wide(|p| i128::from(p.1)));
    let xy = wide(|p| i128::from(p.0) * i128::from(p.1));
    let xx = wide(|p| i128::from(p.0) * i128::from(p.0));
    (n * xy - x * y, n * xx - x * x)
}

fn days_to_go(to_go: i64, (rise, run): (i128, i128)) -> Option<i64> {
    if rise <= 0 || run <= 0 {
        return None;
    }
    i64::try_from((i128::from(to_go) * run + rise - 1) / rise).ok()
}
