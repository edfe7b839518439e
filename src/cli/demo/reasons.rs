//! What the demo's clinicians write where a reason is asked.

/// A goal of the patient's own case, which phase 3 asks for.
pub(super) const CASE_GOALS: &[&str] = &[
    "Turns in bed without waking",
    "Lies on the back for 20 minutes without guarding",
    "Takes three deep breaths without catching",
    "Reaches the top shelf with the stiff side",
];
/// Stays although the phase was passed.
pub(super) const STAY: &str =
    "Moving house this week; one more week at this level before any load, agreed with the patient";
/// Moves on before everything is met.
pub(super) const MOVE_ON: &str =
    "Phase 3 treated alongside phase 4: tone is down, the case goal is a matter of days";
/// Starts later than proposed.
pub(super) const START_LATER: &str = "Three weeks since it began and not irritable; what is missing of phase 1 was taught at this visit";
/// A session entered the day after.
pub(super) const LATE: &str = "Network was down in the late afternoon; written from the paper form";
/// A slip of the pen.
pub(super) const SLIP: &str =
    "Slip of the pen: worst pain was one point higher on the patient’s own diary";
/// Recorded for someone else.
pub(super) const WRONG_PATIENT: &str = "Two tabs were open; the visit was the other patient’s";
/// A history flag weighed.
pub(super) const CONSIDERED: &str = "Breast cancer eleven years ago, discharged by oncology six years ago; pain clearly mechanical, no weight loss, no night pain";
/// To whom a flag was referred.
pub(super) const REFERRED: &str =
    "GP, by telephone and letter; bloods and review asked for this week";
/// On what finding it was cleared.
pub(super) const CLEARED: &str =
    "GP rang back: bloods normal, examined, muscular; to come back if it returns";
/// A caution found later.
pub(super) const CAUTION: &str = "Rash under the latex band at home; latex-free band needed";
/// On hold.
pub(super) const HOLD: &str = "Abroad for work for a month; goes on with the last sheet";
/// Did not come back.
pub(super) const LEFT: &str = "Missed the visit, two messages and a letter without an answer";
/// Handed over.
pub(super) const HOLIDAY: &str = "On holiday; all visits are booked, please decide as they come.";
