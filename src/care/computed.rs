//! Values nobody types: worked out from the record at "now", never out of date.

use super::course::{Course, Flare, Visit};
use super::flare::flares;
use super::history::View;
use super::number::Number;
use super::time::Moment;

/// Hours since onset.
pub const HOURS_SINCE_ONSET: &str = "hours_since_onset";
/// Weeks in the present phase.
pub const WEEKS_IN_PHASE: &str = "weeks_in_phase";
/// Days in a row without a flare.
pub const FLARE_FREE_DAYS: &str = "flare_free_days";

/// The window after an injury in which other rules hold, in hours.
pub const ACUTE_HOURS: i64 = 48;

/// Whether the 48 hours after an injury are still running; unknown onset counts as past them.
#[must_use]
pub fn is_first_48h(course: &Course, now: Moment) -> bool {
    course.onset.injury
        && course
            .onset
            .latest
            .is_some_and(|onset| now.seconds_since(onset) < ACUTE_HOURS * 3600)
}

/// A computed value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Computed {
    pub value: Number,
    /// Since when it counts; `None` while it does not grow.
    pub since: Option<Moment>,
}

/// The value of a computed measure; `None` when the record cannot tell.
pub(super) fn computed(view: View, key: &str) -> Option<Computed> {
    match key {
        HOURS_SINCE_ONSET => hours_since_onset(view),
        WEEKS_IN_PHASE => weeks_in_phase(view),
        FLARE_FREE_DAYS => flare_free_days(view),
        _ => None,
    }
}

/// Whole hours since the latest moment the onset statement allows, never below nought.
fn hours_since_onset(view: View) -> Option<Computed> {
    let since = view.history.course.onset.latest?;
    let hours = view.now.seconds_since(since).max(0) / 3600;
    Some(Computed {
        value: Number::whole(hours),
        since: Some(since),
    })
}

/// Time since the phase was entered in weeks, rounded down to a half.
fn weeks_in_phase(view: View) -> Option<Computed> {
    const HALF_WEEK: i64 = 7 * 24 * 3600 / 2;
    let since = view.stay()?.entered;
    let halves = view.now.seconds_since(since).max(0) / HALF_WEEK;
    Some(Computed {
        value: Number::from_thousandths(halves * 500),
        since: Some(since),
    })
}

/// Calendar days back to the answer that ended the last flare, or to the last visit where the question was not asked.
///
/// "No" at a visit speaks for the time since the visit before it; a flare lasts until it. `None` when the newest visit
/// did not ask.
fn flare_free_days(view: View) -> Option<Computed> {
    let open = flares(view);
    let (visits, open): (Vec<&Visit>, Vec<_>) = view
        .occasions()
        .iter()
        .zip(open)
        .filter_map(|(occasion, open)| Some((occasion.visit?, open)))
        .unzip();
    let quiet = |visit: usize| visits[visit].flare != Flare::NotAsked && open[visit].is_none();
    let newest = visits.len().checked_sub(1)?;
    if visits[newest].flare == Flare::NotAsked {
        return None;
    }
    if open[newest].is_some() {
        return Some(Computed {
            value: Number::ZERO,
            since: None,
        });
    }
    let reached = (0..=newest)
        .rev()
        .find(|&visit| visit == 0 || !quiet(visit))
        .unwrap_or(0);
    // The newest visit is quiet, so a visit follows the one that had a flare.
    let since = visits[reached + usize::from(open[reached].is_some())].at;
    Some(Computed {
        value: Number::whole(view.now.days_since(since).max(0)),
        since: Some(since),
    })
}
