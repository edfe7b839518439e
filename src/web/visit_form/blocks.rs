//! Which measures the form asks, under which headings.

use super::Context;
use super::readings::field;
use super::rows::MeasureRow;
use crate::care::course::Course;
use crate::care::due::asked_at_visit;
use crate::care::entry;
use crate::care::evaluate::evaluate;
use crate::care::evaluation::{Criterion, Evaluation, Verdict};
use crate::care::ids::MeasureKey;
use crate::care::knowledge::CautionEffect;
use crate::care::measure::{Kind, Measure, Side};
use crate::care::protocol::Gate;
use crate::care::session::SessionContent;
use crate::care::start::assessment_plan;
use crate::care::visit_check::effects;
use crate::web::form::Form;

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

/// What the form asks, given what is typed and what that comes to ([`Context::evaluate_with`]).
#[must_use]
pub fn blocks(
    context: &Context,
    form: &Form,
    content: &SessionContent,
    evaluation: &Evaluation,
) -> Vec<Block> {
    let course = context.with(content);
    let builder = Builder {
        context,
        form,
        content,
        evaluation,
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

/// What the blocks and their rows are made from.
pub(super) struct Builder<'b> {
    pub(super) context: &'b Context,
    pub(super) form: &'b Form,
    pub(super) content: &'b SessionContent,
    pub(super) evaluation: &'b Evaluation,
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
        let evaluation = evaluate(protocol, &course, now);
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

    /// What holds the patient back, what is due by kind, then what is met and in date.
    fn of_session(&self) -> Vec<Block> {
        let asked = asked_at_visit(
            &self.context.protocol,
            &self.context.course,
            self.context.as_of,
        );
        let mut due = self.measures(&asked.every_visit);
        due.extend(self.measures(&asked.due));
        // as it stood before this visit, so that no row moves while it is filled in
        let before = evaluate(
            &self.context.protocol,
            &self.context.course,
            self.context.as_of,
        );
        let fails = |measure: &Measure, gate: Option<Gate>| {
            before.criteria.iter().any(|criterion| {
                criterion.measure == measure.key
                    && gate.is_none_or(|gate| criterion.gate == gate)
                    && matches!(criterion.verdict, Verdict::Worse | Verdict::NotYet)
            })
        };
        let (open, in_date): (Vec<&Measure>, Vec<&Measure>) = self
            .measures(&asked.in_date)
            .into_iter()
            .partition(|measure| fails(measure, None));
        due.extend(open);
        let (held, due): (Vec<&Measure>, Vec<&Measure>) = due
            .into_iter()
            .partition(|measure| fails(measure, Some(Gate::Mandatory)));
        let mut blocks = vec![self.block(
            "Mandatory, not met yet",
            "What holds the patient in this phase",
            held,
        )];
        blocks.extend(HEADINGS.iter().map(|(kind, title)| {
            let of_kind = due.iter().copied().filter(|measure| measure.kind == *kind);
            self.block(title, "", of_kind.collect())
        }));
        let (typed, left): (Vec<&Measure>, Vec<&Measure>) = in_date
            .into_iter()
            .partition(|measure| self.is_wanted(measure));
        blocks.push(self.block("Measured again", "", typed));
        let mut folded = self.block(
            "Met and still in date",
            "Met in this phase and in date at the next visit: may be left.",
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
}
