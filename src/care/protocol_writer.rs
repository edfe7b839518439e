//! A protocol as one TOML document; read back it is the same protocol.

use std::fmt::Write;

use super::measure::{Composite, Input, Measure, Value, Variant};
use super::protocol::{Caution, Condition, Phase, Protocol, RedFlag, Target};

/// Writes the protocol in the form [`Protocol::read`] reads.
#[must_use]
pub fn to_toml(protocol: &Protocol) -> String {
    let mut out = Document(String::new());
    out.text("key", &protocol.key);
    out.line("version", protocol.version);
    out.text("name", &protocol.name);
    out.line(
        "last_phase_without_sport",
        protocol.last_phase_without_sport,
    );
    out.heading("[valid_days]");
    for (kind, days) in &protocol.valid_days {
        out.line(kind.as_str(), days);
    }
    out.heading("[pain_limits]");
    for (phase, limit) in &protocol.pain_limits {
        out.line(&phase.to_string(), limit);
    }
    for measure in &protocol.measures {
        write_measure(&mut out, measure);
    }
    for phase in &protocol.phases {
        write_phase(&mut out, phase);
    }
    for flag in &protocol.red_flags {
        write_red_flag(&mut out, flag);
    }
    for caution in &protocol.cautions {
        write_caution(&mut out, caution);
    }
    out.0
}

/// The document so far.
struct Document(String);

impl Document {
    fn heading(&mut self, heading: &str) {
        self.push(format_args!("\n{heading}\n"));
    }

    fn line(&mut self, key: &str, value: impl std::fmt::Display) {
        self.push(format_args!("{key} = {value}\n"));
    }

    fn text(&mut self, key: &str, text: &str) {
        self.line(key, quoted(text));
    }

    fn some_text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.text(key, text);
        }
    }

    fn some_line(&mut self, key: &str, value: Option<impl std::fmt::Display>) {
        if let Some(value) = value {
            self.line(key, value);
        }
    }

    fn flag(&mut self, key: &str, flag: bool) {
        if flag {
            self.line(key, true);
        }
    }

    /// A list, one item a line; nothing when it is empty.
    fn list(&mut self, key: &str, items: impl IntoIterator<Item = String>) {
        let lines: String = items
            .into_iter()
            .map(|item| format!("  {item},\n"))
            .collect();
        if !lines.is_empty() {
            self.push(format_args!("{key} = [\n{lines}]\n"));
        }
    }

    fn push(&mut self, text: std::fmt::Arguments<'_>) {
        // Writing into a `String` has no error.
        let _ = self.0.write_fmt(text);
    }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

/// An inline table of the pairs that have a value.
fn inline(pairs: &[(&str, Option<String>)]) -> String {
    let written = pairs
        .iter()
        .filter_map(|(key, value)| Some(format!("{key} = {}", value.as_ref()?)));
    format!("{{ {} }}", written.collect::<Vec<_>>().join(", "))
}

fn unless_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| quoted(text))
}

fn write_measure(out: &mut Document, measure: &Measure) {
    out.heading("[[measures]]");
    out.text("key", measure.key.as_str());
    out.text("name", &measure.name);
    out.text("kind", measure.kind.as_str());
    out.text("unit", &measure.unit);
    match &measure.input {
        Input::Number { min, max, step } => {
            out.line("min", min);
            out.some_line("max", *max);
            out.line("step", step);
        }
        Input::Steps(steps) => {
            let step = |word: &str, label: &str| {
                inline(&[("word", Some(quoted(word))), ("label", unless_empty(label))])
            };
            out.list("steps", steps.iter().map(|s| step(&s.word, &s.label)));
        }
        Input::Words(words) => out.list("words", words.iter().map(|word| quoted(word))),
    }
    out.line("sided", measure.sided);
    out.text("better", measure.better.as_str());
    out.text("how", &measure.how);
    out.text("norm", &measure.norm);
    out.some_line("error", measure.error);
    out.flag("computed", measure.computed);
    out.some_line("composite", measure.composite.as_ref().map(composite));
    out.some_line(
        "attempts",
        measure.attempts.map(|attempts| quoted(attempts.as_str())),
    );
    out.list("variants", measure.variants.iter().map(variant));
    out.flag("every_visit", measure.every_visit);
    out.flag("from_second_visit", measure.from_second_visit);
    out.some_line("baseline_phase", measure.baseline_phase);
}

fn composite(composite: &Composite) -> String {
    let part =
        |key: &str, name: &str| inline(&[("key", Some(quoted(key))), ("name", Some(quoted(name)))]);
    let parts: Vec<String> = composite
        .parts
        .iter()
        .map(|p| part(&p.key, &p.name))
        .collect();
    let formula = quoted(composite.formula.as_str());
    inline(&[
        ("formula", Some(formula)),
        ("parts", Some(format!("[{}]", parts.join(", ")))),
    ])
}

fn variant(variant: &Variant) -> String {
    let unit = variant.unit.as_deref().map(quoted);
    inline(&[
        ("key", Some(quoted(&variant.key))),
        ("name", Some(quoted(&variant.name))),
        ("unit", unit),
    ])
}

fn write_phase(out: &mut Document, phase: &Phase) {
    out.heading("[[phases]]");
    out.line("number", phase.number);
    out.text("key", &phase.key);
    out.text("name", &phase.name);
    out.flag("sport_only", phase.sport_only);
    out.text("purpose", &phase.purpose);
    out.text("patient_goal", &phase.patient_goal);
    out.list("therapist", phase.therapist.iter().map(|text| quoted(text)));
    out.list("patient", phase.patient.iter().map(|text| quoted(text)));
    out.list(
        "not_in_phase",
        phase.not_in_phase.iter().map(|text| quoted(text)),
    );
    out.text("entry", &phase.entry);
    out.text("exit", &phase.exit);
    out.text("typical_time", &phase.typical_time);
    let starters = phase.starter.iter().map(|starter| {
        let condition = starter.condition.as_deref().map(quoted);
        inline(&[
            ("exercise", Some(quoted(starter.exercise.as_str()))),
            ("condition", condition),
        ])
    });
    out.list("starter", starters);
    for target in &phase.targets {
        write_target(out, target);
    }
}

fn write_target(out: &mut Document, target: &Target) {
    out.heading("[[phases.targets]]");
    out.text("key", target.key.as_str());
    out.text("measure", target.measure.as_str());
    out.text("operator", target.operator.as_str());
    out.line("threshold", threshold(&target.threshold));
    out.text("unit", &target.unit);
    out.text("side", target.side.as_str());
    out.text("gate", target.gate.as_str());
    out.text("basis", target.basis.as_str());
    out.text("source", &target.source);
    out.list("applies_when", target.applies_when.iter().map(condition));
    out.list(
        "mandatory_when",
        target.mandatory_when.iter().map(condition),
    );
    out.list(
        "instead_of",
        target.instead_of.iter().map(|key| quoted(key.as_str())),
    );
    out.some_line("valid_days", target.valid_days);
}

/// A step that is written as a whole number is a plain number; `4+` and `yes` are words in quotes.
fn threshold(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        Value::Word(word) => plain_step(word).map_or_else(|| quoted(word), |step| step.to_string()),
    }
}

/// The whole number a step's word is, when it is written as one.
#[must_use]
pub fn plain_step(word: &str) -> Option<i32> {
    word.parse()
        .ok()
        .filter(|step: &i32| step.to_string() == word)
}

fn condition(condition: &Condition) -> String {
    let (key, value) = match condition {
        Condition::Sport(sport) => ("sport", sport.to_string()),
        Condition::Caution(key) => ("caution", quoted(key.as_str())),
        Condition::NoCaution(key) => ("no_caution", quoted(key.as_str())),
    };
    inline(&[(key, Some(value))])
}

fn write_red_flag(out: &mut Document, flag: &RedFlag) {
    out.heading("[[red_flags]]");
    out.text("key", flag.key.as_str());
    out.text("name", &flag.name);
    out.text("ask", &flag.ask);
    out.text("points_to", &flag.points_to);
    out.text("action", flag.action.as_str());
    let escalate = flag.escalate.as_ref().map(|escalate| {
        inline(&[
            ("to", Some(quoted(escalate.to.as_str()))),
            ("when", Some(quoted(&escalate.when))),
        ])
    });
    out.some_line("escalate", escalate);
    out.flag("history", flag.history);
    out.some_text("note", &flag.note);
    out.text("source", &flag.source);
}

fn write_caution(out: &mut Document, caution: &Caution) {
    out.heading("[[cautions]]");
    out.text("key", caution.key.as_str());
    out.text("name", &caution.name);
    out.flag("computed", caution.computed);
    out.list("bars", caution.bars.iter().map(|key| quoted(key)));
    let warns = caution.warns.iter().map(|warning| {
        inline(&[
            ("key", Some(quoted(&warning.key))),
            ("note", unless_empty(&warning.note)),
        ])
    });
    out.list("warns", warns);
    out.some_text("note", &caution.note);
}
