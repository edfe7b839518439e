//! What other programs make of a sheet. They come with Debian's `poppler-utils` and `qpdf`.

use super::{booklets, paper, samples, ten_weeks};
use ninefold::print::booklet::booklet;
use ninefold::print::report::report;
use ninefold::print::{Paper, Size, home_sheet, home_sheet::Sheet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The output of `tool`, or nothing where it is not installed. In CI a missing tool is a failure.
pub(super) fn output(tool: &str, arguments: &[&str]) -> Option<String> {
    match Command::new(tool).args(arguments).output() {
        Ok(output) => {
            let complaints = String::from_utf8_lossy(&output.stderr);
            assert!(
                output.status.success(),
                "{tool} {arguments:?}: {complaints}"
            );
            Some(String::from_utf8(output.stdout).unwrap())
        }
        Err(missing) => {
            let hint =
                format!("{tool}: {missing}. Install it with: apt-get install poppler-utils qpdf");
            assert!(std::env::var("CI").is_err(), "{hint}");
            eprintln!("Not checked. {hint}");
            None
        }
    }
}

pub(super) fn printed(name: &str, sheet: &Sheet, paper: Paper, size: Size) -> PathBuf {
    kept(name, &home_sheet(sheet, paper, size).unwrap())
}

/// A document where other programs can read it.
pub(super) fn kept(name: &str, bytes: &[u8]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("sheets");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(format!("{name}.pdf"));
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn sheets_of_every_kind_and_script_are_valid() {
    let kinds = [
        ("a4", Paper::A4, Size::Standard),
        ("a4-large", Paper::A4, Size::Large),
        ("letter", Paper::Letter, Size::Standard),
        ("letter-large", Paper::Letter, Size::Large),
    ];
    let names = [
        ("latin", "Łukasz Žižek"),
        ("vietnamese", "Nguyễn Thị Ánh"),
        ("greek", "Γεώργιος Παπαδόπουλος"),
        ("cyrillic", "Анна Іванівна"),
        ("arabic", "محمد العلي"),
        ("hebrew", "דוד כהן"),
        ("devanagari", "अनीता शर्मा"),
        ("chinese", "王小明"),
    ];
    for (kind, paper, size) in kinds {
        for (script, name) in names {
            let mut sheet = samples::sheet(6);
            sheet.patient.name = name.into();
            let bytes = home_sheet(&sheet, paper, size).unwrap();
            assert_eq!(
                bytes,
                home_sheet(&sheet, paper, size).unwrap(),
                "{kind} {script}"
            );
            let least = if size == Size::Large { 16.0 } else { 12.0 };
            for piece in paper::pages(&bytes).iter().flatten() {
                assert!(
                    piece.size >= least || paper::is_foot(piece),
                    "{}",
                    piece.text
                );
            }
            let path = printed(&format!("{kind}-{script}"), &sheet, paper, size);
            let path = path.to_str().unwrap();
            let Some(checked) = output("qpdf", &["--check", path]) else {
                return;
            };
            assert!(
                checked.contains("No syntax or stream encoding errors found"),
                "{checked}"
            );
            let Some(fonts) = output("pdffonts", &[path]) else {
                return;
            };
            for font in fonts.lines().skip(2) {
                assert!(
                    font.contains("yes yes yes"),
                    "embedded, subset, with Unicode: {font}"
                );
            }
            let Some(about) = output("pdfinfo", &[path]) else {
                return;
            };
            assert!(
                about.contains("Tagged:          yes") && about.contains(name),
                "{about}"
            );
            let document = lopdf::Document::load_mem(&bytes).unwrap();
            let language = document.catalog().unwrap().get(b"Lang").unwrap();
            assert_eq!(language.as_str().unwrap(), b"en-GB");
            let Some(structure) = output("pdfinfo", &["-struct-text", path]) else {
                return;
            };
            assert!(
                structure.contains(&format!("\"{name} (Anna)\"")),
                "{structure}"
            );
            if !["hebrew", "arabic", "devanagari"].contains(&script) {
                let Some(text) = output("pdftotext", &["-layout", path, "-"]) else {
                    return;
                };
                assert!(text.contains(name), "{text}");
            }
        }
    }
}

/// What a screen reader reads of a document, and under which heads.
fn structure(path: &Path) -> Option<String> {
    let structure = output("pdfinfo", &["-struct-text", path.to_str().unwrap()])?;
    let lines = structure.lines().map(str::trim_end);
    Some(
        lines
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join("\n"),
    )
}

/// What stands on the pages, line by line.
fn text(path: &Path) -> Option<String> {
    output("pdftotext", &["-layout", path.to_str().unwrap(), "-"])
}

#[test]
fn a_report_reads_as_it_was_looked_at() {
    let letter = report(&ten_weeks::made(&ten_weeks::course()), Paper::A4).unwrap();
    let path = kept("report", &letter);
    let (Some(text), Some(structure)) = (text(&path), structure(&path)) else {
        return;
    };
    insta::assert_snapshot!("report_text", text);
    insta::assert_snapshot!("report_structure", structure);
}

#[test]
fn a_booklet_reads_as_it_was_looked_at() {
    let path = kept(
        "booklet",
        &booklet(&booklets::two_phases(), Paper::A4).unwrap(),
    );
    let (Some(text), Some(structure)) = (text(&path), structure(&path)) else {
        return;
    };
    insta::assert_snapshot!("booklet_text", text);
    insta::assert_snapshot!("booklet_structure", structure);
}

#[test]
fn reading_order_is_the_order_on_the_page() {
    let path = printed("order", &samples::sheet(3), Paper::A4, Size::Standard);
    let Some(structure) = output("pdfinfo", &["-struct-text", path.to_str().unwrap()]) else {
        return;
    };
    let lines: Vec<&str> = structure
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with('"'))
        .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn one_page_reads_as_it_was_looked_at() {
    let path = printed("page", &samples::sheet(2), Paper::A4, Size::Standard);
    let Some(text) = text(&path) else {
        return;
    };
    insta::assert_snapshot!(text);
}
