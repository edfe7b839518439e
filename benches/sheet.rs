//! What a home sheet costs: six exercises with their figures and a diary of fourteen days on A4, and a
//! programme of 54 exercises.

mod cpu_time;
#[path = "../tests/suite/print/samples.rs"]
mod samples;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use ninefold::print::{Paper, Sheet, Size, home_sheet};

fn sheet(criterion: &mut Criterion<CpuTime>) {
    let known = samples::sheet(6);
    say_size("six exercises", &known);
    criterion.bench_function("sheet, six exercises, same patient", |bench| {
        bench.iter(|| home_sheet(&known, Paper::A4, Size::Standard));
    });
    let mut long = samples::sheet(6);
    let library = &ninefold::builtin::knowledge().exercises;
    long.exercises = library.iter().take(54).map(samples::told).collect();
    say_size("54 exercises", &long);
    criterion.bench_function("sheet, 54 exercises, same patient", |bench| {
        bench.iter(|| home_sheet(&long, Paper::A4, Size::Standard));
    });
    let mut number = 0u32;
    let mut next = samples::sheet(6);
    criterion.bench_function("sheet, six exercises, new patient", |bench| {
        bench.iter(|| {
            number += 1;
            next.patient.name = format!("Anna {}", spelled(number));
            home_sheet(&next, Paper::A4, Size::Standard)
        });
    });
}

fn say_size(name: &str, sheet: &Sheet) {
    let bytes = home_sheet(sheet, Paper::A4, Size::Standard).map_or(0, |bytes| bytes.len());
    eprintln!("{name}: {bytes} bytes");
}

/// A name of letters, so that each patient needs other ones.
fn spelled(number: u32) -> String {
    number
        .to_string()
        .bytes()
        .map(|digit| char::from(b'a' + 2 * (digit - b'0')))
        .collect()
}

criterion_group! {
    name = benches;
    config = cpu_time::criterion();
    targets = sheet
}
criterion_main!(benches);
