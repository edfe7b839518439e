use std::fs;
use std::sync::LazyLock;

use ninefold::care::pose::Pose;
use ninefold::drawing::{Drawing, Shape, Step, figure, point, svg};
use proptest::prelude::*;

use super::{library, pose};

/// Exercises of the library; each has a figure.
const EXERCISES: usize = 58;

fn picture(pose: &Pose) -> String {
    svg::row(&figure::panels(pose), "Title", "Description")
}

#[test]
fn every_exercise_has_a_figure_that_says_what_it_shows() {
    let poses = library();
    assert_eq!(poses.len(), EXERCISES);
    for (key, pose) in poses {
        let panels = figure::panels(&pose);
        assert!((2..=3).contains(&panels.len()), "{key}");
        for panel in &panels {
            assert!(
                panel.description.len() > 12 && panel.description.ends_with('.'),
                "{key}: {}",
                panel.description
            );
            assert!(panel.shapes.len() > 15, "{key}");
        }
    }
}

#[test]
fn a_figure_is_told_in_words() {
    let words = figure::description(&pose("hip_hinge_lift"));
    for part in [
        "Start: Standing close to a box",
        " Middle: Hips pushed back",
        " End: Standing up tall",
    ] {
        assert!(words.contains(part), "{words}");
    }
}

#[test]
fn the_same_pose_gives_the_same_bytes() {
    for (key, pose) in library() {
        assert_eq!(picture(&pose), picture(&pose), "{key}");
    }
}

#[test]
fn a_figure_is_a_titled_svg_without_style_script_or_ids() {
    for (key, pose) in library() {
        let svg = svg::row(
            &figure::panels(&pose),
            "Cat & <cow>",
            "On \"hands\" and knees.",
        );
        assert!(
            svg.contains(
                "<title>Cat &amp; &lt;cow&gt;</title><desc>On &quot;hands&quot; and knees.</desc>"
            ),
            "{key}"
        );
        for banned in [
            "style=", "<script", "<style", " id=", "href", "url(", "NaN", "inf",
        ] {
            assert!(!svg.contains(banned), "{key} has {banned}");
        }
        assert_eq!(
            svg.matches("<svg").count(),
            svg.matches("</svg>").count(),
            "{key}"
        );
    }
}

#[test]
fn a_panel_is_small_enough_for_a_sheet_of_twelve() {
    let mut packer = libdeflater::Compressor::new(libdeflater::CompressionLvl::best());
    let mut packed_size = |svg: &str| {
        let mut packed = vec![0; packer.deflate_compress_bound(svg.len())];
        packer
            .deflate_compress(svg.as_bytes(), &mut packed)
            .expect("room")
    };
    let mut sizes: Vec<(usize, String)> = library()
        .into_iter()
        .map(|(key, pose)| (packed_size(&picture(&pose)) / pose.panels.len(), key))
        .collect();
    sizes.sort();
    let mean = sizes.iter().map(|s| s.0).sum::<usize>() / sizes.len();
    let (largest, key) = &sizes[sizes.len() - 1];
    assert!(mean <= MEAN_BYTES, "{mean} bytes a panel");
    assert!(*largest <= LARGEST_BYTES, "{key} takes {largest} bytes");
}

/// Bytes a panel of a figure's document, compressed: on average, and at most.
const MEAN_BYTES: usize = 1_120;
const LARGEST_BYTES: usize = 1_300;

#[test]
fn what_does_not_show_is_left_out_of_a_picture() {
    let path = vec![
        Step::Move(point(1.0, 1.0)),
        Step::Line(point(1.0, 1.0)),
        // Straight to within a twentieth of a millimetre, nowhere, and round.
        Step::Cubic(point(2.0, 1.04), point(3.0, 1.02), point(4.0, 1.0)),
        Step::Line(point(4.01, 1.0)),
        Step::Cubic(point(5.0, 1.3), point(6.0, 1.3), point(7.0, 1.0)),
    ];
    let shape = Shape {
        path,
        fill: None,
        stroke: None,
    };
    let drawing = Drawing {
        width: 10.0,
        height: 10.0,
        title: "Title".into(),
        description: "Description".into(),
        shapes: vec![shape],
        labels: vec![],
    };
    let svg = svg::document(&drawing);
    assert!(
        svg.contains("d=\"m20 20l0 0 60 0c20 6 40 6 60 0\""),
        "{svg}"
    );
}

#[test]
fn shoulder_blades_visibly_move() {
    let panels = figure::panels(&pose("scapular_squeeze"));
    let blade = |panel: &Drawing| {
        let ink = ninefold::drawing::Ink(0x8cc0d3);
        let shape = panel
            .shapes
            .iter()
            .find(|s| s.fill == Some(ink))
            .expect("a blade")
            .clone();
        let Some(Step::Move(p)) = shape.path.first().copied() else {
            panic!("a path")
        };
        p.x
    };
    assert!(
        (blade(&panels[0]) - blade(&panels[1])).abs() > 0.8,
        "at least 0.8 mm"
    );
}

#[test]
fn near_and_far_leg_are_told_apart_from_the_side_only() {
    let far = ninefold::drawing::Ink(0x8c9fb0);
    let has_far = |key: &str| {
        figure::panels(&pose(key))[1]
            .shapes
            .iter()
            .any(|s| s.fill == Some(far))
    };
    assert!(has_far("walking"));
    assert!(!has_far("low_impact_aerobics"));
}

#[test]
fn golden_figures() {
    for key in [
        "open_book",
        "scapular_squeeze",
        "band_row",
        "paced_breathing",
    ] {
        let svg = picture(&pose(key)).replace("/><", "/>\n<");
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(key, svg);
        });
    }
}

#[test]
fn the_contact_sheet_is_written() {
    let pictures: Vec<(String, Vec<Drawing>)> = library()
        .into_iter()
        .map(|(key, pose)| (key, figure::panels(&pose)))
        .collect();
    fs::create_dir_all("target/figures").expect("a folder");
    let sheet = svg::sheet(&pictures, 4);
    assert_eq!(
        sheet.matches("<text x=").count() - 4,
        EXERCISES,
        "four labels are part of a figure"
    );
    fs::write("target/figures/contact-sheet.svg", sheet).expect("written");
}

static UNCROPPED: LazyLock<Vec<Pose>> = LazyLock::new(|| {
    library()
        .into_iter()
        .map(|p| p.1)
        .filter(|pose| pose.crop.is_none())
        .collect()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn whatever_the_angles_an_uncropped_figure_stays_on_its_page(
        which in 0usize..60,
        spine in prop::array::uniform3(-45.0f64..45.0),
        arm in prop::array::uniform4(-90.0f64..180.0),
        yaw in -180.0f64..180.0,
        pitch in 0.0f64..80.0,
    ) {
        let mut pose = UNCROPPED[which % UNCROPPED.len()].clone();
        pose.view = ninefold::care::pose::View { yaw, pitch };
        pose.panels[1].thoracic = spine;
        pose.panels[1].arms[0].place = ninefold::care::pose::Place::Angles(arm);
        for panel in figure::panels(&pose) {
            for (shape, step) in panel.shapes.iter().flat_map(|s| s.path.iter().map(move |step| (s, step))) {
                if let Step::Move(p) | Step::Line(p) | Step::Cubic(_, _, p) = step {
                    prop_assert!(p.x > -0.1 && p.x < panel.width + 0.1, "{shape:?}");
                    prop_assert!(p.y > -0.1 && p.y < panel.height + 0.1, "{shape:?}");
                }
            }
        }
    }
}
