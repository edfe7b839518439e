//! What a clinician may decide about a red flag, given what is known of it (rule 1.11-1).

use chrono::NaiveDate;

use super::course::FlagState;
use super::flags::FlagStanding;
use super::protocol::{ActionLevel, RedFlag};

/// A decision about one red flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagDecision {
    /// What holds from now on.
    pub state: FlagState,
    /// The level, where the clinician sets one; `None` keeps the level in force.
    pub level: Option<ActionLevel>,
    /// To whom it was referred, why it was weighed, on what finding and by whom it was cleared, why the level changed.
    pub note: String,
    /// Who examined the patient, where it is cleared or its level lowered.
    pub examined_by: String,
    /// When to ask again, for a considered flag.
    pub ask_again_on: Option<NaiveDate>,
}

impl FlagDecision {
    /// What is kept in the record beside the state: the words, and who examined.
    #[must_use]
    pub fn words(&self) -> String {
        let (note, by) = (self.note.trim(), self.examined_by.trim());
        if by.is_empty() {
            return note.to_owned();
        }
        format!("{} (examined by {by})", note.trim_end_matches('.'))
    }
}

/// Why a decision is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotDecided {
    /// "Not asked" is no decision.
    #[error("An answer that was given stays in the record: choose what holds now")]
    NotAsked,
    /// An open or referred flag ends with a decision, not with a "no".
    #[error(
        "This flag is open: record to whom it was referred, why it was considered, or on what finding it was cleared"
    )]
    AbsentWhileOpen,
    /// Emergency and same-day flags are not weighed.
    #[error(
        "A flag of this level can only be referred or cleared; if the level is too high, lower it first with the reason"
    )]
    TooUrgentToWeigh,
    /// There is nothing to clear.
    #[error("This flag is not present: there is nothing to clear")]
    NothingToClear,
    /// To whom it was referred.
    #[error("Write to whom the patient was referred")]
    NeedsWhom,
    /// Why it does not stop.
    #[error("Write why this flag was considered and does not stop")]
    NeedsWhy,
    /// On what finding it was cleared.
    #[error("Write on what finding the flag was cleared: at least 10 letters")]
    NeedsFinding,
    /// Who examined.
    #[error("Write who examined the patient")]
    NeedsExaminer,
    /// Why the level is lower.
    #[error("Write why the level is lower than before: at least 10 letters")]
    NeedsReasonToLower,
    /// When to ask again.
    #[error("Choose a day, today or later, on which to ask again")]
    NeedsDay,
}

/// Least letters of a finding on which a flag is cleared or its level lowered.
const FINDING_LETTERS: usize = 10;

/// Whether the decision may follow on what holds; the level that is recorded with it.
///
/// # Errors
/// What stands against it.
pub fn decide(
    flag: &RedFlag,
    before: FlagStanding,
    decision: &FlagDecision,
    today: NaiveDate,
) -> Result<ActionLevel, NotDecided> {
    use FlagState::{Absent, Cleared, Considered, NotAsked, Open, Referred};
    let is_known = matches!(before.state, Open | Referred | Considered);
    // what is weighed is the level in force; lowering it is a decision of its own
    let level = match decision.state {
        Considered if is_known => before.level,
        _ => decision.level.unwrap_or(before.level),
    };
    let is_empty = decision.note.trim().is_empty();
    let stops = before.state.stops();
    let letters = decision
        .note
        .chars()
        .filter(|letter| letter.is_alphanumeric());
    let is_thin = letters.count() < FINDING_LETTERS;
    let is_nobody = decision.examined_by.trim().is_empty();
    let lowers = is_known && level < before.level;
    match decision.state {
        NotAsked => return Err(NotDecided::NotAsked),
        Absent if stops => return Err(NotDecided::AbsentWhileOpen),
        Cleared if !is_known => return Err(NotDecided::NothingToClear),
        Considered if level != ActionLevel::GpSoon && !flag.history => {
            return Err(NotDecided::TooUrgentToWeigh);
        }
        Referred if is_empty => return Err(NotDecided::NeedsWhom),
        Considered if is_empty => return Err(NotDecided::NeedsWhy),
        Cleared if is_thin => return Err(NotDecided::NeedsFinding),
        Cleared if is_nobody => return Err(NotDecided::NeedsExaminer),
        Considered if decision.ask_again_on.is_none_or(|day| day < today) => {
            return Err(NotDecided::NeedsDay);
        }
        Open | Referred if lowers && is_thin => return Err(NotDecided::NeedsReasonToLower),
        Open | Referred if lowers && is_nobody => return Err(NotDecided::NeedsExaminer),
        _ => {}
    }
    Ok(level)
}

/// What may be decided on what holds, in the order it is offered.
#[must_use]
pub fn choices(flag: &RedFlag, before: FlagStanding) -> Vec<FlagState> {
    let today = NaiveDate::MIN;
    let may = |state: &FlagState| {
        let decision = FlagDecision {
            state: *state,
            level: None,
            note: "written down".to_owned(),
            examined_by: "somebody".to_owned(),
            ask_again_on: Some(today),
        };
        decide(flag, before, &decision, today).is_ok()
    };
    let offered = [
        FlagState::Open,
        FlagState::Referred,
        FlagState::Considered,
        FlagState::Cleared,
        FlagState::Absent,
    ];
    offered.into_iter().filter(may).collect()
}

#[cfg(test)]
mod tests {
    use super::ActionLevel::{EmergencyNow, GpSoon, SameDay};
    use super::FlagState::{Absent, Cleared, Considered, NotAsked, Open, Referred};
    use super::*;
    use crate::builtin::knowledge;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
    }

    fn standing(state: FlagState, level: ActionLevel) -> FlagStanding {
        FlagStanding {
            state,
            level,
            since: None,
            ask_again_on: None,
        }
    }

    fn to(state: FlagState, level: Option<ActionLevel>, note: &str) -> FlagDecision {
        FlagDecision {
            state,
            level,
            note: note.to_owned(),
            examined_by: "Dr Hale".to_owned(),
            ask_again_on: (state == Considered).then(today),
        }
    }

    #[test]
    fn which_state_may_follow_which() {
        // weight loss: doctor within days; chest pain: emergency; cancer: same day, a history flag
        let (gp, emergency, history) = ("rf_weight_loss", "rf_chest_pain", "rf_cancer_history");
        let all = [NotAsked, Absent, Open, Referred, Considered, Cleared];
        let rows: [(&str, ActionLevel, FlagState, &[FlagState]); 18] = [
            (gp, GpSoon, NotAsked, &[Absent, Open, Referred, Considered]),
            (gp, GpSoon, Absent, &[Absent, Open, Referred, Considered]),
            (gp, GpSoon, Open, &[Open, Referred, Considered, Cleared]),
            (gp, GpSoon, Referred, &[Open, Referred, Considered, Cleared]),
            (
                gp,
                GpSoon,
                Considered,
                &[Absent, Open, Referred, Considered, Cleared],
            ),
            (gp, GpSoon, Cleared, &[Absent, Open, Referred, Considered]),
            (emergency, EmergencyNow, NotAsked, &[Absent, Open, Referred]),
            (emergency, EmergencyNow, Absent, &[Absent, Open, Referred]),
            (emergency, EmergencyNow, Open, &[Open, Referred, Cleared]),
            (
                emergency,
                EmergencyNow,
                Referred,
                &[Open, Referred, Cleared],
            ),
            (
                emergency,
                GpSoon,
                Considered,
                &[Absent, Open, Referred, Considered, Cleared],
            ),
            (emergency, EmergencyNow, Cleared, &[Absent, Open, Referred]),
            (
                history,
                SameDay,
                NotAsked,
                &[Absent, Open, Referred, Considered],
            ),
            (
                history,
                SameDay,
                Absent,
                &[Absent, Open, Referred, Considered],
            ),
            (
                history,
                SameDay,
                Open,
                &[Open, Referred, Considered, Cleared],
            ),
            (
                history,
                SameDay,
                Referred,
                &[Open, Referred, Considered, Cleared],
            ),
            (
                history,
                SameDay,
                Considered,
                &[Absent, Open, Referred, Considered, Cleared],
            ),
            (
                history,
                SameDay,
                Cleared,
                &[Absent, Open, Referred, Considered],
            ),
        ];
        for (key, level, before, allowed) in rows {
            let flag = knowledge().protocol.red_flag(key).unwrap();
            for state in all {
                let decided = decide(
                    flag,
                    standing(before, level),
                    &to(state, None, "x-ray without finding"),
                    today(),
                );
                assert_eq!(
                    decided.is_ok(),
                    allowed.contains(&state),
                    "{key} {before:?} to {state:?}: {decided:?}"
                );
            }
        }
    }

    #[test]
    fn a_decision_says_whom_why_and_until_when() {
        let flag = knowledge().protocol.red_flag("rf_limb_weakness").unwrap();
        let (open, urgent) = (standing(Open, GpSoon), standing(Open, EmergencyNow));
        let later = FlagDecision {
            ask_again_on: today().pred_opt(),
            ..to(Considered, None, "known for years")
        };
        let nobody = FlagDecision {
            examined_by: " ".to_owned(),
            ..to(Cleared, None, "reflexes and power normal")
        };
        let rows = [
            (open, to(Referred, None, " "), Err(NotDecided::NeedsWhom)),
            (open, to(Considered, None, ""), Err(NotDecided::NeedsWhy)),
            (open, to(Cleared, None, "x"), Err(NotDecided::NeedsFinding)),
            (open, nobody, Err(NotDecided::NeedsExaminer)),
            (
                urgent,
                to(Open, Some(GpSoon), "mild"),
                Err(NotDecided::NeedsReasonToLower),
            ),
            (open, later, Err(NotDecided::NeedsDay)),
            (open, to(Considered, None, "known for years"), Ok(GpSoon)),
            (open, to(Open, Some(EmergencyNow), ""), Ok(EmergencyNow)),
            (
                urgent,
                to(Open, Some(GpSoon), ""),
                Err(NotDecided::NeedsReasonToLower),
            ),
            (
                urgent,
                to(Open, Some(GpSoon), "long known, unchanged"),
                Ok(GpSoon),
            ),
            // weighing never lowers the level on the way
            (
                urgent,
                to(Considered, Some(GpSoon), "mild"),
                Err(NotDecided::TooUrgentToWeigh),
            ),
            (urgent, to(Referred, None, "hospital"), Ok(EmergencyNow)),
            (
                standing(Absent, EmergencyNow),
                to(Open, Some(SameDay), ""),
                Ok(SameDay),
            ),
        ];
        for (before, decision, expected) in rows {
            let decided = decide(flag, before, &decision, today());
            assert_eq!(decided, expected, "{before:?} {decision:?}");
        }
    }

    #[test]
    fn what_is_offered_may_be_decided() {
        let flag = knowledge().protocol.red_flag("rf_chest_pain").unwrap();
        assert_eq!(
            choices(flag, standing(Open, EmergencyNow)),
            [Open, Referred, Cleared]
        );
    }
}
