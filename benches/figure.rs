//! One figure, from its pose to SVG. Goal: 100 microseconds.

mod cpu_time;

use std::hint::black_box;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use ninefold::builtin;
use ninefold::drawing::{figure, svg};

fn figures(c: &mut Criterion<CpuTime>) {
    for key in ["scapular_squeeze", "bird_dog", "one_arm_row"] {
        let Some(exercise) = builtin::knowledge().exercise(key) else {
            continue;
        };
        c.bench_function(&format!("figure/{key}"), |b| {
            b.iter(|| {
                svg::row(
                    &figure::panels(black_box(&exercise.pose)),
                    "title",
                    "description",
                )
            });
        });
    }
}

criterion_group! {
    name = benches;
    config = cpu_time::criterion();
    targets = figures
}
criterion_main!(benches);
