//! What is said before a visit is recorded, and while it is being recorded.

use actix_web::http::StatusCode;
use ninefold::care::course::Flare;
use ninefold::care::episode::EpisodeState;
use ninefold::records::{episodes, sessions};

use super::sessions::{Typed, assigned};
use crate::support::{TestClinic, content, day, reading, word};

#[actix_web::test]
async fn an_episode_on_hold_says_so_before_anything_is_typed() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let new = format!("/episodes/{episode}/sessions/new");
    let path = format!("/episodes/{episode}/sessions");
    let typed = Typed::from_page(&asha.get(&new).await.text);
    let draft = typed.send(&asha, &path, "draft").await.location;
    t.by(&t.asha, |w| {
        let before = episodes::find(w.db(), &episode)?;
        let state = EpisodeState::OnHold {
            from: day(2026, 3, 2),
            until: None,
            why: "abroad".into(),
        };
        episodes::set_state(w, &before, &state)
    });
    for path in [&new, &draft] {
        let page = asha.get(path).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text.contains("on hold since 2 Mar 2026: abroad"),
            "{}",
            page.text
        );
        assert!(page.text.contains("/holds/endings"), "{}", page.text);
        assert!(!page.text.contains(r#"value="sign""#));
    }
}

#[actix_web::test]
async fn an_unsigned_session_is_told_before_another_is_begun() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let new = format!("/episodes/{episode}/sessions/new");
    let path = format!("/episodes/{episode}/sessions");
    let typed = Typed::from_page(&asha.get(&new).await.text);
    let draft = typed.send(&asha, &path, "draft").await.location;
    let asked = asha.get(&new).await.text;
    assert!(
        asked.contains("There is an unsigned session of 2 Mar 2026, 11:00, begun by you"),
        "{asked}"
    );
    let id = draft.trim_end_matches("/edit");
    for link in [
        &draft,
        &format!("{id}/strikeouts/new"),
        &format!("{new}?another=yes"),
    ] {
        assert!(
            asked.contains(&format!("href=\"{link}\"")),
            "{link} {asked}"
        );
    }
    let ben = t.browser(&t.ben).get(&new).await.text;
    assert!(
        ben.contains("by Asha Rao") && !ben.contains(&draft),
        "{ben}"
    );
    let another = asha.get(&format!("{new}?another=yes")).await.text;
    assert!(another.contains(r#"value="sign""#), "{another}");
}

#[actix_web::test]
async fn ones_own_second_tab_is_told_apart_from_a_colleague() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let typed = Typed::from_page(&asha.get(&format!("{path}/new")).await.text);
    let draft = typed.send(&asha, &path, "draft").await.location;
    let tab = Typed::from_page(&asha.get(&draft).await.text);
    let other = tab.clone().set("note", "first");
    let id = crate::support::course::submission();
    let saved = other
        .set("submission_id", &id)
        .send(&asha, &draft, "draft")
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let refused = tab.set("note", "second").send(&asha, &draft, "draft").await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        refused
            .text
            .contains("You, perhaps in another tab, saved this draft on 2 Mar 2026 at 11:00"),
        "{}",
        refused.text
    );
    assert!(!refused.text.contains("Somebody"), "{}", refused.text);
    let session = draft.trim_end_matches("/edit");
    assert!(
        refused.text.contains(&format!("href=\"{session}\"")),
        "{}",
        refused.text
    );
}

#[actix_web::test]
async fn sentences_say_what_is_to_be_done() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let typed = Typed::from_page(&asha.get(&format!("{path}/new")).await.text);
    let yes = typed
        .clone()
        .all(&[("warning_signs", "yes"), ("flare", "no")]);
    let refused = yes.send(&asha, &path, "sign").await.text;
    assert!(refused.contains("Tick which warning sign"), "{refused}");
    assert!(!refused.contains("question was not asked"), "{refused}");
    let scale = typed
        .set("m_nprs_rest", "bad")
        .send(&asha, &path, "check")
        .await
        .text;
    assert!(
        scale.contains("must be a whole number from 0 to 10"),
        "{scale}"
    );

    let (_, fresh) = t.episode("2");
    let path = format!("/episodes/{fresh}/assessment");
    let empty = Typed::from_page(&asha.get(&path).await.text);
    let checked = empty.send(&asha, &path, "check").await.text;
    let dock = checked.split("class=\"dock\"").nth(1).unwrap();
    assert!(dock.contains("Nothing measured yet"), "{dock}");
    assert!(!dock.contains("of 5 met"), "{dock}");
}

#[actix_web::test]
async fn what_holds_the_patient_back_stands_open_and_first() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 4);
    let visit = content(
        t.now(),
        vec![
            reading("neutral_sit_hold", None, 45_000),
            reading("plank_hold", None, 60_000),
        ],
    );
    t.by(&t.asha, |w| sessions::sign_new(w, &episode, &visit));
    t.later(24);
    let asha = t.browser(&t.asha);
    let page = asha
        .get(&format!("/episodes/{episode}/sessions/new"))
        .await
        .text;
    let place = |text: &str| {
        page.find(text)
            .unwrap_or_else(|| panic!("{text} in {page}"))
    };
    let folded = place("Met and still in date");
    assert!(place("Mandatory, not met yet") < place("name=\"m_neutral_sit_hold\""));
    assert!(place("name=\"m_neutral_sit_hold\"") < place(">Pain"));
    assert!(folded < place("name=\"m_plank_hold\""));
}

#[actix_web::test]
async fn no_answer_about_spasm_stays_no_answer_in_a_draft_taken_over() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let visit = ninefold::care::session::SessionContent {
        flare: Flare::Settled {
            began: None,
            spasm_returned: false,
        },
        ..content(t.now(), vec![word("teach_back_ok", "yes")])
    };
    let id = t.by(&t.asha, |w| sessions::draft(w, &episode, &visit));
    let path = format!("/sessions/{id}/edit");
    let typed = Typed::from_page(&asha.get(&path).await.text);
    assert!(
        !typed
            .filled()
            .iter()
            .any(|(name, _)| name == "spasm_returned")
    );
    let refused = typed
        .set("warning_signs", "none")
        .send(&asha, &path, "sign")
        .await;
    assert!(
        refused
            .text
            .contains("“Did spasm return?” must be answered"),
        "{}",
        refused.text
    );
}

#[actix_web::test]
async fn the_goal_of_the_case_is_read_where_it_is_judged() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 3);
    t.by(&t.asha, |w| {
        let before = episodes::find(w.db(), &episode)?;
        let mut facts = before.facts.clone();
        let goal = "carry the <child> upstairs".to_owned();
        facts.intake.notes.insert("case_goal".into(), goal);
        episodes::amend(w, &before, &facts, "goal")
    });
    let asha = t.browser(&t.asha);
    let page = asha
        .get(&format!("/episodes/{episode}/sessions/new"))
        .await
        .text;
    assert!(
        page.contains("The goal: carry the &#60;child&#62; upstairs"),
        "{page}"
    );
}
