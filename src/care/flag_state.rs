//! What becomes of one red flag when something is said about it: the table of states (rule 1.11-1).

use super::course::{FlagEvent, FlagState};
use super::history::View;
use super::protocol::{ActionLevel, RedFlag};

/// Something said about a flag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Event {
    pub state: FlagState,
    pub level: Option<ActionLevel>,
    /// A clinician decided it, and may set a lower level; otherwise it was reported, and lowers none.
    pub decided: bool,
}

impl Event {
    pub fn recorded(view: View, event: &FlagEvent) -> Event {
        // An open flag is an answer, unless a clinician gave a reason for it apart from any visit.
        let answered_at_visit = || view.visits().any(|visit| visit.at == event.at);
        let has_reason = !event.note.trim().is_empty();
        Event {
            state: event.state,
            level: event.level,
            decided: event.state != FlagState::Open || (has_reason && !answered_at_visit()),
        }
    }
}

/// What holds after an event, from what held before it.
pub(super) fn next(
    flag: Option<&RedFlag>,
    before: Option<(FlagState, ActionLevel)>,
    event: Event,
) -> (FlagState, ActionLevel) {
    use FlagState::{Absent, Cleared, Considered, NotAsked, Open, Referred};
    let highest = flag.map_or(ActionLevel::EmergencyNow, highest);
    let least = flag.map_or(ActionLevel::EmergencyNow, |flag| flag.action);
    match event.state {
        Open => {
            let said = event.level.unwrap_or(highest);
            let level = if event.decided { said } else { said.max(least) };
            match before {
                // Known, weighed and no worse: it does not stop again.
                Some((Considered, weighed)) if level <= weighed => (Considered, weighed),
                Some((Open, known)) => (
                    Open,
                    if event.decided && event.level.is_some() {
                        level
                    } else {
                        known.max(level)
                    },
                ),
                Some((Referred, known)) if level <= known => (Referred, known),
                _ => (Open, level),
            }
        }
        Referred | Cleared => (
            event.state,
            event
                .level
                .or(before.map(|(_, level)| level))
                .unwrap_or(highest),
        ),
        Considered => {
            let level = event
                .level
                .or(before.map(|(_, level)| level))
                .unwrap_or(highest);
            let may_be_weighed =
                level == ActionLevel::GpSoon || flag.is_some_and(|flag| flag.history);
            match before {
                _ if may_be_weighed => (Considered, level),
                Some((state @ (Open | Referred), _)) => (state, level),
                _ => (Open, level),
            }
        }
        Absent | NotAsked => match before {
            // What is open or referred ends with a decision, not with a "no".
            Some((state @ (Open | Referred), level)) => (state, level),
            Some((state, level)) if event.state == NotAsked => (state, level),
            _ => (event.state, highest),
        },
    }
}

/// The highest level a flag can have; an unanswered follow-up question counts as that.
pub(super) fn highest(flag: &RedFlag) -> ActionLevel {
    flag.escalate
        .as_ref()
        .map_or(flag.action, |escalation| escalation.to.max(flag.action))
}

#[cfg(test)]
mod tests {
    use super::FlagState::{Absent, Cleared, Considered, NotAsked, Open, Referred};
    use super::*;
    use crate::builtin::knowledge;
    use crate::care::protocol::ActionLevel::{EmergencyNow, GpSoon, SameDay};

    fn flag(key: &str) -> Option<&'static RedFlag> {
        knowledge().protocol.red_flag(key)
    }

    fn reported(level: Option<ActionLevel>) -> Event {
        Event {
            state: Open,
            level,
            decided: false,
        }
    }

    fn decided(state: FlagState, level: Option<ActionLevel>) -> Event {
        Event {
            state,
            level,
            decided: true,
        }
    }

    #[test]
    fn what_holds_follows_from_what_held_and_what_was_said() {
        // Deformity: doctor within days, same day after an injury. Chest pain: emergency.
        let (lump, chest, cancer) = ("rf_new_deformity", "rf_chest_pain", "rf_cancer_history");
        let rows = [
            (lump, None, reported(None), (Open, SameDay)),
            (lump, None, reported(Some(GpSoon)), (Open, GpSoon)),
            (chest, None, reported(Some(GpSoon)), (Open, EmergencyNow)),
            (
                lump,
                Some((Considered, GpSoon)),
                reported(Some(GpSoon)),
                (Considered, GpSoon),
            ),
            (
                lump,
                Some((Considered, GpSoon)),
                reported(Some(SameDay)),
                (Open, SameDay),
            ),
            (
                lump,
                Some((Considered, GpSoon)),
                reported(None),
                (Open, SameDay),
            ),
            (
                lump,
                Some((Cleared, SameDay)),
                reported(Some(GpSoon)),
                (Open, GpSoon),
            ),
            (
                lump,
                Some((Referred, SameDay)),
                reported(Some(GpSoon)),
                (Referred, SameDay),
            ),
            (
                lump,
                Some((Referred, GpSoon)),
                reported(Some(SameDay)),
                (Open, SameDay),
            ),
            (
                lump,
                Some((Open, SameDay)),
                reported(Some(GpSoon)),
                (Open, SameDay),
            ),
            (
                lump,
                Some((Open, SameDay)),
                decided(Open, Some(GpSoon)),
                (Open, GpSoon),
            ),
            (
                lump,
                Some((Open, GpSoon)),
                decided(Considered, None),
                (Considered, GpSoon),
            ),
            (
                lump,
                Some((Open, SameDay)),
                decided(Considered, None),
                (Open, SameDay),
            ),
            (
                lump,
                Some((Open, SameDay)),
                decided(Considered, Some(GpSoon)),
                (Considered, GpSoon),
            ),
            (
                chest,
                Some((Referred, EmergencyNow)),
                decided(Considered, None),
                (Referred, EmergencyNow),
            ),
            (
                cancer,
                Some((Open, SameDay)),
                decided(Considered, None),
                (Considered, SameDay),
            ),
            (
                chest,
                Some((Open, EmergencyNow)),
                decided(Referred, None),
                (Referred, EmergencyNow),
            ),
            (
                chest,
                Some((Referred, EmergencyNow)),
                decided(Cleared, None),
                (Cleared, EmergencyNow),
            ),
            (
                chest,
                Some((Open, EmergencyNow)),
                decided(Absent, None),
                (Open, EmergencyNow),
            ),
            (
                chest,
                Some((Referred, EmergencyNow)),
                decided(NotAsked, None),
                (Referred, EmergencyNow),
            ),
            (
                lump,
                Some((Considered, GpSoon)),
                decided(Absent, None),
                (Absent, SameDay),
            ),
            (
                lump,
                Some((Considered, GpSoon)),
                decided(NotAsked, None),
                (Considered, GpSoon),
            ),
            (lump, None, decided(Absent, None), (Absent, SameDay)),
        ];
        for (key, before, event, expected) in rows {
            assert_eq!(
                next(flag(key), before, event),
                expected,
                "{key} {before:?} {event:?}"
            );
        }
        assert_eq!(next(None, None, reported(None)), (Open, EmergencyNow));
    }
}
