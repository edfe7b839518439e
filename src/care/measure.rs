//! What can be measured: a measure's definition, the values it takes, and a recorded reading of it.

use serde::Serialize;

use super::ids::MeasureKey;
use super::number::Number;
use super::time::Moment;

/// What kind of thing a measure tells; decides how long a reading stays in date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A pain score or a count of painful events.
    Pain,
    /// How far something moves.
    Range,
    /// Control of position.
    Stability,
    /// Force or load.
    Strength,
    /// How long or how often.
    Endurance,
    /// What the patient can do.
    Function,
    /// Knowledge, adherence, confidence.
    Readiness,
    /// What the clinician judges or the program computes.
    Judgement,
}

/// Which way a better value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// A larger number or a later step.
    Higher,
    /// A smaller number or an earlier step.
    Lower,
    /// The first word of [`Input::Words`]; every other word is worse.
    FirstWord,
}

/// What may be typed for a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A number from `min` to `max` (no upper bound when `None`), in whole multiples of `step`.
    Number {
        /// Least valid value.
        min: Number,
        /// Greatest valid value.
        max: Option<Number>,
        /// Every value is a whole multiple of this.
        step: Number,
    },
    /// Ordered steps, lowest first (`0 … 4-, 4, 4+, 5`); compared by position.
    Steps(Vec<Step>),
    /// Unordered words; the first is the good one (`yes, no`; `negative, positive_left, …`).
    Words(Vec<String>),
}

/// One step of an ordered scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// How it is written in data: ASCII, for example `4-`.
    pub word: String,
    /// What it means, for the screen; may be empty.
    pub label: String,
}

/// A method of taking a measure whose values are not compared with another method's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// How it is written in data, for example `knees`.
    pub key: String,
    /// Its words on screen.
    pub name: String,
    /// Its own unit, where it differs from the measure's.
    pub unit: Option<String>,
}

/// One part of a composite measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// How it is written in data, for example `medial`.
    pub key: String,
    /// Its words on screen.
    pub name: String,
}

/// How a composite's value follows from its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Formula {
    /// The mean of the parts.
    Mean,
    /// Sum of the parts ÷ (their number × arm length) × 100, as per cent of arm length.
    PerCentOfArm,
    /// Mean of centimetres off target at 90 cm, as degrees: arctangent of (cm ÷ 90).
    DegreesAt90Cm,
}

/// A measure made of parts that are stored with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composite {
    /// The parts, in the order they are asked.
    pub parts: Vec<Part>,
    /// How they make the value.
    pub formula: Formula,
}

/// What becomes of up to three attempts typed in one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempts {
    /// Their mean counts.
    Mean,
    /// The best of them counts.
    Best,
}

/// The definition of something measured; phases reuse it with thresholds of their own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// Unique among measures.
    pub key: MeasureKey,
    /// Its full name on screen.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// Its unit as shown (`points`, `°`, `seconds`, `kg`); empty for words.
    pub unit: String,
    /// What may be recorded.
    pub input: Input,
    /// Whether left and right are recorded apart.
    pub sided: bool,
    /// Which way is better.
    pub better: Better,
    /// How to perform it.
    pub how: String,
    /// Norms, error and change scores with their references.
    pub norm: String,
    /// The known measurement error in the measure's unit; a smaller change is no clear change.
    pub error: Option<Number>,
    /// Whether the program computes it and nobody types it.
    pub computed: bool,
    /// Parts, for a composite.
    pub composite: Option<Composite>,
    /// What several attempts in one field mean.
    pub attempts: Option<Attempts>,
    /// Methods that are never compared with each other.
    pub variants: Vec<Variant>,
    /// Asked at every visit, whatever the phase.
    pub every_visit: bool,
    /// Asked at every visit from the second on.
    pub from_second_visit: bool,
    /// The phase in whose first visit its baseline is taken at the latest; 1 means at the assessment.
    pub baseline_phase: Option<u8>,
}

/// A recorded value before it is compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// A number in the measure's unit.
    Number(Number),
    /// A step or word of the measure's input, as written in data.
    Word(String),
}

/// Left or right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The patient's left.
    Left,
    /// The patient's right.
    Right,
}

impl Side {
    /// The other side.
    #[must_use]
    pub const fn other(self) -> Side {
        match self {
            Side::Left => Side::Right,
            Side::Right => Side::Left,
        }
    }
}

/// One value recorded at a session; never computed, never a stand-in for "not measured".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What was measured.
    pub measure: MeasureKey,
    /// The side, for a sided measure and for no other.
    pub side: Option<Side>,
    /// What was found.
    pub value: Value,
    /// Which method, where the measure has variants.
    pub variant: Option<String>,
    /// When it was taken: the time of the visit.
    pub taken_at: Moment,
    /// Who took it, by name.
    pub taken_by: String,
    /// Recorded with "observed, unchanged" rather than typed anew; still a reading of that day.
    pub unchanged: bool,
    /// Parts or attempts the value was made from, in order; empty where there were none.
    pub parts: Vec<Number>,
    /// Why a timed hold was stopped (`time reached`, `form lost`, `pain`, `safety`), where recorded.
    pub stopped: Option<String>,
}

impl Measure {
    /// The position of a value on this measure's scale: thousandths for a number, the index for a step or word.
    ///
    /// `None` when the measure has no such value.
    #[must_use]
    pub fn position(&self, value: &Value) -> Option<i64> {
        match (&self.input, value) {
            (Input::Number { .. }, Value::Number(number)) => Some(number.thousandths()),
            (Input::Steps(steps), Value::Word(word)) => {
                let at = steps.iter().position(|step| step.word == *word)?;
                i64::try_from(at).ok()
            }
            (Input::Steps(steps), Value::Number(number)) => {
                let word = number.to_string();
                let at = steps.iter().position(|step| step.word == word)?;
                i64::try_from(at).ok()
            }
            (Input::Words(words), Value::Word(word)) => {
                let at = words.iter().position(|w| w == word)?;
                i64::try_from(at).ok()
            }
            (Input::Number { .. }, Value::Word(_)) | (Input::Words(_), Value::Number(_)) => None,
        }
    }

    /// Whether the value may be recorded: within the range, a whole multiple of the step, a known word.
    #[must_use]
    pub fn accepts(&self, value: &Value) -> bool {
        match (&self.input, value) {
            (Input::Number { min, max, step }, Value::Number(n)) => {
                n >= min && max.is_none_or(|max| *n <= max) && n.is_multiple_of(*step)
            }
            _ => self.position(value).is_some(),
        }
    }
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Number(number) => number.fmt(f),
            Value::Word(word) => f.write_str(word),
        }
    }
}

macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $type {
            /// Every one of them, in order.
            pub const ALL: &'static [$type] = &[$($type::$variant),+];

            /// How it is written in data.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($type::$variant => $word),+ }
            }
        }
        impl std::str::FromStr for $type {
            type Err = $crate::care::ids::NotAnId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text { $($word => Ok($type::$variant),)+ _ => Err($crate::care::ids::NotAnId) }
            }
        }
    };
}
pub(crate) use words;

words!(Kind {
    Pain = "pain",
    Range = "range",
    Stability = "stability",
    Strength = "strength",
    Endurance = "endurance",
    Function = "function",
    Readiness = "readiness",
    Judgement = "clinician_judgement",
});
words!(Better { Higher = "higher", Lower = "lower", FirstWord = "first_word" });
words!(Side { Left = "left", Right = "right" });
words!(Formula { Mean = "mean", PerCentOfArm = "per_cent_of_arm", DegreesAt90Cm = "degrees_at_90_cm" });
words!(Attempts { Mean = "mean", Best = "best" });
