//! The full screen of red flags outside a session: from answers to what is recorded of each flag.

use std::collections::BTreeMap;

use super::course::FlagState;
use super::flags::FlagStanding;
use super::ids::FlagKey;
use super::protocol::{ActionLevel, Protocol, RedFlag};
use super::session::ScreenAnswer;

/// What was answered about one red flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FlagAnswer {
    /// Absent.
    No,
    /// Not asked; that is not "no".
    NotAsked,
    /// Present.
    Yes(FollowUp),
}

/// What was answered to the follow-up question of a flag with two levels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FollowUp {
    /// The condition of the higher level holds.
    Higher,
    /// It does not.
    Lower,
    /// Not answered: counts as the higher level.
    Unanswered,
}

/// One record for each red flag of the protocol, in its order.
///
/// A flag without an answer was not asked. A finding that raises a flag opens it whatever was answered, with its
/// follow-up question unanswered. A flag that was open before stays open: a "no" is not a decision.
#[must_use]
pub fn screen(
    protocol: &Protocol,
    answers: &BTreeMap<FlagKey, FlagAnswer>,
    raised: &[FlagKey],
    before: &BTreeMap<FlagKey, FlagStanding>,
) -> Vec<ScreenAnswer> {
    let of = |flag: &RedFlag| {
        let answer = answers
            .get(&flag.key)
            .copied()
            .unwrap_or(FlagAnswer::NotAsked);
        let still_open = before
            .get(&flag.key)
            .filter(|standing| standing.state == FlagState::Open);
        let (state, level, note) = match (answer, still_open) {
            (FlagAnswer::Yes(follow_up), _) => (FlagState::Open, level(flag, follow_up), ""),
            _ if raised.contains(&flag.key) => (FlagState::Open, None, "raised by a finding"),
            (_, Some(known)) => (FlagState::Open, Some(known.level), "open from before"),
            (FlagAnswer::No, None) => (FlagState::Absent, None, ""),
            (FlagAnswer::NotAsked, None) => (FlagState::NotAsked, None, ""),
        };
        ScreenAnswer {
            flag: flag.key.clone(),
            state,
            level,
            note: note.to_owned(),
            ask_again_on: None,
        }
    };
    protocol.red_flags.iter().map(of).collect()
}

/// The level that follows from the follow-up question; `None` counts as the higher.
#[must_use]
pub fn level(flag: &RedFlag, follow_up: FollowUp) -> Option<ActionLevel> {
    match (&flag.escalate, follow_up) {
        (None, _) | (Some(_), FollowUp::Lower) => Some(flag.action),
        (Some(escalation), FollowUp::Higher) => Some(escalation.to),
        (Some(_), FollowUp::Unanswered) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::knowledge;

    #[test]
    fn each_answer_becomes_a_state_and_a_level() {
        use ActionLevel::{EmergencyNow, SameDay};
        use FlagAnswer::{No, NotAsked, Yes};
        use FlagState::{Absent, Open};
        use FollowUp::{Higher, Lower, Unanswered};
        let (numb, chest) = ("rf_numb_arm_chest", "rf_chest_pain");
        let open_before = |state| {
            Some(FlagStanding {
                state,
                level: SameDay,
                since: None,
                ask_again_on: None,
            })
        };
        let rows = [
            (numb, No, false, None, (Absent, None)),
            (numb, NotAsked, false, None, (FlagState::NotAsked, None)),
            (numb, Yes(Higher), false, None, (Open, Some(EmergencyNow))),
            (numb, Yes(Lower), false, None, (Open, Some(SameDay))),
            (numb, Yes(Unanswered), false, None, (Open, None)),
            (
                chest,
                Yes(Unanswered),
                false,
                None,
                (Open, Some(EmergencyNow)),
            ),
            // pins and needles in the chest open it, whatever was said before
            (numb, No, true, None, (Open, None)),
            (numb, NotAsked, true, None, (Open, None)),
            (numb, Yes(Lower), true, None, (Open, Some(SameDay))),
            (numb, No, false, open_before(Open), (Open, Some(SameDay))),
            (
                numb,
                No,
                false,
                open_before(FlagState::Referred),
                (Absent, None),
            ),
            (
                numb,
                No,
                false,
                open_before(FlagState::Cleared),
                (Absent, None),
            ),
        ];
        for (key, answer, is_raised, before, expected) in rows {
            let key: FlagKey = key.parse().unwrap();
            let answers = BTreeMap::from([(key.clone(), answer)]);
            let raised: Vec<FlagKey> = is_raised.then(|| key.clone()).into_iter().collect();
            let before = before.map(|standing| (key.clone(), standing));
            let before = BTreeMap::from_iter(before);
            let recorded = screen(&knowledge().protocol, &answers, &raised, &before);
            assert_eq!(recorded.len(), 30);
            for row in recorded {
                let expected = if row.flag == key {
                    expected
                } else {
                    (FlagState::NotAsked, None)
                };
                assert_eq!(
                    (row.state, row.level),
                    expected,
                    "{key} {answer:?}: {}",
                    row.flag
                );
            }
        }
    }
}
