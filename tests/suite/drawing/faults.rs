use ninefold::care::pose::{Fault, Pose};
use ninefold::drawing::figure;

use super::library;

const STANDING: &str = r#"
view = "side"
base = "stand"
[start]
says = "Standing."
[end]
says = "One arm lifted."
arm_right = { angles = [90, 0, 0, 0] }
"#;

/// Every fault of a document, whether found in reading or in drawing it.
fn faults(text: &str) -> Vec<Fault> {
    match Pose::parse(text) {
        Ok(pose) => figure::faults(&pose),
        Err(faults) => faults,
    }
}

/// The standing pose with this put in its last panel.
fn with(line: &str) -> Vec<String> {
    faults(&format!("{STANDING}{line}\n"))
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn the_library_has_no_fault() {
    let found: Vec<String> = library()
        .iter()
        .flat_map(|(key, pose)| {
            figure::faults(pose)
                .into_iter()
                .map(move |f| format!("{key}: {f}"))
        })
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn a_sound_pose_has_no_fault() {
    assert_eq!(with(""), Vec::<String>::new());
}

#[test]
fn each_fault_is_named_where_it_is() {
    let cases = [
        ("thoracic = [60, 0, 0]", "end.thoracic: flex is 60"),
        ("lumbar = [0, 0, 40]", "end.lumbar: twist is 40"),
        ("neck = [0, 60, 0]", "end.neck: side bend is 60"),
        (
            "blade_left = { forward = 6 }",
            "end.blade_left: forward is 6",
        ),
        (
            "arm_left = { angles = [0, 0, 0, 170] }",
            "end.arm_left: elbow is 170",
        ),
        (
            "arm_left = { angles = [-80, 0, 0, 0] }",
            "end.arm_left: the upper arm points too far backwards",
        ),
        ("arm_left = { to = [60, 70, -9] }", "end.arm_left: stays"),
        (
            "leg_left = { angles = [10, 0, 0, -40] }",
            "end.leg_left: the knee bends forwards",
        ),
        (
            "leg_left = { angles = [-50, 0, 0, 0] }",
            "end.leg_left: hip flex is -50",
        ),
        ("pelvis = { at = [0, 60, 0] }", "end.leg_left: stays"),
        (
            "legs = { angles = [0, 0, 0, 0] }\npelvis = { at = [0, 70, 0] }",
            "end.pelvis: the body floats",
        ),
        (
            "legs = { angles = [0, 0, 0, 0] }\npelvis = { at = [0, 40, 0] }",
            "end.leg_right: is",
        ),
        (
            "arrows = [[[-10, 94, 0], [20, 94, 0]]]",
            "end.arrows: an arrow crosses the head",
        ),
        (
            "arrows = [[[0, 50, 0], [200, 50, 0]]]",
            "pose: the picture leaves the page",
        ),
        (
            "arm_left = { angles = [0, 0, 0, 0], to = [1, 2, 3] }",
            "end.arm_left: place a limb in one way only",
        ),
        ("shoulder = 3", "end: unknown field"),
    ];
    for (line, expected) in cases {
        let found = with(line);
        assert!(
            found.iter().any(|f| f.starts_with(expected)),
            "{line}: found {found:?}"
        );
    }
}

#[test]
fn all_faults_come_at_once() {
    let found = with("lumbar = [90, 0, 0]\nthoracic = [90, 0, 0]\nblade_right = { lift = 9 }");
    assert!(found.len() >= 3, "{found:?}");
    let found = faults("base = \"nowhere\"\nview = \"inside\"\n[start]\nsays = 3\n");
    let places: Vec<&str> = found.iter().map(|f| f.at.as_str()).collect();
    assert_eq!(places, ["base", "start", "end", "view"]);
}

#[test]
fn a_pair_that_shows_no_movement_must_say_it_is_a_hold() {
    let still = STANDING.replace("arm_right = { angles = [90, 0, 0, 0] }", "");
    assert!(
        faults(&still)
            .iter()
            .any(|f| f.reason.contains("hold = true"))
    );
    assert_eq!(faults(&format!("hold = true\n{still}")), []);
}
