//! One measure of the form: its fields, what was last found, what is needed, and after a check what it comes to.

use super::Purpose;
use super::blocks::Builder;
use super::readings::{field, named_parts};
use crate::actions::change_phase::CASE_GOAL_NOTE;
use crate::care::decision::CASE_GOAL;
use crate::care::entry;
use crate::care::evaluation::Criterion;
use crate::care::measure::{Kind, Measure, Side, Value};
use crate::care::number::Number;
use crate::text::row::{brief, options, shown, unit, warnings};
use crate::text::{criterion, quantity};
use crate::web::filters::plain_date;
use crate::web::parts::Judged;

/// Why a timed hold was stopped, as it is stored and as it is shown.
const STOPPED: [&str; 4] = ["time reached", "form lost", "pain", "safety"];

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
    /// The parts of a composite: key and name.
    pub parts: Vec<(String, String)>,
    /// The patient names the parts here.
    pub names_parts: bool,
    /// Up to three attempts in the field.
    pub attempts: bool,
    /// The methods it can be measured with.
    pub methods: Vec<(String, String)>,
    /// Why a hold was stopped.
    pub stopped: Vec<(String, String)>,
    /// The last values in words; empty when there are none, and then nothing can be unchanged.
    pub last: Vec<String>,
    /// What the phase asks of it.
    pub needed: Vec<String>,
    /// What it comes to; only after a check.
    pub verdicts: Vec<Judged>,
    /// How left and right compare; only after a check.
    pub symmetry: String,
}

/// The field of one side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideField {
    /// Its name and id.
    pub name: String,
    /// `Left`, `Right`, or nothing.
    pub side: &'static str,
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
        let fields = entry::sides(measure).iter().map(|side| SideField {
            name: field(measure, *side),
            side: match side {
                Some(Side::Left) => "Left",
                Some(Side::Right) => "Right",
                None => "",
            },
        });
        let parts = measure
            .composite
            .iter()
            .flat_map(|composite| &composite.parts);
        let names_parts = named_parts(context).is_some_and(|named| named.key == measure.key);
        let part_name = |(at, name): (usize, &String)| match context.activities.get(at) {
            Some(activity) if measure.key == *"psfs_mean" => activity.clone(),
            _ => name.clone(),
        };
        let pairs = |words: &[&str]| {
            words
                .iter()
                .map(|word| ((*word).to_owned(), (*word).to_owned()))
                .collect()
        };
        MeasureRow {
            key: measure.key.to_string(),
            name: measure.name.clone(),
            unit: unit(measure),
            about: self.about(measure),
            how: measure.how.clone(),
            warnings: warnings(&context.protocol, &context.course, measure, context.as_of),
            fields: fields.collect(),
            options: options(measure),
            parts: parts
                .enumerate()
                .map(|(at, part)| (part.key.clone(), part_name((at, &part.name))))
                .collect(),
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
            last: self.last(measure),
            needed: criteria
                .iter()
                .map(|found| brief(&criterion::needed(&context.protocol, found)))
                .collect(),
            verdicts: if self.checked {
                criteria
                    .iter()
                    .map(|found| {
                        Judged::new(found.verdict, criterion::short(&context.protocol, found))
                    })
                    .collect()
            } else {
                Vec::new()
            },
            symmetry: if self.checked {
                self.symmetry(measure)
            } else {
                String::new()
            },
        }
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

    /// The last values with their day.
    fn last(&self, measure: &Measure) -> Vec<String> {
        let before = if self.context.purpose == Purpose::Amendment {
            self.context.as_of
        } else {
            self.context.now
        };
        let last = |side: &Option<Side>| {
            let reading = entry::last(&self.context.course, measure, *side, before)?;
            let side = side.map_or("", |side| if side == Side::Left { "L " } else { "R " });
            let value = shown(measure, &reading.value);
            let day = reading.taken_at.date;
            let is_recent = (self.context.now.date - day).num_days() < 300;
            let day = if is_recent {
                day.format("%-d %b").to_string()
            } else {
                plain_date(day)
            };
            Some(format!("{side}{value} · {day}"))
        };
        entry::sides(measure).iter().filter_map(last).collect()
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
