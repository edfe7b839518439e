//! The library beside the protocol: advice, treatments, muscles, causes, policies, milestones, sources.

use super::exercise::Span;
use super::ids::{AdviceKey, ExerciseKey, FlagKey, MeasureKey, PolicyKey, TargetKey, TreatmentKey};
use super::measure::words;
use super::number::Number;

/// A block of advice for the home sheet, in a patient's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// Unique among advice blocks.
    pub key: AdviceKey,
    /// The heading it stands under, for example `Sleep`.
    pub group: String,
    /// Phases it is offered in, in order.
    pub phases: Vec<u8>,
    /// Offered only while less than 48 hours have passed since onset.
    pub first_48h_only: bool,
    /// The clinic policy it depends on.
    pub offered_when: Option<PolicyIs>,
    /// Printed on every sheet.
    pub always: bool,
    /// Exercises it speaks of.
    pub exercises: Vec<ExerciseKey>,
    /// The words; may hold `{limit}`, `{until_48h}` and keys of policies in braces, and `**` around what is bold.
    pub text: String,
    /// Where it comes from.
    pub source: String,
}

/// A clinic policy that stands at one of these choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyIs {
    /// Which policy.
    pub policy: PolicyKey,
    /// Any of these choices.
    pub choices: Vec<String>,
}

/// Something a therapist does to or with a patient in a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Treatment {
    /// Unique among treatments.
    pub key: TreatmentKey,
    /// Its name on screen.
    pub name: String,
    /// Suggested phases, in order; empty when it is not offered by default.
    pub phases: Vec<u8>,
    /// What the phases do not say (`as needed`); may be empty.
    pub phases_note: String,
    /// The clinic policy under which this clinic gives it; otherwise it is only recorded when done elsewhere.
    pub offered_when: Option<PolicyIs>,
    /// Done to the patient; from phase 4 on it should not stand alone in a session.
    pub passive: bool,
    /// Common contraindications and cautions, not a full list. What a patient's cautions bar or warn on stands with
    /// the caution.
    pub contraindications: Vec<String>,
    /// Where it comes from.
    pub source: String,
}

/// A muscle of the body chart and the picker; all are paired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Muscle {
    /// Unique among muscles.
    pub key: String,
    /// Its standard name.
    pub name: String,
    /// What it does.
    pub actions: Vec<String>,
    /// Where it is on the chart.
    pub region: String,
    /// The muscle this is another name of; such an entry is found by search and not shown in the picker.
    pub alias_of: Option<String>,
    /// Where it comes from.
    pub source: String,
}

/// A grade of severity, mildest first; the worst grade with a finding counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeverityGrade {
    /// Unique among grades.
    pub key: String,
    /// Its name on screen.
    pub name: String,
    /// What is found in it.
    pub findings: Vec<Finding>,
    /// What it changes, in words.
    pub effect: String,
    /// The pain scores that hint at it, in points; a clinic default.
    pub nprs: Span,
    /// It stops and leads to the red flags.
    pub stops: bool,
    /// Where it comes from.
    pub source: String,
}

/// One finding of a severity grade.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What is found.
    pub text: String,
    /// The red flag it raises.
    pub flag: Option<FlagKey>,
}

/// A symptom of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symptom {
    /// Unique among symptoms.
    pub key: String,
    /// Its words.
    pub text: String,
    /// The red flag to ask about.
    pub flag: Option<FlagKey>,
    /// Where it comes from.
    pub source: String,
}

/// A test the patient does alone; its result is the measure of the same key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SelfTest {
    /// The measure that holds its result.
    pub key: MeasureKey,
    /// Its name.
    pub name: String,
    /// How to do it.
    pub how: String,
    /// What counts as positive.
    pub positive: String,
    /// What a positive result suggests.
    pub suggests: String,
    /// What is recorded.
    pub record: String,
    /// Where it comes from.
    pub source: String,
}

/// Something that may have brought the complaint on or keeps it going.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Factor {
    /// Unique among factors.
    pub key: String,
    /// The heading it stands under.
    pub group: String,
    /// Its words.
    pub text: String,
    /// The patient can change it.
    pub modifiable: bool,
    /// Advice that goes with it.
    pub advice: Vec<AdviceKey>,
    /// Where it comes from.
    pub source: String,
}

/// Another condition with a similar picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differential {
    /// Unique among differentials.
    pub key: String,
    /// The condition.
    pub name: String,
    /// What points to it.
    pub clue: String,
    /// Where it comes from.
    pub source: String,
}

/// A point on which sources disagree and the clinic chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Unique among policies.
    pub key: PolicyKey,
    /// Its place among all points of disagreement.
    pub row: u8,
    /// What it is about.
    pub point: String,
    /// Who says what.
    pub says: String,
    /// The sensible default in words.
    pub sensible: String,
    /// What may be chosen.
    pub choices: Vec<Choice>,
    /// The choice that holds until the clinic makes another.
    pub default: String,
    /// What it changes, in words.
    pub changes: String,
    /// Keys of the advice, treatments and measures it touches.
    pub touches: Vec<String>,
    /// The therapist may choose otherwise for one patient.
    pub per_patient: bool,
}

/// One choice of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Unique in its policy.
    pub key: String,
    /// Its words on screen.
    pub name: String,
    /// What stands where a text names the policy in braces; may be blank. All choices of a policy have them or none.
    pub words: Option<String>,
    /// The highest pain allowed in exercise, in every phase, in place of the protocol's.
    pub pain_limit: Option<u8>,
}

/// A point on which sources disagree and the clinic does not choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its place among all points of disagreement.
    pub row: u8,
    /// What it is about.
    pub point: String,
    /// Who says what.
    pub says: String,
    /// The sensible default in words.
    pub sensible: String,
    /// Who chooses, in words.
    pub chosen_by: String,
}

/// What a milestone's day means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MilestoneKind {
    /// Amber after the day if unmet.
    Due,
    /// Amber if done before the day.
    NotBefore,
    /// Only tells.
    Note,
}

/// A point on the time line; none blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    /// Unique among milestones.
    pub key: String,
    /// When, in words.
    pub when: String,
    /// What the day means.
    pub kind: MilestoneKind,
    /// The day, counted from onset as for [`super::exercise::Exercise::not_before_day`], or days after entry of
    /// `from_phase`.
    pub day: Option<u16>,
    /// The phase whose entry the day counts from, where it is not onset.
    pub from_phase: Option<u8>,
    /// What it says.
    pub item: String,
    /// What in the record shows it; `None` for one that only tells.
    pub checked_by: Option<Check>,
    /// Where it comes from.
    pub source: String,
}

/// What in the record shows that a milestone is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Check {
    /// So many hours have passed since onset.
    HoursSinceOnset(u16),
    /// A reading better than the baseline.
    BetterThanBaseline(MeasureKey),
    /// The target is met, in whatever phase.
    Target(TargetKey),
    /// A sheet with one of these exercises, or one of that purpose, was issued.
    Given {
        /// A purpose of exercises; may be empty.
        purpose: String,
        /// Exercises by key.
        exercises: Vec<ExerciseKey>,
    },
    /// A sheet with this advice was issued.
    Advice(AdviceKey),
    /// The phase was entered.
    Phase(u8),
    /// So many weeks were spent in one stay in `from_phase`.
    WeeksInPhase(u16),
}

/// A sign that the patient may go on; all stand on one panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GreenLight {
    /// Unique among green lights.
    pub key: String,
    /// What it says.
    pub item: String,
    /// The measure that shows it.
    pub measure: MeasureKey,
    /// Limb symmetry to reach, in per cent; otherwise the measure's good word.
    pub lsi_at_least: Option<Number>,
    /// Where it comes from.
    pub source: String,
}

/// How an outcome scale may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScaleForm {
    /// Free to use; built in.
    BuiltIn,
    /// A total score from elsewhere may be entered; no item text.
    ScoreOnly,
    /// Not used.
    NotUsed,
    /// Not yet: its terms have to be read.
    Later,
}

/// An outcome scale and what its owner allows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeMeasure {
    /// Unique among outcome measures.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Owner and terms.
    pub status: String,
    /// Use in the program, in words.
    pub use_words: String,
    /// Use in the program.
    pub form: ScaleForm,
}

/// How far a reference was checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Checked {
    /// Its abstract or page was read.
    Read,
    /// The figure was seen only on a secondary page.
    Secondary,
}

/// A source of thresholds and statements.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// `R1`, `R2`, …, as cited in square brackets.
    pub key: String,
    /// The citation.
    pub text: String,
    /// How far it was checked.
    pub checked: Checked,
    /// What else is known of the check; may be empty.
    pub note: String,
}

/// Something the sources say that a clinician may want to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Unique among facts.
    pub key: String,
    /// What it belongs to (`teaching`, `screening`, `do`, …).
    pub group: String,
    /// The statement.
    pub text: String,
    /// Where it comes from; may be empty.
    pub source: String,
}

words!(MilestoneKind { Due = "due", NotBefore = "not_before", Note = "note" });
words!(ScaleForm { BuiltIn = "built_in", ScoreOnly = "score_only", NotUsed = "not_used", Later = "later" });
words!(Checked { Read = "read", Secondary = "secondary" });
