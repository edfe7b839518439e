use std::fs;
use std::path::Path;

use ninefold::builtin;
use ninefold::care::case::{self, Case};
use ninefold::care::evaluate::evaluate;
use ninefold::care::trend::trend;
use ninefold::drawing::chart::{Size, chart};
use ninefold::drawing::{Drawing, Step, svg};
use ninefold::text::trend::described;

const PAPER: Size = Size {
    width: 84.0,
    height: 44.0,
};

/// Rotation of both sides through three phases, with pain beside it.
const COURSE: &str = r#"
says = "rotation comes back over three phases"
now = "2026-04-20T10:00"
protocol = "upper-back-spasm"
[episode]
onset = "2026-02-20T09:00"
side = "left"
phase = 5
entered = "2026-04-06T09:00"
history = [{ phase = 2, entered = "2026-02-23T10:00" }, { phase = 4, entered = "2026-03-16T09:00" }]
[[sessions]]
at = "2026-02-23T09:30"
readings = { nprs_worst_24h = 8, rom_thoracic_rotation = { left = 18, right = 41 }, spasm_grade = { left = "3", right = "1" } }
[[sessions]]
at = "2026-03-02T09:30"
phase = 2
readings = { nprs_worst_24h = 6, rom_thoracic_rotation = { left = 24, right = 43 }, spasm_grade = { left = "2", right = "0" } }
[[sessions]]
at = "2026-03-16T09:30"
phase = 4
readings = { nprs_worst_24h = 4, rom_thoracic_rotation = { left = 33, right = 44 }, spasm_grade = { left = "1", right = "0" } }
[[sessions]]
at = "2026-04-13T09:30"
readings = { nprs_worst_24h = 1, rom_thoracic_rotation = { left = 43, right = 45 }, spasm_grade = { left = "0", right = "0" } }
[expect]
recommendation = "hold"
"#;

fn read(text: &str) -> Case {
    case::read("case.toml", text, &builtin::knowledge().protocol).unwrap()
}

fn draw(case: &Case, measure: &str) -> Option<Drawing> {
    let protocol = &builtin::knowledge().protocol;
    let evaluation = evaluate(protocol, &case.course, case.now);
    let found = trend(protocol, &case.course, &evaluation, measure, case.now)?;
    Some(chart(&found, described(&found), PAPER))
}

#[test]
fn a_chart_tells_its_values_in_words_too() {
    let case = read(COURSE);
    let rotation = draw(&case, "rom_thoracic_rotation").unwrap();
    assert_eq!(rotation.title, "Thoracic rotation");
    for part in [
        "left: 18° on 23 Feb 2026, 24° on 2 Mar 2026",
        "right: 41° on 23 Feb 2026",
        "Asked in phase 5: at least 40°.",
    ] {
        assert!(
            rotation.description.contains(part),
            "{}",
            rotation.description
        );
    }
}

#[test]
fn what_has_no_order_or_was_never_taken_has_no_chart() {
    let case = read(COURSE);
    assert!(draw(&case, "self_test_twist").is_none());
    assert!(draw(&case, "grip_strength").is_none());
    assert!(draw(&case, "no_such_measure").is_none());
}

#[test]
fn nothing_of_a_chart_leaves_its_page() {
    let case = read(COURSE);
    let one = read(&COURSE.replace("2026-04-20T10:00", "2026-02-23T09:40").replace(
        "phase = 5\nentered = \"2026-04-06T09:00\"\nhistory = [{ phase = 2, entered = \"2026-02-23T10:00\" }, { phase = 4, entered = \"2026-03-16T09:00\" }]\n",
        "",
    ));
    for (case, measure) in [
        (&case, "rom_thoracic_rotation"),
        (&case, "nprs_worst_24h"),
        (&case, "spasm_grade"),
        (&one, "nprs_worst_24h"),
    ] {
        let drawing = draw(case, measure).unwrap();
        for shape in &drawing.shapes {
            for step in &shape.path {
                let places = match *step {
                    Step::Move(at) | Step::Line(at) => vec![at],
                    Step::Cubic(a, b, c) => vec![a, b, c],
                    Step::Close => vec![],
                };
                for at in places {
                    assert!((0.0..=drawing.width).contains(&at.x), "{measure}: {at:?}");
                    assert!((0.0..=drawing.height).contains(&at.y), "{measure}: {at:?}");
                }
            }
        }
        for label in &drawing.labels {
            assert!((0.0..=drawing.width).contains(&label.at.x), "{label:?}");
            assert!((0.0..=drawing.height).contains(&label.at.y), "{label:?}");
        }
    }
}

#[test]
fn charts_are_drawn_as_before() {
    let case = read(COURSE);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/charts");
    fs::create_dir_all(&folder).unwrap();
    for measure in ["rom_thoracic_rotation", "nprs_worst_24h", "spasm_grade"] {
        let picture = svg::document(&draw(&case, measure).unwrap());
        fs::write(folder.join(format!("{measure}.svg")), &picture).unwrap();
        insta::assert_snapshot!(format!("chart_{measure}"), picture);
    }
}
