//! Doses of the library in a patient's words.

use ninefold::builtin;
use ninefold::text::dose::words;

/// Every dose of the library, read and found right by eye.
#[test]
fn every_dose_of_the_library_reads_well() {
    let lines: Vec<String> = builtin::knowledge()
        .exercises
        .iter()
        .map(|exercise| format!("{}: {}", exercise.key, words(&exercise.dose, false)))
        .collect();
    assert_eq!(lines.len(), 58);
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn one_side_only_leaves_out_each_side() {
    let open_book = builtin::knowledge().exercise("open_book").unwrap();
    assert_eq!(
        words(&open_book.dose, true),
        "2 sets of 6, hold each for 3 seconds, twice a day, every day"
    );
}
