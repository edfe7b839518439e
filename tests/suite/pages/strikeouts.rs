//! Striking out, and moving a session to the right patient.

use actix_web::http::StatusCode;
use ninefold::actions::standing::{compute, evaluate_now};
use ninefold::care::session::{Mistake, SessionState};
use ninefold::records::{sessions, standings};

use super::sessions::{Typed, assigned};
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
