//! Pages as they were looked at, in grey at 20 dots an inch, and every figure by its hash.
//!
//! After a change that is meant, run with `NINEFOLD_GOLDEN=write`, look at what changed, and commit it.

use super::readers::{kept, output};
use super::{booklets, samples, ten_weeks};
use ninefold::builtin::knowledge;
use ninefold::drawing::{figure, svg};
use ninefold::print::booklet::booklet;
use ninefold::print::report::report;
use ninefold::print::{Paper, Size, home_sheet};
use sha2::{Digest, Sha256};
use std::path::PathBuf;

/// Side of the squares that are compared, in dots: smaller than a figure, larger than a letter.
const SQUARE: usize = 8;
/// Levels of 255 that the mean of a square may differ by: other versions of the reader smooth differently.
const TOLERANCE: u32 = 24;

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name)
}

fn is_writing() -> bool {
    std::env::var("NINEFOLD_GOLDEN").is_ok_and(|what| what == "write")
}

/// Width and levels of a portable greymap.
fn levels(bytes: &[u8]) -> (usize, &[u8]) {
    let mut breaks = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let (_, second, third) = (
        breaks.next(),
        breaks.next().unwrap().0,
        breaks.next().unwrap().0,
    );
    let head = std::str::from_utf8(&bytes[3..second]).unwrap();
    let width = head.split(' ').next().unwrap().parse().unwrap();
    (width, &bytes[third + 1..])
}

/// The mean level of each square.
fn squares(bytes: &[u8]) -> Vec<u32> {
    let (width, levels) = levels(bytes);
    let rows: Vec<&[u8]> = levels.chunks(width).collect();
    let mut means = Vec::new();
    for band in rows.chunks(SQUARE) {
        for left in (0..width).step_by(SQUARE) {
            let right = (left + SQUARE).min(width);
            let sum: u32 = band
                .iter()
                .flat_map(|row| &row[left..right])
                .map(|level| u32::from(*level))
                .sum();
            means.push(sum / (band.len() * (right - left)) as u32);
        }
    }
    means
}

#[test]
fn pages_look_as_they_were_looked_at() {
    let sheet = |exercises, size| home_sheet(&samples::sheet(exercises), Paper::A4, size).unwrap();
    let letter = report(&ten_weeks::made(&ten_weeks::course()), Paper::A4).unwrap();
    let booklet = booklet(&booklets::two_phases(), Paper::A4).unwrap();
    for (name, bytes, page) in [
        ("three-exercises", &sheet(3, Size::Standard), "1"),
        ("six-exercises", &sheet(6, Size::Standard), "1"),
        ("large-print", &sheet(1, Size::Large), "1"),
        ("report", &letter, "1"),
        ("report-second-page", &letter, "2"),
        ("booklet", &booklet, "1"),
    ] {
        let path = kept(&format!("golden-{name}"), bytes);
        let stem = path.with_extension("");
        let arguments = ["-r", "20", "-gray", "-f", page, "-l", page, "-singlefile"];
        let files = [path.to_str().unwrap(), stem.to_str().unwrap()];
        if output("pdftoppm", &[&arguments[..], &files].concat()).is_none() {
            return;
        }
        let page = std::fs::read(stem.with_extension("pgm")).unwrap();
        let looked_at = golden(&format!("{name}.pgm"));
        if is_writing() {
            std::fs::write(&looked_at, &page).unwrap();
        }
        let (now, then) = (squares(&page), squares(&std::fs::read(&looked_at).unwrap()));
        assert_eq!(now.len(), then.len(), "{name} has another size");
        let changed: Vec<usize> = (0..now.len())
            .filter(|square| now[*square].abs_diff(then[*square]) > TOLERANCE)
            .collect();
        assert!(
            changed.is_empty(),
            "{name}: {} of {} squares differ from {}; look at {}",
            changed.len(),
            now.len(),
            looked_at.display(),
            path.display()
        );
    }
}

#[test]
fn every_figure_is_as_it_was_looked_at() {
    let mut now = String::new();
    for exercise in &knowledge().exercises {
        for side in ["", " mirrored"] {
            let pose = if side.is_empty() {
                exercise.pose.clone()
            } else {
                exercise.pose.mirrored()
            };
            let picture = svg::row(
                &figure::panels(&pose),
                &exercise.name,
                &figure::description(&pose),
            );
            let hash: String = Sha256::digest(picture.as_bytes())
                .iter()
                .take(8)
                .map(|byte| format!("{byte:02x}"))
                .collect();
            now.push_str(&format!("{}{side} {hash}\n", exercise.key));
        }
    }
    let path = golden("figures.txt");
    if is_writing() {
        std::fs::write(&path, &now).unwrap();
    }
    let then = std::fs::read_to_string(&path).unwrap();
    let changed: Vec<&str> = now
        .lines()
        .filter(|line| !then.lines().any(|kept| kept == *line))
        .collect();
    assert!(
        changed.is_empty() && now.lines().count() == then.lines().count(),
        "look at these with `cargo run --example contact_sheet`: {changed:#?}"
    );
}
