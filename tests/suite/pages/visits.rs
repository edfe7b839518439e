use actix_web::http::StatusCode;
use ninefold::access::Role;

use crate::support::TestClinic;
use crate::support::course::submission;

#[actix_web::test]
async fn the_front_desk_books_and_settles_without_seeing_the_record() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let desk = t.browser(&t.hire("Dora Frost", Role::FrontDesk));
    let path = format!("/episodes/{id}/visits");
    assert_eq!(
        desk.get(&format!("/episodes/{id}")).await.status,
        StatusCode::FORBIDDEN
    );
    let page = desk.get(&path).await.text;
    assert!(page.contains("No visit has been booked yet"));
    assert!(!page.contains("Phase") && !page.contains("latex"));
    let past = desk
        .post(&path, &[("on", "2026-01-01"), ("time", "25:00")])
        .await;
    assert_eq!(past.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(past.text.contains("Day must be between") && past.text.contains("Time must be"));
    let today = t.now().date.to_string();
    let sent = [
        ("on", today.as_str()),
        ("time", "14:30"),
        ("place", "Room 2"),
    ];
    assert_eq!(desk.post(&path, &sent).await.status, StatusCode::SEE_OTHER);
    assert!(desk.get(&path).await.text.contains("14:30, Room 2"));
    let id = submission();
    let missed = [("state", "did_not_attend"), ("submission_id", id.as_str())];
    let settled = desk.post(&format!("{path}/settlements"), &missed).await;
    assert_eq!(settled.status, StatusCode::SEE_OTHER, "{}", settled.text);
    assert!(desk.get(&path).await.text.contains("did not attend"));
}
