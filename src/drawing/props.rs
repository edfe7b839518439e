//! Things in the picture.

use super::outline::{Disc, Ends, ellipse, hull, hull_points, polygon, ribbon, smooth};
use super::scene::{
    BACKDROP, DETAIL, FLOOR_DEPTH, INK, PROP_LINE, Scene, line, plain, solid, stroke,
};
use super::skeleton::Skeleton;
use super::space::V;
use super::{Ink, Point, Shape, Step, point};
use super::{gear, marks};
use crate::care::pose::{Prop, Roll, Side};

type Tones = [Ink; 2];
const WOOD: Tones = [Ink(0xe9dcc3), Ink(0xcdb992)];
const MAT: Tones = [Ink(0xd5e3dc), Ink(0xb4cabf)];
const WALL: Tones = [Ink(0xe6e9ec), Ink(0xcfd5da)];
const FOAM: Tones = [Ink(0xc9b7d9), Ink(0xa48fbc)];
const PILLOW: Tones = [Ink(0xfbf7ee), Ink(0xe6dfcf)];
const TOWEL: Tones = [Ink(0xf4e3a8), Ink(0xe0c878)];
const CARTON: Tones = [Ink(0xe3c9a0), Ink(0xc4a373)];
const FLOOR: Ink = Ink(0x7b8791);

/// Seats are this high.
pub(super) const SEAT: f64 = 27.0;

/// A line on which the picture stands.
pub(super) fn floor(scene: &mut Scene, from: f64, to: f64) {
    let y = scene.see(V::default()).y;
    let path = vec![Step::Move(point(from, y)), Step::Line(point(to, y))];
    scene.put(FLOOR_DEPTH, vec![line(path, FLOOR, PROP_LINE)]);
}

pub(super) fn draw(scene: &mut Scene, body: &Skeleton, prop: &Prop) {
    match prop {
        Prop::Chair(x) => chair(scene, *x),
        Prop::Stool(x) => seat(scene, [x - 10.0, x + 10.0, -11.0, 11.0, SEAT], 3.0, -14.0),
        Prop::Bench(b) => seat(scene, *b, 3.0, -14.0),
        Prop::Table(b) => seat(scene, *b, 3.0, 0.0),
        Prop::Carton([x0, x1, y0, y1, z0, z1]) => {
            cuboid(scene, [*x0, *x1, *z0, *z1, *y1], *y0, CARTON, None)
        }
        Prop::Wall(b) => cuboid(scene, *b, 0.0, WALL, Some(BACKDROP)),
        Prop::DoorFrame(x) => {
            cuboid(
                scene,
                [x - 2.0, x + 3.0, -25.0, 25.0, 107.0],
                103.0,
                WOOD,
                Some(-31.0),
            );
            for z in [20.0, -25.0] {
                cuboid(
                    scene,
                    [x - 2.0, x + 3.0, z, z + 5.0, 105.0],
                    0.0,
                    WOOD,
                    Some(-30.0),
                );
            }
        }
        Prop::Post([x, z, h]) => cuboid(
            scene,
            [x - 2.0, x + 2.0, z - 3.0, z + 3.0, *h],
            0.0,
            WALL,
            Some(-4e4),
        ),
        Prop::Mat([x0, x1, z0, z1]) => {
            cuboid(scene, [*x0, *x1, *z0, *z1, 0.0], -1.6, MAT, Some(BACKDROP))
        }
        Prop::Pillow(b) => pillow(scene, b),
        Prop::FoamRoller(r) => roll(scene, r, FOAM),
        Prop::TowelRoll(r) => roll(scene, r, TOWEL),
        Prop::Ball(r) => gear::ball(scene, body, r, gear::BALL),
        Prop::MedicineBall(r) => gear::ball(scene, body, r, gear::LEATHER),
        Prop::Dumbbell(hand) => gear::dumbbell(scene, body, *hand),
        Prop::Bag(hand) => gear::bag(scene, body.spot(*hand)),
        Prop::Club { hand, along } => gear::club(scene, body.spot(*hand), V::from(*along).unit()),
        Prop::Band(points) => gear::band(scene, body, points),
        Prop::Bike([x, angle]) => gear::bike(scene, *x, *angle),
        Prop::Water(height) => gear::water(scene, *height),
        Prop::BladeClock(side) => marks::blade_clock(scene, body, usize::from(*side == Side::Left)),
        Prop::Circling(r) => marks::circling(scene, body.anchor(r.at), r.radius),
        Prop::BreathSquare(at) => marks::breath_square(scene, V::from(*at)),
        Prop::Flight([a, b]) => marks::flight(scene, V::from(*a), V::from(*b)),
    }
}

pub(super) fn cuboid(
    scene: &mut Scene,
    [x0, x1, z0, z1, top]: [f64; 5],
    low: f64,
    tones: Tones,
    depth: Option<f64>,
) {
    let toward = scene.camera.toward;
    let corners: Vec<Point> = [x0, x1]
        .iter()
        .flat_map(|x| [low, top].map(|y| [z0, z1].map(|z| V(*x, y, z))))
        .flatten()
        .map(|v| scene.see(v))
        .collect();
    let mut shapes = vec![solid(polygon(&hull_points(&corners)), tones[1], PROP_LINE)];
    let face = |corners: [V; 4]| plain(polygon(&corners.map(|v| scene.see(v))), tones[0]);
    let is_slab = top - low < 5.0;
    if is_slab {
        shapes.push(face([
            V(x0, top, z0),
            V(x1, top, z0),
            V(x1, top, z1),
            V(x0, top, z1),
        ]));
    } else if toward.2.abs() >= toward.0.abs() {
        let z = if toward.2 > 0.0 { z1 } else { z0 };
        shapes.push(face([
            V(x0, low, z),
            V(x1, low, z),
            V(x1, top, z),
            V(x0, top, z),
        ]));
    } else {
        let x = if toward.0 > 0.0 { x1 } else { x0 };
        shapes.push(face([
            V(x, low, z0),
            V(x, low, z1),
            V(x, top, z1),
            V(x, top, z0),
        ]));
    }
    let middle = V((x0 + x1) / 2.0, (low + top) / 2.0, (z0 + z1) / 2.0);
    scene.put(depth.unwrap_or_else(|| scene.depth(middle)), shapes);
}

pub(super) fn stick(scene: &mut Scene, a: V, b: V, r: f64, ink: Ink, depth: f64) {
    let path = ribbon(&[scene.disc(a, r), scene.disc(b, r)], Ends::Closed);
    scene.put(depth, vec![solid(path, ink, PROP_LINE)]);
}

fn seat(scene: &mut Scene, [x0, x1, z0, z1, h]: [f64; 5], thick: f64, behind: f64) {
    let depth = scene.depth(V((x0 + x1) / 2.0, h, (z0 + z1) / 2.0)) + behind;
    for x in [x0 + 1.5, x1 - 1.5] {
        for z in [z0 + 1.5, z1 - 1.5] {
            stick(
                scene,
                V(x, 1.0, z),
                V(x, h - thick, z),
                1.1,
                WOOD[1],
                depth - 0.5 + z * scene.camera.toward.2 * 0.01,
            );
        }
    }
    cuboid(scene, [x0, x1, z0, z1, h], h - thick, WOOD, Some(depth));
}

fn chair(scene: &mut Scene, x: f64) {
    seat(scene, [x - 10.0, x + 10.0, -11.0, 11.0, SEAT], 3.0, -14.0);
    // The back stands behind a sitter seen from the front, before one seen from behind.
    let post = |z: f64| (V(x - 9.5, SEAT, z), V(x - 12.5, 53.0, z));
    let depth = scene.depth(V(x - 11.0, 45.0, 0.0))
        + if scene.camera.toward.0 > -0.5 {
            -8.0
        } else {
            4.0
        };
    for z in [-9.0, 9.0] {
        let (a, b) = post(z);
        stick(scene, a, b, 1.0, WOOD[1], depth - 0.2);
    }
    let rail = |share: f64| [-10.0, 10.0].map(|z| post(z).0.towards(post(z).1, share));
    let corners: Vec<Point> = rail(0.62)
        .into_iter()
        .chain(rail(0.98))
        .map(|v| scene.see(v))
        .collect();
    let mut path = polygon(&hull_points(&corners));
    if path.len() < 4 {
        path = polygon(&corners);
    }
    scene.put(depth, vec![solid(path, WOOD[0], PROP_LINE)]);
}

fn pillow(scene: &mut Scene, &[x0, x1, y0, y1, z0, z1]: &[f64; 6]) {
    let r = (y1 - y0) / 2.0;
    let y = y0 + r;
    let discs: Vec<Disc> = [x0 + r, x1 - r]
        .iter()
        .flat_map(|x| [z0 + r, z1 - r].map(|z| V(*x, y, z)))
        .map(|v| scene.disc(v, r))
        .collect();
    let shapes = vec![solid(hull(&discs), PILLOW[0], PROP_LINE)];
    scene.put(BACKDROP / 2.0, shapes);
}

fn half_axis(scene: &Scene, centre: V, v: V) -> Point {
    let (a, b) = (scene.see(centre + v), scene.see(centre));
    point(a.x - b.x, a.y - b.y)
}

fn roll(scene: &mut Scene, roll: &Roll, tones: Tones) {
    let (at, axis) = (V::from(roll.at), V::from(roll.along).unit());
    let side = if axis.1.abs() < 0.9 {
        V(0.0, 1.0, 0.0).cross(axis).unit()
    } else {
        V(1.0, 0.0, 0.0)
    };
    let up = axis.cross(side);
    let near = if scene.depth(axis) > 0.0 { axis } else { -axis };
    let ring = |end: V| -> Vec<Point> {
        (0..24)
            .map(|i| (f64::from(i) * 15.0).to_radians().sin_cos())
            .map(|(s, c)| scene.see(end + side * (c * roll.radius) + up * (s * roll.radius)))
            .collect()
    };
    let (front, back) = (at + near * roll.half, at - near * roll.half);
    let mut all = ring(front);
    all.extend(ring(back));
    let face = ellipse(
        scene.see(front),
        half_axis(scene, front, side * roll.radius),
        half_axis(scene, front, up * roll.radius),
    );
    let mut shapes = vec![solid(polygon(&hull_points(&all)), tones[1], PROP_LINE)];
    if scene.depth(near) > 0.2 {
        shapes.push(Shape {
            path: face,
            fill: Some(tones[0]),
            stroke: stroke(INK, DETAIL),
        });
        let spiral: Vec<Point> = (0..7)
            .map(|i| f64::from(i) * 1.1)
            .map(|t| (t.sin_cos(), roll.radius * (0.15 + t * 0.09)))
            .map(|((s, c), r)| scene.see(front + side * (c * r) + up * (s * r)))
            .collect();
        shapes.push(line(smooth(&spiral), INK, DETAIL));
    }
    // One that lies across is under the body; one between the knees is not.
    let under = if axis.2.abs() > 0.7 {
        -roll.half - 20.0
    } else {
        4.0
    };
    scene.put(scene.depth(at) + under, shapes);
}
