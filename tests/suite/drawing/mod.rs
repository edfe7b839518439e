//! Figures of the exercise library: every pose is sound, and every picture keeps its promises.

#![expect(clippy::expect_used, reason = "a test may stop where it stands")]

mod faults;
mod figures;
mod mirror;

use std::fs;

use ninefold::care::pose::Pose;

/// Every pose by the key of its exercise.
fn library() -> Vec<(String, Pose)> {
    let mut poses: Vec<(String, Pose)> = fs::read_dir("knowledge/poses")
        .expect("the poses")
        .map(|entry| entry.expect("a pose").path())
        .map(|path| {
            let key = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&path).expect("readable");
            let pose = Pose::parse(&text).unwrap_or_else(|faults| panic!("{key}: {faults:?}"));
            (key, pose)
        })
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
