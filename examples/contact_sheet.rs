//! Draws every figure on one sheet: `contact_sheet OUT.svg [COLUMNS] [KEY,KEY…] [--blind]`, and names
//! every fault. `--blind` leaves out the names, to test whether a reader knows each exercise.

use std::collections::BTreeMap;
use std::io::Write;
use std::{env, fs, io};

use ninefold::care::pose::Pose;
use ninefold::drawing::{figure, svg};

fn main() -> io::Result<()> {
    let (flags, words): (Vec<_>, Vec<_>) = env::args().skip(1).partition(|a| a.starts_with("--"));
    let out = words
        .first()
        .map_or("target/contact-sheet.svg", String::as_str);
    let columns: usize = words.get(1).and_then(|n| n.parse().ok()).unwrap_or(4);
    let only: Vec<&str> = words
        .get(2)
        .map(|k| k.split(',').collect())
        .unwrap_or_default();
    let mut notes = io::stderr().lock();
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir("knowledge/exercises")? {
        let path = entry?.path();
        let key = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if only.is_empty() || only.contains(&key.as_str()) {
            texts.insert(key, fs::read_to_string(&path)?);
        }
    }
    let mut pictures = Vec::new();
    for (i, (key, text)) in texts.into_iter().enumerate() {
        let mut exercise: toml::Table = text.parse().map_err(io::Error::other)?;
        let pose = match exercise.remove("pose") {
            Some(toml::Value::Table(pose)) => Pose::from_table(pose),
            _ => Err(Vec::new()),
        };
        let faults = match pose {
            Ok(pose) => {
                let name = if flags.iter().any(|f| f == "--blind") {
                    (i + 1).to_string()
                } else {
                    key.clone()
                };
                pictures.push((name, figure::panels(&pose)));
                figure::faults(&pose)
            }
            Err(faults) => faults,
        };
        faults
            .iter()
            .try_for_each(|f| writeln!(notes, "{key}: {f}"))?;
    }
    fs::write(out, svg::sheet(&pictures, columns))
}
