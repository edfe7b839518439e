//! The home sheet on paper.

pub mod samples;

use ninefold::print::{Paper, Size, home_sheet};

#[test]
fn look() {
    let dir = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("sheets");
    std::fs::create_dir_all(&dir).unwrap();
    for count in [1, 2, 3, 6, 10] {
        let bytes = home_sheet(&samples::sheet(count), Paper::A4, Size::Standard).unwrap();
        std::fs::write(dir.join(format!("a4-{count}.pdf")), bytes).unwrap();
    }
    let mut arabic = samples::sheet(6);
    arabic.patient.name = "محمد العلي".into();
    arabic.clinician = "王小明".into();
    std::fs::write(
        dir.join("large.pdf"),
        home_sheet(&arabic, Paper::A4, Size::Large).unwrap(),
    )
    .unwrap();
    std::fs::write(
        dir.join("letter.pdf"),
        home_sheet(&arabic, Paper::Letter, Size::Standard).unwrap(),
    )
    .unwrap();
}
