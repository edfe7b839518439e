//! One figure, from its pose to SVG. Goal: 100 microseconds.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use ninefold::care::pose::Pose;
use ninefold::drawing::{figure, svg};

fn figures(c: &mut Criterion) {
    for key in ["scapular_squeeze", "bird_dog", "one_arm_row"] {
        let text =
            std::fs::read_to_string(format!("knowledge/poses/{key}.toml")).unwrap_or_default();
        let Ok(pose) = Pose::parse(&text) else {
            continue;
        };
        c.bench_function(&format!("figure/{key}"), |b| {
            b.iter(|| svg::row(&figure::panels(black_box(&pose)), "title", "description"));
        });
    }
    let text = std::fs::read_to_string("knowledge/poses/bird_dog.toml").unwrap_or_default();
    c.bench_function("figure/read a pose", |b| {
        b.iter(|| Pose::parse(black_box(&text)))
    });
}

criterion_group!(benches, figures);
criterion_main!(benches);
