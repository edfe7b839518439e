//! What has become of each of the demo's patients, in a line each.

/// With whom a patient is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum With {
    /// The clinician of the first login.
    Clinician,
    /// The colleague who is on holiday today.
    OnHoliday,
    /// The lead clinician.
    Lead,
    /// The clinician of the second team.
    Elsewhere,
}

/// How things stand today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Now {
    /// Registered, intake taken, not yet assessed.
    New,
    /// Assessed; nobody has decided where to start.
    Assessed,
    /// So many per cent of the way through the phase.
    Midway(i64),
    /// Everything the phase asks for is met; nobody has decided yet.
    Ready,
    /// Three visits without a step forward.
    Stalled,
    /// Came with a flare that lasted.
    Flared,
    /// Spasm and loss came back: a step back is proposed.
    Relapsed,
    /// A warning sign was reported and nothing is decided.
    RedFlag,
    /// Midway, and away for some weeks.
    OnHold,
    /// Went home with the goals reached.
    Discharged,
    /// Did not come back.
    Left,
}

/// When the next visit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// Today.
    Today,
    /// In so many days.
    In(u64),
    /// It was so many days ago, and nobody knows what became of it.
    Passed(u64),
    /// None is booked, and the last visit was this many days ago.
    Unbooked(u64),
}

/// What happened on the way that does not happen to everyone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// Nothing.
    None,
    /// Stayed in a phase although it was passed.
    StayedOn,
    /// Moved on before everything was met.
    MovedOn,
    /// Was started in another phase than proposed.
    StartedElsewhere,
    /// Went back to phase 3 from phase 5 and came through again.
    SteppedBack,
    /// Had a flare that settled within a day.
    FlareSettled,
    /// Had a flare that lasted.
    FlareLasted,
    /// A visit was entered the day after.
    EnteredLate,
    /// A visit was missed and booked again.
    Missed,
    /// The last visit was amended for a slip of the pen.
    Amended,
    /// A visit a decision rested on was amended after it.
    AmendedUnderDecision,
    /// A visit was first recorded for the patient in this line of the table.
    RecordedFor(usize),
    /// A warning sign of the past was found at intake and weighed.
    FlagConsidered,
    /// A warning sign was reported on the way, referred and cleared.
    FlagCleared,
    /// A caution became known after the last sheet.
    CautionFound,
    /// A threshold was set for this patient: target, thousandths of the unit, why.
    Threshold(&'static str, i64, &'static str),
    /// A target does not apply to this patient: target, why.
    NotApplicable(&'static str, &'static str),
}

/// A patient in a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sketch {
    /// The phase they are in today, or would start in.
    pub phase: u8,
    /// How things stand.
    pub now: Now,
    /// The phase they started in.
    pub start: u8,
    /// The next visit.
    pub next: Next,
    /// With whom.
    pub with: With,
    /// They do sport.
    pub sport: bool,
    /// What else happened.
    pub turn: Turn,
    /// A caution known from the beginning; empty for none.
    pub caution: &'static str,
}

impl Sketch {
    const fn of(start: u8, phase: u8, now: Now, next: Next) -> Sketch {
        Sketch {
            phase,
            now,
            start,
            next,
            with: With::Clinician,
            sport: phase > 7,
            turn: Turn::None,
            caution: "",
        }
    }

    const fn with(self, with: With) -> Sketch {
        Sketch { with, ..self }
    }

    const fn sporting(self) -> Sketch {
        Sketch {
            sport: true,
            ..self
        }
    }

    const fn turn(self, turn: Turn) -> Sketch {
        Sketch { turn, ..self }
    }

    const fn caution(self, caution: &'static str) -> Sketch {
        Sketch { caution, ..self }
    }

    /// Whether many patients could be like this.
    fn is_ordinary(self) -> bool {
        self.turn == Turn::None && matches!(self.now, Now::Midway(_) | Now::Ready | Now::Stalled)
    }
}

/// The sketches of so many patients: one in nine is in the second team, the last ones of all.
pub(super) fn sketches(count: usize) -> Vec<Sketch> {
    let elsewhere = count / 9;
    let more = || {
        FIRST
            .iter()
            .copied()
            .filter(|sketch| sketch.is_ordinary())
            .cycle()
    };
    let first = FIRST.iter().copied().chain(more()).take(count - elsewhere);
    first
        .chain(SECOND.iter().copied().cycle().take(elsewhere))
        .collect()
}

use Next::{In, Passed, Today, Unbooked};
use Now::{
    Assessed, Discharged, Flared, Left, Midway, New, OnHold, Ready, RedFlag, Relapsed, Stalled,
};
use Turn::{
    Amended, AmendedUnderDecision, CautionFound, EnteredLate, FlagCleared, FlagConsidered,
    FlareLasted, FlareSettled, Missed, MovedOn, NotApplicable, RecordedFor, StartedElsewhere,
    StayedOn, SteppedBack, Threshold,
};

/// Those of the first team; the first nine are in the nine phases.
#[rustfmt::skip]
const FIRST: [Sketch; 40] = [
    Sketch::of(1, 4, Midway(45), Today),
    Sketch::of(1, 2, Midway(40), In(2)),
    Sketch::of(2, 6, Midway(50), Today).sporting(),
    Sketch::of(1, 1, Midway(40), Today),
    Sketch::of(1, 3, Ready, Today),
    Sketch::of(3, 9, Midway(50), In(3)).turn(FlareSettled),
    Sketch::of(2, 5, Stalled, In(1)),
    Sketch::of(2, 7, Midway(50), In(4)),
    Sketch::of(3, 8, Midway(45), Today),
    Sketch::of(1, 4, RedFlag, In(2)),
    Sketch::of(1, 3, Midway(50), In(1)),
    Sketch::of(2, 5, Ready, Today).with(With::OnHoliday),
    Sketch::of(1, 1, New, Today),
    Sketch::of(1, 6, Stalled, Today).turn(StayedOn),
    Sketch::of(2, 4, Midway(50), Today).with(With::OnHoliday),
    Sketch::of(1, 2, Ready, In(1)),
    Sketch::of(2, 7, Ready, In(2)).turn(FlareLasted),
    Sketch::of(1, 5, Midway(40), Passed(3)).turn(Amended),
    Sketch::of(1, 2, Midway(30), In(2)),
    Sketch::of(3, 6, Ready, Today).sporting().turn(RecordedFor(2)),
    Sketch::of(2, 3, Stalled, In(2)),
    Sketch::of(2, 7, Midway(45), In(3)).sporting().with(With::OnHoliday).turn(FlagCleared),
    Sketch::of(1, 1, Ready, In(1)),
    Sketch::of(1, 5, Relapsed, Today).turn(MovedOn),
    Sketch::of(1, 1, Assessed, In(2)),
    Sketch::of(2, 4, Ready, In(1)).turn(EnteredLate),
    Sketch::of(2, 6, Midway(35), In(2)).turn(Threshold("p6_sit_half_day", 120_000, "Nobody sits longer than two hours in this job: stands and walks the rest of the shift")),
    Sketch::of(1, 3, Midway(30), Unbooked(9)),
    Sketch::of(3, 9, Ready, In(2)).with(With::OnHoliday),
    Sketch::of(2, 5, Midway(50), In(5)).caution("ca_osteoporosis").turn(Threshold("p5_rotation", 30_000, "Age and stiff osteoporotic spine: 30° is what both sides can reach, agreed with the patient")),
    Sketch::of(1, 4, Stalled, Today).caution("ca_knee_wrist").turn(NotApplicable("p4_plank", "Wrist pain on the forearm plank; trunk endurance is tested in the side bridge instead")),
    Sketch::of(2, 6, Midway(50), In(3)).with(With::OnHoliday).turn(SteppedBack),
    Sketch::of(1, 4, OnHold, Unbooked(8)),
    Sketch::of(2, 7, Discharged, Unbooked(11)),
    Sketch::of(2, 2, Flared, In(1)).caution("ca_needle_fear"),
    Sketch::of(2, 1, New, In(1)).turn(FlagConsidered),
    Sketch::of(4, 8, Ready, Today),
    Sketch::of(1, 3, Midway(45), Today).with(With::Lead).caution("ca_blood_thinner"),
    Sketch::of(2, 6, Midway(45), Passed(4)).turn(CautionFound),
    Sketch::of(1, 3, Left, Unbooked(40)).turn(Missed),
];

/// Those of the second team, with its own clinician.
#[rustfmt::skip]
const SECOND: [Sketch; 5] = [
    Sketch::of(1, 2, Midway(50), Today).with(With::Elsewhere),
    Sketch::of(2, 5, Ready, In(1)).with(With::Elsewhere).turn(StartedElsewhere),
    Sketch::of(1, 4, Midway(40), In(3)).with(With::Elsewhere).turn(AmendedUnderDecision),
    Sketch::of(2, 7, Midway(50), In(2)).with(With::Elsewhere).caution("ca_heart_bp"),
    Sketch::of(3, 9, Midway(40), Today).with(With::Elsewhere),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn nine_patients_are_enough_for_nine_phases_and_one_team() {
        let phases: BTreeSet<u8> = FIRST.iter().take(9).map(|sketch| sketch.phase).collect();
        assert_eq!(phases, (1..=9).collect());
        for (count, elsewhere) in [(0, 0), (1, 0), (8, 0), (45, 5), (300, 33)] {
            let all = sketches(count);
            assert_eq!(all.len(), count);
            let second = all.iter().filter(|sketch| sketch.with == With::Elsewhere);
            assert_eq!(second.count(), elsewhere, "{count}");
            let flags = all
                .iter()
                .filter(|sketch| sketch.now == Now::RedFlag)
                .count();
            assert!(flags <= 1, "{count}");
        }
    }
}
