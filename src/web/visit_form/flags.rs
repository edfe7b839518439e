//! How the red flags are asked at a visit: one question, or all of them.

use chrono::NaiveDate;

use super::Context;
use crate::care::course::{Course, FlagState, WarningSigns};
use crate::care::flags::flag_states;
use crate::care::protocol::{ActionLevel, Protocol, RedFlag};
use crate::care::session::{ScreenAnswer, SessionContent};
use crate::care::time::Moment;
use crate::text::words;
use crate::web::filters::plain_date;
use crate::web::form::Form;

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

/// How a visit saved before was asked; `None` where nothing was answered.
pub(super) fn as_asked(content: &SessionContent) -> Option<Screen> {
    let confirms = content.full_screen && content.screen.is_empty();
    if content.full_screen || !content.screen.is_empty() {
        let asked_on = content.took_place.date;
        return Some(Screen::Full {
            asked_on: (confirms || is_confirmed(&content.screen)).then_some(asked_on),
        });
    }
    (content.warning_signs != WarningSigns::NotAsked).then_some(Screen::Question)
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
    /// What else belongs to the action; may be empty.
    pub note: String,
    /// What to do.
    pub action: String,
    /// The follow-up that makes it more urgent.
    pub follow_up: Option<String>,
    /// What is known of it.
    pub known: &'static str,
}

/// The flags a form asks: all of them, or those a patient can newly report and those reported with the visit in hand.
#[must_use]
pub fn rows(context: &Context, form: &Form) -> Vec<FlagRow> {
    let (protocol, screen) = (&context.protocol, context.screen);
    let states = flag_states(protocol, &context.course, context.as_of);
    let reported = context.session.as_ref().map_or(&[][..], |session| {
        match &session.current.content.warning_signs {
            WarningSigns::Reported(signs) => signs.as_slice(),
            _ => &[],
        }
    });
    let row = |flag: &RedFlag| {
        let state = states.get(&flag.key).map(|standing| standing.state);
        FlagRow {
            key: flag.key.to_string(),
            name: flag.name.clone(),
            ask: flag.ask.clone(),
            note: flag.note.clone(),
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
    let asked = |flag: &&RedFlag| {
        screen.is_full()
            || !flag.history
            || reported.iter().any(|sign| sign.flag == flag.key)
            || form.holds("flag", flag.key.as_str())
    };
    let flags = protocol.red_flags_as_asked().into_iter();
    flags.filter(asked).map(row).collect()
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

/// What confirming the intake's answers records of each flag that is absent; the others stand as they were decided.
///
/// An amendment keeps what was confirmed then.
pub(super) fn confirmed(context: &Context) -> Vec<ScreenAnswer> {
    let before = context
        .session
        .as_ref()
        .map(|it| &it.current.content.screen);
    if let Some(before) = before.filter(|before| is_confirmed(before)) {
        return before.clone();
    }
    let Some(asked_on) = context.screen.asked_on() else {
        return Vec::new();
    };
    let states = flag_states(&context.protocol, &context.course, context.as_of);
    let all = context.protocol.red_flags.iter();
    let absent = all.filter(|flag| {
        let standing = states.get(&flag.key);
        standing.is_some_and(|standing| standing.state == FlagState::Absent)
    });
    let answer = |flag: &RedFlag| ScreenAnswer {
        flag: flag.key.clone(),
        state: FlagState::Absent,
        level: None,
        note: format!(
            "asked at intake on {}, nothing new since",
            plain_date(asked_on)
        ),
        ask_again_on: None,
    };
    absent.map(answer).collect()
}

/// Whether these answers confirm those of the intake; an answer given at the visit has no note.
#[must_use]
pub fn is_confirmed(screen: &[ScreenAnswer]) -> bool {
    !screen.is_empty() && screen.iter().all(|answer| !answer.note.is_empty())
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
