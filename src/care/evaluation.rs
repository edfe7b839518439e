//! The answer of the rules: for each target a verdict, for the phase a recommendation, and every reason for it.

use chrono::NaiveDate;

use super::diary::DiaryOrigin;
use super::ids::{FlagKey, MeasureKey, TargetKey};
use super::measure::{Side, Value, words};
use super::number::Number;
use super::protocol::{ActionLevel, Basis, Gate, Operator, SideRule};
use super::time::Moment;

/// What the rules say about a course at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The moment it holds for.
    pub at: Moment,
    /// The present phase; `None` before assignment, when `recommendation` proposes the starting phase.
    pub phase: Option<u8>,
    /// What is proposed; a named clinician decides.
    pub recommendation: Recommendation,
    /// Every target of the phase (before assignment: of the phases examined), in the protocol's order.
    pub criteria: Vec<Criterion>,
    /// Mandatory targets of earlier phases that are no longer met, with what was found, in the protocol's order.
    pub lost: Vec<Criterion>,
    /// Why, most important first.
    pub reasons: Vec<Reason>,
    /// Mandatory targets that are not met, nearest to met first.
    pub missing: Vec<TargetKey>,
    /// Measures to take at the next visit.
    pub due: Vec<MeasureKey>,
    /// Mandatory targets met, and their number.
    pub met: u16,
    /// Mandatory targets that apply.
    pub of: u16,
    /// The last three visits brought nothing on in what is missing.
    pub stalled: bool,
    /// When the phase may be left at this pace, with readings enough to say.
    pub projection: Option<Projection>,
    /// The last day on which this answer holds if nothing is recorded: from the day after, a reading is out of date.
    pub holds_until: Option<NaiveDate>,
}

/// What the rules propose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recommendation {
    /// To this phase; before assignment, the phase to start in.
    Advance(u8),
    /// Stay.
    Hold,
    /// Back to this phase.
    StepBack(u8),
    /// No further load; act at this level.
    StopAndRefer(ActionLevel),
    /// The path is done.
    Discharge,
}

impl Recommendation {
    /// How it is written in data.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Recommendation::Advance(_) => "advance",
            Recommendation::Hold => "hold",
            Recommendation::StepBack(_) => "step_back",
            Recommendation::StopAndRefer(_) => "stop_and_refer",
            Recommendation::Discharge => "discharge",
        }
    }

    /// The phase it leads to, where it leads to another.
    #[must_use]
    pub const fn to_phase(self) -> Option<u8> {
        match self {
            Recommendation::Advance(phase) | Recommendation::StepBack(phase) => Some(phase),
            _ => None,
        }
    }
}

/// One target held against the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// Which target.
    pub target: TargetKey,
    /// What it reads.
    pub measure: MeasureKey,
    /// The phase it belongs to.
    pub phase: u8,
    /// How it is held.
    pub operator: Operator,
    /// The threshold in force for this patient.
    pub threshold: Value,
    /// The threshold's unit.
    pub unit: String,
    /// Which sides it reads.
    pub side: SideRule,
    /// The gate in force for this patient.
    pub gate: Gate,
    /// What the protocol's own threshold rests on.
    pub basis: Basis,
    /// Threshold, gate or applicability was set for this patient.
    pub overridden: bool,
    /// The verdict: the worst of the sides.
    pub verdict: Verdict,
    /// Why it is not measured, out of date or not applicable; of several sides, that of the one that decides.
    pub note: Option<Note>,
    /// What was found and how far it is from the threshold, one entry a side (or one without side); the one that
    /// decides the verdict first.
    pub findings: Vec<Finding>,
}

/// One side's value against the threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The side, for a target that gives a verdict a side.
    pub side: Option<Side>,
    /// This side's verdict.
    pub verdict: Verdict,
    /// Why it is not a plain comparison.
    pub note: Option<Note>,
    /// The value compared; for a difference or symmetry the computed number, otherwise the reading.
    pub found: Option<Value>,
    /// Left and right raw values of the newest session with both, for difference and symmetry.
    pub pair: Option<(Value, Value)>,
    /// Distance to go in the threshold's unit (steps for a graded measure); `None` when met or not measured.
    pub to_go: Option<Number>,
    /// When the value was taken; `None` for computed values.
    pub taken_at: Option<Moment>,
    /// Who took it.
    pub taken_by: Option<String>,
    /// The paper diary it comes from; `None` for what was taken at a visit.
    pub diary: Option<DiaryOrigin>,
    /// The baseline the target is relative to, or the change is read against.
    pub baseline: Option<Value>,
    /// Change since the previous reading, against the known error.
    pub since_last: Option<Change>,
    /// Change since baseline, against the known error.
    pub since_baseline: Option<Change>,
    /// A newer value of one side alone: shown, not used.
    pub unused: Option<(Side, Value)>,
}

/// What a target comes to, in the order from worst to best: worse, not yet, out of date, not measured, met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Not met, and worse than the previous reading by at least the known error.
    Worse,
    /// Not met.
    NotYet,
    /// The newest reading of this stay is too old.
    OutOfDate,
    /// No reading of this stay.
    NotMeasured,
    /// Met.
    Met,
    /// Does not apply to this patient.
    NotApplicable,
}

/// Why a verdict is not a plain comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// A relative target without a reading earlier than the newest.
    NoEarlierValue,
    /// One side is missing.
    MissingSide(Side),
    /// The divisor is nought.
    DivisorZero,
    /// The baseline leaves no room to improve; read as no worse than baseline.
    NoRoomToImprove,
    /// A value of an earlier stay exists and is shown greyed; for a difference or symmetry, what it came to.
    EarlierStay {
        /// The value.
        value: Value,
        /// When it was taken.
        taken_at: Moment,
    },
    /// A condition of the protocol does not hold.
    ConditionNotMet,
    /// A clinician set it not applicable, with this reason.
    SetNotApplicable(String),
    /// The newest values were taken with another method than the baseline.
    DifferentMethod,
    /// A computed value needs something that was not asked.
    NotAsked,
    /// Nobody knows when it began; counts as past 48 hours.
    OnsetUnknown,
}

/// A change read against the measure's known error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// New minus old, in the measure's unit (steps for a graded measure).
    pub by: Number,
    /// What it means.
    pub meaning: ChangeMeaning,
}

/// What a change means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChangeMeaning {
    /// Better by at least the known error.
    Better,
    /// Worse by at least the known error.
    Worse,
    /// Smaller than the known error.
    NoClearChange,
    /// No error is known for this measure; nothing is called clear.
    ErrorNotKnown,
}

/// Why the recommendation is what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A red flag is open or referred.
    RedFlag {
        /// Which.
        flag: FlagKey,
        /// How fast to act.
        level: ActionLevel,
        /// Referred, answer awaited; otherwise open.
        referred: bool,
    },
    /// A red flag was weighed and does not stop: a note.
    ConsideredFlag {
        /// Which.
        flag: FlagKey,
        /// When to ask again.
        ask_again_on: Option<NaiveDate>,
    },
    /// The episode was opened again; all red flags must be asked and the phase measured anew.
    Reopened,
    /// The warning-sign question was not asked at the newest visit.
    WarningSignsNotAsked,
    /// A full screen is needed (return after 90 days, after a step back or flare).
    FullScreenDue,
    /// A flare that lasted, or spasm that returned with it.
    FlareOpen {
        /// The day it began, where known.
        began: Option<NaiveDate>,
    },
    /// Worst pain rose by two points or more and the flare question was not asked.
    PainRoseNotAsked {
        /// Points risen.
        by: Number,
    },
    /// Pain after exercise took longer than 24 hours to settle.
    NotSettled {
        /// Hours; 72 means not settled.
        hours: Number,
    },
    /// Spasm is back on a side.
    SpasmBack {
        /// The side.
        side: Side,
        /// The grade before.
        from: Value,
        /// The grade now.
        to: Value,
    },
    /// A mandatory target of an earlier phase is no longer met.
    LostTarget {
        /// Which.
        target: TargetKey,
        /// Its phase.
        phase: u8,
        /// Pain only holds; any other kind steps back.
        pain: bool,
    },
    /// A flare, pain not settled or spasm back at two signed visits running.
    TwiceRunning,
    /// Every mandatory target of the phase is met.
    AllMet,
    /// No mandatory target that is measured is left for this patient.
    NothingMandatory,
    /// A mandatory target is not met; its criterion tells how far.
    Missing(TargetKey),
    /// The last phase of this path is done.
    PathDone,
    /// The first phase with a mandatory target not met or not measured on the assessment's readings.
    StartsHere {
        /// The phase.
        phase: u8,
        /// The target that decides it; `None` when the highest starting phase is reached.
        because: Option<TargetKey>,
    },
    /// No signed session of this stay yet.
    NoVisitYet,
    /// Nothing that is missing got better over the last three visits.
    Stalled {
        /// What stayed open.
        targets: Vec<TargetKey>,
    },
}

impl Reason {
    /// Whether it says that the load was too much or that something reached was lost.
    #[must_use]
    pub const fn is_trouble(&self) -> bool {
        matches!(
            self,
            Reason::FlareOpen { .. }
                | Reason::PainRoseNotAsked { .. }
                | Reason::NotSettled { .. }
                | Reason::SpasmBack { .. }
                | Reason::TwiceRunning
                | Reason::LostTarget { .. }
        )
    }

    /// Whether it is one of those that make the recommendation what it is; the others are notes beside it.
    #[must_use]
    pub const fn decides(&self, recommendation: Recommendation) -> bool {
        match recommendation {
            Recommendation::StopAndRefer(_) => matches!(self, Reason::RedFlag { .. }),
            Recommendation::StepBack(_) => matches!(
                self,
                Reason::TwiceRunning | Reason::LostTarget { pain: false, .. }
            ),
            Recommendation::Hold => {
                (self.is_trouble() && !matches!(self, Reason::TwiceRunning))
                    || matches!(
                        self,
                        Reason::Reopened
                            | Reason::NoVisitYet
                            | Reason::WarningSignsNotAsked
                            | Reason::NothingMandatory
                            | Reason::Missing(_)
                            | Reason::Stalled { .. }
                    )
            }
            Recommendation::Advance(_) | Recommendation::Discharge => matches!(
                self,
                Reason::AllMet | Reason::PathDone | Reason::StartsHere { .. }
            ),
        }
    }

    /// How its kind is written in data.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Reason::RedFlag { .. } => "red_flag",
            Reason::ConsideredFlag { .. } => "considered_flag",
            Reason::Reopened => "reopened",
            Reason::NothingMandatory => "nothing_mandatory",
            Reason::WarningSignsNotAsked => "warning_signs_not_asked",
            Reason::FullScreenDue => "full_screen_due",
            Reason::FlareOpen { .. } => "flare_open",
            Reason::PainRoseNotAsked { .. } => "pain_rose_not_asked",
            Reason::NotSettled { .. } => "not_settled",
            Reason::SpasmBack { .. } => "spasm_back",
            Reason::LostTarget { .. } => "lost_target",
            Reason::TwiceRunning => "twice_running",
            Reason::AllMet => "all_met",
            Reason::Missing(_) => "missing",
            Reason::PathDone => "path_done",
            Reason::StartsHere { .. } => "starts_here",
            Reason::NoVisitYet => "no_visit_yet",
            Reason::Stalled { .. } => "stalled",
        }
    }
}

/// About how long the phase lasts at this pace; for the screen, never for paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Projection {
    /// Least whole weeks.
    pub weeks_from: u16,
    /// Most whole weeks.
    pub weeks_to: u16,
}

words!(Verdict {
    Worse = "worse",
    NotYet = "not_yet",
    OutOfDate = "out_of_date",
    NotMeasured = "not_measured",
    Met = "met",
    NotApplicable = "not_applicable",
});
words!(ChangeMeaning {
    Better = "better",
    Worse = "worse",
    NoClearChange = "no_clear_change",
    ErrorNotKnown = "error_not_known",
});
