//! Striking out, and moving a session to the right patient.

use actix_web::http::StatusCode;
use chrono::{Days, NaiveDate};
use ninefold::actions::book_visit::book_visit;
use ninefold::actions::standing::{compute, evaluate_now};
use ninefold::care::episode::VisitPlan;
use ninefold::care::ids::{EpisodeId, SessionId};
use ninefold::care::session::{Mistake, SessionState};
use ninefold::records::{courses, sessions, standings, visits};

use super::sessions::{PHASE_1, Typed, assess, assigned};
use crate::support::course::submission;
use crate::support::{TestClinic, content, reading};

#[actix_web::test]
async fn a_session_for_the_wrong_patient_moves_to_the_right_one() {
    let t = TestClinic::new();
    let (_, wrong) = assigned(&t, "1", 2);
    let (_, right) = assigned(&t, "2", 2);
    let before = t.read(|db| evaluate_now(db, &t.clinic, &wrong, t.now())).1;
    let took_place = t.now();
    let mut visit = content(took_place, vec![reading("nprs_rest", None, 9_000)]);
    visit.note = "seen at half past".into();
    let id = t.by(&t.asha, |w| sessions::sign_new(w, &wrong, &visit));
    assert_ne!(
        t.read(|db| evaluate_now(db, &t.clinic, &wrong, t.now())).1,
        before
    );

    let asha = t.browser(&t.asha);
    let page = asha
        .get(&format!("/sessions/{id}/strikeouts/new"))
        .await
        .text;
    assert!(
        page.contains("Strike out this session of Łukasz Žižek"),
        "{page}"
    );
    let path = format!("/sessions/{id}/strikeouts");
    let typed = Typed::from_page(&page).all(&[("why", "two files open"), ("words", "zizek")]);
    let found = typed.send(&asha, &path, "search").await;
    assert!(found.text.contains(right.as_str()), "{}", found.text);
    assert!(!found.text.contains(&format!("value=\"{wrong}\"")));

    let typed = Typed::from_page(&found.text).set("right", right.as_str());
    let moved = typed.send(&asha, &path, "strike_out").await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text);
    assert!(moved.location.ends_with("/edit"), "{}", moved.location);
    assert_eq!(
        typed.send(&asha, &path, "strike_out").await.status,
        StatusCode::SEE_OTHER
    );

    // the first patient's evaluation is as before it, and the session is crossed out in its place
    assert_eq!(
        t.read(|db| evaluate_now(db, &t.clinic, &wrong, t.now())).1,
        before
    );
    let stored = t.read(|db| standings::find(db, &wrong));
    assert_eq!(
        stored,
        t.read(|db| compute(db, &t.clinic, &wrong, t.now())).0
    );
    let struck = t.read(|db| sessions::find(db, &id));
    let SessionState::StruckOut(out) = &struck.state else {
        panic!("{:?}", struck.state)
    };
    assert_eq!(
        (out.kind, out.why.as_str()),
        (Mistake::WrongPatient, "two files open")
    );
    let read = asha.get(&format!("/sessions/{id}")).await.text;
    assert!(
        read.contains("Struck out") && read.contains("seen at half past"),
        "{read}"
    );

    // the draft has the values and the time of the visit, and is signed for the right one
    let draft = asha.get(&moved.location).await.text;
    assert!(draft.contains(r#"name="m_nprs_rest" value="9""#), "{draft}");
    let typed = Typed::from_page(&draft).all(&[("warning_signs", "none"), ("flare", "no")]);
    let signed = typed.send(&asha, &moved.location, "sign").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let newest = t.read(|db| sessions::list(db, &right)).remove(0);
    assert_eq!(newest.state, SessionState::Signed);
    assert_eq!(newest.current.content.took_place, took_place);
    assert_eq!(Some(newest.id), out.moved_to);
}

#[actix_web::test]
async fn striking_out_needs_a_kind_and_a_reason_and_happens_once() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let visit = content(t.now(), vec![reading("nprs_rest", None, 1_000)]);
    let id = t.by(&t.asha, |w| sessions::sign_new(w, &episode, &visit));
    let asha = t.browser(&t.asha);
    let path = format!("/sessions/{id}/strikeouts");
    let form = Typed::from_page(&asha.get(&format!("{path}/new")).await.text);
    let refused = form.send(&asha, &path, "strike_out").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("What is wrong must have an answer"),
        "{}",
        refused.text
    );
    assert!(refused.text.contains("The reason is needed"));

    let typed = form.all(&[("kind", "duplicate"), ("why", "entered twice")]);
    let before = t.audit().len();
    let struck = typed.send(&asha, &path, "strike_out").await;
    assert_eq!(struck.location, format!("/sessions/{id}"));
    let actions = t.actions_since(before);
    assert!(
        actions.contains(&"session_struck_out".to_owned()),
        "{actions:?}"
    );
    let late = asha.get(&format!("{path}/new")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    let amend = asha.get(&format!("/sessions/{id}/amendments/new")).await;
    assert_eq!(amend.status, StatusCode::CONFLICT);
}

#[actix_web::test]
async fn a_struck_out_assessment_is_recorded_again() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let asha = t.browser(&t.asha);
    let signed = assess(&asha, &episode, PHASE_1).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    t.later(48);
    t.sign(&episode, vec![reading("nprs_rest", None, 3_000)]);
    t.later(1);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/assessment");
    assert_eq!(
        asha.get(&path).await.status,
        StatusCode::SEE_OTHER,
        "it is signed"
    );
    let strike_out = format!("{}/strikeouts", signed.location);
    let form = asha.get(&format!("{strike_out}/new")).await.text;
    let typed = Typed::from_page(&form).all(&[("kind", "other"), ("why", "of somebody else")]);
    let struck = typed.send(&asha, &strike_out, "strike_out").await;
    assert_eq!(struck.status, StatusCode::SEE_OTHER, "{}", struck.text);

    // care goes on, and the assessment can be recorded again
    let shown = asha.get(&format!("/episodes/{episode}")).await.text;
    assert!(
        shown.contains("The assessment was struck out") && shown.contains(&path),
        "{shown}"
    );
    let sessions_new = format!("/episodes/{episode}/sessions/new");
    assert_eq!(asha.get(&sessions_new).await.status, StatusCode::OK);
    let page = asha.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.location);
    let again = Typed::from_page(&page.text).all(PHASE_1);
    let late = again.send(&asha, &path, "sign").await;
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        late.text.contains("assessment comes before"),
        "{}",
        late.text
    );

    // as a draft it stays an assessment
    let again = again.all(&[
        ("visit_date", "2026-03-03"),
        ("visit_time", "09:00"),
        ("late_because", "the first was of somebody else"),
    ]);
    let draft = again.send(&asha, &path, "draft").await;
    assert!(draft.location.ends_with("/edit"), "{}", draft.text);
    let page = asha.get(&draft.location).await.text;
    assert!(page.contains("Assessment, draft"), "{page}");
    let signed = Typed::from_page(&page)
        .all(&[("screen", "now"), ("screen_others_no", "yes")])
        .send(&asha, &draft.location, "sign")
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let visits = t.read(|db| courses::load(db, &episode)).visits;
    assert_eq!(visits.len(), 2);
    assert!(
        signed.location.ends_with(visits[0].id.as_str()),
        "it stands first"
    );
    assert_eq!(
        asha.get(&path).await.status,
        StatusCode::SEE_OTHER,
        "there is one again"
    );
    let read = asha.get(&signed.location).await.text;
    assert!(read.contains("Assessment of 3 Mar 2026"), "{read}");
}

/// A session signed by form with a next visit in so many days; nine days from now one was booked before.
async fn signed_with_visit(t: &TestClinic, episode: &EpisodeId, days: u64) -> SessionId {
    let before = VisitPlan {
        on: in_days(t, 9),
        time: None,
        place: "Room 2".into(),
        clinician: None,
        note: String::new(),
    };
    let at = (episode, None);
    book_visit(&t.clinic, &t.asha, &submission(), at, &before, t.now()).unwrap();
    t.later(1);
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{episode}/sessions/new")).await;
    let next = in_days(t, days).to_string();
    let signed = Typed::from_page(&page.text)
        .all(&[
            ("warning_signs", "none"),
            ("flare", "no"),
            ("m_nprs_rest", "3"),
            ("next_date", next.as_str()),
            ("next_time", "14:30"),
        ])
        .send(&asha, &format!("/episodes/{episode}/sessions"), "sign")
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    t.later(1);
    signed.location.rsplit('/').next().unwrap().parse().unwrap()
}

fn in_days(t: &TestClinic, days: u64) -> NaiveDate {
    t.now().date + Days::new(days)
}

fn booked(t: &TestClinic, episode: &EpisodeId) -> Option<NaiveDate> {
    let booked = t.read(|db| visits::find_booked(db, episode));
    booked.map(|visit| visit.plan.on)
}

#[actix_web::test]
async fn the_wrong_patients_booking_is_put_back_and_the_date_goes_along() {
    let t = TestClinic::new();
    let (_, wrong) = assigned(&t, "1", 2);
    let (_, right) = assigned(&t, "2", 2);
    let id = signed_with_visit(&t, &wrong, 12).await;
    assert_eq!(booked(&t, &wrong), Some(in_days(&t, 12)));

    let asha = t.browser(&t.asha);
    let path = format!("/sessions/{id}/strikeouts");
    let page = asha.get(&format!("{path}/new")).await.text;
    assert!(
        page.contains("in place of Wed 11 Mar 2026, Room 2"),
        "{page}"
    );
    let typed = Typed::from_page(&page).all(&[("why", "two files open"), ("words", "zizek")]);
    let found = typed.send(&asha, &path, "search").await;
    let typed = Typed::from_page(&found.text).set("right", right.as_str());
    let moved = typed.send(&asha, &path, "strike_out").await;
    assert_eq!(moved.status, StatusCode::SEE_OTHER, "{}", moved.text);

    assert_eq!(booked(&t, &wrong), Some(in_days(&t, 9)));
    let stored = t.read(|db| standings::find(db, &wrong));
    assert_eq!(stored.next_visit_on, Some(in_days(&t, 9)));
    assert_eq!(booked(&t, &right), None, "only suggested");
    let draft = asha.get(&moved.location).await.text;
    assert!(draft.contains(r#"name="m_nprs_rest" value="3""#), "{draft}");
    let next = format!(r#"value="{}""#, in_days(&t, 12));
    assert!(
        draft.contains(&next) && draft.contains(r#"value="14:30""#),
        "{draft}"
    );
}

#[actix_web::test]
async fn another_error_asks_what_becomes_of_the_booking() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let id = signed_with_visit(&t, &episode, 12).await;
    let asha = t.browser(&t.asha);
    let path = format!("/sessions/{id}/strikeouts");
    let typed = Typed::from_page(&asha.get(&format!("{path}/new")).await.text)
        .all(&[("kind", "duplicate"), ("why", "entered twice")]);
    let refused = typed.send(&asha, &path, "strike_out").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Say what becomes of the next visit"));
    let kept = typed.set("booking", "keep");
    let struck = kept.send(&asha, &path, "strike_out").await;
    assert_eq!(struck.status, StatusCode::SEE_OTHER, "{}", struck.text);
    assert_eq!(booked(&t, &episode), Some(in_days(&t, 12)));
}

#[actix_web::test]
async fn a_typed_name_is_searched_for_and_an_answer_is_needed() {
    let t = TestClinic::new();
    let (_, wrong) = assigned(&t, "1", 2);
    let (_, right) = assigned(&t, "2", 2);
    let id = t.sign(&wrong, vec![reading("nprs_rest", None, 3_000)]);
    let asha = t.browser(&t.asha);
    let path = format!("/sessions/{id}/strikeouts");
    let typed = Typed::from_page(&asha.get(&format!("{path}/new")).await.text).all(&[
        ("kind", "wrong_patient"),
        ("why", "two files open"),
        ("words", "zizek"),
    ]);
    let searched = typed.send(&asha, &path, "strike_out").await;
    assert_eq!(searched.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        searched.text.contains("Choose the right patient"),
        "{}",
        searched.text
    );
    assert!(searched.text.contains(right.as_str()), "{}", searched.text);
    let shown = Typed::from_page(&searched.text);
    assert!(
        shown.filled().iter().all(|(name, _)| name != "right"),
        "no default: {:?}",
        shown.filled()
    );
    let nobody = shown.clone().set("words", "nobody of that name");
    let refused = nobody.send(&asha, &path, "strike_out").await;
    assert!(
        refused.text.contains("Nobody within your reach"),
        "{}",
        refused.text
    );

    // only struck out, then entered for the right one from its own page
    let struck = shown
        .set("right", "nobody")
        .send(&asha, &path, "strike_out")
        .await;
    assert_eq!(
        struck.location,
        format!("/sessions/{id}"),
        "{}",
        struck.text
    );
    let page = asha.get(&struck.location).await.text;
    assert!(
        page.contains("Enter these values for the right patient"),
        "{page}"
    );
    let moves = format!("/sessions/{id}/moves");
    let page = asha.get(&format!("{moves}/new")).await.text;
    let typed = Typed::from_page(&page).set("words", "zizek");
    let found = typed.send(&asha, &moves, "search").await;
    let none = Typed::from_page(&found.text)
        .send(&asha, &moves, "move")
        .await;
    assert_eq!(
        none.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "none is chosen"
    );
    let typed = Typed::from_page(&found.text).set("right", right.as_str());
    let moved = typed.send(&asha, &moves, "move").await;
    assert!(moved.location.ends_with("/edit"), "{}", moved.text);
    let first = t.read(|db| sessions::find(db, &id));
    let draft = t.read(|db| sessions::list(db, &right)).remove(0);
    assert_eq!(draft.state, SessionState::Draft);
    assert_eq!(
        draft.current.content.took_place,
        first.current.content.took_place
    );
    let again = asha.get(&format!("{moves}/new")).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "it is entered");
}
