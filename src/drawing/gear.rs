//! Things used in an exercise: balls, weights, bags, clubs, bands, a bike, a pool.

use super::outline::{Disc, Ends, circle, polygon, ribbon, smooth};
use super::props::{cuboid, stick};
use super::scene::{BACKDROP, DETAIL, INK, MARKS, PROP_LINE, Scene, line, plain, solid};
use super::skeleton::Skeleton;
use super::space::V;
use super::{Ink, Point, Step};
use crate::care::pose::{Anchor, Round, Spot};

const IRON: [Ink; 2] = [Ink(0x9aa4ad), Ink(0x5f6a74)];
pub(super) const BALL: Ink = Ink(0xf2d64b);
pub(super) const LEATHER: Ink = Ink(0xc98a5a);
const BAG: [Ink; 2] = [Ink(0xf0e2c4), Ink(0xd8c294)];
const BAND: Ink = Ink(0x7a4b9a);
const WATER: Ink = Ink(0x3f86b5);
const POOL: Ink = Ink(0xd6e9f5);

pub(super) fn ball(scene: &mut Scene, body: &Skeleton, round: &Round, ink: Ink) {
    let at = body.anchor(round.at);
    let c = scene.see(at);
    let r = round.radius;
    let seams = [
        [c.polar(-2.4, r), c.polar(-1.2, r * 0.25), c.polar(0.5, r)],
        [c.polar(2.6, r), c.polar(1.6, r * 0.45), c.polar(1.1, r)],
    ];
    let seams = seams.iter().flat_map(|s| smooth(s)).collect();
    scene.put(
        scene.depth(at) + 2.0,
        vec![
            solid(circle(c, r), ink, PROP_LINE),
            line(seams, INK, DETAIL),
        ],
    );
}

fn hand_of(body: &Skeleton, spot: Spot) -> usize {
    let left = body.spot(spot) - body.arms[1].palm();
    usize::from(left.length() < 1e-6)
}

pub(super) fn dumbbell(scene: &mut Scene, body: &Skeleton, spot: Spot) {
    let at = body.spot(spot);
    let arm = &body.arms[hand_of(body, spot)];
    let fore = (arm.end - arm.mid).unit();
    // Held across the forearm, along the way the person faces or, failing that, across the body.
    let ahead = body.pelvis.forward.across(fore);
    let bar = if ahead.length() > 0.5 {
        ahead.unit()
    } else {
        body.pelvis.right
    };
    let bar = if fore.1 > 0.5 {
        body.pelvis.right.across(fore).unit()
    } else {
        bar
    };
    let depth = scene.depth(at) + 9.0;
    stick(
        scene,
        at - bar * 5.0,
        at + bar * 5.0,
        0.9,
        IRON[0],
        depth - 14.0,
    );
    for way in [-1.0, 1.0] {
        let path = ribbon(
            &[
                scene.disc(at + bar * (3.6 * way), 2.7),
                scene.disc(at + bar * (5.4 * way), 2.7),
            ],
            Ends::Closed,
        );
        let near = if scene.depth(bar * way) > 0.0 {
            1.0
        } else {
            -12.0
        };
        scene.put(depth + near, vec![solid(path, IRON[1], PROP_LINE)]);
    }
}

pub(super) fn bag(scene: &mut Scene, hand: V) {
    let top = hand.1 - 8.0;
    let depth = scene.depth(hand);
    let handle = [-3.2, 0.0, 3.2].map(|x| hand + V(x, if x == 0.0 { 0.8 } else { -8.0 }, 0.0));
    let across = [-3.2, 0.0, 3.2].map(|z| hand + V(0.0, if z == 0.0 { 0.8 } else { -8.0 }, z));
    let wide = if scene.camera.toward.2.abs() > scene.camera.toward.0.abs() {
        handle
    } else {
        across
    };
    let path = smooth(&wide.map(|v| scene.see(v)));
    scene.put(depth - 2.0, vec![line(path, INK, PROP_LINE * 1.5)]);
    let (x0, x1, z0, z1) = (hand.0 - 5.0, hand.0 + 5.0, hand.2 - 5.0, hand.2 + 5.0);
    cuboid(
        scene,
        [x0, x1, z0, z1, top],
        (top - 13.0).max(0.6),
        BAG,
        Some(depth - 1.0),
    );
}

pub(super) fn club(scene: &mut Scene, hand: V, along: V) {
    let end = hand + along * 34.0;
    let depth = scene.depth(hand) - 1.0;
    stick(
        scene,
        hand - along * 4.0,
        hand + along * 8.0,
        1.0,
        IRON[1],
        depth,
    );
    stick(scene, hand + along * 8.0, end, 0.55, IRON[0], depth);
    let toe = end + V(along.1, -along.0, along.2 * 0.2).unit() * 5.0;
    let path = ribbon(&[scene.disc(end, 1.3), scene.disc(toe, 2.0)], Ends::Closed);
    scene.put(depth + 0.2, vec![solid(path, IRON[1], PROP_LINE)]);
}

pub(super) fn band(scene: &mut Scene, body: &Skeleton, points: &[Anchor]) {
    let at: Vec<V> = points.iter().map(|p| body.anchor(*p)).collect();
    for pair in at.windows(2) {
        let path = vec![
            Step::Move(scene.see(pair[0])),
            Step::Line(scene.see(pair[1])),
        ];
        let depth = scene.depth(pair[0]).max(scene.depth(pair[1])) + 4.0;
        scene.put(
            depth,
            vec![
                line(path.clone(), Ink(0xffffff), 0.75),
                line(path, BAND, 0.5),
            ],
        );
    }
}

/// Bottom bracket, saddle, bars and flywheel of the bike, for the poses on it.
pub(super) fn bike(scene: &mut Scene, x: f64, angle: f64) {
    let at = |dx: f64, y: f64| V(x + dx, y, 0.0);
    let crank = at(0.0, 17.0);
    let depth = scene.depth(crank) - 3.0;
    let tube = |scene: &mut Scene, a: V, b: V, r: f64| stick(scene, a, b, r, IRON[0], depth);
    tube(scene, at(-20.0, 1.2), at(34.0, 1.2), 1.2);
    tube(scene, at(-17.0, 1.2), at(-12.0, 46.0), 1.5);
    tube(scene, at(-14.0, 24.0), crank, 1.4);
    tube(scene, crank, at(24.0, 12.0), 1.4);
    tube(scene, at(26.0, 1.2), at(21.0, 63.0), 1.5);
    tube(scene, at(21.0, 63.0), at(14.0, 67.0), 1.1);
    let wheel = scene.see(at(24.0, 13.0));
    scene.put(
        depth + 0.1,
        vec![
            solid(circle(wheel, 10.5), IRON[0], PROP_LINE),
            solid(circle(wheel, 3.0), IRON[1], DETAIL),
        ],
    );
    let saddle = [at(-17.5, 47.5), at(-12.0, 47.0), at(-5.0, 47.3)];
    let sizes = [2.2, 1.8, 1.0];
    let discs: Vec<Disc> = saddle
        .iter()
        .zip(sizes)
        .map(|(v, r)| scene.disc(*v, r))
        .collect();
    scene.put(
        depth + 0.2,
        vec![solid(ribbon(&discs, Ends::Closed), IRON[1], PROP_LINE)],
    );
    let (s, c) = angle.to_radians().sin_cos();
    for (way, z, over) in [(1.0, 4.0, 4.5), (-1.0, -4.0, -9.0)] {
        let pedal = crank + V(c * 9.0 * way, s * 9.0 * way, z);
        stick(
            scene,
            crank + V(0.0, 0.0, z * 0.5),
            pedal,
            0.9,
            IRON[1],
            depth + over,
        );
        stick(
            scene,
            pedal - V(3.0, 0.0, 0.0),
            pedal + V(3.0, 0.0, 0.0),
            0.8,
            IRON[1],
            depth + over,
        );
    }
}

pub(super) fn water(scene: &mut Scene, height: f64) {
    let depths = [
        (-64.0, height),
        (64.0, height),
        (64.0, height - 17.0),
        (-64.0, height - 17.0),
    ];
    let pool: Vec<Point> = depths
        .iter()
        .map(|(x, y)| scene.see(V(*x, *y, 0.0)))
        .collect();
    scene.put(BACKDROP, vec![plain(polygon(&pool), POOL)]);
    let near = 16.0 * scene.camera.toward.2.signum();
    let wave = |y: f64, from: f64, to: f64| {
        let n = ((to - from) / 4.0).round().max(2.0) as usize;
        let points: Vec<Point> = (0..=n)
            .map(|i| (i, from + (to - from) * i as f64 / n as f64))
            .map(|(i, x)| scene.see(V(x, y + if i % 2 == 0 { 0.6 } else { -0.6 }, near)))
            .collect();
        line(smooth(&points), WATER, PROP_LINE * 1.4)
    };
    let shapes = vec![
        wave(height, -62.0, 62.0),
        wave(height - 7.0, -54.0, -30.0),
        wave(height - 11.0, -22.0, 10.0),
        wave(height - 8.0, 22.0, 50.0),
    ];
    scene.put(MARKS / 2.0, shapes);
}
