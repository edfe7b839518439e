//! What a home sheet costs: six exercises with their figures and a diary of fourteen days on A4, and a
//! programme of 54 exercises.

mod cpu_time;
#[path = "../tests/suite/print/samples.rs"]
mod samples;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use ninefold::print::{Paper, Size, home_sheet};

fn sheet(criterion: &mut Criterion<CpuTime>) {
    let library = &ninefold::builtin::knowledge().exercises;
    let mut long = samples::sheet(6);
    long.exercises = library.iter().take(54).map(samples::told).collect();
    // No sheet is printed twice: each has another patient.
    let mut number = 0u32;
    for (name, mut sheet) in [
        ("sheet, six exercises", samples::sheet(6)),
        ("sheet, 54 exercises", long),
    ] {
        let size = home_sheet(&sheet, Paper::A4, Size::Standard).map_or(0, |bytes| bytes.len());
        eprintln!("{name}: {size} bytes for {}", sheet.patient.name);
        criterion.bench_function(name, |bench| {
            bench.iter(|| {
                number += 1;
                sheet.patient.name = format!("Anna {}", spelled(number));
                home_sheet(&sheet, Paper::A4, Size::Standard)
            });
        });
    }
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
