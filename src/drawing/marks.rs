//! Marks that explain a movement: arrows, the clock on a shoulder blade, a count of breaths.

use std::f64::consts::{FRAC_PI_2, TAU};

use super::outline::{circle, flattened, polygon, smooth};
use super::scene::{
    Arrow, DETAIL, INK, MARKS, OUTLINE, PROP_LINE, Scene, Word, line, plain, solid,
};
use super::skeleton::Skeleton;
use super::space::V;
use super::trunk::{RED, blade_at};
use super::{Ink, Point, Shape, Step, Stroke};

const WHITE: Ink = Ink(0xffffff);
/// Millimetres: shaft, white edge round it, length and half width of the head.
const SHAFT: f64 = 0.60;
const HALO: f64 = 1.2;
const HEAD: (f64, f64) = (1.9, 0.85);

/// Notes an arrow through points in space.
pub(super) fn arrow(scene: &mut Scene, through: &[[f64; 3]]) {
    let path: Vec<Point> = through.iter().map(|p| scene.see(V::from(*p))).collect();
    on_page(scene, path, 1.0);
}

fn on_page(scene: &mut Scene, path: Vec<Point>, size: f64) {
    path.iter().for_each(|p| scene.take_in(*p));
    scene.arrows.push(Arrow { path, size });
}

/// An arrow whose path is already in millimetres.
pub(super) fn drawn(arrow: &Arrow) -> Vec<Shape> {
    let way_there = flattened(&smooth(&arrow.path));
    let (Some(&tip), Some(&start)) = (way_there.last(), way_there.first()) else {
        return Vec::new();
    };
    // An arrow that points at the viewer is short on the page; its head shrinks with it.
    let on_page: f64 = way_there.windows(2).map(|p| p[0].distance(p[1])).sum();
    let size = arrow.size * (on_page / (1.4 * HEAD.0 * arrow.size)).min(1.0);
    let (length, half) = (HEAD.0 * size, HEAD.1 * size);
    let is_shaft = |p: &&Point| p.distance(tip) > length;
    let base = way_there
        .iter()
        .rev()
        .find(is_shaft)
        .copied()
        .unwrap_or(start);
    let way = (tip.y - base.y).atan2(tip.x - base.x);
    let neck = tip.polar(way, -length);
    let head = [
        tip,
        neck.polar(way + FRAC_PI_2, half),
        neck.polar(way - FRAC_PI_2, half),
    ];
    let corners = arrow.path.split_last().map_or(&[][..], |(_, rest)| rest);
    let mut through: Vec<Point> = corners.iter().filter(is_shaft).copied().collect();
    through.push(tip.polar(way, -length * 0.7));
    let shaft = smooth(&through);
    let mut halo = shaft.clone();
    halo.extend(polygon(&head));
    vec![
        line(halo, WHITE, HALO * arrow.size),
        line(shaft, RED, SHAFT * arrow.size),
        plain(polygon(&head), RED),
    ]
}

/// A dial on a shoulder blade with arrows to 12, 3, 6 and 9.
pub(super) fn blade_clock(scene: &mut Scene, body: &Skeleton, side: usize) {
    let (centre, _) = blade_at(body, side, (0.0, 0.0));
    let c = scene.see(centre);
    const R: f64 = 8.8;
    let ticks: Vec<Step> = (0..12)
        .map(|i| f64::from(i) * TAU / 12.0)
        .flat_map(|t| [Step::Move(c.polar(t, R)), Step::Line(c.polar(t, R - 1.3))])
        .collect();
    scene.put(
        MARKS / 2.0,
        vec![
            solid(circle(c, R), WHITE, OUTLINE * 0.8),
            line(ticks, INK, DETAIL),
        ],
    );
    for i in 0..4 {
        let t = f64::from(i) * FRAC_PI_2;
        on_page(scene, vec![c.polar(t, 1.4), c.polar(t, 7.0)], 0.62);
    }
}

/// A ring of two arrows round a point.
pub(super) fn circling(scene: &mut Scene, at: V, radius: f64) {
    let c = scene.see(at);
    for start in [-2.2, 0.95] {
        on_page(
            scene,
            (0..5)
                .map(|i| c.polar(start + 0.6 * f64::from(i), radius))
                .collect(),
            0.8,
        );
    }
}

/// A square to breathe round, four counts a side.
pub(super) fn breath_square(scene: &mut Scene, at: V) {
    const R: f64 = 8.0;
    let c = scene.see(at);
    let corner = |i: u32| c.polar(f64::from(i) * FRAC_PI_2 - 2.356, R * 1.414);
    scene.put(
        MARKS / 2.0,
        vec![Shape {
            path: polygon(&[corner(0), corner(1), corner(2), corner(3)]),
            fill: Some(WHITE),
            stroke: Some(Stroke {
                ink: INK,
                width: PROP_LINE,
                dash: None,
            }),
        }],
    );
    for i in 0..4 {
        let (a, b) = (corner(i), corner(i + 1));
        on_page(scene, vec![a.towards(b, 0.18), a.towards(b, 0.84)], 0.7);
        let middle = a.towards(b, 0.5);
        let mut inside = middle.towards(c, 0.45);
        inside.y += 1.5;
        scene.words.push(Word {
            at: inside,
            text: "4",
            size: 4.6,
        });
    }
}

/// Three lines behind a thing in flight.
pub(super) fn flight(scene: &mut Scene, from: V, to: V) {
    let (a, b) = (scene.see(from), scene.see(to));
    let across = (b.y - a.y).atan2(b.x - a.x) + FRAC_PI_2;
    let lines = [-2.0, 0.0, 2.0]
        .iter()
        .flat_map(|off| {
            let inset = if *off == 0.0 { 0.0 } else { 0.25 };
            [
                Step::Move(a.towards(b, inset).polar(across, *off)),
                Step::Line(b.polar(across, *off)),
            ]
        })
        .collect();
    scene.put(MARKS / 4.0, vec![line(lines, INK, PROP_LINE)]);
}
