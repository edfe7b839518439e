//! The head: the hair line is what shows where it looks.

use std::f64::consts::PI;

use super::outline::{Disc, circle, ellipse, hull, smooth, smooth_on};
use super::scene::{DETAIL, INK, OUTLINE, Scene, line, plain, stroke};
use super::skeleton::{SKULL, Skeleton};
use super::space::V;
use super::trunk::SKIN;
use super::{Ink, Point, Shape, Step, point};

const HAIR: Ink = Ink(0x4a352a);
/// Where the face looks, forward and up, and how far round it the hair begins (cosine).
const FACE: (V, f64) = (V(0.864, -0.503, 0.0), 0.20);

pub(super) fn draw(scene: &mut Scene, body: &Skeleton) {
    let frame = body.head_frame;
    let toward = scene.camera.toward;
    let ahead = frame.forward.dot(toward);
    let profile = frame.right.dot(toward).abs();
    let at = |f: f64, u: f64, r: f64| frame.at(body.head, f, u, r);
    let disc = |f: f64, u: f64, r: f64, size: f64| Disc(scene.see(at(f, u, r)), size);
    let on = |v: V| at(v.0 * SKULL[0], v.1 * SKULL[1], v.2 * SKULL[2]);
    let faces = |v: V| {
        frame
            .direction(v.0 / SKULL[0], v.1 / SKULL[1], v.2 / SKULL[2])
            .unit()
            .dot(toward)
    };

    let skull = skull(scene, body);
    let mut skin = hull(&[
        disc(3.5, -6.0, 0.0, 1.7),
        disc(0.4, -4.2, 2.9, 1.7),
        disc(0.4, -4.2, -2.9, 1.7),
        disc(3.6, -2.0, 0.0, 2.2),
    ]);
    if profile > 0.35 {
        skin.extend(hull(&[
            disc(5.2, 0.6, 0.0, 0.4),
            disc(6.9, -1.7, 0.0, 0.55),
            disc(5.0, -2.4, 0.0, 0.5),
        ]));
    }
    let mut edge = skull.clone();
    edge.extend_from_slice(&skin);
    let mut shapes = Vec::with_capacity(12);
    let ears = ears(scene, body, profile);
    if profile < 0.5 {
        shapes.extend(ears.iter().cloned());
    }
    shapes.push(Shape {
        path: edge,
        fill: None,
        stroke: stroke(INK, 2.0 * OUTLINE),
    });
    if ahead < -0.5 {
        shapes.push(plain(skin, SKIN[0]));
        shapes.push(plain(skull, HAIR));
    } else {
        shapes.push(plain(skull, HAIR));
        let gaze = V(
            frame.forward.dot(toward) / SKULL[0],
            frame.up.dot(toward) / SKULL[1],
            frame.right.dot(toward) / SKULL[2],
        );
        skin.extend(
            face(gaze.unit())
                .map(|rim| rim_path(&rim, |v| scene.see(on(v))))
                .unwrap_or_default(),
        );
        shapes.push(plain(skin, SKIN[0]));
    }
    if profile >= 0.5 {
        shapes.extend(ears);
    }
    let mut eyes = Vec::new();
    for side in [1.0, -1.0] {
        let eye = V(0.9, -0.04, 0.37 * side).unit();
        if faces(eye) > 0.12 {
            eyes.extend(circle(scene.see(on(eye)), 0.7));
        }
    }
    if !eyes.is_empty() {
        shapes.push(plain(eyes, INK));
    }
    if ahead > 0.45 {
        let mouth = [V(0.9, -0.54, -0.2), V(0.9, -0.6, 0.0), V(0.9, -0.54, 0.2)]
            .map(|v| scene.see(on(v.unit())));
        let mut lines = smooth(&mouth);
        let lean = if frame.right.dot(toward) < 0.0 {
            -0.7
        } else {
            0.7
        };
        lines.extend(smooth(
            &[at(6.0, -0.6, 0.0), at(6.9, -1.9, 0.0), at(6.0, -2.3, -lean)].map(|v| scene.see(v)),
        ));
        shapes.push(line(lines, INK, DETAIL));
    } else if profile > 0.6 && ahead > -0.4 {
        let near = frame.right.dot(toward).signum();
        let mouth = [at(5.0, -4.1, 0.4 * near), at(3.6, -4.3, 1.6 * near)].map(|v| scene.see(v));
        shapes.push(line(smooth(&mouth), INK, DETAIL));
    }
    // Nearer than the neck it stands on.
    scene.put(scene.depth(body.head) + 3.5, shapes);
}

fn skull(scene: &Scene, body: &Skeleton) -> Vec<Step> {
    let frame = body.head_frame;
    let centre = scene.see(body.head);
    let axes = [
        frame.forward * SKULL[0],
        frame.up * SKULL[1],
        frame.right * SKULL[2],
    ]
    .map(|a| {
        let p = scene.see(body.head + a);
        point(p.x - centre.x, p.y - centre.y)
    });
    let sum = |f: fn(&Point) -> f64| axes.iter().map(f).sum::<f64>();
    let (xx, xy, yy) = (sum(|p| p.x * p.x), sum(|p| p.x * p.y), sum(|p| p.y * p.y));
    // Half axes of the shadow of an ellipsoid: a square root of the sum of its axes' squares.
    let a = xx.sqrt();
    let b = xy / a;
    ellipse(
        centre,
        point(a, b),
        point(0.0, (yy - b * b).max(0.0).sqrt()),
    )
}

/// The rim of the part of the face in sight, as points of the unit ball: along the hair line, then along
/// the edge of the head.
fn face(gaze: V) -> Option<[Vec<V>; 2]> {
    let (axis, limit) = FACE;
    let radius = (1.0f64 - limit * limit).sqrt();
    let cos = axis.dot(gaze);
    let sin = (1.0 - cos * cos).max(1e-9).sqrt();
    let across = gaze.cross(axis).unit();
    let to_viewer = gaze.across(axis).unit();
    let hair_line = |t: f64| axis * limit + (to_viewer * t.cos() + across * t.sin()) * radius;
    let turn = -limit * cos / (radius * sin);
    if turn >= 1.0 {
        return None;
    }
    if turn <= -1.0 {
        return Some([
            (0..8).map(|i| hair_line(PI / 4.0 * f64::from(i))).collect(),
            Vec::new(),
        ]);
    }
    let open = turn.acos();
    let rim = axis.across(gaze).unit();
    let half = (limit / sin).clamp(-1.0, 1.0).acos();
    let hair = (0..=6)
        .map(|i| hair_line(open * (f64::from(i) / 3.0 - 1.0)))
        .collect();
    let edge = (0..=5)
        .map(|i| half * (1.0 - f64::from(i) / 2.5))
        .map(|t| rim * t.cos() + across * t.sin())
        .collect();
    Some([hair, edge])
}

fn rim_path(rim: &[Vec<V>; 2], see: impl Fn(V) -> Point) -> Vec<Step> {
    let [hair, edge] = rim
        .each_ref()
        .map(|part| part.iter().map(|v| see(*v)).collect::<Vec<_>>());
    if edge.is_empty() {
        return super::outline::smooth_closed(&hair);
    }
    let all: Vec<Point> = hair.iter().chain(&edge).copied().collect();
    let area: f64 = (0..all.len())
        .map(|i| (all[i], all[(i + 1) % all.len()]))
        .map(|(a, b)| a.x * b.y - b.x * a.y)
        .sum();
    let (mut first, mut second) = (hair, edge);
    if area < 0.0 {
        first.reverse();
        second.reverse();
        std::mem::swap(&mut first, &mut second);
    }
    let mut path = smooth(&first);
    smooth_on(&mut path, &second);
    path.push(Step::Close);
    path
}

fn ears(scene: &Scene, body: &Skeleton, profile: f64) -> Vec<Shape> {
    let frame = body.head_frame;
    let toward = scene.camera.toward;
    [1.0, -1.0]
        .into_iter()
        .filter(|side| (frame.right * *side).dot(toward) > if profile < 0.5 { -0.3 } else { 0.25 })
        .map(|side| {
            let centre = frame.at(body.head, -0.5, -1.2, side * 5.3);
            let half = |v: V| {
                let (a, b) = (scene.see(centre + v), scene.see(centre));
                point(a.x - b.x, a.y - b.y)
            };
            let back = frame.direction(-0.95, 0.0, side * 0.3) * 1.15;
            let path = ellipse(
                scene.see(centre),
                half(back),
                half(frame.direction(-0.15, 1.0, 0.0) * 1.65),
            );
            Shape {
                path,
                fill: Some(SKIN[0]),
                stroke: stroke(INK, DETAIL),
            }
        })
        .collect()
}
