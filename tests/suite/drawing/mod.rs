//! Figures of the exercise library: every pose is sound, and every picture keeps its promises.

#![expect(clippy::expect_used, reason = "a test may stop where it stands")]

mod chart;
mod faults;
mod figures;
mod mirror;

use ninefold::builtin;
use ninefold::care::pose::Pose;

/// Every pose by the key of its exercise.
fn library() -> Vec<(String, Pose)> {
    let exercises = &builtin::knowledge().exercises;
    let mut poses: Vec<(String, Pose)> = exercises
        .iter()
        .map(|exercise| (exercise.key.to_string(), exercise.pose.clone()))
        .collect();
    poses.sort_by(|a, b| a.0.cmp(&b.0));
    poses
}

fn pose(key: &str) -> Pose {
    library()
        .into_iter()
        .find(|(k, _)| k == key)
        .expect("a pose of that key")
        .1
}
