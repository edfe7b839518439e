//! Red flags: from answers and decisions to the state of each flag, and whether one stops (rule 1.11-1).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::course::{Course, FlagState, Visit, WarningSigns};
use super::evaluation::Reason;
use super::flag_state::{Event, highest, next};
use super::history::{History, View};
use super::ids::FlagKey;
use super::protocol::{ActionLevel, Protocol, RedFlag};
use super::time::Moment;

/// Days away after which a return asks for the full screen.
pub(super) const RETURN_DAYS: i64 = 90;

/// What is known of one flag, how urgent it is, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FlagStanding {
    /// Its state.
    pub state: FlagState,
    /// The level in force; for a flag that is absent or not asked, the protocol's highest.
    pub level: ActionLevel,
    /// When that state began; `None` for a flag that was never reported or decided on.
    pub since: Option<Moment>,
    /// When to ask again, while it is considered.
    pub ask_again_on: Option<NaiveDate>,
}

/// The state of every red flag of the protocol, in the protocol's order of keys.
#[must_use]
pub fn flag_states(
    protocol: &Protocol,
    course: &Course,
    now: Moment,
) -> BTreeMap<FlagKey, FlagStanding> {
    let history = History::new(protocol, course, now);
    let view = history.at(now);
    // "none reported" is a "no" to every symptom flag, asked as a group
    let asked_since = |since: Option<Moment>| {
        view.visits().any(|visit| {
            visit.warning_signs != WarningSigns::NotAsked
                && since.is_none_or(|since| visit.at.utc > since.utc)
        })
    };
    let touched = touched(view);
    let standing = |flag: &RedFlag| {
        let untouched = FlagStanding {
            state: if asked_since(None) && !flag.history {
                FlagState::Absent
            } else {
                FlagState::NotAsked
            },
            level: highest(flag),
            since: None,
            ask_again_on: None,
        };
        let mut standing = touched
            .iter()
            .find(|(key, _)| **key == flag.key)
            .map_or(untouched, |(_, standing)| *standing);
        let is_unasked = standing.state == FlagState::NotAsked && !flag.history;
        if is_unasked && standing.since.is_some() && asked_since(standing.since) {
            standing.state = FlagState::Absent;
        }
        (flag.key.clone(), standing)
    };
    protocol.red_flags.iter().map(standing).collect()
}

/// Whether the next visit must ask all red flags: no full screen yet, back after 90 days, after a step back, a flare or a
/// reopening.
#[must_use]
pub fn is_full_screen_due(protocol: &Protocol, course: &Course, now: Moment) -> bool {
    let history = History::new(protocol, course, now);
    let view = history.at(now);
    full_screen_due(view)
}

/// The flags that were weighed and do not stop, in the protocol's order.
pub(super) fn considered(view: View) -> Vec<Reason> {
    let protocol = view.history.protocol;
    let touched = touched(view);
    let weighed = protocol.red_flags.iter().filter_map(|flag| {
        let (key, standing) = touched.iter().find(|(key, _)| **key == flag.key)?;
        (standing.state == FlagState::Considered).then(|| Reason::ConsideredFlag {
            flag: (*key).clone(),
            ask_again_on: standing.ask_again_on,
        })
    });
    weighed.collect()
}

/// The flags that stop, most urgent first.
pub(super) fn stopping(view: View) -> Vec<Reason> {
    let mut stops: Vec<(&FlagKey, FlagStanding)> = touched(view)
        .into_iter()
        .filter(|(_, standing)| standing.state.stops())
        .collect();
    stops.sort_by(|(a, one), (b, other)| other.level.cmp(&one.level).then_with(|| a.cmp(b)));
    stops
        .into_iter()
        .map(|(flag, standing)| Reason::RedFlag {
            flag: flag.clone(),
            level: standing.level,
            referred: standing.state == FlagState::Referred,
        })
        .collect()
}

/// Whether the newest visit answered the warning-sign question or did the full screen.
pub(super) fn is_answered(view: View) -> bool {
    let newest = view.visits().next_back();
    newest.is_some_and(|visit| visit.warning_signs != WarningSigns::NotAsked || visit.full_screen)
}

pub(super) fn full_screen_due(view: View) -> bool {
    let visits: Vec<&Visit> = view.visits().collect();
    let Some(screened) = visits.iter().rposition(|visit| visit.full_screen) else {
        return true;
    };
    let screened_at = visits[screened].at;
    let came_back = visits[screened..]
        .windows(2)
        .any(|two| two[1].at.days_since(two[0].at) >= RETURN_DAYS)
        || visits
            .last()
            .is_some_and(|last| view.now.days_since(last.at) >= RETURN_DAYS);
    let stepped_back = view.history.stays.windows(2).any(|two| {
        two[1].phase < two[0].phase
            && two[1].entered.utc > screened_at.utc
            && two[1].entered.utc <= view.now.utc
    });
    let reopened = reopened(view).is_some_and(|at| at.utc > screened_at.utc);
    let flared = visits[screened + 1..]
        .iter()
        .any(|visit| visit.flare.is_flare());
    came_back || stepped_back || reopened || flared
}

/// When the episode was opened again, as far as the view sees.
fn reopened(view: View) -> Option<Moment> {
    let course = view.history.course;
    course.reopened.filter(|at| at.utc <= view.now.utc)
}

/// Whether the episode was opened again and not all red flags were asked since.
pub(super) fn is_unscreened_again(view: View) -> bool {
    reopened(view).is_some_and(|at| {
        let screened = |visit: &Visit| visit.full_screen && visit.at.utc >= at.utc;
        !view.visits().any(screened)
    })
}

/// The flags that were ever reported or decided on, with what holds now.
fn touched<'a>(view: View<'a>) -> Vec<(&'a FlagKey, FlagStanding)> {
    let mut standings: Vec<(&FlagKey, FlagStanding)> = Vec::new();
    let mut decisions = view
        .history
        .flags
        .iter()
        .filter(|event| event.at.utc <= view.now.utc)
        .peekable();
    let mut note = |key, event: Event, at, day: Option<NaiveDate>| {
        let flag = view.history.protocol.red_flag(FlagKey::as_str(key));
        let known = standings.iter().position(|(known, _)| *known == key);
        let before = known.map(|known| standings[known].1);
        let (state, level) = next(
            flag,
            before.map(|standing| (standing.state, standing.level)),
            event,
        );
        let since = match before {
            Some(standing) if standing.state == state => standing.since,
            _ => Some(at),
        };
        let standing = FlagStanding {
            state,
            level,
            since,
            ask_again_on: day
                .or(before.and_then(|standing| standing.ask_again_on))
                .filter(|_| state == FlagState::Considered),
        };
        match known {
            Some(known) => standings[known].1 = standing,
            None => standings.push((key, standing)),
        }
    };
    // At one moment the answer comes first, then what was decided on it.
    for visit in view.visits() {
        while let Some(event) = decisions.next_if(|event| event.at.utc < visit.at.utc) {
            note(
                &event.flag,
                Event::recorded(view, event),
                event.at,
                event.ask_again_on,
            );
        }
        if let WarningSigns::Reported(reported) = &visit.warning_signs {
            for flag in reported {
                note(
                    &flag.flag,
                    Event {
                        state: FlagState::Open,
                        level: flag.level,
                        decided: false,
                    },
                    visit.at,
                    None,
                );
            }
        }
    }
    for event in decisions {
        note(
            &event.flag,
            Event::recorded(view, event),
            event.at,
            event.ask_again_on,
        );
    }
    standings
}
