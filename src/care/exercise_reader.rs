//! Exercises from their TOML form.

use super::document::Entry;
use super::exercise::{Dose, Exercise, ExerciseSide, FigureWords, OneSide, Span};
use super::number::Number;
use super::pose::Pose;

/// Words a figure's view may be.
const VIEWS: [&str; 4] = ["side", "front", "back", "above"];

/// Reads one exercise; faults are noted.
pub(super) fn read(mut entry: Entry<'_>) -> Option<Exercise> {
    let key = entry.id("key");
    let name = entry.text("name");
    let core = entry.stated_flag("core");
    let aka = entry.texts("aka");
    let phases = phases(&mut entry);
    let not_before_day = entry.optional_whole("not_before_day");
    let purposes = entry.texts("purposes");
    let muscles = entry.texts("muscles");
    let serves = entry.ids("serves");
    let side = match entry.text("side").as_str() {
        "bilateral" => ExerciseSide::Bilateral,
        "each" => ExerciseSide::Each,
        words => ExerciseSide::Words(words.to_owned()),
    };
    let equipment = entry.texts("equipment");
    let start = entry.text("start");
    let steps = entry.texts("steps");
    let one_side = entry.entry("one_side").map(one_side);
    if side == ExerciseSide::Each && one_side.is_none() {
        let reason = "is missing: the words for one side only";
        entry.place.fault("one_side", reason);
    }
    let dose = required(&mut entry, "dose").map(dose);
    let stop_if = entry.text("stop_if");
    let easier = entry.optional_id("easier");
    let harder = entry.optional_id("harder");
    let source = entry.text("source");
    let figure = required(&mut entry, "figure").map(figure);
    let pose = required(&mut entry, "pose").and_then(pose);
    for (list, name) in [
        (&purposes, "purposes"),
        (&muscles, "muscles"),
        (&steps, "steps"),
    ] {
        if list.is_empty() {
            entry
                .place
                .fault(name, "is missing: at least one is needed");
        }
    }
    for text in steps.iter().chain([&start, &stop_if]) {
        placeholders(&entry, text, &["limit"]);
    }
    entry.done();
    Some(Exercise {
        key: key?,
        name,
        core,
        aka,
        phases,
        not_before_day,
        purposes,
        muscles,
        serves,
        side,
        equipment,
        start,
        steps,
        one_side,
        dose: dose?,
        stop_if,
        easier,
        harder,
        source,
        figure: figure?,
        pose: pose?,
    })
}

fn one_side(mut entry: Entry<'_>) -> OneSide {
    let start = entry.optional_text("start");
    let steps = entry.has("steps").then(|| entry.texts("steps"));
    let all = start.iter().chain(steps.iter().flatten());
    for text in all {
        placeholders(&entry, text, &["limit", "side", "other"]);
    }
    if start.is_none() && steps.is_none() {
        entry.place.fault("", "says nothing: start, steps or both");
    }
    entry.done();
    OneSide { start, steps }
}

fn required<'f>(entry: &mut Entry<'f>, key: &str) -> Option<Entry<'f>> {
    if !entry.has(key) {
        entry.place.fault(key, "is missing");
    }
    entry.entry(key)
}

fn dose(mut entry: Entry<'_>) -> Dose {
    let dose = Dose {
        sets: span(&mut entry, "sets"),
        repetitions: span(&mut entry, "repetitions"),
        of: entry.optional_text("of").unwrap_or_default(),
        hold_seconds: span(&mut entry, "hold_seconds"),
        times_a_day: span(&mut entry, "times_a_day"),
        days_a_week: span(&mut entry, "days_a_week"),
        each_side: entry.flag("each_side"),
        load: entry.optional_text("load").unwrap_or_default(),
        note: entry.optional_text("note").unwrap_or_default(),
        build_up: entry.texts("build_up"),
    };
    if dose.days_a_week.max > Number::whole(7) {
        entry.place.fault("days_a_week", "must be 0 to 7");
    }
    let is_timed = dose.hold_seconds.max > Number::ZERO || !dose.note.is_empty();
    if dose.build_up.is_empty() && dose.repetitions.max == Number::ZERO && !is_timed {
        entry
            .place
            .fault("repetitions", "is 0 and nothing else says how long");
    }
    entry.done();
    dose
}

/// A number, or a least and a greatest.
pub(super) fn span(entry: &mut Entry<'_>, key: &str) -> Span {
    let span = if entry.has_table(key) {
        entry.entry(key).map(|mut entry| {
            let span = entry.number("min").zip(entry.number("max"));
            entry.done();
            span.map_or_else(Span::default, |(min, max)| Span { min, max })
        })
    } else {
        entry.number(key).map(|number| Span {
            min: number,
            max: number,
        })
    };
    let span = span.unwrap_or_default();
    if span.min < Number::ZERO || span.max < span.min {
        entry
            .place
            .fault(key, "must be 0 or more, and max not below min");
    }
    span
}

fn figure(mut entry: Entry<'_>) -> FigureWords {
    let view = entry.text("view");
    if !view.is_empty() && !VIEWS.contains(&view.as_str()) {
        entry.place.fault(
            "view",
            format!("is \"{view}\"; known are {}", VIEWS.join(", ")),
        );
    }
    let start = entry.text("start");
    let end = entry.text("end");
    let props = entry.texts("props");
    entry.done();
    FigureWords {
        view,
        start,
        end,
        props,
    }
}

fn pose(mut entry: Entry<'_>) -> Option<Pose> {
    match Pose::from_table(entry.take_all()) {
        Ok(pose) => Some(pose),
        Err(faults) => {
            for fault in faults {
                entry.place.fault(&fault.at, fault.reason);
            }
            None
        }
    }
}

/// Phases in order, each once.
pub(super) fn phases(entry: &mut Entry<'_>) -> Vec<u8> {
    let phases: Vec<u8> = entry.wholes("phases");
    if !phases.is_sorted_by(|a, b| a < b) {
        entry
            .place
            .fault("phases", "must go upwards, each phase once");
    }
    phases
}

/// Every `{…}` in a text is one the sheet can fill.
pub(super) fn placeholders(entry: &Entry<'_>, text: &str, known: &[&str]) {
    for part in text.split('{').skip(1) {
        let name = part.split_once('}').map(|(name, _)| name);
        if !name.is_some_and(|name| known.contains(&name)) {
            let shown = name.unwrap_or(part);
            entry.place.fault(
                "",
                format!("{{{shown}}} is not a word the sheet can fill in"),
            );
        }
    }
}
