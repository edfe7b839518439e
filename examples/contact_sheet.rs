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
    for entry in fs::read_dir("knowledge/poses")? {
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
    let (mut x, mut y, mut cells, mut widest) = (2.0, 6.0, String::new(), 0.0f64);
    for (i, (key, text)) in poses.iter().enumerate() {
        let pose = match Pose::parse(text) {
            Ok(pose) => pose,
            Err(faults) => {
                faults
                    .iter()
                    .try_for_each(|f| writeln!(notes, "{key}: {f}"))?;
                continue;
    let mut pictures = Vec::new();
    for (i, (key, text)) in texts.into_iter().enumerate() {
        let faults = match Pose::parse(&text) {
            Ok(pose) => {
                let name = if flags.iter().any(|f| f == "--blind") { (i + 1).to_string() } else { key.clone() };
                pictures.push((name, figure::panels(&pose)));
                figure::faults(&pose)
            }
            Err(faults) => faults,
        };
        figure::faults(&pose)
            .iter()
            .try_for_each(|f| writeln!(notes, "{key}: {f}"))?;
        let panels = figure::panels(&pose);
        let picture = svg::row(&panels, key, "");
        let name = if flags.iter().any(|f| f == "--blind") {
            (i + 1).to_string()
        } else {
            key.clone()
        };
        cells.push_str(&format!(
            "<text x=\"{x}\" y=\"{}\" font-size=\"3\" font-family=\"sans-serif\">{name}</text>",
            y - 1.0
        ));
        cells.push_str(&format!(
            "<g transform=\"translate({x} {y})\">{}</g>",
            picture.replace("mm\"", "\"")
        ));
        x += if panels.len() == 3 { 122.0 } else { 82.0 };
        widest = widest.max(x);
        if x > 82.0 * columns as f64 - 40.0 {
            (x, y) = (2.0, y + 34.0);
        }
    }
    let height = if x > 2.0 { y + 30.0 } else { y - 4.0 };
    let grey = if flags.iter().any(|f| f == "--grey") {
        " style=\"filter:grayscale(1)\""
    } else {
        ""
    };
    fs::write(
        out,
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{widest}mm\" height=\"{height}mm\" \
             viewBox=\"0 0 {widest} {height}\"{grey}><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>{cells}</svg>"
        ),
    )
        faults.iter().try_for_each(|f| writeln!(notes, "{key}: {f}"))?;
    fs::write(out, svg::sheet(&pictures, columns))
}
