//! The trunk as slices along a spine that bends and twists.

use super::space::{Frame, V};
use crate::care::pose::Panel;

/// Height above mid-hip, half width, half depth, how far forward its middle lies.
const RINGS: [[f64; 4]; 13] = [
    [-6.6, 3.4, 2.8, -0.4],
    [-4.4, 7.4, 5.0, -0.8],
    [-2.0, 8.7, 5.7, -0.9],
    [1.5, 8.6, 5.7, -0.6],
    [5.0, 7.5, 5.1, 0.0],
    [8.0, 6.7, 4.7, 0.3],
    [11.0, 6.9, 4.8, 0.4],
    [14.0, 7.6, 5.2, 0.4],
    [17.0, 8.3, 5.6, 0.4],
    [20.0, 8.9, 5.8, 0.4],
    [23.0, 9.0, 5.5, 0.2],
    [26.0, 8.0, 4.7, 0.0],
    [28.6, 5.2, 3.6, -0.2],
];
/// The pelvis is stiff up to here; the top of the shirt begins here.
pub(super) const WAIST: usize = 4;
const LUMBAR: std::ops::Range<usize> = 5..8;
/// Resting hollow and round back, degrees a ring.
const REST: [f64; 2] = [-3.0, 3.2];

/// A slice of the trunk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ring {
    pub centre: V,
    pub frame: Frame,
    pub width: f64,
    pub depth: f64,
}

impl Ring {
    /// On the skin: 0 in front, 90 on the person's right, 180 behind.
    pub fn skin(&self, degrees: f64) -> V {
        let (s, c) = degrees.to_radians().sin_cos();
        self.frame
            .at(self.centre, self.depth * c, 0.0, self.width * s)
    }

    /// Half its extent along a unit direction.
    pub fn reach(&self, towards: V) -> f64 {
        (self.width * self.frame.right.dot(towards))
            .hypot(self.depth * self.frame.forward.dot(towards))
    }

    /// Its outermost point along a direction.
    pub fn outermost(&self, towards: V) -> V {
        let (r, f) = (self.frame.right, self.frame.forward);
        let h = self.reach(towards).max(1e-6);
        self.centre
            + r * (self.width * self.width * r.dot(towards) / h)
            + f * (self.depth * self.depth * f.dot(towards) / h)
    }

    pub fn between(&self, b: &Ring, t: f64) -> Ring {
        Ring {
            centre: self.centre.towards(b.centre, t),
            frame: Frame::facing(
                self.frame.forward.towards(b.frame.forward, t),
                self.frame.up.towards(b.frame.up, t),
            ),
            width: self.width + (b.width - self.width) * t,
            depth: self.depth + (b.depth - self.depth) * t,
        }
    }
}

/// The slices of a panel's trunk, from the seat up.
pub(super) fn rings(panel: &Panel, pelvis: Frame, hip: V) -> Vec<Ring> {
    let shares = |angles: [f64; 3], n: usize, rest: f64| {
        let n = n as f64;
        [
            angles[0] / n + if panel.is_flat { 0.0 } else { rest },
            angles[1] / n,
            angles[2] / n,
        ]
    };
    let lumbar = shares(panel.lumbar, LUMBAR.len(), REST[0]);
    let thoracic = shares(panel.thoracic, RINGS.len() - LUMBAR.end, REST[1]);
    let mut frame = pelvis;
    let mut spine = hip;
    RINGS
        .iter()
        .enumerate()
        .map(|(i, &[height, width, depth, ahead])| {
            if i < LUMBAR.start {
                spine = hip + pelvis.up * height;
            } else {
                frame = frame.turned(if LUMBAR.contains(&i) {
                    lumbar
                } else {
                    thoracic
                });
                spine = spine + frame.up * (height - RINGS[i - 1][0]);
            }
            let swells = |from: usize, full: f64| {
                let off = (i as f64 - from as f64).abs();
                full * (1.0 - off / 3.5).max(0.0)
            };
            let belly = swells(6, panel.breath.belly);
            let ribs = swells(8, panel.breath.ribs);
            Ring {
                centre: spine + frame.forward * (ahead + belly / 2.0),
                frame,
                width: width + ribs,
                depth: depth + belly / 2.0 + ribs * 0.3,
            }
        })
        .collect()
}

/// A slice at a height above mid-hip, between the true ones.
pub(super) fn slice_at(rings: &[Ring], height: f64) -> Ring {
    let above = RINGS
        .iter()
        .position(|r| r[0] > height)
        .unwrap_or(RINGS.len() - 1)
        .max(1);
    let t = (height - RINGS[above - 1][0]) / (RINGS[above][0] - RINGS[above - 1][0]);
    rings[above - 1].between(&rings[above], t.clamp(0.0, 1.0))
}
