//! What people could type: nothing overlaps, nothing leaves the page, nothing is lost.

use super::paper::{self, Piece};
use super::samples;
use ninefold::print::{Paper, Size, home_sheet, home_sheet::Sheet};

fn pages(sheet: &Sheet, paper: Paper, size: Size) -> Vec<Vec<Piece>> {
    let bytes = home_sheet(sheet, paper, size).unwrap();
    let pages = paper::pages(&bytes);
    let width = paper.points().0;
    for (page, figures) in pages.iter().zip(paper::figures(&bytes)) {
        for figure in figures {
            for piece in page.iter().filter(|piece| !piece.text.trim().is_empty()) {
                assert!(
                    !covers(figure, piece),
                    "{:?} stands on a figure",
                    piece.text
                );
            }
        }
    }
    for (number, page) in pages.iter().enumerate() {
        for (place, piece) in page.iter().enumerate() {
            let right = piece.x + piece.width;
            assert!(
                piece.x >= 24.0 && right <= width - 21.0,
                "{:?} leaves page {number}",
                piece.text
            );
            assert!(piece.y > 20.0, "{:?} falls off page {number}", piece.text);
            for other in &page[place + 1..] {
                assert!(
                    !overlap(piece, other),
                    "{:?} and {:?} on page {number}",
                    piece.text,
                    other.text
                );
            }
        }
    }
    pages
}

fn covers([left, bottom, right, top]: [f32; 4], piece: &Piece) -> bool {
    let across = piece.x + piece.width > left && piece.x < right;
    across && piece.y + 0.66 * piece.size > bottom && piece.y < top
}

/// Whether the letters' bodies touch: from the baseline to two thirds of the size above it.
fn overlap(one: &Piece, other: &Piece) -> bool {
    let across = one.x + one.width - 0.3 > other.x && other.x + other.width - 0.3 > one.x;
    let upright = one.y + 0.66 * one.size > other.y && other.y + 0.66 * other.size > one.y;
    across && upright && !one.text.trim().is_empty() && !other.text.trim().is_empty()
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(|letter| !letter.is_whitespace())
        .collect()
}

fn assert_whole(pages: &[Vec<Piece>], words: &str) {
    assert!(
        letters(&paper::text(pages)).contains(&letters(words)),
        "{words:?} is not whole in {}",
        paper::text(pages)
    );
}

#[test]
fn usual_sheets_have_nothing_on_top_of_each_other() {
    for count in [1, 2, 3, 5, 6, 10] {
        for paper in [Paper::A4, Paper::Letter] {
            for size in [Size::Standard, Size::Large] {
                pages(&samples::sheet(count), paper, size);
            }
        }
    }
}

#[test]
fn a_name_of_300_characters_stays_whole() {
    for name in ["Wolfeschlegelsteinhausen ".repeat(12), "W".repeat(300)] {
        let mut sheet = samples::sheet(3);
        sheet.patient.name = name.clone();
        sheet.patient.name_to_use = Some(name.clone());
        sheet.clinician = name.clone();
        for size in [Size::Standard, Size::Large] {
            let pages = pages(&sheet, Paper::A4, size);
            assert_whole(&pages, &name);
            let foot = paper::foot(&pages[0]);
            assert!(
                foot.contains('…'),
                "the foot shows that the name goes on: {foot}"
            );
        }
    }
}

#[test]
fn a_note_of_5000_characters_runs_over_pages() {
    let note = "Sit, stand and walk a little every half hour. ".repeat(110);
    let mut sheet = samples::sheet(6);
    sheet.advice.push(note.clone());
    sheet.goal = Some(note.clone());
    for size in [Size::Standard, Size::Large] {
        assert_whole(&pages(&sheet, Paper::Letter, size), note.trim());
    }
}

#[test]
fn twelve_long_steps_are_parted_only_when_no_page_holds_them() {
    let step =
        "Breathe in, turn slowly, wait, and come back to the middle without a hurry. ".repeat(6);
    let mut sheet = samples::sheet(2);
    sheet.exercises[0].steps = (1..=12)
        .map(|number| format!("Step {number}: {step}"))
        .collect();
    sheet.exercises[0].build_up = vec!["Week 1: half of it.".into(), "Week 2: all of it.".into()];
    for size in [Size::Standard, Size::Large] {
        let pages = pages(&sheet, Paper::A4, size);
        for step in &sheet.exercises[0].steps {
            assert_whole(&pages, step);
        }
    }
}

#[test]
fn forty_exercises_keep_their_diary_head_on_every_page() {
    let sheet = samples::sheet(40);
    for size in [Size::Standard, Size::Large] {
        let pages = pages(&sheet, Paper::A4, size);
        let of = |page: &[Piece], words: &str| {
            page.iter()
                .filter(|piece| piece.text.contains(words))
                .count()
        };
        let with_boxes: Vec<usize> = pages.iter().map(|page| of(page, "November")).collect();
        let rows = pages.iter().map(|page| of(page, "Walking")).sum::<usize>();
        let tables = if size == Size::Large { 2 } else { 1 };
        // Four times "Walking" as an exercise, and four times in each table.
        assert_eq!(rows, 4 + 4 * tables);
        assert!(
            with_boxes.iter().filter(|count| **count > 0).count() > 2,
            "{with_boxes:?}"
        );
    }
}

#[test]
fn controls_and_direction_marks_change_nothing_around_them() {
    let mut sheet = samples::sheet(2);
    sheet.patient.name = "Ann\u{202e}a\u{7} \u{2067}Bell".into();
    sheet.goal = Some("walk\tto\nthe \u{200f}shop\u{0}".into());
    sheet.exercises[0].dose = "\u{202b}3 sets of 10".into();
    let pages = pages(&sheet, Paper::A4, Size::Standard);
    assert_whole(&pages, "Anna Bell");
    assert_whole(&pages, "walk to the shop");
    assert_whole(&pages, "3 sets of 10");
    let dose = pages[0]
        .iter()
        .find(|piece| piece.text.contains("sets of 10"))
        .unwrap();
    assert!(dose.text.starts_with("3 sets"), "{}", dose.text);
}

#[test]
fn everything_at_once_stays_whole() {
    let mut sheet = samples::sheet(10);
    let note = "Sit, stand and walk a little every half hour. ".repeat(110);
    sheet.patient.name = "Wolfeschlegelsteinhausen ".repeat(12);
    sheet.clinic.name = "W".repeat(80);
    sheet.clinic.address = vec!["W".repeat(50); 5];
    for exercise in &mut sheet.exercises {
        exercise.steps = (1..=12)
            .map(|step| format!("Step {step}: turn slowly."))
            .collect();
        exercise.note = "Mind \u{202e}the\u{7} \u{200f}step.".into();
    }
    sheet.exercises[3].note = note.clone();
    for (paper, size) in [(Paper::A4, Size::Standard), (Paper::Letter, Size::Large)] {
        let pages = pages(&sheet, paper, size);
        assert_whole(&pages, note.trim());
        assert_whole(&pages, sheet.patient.name.trim());
        let last = format!("Page {0} of {0}", pages.len());
        assert!(paper::foot(&pages[pages.len() - 1]).contains(&last));
    }
}

#[test]
fn a_diary_of_a_month_is_cut_into_tables() {
    let mut sheet = samples::sheet(3);
    sheet.diary.as_mut().unwrap().days = 31;
    let pages = pages(&sheet, Paper::A4, Size::Standard);
    let rows = pages
        .iter()
        .flatten()
        .filter(|piece| piece.text.contains("Belly breathing"))
        .count();
    assert_eq!(rows, 1 + 3);
}

#[test]
fn headings_of_unequal_length_leave_the_words_below_them_alone() {
    let mut sheet = samples::sheet(3);
    sheet.emergency.heading =
        "Call an ambulance or go to the nearest emergency department at once for any of:".into();
    for size in [Size::Standard, Size::Large] {
        assert_whole(&pages(&sheet, Paper::A4, size), &sheet.emergency.heading);
    }
}

#[test]
fn a_hundred_warning_signs_stay_legible() {
    let mut sheet = samples::sheet(1);
    sheet.emergency.points = (1..=100)
        .map(|number| format!("sign number {number}"))
        .collect();
    for size in [Size::Standard, Size::Large] {
        let pages = pages(&sheet, Paper::A4, size);
        for point in &sheet.emergency.points {
            assert_whole(&pages, point);
        }
    }
}
