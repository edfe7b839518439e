use actix_web::http::StatusCode;
use chrono::Days;
use ninefold::access::Role;
use ninefold::records::visits;

use super::sessions::{Typed, assigned};
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
    let visit = desk.get(&path).await.hidden("visit");
    let missed = [
        ("state", "did_not_attend"),
        ("visit", visit.as_str()),
        ("submission_id", id.as_str()),
    ];
    let settled = desk.post(&format!("{path}/settlements"), &missed).await;
    assert_eq!(settled.status, StatusCode::SEE_OTHER, "{}", settled.text);
    assert!(desk.get(&path).await.text.contains("did not attend"));
}

#[actix_web::test]
async fn a_visit_booked_meanwhile_is_neither_settled_nor_replaced_unseen() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let desk = t.browser(&t.hire("Dora Frost", Role::FrontDesk));
    let path = format!("/episodes/{id}/visits");
    let settle = format!("{path}/settlements");
    let book = async |day: u64, place: &'static str, visit: &str| {
        let on = (t.now().date + Days::new(day)).to_string();
        let sent = submission();
        let fields = [
            ("on", on.as_str()),
            ("place", place),
            ("visit", visit),
            ("submission_id", sent.as_str()),
        ];
        desk.post(&path, &fields).await
    };
    assert_eq!(
        book(3, "Monday room", "").await.status,
        StatusCode::SEE_OTHER
    );
    let monday = desk.get(&path).await.hidden("visit");
    assert_eq!(
        book(7, "Friday room", &monday).await.status,
        StatusCode::SEE_OTHER
    );

    let state = ("state", "cancelled_by_patient");
    let unseen = desk
        .post(&settle, &[state, ("visit", monday.as_str())])
        .await;
    assert_eq!(unseen.status, StatusCode::CONFLICT, "{}", unseen.text);
    assert!(
        unseen.text.contains("Friday room"),
        "the present state is shown"
    );
    let unseen = book(9, "Typed room", &monday).await;
    assert_eq!(unseen.status, StatusCode::CONFLICT, "{}", unseen.text);
    assert!(unseen.text.contains("Friday room") && unseen.text.contains("value=\"Typed room\""));
    let booked = t.read(|db| visits::find_booked(db, &id)).unwrap();
    assert_eq!(booked.plan.place, "Friday room");

    let friday = unseen.hidden("visit");
    let sent = submission();
    let fields = [
        state,
        ("visit", friday.as_str()),
        ("submission_id", sent.as_str()),
    ];
    let seen = desk.post(&settle, &fields).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text);
    let late = book(9, "Typed room", &friday).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "none is booked any more");
}

#[actix_web::test]
async fn a_visit_that_did_not_take_place_stands_on_the_timeline_where_it_would_have_been() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let dora = t.hire("Dora Frost", Role::FrontDesk);
    let path = format!("/episodes/{id}/visits");
    let settle = async |state: &'static str| {
        let desk = t.browser(&dora);
        let visit = desk.get(&path).await.hidden("visit");
        let sent = submission();
        let fields = [
            ("state", state),
            ("visit", visit.as_str()),
            ("submission_id", sent.as_str()),
        ];
        let settled = desk.post(&format!("{path}/settlements"), &fields).await;
        assert_eq!(settled.status, StatusCode::SEE_OTHER, "{}", settled.text);
    };
    let book = async |on: String| {
        let sent = submission();
        let fields = [
            ("on", on.as_str()),
            ("time", "23:30"),
            ("place", "Room 2"),
            ("submission_id", sent.as_str()),
        ];
        let booked = t.browser(&dora).post(&path, &fields).await;
        assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text);
    };
    let first = t.now().date;
    book(first.to_string()).await;
    t.later(24);
    let sent = submission();
    let note = [
        ("note", "rang, no answer"),
        ("submission_id", sent.as_str()),
    ];
    let notes = format!("/episodes/{id}/notes");
    let noted = t.browser(&t.asha).post(&notes, &note).await;
    assert_eq!(noted.status, StatusCode::SEE_OTHER, "{}", noted.text);
    t.later(24);
    settle("did_not_attend").await;
    book((first + Days::new(9)).to_string()).await;
    settle("cancelled_by_patient").await;

    let page = t
        .browser(&t.asha)
        .get(&format!("/episodes/{id}"))
        .await
        .text;
    let timeline = page.split("id=\"timeline\"").nth(1).unwrap();
    let place = |words: &str| {
        let found = timeline.find(words);
        found.unwrap_or_else(|| panic!("{words}: {timeline}"))
    };
    let cancelled =
        place("Room 2: cancelled by the patient</a> <span class=\"muted small\">Dora Frost</span>");
    let missed = place(", 23:30, Room 2: did not attend</a>");
    assert!(cancelled < place("rang, no answer") && place("rang, no answer") < missed);
    assert!(timeline[missed..].contains("Dora Frost, entered "));
}

#[actix_web::test]
async fn a_visit_is_booked_with_somebody_who_treats() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let dora = t.hire("Dora Frost", Role::FrontDesk);
    let desk = t.browser(&dora);
    let path = format!("/episodes/{id}/visits");
    let on = t.now().date.to_string();
    for clinician in ["nobody", dora.id.as_str()] {
        let sent = submission();
        let fields = [
            ("on", on.as_str()),
            ("clinician", clinician),
            ("submission_id", sent.as_str()),
        ];
        let refused = desk.post(&path, &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        let words = "Clinician must be one of the answers shown";
        assert!(refused.text.contains(words), "{clinician}");
    }
}

#[actix_web::test]
async fn a_day_stated_again_loses_neither_its_time_nor_its_place() {
    let t = TestClinic::new();
    let (_, id) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{id}/visits");
    let fields = [
        ("on", "2026-03-09"),
        ("time", "10:00"),
        ("place", "Room 2"),
        ("clinician", t.asha.id.as_str()),
    ];
    let sent = submission();
    let booked = [&fields[..], &[("submission_id", &sent)]].concat();
    let booked = asha.post(&path, &booked).await;
    assert_eq!(booked.status, StatusCode::SEE_OTHER, "{}", booked.text);

    // the page begins with what stands
    let page = asha.get(&path).await.text;
    let booking = |page: &str| Typed::from_page(page.split("<form class=\"card\"").nth(1).unwrap());
    let form = booking(&page);
    for (name, value) in fields {
        assert_eq!(form.value(name), value, "{name}");
    }

    // a session for the same day changes nothing it does not state
    let sessions = format!("/episodes/{id}/sessions");
    let visit = Typed::from_page(&asha.get(&format!("{sessions}/new")).await.text)
        .set("m_nprs_rest", "2")
        .set("warning_signs", "none")
        .set("flare", "no")
        .set("next_date", "2026-03-09");
    let noted = t.audit().len();
    let signed = visit.send(&asha, &sessions, "sign").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    assert!(!t.actions_since(noted).contains(&"visit_booked".to_owned()));
    let stands = t.read(|db| visits::find_booked(db, &id)).unwrap().plan;
    assert_eq!(stands.place, "Room 2");
    assert_eq!(stands.time.unwrap().to_string(), "10:00:00");

    // called off by mistake: it is offered as it was
    let page = asha.get(&path).await.text;
    let act = booking(&page).value("visit");
    let fields = [("visit", act.as_str()), ("state", "cancelled_by_clinic")];
    let off = asha.post(&format!("{path}/settlements"), &fields).await;
    assert_eq!(off.status, StatusCode::SEE_OTHER, "{}", off.text);
    let form = booking(&asha.get(&path).await.text);
    assert_eq!(
        (form.value("on"), form.value("place")),
        ("2026-03-09".into(), "Room 2".into())
    );
}
