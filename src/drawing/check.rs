//! What must hold for a pose to be a true picture of a body.

use super::figure::Sketch;
use crate::care::pose::{Fault, Pose};

pub(super) fn faults(_pose: &Pose, _sketch: &Sketch) -> Vec<Fault> {
    Vec::new()
}
