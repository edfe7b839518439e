//! The trunk: trousers, top, shoulders, shoulder blades and marked muscles.

use super::outline::{
    Disc, Ends, ellipse, hull, hull_points, ribbon, smooth, smooth_closed, smooth_on,
};
use super::scene::{DETAIL, INK, OUTLINE, Scene, line, merged, plain, solid, stroke};
use super::skeleton::Skeleton;
use super::space::V;
use super::spine::{Ring, WAIST};
use super::{Ink, Point, Shape, Step, Stroke, point};
use crate::care::pose::{Marked, Muscle, Side};

pub(super) const SKIN: [Ink; 2] = [Ink(0xf3cfae), Ink(0xdfb592)];
pub(super) const TOP: [Ink; 2] = [Ink(0x4f9bb8), Ink(0xa9c9d6)];
pub(super) const TROUSERS: [Ink; 2] = [Ink(0x2f4a63), Ink(0x8c9fb0)];
const BLADE: Ink = Ink(0x8cc0d3);
const BLADE_EDGE: Ink = Ink(0x1f4c60);
const MUSCLE: Ink = Ink(0xfde6dd);
pub(super) const RED: Ink = Ink(0xb3261e);

/// Draws the trunk and says how deep it lies.
pub(super) fn draw(scene: &mut Scene, body: &Skeleton, muscles: &[Marked]) -> f64 {
    let depth = body
        .rings
        .iter()
        .map(|r| scene.depth(r.centre))
        .sum::<f64>()
        / body.rings.len() as f64;
    let shows_back = body.chest.forward.dot(scene.camera.toward) < -0.3;
    let mut trousers = vec![solid(
        contour(scene, &body.rings[..=WAIST + 1], false),
        TROUSERS[0],
        OUTLINE,
    )];
    let shoulders = body.arms.map(|a| a.root);
    let low = body.rings[11].centre.towards(body.rings[10].centre, 0.7);
    let collar = body.neck[0].towards(body.neck[1], 0.28);
    let yoke = |r: f64, under: V, s: f64| {
        hull(&[
            scene.disc(shoulders[0], r),
            scene.disc(shoulders[1], r),
            scene.disc(under, s),
        ])
    };
    let top = merged(
        vec![
            contour(scene, &body.rings[WAIST..], true),
            yoke(2.95, low, 3.0),
            yoke(2.1, collar, 2.6),
        ],
        TOP[0],
        OUTLINE,
    );
    let neck = [
        Disc(scene.see(body.neck[0]), 2.9),
        Disc(scene.see(body.neck[1]), 2.7),
    ];
    let neck = solid(ribbon(&neck, Ends::OpenRoot), SKIN[0], OUTLINE);
    let mut shapes = Vec::with_capacity(16);
    if shows_back {
        shapes.push(neck);
        shapes.append(&mut trousers);
        shapes.extend(top);
        blades(scene, body, &mut shapes);
    } else {
        shapes.append(&mut trousers);
        shapes.extend(top);
        shapes.push(collar_line(scene, body));
        shapes.push(neck);
    }
    for marked in muscles {
        mark(scene, body, *marked, &mut shapes);
    }
    scene.put(depth, shapes);
    depth
}

fn collar_line(scene: &Scene, body: &Skeleton) -> Shape {
    let frame = body.neck_frame.turned([18.0, 0.0, 0.0]);
    let centre = body.neck_frame.at(body.neck[0], 0.6, 1.0, 0.0);
    let half = |v: V| {
        let (a, b) = (scene.see(centre + v), scene.see(centre));
        point(a.x - b.x, a.y - b.y)
    };
    let path = ellipse(
        scene.see(centre),
        half(frame.forward * 3.2),
        half(frame.right * 3.5),
    );
    Shape {
        path,
        fill: Some(SKIN[0]),
        stroke: stroke(INK, DETAIL),
    }
}

/// The silhouette of a run of rings; `hem` closes it with the near half of the lowest ring.
fn contour(scene: &Scene, rings: &[Ring], hem: bool) -> Vec<Step> {
    let toward = scene.camera.toward;
    let across = |ring: &Ring| toward.cross(ring.frame.up);
    if rings.iter().any(|r| across(r).length() < 0.42) {
        return foreshortened(scene, rings);
    }
    let edge = |ring: &Ring, way: f64| scene.see(ring.outermost(across(ring).unit() * way));
    let mut points: Vec<Point> = Vec::with_capacity(2 * rings.len() + 2);
    if hem {
        // Every other ring is enough for a curve.
        points.extend(rings.iter().step_by(2).map(|r| edge(r, 1.0)));
        points.extend(rings.iter().rev().step_by(2).map(|r| edge(r, -1.0)));
        let mut path = smooth(&points);
        let low = &rings[0];
        let (n, m) = (across(low).unit(), toward.across(low.frame.up).unit());
        let round: Vec<Point> = [-1.0f64, -0.5, 0.5, 1.0]
            .iter()
            .map(|s| scene.see(low.outermost(n * *s + m * (1.0 - s * s).sqrt())))
            .collect();
        smooth_on(&mut path, &round);
        path.push(Step::Close);
        return wound(path);
    }
    let curved = [0, 1, 2, 3, 5].map(|i| &rings[i]);
    points.extend(curved.iter().rev().map(|r| edge(r, 1.0)));
    points.push(scene.see(rings[0].centre - rings[0].frame.up * 0.5));
    points.extend(curved.iter().map(|r| edge(r, -1.0)));
    smooth_closed(&points)
}

/// A trunk that points at the viewer is the hull of its rings.
fn foreshortened(scene: &Scene, rings: &[Ring]) -> Vec<Step> {
    let all: Vec<Point> = rings
        .iter()
        .flat_map(|r| (0..12).map(|i| scene.see(r.skin(f64::from(i) * 30.0))))
        .collect();
    let mut points: Vec<Point> = Vec::new();
    for p in hull_points(&all) {
        if points.last().is_none_or(|q: &Point| q.distance(p) > 2.2) {
            points.push(p);
        }
    }
    smooth_closed(&points)
}

/// The same outline, wound like all closed outlines.
fn wound(path: Vec<Step>) -> Vec<Step> {
    let points = super::outline::flattened(&path);
    let n = points.len();
    let area: f64 = (0..n)
        .map(|i| (points[i], points[(i + 1) % n]))
        .map(|(a, b)| a.x * b.y - b.x * a.y)
        .sum();
    if area >= 0.0 {
        return path;
    }
    let ends: Vec<Point> = path
        .iter()
        .filter_map(|s| match *s {
            Step::Move(p) | Step::Line(p) | Step::Cubic(_, _, p) => Some(p),
            Step::Close => None,
        })
        .collect();
    let mut back = vec![Step::Move(ends[ends.len() - 1])];
    for i in (1..ends.len()).rev() {
        back.push(match path[i] {
            Step::Cubic(a, b, _) => Step::Cubic(b, a, ends[i - 1]),
            _ => Step::Line(ends[i - 1]),
        });
    }
    back.push(Step::Close);
    back
}

/// A point on the back: height above mid-hip, and how far out on this side.
fn on_back(body: &Skeleton, height: f64, out: f64) -> (V, V) {
    let ring = body.ring_at(height);
    let degrees = 180.0 - (out / ring.width).clamp(-0.97, 0.97).asin().to_degrees();
    (ring.skin(degrees), normal(&ring, degrees))
}

fn normal(ring: &Ring, degrees: f64) -> V {
    let (s, c) = degrees.to_radians().sin_cos();
    ring.frame
        .direction(c / ring.depth, 0.0, s / ring.width)
        .unit()
}

/// Outline of the right shoulder blade at rest: outward and up from its centre.
const BLADE_SHAPE: [(f64, f64); 7] = [
    (-2.5, 3.6),
    (0.4, 3.3),
    (3.0, 3.2),
    (2.6, 1.4),
    (0.6, -1.4),
    (-1.4, -4.7),
    (-2.4, -3.0),
];

fn blades(scene: &Scene, body: &Skeleton, shapes: &mut Vec<Shape>) {
    let spine: Vec<Point> = (0..6)
        .map(|i| scene.see(on_back(body, 7.0 + 4.0 * f64::from(i), 0.0).0))
        .collect();
    let dashes = Stroke {
        ink: BLADE_EDGE,
        width: DETAIL,
        dash: Some((0.7, 0.5)),
    };
    shapes.push(Shape {
        path: smooth(&spine),
        fill: None,
        stroke: Some(dashes),
    });
    for i in [0, 1] {
        let (_, facing) = blade_at(body, i, (0.0, 0.0));
        if facing.dot(scene.camera.toward) < 0.3 {
            continue;
        }
        let points: Vec<Point> = BLADE_SHAPE
            .iter()
            .map(|p| scene.see(blade_at(body, i, *p).0))
            .collect();
        let path = smooth_closed(&points);
        shapes.push(Shape {
            path,
            fill: Some(BLADE),
            stroke: stroke(BLADE_EDGE, DETAIL * 1.2),
        });
    }
}

/// A point of a blade on the skin, with the way the skin faces.
pub(super) fn blade_at(body: &Skeleton, side: usize, (x, y): (f64, f64)) -> (V, V) {
    let blade = body.blades[side];
    let arm = &body.arms[side];
    let raised = (-(arm.mid - arm.root).unit().dot(body.chest.up))
        .clamp(-1.0, 1.0)
        .acos()
        .to_degrees();
    // The blade follows the arm up: its lower tip swings outward.
    let (s, c) = ((raised - 35.0).max(0.0) * 0.36).to_radians().sin_cos();
    let out = 4.9 + blade.forward * 0.62 + x * c - y * s;
    on_back(
        body,
        22.3 + blade.lift + x * s + y * c,
        if side == 0 { out } else { -out },
    )
}

/// Right half of a muscle on the trunk: heights above mid-hip and degrees round from the front.
fn patch(muscle: Muscle) -> &'static [(f64, f64)] {
    match muscle {
        Muscle::Rhomboids => &[(27.5, 178.0), (24.5, 150.0), (18.8, 153.0), (20.5, 178.0)],
        Muscle::MiddleTrapezius => &[(27.8, 178.0), (26.6, 118.0), (24.4, 128.0), (22.0, 178.0)],
        Muscle::LowerTrapezius => &[(22.5, 178.0), (24.0, 140.0), (18.0, 164.0), (12.0, 178.0)],
        Muscle::UpperTrapezius => &[
            (33.0, 165.0),
            (29.5, 140.0),
            (27.0, 112.0),
            (27.0, 150.0),
            (28.4, 176.0),
        ],
        Muscle::LevatorScapulae => &[
            (33.0, 140.0),
            (30.0, 140.0),
            (26.0, 148.0),
            (26.6, 160.0),
            (30.0, 162.0),
        ],
        Muscle::ThoracicExtensors => &[
            (26.0, 177.0),
            (25.0, 160.0),
            (12.0, 155.0),
            (8.0, 160.0),
            (8.0, 177.0),
        ],
        Muscle::LatissimusDorsi => &[
            (20.0, 105.0),
            (19.0, 150.0),
            (13.0, 172.0),
            (8.0, 165.0),
            (12.0, 110.0),
        ],
        Muscle::SerratusAnterior => &[
            (24.0, 80.0),
            (22.0, 120.0),
            (16.0, 112.0),
            (14.5, 75.0),
            (19.0, 62.0),
        ],
        Muscle::Pectorals => &[
            (26.5, 12.0),
            (26.0, 62.0),
            (22.5, 66.0),
            (20.0, 35.0),
            (20.5, 8.0),
        ],
        Muscle::Abdominals => &[
            (18.0, 3.0),
            (17.5, 26.0),
            (8.0, 28.0),
            (1.0, 16.0),
            (0.0, 3.0),
        ],
        Muscle::Obliques => &[(17.0, 42.0), (16.0, 105.0), (7.5, 108.0), (6.0, 48.0)],
        Muscle::Gluteals => &[(4.5, 165.0), (3.0, 110.0), (-3.0, 120.0), (-4.0, 165.0)],
    }
}

fn mark(scene: &Scene, body: &Skeleton, marked: Marked, shapes: &mut Vec<Shape>) {
    let (muscle, sides): (Muscle, &[f64]) = match marked {
        Marked::Both(muscle) => (muscle, &[1.0, -1.0]),
        Marked::One {
            muscle,
            side: Side::Right,
        } => (muscle, &[1.0]),
        Marked::One {
            muscle,
            side: Side::Left,
        } => (muscle, &[-1.0]),
    };
    let corners = patch(muscle);
    for &side in sides {
        let seen = corners
            .iter()
            .map(|&(h, a)| normal(&body.ring_at(h), a * side).dot(scene.camera.toward))
            .sum::<f64>()
            / corners.len() as f64;
        if seen < 0.2 {
            continue;
        }
        let points: Vec<Point> = corners
            .iter()
            .map(|&(h, a)| scene.see(on_skin(scene, body, h, a * side)))
            .collect();
        let path = smooth_closed(&points);
        shapes.push(plain(path.clone(), MUSCLE));
        shapes.push(hatch(&path));
        shapes.push(line(path, RED, DETAIL * 1.4));
    }
}

/// A point on trunk or neck, pulled back to the edge that is still in sight.
fn on_skin(scene: &Scene, body: &Skeleton, height: f64, degrees: f64) -> V {
    if height > 28.6 {
        let up = (height - 28.6) / 5.0;
        let (s, c) = degrees.to_radians().sin_cos();
        return body.neck_frame.at(
            body.neck[0].towards(body.neck[1], 0.25 + 0.7 * up),
            2.7 * c,
            0.0,
            2.7 * s,
        );
    }
    let ring = body.ring_at(height);
    let mut at = degrees;
    for _ in 0..12 {
        if normal(&ring, at).dot(scene.camera.toward) > 0.1 {
            break;
        }
        // Turn towards the viewer by the shorter way.
        let near = ring
            .frame
            .right
            .dot(scene.camera.toward)
            .atan2(ring.frame.forward.dot(scene.camera.toward));
        let gap = (near.to_degrees() - at + 540.0).rem_euclid(360.0) - 180.0;
        at += gap.signum() * 8.0;
    }
    ring.skin(at)
}

/// Slanting lines inside an outline; their gap is right at the usual size of a figure.
fn hatch(path: &[Step]) -> Shape {
    const GAP: f64 = 1.7;
    let outline = super::outline::flattened(path);
    let along = |p: &Point| p.x + p.y;
    let low = outline.iter().map(along).fold(f64::INFINITY, f64::min);
    let high = outline.iter().map(along).fold(f64::NEG_INFINITY, f64::max);
    let mut lines = Vec::new();
    let mut level = low + GAP / 2.0;
    while level < high {
        let mut cuts: Vec<Point> = (0..outline.len())
            .map(|i| (outline[i], outline[(i + 1) % outline.len()]))
            .filter(|(a, b)| (along(a) > level) != (along(b) > level))
            .map(|(a, b)| a.towards(b, (level - along(&a)) / (along(&b) - along(&a))))
            .collect();
        cuts.sort_by(|a, b| a.x.total_cmp(&b.x));
        for pair in cuts.chunks_exact(2) {
            lines.extend([Step::Move(pair[0]), Step::Line(pair[1])]);
        }
        level += GAP;
    }
    line(lines, RED, DETAIL * 1.3)
}
