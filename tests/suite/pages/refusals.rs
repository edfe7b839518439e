//! A refused form comes back whole: its fault said, everything typed still in it, whatever refused it.

use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::actions::hold_episode::{Hold, hold_episode};
use ninefold::care::session::Mistake;
use ninefold::records::{episodes, programmes, sessions, staff};

use super::kept_forms::main_form;
use super::sessions::{PHASE_1, Typed, assess, assigned};
use super::staff::hire;
use crate::actions::programmes::{content, draft, in_phase};
use crate::support::course::submission;
use crate::support::{Answer, TestClinic, patient_facts};

/// The status, and the words that are missing from the page.
fn told<'w>(answer: &Answer, words: &[&'w str]) -> (StatusCode, Vec<&'w str>) {
    let missing = words.iter().filter(|words| !answer.text.contains(**words));
    (answer.status, missing.copied().collect())
}

const CONFLICT: (StatusCode, Vec<&str>) = (StatusCode::CONFLICT, Vec::new());

fn hidden_id(page: &str) -> String {
    let id = page.split("name=\"submission_id\" value=\"").nth(1);
    id.unwrap().split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_form_sent_again_with_other_words_is_given_back() {
    let t = TestClinic::new();
    let episode = t.assigned("1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/notes");
    let id = submission();
    let send = |words| {
        let (asha, path, id) = (&asha, &path, &id);
        async move {
            let fields = [("note", words), ("submission_id", id.as_str())];
            asha.post(path, &fields).await
        }
    };
    let notes = || {
        let events = t.read(|db| episodes::list_events(db, &episode));
        events
            .into_iter()
            .filter(|event| event.note.contains("hill"))
            .count()
    };
    for _ in 0..2 {
        assert_eq!(
            send("walked up the hill").await.status,
            StatusCode::SEE_OTHER
        );
    }
    assert_eq!(notes(), 1, "the same words are saved once");
    let other = send("fell down the hill").await;
    let words = ["fell down the hill", "was saved once already"];
    assert_eq!(told(&other, &words), CONFLICT, "{}", other.text);
    assert_eq!(notes(), 1);
    assert!(
        !other.text.contains(&id),
        "the page has a submission id of its own"
    );
    let fresh = hidden_id(other.text.split("/notes\"").nth(1).unwrap());
    let fields = [
        ("note", "fell down the hill"),
        ("submission_id", fresh.as_str()),
    ];
    assert_eq!(
        asha.post(&path, &fields).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(notes(), 2);
}

#[actix_web::test]
async fn another_password_under_the_same_submission_is_not_called_saved() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let path = format!("/staff/{}/passwords", t.ben.id);
    let (first, second) = ("nine folds of linen", "ten folds of linen");
    for _ in 0..2 {
        let set = ines.post(&path, &[("password", first)]).await;
        assert_eq!(set.status, StatusCode::SEE_OTHER);
    }
    let other = ines.post(&path, &[("password", second)]).await;
    assert_eq!(told(&other, &["was saved once already"]), CONFLICT);
    assert!(
        !other.text.contains(second),
        "a password is never sent back"
    );
}

/// The fields of a programme with one exercise and this note on it.
fn programme<'a>(note: &'a str, id: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("take", "open_book"),
        ("sets_open_book", "2"),
        ("repetitions_open_book", "7"),
        ("hold_open_book", ""),
        ("times_open_book", "1"),
        ("days_open_book", "7"),
        ("side_open_book", "as_described"),
        ("note_open_book", note),
        ("goal", "swim again"),
        ("diary_days", "14"),
        ("submission_id", id),
        ("version", version),
    ]
}

#[actix_web::test]
async fn the_doses_typed_stay_when_a_colleague_saved_the_draft_first() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 3);
    let id = draft(&t, &episode, &content(&["open_book"])).unwrap();
    let path = format!("/programmes/{id}");
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let (one, two) = (submission(), submission());
    let saved = ben.post(&path, &programme("Slowly", &one, "1")).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let late = asha.post(&path, &programme("Breathe out", &two, "1")).await;
    let words = [
        "Breathe out",
        "value=\"7\"",
        "Ben Okafor saved this home programme",
        "Slowly",
    ];
    assert_eq!(told(&late, &words), CONFLICT, "{}", late.text);
    let chosen = main_form(&late.text, &path).set("choose_open_book", "mine");
    let form = chosen.send(&asha, &path, "merge").await;
    assert_eq!(form.status, StatusCode::OK, "{}", form.text);
    let form = main_form(&form.text, &path);
    assert_eq!(
        (form.value("note_open_book"), form.value("version")),
        ("Breathe out".into(), "2".into())
    );
    let taken = main_form(&late.text, &path).set("choose_open_book", "theirs");
    let form = taken.send(&asha, &path, "merge").await;
    let form = main_form(&form.text, &path);
    assert_eq!(form.value("note_open_book"), "Slowly");
    assert!(
        form.filled()
            .contains(&("take".to_owned(), "open_book".to_owned()))
    );
    let stored = t.read(|db| programmes::find(db, &id));
    assert_eq!(
        (stored.version, stored.content.items[0].note.as_str()),
        (2, "Slowly")
    );
}

#[actix_web::test]
async fn the_second_of_two_first_drafts_keeps_what_was_typed() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 3);
    let path = format!("/episodes/{episode}/programmes");
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let (one, two) = (submission(), submission());
    let first = ben.post(&path, &programme("Slowly", &one, "")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let second = asha.post(&path, &programme("Breathe out", &two, "")).await;
    let words = [
        "Breathe out",
        "value=\"7\"",
        "Ben Okafor saved this home programme",
        "Slowly",
    ];
    assert_eq!(told(&second, &words), CONFLICT, "{}", second.text);
    // what is chosen goes on in the draft that was saved first
    let id = t.read(|db| programmes::list(db, &episode))[0].id.clone();
    let path = format!("/programmes/{id}");
    let chosen = main_form(&second.text, &path).set("choose_open_book", "mine");
    let form = chosen.send(&asha, &path, "merge").await;
    let saved = main_form(&form.text, &path).send(&asha, &path, "").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let stored = t.read(|db| programmes::find(db, &id));
    assert_eq!(stored.content.items[0].note, "Breathe out");
}

#[actix_web::test]
async fn a_programme_sent_after_the_episode_was_put_on_hold_is_given_back() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 3);
    let version = t.read(|db| episodes::find(db, &episode)).version;
    let hold = Hold {
        from: t.now().date,
        until: None,
        why: "away".into(),
    };
    let at = (&episode, version);
    hold_episode(&t.clinic, &t.ben, &submission(), at, &hold, t.now()).unwrap();
    let path = format!("/episodes/{episode}/programmes");
    let id = submission();
    let sent = t
        .browser(&t.asha)
        .post(&path, &programme("Breathe out", &id, ""))
        .await;
    let words = ["Breathe out", "value=\"7\"", "This episode is not open"];
    assert_eq!(
        told(&sent, &words),
        (StatusCode::UNPROCESSABLE_ENTITY, vec![]),
        "{}",
        sent.text
    );
}

#[actix_web::test]
async fn whoever_signs_an_assessment_second_keeps_what_was_typed() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let path = format!("/episodes/{episode}/assessment");
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let page = ben.get(&path).await.text;
    let typed = Typed::from_page(&page)
        .all(PHASE_1)
        .set("note", "guards the left side");
    assert_eq!(
        assess(&asha, &episode, PHASE_1).await.status,
        StatusCode::SEE_OTHER
    );
    let second = typed.send(&ben, &path, "sign").await;
    let words = ["guards the left side", "drive to work", "signed already"];
    assert_eq!(told(&second, &words), CONFLICT, "{}", second.text);
    assert_eq!(t.read(|db| sessions::list(db, &episode)).len(), 1);
}

#[actix_web::test]
async fn a_draft_signed_in_another_tab_keeps_what_was_typed_in_this_one() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let page = asha
        .get(&format!("/episodes/{episode}/sessions/new"))
        .await
        .text;
    let draft = Typed::from_page(&page).set("note", "first words");
    let draft = draft
        .send(&asha, &format!("/episodes/{episode}/sessions"), "draft")
        .await;
    assert_eq!(draft.status, StatusCode::SEE_OTHER, "{}", draft.text);
    let tab = Typed::from_page(&asha.get(&draft.location).await.text);
    let other = Typed::from_page(&asha.get(&draft.location).await.text);
    let answers = [("warning_signs", "none"), ("flare", "no")];
    let signed = other
        .all(&answers)
        .send(&asha, &draft.location, "sign")
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let late = tab.all(&answers).set("note", "words of the first tab");
    let late = late.send(&asha, &draft.location, "sign").await;
    let words = ["words of the first tab", "signed this session"];
    assert_eq!(told(&late, &words), CONFLICT, "{}", late.text);
    let ben = t.browser(&t.ben);
    let foreign = Typed::from_page(&page)
        .set("opened_by", "")
        .send(&ben, &draft.location, "sign")
        .await;
    assert_eq!(
        foreign.status,
        StatusCode::NOT_FOUND,
        "another's draft is nobody else's"
    );
}

#[actix_web::test]
async fn a_session_struck_out_meanwhile_keeps_what_was_typed_about_it() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let visit = crate::support::content(t.now(), vec![]);
    let id = t.by(&t.asha, |w| sessions::sign_new(w, &episode, &visit));
    let asha = t.browser(&t.asha);
    let amend = asha
        .get(&format!("/sessions/{id}/amendments/new"))
        .await
        .text;
    let amend = Typed::from_page(&amend).set("reason", "misread the dial");
    let strike = asha
        .get(&format!("/sessions/{id}/strikeouts/new"))
        .await
        .text;
    let strike =
        Typed::from_page(&strike).all(&[("why", "seen on Tuesday"), ("kind", "wrong_date")]);
    let before = t.read(|db| sessions::find(db, &id));
    t.by(&t.ben, |w| {
        sessions::strike_out(w, &before, Mistake::Duplicate, "twice")
    });
    let amended = amend
        .send(&asha, &format!("/sessions/{id}/amendments"), "sign")
        .await;
    let words = ["misread the dial", "struck out"];
    assert_eq!(told(&amended, &words), CONFLICT, "{}", amended.text);
    let struck = strike
        .send(&asha, &format!("/sessions/{id}/strikeouts"), "strike_out")
        .await;
    let words = ["seen on Tuesday", "struck out already"];
    assert_eq!(told(&struck, &words), CONFLICT, "{}", struck.text);
}

#[actix_web::test]
async fn a_stale_account_form_comes_back_with_what_was_typed() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let path = format!("/staff/{}", t.ben.id);
    let team = t.north.to_string();
    let (one, two, three) = (submission(), submission(), submission());
    let form = |name: &'static str, id: &str, version: &str| {
        [
            ("name", name),
            ("role", "clinician"),
            ("teams", &team),
            ("version", version),
            ("submission_id", id),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let send = async |fields: [(String, String); 5]| {
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        ines.post(&path, &fields).await
    };
    assert_eq!(
        send(form("Ben One", &one, "1")).await.status,
        StatusCode::SEE_OTHER
    );
    let late = send(form("Ben Two", &two, "1")).await;
    assert_eq!(
        told(&late, &["value=\"Ben Two\"", "Somebody changed this"]),
        CONFLICT,
        "{}",
        late.text
    );
    assert!(
        late.text.contains("name=\"version\" value=\"2\""),
        "sent again it is saved"
    );
    assert_eq!(
        send(form("Ben Two", &three, "2")).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(t.read(|db| staff::find(db, &t.ben.id)).name, "Ben Two");
}
