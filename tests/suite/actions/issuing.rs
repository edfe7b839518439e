//! Issuing a draft that has waited.

use super::programmes::{content, draft, in_phase, issue};
use crate::support::{TestClinic, patient_facts};
use ninefold::records::programmes;

#[actix_web::test]
async fn an_appointment_that_has_passed_is_not_printed_and_said_before() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 1);
    let id = draft(&t, &episode, &content(&[])).unwrap();
    let path = format!("/programmes/{id}");
    let words = "has passed since: the sheet will name no next visit";
    assert!(!t.browser(&t.asha).get(&path).await.text.contains(words));
    t.later(24 * 8);
    let page = t.browser(&t.asha).get(&path).await.text;
    assert!(page.contains(words), "{page}");
    issue(&t, &id).unwrap();
    let prints = t.read(|db| programmes::list_prints(db, &id));
    assert!(
        prints[0].input.contains("\"next_visit\":null"),
        "{}",
        prints[0].input
    );
}
