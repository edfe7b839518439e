//! The library's entries from their TOML form.

use super::document::Entry;
use super::exercise::{Dose, Exercise, ExerciseSide, FigureWords, Span};
use super::library::{
    Advice, Checked, Choice, Differential, Fact, Factor, Finding, GreenLight, Milestone,
    MilestoneKind, Muscle, Note, OutcomeMeasure, Policy, PolicyIs, Reference, ScaleForm, SelfTest,
    SeverityGrade, Symptom, Treatment,
};
use super::number::Number;

/// Words a figure's view may be.
const VIEWS: [&str; 4] = ["side", "front", "back", "above"];

pub(super) fn exercise(mut entry: Entry<'_>) -> Option<Exercise> {
    let key = entry.id("key");
    let name = entry.text("name");
    let core = entry.stated_flag("core");
    let aka = entry.texts("aka");
    let phases = phases(&mut entry);
    let not_before_day = entry.optional_whole("not_before_day");
    let purposes = entry.texts("purposes");
    let muscles = entry.texts("muscles");
    let side = match entry.text("side").as_str() {
        "bilateral" => ExerciseSide::Bilateral,
        "each" => ExerciseSide::Each,
        words => ExerciseSide::Words(words.to_owned()),
    };
    let equipment = entry.texts("equipment");
    let start = entry.text("start");
    let steps = entry.texts("steps");
    let dose = required(&mut entry, "dose").map(dose);
    let stop_if = entry.text("stop_if");
    let easier = entry.optional_id("easier");
    let harder = entry.optional_id("harder");
    let source = entry.text("source");
    let figure = required(&mut entry, "figure").map(figure);
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
        side,
        equipment,
        start,
        steps,
        dose: dose?,
        stop_if,
        easier,
        harder,
        source,
        figure: figure?,
    })
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
fn span(entry: &mut Entry<'_>, key: &str) -> Span {
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

/// Phases in order, each once.
fn phases(entry: &mut Entry<'_>) -> Vec<u8> {
    let phases: Vec<u8> = entry.wholes("phases");
    if !phases.is_sorted_by(|a, b| a < b) {
        entry
            .place
            .fault("phases", "must go upwards, each phase once");
    }
    phases
}

/// Every `{…}` in a text is one the sheet can fill.
fn placeholders(entry: &Entry<'_>, text: &str, known: &[&str]) {
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

pub(super) fn advice(mut entry: Entry<'_>) -> Option<Advice> {
    let key = entry.id("key");
    let group = entry.text("group");
    let phases = phases(&mut entry);
    let first_48h_only = entry.flag("first_48h_only");
    let offered_when = entry.entry("offered_when").and_then(|mut entry| {
        let policy = entry.id("policy");
        let choices = entry.texts("is");
        entry.done();
        Some(PolicyIs {
            policy: policy?,
            choices,
        })
    });
    let always = entry.flag("always");
    let exercises = entry.ids("exercises");
    let text = entry.text("text");
    placeholders(&entry, &text, &["limit", "until_48h"]);
    if text.matches("**").count() % 2 == 1 {
        entry.place.fault("text", "has a ** without its partner");
    }
    let source = entry.text("source");
    entry.done();
    Some(Advice {
        key: key?,
        group,
        phases,
        first_48h_only,
        offered_when,
        always,
        exercises,
        text,
        source,
    })
}

pub(super) fn treatment(mut entry: Entry<'_>) -> Option<Treatment> {
    let key = entry.id("key");
    let name = entry.text("name");
    let phases = phases(&mut entry);
    let phases_note = entry.optional_text("phases_note").unwrap_or_default();
    let passive = entry.flag("passive");
    let contraindications = entry.texts("contraindications");
    let source = entry.text("source");
    entry.done();
    Some(Treatment {
        key: key?,
        name,
        phases,
        phases_note,
        passive,
        contraindications,
        source,
    })
}

pub(super) fn muscle(mut entry: Entry<'_>) -> Option<Muscle> {
    let muscle = Muscle {
        key: entry.key_text("key"),
        name: entry.text("name"),
        actions: entry.texts("actions"),
        region: entry.text("region"),
        alias_of: entry.optional_text("alias_of"),
        source: entry.text("source"),
    };
    entry.done();
    Some(muscle)
}

pub(super) fn severity_grade(mut entry: Entry<'_>) -> Option<SeverityGrade> {
    let findings = entry.entries("findings").into_iter().map(|mut entry| {
        let text = entry.text("text");
        let flag = entry.optional_id("flag");
        entry.done();
        Finding { text, flag }
    });
    let grade = SeverityGrade {
        findings: findings.collect(),
        key: entry.key_text("key"),
        name: entry.text("name"),
        effect: entry.text("effect"),
        nprs: span(&mut entry, "nprs"),
        stops: entry.flag("stops"),
        source: entry.text("source"),
    };
    entry.done();
    Some(grade)
}

pub(super) fn symptom(mut entry: Entry<'_>) -> Option<Symptom> {
    let symptom = Symptom {
        key: entry.key_text("key"),
        text: entry.text("text"),
        flag: entry.optional_id("flag"),
        source: entry.text("source"),
    };
    entry.done();
    Some(symptom)
}

pub(super) fn self_test(mut entry: Entry<'_>) -> Option<SelfTest> {
    let key = entry.id("key");
    let name = entry.text("name");
    let how = entry.text("how");
    let positive = entry.text("positive");
    let suggests = entry.text("suggests");
    let record = entry.text("record");
    let source = entry.text("source");
    entry.done();
    Some(SelfTest {
        key: key?,
        name,
        how,
        positive,
        suggests,
        record,
        source,
    })
}

pub(super) fn factor(mut entry: Entry<'_>) -> Option<Factor> {
    let factor = Factor {
        key: entry.key_text("key"),
        group: entry.text("group"),
        text: entry.text("text"),
        modifiable: entry.flag("modifiable"),
        advice: entry.ids("advice"),
        source: entry.text("source"),
    };
    entry.done();
    Some(factor)
}

pub(super) fn differential(mut entry: Entry<'_>) -> Option<Differential> {
    let differential = Differential {
        key: entry.key_text("key"),
        name: entry.text("name"),
        clue: entry.text("clue"),
        source: entry.text("source"),
    };
    entry.done();
    Some(differential)
}

pub(super) fn policy(mut entry: Entry<'_>) -> Option<Policy> {
    let key = entry.id("key");
    let row = entry.whole("row");
    let point = entry.text("point");
    let says = entry.text("says");
    let sensible = entry.text("sensible");
    let choice_entries = entry.entries("choices");
    super::document::declared(&choice_entries);
    let choices = choice_entries.into_iter().map(|mut entry| {
        let choice = Choice {
            key: entry.key_text("key"),
            name: entry.text("name"),
        };
        entry.done();
        choice
    });
    let choices: Vec<Choice> = choices.collect();
    let default = entry.text("default");
    if !choices.iter().any(|choice| choice.key == default) {
        entry.place.fault(
            "default",
            format!("\"{default}\" is not one of the choices"),
        );
    }
    let changes = entry.text("changes");
    let touches = entry.texts("touches");
    let per_patient = entry.flag("per_patient");
    entry.done();
    Some(Policy {
        key: key?,
        row: row?,
        point,
        says,
        sensible,
        choices,
        default,
        changes,
        touches,
        per_patient,
    })
}

pub(super) fn note(mut entry: Entry<'_>) -> Option<Note> {
    let row = entry.whole("row");
    let point = entry.text("point");
    let says = entry.text("says");
    let sensible = entry.text("sensible");
    let chosen_by = entry.text("chosen_by");
    entry.done();
    Some(Note {
        row: row?,
        point,
        says,
        sensible,
        chosen_by,
    })
}

pub(super) fn milestone(mut entry: Entry<'_>) -> Option<Milestone> {
    let kind = entry.word("type", MilestoneKind::ALL, MilestoneKind::as_str);
    let key = entry.key_text("key");
    let when = entry.text("when");
    let day = entry.optional_whole("day");
    let from_phase = entry.optional_whole("from_phase");
    let item = entry.text("item");
    let checked_by = entry.optional_text("checked_by");
    let checked_words = entry.optional_text("checked_words").unwrap_or_default();
    let source = entry.text("source");
    if kind.is_some_and(|kind| (kind == MilestoneKind::Note) != day.is_none()) {
        entry
            .place
            .fault("day", "belongs to due and not_before, and they need one");
    }
    entry.done();
    Some(Milestone {
        key,
        when,
        kind: kind?,
        day,
        from_phase,
        item,
        checked_by,
        checked_words,
        source,
    })
}

pub(super) fn green_light(mut entry: Entry<'_>) -> Option<GreenLight> {
    let key = entry.key_text("key");
    let item = entry.text("item");
    let measure = entry.id("measure");
    let lsi_at_least = entry.optional_number("lsi_at_least");
    let source = entry.text("source");
    entry.done();
    Some(GreenLight {
        key,
        item,
        measure: measure?,
        lsi_at_least,
        source,
    })
}

pub(super) fn outcome_measure(mut entry: Entry<'_>) -> Option<OutcomeMeasure> {
    let key = entry.key_text("key");
    let name = entry.text("name");
    let status = entry.text("status");
    let use_words = entry.text("use");
    let form = entry.word("form", ScaleForm::ALL, ScaleForm::as_str);
    entry.done();
    Some(OutcomeMeasure {
        key,
        name,
        status,
        use_words,
        form: form?,
    })
}

pub(super) fn reference(mut entry: Entry<'_>) -> Option<Reference> {
    let key = entry.key_text("key");
    let text = entry.text("text");
    let checked = entry.word("checked", Checked::ALL, Checked::as_str);
    let note = entry.optional_text("note").unwrap_or_default();
    entry.done();
    Some(Reference {
        key,
        text,
        checked: checked?,
        note,
    })
}

pub(super) fn fact(mut entry: Entry<'_>) -> Option<Fact> {
    let fact = Fact {
        key: entry.key_text("key"),
        group: entry.text("group"),
        text: entry.text("text"),
        source: entry.optional_text("source").unwrap_or_default(),
    };
    entry.done();
    Some(fact)
}
