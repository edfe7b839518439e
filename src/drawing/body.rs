//! Arms and legs, laid before or behind the trunk.

use super::outline::{Disc, Ends, hull, ribbon, ribbon_edges};
use super::scene::{INK, OUTLINE, Scene, line, plain, solid};
use super::skeleton::{Bones, Skeleton};
use super::space::V;
use super::trunk::{SKIN, TOP, TROUSERS};
use super::{Ink, Shape, head, trunk};
use crate::care::pose::Panel;

const SHOE: [Ink; 2] = [Ink(0xffffff), Ink(0xe2e6ea)];

/// Which side of the body is far from the viewer, if it is seen from a side.
pub(super) fn far_side(scene: &Scene, body: &Skeleton) -> Option<usize> {
    let right = body.pelvis.right.dot(scene.camera.toward);
    (right.abs() > 0.55).then_some(if right > 0.0 { 1 } else { 0 })
}

/// Draws the whole body.
pub(super) fn draw(scene: &mut Scene, body: &Skeleton, panel: &Panel, far: Option<usize>) {
    let trunk = trunk::draw(scene, body, &panel.muscles);
    head::draw(scene, body);
    for side in [0, 1] {
        let tone = usize::from(far == Some(side));
        let push = match far {
            Some(f) => {
                if f == side {
                    -6.0
                } else {
                    6.0
                }
            }
            None => 0.0,
        };
        leg(scene, body, side, tone, trunk, push);
        arm(scene, body, side, tone, trunk, push);
    }
}

/// How the two halves of a limb overlap.
#[derive(Clone, Copy, PartialEq)]
enum Overlap {
    LowerOnTop,
    UpperOnTop,
}

fn overlap(scene: &Scene, limb: &Bones) -> Overlap {
    let straight = (limb.mid - limb.root)
        .unit()
        .dot((limb.end - limb.mid).unit())
        > 0.35;
    let lower_is_nearer = scene.depth(limb.end) >= scene.depth(limb.root) - 0.5;
    if straight || lower_is_nearer {
        Overlap::LowerOnTop
    } else {
        Overlap::UpperOnTop
    }
}

/// A half that grows out of something under it at its root.
fn grown(discs: &[Disc], ink: Ink) -> Vec<Shape> {
    vec![solid(ribbon(discs, Ends::OpenRoot), ink, OUTLINE)]
}

/// A half that lies over both its neighbours.
fn bridging(discs: &[Disc], ink: Ink) -> Vec<Shape> {
    vec![
        plain(ribbon(discs, Ends::Closed), ink),
        line(ribbon_edges(discs), INK, OUTLINE),
    ]
}

/// Which way a thumb points: forward from a hanging hand, up from one held out, else to the middle.
fn thumb(body: &Skeleton, side: usize) -> V {
    let (arm, chest) = (&body.arms[side], body.chest);
    let inward = if side == 0 { -chest.right } else { chest.right };
    let way = if arm.tip.dot(chest.up) < -0.7 {
        chest.forward
    } else if arm.tip.dot(inward) < -0.6 {
        V(0.0, 1.0, 0.0)
    } else {
        inward
    };
    way.across(arm.tip).unit()
}

fn arm(scene: &mut Scene, body: &Skeleton, side: usize, tone: usize, trunk: f64, push: f64) {
    let arm = &body.arms[side];
    let camera = scene.camera;
    let disc = |v: V, r: f64| Disc(camera.see(v), r);
    let along = |t: f64| arm.root.towards(arm.mid, t);
    let lies = overlap(scene, arm);
    let bare = [
        disc(along(0.45), 2.6),
        disc(along(0.75), 2.5),
        disc(arm.mid, 2.15),
    ];
    let sleeve = [
        disc(arm.root, 3.1),
        disc(along(0.3), 3.2),
        disc(along(0.62), 2.85),
    ];
    let wrist = arm.mid.towards(arm.end, 0.94);
    let mut fore = vec![
        disc(arm.mid, 2.15),
        disc(arm.mid.towards(arm.end, 0.28), 2.3),
        disc(wrist, 1.45),
    ];
    if arm.is_gripping {
        fore.extend([
            disc(arm.end + arm.tip * 0.6, 1.7),
            disc(arm.end + arm.tip * 2.3, 2.3),
        ]);
    } else {
        fore.extend([
            disc(arm.end + arm.tip * 3.2, 1.85),
            disc(arm.end + arm.tip * 6.7, 1.0),
        ]);
    }
    let skin = SKIN[tone];
    if let Some(order) = arm.order_hand {
        let hand = fore.split_off(2);
        fore.push(hand[0]);
        scene.put(
            trunk + order,
            vec![solid(ribbon(&hand, Ends::Closed), skin, OUTLINE)],
        );
    }
    let mut upper = match lies {
        Overlap::LowerOnTop => grown(&bare, skin),
        Overlap::UpperOnTop => bridging(&bare, skin),
    };
    upper.push(solid(
        ribbon(&sleeve, Ends::Rooted(0.75)),
        TOP[tone],
        OUTLINE,
    ));
    let mut lower = Vec::with_capacity(3);
    if scene.is_close && !arm.is_gripping && arm.order_hand.is_none() {
        let way = thumb(body, side);
        let thumb = [
            disc(arm.end + arm.tip * 1.4, 1.0),
            disc(arm.end + arm.tip * 3.9 + way * 2.5, 0.8),
        ];
        lower.push(solid(ribbon(&thumb, Ends::OpenRoot), skin, OUTLINE));
    }
    lower.extend(match lies {
        Overlap::LowerOnTop => grown(&fore, skin),
        Overlap::UpperOnTop => vec![solid(ribbon(&fore, Ends::Closed), skin, OUTLINE)],
    });
    lay(scene, arm, upper, lower, lies, trunk, 1.5 + push);
}

fn leg(scene: &mut Scene, body: &Skeleton, side: usize, tone: usize, trunk: f64, push: f64) {
    let (pelvis, leg) = (body.pelvis, &body.legs[side]);
    let disc = |v: V, r: f64| scene.disc(v, r);
    let (thigh, shank) = ((leg.mid - leg.root).unit(), (leg.end - leg.mid).unit());
    // Calves bulge away from the shin, thighs towards the front.
    let behind = (-leg.tip).across(shank).unit();
    let front = leg.tip.across(thigh).unit();
    let lies = overlap(scene, leg);
    // A thigh is deeper than it is wide.
    let from_side = pelvis.right.dot(scene.camera.toward).abs();
    let upper = [
        disc(leg.root, 4.4 + 0.9 * from_side),
        disc(
            leg.root.towards(leg.mid, 0.4) + front * 0.3,
            4.5 + 0.4 * from_side,
        ),
        disc(leg.mid, 3.6),
    ];
    let down = |t: f64, back: f64| leg.mid.towards(leg.end, t) + behind * back;
    let lower = [
        disc(leg.mid, 3.55),
        disc(down(0.3, 0.5), 3.5),
        disc(down(0.65, 0.2), 2.8),
        disc(down(0.92, 0.0), 2.45),
    ];
    let cloth = TROUSERS[tone];
    let upper = match lies {
        Overlap::LowerOnTop => vec![solid(ribbon(&upper, Ends::Rooted(0.45)), cloth, OUTLINE)],
        Overlap::UpperOnTop => bridging(&upper, cloth),
    };
    let foot = leg.foot().map(|(v, r)| disc(v, r));
    let mut shapes = vec![solid(hull(&foot), SHOE[tone], OUTLINE)];
    shapes.extend(match lies {
        Overlap::LowerOnTop => grown(&lower, cloth),
        Overlap::UpperOnTop => vec![solid(ribbon(&lower, Ends::Closed), cloth, OUTLINE)],
    });
    // From in front and behind, a leg that does not point away covers the seat of the trousers.
    let covers = push == 0.0 && thigh.dot(scene.camera.toward) > -0.4;
    let order = leg
        .order
        .or(covers.then(|| 0.1 + 0.01 * scene.depth(leg.mid) - 0.01 * scene.depth(leg.root)));
    lay(
        scene,
        &Bones { order, ..*leg },
        upper,
        shapes,
        lies,
        trunk,
        0.2 + push,
    );
}

/// Puts both halves in depth; they stay together when both lie on the same side of the trunk.
fn lay(
    scene: &mut Scene,
    limb: &Bones,
    mut upper: Vec<Shape>,
    mut lower: Vec<Shape>,
    lies: Overlap,
    trunk: f64,
    push: f64,
) {
    let mut at_upper = scene.depth(limb.root) * 0.35 + scene.depth(limb.mid) * 0.65 + push;
    let mut at_lower = (scene.depth(limb.mid) + scene.depth(limb.end)) / 2.0 + push;
    if let Some(order) = limb.order {
        (at_upper, at_lower) = (trunk + order, trunk + order);
    }
    if let Some(order) = limb.order_lower {
        at_lower = trunk + order;
    }
    if (at_upper > trunk) == (at_lower > trunk) && limb.order_lower.is_none() {
        let depth = (at_upper + at_lower) / 2.0;
        let shapes = match lies {
            Overlap::LowerOnTop => {
                upper.append(&mut lower);
                upper
            }
            Overlap::UpperOnTop => {
                lower.append(&mut upper);
                lower
            }
        };
        scene.put(depth, shapes);
    } else {
        scene.put(at_upper, upper);
        scene.put(at_lower, lower);
    }
}
