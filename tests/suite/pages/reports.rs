use std::fs;
use std::path::Path;
use std::process::Command;

use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::care::measure::Side;
use ninefold::records::{episodes, protocols};

use crate::print::paper::{pages, text};
use crate::support::{TestClinic, reading};

/// The words of a document as a reader gets them, with every space and line end as one space.
pub fn words(bytes: &[u8]) -> String {
    let all = text(&pages(bytes));
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn kept(name: &str, bytes: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/print");
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join(name);
    fs::write(&file, bytes).unwrap();
    file.to_string_lossy().into_owned()
}

#[actix_web::test]
async fn a_report_tells_the_course_the_decisions_and_the_plan() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    for (day, pain, left) in [(2, 7_000, 20_000), (5, 5_000, 26_000), (8, 3_000, 31_000)] {
        t.later(24 * day);
        t.sign(
            &id,
            vec![
                reading("nprs_worst_24h", None, pain),
                reading("rom_thoracic_rotation", Some(Side::Left), left),
                reading("rom_thoracic_rotation", Some(Side::Right), 41_000),
            ],
        );
    }
    t.later(1);
    t.decide(&t.asha, &id, 3, "pain-free when she lifts the child")
        .unwrap();
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{id}/report.pdf");
    let before = t.audit().len();
    let got = asha.get(&path).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(t.actions_since(before), ["looked", "report_printed"]);
    let told = words(&got.bytes);
    for part in [
        "Progress report",
        "Žižek",
        "Course through the phases",
        "What was measured",
        "Thoracic rotation, left20° (5 Mar 2026)31° (18 Mar 2026)",
        "From phase 2 to 3, Asha Rao",
        "pain-free when she lifts the child",
        "No next visit is booked.",
        "has not been validated in a study",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let file = kept("report.pdf", &got.bytes);
    if let Ok(checked) = Command::new("qpdf").args(["--check", &file]).output() {
        assert!(checked.status.success(), "{checked:?}");
    }
    assert_eq!(asha.get(&path).await.bytes, got.bytes, "the same bytes");
    let structure = Command::new("pdfinfo").args(["-struct", &file]).output();
    if let Ok(structure) = structure {
        let tree = String::from_utf8_lossy(&structure.stdout).into_owned();
        assert!(tree.matches("Figure").count() >= 2, "{tree}");
        assert!(tree.contains("Table") && tree.contains("TH"), "{tree}");
    }
}

#[actix_web::test]
async fn a_report_names_an_open_red_flag_first() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let patient = t.read(|db| episodes::find(db, &id)).patient;
    crate::actions::programmes::open_flag(&t, &patient);
    let got = t
        .browser(&t.asha)
        .get(&format!("/episodes/{id}/report.pdf"))
        .await;
    let told = words(&got.bytes);
    let flag = told.find("Red flag").unwrap();
    assert!(
        flag < told.find("Where the patient stands").unwrap(),
        "{told}"
    );
}

#[actix_web::test]
async fn a_report_of_a_foreign_episode_or_on_another_paper_is_not_found() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let path = format!("/episodes/{id}/report.pdf");
    let outsider = t.browser(&t.ben).get("/episodes/nothing/report.pdf").await;
    assert_eq!(outsider.status, StatusCode::NOT_FOUND);
    let asha = t.browser(&t.asha);
    let odd = asha.get(&format!("{path}?paper=napkin")).await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);
    let letter = asha.get(&format!("{path}?paper=letter")).await;
    assert_eq!(letter.status, StatusCode::OK);
    let desk = t.browser(&t.hire("Dora Frost", Role::FrontDesk));
    assert_eq!(desk.get(&path).await.status, StatusCode::FORBIDDEN);
}

#[actix_web::test]
async fn the_booklet_has_every_phase_and_target_with_its_basis() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    let version = t.read(protocols::list).remove(0).id;
    let got = asha.get(&format!("/protocols/{version}/booklet.pdf")).await;
    assert_eq!(got.status, StatusCode::OK);
    let told = words(&got.bytes);
    let protocol = t.clinic.protocol(&version).unwrap();
    for phase in &protocol.phases {
        let title = format!("Phase {}: {}", phase.number, phase.name);
        assert!(told.contains(&title), "{title}");
    }
    let rows = ["source protocol", "published", "clinic default"];
    let counted: usize = rows.iter().map(|basis| told.matches(basis).count()).sum();
    assert!(counted >= 107, "{counted} rows tell what they rest on");
    kept("booklet.pdf", &got.bytes);
}
