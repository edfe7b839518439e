use actix_web::http::StatusCode;
use ninefold::records::{decisions, episodes};

use crate::support::course::{phase_2_met, submission};
use crate::support::{TestClinic, reading};

/// The value of a hidden field.
fn hidden(text: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let at = text.find(&start).unwrap() + start.len();
    text[at..].split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_decision_without_its_reason_comes_back_with_everything_typed() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let asha = t.browser(&t.asha);
    let form = asha.get(&format!("/episodes/{id}/phase_changes/new")).await;
    let shown = hidden(&form.text, "shown");
    let path = format!("/episodes/{id}/phase_changes");
    let nothing = asha.post(&path, &[("shown", &shown)]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(nothing.text.contains("Decision must have an answer"));
    let silent = asha.post(&path, &[("shown", &shown), ("to", "3")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.text.contains("Write the reason") && silent.text.contains("Write the goal"));
    assert!(silent.text.contains("value=\"3\" checked"));
    let fields = [
        ("shown", shown.as_str()),
        ("to", "3"),
        ("reason", "heals well"),
        ("goal", "lift the child"),
    ];
    let saved = asha.post(&path, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(saved.location, format!("/episodes/{id}"));
}

#[actix_web::test]
async fn a_decision_on_what_has_changed_is_shown_anew_with_what_was_typed() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    t.sign(&id, phase_2_met());
    t.later(1);
    let asha = t.browser(&t.asha);
    let form = asha.get(&format!("/episodes/{id}/phase_changes/new")).await;
    let shown = hidden(&form.text, "shown");
    t.sign(&id, vec![reading("nprs_in_range", None, 5_000)]);
    let fields = [
        ("shown", shown.as_str()),
        ("to", "3"),
        ("reason", "all fine"),
        ("goal", "lift"),
    ];
    let old = asha
        .post(&format!("/episodes/{id}/phase_changes"), &fields)
        .await;
    assert_eq!(old.status, StatusCode::CONFLICT);
    for words in [
        "The record has changed",
        "Stay in phase 2",
        "all fine",
        "lift",
    ] {
        assert!(old.text.contains(words), "{words} is not on the page");
    }
    assert_ne!(hidden(&old.text, "shown"), shown);
    assert_eq!(t.read(|db| decisions::list_phase_changes(db, &id)).len(), 1);
}

#[actix_web::test]
async fn phase_4_with_3_beside_it_brings_its_reason() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 3);
    let asha = t.browser(&t.asha);
    let form = asha.get(&format!("/episodes/{id}/phase_changes/new")).await;
    let shown = hidden(&form.text, "shown");
    let fields = [("shown", shown.as_str()), ("to", "4_with_3")];
    let saved = asha
        .post(&format!("/episodes/{id}/phase_changes"), &fields)
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let last = t
        .read(|db| decisions::list_phase_changes(db, &id))
        .pop()
        .unwrap();
    assert_eq!(
        (last.to, last.reason.as_str()),
        (4, "Phase 3 is treated alongside phase 4.")
    );
}

#[actix_web::test]
async fn every_fault_of_an_override_is_told_at_once() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let asha = t.browser(&t.asha);
    let form = asha
        .get(&format!("/episodes/{id}/overrides/new"))
        .await
        .text;
    assert!(!form.contains("p1_red_flags_clear"), "it is not offered");
    let path = format!("/episodes/{id}/overrides");
    let fields = [
        ("target", "p2_pain_in_range"),
        ("change", "threshold"),
        ("threshold", "99"),
    ];
    let answer = asha.post(&path, &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "Threshold must be 0 to 10",
        "Reason is needed",
        "value=\"99\"",
    ] {
        assert!(answer.text.contains(words), "{words} is not on the page");
    }
    let planted = [
        ("target", "p1_red_flags_clear"),
        ("change", "not_applicable"),
        ("reason", "known"),
    ];
    let refused = asha.post(&path, &planted).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("takes no override"));
    let graded = [
        ("target", "p6_mmt_middle_trapezius"),
        ("change", "not_applicable"),
        ("reason", "old injury"),
        ("kept", "yes"),
    ];
    let _ = asha.post(&path, &graded).await;
    let good = [
        ("target", "p2_pain_in_range"),
        ("change", "threshold"),
        ("threshold", "1"),
        ("reason", "old pain"),
        ("submission_id", &submission()),
    ];
    assert_eq!(asha.post(&path, &good).await.status, StatusCode::SEE_OTHER);
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    assert!(page.contains("threshold 1 point") && page.contains("until the phase changes"));
}

#[actix_web::test]
async fn a_hold_on_an_old_page_is_told_and_can_be_sent_again() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let asha = t.browser(&t.asha);
    let form = asha.get(&format!("/episodes/{id}/holds/new")).await.text;
    let (version, today) = (hidden(&form, "version"), t.now().date.to_string());
    t.by(&t.ben, |w| {
        let before = episodes::find(w.db(), &id)?;
        episodes::set_responsible(w, &before, &t.ben.id, "")
    });
    let path = format!("/episodes/{id}/holds");
    let sent = [
        ("from", today.as_str()),
        ("why", "holiday"),
        ("version", version.as_str()),
    ];
    let old = asha.post(&path, &sent).await;
    assert_eq!(old.status, StatusCode::CONFLICT);
    assert!(old.text.contains("Somebody changed this record") && old.text.contains("holiday"));
    let version = hidden(&old.text, "version");
    let sent = [
        ("from", today.as_str()),
        ("why", "holiday"),
        ("version", version.as_str()),
    ];
    assert_eq!(asha.post(&path, &sent).await.status, StatusCode::SEE_OTHER);
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    assert!(page.contains("On hold from") && page.contains("Resume care"));
}
