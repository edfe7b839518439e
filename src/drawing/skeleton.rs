//! From a pose's angles and contacts to joints in space. Body height is 100.

use super::space::{Frame, V};
use super::spine::{Ring, rings, slice_at};
use crate::care::pose::{Anchor, Blade, Limb, Panel, Place, Spot};

pub(super) const THIGH: f64 = 24.5;
pub(super) const SHANK: f64 = 24.5;
pub(super) const UPPER_ARM: f64 = 17.2;
pub(super) const FOREARM: f64 = 14.5;
const NECK: f64 = 5.0;
const HIP: f64 = 4.6;
const SHOULDER: f64 = 9.9;
/// Half depth, height and width of the skull.
pub(super) const SKULL: [f64; 3] = [6.0, 6.9, 5.3];

/// A solved limb: shoulder, elbow, wrist or hip, knee, ankle.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bones {
    pub root: V,
    pub mid: V,
    pub end: V,
    /// Where fingers or toes point.
    pub tip: V,
    pub sole: V,
    pub is_gripping: bool,
    pub order: Option<f64>,
    pub order_lower: Option<f64>,
    pub order_hand: Option<f64>,
    /// How far the end stayed from where it was put.
    pub miss: f64,
}

/// All joints of one panel.
#[derive(Debug, Clone)]
pub(super) struct Skeleton {
    pub pelvis: Frame,
    pub hip: V,
    pub rings: Vec<Ring>,
    pub chest: Frame,
    pub neck: [V; 2],
    pub neck_frame: Frame,
    pub head: V,
    pub head_frame: Frame,
    pub blades: [Blade; 2],
    pub arms: [Bones; 2],
    pub legs: [Bones; 2],
}

impl Skeleton {
    pub fn of(panel: &Panel) -> Self {
        let pelvis = Frame::facing(panel.pelvis.facing.into(), panel.pelvis.up.into())
            .turned(panel.pelvis.tilt);
        let hip = V::from(panel.pelvis.at);
        let rings = rings(panel, pelvis, hip);
        let chest = rings[11].frame;
        let top = rings[12].centre;
        let neck_frame = chest.turned(panel.neck).turned([6.0, 0.0, 0.0]);
        let neck = [
            neck_frame.at(top, 0.0, -1.5, 0.0),
            neck_frame.at(top, 0.0, NECK, 0.0),
        ];
        let head_frame = neck_frame.turned(panel.head).turned([-8.0, 0.0, 0.0]);
        let head = head_frame.at(neck[1], 1.0, 5.2, 0.0);
        let mut body = Self {
            pelvis,
            hip,
            rings,
            chest,
            neck,
            neck_frame,
            head,
            head_frame,
            blades: panel.blades,
            arms: [Bones::at(top); 2],
            legs: [Bones::at(hip); 2],
        };
        for (i, out) in [(0, 1.0), (1, -1.0)] {
            let root = pelvis.at(hip, 0.0, 0.0, out * HIP);
            body.legs[i] = body.leg(&panel.legs[i], root, out);
        }
        for (i, out) in [(0, 1.0), (1, -1.0)] {
            let blade = panel.blades[i];
            let aside = out * (SHOULDER - blade.forward.abs() * 0.25);
            body.arms[i].root = chest.at(
                body.rings[11].centre,
                blade.forward - 0.8,
                blade.lift - 0.4,
                aside,
            );
        }
        // A hand may rest on the other hand: that one is laid first.
        let waits = |limb: &Limb| {
            matches!(
                limb.place,
                Place::On {
                    spot: Spot::HandLeft | Spot::HandRight,
                    ..
                }
            )
        };
        let turns = if waits(&panel.arms[0]) {
            [1, 0]
        } else {
            [0, 1]
        };
        for i in turns {
            let out = if i == 0 { 1.0 } else { -1.0 };
            body.arms[i] = body.arm(&panel.arms[i], body.arms[i].root, out);
        }
        body
    }

    fn arm(&self, limb: &Limb, root: V, out: f64) -> Bones {
        let usual = self.chest.direction(-1.0, -0.3, out * 0.4);
        let (mid, end, miss) = self.lay(limb, root, [UPPER_ARM, FOREARM], self.chest, usual, out);
        let tip = limb.tip.map_or(end - mid, V::from).unit();
        Bones {
            mid,
            end,
            miss,
            tip,
            ..Bones::from_limb(limb, root)
        }
    }

    fn leg(&self, limb: &Limb, root: V, out: f64) -> Bones {
        let (mid, end, miss) = self.lay(
            limb,
            root,
            [THIGH, SHANK],
            self.pelvis,
            self.pelvis.forward,
            out,
        );
        let shank = (end - mid).unit();
        let level = V(self.pelvis.forward.0, 0.0, self.pelvis.forward.2);
        let stands =
            matches!(limb.place, Place::To { point, .. } if point[1] < 6.0) && level.length() > 0.3;
        let tip = limb.tip.map_or_else(
            || {
                if stands {
                    return level;
                }
                let ahead = self.pelvis.forward.across(shank);
                let straight = self.pelvis.up * -self.pelvis.forward.dot(shank).signum();
                if ahead.length() > 0.2 {
                    ahead
                } else {
                    straight
                }
            },
            V::from,
        );
        let tip = tip.unit();
        // A foot put on the floor stands flat on it.
        let under = if stands && tip.1.abs() < 0.1 {
            V(0.0, -1.0, 0.0)
        } else {
            shank
        };
        let sole = limb.sole.map_or_else(|| under.across(tip), V::from).unit();
        Bones {
            mid,
            end,
            miss,
            tip,
            sole,
            ..Bones::from_limb(limb, root)
        }
    }

    /// Middle joint and end of a limb, and by how much it misses its contact.
    fn lay(
        &self,
        limb: &Limb,
        root: V,
        bones: [f64; 2],
        trunk: Frame,
        usual: V,
        out: f64,
    ) -> (V, V, f64) {
        let along = |upper: V, lower: V| {
            let mid = root + upper.unit() * bones[0];
            (mid, mid + lower.unit() * bones[1], 0.0)
        };
        let on_trunk = |v: [f64; 3]| trunk.direction(v[0], v[1], v[2] * out);
        match &limb.place {
            Place::To { point, bend } => {
                two_bones(root, V::from(*point), bones, V::from(*bend), usual)
            }
            Place::On { spot, bend, reach } => {
                let fingers = limb
                    .tip
                    .map_or_else(|| (self.spot(*spot) - root).unit(), |t| V::from(t).unit());
                two_bones(
                    root,
                    self.spot(*spot) - fingers * *reach,
                    bones,
                    V::from(*bend),
                    usual,
                )
            }
            Place::World([upper, lower]) => along(V::from(*upper), V::from(*lower)),
            Place::Body([upper, lower]) => along(on_trunk(*upper), on_trunk(*lower)),
            Place::Angles([flex, side, turn, bend]) => {
                let ((sf, cf), (so, co)) =
                    (flex.to_radians().sin_cos(), side.to_radians().sin_cos());
                let upper = on_trunk([sf * co, -cf * co, so]);
                let folds = if bones[0] == THIGH { -1.0 } else { 1.0 };
                let hinge = on_trunk([cf, sf, 0.0])
                    .across(upper)
                    .unit()
                    .turned(upper, turn * out)
                    * folds;
                let (sb, cb) = bend.to_radians().sin_cos();
                along(upper, upper * cb + hinge * sb)
            }
        }
    }

    /// Where a named part of the body is.
    pub fn spot(&self, spot: Spot) -> V {
        use Spot::*;
        let head = |forward, up, right| self.head_frame.at(self.head, forward, up, right);
        let ring = |i: usize, degrees: f64| self.rings[i].skin(degrees);
        let top_of_thigh = |leg: &Bones, share: f64| {
            let bone = (leg.mid - leg.root).unit();
            let above = (-(leg.end - leg.mid)).across(bone).unit();
            leg.root.towards(leg.mid, share) + above * 5.0
        };
        match spot {
            CheekRight => head(5.0, -3.0, 4.6),
            CheekLeft => head(5.0, -3.0, -4.6),
            NapeRight => head(-5.5, -0.5, 2.5),
            NapeLeft => head(-5.5, -0.5, -2.5),
            CrownRight => head(0.0, 6.0, 4.4),
            CrownLeft => head(0.0, 6.0, -4.4),
            ShoulderRight => self.arms[0].root + self.chest.direction(2.4, 1.6, 0.6),
            ShoulderLeft => self.arms[1].root + self.chest.direction(2.4, 1.6, -0.6),
            BackOfShoulderRight => self.arms[0].root + self.chest.direction(-3.2, 0.0, 0.4),
            BackOfShoulderLeft => self.arms[1].root + self.chest.direction(-3.2, 0.0, -0.4),
            RibRight => ring(7, 72.0),
            RibLeft => ring(7, -72.0),
            HipRight => ring(4, 80.0),
            HipLeft => ring(4, -80.0),
            KneeRight => top_of_thigh(&self.legs[0], 0.92),
            KneeLeft => top_of_thigh(&self.legs[1], 0.92),
            ThighRight => top_of_thigh(&self.legs[0], 0.6),
            ThighLeft => top_of_thigh(&self.legs[1], 0.6),
            Chest => self.chest.at(ring(9, 0.0), 1.2, 1.0, 0.0),
            Belly => self.pelvis.at(ring(5, 0.0), 1.2, 0.0, 0.0),
            SmallOfBack => ring(5, 180.0),
            HandRight => self.arms[0].palm(),
            HandLeft => self.arms[1].palm(),
        }
    }

    pub fn anchor(&self, anchor: Anchor) -> V {
        match anchor {
            Anchor::On(spot) => self.spot(spot),
            Anchor::At(p) => p.into(),
        }
    }

    /// A slice of the trunk at a height above mid-hip.
    pub fn ring_at(&self, height: f64) -> Ring {
        slice_at(&self.rings, height)
    }
}

impl Bones {
    fn at(root: V) -> Self {
        let still = V(0.0, -1.0, 0.0);
        Self {
            root,
            mid: root,
            end: root,
            tip: still,
            sole: still,
            is_gripping: false,
            order: None,
            order_lower: None,
            order_hand: None,
            miss: 0.0,
        }
    }

    fn from_limb(limb: &Limb, root: V) -> Self {
        Self {
            is_gripping: limb.is_gripping,
            order: limb.order,
            order_lower: limb.order_lower,
            order_hand: limb.order_hand,
            ..Self::at(root)
        }
    }

    /// The middle of the hand, where things are held.
    pub fn palm(&self) -> V {
        self.end + self.tip * if self.is_gripping { 2.2 } else { 4.0 }
    }

    /// Heel, ankle, ball, toe: centre and radius.
    pub fn foot(&self) -> [(V, f64); 4] {
        let at = |ahead: f64, down: f64| self.end + self.tip * ahead + self.sole * down;
        [
            (at(-2.4, 1.7), 2.2),
            (at(0.0, 0.0), 2.2),
            (at(6.6, 2.3), 1.7),
            (at(9.4, 2.7), 1.25),
        ]
    }
}

/// The middle joint and the end of a two-bone limb that reaches for `target`.
fn two_bones(root: V, target: V, [a, b]: [f64; 2], bend: V, usual: V) -> (V, V, f64) {
    let line = target - root;
    let wanted = line.length();
    let way = line.unit();
    let gap = wanted.clamp((a - b).abs() + 0.05, a + b - 0.02);
    let along = (a * a - b * b + gap * gap) / (2.0 * gap);
    let out = (a * a - along * along).max(0.0).sqrt();
    let bend = if bend.length() > 1e-6 { bend } else { usual };
    let mid = root + way * along + bend.unit().across(way).unit() * out;
    (mid, root + way * gap, (wanted - gap).abs())
}
