//! The measures of the form: which are asked, what was last found, what is needed, and after a check what it comes to.

use super::read::{field, named_parts};
use super::{Context, Purpose};
use crate::care::course::Course;
use crate::care::due::asked_at_visit;
use crate::care::entry;
use crate::care::evaluation::{Criterion, Evaluation};
use crate::care::ids::MeasureKey;
use crate::care::knowledge::CautionEffect;
use crate::care::measure::{Input, Kind, Measure, Side, Value};
use crate::care::number::Number;
use crate::care::protocol::Gate;
use crate::care::session::SessionContent;
use crate::care::start::assessment_plan;
use crate::care::visit_check::effects;
use crate::text::{criterion, quantity};
use crate::web::filters::plain_date;
use crate::web::form::Form;
use crate::web::parts::Judged;

/// Why a timed hold was stopped, as it is stored and as it is shown.
const STOPPED: [&str; 4] = ["time reached", "form lost", "pain", "safety"];

/// Measures under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The heading.
    pub title: String,
    /// What to know about it; may be empty.
    pub hint: String,
    /// Still in date: folded away.
    pub folded: bool,
    /// One for each measure.
    pub rows: Vec<MeasureRow>,
}

/// One measure as the form shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeasureRow {
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its unit or range, in a few letters.
    pub unit: String,
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

/// What the form asks, given what is typed; `checked` adds verdicts.
#[must_use]
pub fn blocks(
    context: &Context,
    form: &Form,
    content: &SessionContent,
    checked: bool,
) -> Vec<Block> {
    let course = context.with(content);
    let evaluation = context.evaluate_with(content);
    let builder = Builder {
        context,
        form,
        content,
        evaluation: &evaluation,
        checked,
    };
    let mut blocks = if context.course.stays.is_empty() || context.is_assessment {
        builder.of_assessment(&course)
    } else {
        builder.of_session()
    };
    let asked: Vec<String> = keys(&blocks);
    let more = context.protocol.measures.iter().filter(|measure| {
        !measure.computed
            && !asked.iter().any(|key| measure.key == **key)
            && builder.is_wanted(measure)
    });
    blocks.push(builder.block("Added", "", more.collect()));
    blocks.retain(|block| !block.rows.is_empty());
    blocks
}

/// Measures that can be added: nothing of a later phase, nothing a caution bars, nothing shown already.
#[must_use]
pub fn others(context: &Context, blocks: &[Block]) -> Vec<(String, String)> {
    let shown = keys(blocks);
    let phase = context.phase().unwrap_or(0);
    let allowed = |measure: &&Measure| {
        let first = context
            .protocol
            .phases
            .iter()
            .filter(|phase| {
                phase
                    .targets
                    .iter()
                    .any(|target| target.measure == measure.key)
            })
            .map(|phase| phase.number)
            .min();
        !measure.computed
            && first.is_none_or(|first| first <= phase)
            && !shown.iter().any(|key| measure.key == **key)
            && !effects(
                &context.protocol,
                &context.course,
                measure.key.as_str(),
                context.as_of,
            )
            .iter()
            .any(|(_, effect)| *effect == CautionEffect::Bars)
    };
    let measures = context.protocol.measures.iter().filter(allowed);
    measures
        .map(|measure| (measure.key.to_string(), measure.name.clone()))
        .collect()
}

fn keys(blocks: &[Block]) -> Vec<String> {
    blocks
        .iter()
        .flat_map(|block| block.rows.iter().map(|row| row.key.clone()))
        .collect()
}

struct Builder<'b> {
    context: &'b Context,
    form: &'b Form,
    content: &'b SessionContent,
    evaluation: &'b Evaluation,
    checked: bool,
}

impl<'b> Builder<'b> {
    /// Every visit's and the starting values, then phase by phase up to the first that is not met.
    fn of_assessment(&self, course: &Course) -> Vec<Block> {
        // an assessment is examined as it was before a phase was assigned
        let mut course = course.clone();
        course.stays.clear();
        let protocol = &self.context.protocol;
        let now = self.context.judged_at(self.content);
        let plan = assessment_plan(protocol, &course, now);
        let evaluation = crate::care::evaluate::evaluate(protocol, &course, now);
        let mut groups: Vec<(u8, Vec<&Measure>)> = Vec::new();
        for measure in self.measures(&plan.measures) {
            let group = if measure.every_visit {
                0
            } else if measure.baseline_phase == Some(1) {
                1
            } else {
                let of_measure = |criterion: &&Criterion| {
                    criterion.measure == measure.key && criterion.gate == Gate::Mandatory
                };
                let first = evaluation.criteria.iter().find(of_measure);
                first.map_or(2, |criterion| criterion.phase + 1)
            };
            match groups.iter_mut().find(|(known, _)| *known == group) {
                Some((_, measures)) => measures.push(measure),
                None => groups.push((group, vec![measure])),
            }
        }
        let inner = Builder {
            evaluation: &evaluation,
            ..*self
        };
        let block = |(group, measures)| {
            let title = match group {
                0 => "Asked at every visit".to_owned(),
                1 => "Starting values".to_owned(),
                _ => {
                    let number = group - 1;
                    let name = protocol.phase(number).map_or("", |phase| &phase.name);
                    format!("To leave phase {number}: {name}")
                }
            };
            inner.block(&title, "", measures)
        };
        groups.into_iter().map(block).collect()
    }

    /// What is due by kind, then what is in date.
    fn of_session(&self) -> Vec<Block> {
        let asked = asked_at_visit(
            &self.context.protocol,
            &self.context.course,
            self.context.as_of,
        );
        let mut due = self.measures(&asked.every_visit);
        due.extend(self.measures(&asked.due));
        let mut blocks: Vec<Block> = HEADINGS
            .iter()
            .map(|(kind, title)| {
                let of_kind = due.iter().copied().filter(|measure| measure.kind == *kind);
                self.block(title, "", of_kind.collect())
            })
            .collect();
        let in_date = self.measures(&asked.in_date);
        let (typed, left): (Vec<&Measure>, Vec<&Measure>) = in_date
            .into_iter()
            .partition(|measure| self.is_wanted(measure));
        blocks.push(self.block("Measured again", "", typed));
        let mut folded = self.block(
            "Still in date",
            "Measured in this phase and in date at the next visit: may be left.",
            left,
        );
        folded.folded = true;
        blocks.push(folded);
        blocks
    }

    fn measures(&self, keys: &[MeasureKey]) -> Vec<&'b Measure> {
        let context = self.context;
        keys.iter()
            .filter_map(|key| context.protocol.measure(key.as_str()))
            .collect()
    }

    /// Something is typed for it, or it was added.
    fn is_wanted(&self, measure: &Measure) -> bool {
        let form = self.form;
        let typed = |side: &Option<Side>| {
            let name = field(measure, *side);
            let parts = measure
                .composite
                .iter()
                .flat_map(|composite| &composite.parts);
            let mut parts = parts.map(|part| format!("{name}_{}", part.key));
            !form.value(&name).is_empty() || parts.any(|part| !form.value(&part).is_empty())
        };
        form.holds("add", measure.key.as_str())
            || form.is_ticked(&format!("same_{}", measure.key))
            || entry::sides(measure).iter().any(typed)
            || self
                .content
                .readings
                .iter()
                .any(|reading| reading.measure == measure.key)
    }

    fn block(&self, title: &str, hint: &str, measures: Vec<&Measure>) -> Block {
        Block {
            title: title.to_owned(),
            hint: hint.to_owned(),
            folded: false,
            rows: measures
                .into_iter()
                .map(|measure| self.row(measure))
                .collect(),
        }
    }

    fn row(&self, measure: &Measure) -> MeasureRow {
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
            how: measure.how.clone(),
            warnings: warnings(context, measure),
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

const HEADINGS: [(Kind, &str); 8] = [
    (Kind::Pain, "Pain"),
    (Kind::Range, "Range"),
    (Kind::Stability, "Stability"),
    (Kind::Strength, "Strength"),
    (Kind::Endurance, "Endurance"),
    (Kind::Function, "Function"),
    (Kind::Readiness, "Readiness"),
    (Kind::Judgement, "Findings"),
];

fn unit(measure: &Measure) -> String {
    match &measure.input {
        Input::Number {
            min,
            max: Some(max),
            ..
        } if measure.unit == "points" => format!("{min} to {max}"),
        Input::Number { .. } => measure.unit.clone(),
        Input::Steps(_) => "grade".to_owned(),
        Input::Words(_) => String::new(),
    }
}

/// A value without its unit, which stands beside the name.
fn shown(measure: &Measure, value: &Value) -> String {
    match (&measure.input, value) {
        (Input::Words(_), Value::Word(word)) => word.replace('_', " "),
        (_, value) => value.to_string().replace('-', "\u{2212}"),
    }
}

fn options(measure: &Measure) -> Vec<(String, String)> {
    match &measure.input {
        Input::Number { .. } => Vec::new(),
        Input::Steps(steps) => steps
            .iter()
            .map(|step| (step.word.clone(), step.word.replace('-', "\u{2212}")))
            .collect(),
        Input::Words(words) => words
            .iter()
            .map(|word| (word.clone(), word_shown(word)))
            .collect(),
    }
}

/// `positive_left` as `Left +` beside `Negative`, so that four answers fit a row.
fn word_shown(word: &str) -> String {
    match word {
        "yes" => "Yes".to_owned(),
        "no" => "No".to_owned(),
        "negative" => "Negative".to_owned(),
        "positive_left" => "Left +".to_owned(),
        "positive_right" => "Right +".to_owned(),
        "positive_both" => "Both +".to_owned(),
        other => other.replace('_', " "),
    }
}

/// What a criterion needs, short enough for a narrow column: `≥ 40°`.
fn brief(needed: &str) -> String {
    needed
        .replace("at least ", "≥ ")
        .replace("at most ", "≤ ")
        .replace("must be ", "")
        .replace("must improve by ", "better by ")
}

fn warnings(context: &Context, measure: &Measure) -> Vec<String> {
    effects(
        &context.protocol,
        &context.course,
        measure.key.as_str(),
        context.as_of,
    )
    .into_iter()
    .map(|(caution, effect)| match effect {
        CautionEffect::Bars => format!("Not with {}", caution.name),
        CautionEffect::Warns("") => format!("Care: {}", caution.name),
        CautionEffect::Warns(note) => format!("Care: {} ({note})", caution.name),
    })
    .collect()
}
