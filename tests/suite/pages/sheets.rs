//! Sheets found by their check code, and the sheets of the day.

use actix_web::http::StatusCode;
use ninefold::audit::Action;
use ninefold::care::ids::{EpisodeId, ProgrammeId};
use ninefold::records::programmes;

use crate::actions::programmes::{content, front_desk, in_phase, issued, open_flag};
use crate::support::{TestClinic, patient_facts};

fn with_sheet(t: &TestClinic, number: &str, family: &str) -> (EpisodeId, ProgrammeId) {
    let mut facts = patient_facts(number);
    facts.family_name = family.into();
    let (_, episode) = in_phase(t, &facts, 2);
    let id = issued(t, &episode, &content(&["open_book", "chin_tuck"]));
    (episode, id)
}

fn printed(t: &TestClinic) -> usize {
    let rows = t.audit();
    rows.iter()
        .filter(|row| row.action == Action::SheetPrinted.as_str())
        .count()
}

#[actix_web::test]
async fn a_check_code_opens_its_programme_however_it_is_typed() {
    let t = TestClinic::new();
    let (_, id) = with_sheet(&t, "1", "Adams");
    let code = t.read(|db| programmes::find(db, &id)).issued.unwrap();
    let code = code.check_code;
    let (asha, cora) = (t.browser(&t.asha), t.browser(&t.cora));
    let desk = t.browser(&front_desk(&t));
    for typed in [
        code.clone(),
        code.to_lowercase(),
        code.replace('-', ""),
        format!(" {} ", code.replace('-', " – ")),
    ] {
        let answer = asha.post("/patients/searches", &[("words", &typed)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{typed}");
        assert_eq!(answer.location, format!("/programmes/{id}"));
        let answer = desk.post("/patients/searches", &[("words", &typed)]).await;
        assert_eq!(answer.location, format!("/programmes/{id}/sheet.pdf"));
        let foreign = cora.post("/patients/searches", &[("words", &typed)]).await;
        assert_eq!(foreign.status, StatusCode::OK);
        assert!(foreign.text.contains("Nobody you can reach"));
    }
    let unknown = asha
        .post("/patients/searches", &[("words", "2222-2222")])
        .await;
    assert_eq!(unknown.status, StatusCode::OK);
    assert!(unknown.text.contains("Nobody you can reach"));
}

#[actix_web::test]
async fn the_sheets_of_the_day_are_one_document_with_pages_numbered_for_each() {
    let t = TestClinic::new();
    let (one, _) = with_sheet(&t, "1", "Adams");
    let (two, _) = with_sheet(&t, "2", "Brown");
    let asha = t.browser(&t.asha);
    let board = asha.get("/board?view=all").await;
    assert!(
        board
            .text
            .contains(&format!("name=\"episode\" value=\"{one}\""))
    );
    let (first, second) = (one.to_string(), two.to_string());
    let before = printed(&t);
    // Ticked twice by mistake is printed once.
    let ticked = [
        ("episode", &*second),
        ("episode", &*first),
        ("episode", &*second),
    ];
    let answer = asha.post("/sheets", &ticked).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(printed(&t), before + 2, "one audit row a sheet");
    let document = lopdf::Document::load_mem(&answer.bytes).unwrap();
    let pages = crate::print::paper::pages(&answer.bytes);
    assert_eq!(document.get_pages().len(), pages.len());
    let feet: Vec<String> = pages
        .iter()
        .map(|page| crate::print::paper::foot(page))
        .collect();
    let of_each = pages.len() / 2;
    for (place, foot) in feet.iter().enumerate() {
        let whose = if place < of_each { "Brown" } else { "Adams" };
        let number = format!("Page {} of {of_each}", place % of_each + 1);
        assert!(foot.contains(whose) && foot.contains(&number), "{foot}");
    }
}

#[actix_web::test]
async fn who_has_no_sheet_to_be_given_out_is_named_before_anything_is_printed() {
    let t = TestClinic::new();
    let (good, _) = with_sheet(&t, "1", "Adams");
    let mut facts = patient_facts("2");
    facts.family_name = "Brown".into();
    let (patient, flagged) = in_phase(&t, &facts, 2);
    issued(&t, &flagged, &content(&["open_book"]));
    open_flag(&t, &patient);
    facts = patient_facts("3");
    facts.family_name = "Clark".into();
    let (_, without) = in_phase(&t, &facts, 2);
    let ids = [&good, &flagged, &without].map(ToString::to_string);
    let ticked: Vec<(&str, &str)> = ids.iter().map(|id| ("episode", id.as_str())).collect();
    let before = printed(&t);
    for (who, why) in [
        (t.asha.clone(), "A red flag is open"),
        (front_desk(&t), "Ask the physiotherapist"),
    ] {
        let page = t.browser(&who).post("/sheets", &ticked).await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        for words in [
            "Brown",
            why,
            "Clark",
            "No home programme has been issued",
            "Print 1 sheet",
        ] {
            assert!(page.text.contains(words), "{words} for {}", who.name);
        }
        let kept = format!("type=\"hidden\" name=\"episode\" value=\"{good}\"");
        assert!(page.text.contains(&kept));
    }
    assert_eq!(printed(&t), before);
    let foreign = t.browser(&t.cora).post("/sheets", &ticked).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let nobody = t.browser(&t.asha).post("/sheets", &[]).await;
    assert!(nobody.text.contains("Nobody is ticked"));
}
