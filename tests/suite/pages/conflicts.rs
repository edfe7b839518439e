//! Two browsers on one record: the second is told field by field what was saved meanwhile, and chooses for each.

use actix_web::http::StatusCode;
use ninefold::care::ids::SessionId;
use ninefold::care::measure::Side;
use ninefold::care::session::{Session, SessionState};
use ninefold::records::{patients, sessions};

use super::amendments::ready;
use super::kept_forms::main_form;
use super::sessions::{Typed, assigned};
use crate::support::course::submission;
use crate::support::{Answer, Browser, TestClinic};

/// The choices of a conflict page, as it was shown.
fn choices(told: &Answer, path: &str) -> Typed {
    main_form(&told.text, path)
}

/// The rows of a conflict page: what each is called, and both values.
fn rows(page: &str) -> Vec<(String, String, String)> {
    let table = page.split("<tbody>").nth(1).unwrap_or_default();
    let table = table.split("</tbody>").next().unwrap_or_default();
    let cell = |part: &str, start: &str| {
        let rest = part.split(start).nth(1).unwrap_or_default();
        rest.split('<').next().unwrap_or_default().trim().to_owned()
    };
    let row = |part: &str| {
        let mut values = part.split("<span class=\"lines\">").skip(1);
        let mut value = || {
            let text = values.next().unwrap_or_default();
            text.split('<').next().unwrap_or_default().trim().to_owned()
        };
        (cell(part, "<th scope=\"row\">"), value(), value())
    };
    table.split("<tr>").skip(1).map(row).collect()
}

fn row(what: &str, theirs: &str, mine: &str) -> (String, String, String) {
    (what.to_owned(), theirs.to_owned(), mine.to_owned())
}

fn found(t: &TestClinic, id: &SessionId) -> Session {
    t.read(|db| sessions::find(db, id))
}

fn value(session: &Session, measure: &str, side: Option<Side>) -> Option<String> {
    let mut readings = session.current.content.readings.iter();
    let found = readings.find(|it| it.measure == *measure && it.side == side);
    found.map(|it| it.value.to_string())
}

#[actix_web::test]
async fn two_browsers_on_one_session_are_told_field_by_field() {
    let t = TestClinic::new();
    let (_, id) = ready(&t);
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let path = format!("/sessions/{id}/amendments");
    let opened = ben.get(&format!("{path}/new")).await.text;
    let hers = Typed::from_page(&asha.get(&format!("{path}/new")).await.text)
        .set("m_nprs_rest", "2")
        .set("m_spasm_grade_left", "1")
        .set("m_nprs_movement", "4")
        .set("note", "hers, <two>\r\nlines")
        .set("response", "eased")
        .set("reason", "misread")
        .send(&asha, &path, "sign")
        .await;
    assert_eq!(hers.status, StatusCode::SEE_OTHER, "{}", hers.text);

    let his = Typed::from_page(&opened)
        .set("m_nprs_rest", "3,0")
        .set("m_pain_free_range_pct", "70")
        .set("note", "his own words")
        .set("t1_treatment", "tx_heat")
        .set("t1_minutes", "15")
        .set("reason", "wrong line");
    let told = his.send(&ben, &path, "sign").await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(
        told.text
            .contains("Asha Rao amended this session on 2 Mar 2026 at 11:00"),
        "{}",
        told.text
    );
    let heat = "Heat (moist heat: shower, bottle, gel pack, bag, bath, wrap), 15 min";
    assert_eq!(
        rows(&told.text),
        [
            row(
                "Numeric Pain Rating Scale (NPRS), at rest",
                "2 points",
                "3 points"
            ),
            row("Pain-free share of expected full range", "60 %", "70 %"),
            row(
                "Palpable spasm / guarding grade",
                "left grade 1; right grade 0",
                "left grade 0; right grade 0"
            ),
            row("NPRS, active movement", "4 points", "not recorded"),
            row("Treatments", "not recorded", heat),
            row("Response", "eased", "not recorded"),
            row("Note", "hers, &#60;two&#62;\nlines", "his own words"),
        ]
    );
    // what he never touched is marked, and nothing is chosen yet
    assert_eq!(told.text.matches("as it was when you opened it").count(), 3);
    assert!(!told.text.contains(" checked"));

    // every open choice is named, those made stay
    let some = choices(&told, &path)
        .set("choose_nprs_rest", "mine")
        .set("choose_note", "theirs");
    let asked = some.send(&ben, &path, "merge").await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        asked.text.contains("Please put 5 things right"),
        "{}",
        asked.text
    );
    for open in [
        "Pain-free share of expected full range",
        "NPRS, active movement",
        "Treatments",
        "Response",
    ] {
        assert!(
            asked
                .text
                .contains(&format!("{open}: choose one of the two")),
            "{open}"
        );
    }
    assert_eq!(asked.text.matches(" checked").count(), 2);

    let all = choices(&asked, &path)
        .set("choose_pain_free_range_pct", "mine")
        .set("choose_spasm_grade", "theirs")
        .set("choose_nprs_movement", "theirs")
        .set("choose_treatments", "mine")
        .set("choose_response", "theirs");
    assert_eq!(all.value("choose_note"), "theirs");
    let form = all.send(&ben, &path, "merge").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    assert_eq!(
        found(&t, &id).current.number,
        2,
        "nothing is saved by choosing"
    );
    let merged = Typed::from_page(&form.text);
    for (name, value) in [
        ("m_nprs_rest", "3,0"),
        ("m_pain_free_range_pct", "70"),
        ("m_spasm_grade_left", "1"),
        ("t1_treatment", "tx_heat"),
        ("t1_minutes", "15"),
        ("response", "eased"),
        ("reason", "wrong line"),
        ("version", "2"),
    ] {
        assert_eq!(merged.value(name), value, "{name}");
    }
    assert!(merged.value("note").starts_with("hers, <two>"));
    assert!(
        merged
            .filled()
            .iter()
            .all(|(name, _)| !name.starts_with("choose_"))
    );
    let signed = merged.send(&ben, &path, "sign").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let now = found(&t, &id);
    assert_eq!(now.current.number, 3);
    assert_eq!(value(&now, "nprs_rest", None).as_deref(), Some("3"));
    assert_eq!(
        value(&now, "spasm_grade", Some(Side::Left)).as_deref(),
        Some("1")
    );
    assert_eq!(
        value(&now, "pain_free_range_pct", None).as_deref(),
        Some("70")
    );
    assert_eq!(now.current.content.response, "eased");
    assert_eq!(now.current.content.treatments.len(), 1);
}

/// A draft of a session, opened in two tabs.
async fn two_tabs(t: &TestClinic) -> (Browser, String, SessionId, Typed, Typed) {
    let (_, episode) = assigned(t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let typed = Typed::from_page(&asha.get(&format!("{path}/new")).await.text)
        .set("m_spasm_grade_left", "1")
        .set("note", "first words")
        .set("next_date", "2026-03-09");
    let draft = typed.send(&asha, &path, "draft").await.location;
    let id = draft.split('/').nth(2).unwrap().parse().unwrap();
    let one = Typed::from_page(&asha.get(&draft).await.text);
    let two = Typed::from_page(&asha.get(&draft).await.text);
    (asha, draft, id, one, two)
}

#[actix_web::test]
async fn a_draft_saved_in_another_tab_is_chosen_from_and_signed() {
    let t = TestClinic::new();
    let (asha, draft, id, one, two) = two_tabs(&t).await;
    let one = one
        .set("m_spasm_grade_right", "0")
        .set("next_date", "2026-03-10");
    assert_eq!(
        one.send(&asha, &draft, "draft").await.status,
        StatusCode::SEE_OTHER
    );
    let two = two
        .set("m_spasm_grade_left", "2")
        .all(&[("warning_signs", "none"), ("flare", "no")]);
    let told = two.send(&asha, &draft, "sign").await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(
        told.text
            .contains("You, perhaps in another tab, saved this draft")
    );
    assert_eq!(
        rows(&told.text),
        [
            row(
                "Palpable spasm / guarding grade",
                "left grade 1; right grade 0",
                "left grade 2"
            ),
            row(
                "Warning signs",
                "Warning signs: not asked",
                "Warning signs: none reported"
            ),
            row("Flare-up", "Flare-up: not asked", "Flare-up: no"),
            row("Next visit", "10 Mar 2026", "9 Mar 2026"),
        ]
    );
    let chosen = choices(&told, &draft).all(&[
        ("choose_spasm_grade", "theirs"),
        ("choose_flags", "mine"),
        ("choose_flare", "mine"),
        ("choose_next", "theirs"),
    ]);

    // saved once more while the choices were made: asked again, with what was chosen still there
    let third = Typed::from_page(&asha.get(&draft).await.text).set("note", "third tab");
    assert_eq!(
        third.send(&asha, &draft, "draft").await.status,
        StatusCode::SEE_OTHER
    );
    let again = chosen.send(&asha, &draft, "merge").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        again.text.contains("Note: choose one of the two"),
        "{}",
        again.text
    );
    let chosen = choices(&again, &draft).set("choose_note", "mine");
    assert_eq!(chosen.value("choose_next"), "theirs");
    let form = chosen.send(&asha, &draft, "merge").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    let signed = Typed::from_page(&form.text)
        .send(&asha, &draft, "sign")
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let now = found(&t, &id);
    assert_eq!(now.state, SessionState::Signed);
    let spasm = |side| value(&now, "spasm_grade", Some(side));
    assert_eq!(spasm(Side::Left).as_deref(), Some("1"));
    assert_eq!(spasm(Side::Right).as_deref(), Some("0"));
    assert_eq!(now.current.content.note, "first words");
}

#[actix_web::test]
async fn a_draft_signed_meanwhile_is_amended_with_what_is_chosen() {
    let t = TestClinic::new();
    let (asha, draft, id, one, two) = two_tabs(&t).await;
    let answers = [("warning_signs", "none"), ("flare", "no")];
    let signed = one.all(&answers).send(&asha, &draft, "sign").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let two = two.all(&answers).set("note", "second tab");
    let told = two.send(&asha, &draft, "sign").await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(told.text.contains("signed this session"), "{}", told.text);
    assert_eq!(rows(&told.text), [row("Note", "first words", "second tab")]);
    let amendments = format!("/sessions/{id}/amendments");
    let chosen = choices(&told, &amendments).set("choose_note", "mine");
    let form = chosen.send(&asha, &amendments, "merge").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    let amended = Typed::from_page(&form.text).set("reason", "typed in two tabs");
    let amended = amended.send(&asha, &amendments, "sign").await;
    assert_eq!(amended.status, StatusCode::SEE_OTHER, "{}", amended.text);
    let now = found(&t, &id).current;
    assert_eq!((now.number, now.content.note.as_str()), (3, "second tab"));
}

#[actix_web::test]
async fn a_patient_amended_meanwhile_is_told_field_by_field() {
    let t = TestClinic::new();
    let id = t.patient("7");
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let (edit, to) = (
        format!("/patients/{id}/edit"),
        format!("/patients/{id}/versions"),
    );
    let open = async |browser: &Browser| main_form(&browser.get(&edit).await.text, &to);
    let (hers, his) = (open(&asha).await, open(&ben).await);
    let saved = hers
        .all(&[
            ("phone", "0111"),
            ("language", "pl"),
            ("reason", "new telephone"),
        ])
        .send(&asha, &to, "")
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let his = his.all(&[
        ("phone", "0999"),
        ("address", "1 Mill Lane"),
        ("reason", "moved"),
    ]);
    let told = his.send(&ben, &to, "").await;
    assert_eq!(told.status, StatusCode::CONFLICT);
    assert!(
        told.text
            .contains("Asha Rao amended this on 2 Mar 2026 at 10:00"),
        "{}",
        told.text
    );
    let told_rows = rows(&told.text);
    let labels: Vec<&str> = told_rows.iter().map(|(label, ..)| label.as_str()).collect();
    assert_eq!(labels, ["Telephone", "Address", "Language"]);
    assert_eq!(told_rows[0], row("Telephone", "0111", "0999"));
    assert_eq!(told_rows[2].1, "Polish");
    let chosen = choices(&told, &to).all(&[
        ("choose_phone", "theirs"),
        ("choose_address", "mine"),
        ("choose_language", "theirs"),
    ]);
    let form = chosen.send(&ben, &to, "merge").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    let form = main_form(&form.text, &to);
    let id_of = submission();
    let saved = form.set("submission_id", &id_of).send(&ben, &to, "").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let now = t.read(|db| patients::find(db, &id));
    assert_eq!(now.version, 3);
    assert_eq!(
        (
            now.facts.phone.as_str(),
            now.facts.address.as_str(),
            now.facts.language.as_str()
        ),
        ("0111", "1 Mill Lane", "pl")
    );
}

#[actix_web::test]
async fn one_form_sent_twenty_times_at_once_is_one_session() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = std::rc::Rc::new(t.browser(&t.asha));
    let path = format!("/episodes/{episode}/sessions");
    let visits = t.read(|db| sessions::list(db, &episode)).len();
    let typed = Typed::from_page(&asha.get(&format!("{path}/new")).await.text)
        .all(&[("warning_signs", "none"), ("flare", "no")])
        .set("m_nprs_rest", "2")
        .set("next_date", "2026-03-09");
    let sent: Vec<_> = (0..20)
        .map(|_| {
            let (asha, path, typed) = (asha.clone(), path.clone(), typed.clone());
            actix_web::rt::spawn(async move { typed.send(&asha, &path, "sign").await })
        })
        .collect();
    let mut led_to = std::collections::BTreeSet::new();
    for answer in sent {
        let answer = answer.await.unwrap();
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        led_to.insert(answer.location);
    }
    assert_eq!(led_to.len(), 1, "{led_to:?}");
    let recorded = t.read(|db| sessions::list(db, &episode));
    assert_eq!(recorded.len(), visits + 1);
    assert_eq!(
        led_to.first(),
        Some(&format!("/sessions/{}", recorded[0].id))
    );
    let signed = t
        .audit()
        .into_iter()
        .filter(|row| row.action == "session_signed");
    assert_eq!(signed.count(), visits + 1);
}
