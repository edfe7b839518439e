use ninefold::care::pose::{Place, Side};
use ninefold::drawing::{Drawing, Step, figure};

use super::{library, pose};

/// Left, right, top and bottom of each shape, with its colour, in a settled order.
fn extents(drawing: &Drawing, flipped: bool) -> Vec<[i64; 5]> {
    let mut all: Vec<[i64; 5]> = drawing
        .shapes
        .iter()
        .map(|shape| {
            let (mut low, mut high) = ([f64::INFINITY; 2], [f64::NEG_INFINITY; 2]);
            for step in &shape.path {
                if let Step::Move(p) | Step::Line(p) | Step::Cubic(_, _, p) = step {
                    let x = if flipped { drawing.width - p.x } else { p.x };
                    low = [low[0].min(x), low[1].min(p.y)];
                    high = [high[0].max(x), high[1].max(p.y)];
                }
            }
            let ink = shape.fill.map_or(-1, |ink| i64::from(ink.0));
            let [a, b, c, d] =
                [low[0], high[0], low[1], high[1]].map(|mm| (mm * 2.0).round() as i64);
            [ink, a, b, c, d]
        })
        .collect();
    all.sort_unstable();
    all
}

#[test]
fn mirrored_twice_is_the_same_pose() {
    for (key, pose) in library() {
        let twice = pose.mirrored().mirrored();
        // Angles of a bike's crank come round once.
        if key != "stationary_cycling" {
            assert_eq!(twice, pose, "{key}");
        }
    }
}

#[test]
fn the_other_side_is_the_mirror_image() {
    for (key, pose) in library() {
        // What has a side of its own is drawn the same way round: a dumbbell's discs, a wound towel.
        let mirrored = pose.mirrored();
        assert_eq!(mirrored.side, pose.side.other());
        for (a, b) in figure::panels(&pose).iter().zip(&figure::panels(&mirrored)) {
            let (a, b) = (extents(a, true), extents(b, false));
            assert_eq!(a.len(), b.len(), "{key}");
            let near = |p: &&[i64; 5]| {
                b.iter()
                    .any(|q| q[0] == p[0] && (1..5).all(|i| (p[i] - q[i]).abs() <= 2))
            };
            let met = a.iter().filter(near).count();

            assert!(
                met * 100 >= a.len() * 80,
                "{key}: {met} of {} shapes mirrored",
                a.len()
            );
        }
    }
}

#[test]
fn a_pose_knows_the_side_it_shows() {
    let sides: Vec<Side> = library().into_iter().map(|(_, pose)| pose.side).collect();
    assert!(
        sides.iter().all(|s| *s == Side::Right),
        "the library shows the right side, the left is mirrored"
    );
}

/// The sheet says "on your right side", "on your right leg": the picture must say the same.
#[test]
fn the_side_in_the_words_is_the_side_in_the_picture() {
    let plank = pose("side_plank");
    for panel in &plank.panels {
        let [right, left] = &panel.arms;
        assert!(
            matches!(right.place, Place::World(_)),
            "on the right forearm"
        );
        assert!(
            matches!(left.place, Place::On { .. }),
            "the left hand on the hip"
        );
    }
    let ball = pose("catch_and_throw");
    let height = |leg: usize| match ball.panels[0].legs[leg].place {
        Place::To { point, .. } => point[1],
        _ => panic!("an ankle at a point"),
    };
    assert!(height(0) < 5.0 && height(1) > 20.0, "on the right leg");
}
