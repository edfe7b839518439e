//! One measure of the form: its fields, what was last found, what is needed, and what it comes to.

use super::Purpose;
use super::blocks::Builder;
use super::readings::{field, first_field, named_parts};
use crate::actions::change_phase::CASE_GOAL_NOTE;
use crate::care::decision::CASE_GOAL;
use crate::care::entry;
use crate::care::evaluation::{Criterion, Verdict};
use crate::care::measure::{Kind, Measure, Part, Reading, Side, Value};
use crate::care::number::Number;
use crate::text::row::{
    brief, check, in_one_line, options, rests_on, short_names, shown, taken_on, unit,
    unit_of_parts, warnings,
};
use crate::text::{criterion, quantity, verdict};
use crate::web::parts::Judged;

/// Why a timed hold was stopped, as it is stored and as it is shown.
pub(super) const STOPPED: [&str; 4] = ["time reached", "form lost", "pain", "safety"];

/// One measure as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureRow {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its unit or range, in a few letters.
    pub unit: String,
    /// What it is about for this patient; may be empty.
    pub about: String,
    /// How to perform it.
    pub how: String,
    /// What the patient's cautions say about the test.
    pub warnings: Vec<String>,
    /// One field, or left and right.
    pub fields: Vec<SideField>,
    /// Answers to choose from; empty for a typed number.
    pub options: Vec<(String, String)>,
    /// What the parts of a composite are typed in; may be empty.
    pub unit_of_parts: String,
    /// The patient names the parts here.
    pub names_parts: bool,
    /// Up to three attempts in the field.
    pub attempts: bool,
    /// The methods it can be measured with.
    pub methods: Vec<(String, String)>,
    /// Why a hold was stopped.
    pub stopped: Vec<(String, String)>,
    /// The last values in words, and their day; empty when there are none, and then nothing can be unchanged.
    pub last: Vec<String>,
    /// What the phase asks of it.
    pub needed: Vec<String>,
    /// What it comes to.
    pub verdicts: Vec<Judged>,
    /// Nothing is typed for it yet: the verdicts are those of an earlier value.
    pub is_of_before: bool,
    /// What cannot be read as typed.
    pub checks: Vec<Check>,
    /// How left and right compare, where both were typed.
    pub symmetry: String,
}

/// Something to put right in a row, in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The field it stands at.
    pub field: String,
    /// `Check: 0–90°`.
    pub words: String,
}

/// The field of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideField {
    /// Its name and id.
    pub name: String,
    /// `Left`, `Right`, or nothing.
    pub side: &'static str,
    /// What was last found, as it is typed or chosen; empty when nothing was.
    pub last: String,
    /// The parts of a composite.
    pub parts: Vec<PartField>,
    /// The page opens with the cursor here.
    pub is_first: bool,
}

impl SideField {
    /// `L` or `R`, for beside the field.
    #[must_use]
    pub fn letter(&self) -> &'static str {
        self.side.get(..1).unwrap_or_default()
    }

    /// Whether this answer was the last one.
    #[must_use]
    pub fn is_last(&self, answer: &str) -> bool {
        self.last == answer
    }
}

/// The field of one part of a composite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartField {
    /// Its name and id.
    pub name: String,
    /// What the part is called.
    pub label: String,
    /// The same in a word, for beside the field.
    pub short: String,
    /// What was last found of it; empty when nothing was.
    pub last: String,
}

/// What is needed, for a column a few letters wide: the row's own answers say that they are grades.
fn narrow(needed: &str) -> String {
    brief(needed)
        .replace("grade ", "")
        .replace("≥ ", "≥\u{a0}")
        .replace("≤ ", "≤\u{a0}")
}

impl Builder<'_> {
    pub(super) fn row(&self, measure: &Measure) -> MeasureRow {
        let context = self.context;
        let criteria: Vec<&Criterion> = self
            .evaluation
            .criteria
            .iter()
            .filter(|criterion| criterion.measure == measure.key)
            .collect();
        let mut typed = self.content.readings.iter();
        let is_of_before = !typed.any(|reading| reading.measure == measure.key);
        let names_parts = named_parts(context).is_some_and(|named| named.key == measure.key);
        let pairs = |words: &[&str]| {
            words
                .iter()
                .map(|word| ((*word).to_owned(), (*word).to_owned()))
                .collect()
        };
        MeasureRow {
            key: measure.key.to_string(),
            name: measure.name.clone(),
            unit: self.unit(measure),
            about: self.about(measure),
            how: measure.how.clone(),
            warnings: warnings(&context.protocol, &context.course, measure, context.as_of),
            fields: entry::sides(measure)
                .iter()
                .map(|side| self.field(measure, *side, &criteria))
                .collect(),
            options: options(measure),
            unit_of_parts: unit_of_parts(measure).to_owned(),
            names_parts,
            attempts: measure.attempts.is_some(),
            methods: measure
                .variants
                .iter()
                .map(|variant| (variant.key.clone(), variant.name.clone()))
                .collect(),
            stopped: if measure.unit == "seconds" {
                pairs(&STOPPED)
            } else {
                Vec::new()
            },
            last: self.last(measure, &criteria),
            needed: criteria
                .iter()
                .map(|found| narrow(&criterion::needed(&context.protocol, found)))
                .collect(),
            verdicts: criteria
                .iter()
                .map(|found| self.judged(found, is_of_before))
                .collect(),
            is_of_before,
            checks: self.checks(measure),
            symmetry: self.symmetry(measure),
        }
    }

    /// One side's field, with what was last found there.
    fn field(&self, measure: &Measure, side: Option<Side>, criteria: &[&Criterion]) -> SideField {
        let name = field(measure, side);
        let last = self.last_reading(measure, side);
        let activities = &self.context.activities;
        let parts = measure
            .composite
            .iter()
            .flat_map(|composite| &composite.parts);
        let short = measure
            .composite
            .as_ref()
            .map_or_else(Vec::new, |composite| short_names(&composite.parts));
        let part = |(at, part): (usize, &Part)| PartField {
            name: format!("{name}_{}", part.key),
            label: match activities.get(at) {
                Some(activity) if measure.key == *"psfs_mean" => activity.clone(),
                _ => part.name.clone(),
            },
            short: match activities.get(at) {
                Some(activity) if measure.key == *"psfs_mean" => activity.clone(),
                _ => short.get(at).cloned().unwrap_or_default(),
            },
            last: last
                .and_then(|reading| reading.parts.get(at))
                .map_or_else(String::new, ToString::to_string),
        };
        SideField {
            parts: parts.enumerate().map(part).collect(),
            side: match side {
                Some(Side::Left) => "Left",
                Some(Side::Right) => "Right",
                None => "",
            },
            last: last.map_or_else(String::new, |reading| match &reading.value {
                Value::Word(word) => word.clone(),
                value => shown(measure, value, criteria),
            }),
            is_first: false,
            name,
        }
    }

    /// The verdict in a few words, with its day where it is of an earlier value.
    fn judged(&self, found: &Criterion, is_of_before: bool) -> Judged {
        let words = verdict::short(&self.context.protocol, found);
        let taken = found.findings.first().and_then(|finding| finding.taken_at);
        let has_value = matches!(
            found.verdict,
            Verdict::Met | Verdict::NotYet | Verdict::Worse
        );
        match taken.filter(|_| is_of_before && has_value) {
            Some(at) => Judged::new(
                found.verdict,
                format!("{words}, {}", at.date.format("%-d\u{a0}%b")),
            ),
            None => Judged::new(found.verdict, words),
        }
    }

    /// What was typed in this row and cannot be read.
    fn checks(&self, measure: &Measure) -> Vec<Check> {
        let of_side = |side: &Option<Side>| {
            let field = first_field(measure, *side);
            let sentence = self.form.fault_at(&field)?;
            let words = check(measure, *side, sentence);
            Some(Check { field, words })
        };
        entry::sides(measure).iter().filter_map(of_side).collect()
    }

    /// The words of the goal, for the measure that asks whether it was reached.
    fn about(&self, measure: &Measure) -> String {
        if measure.key != *CASE_GOAL {
            return String::new();
        }
        let notes = &self.context.episode.facts.intake.notes;
        match notes.get(CASE_GOAL_NOTE).map(|goal| goal.trim()) {
            Some(goal) if !goal.is_empty() => format!("The goal: {goal}"),
            _ => "No goal is written for this patient yet: write it in the facts of the episode"
                .to_owned(),
        }
    }

    /// The newest reading before this visit.
    fn last_reading(&self, measure: &Measure, side: Option<Side>) -> Option<&Reading> {
        let context = self.context;
        let before = if context.purpose == Purpose::Amendment {
            context.as_of
        } else {
            context.now
        };
        entry::last(&context.course, measure, side, before)
    }

    /// The unit or range, and of a share from a paper diary on how few of its days it rests.
    fn unit(&self, measure: &Measure) -> String {
        let last = self.last_reading(measure, None);
        match last.and_then(|last| rests_on(&self.context.course, last)) {
            Some(days) => format!("{}, last {days}", unit(measure)),
            None => unit(measure),
        }
    }

    /// The last values and their day; each side with its own where they differ.
    fn last(&self, measure: &Measure, criteria: &[&Criterion]) -> Vec<String> {
        let today = self.context.now.date;
        let last = |side: &Option<Side>| {
            let reading = self.last_reading(measure, *side)?;
            let side = side.map_or("", |side| {
                if side == Side::Left {
                    "L\u{a0}"
                } else {
                    "R\u{a0}"
                }
            });
            let value = format!("{side}{}", shown(measure, &reading.value, criteria));
            let day = taken_on(reading, today);
            Some((value, day.replacen(' ', "\u{a0}", 1)))
        };
        in_one_line(entry::sides(measure).iter().filter_map(last).collect())
    }

    /// Left against right, where both were typed now.
    fn symmetry(&self, measure: &Measure) -> String {
        let of = |side| {
            let mut readings = self.content.readings.iter();
            let found = readings
                .find(|reading| reading.measure == measure.key && reading.side == Some(side))?;
            match found.value {
                Value::Number(number) => Some(number),
                Value::Word(_) => None,
            }
        };
        let (Some(left), Some(right)) = (of(Side::Left), of(Side::Right)) else {
            return String::new();
        };
        match measure.kind {
            Kind::Range | Kind::Pain => {
                format!(
                    "difference {}",
                    quantity::distance(measure, (left - right).abs())
                )
            }
            _ => {
                let (low, high) = (left.min(right).thousandths(), left.max(right).thousandths());
                let share = (i128::from(low) * 100_000)
                    .checked_div(i128::from(high))
                    .and_then(|share| i64::try_from(share / 1000).ok());
                share.map_or(String::new(), |share| {
                    format!(
                        "weaker is {} of stronger",
                        quantity::amount(Number::whole(share), "%")
                    )
                })
            }
        }
    }
}
