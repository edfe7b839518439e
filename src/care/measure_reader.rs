//! Measures from their TOML form.

use super::document::Entry;
use super::measure::{
    Attempts, Better, Composite, Formula, Input, Kind, Measure, Part, Step, Variant,
};
use super::protocol_check as check;

/// Reads one measure; faults are noted.
pub(super) fn read(mut entry: Entry<'_>) -> Option<Measure> {
    let key = entry.id("key");
    let name = entry.text("name");
    let kind = entry.word("kind", Kind::ALL, Kind::as_str);
    let unit = entry.blank_text("unit");
    let input = read_input(&mut entry);
    let sided = entry.stated_flag("sided");
    let better = entry.word("better", Better::ALL, Better::as_str);
    let how = entry.text("how");
    let norm = entry.blank_text("norm");
    let error = entry.optional_number("error");
    let computed = entry.flag("computed");
    let composite = entry.entry("composite").and_then(read_composite);
    let attempts = entry.optional_word("attempts", Attempts::ALL, Attempts::as_str);
    let variants: Vec<Variant> = entry
        .entries("variants")
        .into_iter()
        .filter_map(read_variant)
        .collect();
    let every_visit = entry.flag("every_visit");
    let from_second_visit = entry.flag("from_second_visit");
    let baseline_phase = entry.optional_whole("baseline_phase");
    let place = entry.place.clone();
    entry.done();

    // each by itself, so that one fault hides no other
    if let Some(input) = &input {
        check::input(&place, input, better, error, composite.is_some());
    }
    if !variants.is_empty() {
        let keys = variants.iter().map(|variant| variant.key.as_str());
        check::few_or_repeated(&place, "variants", keys);
    }
    if computed && (every_visit || from_second_visit || baseline_phase.is_some()) {
        place.fault("computed", "a computed measure is never asked");
    }
    Some(Measure {
        key: key?,
        name,
        // stand-ins where a fault was noted, so that what is held against the measure is judged all the same
        kind: kind.unwrap_or(Kind::Judgement),
        unit,
        input: input?,
        sided,
        better: better.unwrap_or(Better::Higher),
        how,
        norm,
        error,
        computed,
        composite,
        attempts,
        variants,
        every_visit,
        from_second_visit,
        baseline_phase,
    })
}

fn read_input(entry: &mut Entry<'_>) -> Option<Input> {
    let forms = [
        entry.has("words"),
        entry.has("steps"),
        entry.has("min") || entry.has("max") || entry.has("step"),
    ];
    if forms.iter().filter(|present| **present).count() != 1 {
        let reason = "needs one of three: words, or steps, or min, max and step";
        entry.place.fault("", reason);
        for key in ["words", "steps", "min", "max", "step"] {
            if entry.has(key) {
                entry.raw(key);
            }
        }
        return None;
    }
    if entry.has("words") {
        return Some(Input::Words(entry.texts("words")));
    }
    if entry.has("steps") {
        let steps = entry.entries("steps").into_iter().map(|mut step| {
            let word = step.text("word");
            let label = step.optional_text("label").unwrap_or_default();
            step.done();
            Step { word, label }
        });
        return Some(Input::Steps(steps.collect()));
    }
    let min = entry.number("min");
    let max = entry.optional_number("max");
    let step = entry.number("step");
    check::range(&entry.place, min, max, step);
    Some(Input::Number {
        min: min?,
        max,
        step: step?,
    })
}

fn read_composite(mut entry: Entry<'_>) -> Option<Composite> {
    let formula = entry.word("formula", Formula::ALL, Formula::as_str);
    let parts = entry.entries("parts").into_iter().map(|mut part| {
        let key = part.key_text("key");
        let name = part.text("name");
        part.done();
        Part { key, name }
    });
    let parts: Vec<Part> = parts.collect();
    let keys = parts.iter().map(|part| part.key.as_str());
    check::few_or_repeated(&entry.place, "parts", keys);
    entry.done();
    Some(Composite {
        parts,
        formula: formula?,
    })
}

fn read_variant(mut entry: Entry<'_>) -> Option<Variant> {
    let key = entry.key_text("key");
    let name = entry.text("name");
    let unit = entry.optional_text("unit");
    entry.done();
    Some(Variant { key, name, unit })
}
