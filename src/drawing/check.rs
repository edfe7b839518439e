//! What must hold for a pose to be a true picture of a body.
//!
//! The joint limits are drawing limits, chosen by eye so that a bend shows at the size of a panel.

use super::figure::Sketch;
use super::outline::{Disc, flattened, smooth};
use super::scene::Scene;
use super::skeleton::{Bones, SKULL, Skeleton};
use super::space::{Frame, V};
use super::{Point, props};
use crate::care::pose::{Blade, Fault, Panel, Pose, Prop, Triple};

/// Millimetres for a hundredth of body height below which a figure cannot be read.
const SMALLEST: f64 = 0.20;
/// How far a hand or foot may stay from the point it was put.
const REACH: f64 = 1.0;
/// How far flesh gives on the floor, and how far above it a body seems to float.
const GIVES: f64 = 1.5;
const FLOATS: f64 = 1.4;
/// How far something must move between panels to be seen.
const MOVES: f64 = 2.4;
const SIDES: [&str; 2] = ["right", "left"];

pub(super) fn faults(pose: &Pose, sketch: &Sketch) -> Vec<Fault> {
    let mut out = Vec::new();
    if sketch.scale.is_nan() || sketch.scale < SMALLEST {
        let reason = "the picture leaves the page; bring what lies far out closer, or crop it";
        out.push(Fault {
            at: "pose".into(),
            reason: reason.into(),
        });
    }
    let names: &[&str] = if pose.panels.len() == 3 {
        &["start", "middle", "end"]
    } else {
        &["start", "end"]
    };
    for (((panel, body), scene), name) in pose
        .panels
        .iter()
        .zip(&sketch.bodies)
        .zip(&sketch.scenes)
        .zip(names)
    {
        let mut note = |part: &str, reason: String| {
            let at = if part.is_empty() {
                (*name).to_owned()
            } else {
                format!("{name}.{part}")
            };
            out.push(Fault { at, reason });
        };
        spine(panel, &mut note);
        for (i, side) in SIDES.iter().enumerate() {
            blade(panel.blades[i], side, &mut note);
            arm(body, i, side, &mut note);
            leg(body, i, side, &mut note);
        }
        support(pose, panel, body, &mut note);
        arrows(panel, body, scene, &mut note);
    }
    let moved = sketch
        .bodies
        .windows(2)
        .map(|pair| difference(&pair[0], &pair[1]))
        .fold(0.0, f64::max);
    if moved < MOVES && !pose.is_hold {
        let reason = "start and end look the same; move something further or say hold = true";
        out.push(Fault {
            at: "end".into(),
            reason: reason.into(),
        });
    }
    out
}

type Note<'a> = &'a mut dyn FnMut(&str, String);

fn within(value: f64, low: f64, high: f64, part: &str, what: &str, note: Note) {
    if value < low - 0.5 || value > high + 0.5 {
        note(
            part,
            format!("{what} is {value:.0}, outside {low:.0} to {high:.0}"),
        );
    }
}

fn spine(panel: &Panel, note: Note) {
    let turns = |angles: Triple, limits: [(f64, f64); 3], part: &str, note: Note| {
        for ((value, (low, high)), what) in
            angles
                .into_iter()
                .zip(limits)
                .zip(["flex", "side bend", "twist"])
        {
            within(value, low, high, part, what, note);
        }
    };
    turns(
        panel.lumbar,
        [(-25.0, 50.0), (-25.0, 25.0), (-15.0, 15.0)],
        "lumbar",
        note,
    );
    turns(
        panel.thoracic,
        [(-35.0, 45.0), (-30.0, 30.0), (-45.0, 45.0)],
        "thoracic",
        note,
    );
    let neck = std::array::from_fn(|i| panel.neck[i] + panel.head[i]);
    turns(
        neck,
        [(-60.0, 50.0), (-45.0, 45.0), (-75.0, 75.0)],
        "neck",
        note,
    );
}

fn blade(blade: Blade, side: &str, note: Note) {
    let part = format!("blade_{side}");
    within(blade.lift, -3.0, 3.0, &part, "lift", note);
    within(blade.forward, -4.0, 4.0, &part, "forward", note);
}

fn bend(bones: &Bones) -> f64 {
    let (upper, lower) = (
        (bones.mid - bones.root).unit(),
        (bones.end - bones.mid).unit(),
    );
    upper.dot(lower).clamp(-1.0, 1.0).acos().to_degrees()
}

/// Degrees a bone is lifted forward of hanging, and outward.
fn lifted(bones: &Bones, frame: Frame, out: f64) -> (f64, f64) {
    let bone = (bones.mid - bones.root).unit();
    let forward = bone
        .dot(frame.forward)
        .atan2(-bone.dot(frame.up))
        .to_degrees();
    (
        forward,
        (bone.dot(frame.right) * out)
            .clamp(-1.0, 1.0)
            .asin()
            .to_degrees(),
    )
}

fn arm(body: &Skeleton, i: usize, side: &str, note: Note) {
    let (bones, part) = (&body.arms[i], format!("arm_{side}"));
    let (forward, out) = lifted(bones, body.chest, if i == 0 { 1.0 } else { -1.0 });
    let bone = (bones.mid - bones.root).unit();
    let hangs = bone.dot(body.chest.up) < -0.5;
    if hangs && forward < -62.0 || !hangs && bone.dot(body.chest.forward) < -0.66 {
        note(&part, "the upper arm points too far backwards".into());
    }
    within(
        out,
        -50.0,
        95.0,
        &part,
        "the upper arm's way out from the body",
        note,
    );
    within(bend(bones), 0.0, 152.0, &part, "elbow", note);
    missed(bones, &part, note);
}

fn leg(body: &Skeleton, i: usize, side: &str, note: Note) {
    let (bones, part) = (&body.legs[i], format!("leg_{side}"));
    let (forward, out) = lifted(bones, body.pelvis, if i == 0 { 1.0 } else { -1.0 });
    within(forward, -35.0, 130.0, &part, "hip flex", note);
    within(out, -32.0, 50.0, &part, "the thigh's way out", note);
    let knee = bend(bones);
    within(knee, 0.0, 155.0, &part, "knee", note);
    let (thigh, shank) = (
        (bones.mid - bones.root).unit(),
        (bones.end - bones.mid).unit(),
    );
    if knee > 8.0 && thigh.cross(shank).dot(body.pelvis.right) > 0.2 {
        note(&part, "the knee bends forwards; turn its bend round".into());
    }
    let foot = 90.0 - shank.dot(bones.tip).clamp(-1.0, 1.0).acos().to_degrees();
    within(-foot, -92.0, 42.0, &part, "ankle", note);
    missed(bones, &part, note);
}

fn missed(bones: &Bones, part: &str, note: Note) {
    if bones.miss > REACH {
        note(
            part,
            format!(
                "stays {:.1} short of where it was put; move the point or the body",
                bones.miss
            ),
        );
    }
}

/// The lowest points of a body with the part they belong to.
fn low_points(body: &Skeleton) -> Vec<(&'static str, V)> {
    let down = V(0.0, -1.0, 0.0);
    let mut out: Vec<(&'static str, V)> = body
        .rings
        .iter()
        .enumerate()
        .map(|(i, r)| (if i < 5 { "pelvis" } else { "trunk" }, r.outermost(down)))
        .collect();
    let f = body.head_frame;
    let reach = [f.forward, f.up, f.right]
        .iter()
        .zip(SKULL)
        .map(|(a, r)| (a.1 * r).powi(2))
        .sum::<f64>()
        .sqrt();
    out.push(("head", body.head + down * reach));
    for i in [0, 1] {
        let (arm, leg) = (&body.arms[i], &body.legs[i]);
        let names = if i == 0 {
            ["arm_right", "leg_right"]
        } else {
            ["arm_left", "leg_left"]
        };
        let hand = arm.end + arm.tip * if arm.is_gripping { 2.3 } else { 6.7 };
        out.extend(
            [(arm.mid, 2.1), (arm.end, 1.5), (hand, 1.0)].map(|(v, r)| (names[0], v + down * r)),
        );
        out.push((names[1], leg.mid + down * 3.5));
        out.extend(leg.foot().map(|(v, r)| (names[1], v + down * r)));
    }
    out
}

/// Heights of the surfaces under a point.
fn supports(pose: &Pose, panel: &Panel, at: V) -> f64 {
    let over = |[x0, x1, z0, z1, top]: [f64; 5]| {
        let inside = at.0 > x0 - 2.0 && at.0 < x1 + 2.0 && at.2 > z0 - 2.0 && at.2 < z1 + 2.0;
        (inside && at.1 > top - 4.0).then_some(top)
    };
    pose.props
        .iter()
        .chain(&panel.props)
        .filter_map(|prop| match prop {
            Prop::Chair(x) | Prop::Stool(x) => over([x - 10.0, x + 10.0, -11.0, 11.0, props::SEAT]),
            Prop::Bench(b) | Prop::Table(b) => over(*b),
            Prop::Carton([x0, x1, _, y1, z0, z1]) => over([*x0, *x1, *z0, *z1, *y1]),
            _ => None,
        })
        .fold(0.0, f64::max)
}

fn support(pose: &Pose, panel: &Panel, body: &Skeleton, note: Note) {
    if pose
        .props
        .iter()
        .chain(&panel.props)
        .any(|p| matches!(p, Prop::Water(_) | Prop::Bike(_)))
    {
        return;
    }
    let gaps: Vec<(&str, f64)> = low_points(body)
        .into_iter()
        .map(|(part, v)| (part, v.1 - supports(pose, panel, v)))
        .collect();
    let mut sunk: Vec<(&str, f64)> = Vec::new();
    for &(part, gap) in gaps.iter().filter(|(_, gap)| *gap < -GIVES) {
        match sunk.iter_mut().find(|(p, _)| *p == part) {
            Some((_, deepest)) => *deepest = deepest.min(gap),
            None => sunk.push((part, gap)),
        }
    }
    for (part, gap) in sunk {
        // A seat gives more than a floor, and trousers hang over its edge.
        if part != "pelvis" || gap < -2.5 {
            note(part, format!("is {:.1} inside its support; raise it", -gap));
        }
    }
    let mut touching: Vec<&str> = gaps
        .iter()
        .filter(|(_, gap)| *gap < FLOATS)
        .map(|(part, _)| *part)
        .collect();
    touching.dedup();
    if touching.is_empty() {
        let gap = gaps
            .iter()
            .map(|(_, gap)| *gap)
            .fold(f64::INFINITY, f64::min);
        note(
            "pelvis",
            format!("the body floats {gap:.1} above its support; lower it"),
        );
    } else if body.pelvis.up.1.abs() < 0.4 && touching.len() < 2 {
        note(
            "pelvis",
            format!(
                "only {} touches the floor; a lying or kneeling body needs two supports",
                touching[0]
            ),
        );
    }
}

fn arrows(panel: &Panel, body: &Skeleton, scene: &Scene, note: Note) {
    let head = Disc(scene.see(body.head), 5.8);
    let hands = body.arms.map(|arm| Disc(scene.see(arm.palm()), 2.0));
    for path in &panel.arrows {
        let seen: Vec<Point> = path.iter().map(|p| scene.see(V::from(*p))).collect();
        let along = flattened(&smooth(&seen));
        // A straight arrow has no points between its ends.
        let between = along
            .windows(2)
            .flat_map(|pair| [0.25, 0.5, 0.75].map(|t| pair[0].towards(pair[1], t)));
        let all: Vec<Point> = along.iter().copied().chain(between).collect();
        let crosses = |disc: &Disc| all.iter().any(|p| p.distance(disc.0) < disc.1);
        if crosses(&head) {
            note("arrows", "an arrow crosses the head; move it beside".into());
        }
        if hands.iter().any(crosses) {
            note("arrows", "an arrow crosses a hand; move it beside".into());
        }
    }
}

/// The farthest any joint moved between two panels.
fn difference(a: &Skeleton, b: &Skeleton) -> f64 {
    let joints = |s: &Skeleton| {
        let mut all = vec![
            s.hip,
            s.head,
            s.head_frame.at(s.head, 6.0, 0.0, 0.0),
            s.chest.at(s.rings[9].centre, 6.0, 0.0, 0.0),
        ];
        all.extend(
            s.arms
                .iter()
                .chain(&s.legs)
                .flat_map(|l| [l.root, l.mid, l.end]),
        );
        all
    };
    joints(a)
        .into_iter()
        .zip(joints(b))
        .map(|(a, b)| (a - b).length())
        .fold(0.0, f64::max)
}
