//! What was typed for the measures, as readings.

use super::read::LINE;
use super::recorded::Recorded;
use super::{Block, Context};
use crate::care::entry::{self, Circumstances, Entry};
use crate::care::measure::{Measure, Reading, Side};
use crate::care::session::SessionContent;
use crate::care::time::Moment;
use crate::web::form::Form;

/// The name of a field about one side of a measure: `m_rom_thoracic_rotation_left`.
pub(super) fn field(measure: &Measure, side: Option<Side>) -> String {
    match side {
        Some(side) => format!("m_{}_{}", measure.key, side.as_str()),
        None => format!("m_{}", measure.key),
    }
}

/// The method and the end of a hold that every side of a measure was recorded with; empty where they differ.
pub(super) fn shared(content: &SessionContent, measure: &Measure) -> (String, String) {
    let of = |what: fn(&Reading) -> Option<&String>| {
        let readings = content.readings.iter();
        let mut found = readings
            .filter(|reading| reading.measure == measure.key)
            .map(what);
        let first = found.next().flatten();
        let is_shared = found.all(|other| other == first);
        first.filter(|_| is_shared).cloned().unwrap_or_default()
    };
    (
        of(|reading| reading.variant.as_ref()),
        of(|reading| reading.stopped.as_ref()),
    )
}

/// The readings typed for every measure; where an amendment leaves a side untouched, the one that was recorded.
pub(super) fn readings(
    form: &mut Form,
    context: &Context,
    recorded: Option<&Recorded>,
    at: Moment,
) -> Vec<Reading> {
    let protocol = context.protocol.clone();
    let measures = protocol.measures.iter().filter(|measure| !measure.computed);
    measures
        .flat_map(|measure| readings_of(form, context, recorded, measure, at))
        .collect()
}

fn readings_of(
    form: &mut Form,
    context: &Context,
    recorded: Option<&Recorded>,
    measure: &Measure,
    at: Moment,
) -> Vec<Reading> {
    let ticked = form.is_ticked(&format!("same_{}", measure.key));
    let sides = entry::sides(measure);
    let last = |side| entry::last(&context.course, measure, side, at);
    let any_last = sides.iter().any(|side| last(*side).is_some());
    let mut found = Vec::new();
    for &side in sides {
        let is_of_side = |name: &str| is_of_side(measure, side, name);
        if let Some(recorded) = recorded.filter(|recorded| recorded.stands(form, is_of_side)) {
            let mut readings = recorded.content.readings.iter();
            let kept = readings.find(|it| it.measure == measure.key && it.side == side);
            found.extend(kept.map(|reading| Reading {
                taken_at: at,
                ..reading.clone()
            }));
            continue;
        }
        let typed = typed(form, measure, side, ticked);
        let last = last(side);
        // one tick speaks for both sides; a side never measured before cannot be unchanged
        let unchanged = ticked && (last.is_some() || !any_last);
        let around = Circumstances {
            last,
            arm_length_cm: context.patient.facts.arm_length_cm,
            at,
            by: &context.by,
        };
        match entry::read(measure, &Entry { unchanged, ..typed }, around) {
            Ok(reading) => found.extend(reading),
            Err(why) => {
                let words = side.map_or(String::new(), |side| format!(" ({})", side.as_str()));
                form.fault(
                    &first_field(measure, side),
                    format!("{} {why}{words}", measure.name),
                );
            }
        }
    }
    found
}

/// Whether a field says something about this side.
fn is_of_side(measure: &Measure, side: Option<Side>, name: &str) -> bool {
    let of_both = ["method", "stopped", "same"];
    let field = field(measure, side);
    let parts = measure
        .composite
        .iter()
        .flat_map(|composite| &composite.parts);
    name == field
        || of_both
            .iter()
            .any(|of| name == format!("{of}_{}", measure.key))
        || name
            .strip_prefix(&format!("{field}_"))
            .is_some_and(|rest| parts.clone().any(|part| part.key == *rest))
}

/// The field a fault of one side stands at: the first part of a composite.
pub(super) fn first_field(measure: &Measure, side: Option<Side>) -> String {
    let field = field(measure, side);
    let first = measure
        .composite
        .as_ref()
        .and_then(|composite| composite.parts.first());
    first.map_or(field.clone(), |part| format!("{field}_{}", part.key))
}

fn typed(form: &Form, measure: &Measure, side: Option<Side>, unchanged: bool) -> Entry {
    let field = field(measure, side);
    let parts = measure
        .composite
        .iter()
        .flat_map(|composite| &composite.parts);
    Entry {
        side,
        value: form.value(&field).trim().to_owned(),
        parts: parts
            .map(|part| form.value(&format!("{field}_{}", part.key)).to_owned())
            .collect(),
        variant: form.value(&format!("method_{}", measure.key)).to_owned(),
        stopped: form.value(&format!("stopped_{}", measure.key)).to_owned(),
        unchanged,
    }
}

/// The activities of the function scale, named once.
pub(super) fn activities(
    form: &mut Form,
    context: &Context,
    readings: &[Reading],
    recorded: Option<&Recorded>,
    signing: bool,
) -> Vec<String> {
    let is_activity = |name: &str| name.starts_with("activity_");
    if let Some(recorded) = recorded.filter(|recorded| recorded.stands(form, is_activity)) {
        return recorded.content.activities.clone();
    }
    let Some(measure) = named_parts(context) else {
        return Vec::new();
    };
    let count = measure
        .composite
        .as_ref()
        .map_or(0, |composite| composite.parts.len());
    let mut names = Vec::with_capacity(count);
    for number in 1..=count {
        let name = format!("activity_{number}");
        let label = format!("Activity {number}");
        names.push(
            form.field(&name, &label)
                .optional()
                .text(LINE)
                .unwrap_or_default(),
        );
    }
    let is_rated = readings
        .iter()
        .any(|reading| reading.measure == measure.key);
    let missing = names.iter().position(String::is_empty);
    if names.iter().all(String::is_empty) && !is_rated {
        return Vec::new();
    }
    if let Some(at) = missing.filter(|_| signing || is_rated) {
        form.fault(
            &format!("activity_{}", at + 1),
            format!("Activity {} is needed: name what the patient rated", at + 1),
        );
    }
    if missing.is_some() {
        names.retain(|name| !name.is_empty());
    }
    names
}

/// The measure whose parts the patient names, where that was not done before.
pub(super) fn named_parts(context: &Context) -> Option<&Measure> {
    let measure = context.protocol.measure("psfs_mean")?;
    context.activities.is_empty().then_some(measure)
}

/// Chooses the method last used wherever the form offers methods for the first time; what was chosen on it stays.
pub fn preselect_methods(form: &mut Form, context: &Context, blocks: &[Block]) {
    let rows = blocks.iter().flat_map(|block| &block.rows);
    for row in rows.filter(|row| !row.methods.is_empty()) {
        let name = format!("method_{}", row.key);
        let is_shown_already = form.names().any(|known| known == name);
        let measure = context.protocol.measure(&row.key);
        if let (false, Some(method)) = (
            is_shown_already,
            measure.and_then(|measure| last_method(context, measure)),
        ) {
            form.set(&name, method);
        }
    }
}

/// The method both sides were last measured with; none where they differ or it is not offered any more.
fn last_method<'c>(context: &'c Context, measure: &Measure) -> Option<&'c str> {
    let last = |side: &Option<Side>| entry::last(&context.course, measure, *side, context.as_of);
    let mut methods = entry::sides(measure)
        .iter()
        .filter_map(last)
        .map(|reading| reading.variant.as_deref());
    let first = methods.next()??;
    let is_offered = measure.variants.iter().any(|variant| variant.key == first);
    (is_offered && methods.all(|other| other == Some(first))).then_some(first)
}
