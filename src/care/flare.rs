//! Flares and the other signs that the load was too much: rule 1.11-4 (a) to (c).

use chrono::NaiveDate;

use super::course::Flare;
use super::evaluation::Reason;
use super::history::{Occasion, Scope, Taken, View};
use super::measure::{Side, Value};
use super::number::Number;

const WORST_PAIN: &str = "nprs_worst_24h";
const SETTLE_HOURS: &str = "settle_hours";
const SPASM_GRADE: &str = "spasm_grade";

/// A rise in worst pain from which the flare question must be asked, in points.
const RISE: Number = Number::whole(2);
/// Longest time pain may take to settle, in hours.
const SETTLED_WITHIN: Number = Number::whole(24);

/// A flare that no later visit has answered with "no".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OpenFlare {
    pub began: Option<NaiveDate>,
}

/// For each occasion, the flare that was open after it; a diary changes none.
///
/// Lasting over 24 hours, or spasm that returned, opens one; only "no" at a later visit ends it.
pub(super) fn flares(view: View) -> Vec<Option<OpenFlare>> {
    let mut open: Option<OpenFlare> = None;
    let after = |occasion: &Occasion| {
        open = match occasion.visit.map_or(Flare::NotAsked, |visit| visit.flare) {
            Flare::No => None,
            Flare::NotAsked
            | Flare::Settled {
                spasm_returned: false,
                ..
            } => open,
            Flare::Settled {
                began,
                spasm_returned: true,
            }
            | Flare::Lasting { began, .. } => {
                let known = open.and_then(|flare| flare.began);
                Some(OpenFlare {
                    began: known.or(began),
                })
            }
        };
        open
    };
    view.occasions().iter().map(after).collect()
}

/// The signs of (a) to (c) that hold now, each a reason to hold.
pub(super) fn trouble(view: View, flares: &[Option<OpenFlare>]) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if let Some(flare) = flares.last().copied().flatten() {
        reasons.push(Reason::FlareOpen { began: flare.began });
    } else if let Some(by) = rise_not_asked(view) {
        reasons.push(Reason::PainRoseNotAsked { by });
    }
    if let Some(Value::Number(hours)) = newest(view, SETTLE_HOURS).map(|taken| &taken.reading.value)
        && *hours > SETTLED_WITHIN
    {
        reasons.push(Reason::NotSettled { hours: *hours });
    }
    for side in [Side::Left, Side::Right] {
        if let Some(back) = spasm_back(view, side) {
            reasons.push(Reason::SpasmBack {
                side,
                from: back.from,
                to: back.to,
            });
        }
    }
    reasons
}

/// Whether the last two visits, running, each showed one of (a) to (c), the newer one in the present stay.
///
/// Moving on in between does not break the run; a step back does, since it was the answer to the first of them.
/// Pain that rose without the question being asked holds and asks; it is no flare and does not count here.
pub(super) fn is_twice_running(view: View, flares: &[Option<OpenFlare>]) -> bool {
    let mut visits = view.visits_in(Scope::Everything).rev();
    let (Some(newest), Some(previous)) = (visits.next(), visits.next()) else {
        return false;
    };
    view.contains(view.present(), newest)
        && !view.is_stepped_back_between(previous, newest)
        && [newest, previous]
            .into_iter()
            .all(|visit| shows_trouble(view, flares, visit))
}

fn shows_trouble(view: View, flares: &[Option<OpenFlare>], visit: usize) -> bool {
    let then = view.as_of(visit);
    let unsettled = || {
        let taken = newest(then, SETTLE_HOURS);
        taken.is_some_and(|taken| {
            taken.visit == visit
                && matches!(taken.reading.value, Value::Number(hours) if hours > SETTLED_WITHIN)
        })
    };
    let spasm = |side| spasm_back(then, side).is_some_and(|back| back.visit == visit);
    flares[visit].is_some() || unsettled() || spasm(Side::Left) || spasm(Side::Right)
}

/// The newest reading of a measure without sides.
fn newest<'a>(view: View<'a>, key: &str) -> Option<Taken<'a>> {
    view.series(key)?.newest(None, Scope::Everything)
}

/// The rise in worst pain at the newest visit that took it, if it is two points or more and nobody asked since.
fn rise_not_asked(view: View) -> Option<Number> {
    let worst = view.series(WORST_PAIN)?;
    let now = worst.newest(None, Scope::Everything)?;
    let since = view.occasions()[now.visit..].iter();
    if since
        .filter_map(|occasion| occasion.visit)
        .any(|visit| visit.flare != Flare::NotAsked)
    {
        return None;
    }
    let before = worst.before(None, now.visit)?;
    match (&before.reading.value, &now.reading.value) {
        (Value::Number(before), Value::Number(now)) => {
            Some(*now - *before).filter(|rise| *rise >= RISE)
        }
        _ => None,
    }
}

struct SpasmBack {
    from: Value,
    to: Value,
    visit: usize,
}

/// Spasm of grade 2 or more now, after grade 1 or less before, on one side.
///
/// It stays "back" while it lasts within the stay it came back in.
fn spasm_back(view: View, side: Side) -> Option<SpasmBack> {
    let grades = view.series(SPASM_GRADE)?;
    let is_high = |value: &Value| {
        grades
            .measure
            .position(value)
            .is_some_and(|grade| grade >= 2)
    };
    let mut later = grades.of(Some(side)).rev();
    let newest = later.next()?;
    if !is_high(&newest.reading.value) {
        return None;
    }
    let mut lasting_since = newest;
    for earlier in later {
        if !is_high(&earlier.reading.value) {
            return view
                .same_stay(lasting_since.visit, newest.visit)
                .then(|| SpasmBack {
                    from: earlier.reading.value.clone(),
                    to: newest.reading.value.clone(),
                    visit: newest.visit,
                });
        }
        lasting_since = earlier;
    }
    None
}
