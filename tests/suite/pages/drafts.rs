use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::records::reach;

use super::staff::hire;
use crate::support::TestClinic;

const ID: (&str, &str) = ("submission_id", "0123456789abcdef0123456789abcdef");

#[actix_web::test]
async fn what_was_typed_when_the_login_had_ended_waits_for_its_owner_alone() {
    let t = TestClinic::new();
    let (ines, olga) = (
        hire(&t, "Ines", Role::Administrator),
        hire(&t, "Olga", Role::Administrator),
    );
    let late = t.browser(&ines);
    t.later(1);
    let account = [
        ("name", "Dana Fox"),
        ("sign_in_name", "dana"),
        ("role", "front_desk"),
        ("password", "nine folds of linen"),
        ID,
    ];
    let answer = late.post("/staff", &account).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(
        answer.location,
        format!("/login?return_to=/drafts/typed-{}", ID.1)
    );
    let path = format!("/drafts/typed-{}", ID.1);

    let other = t.browser(&olga);
    assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND);
    let back = t.browser(&ines);
    let page = back.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(
        page.text.contains("Dana Fox") && page.text.contains("action=\"/staff\""),
        "{}",
        page.text
    );
    assert!(!page.text.contains("linen"), "a password is never kept");

    let sent = back.post("/staff", &account).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    assert_eq!(
        back.get(&path).await.status,
        StatusCode::NOT_FOUND,
        "saved, so let go"
    );
}

#[actix_web::test]
async fn an_ended_login_keeps_nothing() {
    let t = TestClinic::new();
    let ines = hire(&t, "Ines", Role::Administrator);
    let (left, expired) = (t.browser(&ines), t.browser(&ines));
    left.post("/logins/endings", &[]).await;
    let answer = left.post("/teams", &[("name", "West"), ID]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    t.later(1);
    let west = [("name", "West"), ID];
    assert_eq!(
        expired.post("/teams", &west).await.status,
        StatusCode::SEE_OTHER
    );
    t.later(24 * 8);
    let answer = expired.post("/teams", &west).await;
    assert_eq!(
        answer.status,
        StatusCode::UNAUTHORIZED,
        "nobody waits so long"
    );
    let mine = t.read(|db| ninefold::records::drafts::list(db, &ines.id));
    assert_eq!(mine.len(), 1);
}

#[actix_web::test]
async fn a_login_that_ran_out_keeps_a_few_forms_of_a_sensible_size() {
    let t = TestClinic::new();
    let ines = hire(&t, "Ines", Role::Administrator);
    let late = t.browser(&ines);
    t.later(1);
    let long = "x".repeat(70_000);
    let answer = late.post("/teams", &[("name", &long), ID]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    let mut kept = 0;
    for _ in 0..60 {
        let id = crate::support::course::submission();
        let sent = [("name", "West"), ("submission_id", id.as_str())];
        kept += usize::from(late.post("/teams", &sent).await.status == StatusCode::SEE_OTHER);
    }
    assert_eq!(kept, 5);
    let mine = t.read(|db| ninefold::records::drafts::list(db, &ines.id));
    assert_eq!(mine.len(), 5);
}

#[actix_web::test]
async fn a_kept_form_speaks_the_words_of_its_page() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let late = t.browser(&t.asha);
    t.later(1);
    let typed = [
        ("m_rom_thoracic_rotation_left", "46"),
        ("method_rom_thoracic_rotation", "inclinometer"),
        ("screen_rf_chest_pain", "not_asked"),
        ("shown", "rom_thoracic_rotation"),
        ("note", "slept badly"),
        ID,
    ];
    late.post(&format!("/episodes/{episode}/notes"), &typed)
        .await;
    let page = t
        .browser(&t.asha)
        .get(&format!("/drafts/typed-{}", ID.1))
        .await;
    let shown = page.text.split("<dl").nth(1).unwrap();
    let shown = shown.split("</dl>").next().unwrap();
    for words in [
        "<dt>Thoracic rotation, left</dt><dd>46</dd>",
        "<dt>Thoracic rotation: method</dt><dd>inclinometer</dd>",
        "<dd>Not asked</dd>",
        "<dt>Note</dt><dd>slept badly</dd>",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    for raw in ["rf_", "rf ", "rom", "shown", "Shown", "not_asked"] {
        assert!(!shown.contains(raw), "{raw}\n{shown}");
    }
    // what is sent on is the form itself
    assert!(
        page.text
            .contains(r#"name="screen_rf_chest_pain" value="not_asked""#)
    );
}

#[actix_web::test]
async fn what_a_stranger_sends_is_kept_for_nobody() {
    let t = TestClinic::new();
    let answer = t.anonymous().post("/teams", &[("name", "West"), ID]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}

#[actix_web::test]
async fn a_draft_can_be_let_go() {
    let t = TestClinic::new();
    let ines = hire(&t, "Ines", Role::Administrator);
    let late = t.browser(&ines);
    t.later(1);
    late.post("/teams", &[("name", "West"), ID]).await;
    let back = t.browser(&ines);
    let path = format!("/drafts/typed-{}", ID.1);
    assert_eq!(back.get(&path).await.status, StatusCode::OK);
    assert_eq!(
        back.post(&format!("{path}/endings"), &[]).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(back.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_kept_form_about_a_patient_is_a_look_and_ends_with_reach() {
    let t = TestClinic::new();
    let (patient, episode) = t.episode("1");
    t.by(&t.cora, |w| reach::grant(w, &patient, "rang in pain"));
    let cora = t.browser(&t.cora);
    let closure = format!("/episodes/{episode}/closures");
    let typed = [("path", closure.as_str()), ("summary", "sleeps again"), ID];
    assert_eq!(cora.post("/drafts", &typed).await.status, StatusCode::OK);
    let path = format!("/drafts/typed-{}", ID.1);

    let before = t.audit().len();
    let page = cora.get(&path).await;
    assert!(page.text.contains("sleeps again"), "{}", page.text);
    assert_eq!(t.actions_since(before), ["looked"]);

    t.later(24);
    let cora = t.browser(&t.cora);
    let before = t.audit().len();
    let page = cora.get(&path).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(!page.text.contains("sleeps again"));
    assert_eq!(t.actions_since(before), ["refused"]);
}
