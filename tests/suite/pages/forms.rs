//! Blank re-evaluation forms: what stands on them, for whom they are printed, and that they read well.

use std::process::Command;

use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::care::ids::EpisodeId;
use ninefold::care::measure::Side;
use ninefold::care::patient::PatientFacts;
use ninefold::records::{Db, episodes, patients};

use super::reports::{kept, words};
use crate::actions::programmes::{in_phase, open_flag};
use crate::print::paper::{foot, is_foot, pages};
use crate::support::{TestClinic, patient_facts, reading};

fn named(number: &str, family: &str) -> PatientFacts {
    let mut facts = patient_facts(number);
    facts.family_name = family.into();
    facts
}

/// A patient in phase 5 with a few values.
fn measured(t: &TestClinic) -> EpisodeId {
    let id = t.assigned("P-1", 5);
    t.sign(
        &id,
        vec![
            reading("nprs_worst_24h", None, 3_000),
            reading("rom_thoracic_rotation", Some(Side::Left), 31_000),
            reading("rom_thoracic_rotation", Some(Side::Right), 46_000),
        ],
    );
    t.later(1);
    id
}

#[actix_web::test]
async fn a_form_has_what_is_due_with_last_value_target_and_room() {
    let t = TestClinic::new();
    let id = measured(&t);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{id}/form.pdf");
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    assert!(
        page.contains(&format!("href=\"{path}\"")),
        "a link beside the report"
    );
    let before = t.audit().len();
    let got = asha.get(&path).await;
    assert_eq!(got.status, StatusCode::OK);
    assert_eq!(t.actions_since(before), ["looked", "report_printed"]);
    let told = words(&got.bytes);
    for part in [
        "Re-evaluation",
        "Łukasz Žižek",
        "born 17 May 1980 · number P-1",
        "Phase 5:",
        "Alert: latex",
        "Mandatory, not met yet",
        "Thoracic rotation",
        "L 31 · 3 Mar",
        "R 46 · 3 Mar",
        "≥ 40°",
        "Any new warning sign?",
        "No, none",
        "Flare-up since the last visit?",
        "Yes, lasted longer",
        "Treatment given",
        "Next visit on",
        "Signature",
    ] {
        let part = part.replace(' ', "");
        assert!(
            told.replace([' ', '\u{a0}'], "").contains(&part),
            "{part} in {told}"
        );
    }
    let due = told.find("Due at this visit").unwrap();
    assert!(told.find("Mandatory, not met yet").unwrap() < due);
    let protocol = t.clinic.protocol(&t.protocol).unwrap();
    let asked = protocol.red_flags.iter().filter(|flag| !flag.history);
    for flag in asked {
        let name = flag.name.replace(' ', "");
        assert!(told.replace(' ', "").contains(&name), "{name}");
    }
    let sheets = pages(&got.bytes);
    assert!(sheets.len() <= 2, "{} pages", sheets.len());
    for (at, sheet) in sheets.iter().enumerate() {
        let number = format!("page {} of {}", at + 1, sheets.len());
        let foot = foot(sheet);
        for part in ["Žižek", "P-1", "Upper back, version 1", &number] {
            assert!(foot.contains(part), "{part} in {foot}");
        }
        for piece in sheet {
            let least = if is_foot(piece) { 9.0 } else { 12.0 };
            assert!(
                piece.size >= least - 0.01,
                "{} at {}",
                piece.text,
                piece.size
            );
        }
    }
    let file = kept("form.pdf", &got.bytes);
    if let Ok(checked) = Command::new("qpdf").args(["--check", &file]).output() {
        assert!(checked.status.success(), "{checked:?}");
    }
    if let Ok(told) = Command::new("pdfinfo").args(["-struct", &file]).output() {
        let tree = String::from_utf8_lossy(&told.stdout).into_owned();
        assert!(
            tree.contains("Table") && tree.contains("TH") && tree.contains("LBody"),
            "{tree}"
        );
    }
    assert_eq!(asha.get(&path).await.bytes, got.bytes, "the same bytes");
}

#[actix_web::test]
async fn an_open_red_flag_stands_on_the_form_and_every_flag_is_asked_where_that_is_due() {
    let t = TestClinic::new();
    let (patient, id) = in_phase(&t, &named("1", "Adams"), 2);
    open_flag(&t, &patient);
    let asha = t.browser(&t.asha);
    let told = words(&asha.get(&format!("/episodes/{id}/form.pdf")).await.bytes);
    let flag = told.find("Red flag").unwrap();
    assert!(flag < told.find("Measured by").unwrap(), "{told}");
    // Before the assessment, everything is asked one by one.
    let (_, new) = t.episode("2");
    let told = words(&asha.get(&format!("/episodes/{new}/form.pdf")).await.bytes);
    assert!(told.contains("Red flags: ask every one"), "{told}");
    assert!(told.contains("No phase is decided yet"));
    let protocol = t.clinic.protocol(&t.protocol).unwrap();
    for flag in &protocol.red_flags {
        let name = flag.name.replace(' ', "");
        assert!(told.replace(' ', "").contains(&name), "{name}");
    }
}

#[actix_web::test]
async fn every_phase_prints_its_form_on_both_papers() {
    for phase in 1..=7 {
        let t = TestClinic::new();
        let id = t.assigned("P-1", phase);
        let asha = t.browser(&t.asha);
        for paper in ["a4", "letter"] {
            let path = format!("/episodes/{id}/form.pdf?paper={paper}");
            let got = asha.get(&path).await;
            assert_eq!(got.status, StatusCode::OK, "phase {phase} on {paper}");
            kept(&format!("form-{phase}-{paper}.pdf"), &got.bytes);
            let protocol = t.clinic.protocol(&t.protocol).unwrap();
            let told = words(&got.bytes);
            let name = &protocol.phase(phase).unwrap().name;
            assert!(told.contains(name.as_str()), "{name}");
            assert!(pages(&got.bytes).len() <= 3, "phase {phase}");
        }
    }
}

#[actix_web::test]
async fn the_forms_of_ticked_patients_are_one_document_with_pages_numbered_for_each() {
    let t = TestClinic::new();
    let (_, one) = in_phase(&t, &named("1", "Adams"), 2);
    let (_, two) = in_phase(&t, &named("2", "Brown"), 3);
    let asha = t.browser(&t.asha);
    let board = asha.get("/board?view=all").await.text;
    assert!(board.contains("formaction=\"/forms\""));
    let (first, second) = (one.to_string(), two.to_string());
    let ticked = [
        ("episode", &*second),
        ("episode", &*first),
        ("episode", &*second),
    ];
    let before = t.audit().len();
    let answer = asha.post("/forms", &ticked).await;
    assert_eq!(answer.status, StatusCode::OK);
    let noted = t.actions_since(before);
    assert_eq!(
        noted.iter().filter(|one| *one == "report_printed").count(),
        2
    );
    assert_eq!(noted.iter().filter(|one| *one == "looked").count(), 2);
    let feet: Vec<String> = pages(&answer.bytes).iter().map(|page| foot(page)).collect();
    let brown = feet.iter().filter(|foot| foot.contains("Brown")).count();
    let adams = feet.len() - brown;
    assert!(feet[0].contains("Brown") && feet[brown].contains("Adams"));
    assert!(feet[0].contains(&format!("page 1 of {brown}")));
    assert!(feet[brown].contains(&format!("page 1 of {adams}")));
    let nobody = asha.post("/forms", &[]).await;
    assert_eq!(nobody.status, StatusCode::CONFLICT);
    assert!(nobody.text.contains("Nobody is ticked"));
}

#[actix_web::test]
async fn a_form_of_a_foreign_episode_is_not_found_and_the_desk_gets_none() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let path = format!("/episodes/{id}/form.pdf");
    let ticked = [("episode", id.as_str())];
    let cora = t.browser(&t.cora);
    assert_eq!(cora.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        cora.post("/forms", &ticked).await.status,
        StatusCode::NOT_FOUND
    );
    let odd = t
        .browser(&t.asha)
        .get(&format!("{path}?paper=napkin"))
        .await;
    assert_eq!(odd.status, StatusCode::NOT_FOUND);
    let desk = t.browser(&t.hire("Dora Frost", Role::FrontDesk));
    assert_eq!(desk.get(&path).await.status, StatusCode::FORBIDDEN);
    assert_eq!(
        desk.post("/forms", &ticked).await.status,
        StatusCode::FORBIDDEN
    );
    assert!(!desk.get("/board").await.text.contains("/forms"));
}

#[actix_web::test]
async fn letters_no_face_has_are_named_and_nothing_is_printed() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let patient = t.read(|db: &mut Db| episodes::find(db, &id)).patient;
    let known = t.read(|db| patients::find(db, &patient));
    let mut facts = known.facts.clone();
    facts.alerts = "allergic to \u{1f95c}".into();
    t.by(&t.asha, |w| patients::amend(w, &known, &facts, ""));
    let before = t.audit().len();
    let got = t
        .browser(&t.asha)
        .get(&format!("/episodes/{id}/form.pdf"))
        .await;
    assert!(got.status.is_client_error(), "{}", got.status);
    assert!(got.text.contains("U+1F95C"), "{}", got.text);
    assert!(
        !t.actions_since(before)
            .contains(&"report_printed".to_owned())
    );
}

#[actix_web::test]
async fn names_of_every_script_read_back_from_a_form() {
    let t = TestClinic::new();
    for (number, name) in [
        ("1", "Nguyễn Thị Ánh"),
        ("2", "Παπαδόπουλος"),
        ("3", "Иванова"),
        ("4", "محمد"),
        ("5", "כהן"),
        ("6", "शर्मा"),
        ("7", "王小明"),
    ] {
        let (_, id) = in_phase(&t, &named(number, name), 2);
        let got = t
            .browser(&t.asha)
            .get(&format!("/episodes/{id}/form.pdf"))
            .await;
        assert_eq!(got.status, StatusCode::OK, "{name}");
        let file = kept(&format!("form-name-{number}.pdf"), &got.bytes);
        if let Ok(told) = Command::new("pdftotext").args([&file, "-"]).output() {
            let told = String::from_utf8_lossy(&told.stdout).into_owned();
            let plain: String = told
                .chars()
                .filter(|c| !matches!(c, '\u{2066}'..='\u{2069}' | '\u{202a}'..='\u{202e}'))
                .collect();
            assert!(plain.contains(name), "{name} in {plain}");
        }
    }
}
