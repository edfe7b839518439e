use actix_web::http::StatusCode;
use ninefold::care::course::{ReportedFlag, WarningSigns};
use ninefold::care::episode::{EpisodeState, Outcome};
use ninefold::care::session::Mistake;
use ninefold::records::{episodes, sessions};

use crate::support::TestClinic;
use crate::support::course::{phase_1_met, phase_2_met};
use crate::support::{content, reading, word};

#[actix_web::test]
async fn the_page_says_where_why_and_what_is_missing() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    t.sign(&id, vec![reading("nprs_in_range", None, 3_000)]);
    let page = t.browser(&t.asha).get(&format!("/episodes/{id}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for words in [
        "Žižek, Łukasz",
        "Stay in phase 2",
        "What is missing first",
        "3 to go",
        "source protocol",
        "Started in phase 2",
        "start in phase 1",
        "Decided otherwise",
        "as seen",
        "Upper back, version 1",
        "No visit booked",
        "Asha Rao",
    ] {
        let words = words.replace("3 to go", "3 points to go");
        assert!(page.text.contains(&words), "{words} is not on the page");
    }
}

#[actix_web::test]
async fn milestones_and_green_lights_stand_on_the_page_and_with_the_protocol() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    t.sign(&id, vec![word("daily_tasks_ok", "yes")]);
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    for words in [
        "48 h window over",
        "Reached 22 Feb 2026",
        "Not measured, usual by 22 Feb 2026",
        "for information",
        "tennis-ball squeeze",
        "On since 3 Mar 2026",
    ] {
        assert!(page.contains(words), "{words} is not on the page");
    }
    assert!(!page.contains("sport with a proper warm-up"), "no sport");
    let protocol = asha.get(&format!("/protocols/{}", t.protocol)).await.text;
    let knowledge = ninefold::builtin::knowledge();
    let milestones = knowledge.milestones.iter().map(|one| &one.key);
    for key in milestones.chain(knowledge.green_lights.iter().map(|one| &one.key)) {
        assert!(protocol.contains(&format!("id=\"{key}\"")), "{key}");
    }
}

#[actix_web::test]
async fn a_red_flag_stands_on_the_page_and_nothing_forward_is_offered() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    t.sign_with(&id, phase_2_met(), |content| {
        content.warning_signs = WarningSigns::Reported(vec![ReportedFlag {
            flag: "rf_fever".parse().unwrap(),
            level: None,
        }]);
    });
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    assert!(page.contains("Stop and refer") && page.contains("notice stop"));
    let decide = asha
        .get(&format!("/episodes/{id}/phase_changes/new"))
        .await
        .text;
    assert!(decide.contains("Stay in phase 2") && !decide.contains("Move on to"));
}

#[actix_web::test]
async fn a_note_is_kept_and_an_empty_one_is_asked_for() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{id}/notes");
    let empty = asha.post(&path, &[("note", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("Note is needed"));
    let saved = asha.post(&path, &[("note", "rang: feels better")]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let again = asha.post(&path, &[("note", "rang: feels better")]).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    let notes = t.read(|db| episodes::list_events(db, &id));
    let kept = notes
        .iter()
        .filter(|event| event.note == "rang: feels better");
    assert_eq!(kept.count(), 1, "the same form sent twice");
}

#[actix_web::test]
async fn pages_of_a_foreign_and_of_a_missing_episode_are_the_same() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let cora = t.browser(&t.cora);
    for end in [
        "",
        "/phase_changes/new",
        "/overrides/new",
        "/holds/new",
        "/closures/new",
        "/handovers/new",
        "/visits",
    ] {
        let foreign = cora.get(&format!("/episodes/{id}{end}")).await;
        let missing = cora.get(&format!("/episodes/nobody{end}")).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{end}");
        let plain = |text: &str| text.split("Reference").next().unwrap().to_owned();
        assert_eq!(plain(&foreign.text), plain(&missing.text), "{end}");
    }
    for end in [
        "phase_changes",
        "overrides",
        "holds",
        "closures",
        "visits",
        "handovers",
    ] {
        let foreign = cora.post(&format!("/episodes/{id}/{end}"), &[]).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{end}");
    }
}

#[actix_web::test]
async fn a_closed_episode_is_opened_again_from_its_page() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 1);
    t.sign(&id, phase_1_met());
    t.later(1);
    let asha = t.browser(&t.asha);
    let version = t.read(|db| episodes::find(db, &id)).version.to_string();
    let today = t.now().date.to_string();
    let fields = [
        ("outcome", "moved"),
        ("on", today.as_str()),
        ("why", "to Leeds"),
        ("version", version.as_str()),
    ];
    let path = format!("/episodes/{id}");
    let closed = asha.post(&format!("{path}/closures"), &fields).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER, "{}", closed.text);
    let page = asha.get(&path).await.text;
    assert!(page.contains("moved away: to Leeds") && page.contains("Open this episode again"));
    let again = [("submission_id", "ffffffffffffffffffffffffffffffff")];
    let opened = asha.post(&format!("{path}/reopenings"), &again).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER);
    let decide = asha.get(&format!("{path}/phase_changes/new")).await.text;
    assert!(decide.contains("ask all red flags"));
}

#[actix_web::test]
async fn every_session_is_listed_and_those_that_do_not_count_use_up_no_place() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let mut signed = Vec::new();
    for pain in 1..=6 {
        t.later(24);
        signed.push(t.sign(&id, vec![reading("nprs_rest", None, pain * 1_000)]));
    }
    t.later(1);
    let draft = t.by(&t.asha, |w| {
        sessions::draft(w, &id, &content(w.now(), vec![]))
    });
    let last = t.read(|db| sessions::find(db, &signed[5]));
    t.by(&t.ben, |w| {
        sessions::strike_out(w, &last, Mistake::Duplicate, "twice")
    });
    let page = t
        .browser(&t.asha)
        .get(&format!("/episodes/{id}"))
        .await
        .text;
    let listed = page.split("<h2>Sessions</h2>").nth(1).unwrap();
    let listed = listed.split("</section>").next().unwrap();
    let (shown, older) = listed.split_once("<details>").unwrap();
    let stands = |text: &str, id: &str| text.contains(&format!("/sessions/{id}"));
    assert!(
        stands(shown, draft.as_str()) && stands(shown, signed[5].as_str()),
        "{shown}"
    );
    assert_eq!(shown.matches("<li>").count(), 7, "five that count: {shown}");
    assert!(stands(older, "") && older.contains("1 older"), "{older}");
    assert!(older.contains("Assessment, "), "{older}");
    assert!(shown.contains("Draft, not signed"), "{shown}");
    assert!(shown.contains("struck out by Ben Okafor"), "{shown}");

    let timeline = page.split("id=\"timeline\"").nth(1).unwrap();
    let timeline = timeline.split("<aside").next().unwrap();
    for words in [
        "struck out</a>",
        "twice",
        ">Assessment</a>",
        "Started in phase 2",
        "a draft not signed",
    ] {
        assert!(timeline.contains(words), "{words}: {timeline}");
    }
}

#[actix_web::test]
async fn a_closed_episode_says_so_first_and_what_was_recommended_then() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    assert!(
        page.contains(" mandatory, 0 of "),
        "what the table shows is counted: {page}"
    );
    let before = t.read(|db| episodes::find(db, &id));
    let closed = EpisodeState::Closed {
        on: t.now().date,
        outcome: Outcome::Moved,
        why: "to Leeds".into(),
    };
    t.by(&t.asha, |w| episodes::set_state(w, &before, &closed));
    t.later(24 * 30);
    let page = t
        .browser(&t.asha)
        .get(&format!("/episodes/{id}"))
        .await
        .text;
    let closed = page.find("Closed on ").unwrap();
    let then = page
        .find("When it was closed: Stay in phase 2")
        .expect(&page);
    assert!(closed < then);
    assert!(!page.contains("<strong>Stay in phase 2"), "{page}");
}
