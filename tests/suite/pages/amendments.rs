//! Amending a signed visit.

use actix_web::http::StatusCode;
use ninefold::care::evaluation::Recommendation;
use ninefold::care::ids::{EpisodeId, SessionId};
use ninefold::care::measure::{Reading, Side};
use ninefold::records::{decisions, sessions, standings};

use super::sessions::{Typed, assigned};
use crate::support::{TestClinic, content, reading, word};

/// An episode in phase 2 with a session that meets every mandatory target of it.
pub fn ready(t: &TestClinic) -> (EpisodeId, SessionId) {
    let (_, episode) = assigned(t, "1", 2);
    let side = |side, grade| Reading {
        side: Some(side),
        ..word("spasm_grade", grade)
    };
    let visit = content(
        t.now(),
        vec![
            reading("nprs_rest", None, 1_000),
            reading("nprs_worst_24h", None, 2_000),
            reading("pain_free_range_pct", None, 60_000),
            reading("nprs_in_range", None, 0),
            side(Side::Left, "0"),
            side(Side::Right, "0"),
        ],
    );
    let id = t.by(&t.asha, |w| sessions::sign_new(w, &episode, &visit));
    (episode, id)
}

#[actix_web::test]
async fn amending_a_reading_turns_advance_into_hold() {
    let t = TestClinic::new();
    let (episode, id) = ready(&t);
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/sessions/{id}")).await.text;
    assert!(page.contains("Ready for phase 3"), "{page}");

    let form = asha
        .get(&format!("/sessions/{id}/amendments/new"))
        .await
        .text;
    let path = format!("/sessions/{id}/amendments");
    let typed = Typed::from_page(&form).set("m_pain_free_range_pct", "40");
    let refused = typed.send(&asha, &path, "sign").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .text
            .contains("The reason for the amendment is needed"),
        "{}",
        refused.text
    );
    assert!(
        refused.text.contains("Stay in phase 2"),
        "the check shows what would follow"
    );

    let before = t.audit().len();
    let amended = typed
        .set("reason", "read off the wrong line")
        .send(&asha, &path, "sign")
        .await;
    assert_eq!(amended.status, StatusCode::SEE_OTHER, "{}", amended.text);
    let row = t
        .audit()
        .into_iter()
        .skip(before)
        .find(|row| row.action == "session_amended")
        .unwrap();
    assert_eq!(row.fields, "readings");

    let page = asha.get(&amended.location).await.text;
    let sentence = "Pain-free share of expected full range: 40 %, at least 50 % (10 % to go).";
    assert!(
        page.contains("Stay in phase 2") && page.contains(sentence),
        "{page}"
    );
    let standing = t.read(|db| standings::find(db, &episode));
    assert_eq!(standing.recommendation, Recommendation::Hold);
}

#[actix_web::test]
async fn the_old_version_stays_readable() {
    let t = TestClinic::new();
    let (_, id) = ready(&t);
    let asha = t.browser(&t.asha);
    let form = asha
        .get(&format!("/sessions/{id}/amendments/new"))
        .await
        .text;
    let amended = Typed::from_page(&form)
        .all(&[
            ("m_pain_free_range_pct", "40"),
            ("reason", "read off the wrong line"),
        ])
        .send(&asha, &format!("/sessions/{id}/amendments"), "sign")
        .await;
    let page = asha.get(&amended.location).await.text;
    let old = page
        .split("<summary>Version 1")
        .nth(1)
        .expect("the old version is on the page");
    assert!(old.contains("60 %"), "{old}");
    assert!(page.contains("Amended") && page.contains("read off the wrong line"));
    let versions = t.read(|db| sessions::list_versions(db, &id));
    let values: Vec<String> = versions
        .iter()
        .map(|version| {
            version
                .content
                .readings
                .iter()
                .find(|reading| reading.measure == *"pain_free_range_pct")
                .unwrap()
                .value
                .to_string()
        })
        .collect();
    assert_eq!(values, ["40", "60"]);
}

#[actix_web::test]
async fn a_second_save_on_an_old_version_is_refused() {
    let t = TestClinic::new();
    let (_, id) = ready(&t);
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let path = format!("/sessions/{id}/amendments");
    let form = Typed::from_page(&asha.get(&format!("{path}/new")).await.text);
    let his = Typed::from_page(&ben.get(&format!("{path}/new")).await.text);
    let first = form
        .set("note", "hers")
        .set("reason", "a")
        .send(&asha, &path, "sign")
        .await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let second = his
        .set("note", "his own words")
        .set("reason", "b")
        .send(&ben, &path, "sign")
        .await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    assert!(second.text.contains("Asha Rao amended this session"));
    assert!(
        second.text.contains("his own words"),
        "what was typed stays"
    );
    let current = t.read(|db| sessions::find(db, &id)).current;
    assert_eq!((current.number, current.content.note.as_str()), (2, "hers"));
}

#[actix_web::test]
async fn a_decision_that_rested_on_it_is_marked() {
    let t = TestClinic::new();
    let (episode, id) = ready(&t);
    t.by(&t.asha, |w| {
        let found = ninefold::records::episodes::find(w.db(), &episode)?;
        let new = ninefold::care::episode::NewPhaseChange {
            from: Some(2),
            to: 3,
            recommended: Recommendation::Advance(3),
            against: false,
            reason: String::new(),
            evaluation: "{}".into(),
        };
        decisions::change_phase(w, &found, &new)
    });
    let asha = t.browser(&t.asha);
    let path = format!("/sessions/{id}/amendments");
    let form = Typed::from_page(&asha.get(&format!("{path}/new")).await.text);
    let words_only = form.all(&[("note", "a word more"), ("reason", "forgot it")]);
    assert_eq!(
        words_only.send(&asha, &path, "sign").await.status,
        StatusCode::SEE_OTHER
    );
    let marked = || {
        t.read(|db| decisions::list_phase_changes(db, &episode))
            .last()
            .unwrap()
            .rests_on_amended_at
    };
    assert_eq!(marked(), None, "a note decides nothing");

    let form = Typed::from_page(&asha.get(&format!("{path}/new")).await.text);
    let value = form.all(&[("m_pain_free_range_pct", "40"), ("reason", "wrong line")]);
    assert_eq!(
        value.send(&asha, &path, "sign").await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(marked(), Some(t.now().utc));
    assert!(t.read(|db| standings::find(db, &episode)).needs_decision);
}
