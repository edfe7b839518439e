//! `ninefold protocol list|show|check|export`: protocol versions as TOML documents, without touching anything.

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value as Json, json};

use crate::care::measure::{Input, Measure, Step, Value};
use crate::care::protocol::{Gate, Phase, Protocol, Target};
use crate::care::protocol_reader::LibraryKeys;
use crate::care::protocol_writer::{plain_step, to_toml};

/// Writes one line a protocol: key, version, name, phases, targets.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn list(protocols: &[&Protocol], out: &mut dyn Write) -> Result<()> {
    for protocol in protocols {
        let (phases, targets) = (protocol.phases.len(), targets(protocol).count());
        let Protocol {
            key, version, name, ..
        } = protocol;
        writeln!(
            out,
            "{key}@{version}  {name}  {phases} phases, {targets} targets"
        )?;
    }
    Ok(())
}

/// The protocol a person named as `KEY` or `KEY@VERSION`; of several versions the newest.
///
/// # Errors
///
/// When there is none, naming those there are.
pub fn find<'p>(protocols: &[&'p Protocol], named: &str) -> Result<&'p Protocol> {
    let fits = |protocol: &Protocol| match named.split_once('@') {
        Some((key, version)) => protocol.key == key && protocol.version.to_string() == version,
        None => protocol.key == named,
    };
    let found = protocols
        .iter()
        .copied()
        .filter(|protocol| fits(protocol))
        .max_by_key(|protocol| protocol.version);
    match found {
        Some(protocol) => Ok(protocol),
        None => {
            let known: Vec<String> = protocols
                .iter()
                .map(|protocol| format!("{}@{}", protocol.key, protocol.version))
                .collect();
            bail!(
                "There is no protocol \"{named}\". Known: {}.",
                known.join(", ")
            )
        }
    }
}

/// Writes a protocol for a reader: its phases with their targets.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn show(protocol: &Protocol, out: &mut dyn Write) -> Result<()> {
    writeln!(out, "{} (version {})", protocol.name, protocol.version)?;
    for phase in &protocol.phases {
        let sport = if phase.sport_only {
            " – sport only"
        } else {
            ""
        };
        writeln!(out, "\n{}. {}{sport}", phase.number, phase.name)?;
        writeln!(out, "   {}", phase.purpose)?;
        for target in &phase.targets {
            writeln!(out, "   {}", target_line(protocol, target))?;
        }
    }
    Ok(())
}

fn target_line(protocol: &Protocol, target: &Target) -> String {
    let mark = if target.gate == Gate::Mandatory {
        "*"
    } else {
        " "
    };
    let name = protocol
        .measure(target.measure.as_str())
        .map_or("Red flag screen", |measure| &measure.name);
    let operator = target.operator.as_str().replace('_', " ");
    let unit = if target.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", target.unit)
    };
    let basis = match target.basis.as_str() {
        "from_seed" => "source protocol",
        "published" => "published",
        _ => "clinic default",
    };
    format!(
        "{mark} {:<22} {name}: {operator} {}{unit} ({basis})",
        target.key, target.threshold
    )
}

/// Writes a protocol for a machine: one JSON document, the names as in the TOML form.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn show_json(protocol: &Protocol, out: &mut dyn Write) -> Result<()> {
    let document = json!({
        "key": protocol.key,
        "version": protocol.version,
        "phases": protocol.phases.iter().map(phase_json).collect::<Vec<_>>(),
        "measures": protocol.measures.iter().map(measure_json).collect::<Vec<_>>(),
    });
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)?;
    Ok(())
}

fn phase_json(phase: &Phase) -> Json {
    json!({
        "number": phase.number,
        "key": phase.key,
        "name": phase.name,
        "targets": phase.targets.iter().map(target_json).collect::<Vec<_>>(),
    })
}

fn target_json(target: &Target) -> Json {
    json!({
        "key": target.key,
        "measure": target.measure,
        "operator": target.operator.as_str(),
        "threshold": value_json(&target.threshold),
        "unit": target.unit,
        "side": target.side.as_str(),
        "gate": target.gate.as_str(),
        "basis": target.basis.as_str(),
        "source": target.source,
    })
}

/// A step that is written as a whole number is a plain number here too.
fn value_json(value: &Value) -> Json {
    match value {
        Value::Number(number) => json!(number),
        Value::Word(word) => plain_step(word).map_or_else(|| json!(word), |step| json!(step)),
    }
}

fn measure_json(measure: &Measure) -> Json {
    let mut fields = Map::new();
    let mut put = |key: &str, value: Json| fields.insert(key.to_owned(), value);
    put("key", json!(measure.key));
    put("name", json!(measure.name));
    put("kind", json!(measure.kind.as_str()));
    put("unit", json!(measure.unit));
    match &measure.input {
        Input::Number { min, max, step } => {
            put("min", json!(min));
            put("max", json!(max));
            put("step", json!(step));
        }
        Input::Steps(steps) => {
            let step = |step: &Step| json!({ "word": step.word, "label": step.label });
            put("steps", steps.iter().map(step).collect());
        }
        Input::Words(words) => {
            put("words", json!(words));
        }
    }
    put("sided", json!(measure.sided));
    put("better", json!(measure.better.as_str()));
    put("how", json!(measure.how));
    put("norm", json!(measure.norm));
    put("error", json!(measure.error));
    put("computed", json!(measure.computed));
    Json::Object(fields)
}

/// Reads a protocol document and writes every fault in it, one a line, or that there is none.
///
/// # Errors
///
/// When the file cannot be read or holds a fault.
pub fn check(file: &Path, library: &LibraryKeys, out: &mut dyn Write) -> Result<()> {
    let name = file.display().to_string();
    let bytes = std::fs::read(file)
        .with_context(|| format!("{name} cannot be read. Is the path right?"))?;
    let text =
        String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("{name} is not text in UTF-8."))?;
    match Protocol::read(&name, &text, library) {
        Ok(protocol) => {
            let (phases, targets) = (protocol.phases.len(), targets(&protocol).count());
            let measures = protocol.measures.len();
            writeln!(
                out,
                "{name}: no fault found ({phases} phases, {targets} targets, {measures} measures)"
            )?;
            Ok(())
        }
        Err(faults) => {
            for fault in &faults {
                writeln!(out, "{fault}")?;
            }
            let count = faults.len();
            bail!(
                "{count} {} found in {name}. Mend {} and check again.",
                plural(count, "fault"),
                them(count)
            )
        }
    }
}

/// Writes a protocol as the TOML document that `check` reads.
///
/// # Errors
///
/// When `out` cannot be written.
pub fn export(protocol: &Protocol, out: &mut dyn Write) -> Result<()> {
    out.write_all(to_toml(protocol).as_bytes())?;
    Ok(())
}

fn targets(protocol: &Protocol) -> impl Iterator<Item = &Target> {
    protocol.phases.iter().flat_map(|phase| &phase.targets)
}

fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}

fn them(count: usize) -> &'static str {
    if count == 1 { "it" } else { "them" }
}
