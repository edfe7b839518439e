//! Vectors, body frames and the camera.

use std::ops::{Add, Mul, Neg, Sub};

use super::{Point, point};
use crate::care::pose::{Triple, View};

/// A point or direction in space.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct V(pub f64, pub f64, pub f64);

impl From<Triple> for V {
    fn from(t: Triple) -> Self {
        V(t[0], t[1], t[2])
    }
}

impl Add for V {
    type Output = V;
    fn add(self, b: V) -> V {
        V(self.0 + b.0, self.1 + b.1, self.2 + b.2)
    }
}

impl Sub for V {
    type Output = V;
    fn sub(self, b: V) -> V {
        V(self.0 - b.0, self.1 - b.1, self.2 - b.2)
    }
}

impl Mul<f64> for V {
    type Output = V;
    fn mul(self, k: f64) -> V {
        V(self.0 * k, self.1 * k, self.2 * k)
    }
}

impl Neg for V {
    type Output = V;
    fn neg(self) -> V {
        self * -1.0
    }
}

impl V {
    pub fn dot(self, b: V) -> f64 {
        self.0 * b.0 + self.1 * b.1 + self.2 * b.2
    }

    pub fn cross(self, b: V) -> V {
        V(
            self.1 * b.2 - self.2 * b.1,
            self.2 * b.0 - self.0 * b.2,
            self.0 * b.1 - self.1 * b.0,
        )
    }

    pub fn length(self) -> f64 {
        self.dot(self).sqrt()
    }

    /// Length 1, or nothing for nothing.
    pub fn unit(self) -> V {
        let n = self.length();
        if n > 1e-9 {
            self * (1.0 / n)
        } else {
            V::default()
        }
    }

    pub fn towards(self, b: V, share: f64) -> V {
        self * (1.0 - share) + b * share
    }

    /// What is left of it across a unit `axis`.
    pub fn across(self, axis: V) -> V {
        self - axis * self.dot(axis)
    }

    pub fn turned(self, axis: V, degrees: f64) -> V {
        let (s, c) = degrees.to_radians().sin_cos();
        self * c + axis.cross(self) * s + axis * (axis.dot(self) * (1.0 - c))
    }
}

/// Forward, up and right of a body part.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub forward: V,
    pub up: V,
    pub right: V,
}

impl Frame {
    pub fn facing(forward: V, up: V) -> Self {
        let forward = forward.unit();
        let right = forward.cross(up.unit()).unit();
        Self {
            forward,
            up: right.cross(forward),
            right,
        }
    }

    /// Flexed (up tips forward), bent (up tips right), twisted (front turns right).
    pub fn turned(self, [flex, side, twist]: Triple) -> Self {
        let Self {
            mut forward,
            mut up,
            mut right,
        } = self;
        if flex != 0.0 {
            (forward, up) = (forward.turned(right, -flex), up.turned(right, -flex));
        }
        if side != 0.0 {
            (up, right) = (up.turned(forward, side), right.turned(forward, side));
        }
        if twist != 0.0 {
            (forward, right) = (forward.turned(up, -twist), right.turned(up, -twist));
        }
        Self { forward, up, right }
    }

    pub fn direction(&self, forward: f64, up: f64, right: f64) -> V {
        self.forward * forward + self.up * up + self.right * right
    }

    pub fn at(&self, origin: V, forward: f64, up: f64, right: f64) -> V {
        origin + self.direction(forward, up, right)
    }
}

/// Looks from `toward` without perspective.
#[derive(Debug, Clone, Copy)]
pub(super) struct Camera {
    pub toward: V,
    right: V,
    up: V,
}

impl Camera {
    pub fn new(view: View) -> Self {
        let (sy, cy) = view.yaw.to_radians().sin_cos();
        let (sp, cp) = view.pitch.to_radians().sin_cos();
        let toward = V(sy * cp, sp, cy * cp);
        let right = V(cy, 0.0, -sy);
        Self {
            toward,
            right,
            up: toward.cross(right),
        }
    }

    pub fn see(&self, v: V) -> Point {
        point(v.dot(self.right), -v.dot(self.up))
    }

    pub fn depth(&self, v: V) -> f64 {
        v.dot(self.toward)
    }
}
