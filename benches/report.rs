//! A progress report with four charts, from readings to bytes; the goal is 10 ms of CPU time.

mod cpu_time;
#[path = "../tests/suite/print/ten_weeks.rs"]
mod ten_weeks;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use ninefold::print::Paper;
use ninefold::print::report::report;

fn four_charts(c: &mut Criterion<CpuTime>) {
    let course = ten_weeks::course();
    let bytes = report(&ten_weeks::made(&course), Paper::A4).map_or(0, |bytes| bytes.len());
    eprintln!("report with four charts: {bytes} bytes");
    // No report is printed twice: each has another patient.
    let mut number = 0u32;
    c.bench_function("report with four charts", |bench| {
        bench.iter(|| {
            number += 1;
            let mut made = ten_weeks::made(&course);
            made.patient.name = format!("Anna {number}");
            report(&made, Paper::A4)
        });
    });
}

criterion_group! {
    name = benches;
    config = cpu_time::criterion();
    targets = four_charts
}
criterion_main!(benches);
