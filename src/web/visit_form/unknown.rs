//! What came with the form and it does not ask: another measure, another side, a flag of another protocol. It is refused by
//! name; left out in silence it would read as "not asked".

use super::Context;
use super::readings::{field, named_parts};
use super::rows::STOPPED;
use super::treatments::{FIELDS, MOST};
use crate::care::entry;
use crate::care::measure::Measure;
use crate::care::protocol::Protocol;
use crate::web::form::Form;

/// Fields of the form beside measures, flags and treatments.
const ALWAYS: [&str; 18] = [
    "opened",
    "shown",
    "add",
    "add_more",
    "reason",
    "removes",
    "is_another",
    "beside",
    "visit_date",
    "visit_time",
    "late_because",
    "adherence",
    "response",
    "note",
    "next_date",
    "next_time",
    "next_place",
    "next_clinician",
];

/// Records a fault for everything filled in that this form does not ask, and for every choice it does not offer.
pub(super) fn refuse(form: &mut Form, context: &Context) {
    form.refuse_unasked(|name| is_asked(context, name));
    for measure in measures(&context.protocol) {
        refuse_choices(form, measure);
    }
    for name in ["add", "add_more"] {
        let is_unknown = |key: &&str| !key.is_empty() && context.protocol.measure(key).is_none();
        let unknown = form.values(name).find(is_unknown).map(str::to_owned);
        if let Some(key) = unknown {
            form.fault(
                "add_more",
                format!("“{key}” is no measure of this protocol: choose one of the list"),
            );
        }
    }
}

/// The method and the end of a hold, also of a row where nothing is measured.
fn refuse_choices(form: &mut Form, measure: &Measure) {
    let method = format!("method_{}", measure.key);
    let typed = form.value(&method);
    if !typed.is_empty() && !measure.variants.iter().any(|it| it.key == *typed) {
        let sentence = format!(
            "{} must be measured with one of the methods shown",
            measure.name
        );
        form.fault(&method, sentence);
    }
    let stopped = format!("stopped_{}", measure.key);
    let label = format!("Why {} was stopped", measure.name);
    let _ = form.field(&stopped, &label).optional().one_of(&STOPPED);
}

fn measures(protocol: &Protocol) -> impl Iterator<Item = &Measure> {
    let measures = protocol.measures.iter();
    measures.filter(|measure| !measure.computed)
}

fn is_asked(context: &Context, name: &str) -> bool {
    ALWAYS.contains(&name)
        || name.starts_with("choose_")
        || is_of_flags(context, name)
        || is_of_the_flare(context, name)
        || is_of_a_treatment(name)
        || is_activity(context, name)
        || measures(&context.protocol).any(|measure| is_of_measure(measure, name))
}

fn is_of_flags(context: &Context, name: &str) -> bool {
    let is_full = context.screen.is_full();
    let mut flags = context.protocol.red_flags.iter();
    match name {
        "warning_signs" | "flag" => !is_full,
        "screen" | "screen_others_no" => is_full,
        name => flags.any(|flag| {
            let is_level = flag.escalate.is_some() && name == format!("level_{}", flag.key);
            is_level || is_full && name == format!("screen_{}", flag.key)
        }),
    }
}

/// An assessment does not ask for a flare-up since the last visit.
fn is_of_the_flare(context: &Context, name: &str) -> bool {
    !context.is_assessment && ["flare", "flare_began", "spasm_returned"].contains(&name)
}

fn is_of_a_treatment(name: &str) -> bool {
    let slot = name.strip_prefix('t').and_then(|rest| rest.split_once('_'));
    slot.is_some_and(|(number, field)| {
        let is_slot = (1..=MOST).any(|slot| number == slot.to_string());
        is_slot && FIELDS.contains(&field)
    })
}

fn is_activity(context: &Context, name: &str) -> bool {
    let composite = named_parts(context).and_then(|measure| measure.composite.as_ref());
    let count = composite.map_or(0, |composite| composite.parts.len());
    (1..=count).any(|number| name == format!("activity_{number}"))
}

fn is_of_measure(measure: &Measure, name: &str) -> bool {
    let of_every_side = match name.rsplit_once(measure.key.as_str()) {
        Some(("same_", "")) => true,
        Some(("method_", "")) => !measure.variants.is_empty(),
        Some(("stopped_", "")) => measure.unit == "seconds",
        _ => false,
    };
    let of_side = |side| {
        let field = field(measure, side);
        match &measure.composite {
            None => name == field,
            Some(composite) => composite
                .parts
                .iter()
                .any(|part| name == format!("{field}_{}", part.key)),
        }
    };
    of_every_side || entry::sides(measure).iter().any(|side| of_side(*side))
}
