//! What a visit comes to while it is typed: an answer in parts, of which nothing is saved.

use actix_web::http::StatusCode;
use ninefold::records::sessions;

use super::sessions::{Typed, assigned};
use crate::support::{Answer, Browser, TestClinic};

/// The form as it was opened, with these fields, asked for its verdicts.
async fn verdicts(browser: &Browser, episode: &str, fields: &[(&str, &str)]) -> Answer {
    let page = browser.get(&format!("{episode}/sessions/new")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let typed = Typed::from_page(&page.text).all(fields);
    typed
        .send(browser, &format!("{episode}/sessions"), "verdicts")
        .await
}

/// What the answer puts in the place of that name.
fn part(answer: &Answer, id: &str) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let start = format!("<div id=\"{id}\">");
    let rest = answer.text.split(&start).nth(1);
    let rest = rest.unwrap_or_else(|| panic!("no part {id}: {}", answer.text));
    rest.split("</div>").next().unwrap().to_owned()
}

#[actix_web::test]
async fn each_change_is_judged_by_the_server_and_nothing_is_saved() {
    let t = TestClinic::new();
    let (_, id) = assigned(&t, "1", 2);
    let (asha, episode) = (t.browser(&t.asha), format!("/episodes/{id}"));
    let before = t.read(|db| sessions::list(db, &id)).len();
    let answer = verdicts(&asha, &episode, &[("m_nprs_rest", "2")]).await;
    let rest = part(&answer, "of-nprs_rest");
    assert!(rest.contains("v-met") && rest.contains("Met"), "{rest}");
    assert!(part(&answer, "sum").contains(" met</strong>"));
    assert!(!answer.text.contains("<html"), "only the parts are sent");
    let answer = verdicts(&asha, &episode, &[("m_nprs_rest", "7")]).await;
    let rest = part(&answer, "of-nprs_rest");
    assert!(rest.contains("worse than last"), "{rest}");
    assert_eq!(t.read(|db| sessions::list(db, &id)).len(), before);
}

#[actix_web::test]
async fn a_value_out_of_range_is_told_at_its_field_in_a_few_words() {
    let t = TestClinic::new();
    let (_, id) = assigned(&t, "1", 2);
    let (asha, episode) = (t.browser(&t.asha), format!("/episodes/{id}"));
    for (fields, words) in [
        (&[("m_nprs_rest", "71")][..], "Check: 0–10<"),
        (&[("m_nprs_rest", "2,5")], "Check: whole, 0–10<"),
        (
            &[("m_nprs_rest", "5"), ("same_nprs_rest", "yes")],
            "Check: is ticked as unchanged, and 5 was typed where it was 4: clear one of them<",
        ),
    ] {
        let rest = part(&verdicts(&asha, &episode, fields).await, "of-nprs_rest");
        assert!(rest.contains(words), "{rest}");
        assert!(rest.contains("id=\"m_nprs_rest-fault\""), "{rest}");
        assert!(!rest.contains("v-open"), "{rest}");
    }
    // the same value said twice is no contradiction
    let fields = [("m_nprs_rest", "4"), ("same_nprs_rest", "yes")];
    let rest = part(&verdicts(&asha, &episode, &fields).await, "of-nprs_rest");
    assert!(!rest.contains("Check"), "{rest}");
}

#[actix_web::test]
async fn a_form_asked_at_every_key_is_one_look_until_ten_minutes_are_over() {
    let t = TestClinic::new();
    let (_, id) = assigned(&t, "1", 2);
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let episode = format!("/episodes/{id}");
    let page = asha.get(&format!("{episode}/sessions/new")).await;
    let typed = Typed::from_page(&page.text).set("opened_by", "");
    let count = t.audit().len();
    let path = format!("{episode}/sessions");
    for pain in ["1", "12", "1"] {
        let typed = typed.clone().set("m_nprs_rest", pain);
        assert_eq!(
            typed.send(&asha, &path, "verdicts").await.status,
            StatusCode::OK
        );
    }
    assert!(
        t.actions_since(count).is_empty(),
        "{:?}",
        t.actions_since(count)
    );
    // a check is a page of its own, whose form is kept
    typed.send(&asha, &path, "check").await;
    assert_eq!(t.actions_since(count), ["looked", "draft_kept"]);
    let count = t.audit().len();
    // another person's look does not speak for this one
    assert_eq!(
        typed.send(&ben, &path, "verdicts").await.status,
        StatusCode::OK
    );
    assert_eq!(t.actions_since(count), ["looked"]);
    t.clinic
        .clock()
        .set(t.now().utc + chrono::TimeDelta::minutes(10));
    for _ in 0..2 {
        typed.send(&asha, &path, "verdicts").await;
    }
    assert_eq!(t.actions_since(count), ["looked", "looked"]);
}

#[actix_web::test]
async fn reach_is_checked_at_every_key() {
    let t = TestClinic::new();
    let (_, id) = assigned(&t, "1", 2);
    let (asha, path) = (t.browser(&t.asha), format!("/episodes/{id}/sessions"));
    let page = asha.get(&format!("{path}/new")).await;
    let foreign = t.browser(&t.cora);
    let count = t.audit().len();
    for _ in 0..2 {
        let typed = Typed::from_page(&page.text).set("opened_by", "");
        let answer = typed.send(&foreign, &path, "verdicts").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(t.actions_since(count), ["refused", "refused"]);
}
