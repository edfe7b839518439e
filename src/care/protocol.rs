//! A protocol version: its phases, their targets, the measures, the red flags and the cautions.

use std::collections::BTreeMap;

use super::ids::{CautionKey, ExerciseKey, FlagKey, MeasureKey, TargetKey};
use super::measure::{Kind, Measure, Value, words};

/// A versioned, immutable document of clinical rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protocol {
    /// Stable across versions, for example `upper-back-spasm`.
    pub key: String,
    /// Counts up from 1.
    pub version: u32,
    /// Its name on screen.
    pub name: String,
    /// How long a reading of each kind stays in date, in calendar days; the last day counts.
    pub valid_days: BTreeMap<Kind, u32>,
    /// Highest pain score allowed in exercise by phase number, in points (`clinical-reference.md` 6 row 9).
    pub pain_limits: BTreeMap<u8, u8>,
    /// The last phase of a patient without sport.
    pub last_phase_without_sport: u8,
    /// Phases in order, numbered from 1.
    pub phases: Vec<Phase>,
    /// Everything the targets and visits can ask for.
    pub measures: Vec<Measure>,
    /// The screen asked of every patient.
    pub red_flags: Vec<RedFlag>,
    /// What changes treatment without stopping it.
    pub cautions: Vec<Caution>,
}

/// One phase of a protocol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phase {
    /// From 1 upwards without a gap.
    pub number: u8,
    /// Stable across versions, for example `tissue_healing`.
    pub key: String,
    /// Its name on screen and paper.
    pub name: String,
    /// Only for patients who do sport.
    pub sport_only: bool,
    /// What it is for, in clinicians' words.
    pub purpose: String,
    /// The goal in a patient's words, for the sheet.
    pub patient_goal: String,
    /// What the therapist does.
    pub therapist: Vec<String>,
    /// What the patient does.
    pub patient: Vec<String>,
    /// What is not done in this phase.
    pub not_in_phase: Vec<String>,
    /// Entry in words.
    pub entry: String,
    /// Exit in words.
    pub exit: String,
    /// Typical time, never a gate.
    pub typical_time: String,
    /// Exercises of the starter sheet, in order.
    pub starter: Vec<Starter>,
    /// What is asked for before leaving it.
    pub targets: Vec<Target>,
}

/// An exercise of a phase's starter sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Starter {
    /// Which exercise.
    pub exercise: ExerciseKey,
    /// The condition in words; an exercise with one is not ticked beforehand.
    pub condition: Option<String>,
}

/// How a found value is held against the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Operator {
    /// Found ≥ threshold.
    AtLeast,
    /// Found ≤ threshold.
    AtMost,
    /// Found is the threshold.
    Equals,
    /// Change from baseline in the better direction ≥ threshold.
    ImprovesBy,
    /// Not worse than baseline by more than the threshold.
    NoWorseThanBaseline,
    /// Limb symmetry index ≥ threshold per cent.
    LsiAtLeast,
    /// Absolute left minus right ≤ threshold.
    DifferenceAtMost,
}

/// Which sides a target reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SideRule {
    /// The measure has no sides.
    None,
    /// Left and right; both must pass.
    Each,
    /// The episode's affected side; both when it is both, central or not stated.
    Affected,
    /// Absolute left minus right of the newest session with both.
    Difference,
    /// Affected ÷ unaffected × 100 (lower ÷ higher when no one side is affected) of the newest session with both.
    Lsi,
}

/// Whether a target is needed to leave the phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gate {
    /// Needed.
    Mandatory,
    /// Shown, not needed.
    Advisory,
}

/// What a threshold rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Basis {
    /// The source protocol states it.
    FromSeed,
    /// A study or practice source in the references.
    Published,
    /// The program's editable starting value.
    ClinicDefault,
}

/// A fact about the episode that a target can depend on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Condition {
    /// The patient does sport, or does not.
    Sport(bool),
    /// The patient has this caution.
    Caution(CautionKey),
    /// The patient does not have this caution.
    NoCaution(CautionKey),
}

/// One criterion of a phase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Unique in the protocol.
    pub key: TargetKey,
    /// Which measure, or `red_flag_screen`.
    pub measure: MeasureKey,
    /// How the value is held against the threshold.
    pub operator: Operator,
    /// In the measure's unit, or per cent where `unit` says so.
    pub threshold: Value,
    /// The threshold's unit as shown; `% of baseline` makes the threshold relative to the baseline.
    pub unit: String,
    /// Which sides.
    pub side: SideRule,
    /// Mandatory or advisory.
    pub gate: Gate,
    /// What the threshold rests on.
    pub basis: Basis,
    /// Source and reason in words.
    pub source: String,
    /// All must hold for the target to apply; empty means always.
    pub applies_when: Vec<Condition>,
    /// Any one makes an advisory target mandatory.
    pub mandatory_when: Vec<Condition>,
    /// Targets this one stands in for when it is mandatory by condition.
    pub instead_of: Vec<TargetKey>,
    /// How long a reading stays in date, where it differs from its kind's.
    pub valid_days: Option<u32>,
}

/// The unit that makes a threshold a share of the baseline.
pub const PER_CENT_OF_BASELINE: &str = "% of baseline";

/// The computed result of the red flag questions; no measure, and open to no override.
pub const RED_FLAG_SCREEN: &str = "red_flag_screen";

/// How fast a red flag must be acted on; later is more urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ActionLevel {
    /// A doctor within days.
    GpSoon,
    /// A doctor or urgent care today.
    SameDay,
    /// Ambulance or emergency department.
    EmergencyNow,
}

/// A finding that stops progression until a clinician has recorded what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedFlag {
    /// Unique among red flags.
    pub key: FlagKey,
    /// A few words naming it.
    pub name: String,
    /// What to ask or observe.
    pub ask: String,
    /// What it may point to.
    pub points_to: String,
    /// How fast to act.
    pub action: ActionLevel,
    /// A higher level and the condition, asked as a follow-up; unanswered counts as the higher level.
    pub escalate: Option<Escalation>,
    /// Asked at intake and when something changes, not every session.
    pub history: bool,
    /// What else belongs to the action (`No neck exercise or manual care.`); may be empty.
    pub note: String,
    /// Where it comes from.
    pub source: String,
}

/// When a red flag is more urgent than its first level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escalation {
    /// The higher level.
    pub to: ActionLevel,
    /// The follow-up question's condition.
    pub when: String,
}

/// Something about the patient that bars or warns on exercises, tests, advice and treatments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caution {
    /// Unique among cautions.
    pub key: CautionKey,
    /// What to ask.
    pub name: String,
    /// The program works it out (`ca_first_48h`); nobody ticks it.
    pub computed: bool,
    /// Keys of what is not offered unless overridden with a reason.
    pub bars: Vec<String>,
    /// Keys of what is warned about when picked, each with an optional note.
    pub warns: Vec<Warning>,
    /// Advice to the clinician that goes with it; may be empty.
    pub note: String,
}

/// One thing a caution warns about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Key of an exercise, measure, advice block or treatment.
    pub key: String,
    /// What exactly, where not the whole of it (`breath holds`, `near the device`); may be empty.
    pub note: String,
}

impl Protocol {
    /// The measure of that key.
    #[must_use]
    pub fn measure(&self, key: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.key == *key)
    }

    /// The phase of that number.
    #[must_use]
    pub fn phase(&self, number: u8) -> Option<&Phase> {
        self.phases.iter().find(|phase| phase.number == number)
    }

    /// The target of that key and the phase it belongs to.
    #[must_use]
    pub fn target(&self, key: &str) -> Option<(&Phase, &Target)> {
        self.phases.iter().find_map(|phase| {
            let target = phase.targets.iter().find(|target| target.key == *key)?;
            Some((phase, target))
        })
    }

    /// The red flags as they are asked: emergencies first, each in the protocol's order.
    #[must_use]
    pub fn red_flags_as_asked(&self) -> Vec<&RedFlag> {
        let mut flags: Vec<&RedFlag> = self.red_flags.iter().collect();
        flags.sort_by_key(|flag| flag.action != ActionLevel::EmergencyNow);
        flags
    }

    /// The red flag of that key.
    #[must_use]
    pub fn red_flag(&self, key: &str) -> Option<&RedFlag> {
        self.red_flags.iter().find(|flag| flag.key == *key)
    }

    /// The caution of that key.
    #[must_use]
    pub fn caution(&self, key: &str) -> Option<&Caution> {
        self.cautions.iter().find(|caution| caution.key == *key)
    }

    /// The last phase of this patient's path.
    #[must_use]
    pub fn last_phase(&self, sport: bool) -> u8 {
        if sport {
            self.phases.last().map_or(0, |phase| phase.number)
        } else {
            self.last_phase_without_sport
        }
    }

    /// How many days a reading taken for this target stays in date.
    #[must_use]
    pub fn days_in_date(&self, target: &Target) -> u32 {
        let by_kind = || {
            let kind = self
                .measure(target.measure.as_str())
                .map_or(Kind::Judgement, |measure| measure.kind);
            self.valid_days.get(&kind).copied().unwrap_or(14)
        };
        target.valid_days.unwrap_or_else(by_kind)
    }
}

words!(Operator {
    AtLeast = "at_least",
    AtMost = "at_most",
    Equals = "equals",
    ImprovesBy = "improves_by",
    NoWorseThanBaseline = "no_worse_than_baseline",
    LsiAtLeast = "lsi_at_least",
    DifferenceAtMost = "difference_at_most",
});
words!(SideRule { None = "none", Each = "each", Affected = "affected", Difference = "difference", Lsi = "lsi" });
words!(Gate { Mandatory = "mandatory", Advisory = "advisory" });
words!(Basis { FromSeed = "from_seed", Published = "published", ClinicDefault = "clinic_default" });
words!(ActionLevel { GpSoon = "gp_soon", SameDay = "same_day", EmergencyNow = "emergency_now" });
