//! How the red flags are asked at a visit: one question, or all of them.

use chrono::NaiveDate;

use crate::care::course::{Course, FlagState};
use crate::care::flags::flag_states;
use crate::care::protocol::{ActionLevel, Protocol, RedFlag};
use crate::care::time::Moment;
use crate::text::words;

/// Days after which the answers of the intake no longer stand for the assessment.
const INTAKE_DAYS: i64 = 7;

/// How the red flags are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// "Any new warning sign?"
    Question,
    /// Every flag.
    Full {
        /// The day they were all asked at intake, while that still stands.
        asked_on: Option<NaiveDate>,
    },
}

impl Screen {
    /// Whether every flag is asked.
    #[must_use]
    pub const fn is_full(self) -> bool {
        matches!(self, Screen::Full { .. })
    }

    /// The day of the intake whose answers may stand.
    #[must_use]
    pub const fn asked_on(self) -> Option<NaiveDate> {
        match self {
            Screen::Full { asked_on } => asked_on,
            Screen::Question => None,
        }
    }
}

/// One red flag as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagRow {
    /// Its key.
    pub key: String,
    /// A few words.
    pub name: String,
    /// What to ask.
    pub ask: String,
    /// What to do.
    pub action: String,
    /// The follow-up that makes it more urgent.
    pub follow_up: Option<String>,
    /// What is known of it.
    pub known: &'static str,
}

/// The flags a form asks: all of them, or those a patient can newly report.
#[must_use]
pub fn rows(protocol: &Protocol, course: &Course, screen: Screen, now: Moment) -> Vec<FlagRow> {
    let states = flag_states(protocol, course, now);
    let row = |flag: &RedFlag| {
        let state = states.get(&flag.key).map(|standing| standing.state);
        FlagRow {
            key: flag.key.to_string(),
            name: flag.name.clone(),
            ask: flag.ask.clone(),
            action: words::urgency(flag),
            follow_up: flag.escalate.as_ref().map(|escalation| {
                format!("{} ({})", escalation.when, words::action(escalation.to))
            }),
            known: match state {
                Some(FlagState::NotAsked | FlagState::Absent) | None => "",
                Some(state) => words::flag_state(state),
            },
        }
    };
    let asked = |flag: &&RedFlag| screen.is_full() || !flag.history;
    protocol.red_flags.iter().filter(asked).map(row).collect()
}

/// The day on which the intake asked every flag, if that was within a week.
pub(super) fn asked_at_intake(
    protocol: &Protocol,
    course: &Course,
    now: Moment,
) -> Option<NaiveDate> {
    let asked = |flag: &RedFlag| {
        course
            .flags
            .iter()
            .filter(|event| event.flag == flag.key && event.state != FlagState::NotAsked)
            .map(|event| event.at)
            .max_by_key(|at| at.utc)
    };
    let days: Option<Vec<Moment>> = protocol.red_flags.iter().map(asked).collect();
    let oldest = days?.into_iter().min_by_key(|at| at.utc)?;
    (now.days_since(oldest) <= INTAKE_DAYS).then_some(oldest.date)
}

/// The level that follows from the follow-up question; unanswered stays open, which counts as the higher.
#[must_use]
pub fn level(flag: &RedFlag, follow_up: &str) -> Option<ActionLevel> {
    match (&flag.escalate, follow_up) {
        (None, _) | (Some(_), "no") => Some(flag.action),
        (Some(escalation), "yes") => Some(escalation.to),
        (Some(_), _) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;

    #[test]
    fn the_follow_up_decides_the_level() {
        let flag = |key: &str| knowledge().protocol.red_flag(key).unwrap();
        let (lump, chest) = (flag("rf_new_deformity"), flag("rf_chest_pain"));
        for (flag, answer, expected) in [
            (lump, "", None),
            (lump, "not_asked", None),
            (lump, "no", Some(ActionLevel::GpSoon)),
            (lump, "yes", Some(ActionLevel::SameDay)),
            (chest, "", Some(ActionLevel::EmergencyNow)),
        ] {
            assert_eq!(level(flag, answer), expected, "{} {answer:?}", flag.key);
        }
    }
}
