//! About how long the phase lasts at this pace: two straight lines through the readings, said as a range of weeks.

use super::evaluation::{Criterion, Finding, Projection, Verdict};
use super::history::{Series, View};
use super::measure::Better;
use super::protocol::Operator;
use super::recommendation::is_open;

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
        let series = view.series(open.measure.as_str())?;
        let measure = series.measure;
        if !matches!(open.operator, Operator::AtLeast | Operator::AtMost)
            || measure.better == Better::FirstWord
        {
            return None;
        }
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
