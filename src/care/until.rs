//! The last day on which an answer holds if nothing more is recorded.

use chrono::{Days, NaiveDate};

use super::computed::{
    ACUTE_HOURS, FLARE_FREE_DAYS, HOURS_SINCE_ONSET, WEEKS_IN_PHASE, computed, is_first_48h,
};
use super::evaluation::{Criterion, Verdict};
use super::flags::RETURN_DAYS;
use super::history::View;
use super::lost::Lost;
use super::measure::Value;
use super::protocol::Operator;
use super::question::days_in_date;

/// The day before the first change that time alone brings; earlier than today when one comes later today.
///
/// Readings go out of date, computed values pass their thresholds, and after 90 days the full screen is due.
pub(super) fn holds_until(view: View, criteria: &[Criterion], lost: &[Lost]) -> Option<NaiveDate> {
    let expiring = criteria
        .iter()
        .filter_map(|criterion| in_date_until(view, criterion));
    let passing = criteria
        .iter()
        .filter_map(|criterion| passes_after(view, criterion));
    let lost = lost.iter().filter_map(|lost| lost.until);
    let onset = view
        .history
        .course
        .onset
        .latest
        .filter(|_| is_first_48h(view.history.course, view.now));
    let acute = onset.and_then(|onset| day_before(onset.date, ACUTE_HOURS / 24));
    let away = view
        .visits()
        .next_back()
        .and_then(|visit| day_before(visit.at.date, RETURN_DAYS))
        .filter(|last| *last >= view.now.date);
    expiring
        .chain(passing)
        .chain(lost)
        .chain(acute)
        .chain(away)
        .min()
}

/// The last day every reading of a criterion is in date.
fn in_date_until(view: View, criterion: &Criterion) -> Option<NaiveDate> {
    let phase = view.history.protocol.phase(criterion.phase)?;
    let target = phase
        .targets
        .iter()
        .find(|target| target.key == criterion.target)?;
    let measure = view.history.measure(criterion.measure.as_str())?;
    let days = Days::new(u64::from(days_in_date(view, target, measure)));
    let counts = criterion
        .findings
        .iter()
        .filter(|finding| finding.verdict != Verdict::OutOfDate);
    counts
        .filter_map(|finding| finding.taken_at?.date.checked_add_days(days))
        .min()
}

/// The last day before a computed value reaches its threshold, or is about to pass it.
fn passes_after(view: View, criterion: &Criterion) -> Option<NaiveDate> {
    let measure = view
        .history
        .measure(criterion.measure.as_str())
        .filter(|measure| measure.computed)?;
    let Value::Number(threshold) = criterion.threshold else {
        return None;
    };
    let computed = computed(view, measure.key.as_str())?;
    let is_past = match criterion.operator {
        Operator::AtLeast => computed.value >= threshold,
        _ => computed.value > threshold,
    };
    if is_past || criterion.verdict == Verdict::NotApplicable {
        return None;
    }
    let thousandths_a_day = match measure.key.as_str() {
        HOURS_SINCE_ONSET => 24_000,
        FLARE_FREE_DAYS => 1_000,
        WEEKS_IN_PHASE => {
            return day_before(computed.since?.date, threshold.thousandths() * 7 / 1000);
        }
        _ => return None,
    };
    day_before(
        computed.since?.date,
        threshold.thousandths() / thousandths_a_day,
    )
}

fn day_before(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    date.checked_add_signed(chrono::TimeDelta::try_days(days - 1)?)
}
