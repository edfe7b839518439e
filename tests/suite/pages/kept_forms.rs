//! What is typed in a form is kept while it is typed: offered again to whoever typed it, whole, until it is saved or let go.

use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::care::ids::{DraftId, EpisodeId, PatientId};
use ninefold::records::{audit, cautions, drafts, episodes, programmes, sessions};

use super::session_drafts::EVERY_KIND;
use super::sessions::{Typed, assigned};
use super::staff::hire;
use crate::actions::diaries::{self, two_weeks_later};
use crate::support::course::submission;
use crate::support::{Answer, Browser, TestClinic, content, patient_facts, reading};

/// Sends the form as it stands to be kept.
async fn keep(browser: &Browser, path: &str, typed: &Typed) -> Answer {
    let typed = typed.clone().set("path", path);
    typed.send(browser, "/drafts", "").await
}

/// Where the page leads on to what was kept; empty when it offers nothing.
fn offered(page: &str) -> String {
    let link = page
        .split("and did not save it.</p> <a class=\"button\" href=\"")
        .nth(1);
    let path = link
        .unwrap_or_default()
        .split('"')
        .next()
        .unwrap_or_default();
    path.replace("&#38;", "&")
}

/// A patient in phase 2 whose caution asks for a reason with one of the treatments.
fn with_implant(t: &TestClinic) -> (PatientId, EpisodeId) {
    let (patient, episode) = assigned(t, "1", 2);
    t.by(&t.asha, |w| {
        cautions::record(w, &patient, &"ca_implant".parse().unwrap(), "")
    });
    (patient, episode)
}

/// A session with every kind of field, a value out of range, and a measure that was added.
fn every_field(page: &str) -> Typed {
    Typed::from_page(page)
        .all(EVERY_KIND)
        .set("m_nprs_rest", "12,5")
        .set("add", "grip_strength")
        .set("m_grip_strength_left", "30")
        .set("method_grip_strength", "dynamometer")
        .set("warning_signs", "yes")
        .add("flag", "rf_new_deformity")
        .add("flag", "rf_chest_pain")
}

#[actix_web::test]
async fn a_form_is_kept_while_it_is_typed_in_and_given_back_whole() {
    let t = TestClinic::new();
    let (patient, episode) = with_implant(&t);
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let path = format!("/episodes/{episode}/sessions");
    let new = format!("{path}/new");
    let typed = every_field(&asha.get(&new).await.text);
    let visits = t.read(|db| sessions::list(db, &episode)).len();
    let noted = t.audit().len();

    let first = keep(&asha, &path, &typed.clone().set("note", "half a sen")).await;
    assert_eq!(
        (first.status, first.text.as_str()),
        (StatusCode::OK, "Draft kept 11:00")
    );
    assert_eq!(first.kind, "text/plain; charset=utf-8, no-store");
    let again = keep(&asha, &path, &typed).await;
    assert_eq!(again.text, "Draft kept 11:00");
    // one draft, noted once, and no visit
    let kept = t.read(|db| drafts::list(db, &t.asha.id));
    assert_eq!(kept.len(), 1);
    let rows = t.audit().split_off(noted);
    let rows: Vec<_> = rows
        .iter()
        .filter(|row| row.action == "draft_kept")
        .collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].subject.as_deref(), Some(kept[0].id.as_str()));
    assert_eq!(rows[0].patient.as_deref(), Some(patient.as_str()));
    assert_eq!(t.read(|db| sessions::list(db, &episode)).len(), visits);

    // the tab was closed: the board and the form's own page lead back
    let board = asha.get("/board").await.text;
    let link = format!("/drafts/{}", kept[0].id);
    assert!(
        board.contains("Kept while you typed") && board.contains(&link),
        "{board}"
    );
    let page = asha.get(&new).await.text;
    assert!(
        page.contains("You began this on 2 Mar 2026 at 11:00"),
        "{page}"
    );
    let back = offered(&page);
    assert_eq!(asha.get(&link).await.location, back);
    let page = asha.get(&back).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let given_back = Typed::from_page(&page.text);
    assert_eq!(given_back.filled(), typed.filled());
    assert!(
        !page.text.contains("Please put"),
        "no fault before it is sent"
    );

    // nobody else sees it
    assert_eq!(offered(&ben.get(&new).await.text), "");
    assert!(
        !ben.get("/board")
            .await
            .text
            .contains("Kept while you typed")
    );
    for path in [&back, &link] {
        assert_eq!(ben.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let taken = keep(&ben, &path, &given_back.clone().set("opened_by", "")).await;
    assert_eq!(taken.status, StatusCode::NOT_FOUND, "nor writes into it");
    let ended = ben.post(&format!("{link}/endings"), &[]).await;
    assert_eq!(ended.status, StatusCode::NOT_FOUND, "nor lets it go");

    // signed: let go in the same change, and not kept again by what the browser sends last
    let put_right = given_back
        .set("m_nprs_rest", "")
        .set("late_because", "")
        .set("visit_date", "2026-03-02")
        .set("visit_time", "10:40")
        .set("warning_signs", "none")
        .set("flag", "")
        .set("t1_because", "cardiologist agreed");
    let signed = put_right.send(&asha, &path, "sign").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    assert_eq!(t.read(|db| drafts::list(db, &t.asha.id)), []);
    let late = keep(&asha, &path, &put_right).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert_eq!(offered(&asha.get(&new).await.text), "");
}

#[actix_web::test]
async fn a_form_that_comes_back_is_kept_for_whoever_leaves_its_page() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let path = format!("/episodes/{episode}/sessions");
    let new = format!("{path}/new");
    let typed = Typed::from_page(&asha.get(&new).await.text);

    // refused, since nothing was asked; looked at with "Check"; each time the newest words
    for (wish, note, status) in [
        ("sign", "first words", StatusCode::UNPROCESSABLE_ENTITY),
        ("check", "later words", StatusCode::OK),
    ] {
        let typed = typed.clone().set("note", note);
        let answer = typed.send(&asha, &path, wish).await;
        assert_eq!(answer.status, status, "{}", answer.text);
        let back = offered(&asha.get(&new).await.text);
        let page = asha.get(&back).await.text;
        assert_eq!(Typed::from_page(&page).value("note"), note);
        assert_eq!(
            offered(&ben.get(&new).await.text),
            "",
            "nobody else sees it"
        );
    }
    assert_eq!(t.read(|db| drafts::list(db, &t.asha.id)).len(), 1);

    // signed from the page that came back, it is let go
    let signed = typed
        .set("m_nprs_rest", "2")
        .set("warning_signs", "none")
        .set("flare", "no")
        .send(&asha, &path, "sign")
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    assert_eq!(t.read(|db| drafts::list(db, &t.asha.id)), []);
}

#[actix_web::test]
async fn the_board_stays_in_sight_under_many_kept_forms() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let typed = Typed::from_page(&asha.get(&format!("{path}/new")).await.text);
    for kept in 1..=5 {
        let one = typed.clone().set("submission_id", &submission());
        assert_eq!(keep(&asha, &path, &one).await.status, StatusCode::OK);
        let board = asha.get("/board").await.text;
        assert_eq!(board.matches("/drafts/typed-").count(), kept);
        assert_eq!(board.contains("more</summary>"), kept > 3, "{kept}");
    }
    assert!(
        asha.get("/board")
            .await
            .text
            .contains("<summary>2 more</summary>")
    );
}

#[actix_web::test]
async fn what_is_kept_can_be_let_go_and_is_after_a_week() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let new = format!("{path}/new");
    let typed = Typed::from_page(&asha.get(&new).await.text).set("note", "one");
    keep(&asha, &path, &typed).await;
    let id = t.read(|db| drafts::list(db, &t.asha.id))[0].id.clone();
    let noted = t.audit().len();
    let gone = asha.post(&format!("/drafts/{id}/endings"), &[]).await;
    assert_eq!(
        (gone.status, gone.location),
        (StatusCode::SEE_OTHER, new.clone())
    );
    assert_eq!(t.actions_since(noted), ["draft_dropped"]);
    assert_eq!(offered(&asha.get(&new).await.text), "");

    keep(&asha, &path, &typed).await;
    t.later(24 * 7 + 1);
    let asha = t.browser(&t.asha);
    let other = typed.set("submission_id", &submission()).set("note", "two");
    keep(&asha, &path, &other).await;
    let kept = t.read(|db| drafts::list(db, &t.asha.id));
    assert_eq!(kept.len(), 1, "the older one is let go");
}

#[actix_web::test]
async fn only_what_one_may_send_is_kept_and_of_a_sensible_size() {
    let t = TestClinic::new();
    let (patient, episode) = assigned(&t, "1", 2);
    let session = t.read(|db| sessions::list(db, &episode))[0].id.clone();
    let desk = t.browser(&hire(&t, "Dana", Role::FrontDesk));
    let (asha, cora) = (t.browser(&t.asha), t.browser(&t.cora));
    let sent = async |browser: &Browser, path: &str, note: &str| {
        let id = submission();
        let fields = [("path", path), ("note", note), ("submission_id", &id)];
        browser.post("/drafts", &fields).await.status
    };
    let of_a_visit = format!("/episodes/{episode}/sessions");
    let details = format!("/patients/{patient}/versions");
    let long = "x".repeat(70_000);
    let amendment = format!("/sessions/{session}/amendments");
    for (who, path, note, expected) in [
        (&asha, of_a_visit.as_str(), "a", StatusCode::OK),
        (&asha, &amendment, "a", StatusCode::OK),
        (&asha, &of_a_visit, &long, StatusCode::PAYLOAD_TOO_LARGE),
        (&cora, &of_a_visit, "a", StatusCode::NOT_FOUND),
        (&cora, &amendment, "a", StatusCode::NOT_FOUND),
        (&cora, &details, "a", StatusCode::NOT_FOUND),
        (&desk, &of_a_visit, "a", StatusCode::NOT_FOUND),
        (&desk, &details, "a", StatusCode::OK),
        (
            &asha,
            "/episodes/0nobody/sessions",
            "a",
            StatusCode::NOT_FOUND,
        ),
        (&asha, "/nowhere", "a", StatusCode::NOT_FOUND),
        (&asha, "/logins", "a", StatusCode::NOT_FOUND),
        (
            &asha,
            "https://elsewhere.example/patients",
            "a",
            StatusCode::NOT_FOUND,
        ),
        (&asha, "", "a", StatusCode::NOT_FOUND),
    ] {
        assert_eq!(sent(who, path, note).await, expected, "{path}");
    }
    let password = [("path", "/patients"), ("password", "nine folds of linen")];
    assert_eq!(asha.post("/drafts", &password).await.status, StatusCode::OK);
    let kept = t.read(|db| drafts::list(db, &t.asha.id));
    assert!(kept.iter().all(|draft| !draft.content.contains("linen")));
    assert_eq!(kept.len(), 3);
    assert_eq!(t.read(|db| drafts::list(db, &t.cora.id)), []);
    assert!(
        t.read(|db| audit::list(db, &Default::default(), 10_000))
            .len()
            > 3
    );
}

#[actix_web::test]
async fn a_login_that_ends_while_typing_loses_nothing_and_shows_nothing() {
    let t = TestClinic::new();
    let (_, episode) = with_implant(&t);
    let path = format!("/episodes/{episode}/sessions");
    let late = t.browser(&t.asha);
    let typed = every_field(&late.get(&format!("{path}/new")).await.text);
    t.later(1);

    // the page sends what stands in it: said in one line, kept all the same
    let answer = keep(&late, &path, &typed.clone().set("note", "half")).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.kind, "text/plain; charset=utf-8, no-store");
    assert!(
        answer.text.contains("What you typed is kept"),
        "{}",
        answer.text
    );
    assert_eq!(answer.location, "");
    // then the form is sent: to the login page, and on to the form itself
    let sent = typed.send(&late, &path, "sign").await;
    let draft: DraftId = format!("typed-{}", id_of(&typed)).parse().unwrap();
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert_eq!(sent.location, format!("/login?return_to=/drafts/{draft}"));

    // somebody else logs in at this computer
    let ben = t.browser(&t.ben);
    let seen = ben.get(&format!("/drafts/{draft}")).await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
    assert!(!seen.text.contains("upper trapezius"));

    let back = t.browser(&t.asha);
    let form = back.get(&format!("/drafts/{draft}")).await;
    assert_eq!(form.status, StatusCode::SEE_OTHER, "{}", form.text);
    let page = back.get(&form.location).await;
    let given_back = Typed::from_page(&page.text);
    assert_eq!(given_back.filled(), typed.filled());
    let faulty = given_back.send(&back, &path, "sign").await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let saved = given_back
        .set("m_nprs_rest", "2")
        .set("same_nprs_rest", "")
        .set("late_because", "")
        .set("visit_date", "2026-03-02")
        .set("visit_time", "10:40")
        .set("warning_signs", "none")
        .set("flag", "")
        .send(&back, &path, "sign")
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let newest = t.read(|db| sessions::list(db, &episode)).remove(0);
    assert_eq!(newest.current.content.treatments.len(), 2);
    assert_eq!(
        newest.current.content.note,
        "first line\n  second line & more"
    );
    assert_eq!(t.read(|db| drafts::list(db, &t.asha.id)), []);
}

fn id_of(typed: &Typed) -> String {
    typed.value("submission_id")
}

#[actix_web::test]
async fn every_form_of_a_patient_takes_up_what_was_kept_of_it() {
    let t = TestClinic::new();
    let (patient, episode) = assigned(&t, "1", 2);
    let (_, unassessed) = t.episode("2");
    let newcomer = t.patient("3");
    let signed = t.read(|db| sessions::list(db, &episode))[0].id.clone();
    let draft = t.by(&t.asha, |w| {
        let visit = content(w.now(), vec![reading("nprs_rest", None, 3_000)]);
        sessions::draft(w, &episode, &visit)
    });
    let asha = t.browser(&t.asha);
    let forms = [
        (format!("/episodes/{unassessed}/assessment"), "", "note"),
        (format!("/episodes/{episode}/programmes"), "/new", "goal"),
        (format!("/sessions/{signed}/amendments"), "/new", "reason"),
        (format!("/sessions/{draft}/edit"), "", "note"),
        (
            format!("/patients/{newcomer}/episodes"),
            "/new",
            "complaint",
        ),
        ("/patients".to_owned(), "/new", "family_name"),
    ];
    let mut pages: Vec<(String, String, &str)> = forms
        .map(|(path, rest, field)| (format!("{path}{rest}"), path, field))
        .to_vec();
    pages.push((
        format!("/patients/{patient}/edit"),
        format!("/patients/{patient}/versions"),
        "reason",
    ));
    for (page, path, field) in &pages {
        let shown = asha.get(page).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}: {}", shown.location);
        let typed = main_form(&shown.text, path).set(field, "words that are not lost");
        assert_eq!(
            keep(&asha, path, &typed).await.status,
            StatusCode::OK,
            "{page}"
        );
        let back = offered(&asha.get(page).await.text);
        assert!(back.starts_with(page.as_str()), "{page}: {back}");
        let again = asha.get(&back).await;
        assert_eq!(again.status, StatusCode::OK, "{back}");
        assert_eq!(
            main_form(&again.text, path).filled(),
            typed.filled(),
            "{page}"
        );
        assert!(again.text.contains("This is what you typed on"), "{page}");
    }
    // a programme that somebody saved meanwhile: it stays to be read beside what was saved
    let path = format!("/episodes/{episode}/programmes");
    let ben = t.browser(&t.ben);
    let his = main_form(&ben.get(&format!("{path}/new")).await.text, &path);
    let saved = his.send(&ben, &path, "").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let id = t.read(|db| programmes::list(db, &episode))[0].id.clone();
    let new = asha.get(&format!("{path}/new")).await;
    assert_eq!(new.location, format!("/programmes/{id}/edit"));
    let board = asha.get("/board").await.text;
    assert!(board.contains("home programme of"), "{board}");
}

#[actix_web::test]
async fn what_can_no_longer_be_saved_there_is_still_given_back() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let path = format!("/episodes/{episode}/assessment");
    let typed = Typed::from_page(&asha.get(&path).await.text).set("note", "guards the left");
    keep(&asha, &path, &typed).await;
    let back = offered(&asha.get(&path).await.text);
    let signed = super::sessions::assess(&ben, &episode, super::sessions::PHASE_1).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let page = asha.get(&back).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    for words in ["guards the left", "signed already"] {
        assert!(page.text.contains(words), "{words}");
    }
}

#[actix_web::test]
async fn a_diary_is_kept_while_it_is_typed_in() {
    let t = TestClinic::new();
    let (_, sheet) = two_weeks_later(&t, 9);
    let asha = t.browser(&t.asha);
    let path = format!("/programmes/{sheet}/diaries");
    let page = format!("{path}/new");
    let shown = main_form(&asha.get(&page).await.text, &path);
    let typed = shown.set("note", "words that are not lost");
    assert_eq!(keep(&asha, &path, &typed).await.status, StatusCode::OK);
    let back = offered(&asha.get(&page).await.text);
    let again = asha.get(&back).await;
    assert_eq!(main_form(&again.text, &path).filled(), typed.filled());
}

#[actix_web::test]
async fn a_kept_form_of_a_diary_is_about_its_patient() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    let patient = t.read(|db| episodes::find(db, &episode)).patient;
    let days = diaries::kept(&t, &sheet, (2, 15), |_| Some(true));
    let diary = diaries::sign(&t, &sheet, &days).unwrap();
    let path = format!("/diaries/{diary}/amendments");
    let typed = Typed::from_page("").set("submission_id", &submission());
    let kept = keep(&t.browser(&t.asha), &path, &typed).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.text);
    let mine = t.read(|db| drafts::list(db, &t.asha.id));
    assert_eq!(mine[0].patient.as_ref(), Some(&patient));
    let typed = typed.set("submission_id", &submission());
    let kept = keep(&t.browser(&t.cora), &path, &typed).await;
    assert_eq!(kept.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_form_is_saved_in_the_name_of_whom_it_was_drawn_for_or_not_at_all() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let path = format!("/episodes/{episode}/sessions");
    let asha = t.browser(&t.asha);
    let stale = every_field(&asha.get(&format!("{path}/new")).await.text);
    let act = asha.get(&format!("/episodes/{episode}/closures/new")).await;
    let closure = main_form(&act.text, &format!("/episodes/{episode}/closures"));
    // the same tablet: she logs out, he logs in, and her page stands open still
    asha.post("/logins/endings", &[]).await;
    let ben = t.browser(&t.ben);
    let before = t.audit().len();
    for (to, typed) in [
        (&path, &stale),
        (&format!("/episodes/{episode}/closures"), &closure),
    ] {
        let answer = typed.send(&ben, to, "sign").await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{to}: {}", answer.text);
        assert!(
            answer.text.contains("opened by somebody else"),
            "{}",
            answer.text
        );
        assert!(
            !answer.text.contains("upper trapezius"),
            "her patient stays out of it"
        );
        let kept = keep(&ben, to, typed).await;
        assert_eq!(kept.status, StatusCode::CONFLICT, "nor kept as his");
    }
    assert_eq!(t.actions_since(before), [] as [&str; 0]);
    // nor kept as his when his login has ended meanwhile
    t.later(1);
    let late = stale.send(&ben, &path, "sign").await;
    assert_eq!(late.status, StatusCode::UNAUTHORIZED);
    assert_eq!(t.read(|db| drafts::list(db, &t.ben.id)), []);
    // his own form goes through
    let ben = t.browser(&t.ben);
    let own = Typed::from_page(&ben.get(&format!("{path}/new")).await.text);
    assert_eq!(own.value("opened_by"), t.ben.id.as_str());
    let saved = own.send(&ben, &path, "").await;
    assert_ne!(saved.status, StatusCode::CONFLICT, "{}", saved.text);
}

#[actix_web::test]
async fn what_one_person_kept_another_cannot_send() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let path = format!("/episodes/{episode}/notes");
    let id = submission();
    let typed = Typed::from_page("")
        .set("submission_id", &id)
        .set("note", "slept badly");
    let kept = keep(&t.browser(&t.asha), &path, &typed).await;
    assert_eq!(kept.status, StatusCode::OK);
    let ben = t.browser(&t.ben);
    let before = t.audit().len();
    let sent = typed.send(&ben, &path, "").await;
    assert_eq!(sent.status, StatusCode::CONFLICT, "{}", sent.text);
    assert!(
        sent.text.contains("opened by somebody else"),
        "{}",
        sent.text
    );
    assert_eq!(t.actions_since(before), [] as [&str; 0]);
    let sent = typed.send(&t.browser(&t.asha), &path, "").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
}

/// The fields of the form that is sent to this path.
pub fn main_form(page: &str, path: &str) -> Typed {
    let start = format!("action=\"{path}\"");
    let form = page
        .split(&start)
        .nth(1)
        .unwrap_or_else(|| panic!("no form for {path}"));
    Typed::from_page(form)
}

#[actix_web::test]
async fn a_registration_is_kept_while_it_is_typed_in_also_past_the_warning_of_a_duplicate() {
    let t = TestClinic::new();
    t.patient("1");
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let page = asha.get("/patients/new").await.text;
    assert!(page.contains("action=\"/patients\" novalidate data-keep"));
    let known = patient_facts("1");
    let born = known.birth_date.to_string();
    let typed = main_form(&page, "/patients").all(&[
        ("family_name", &known.family_name),
        ("given_names", &known.given_names),
        ("birth_date", &born),
        ("sex", "female"),
        ("paper", "a4"),
        ("print_size", "large"),
        ("team", t.north.as_str()),
        ("phone", "020 7946 0999"),
    ]);
    assert_eq!(
        keep(&asha, "/patients", &typed).await.status,
        StatusCode::OK
    );
    let warned = typed.send(&asha, "/patients", "").await;
    assert!(warned.status.is_client_error(), "{}", warned.status);
    let again = main_form(&warned.text, "/patients");
    assert_eq!(id_of(&again), id_of(&typed), "it is the same form still");
    let ticked = again
        .set("is_someone_else", "yes")
        .set("phone", "020 7946 0123");
    assert_eq!(
        keep(&asha, "/patients", &ticked).await.status,
        StatusCode::OK
    );

    // the tab is closed: it is on the board and on the page, for its author alone
    let link = offered(&asha.get("/patients/new").await.text);
    assert!(asha.get("/board").await.text.contains("registration"));
    let back = asha.get(&link).await;
    let given_back = main_form(&back.text, "/patients");
    assert_eq!(given_back.filled(), ticked.filled());
    assert_eq!(offered(&ben.get("/patients/new").await.text), "");
    assert!(!ben.get("/board").await.text.contains("registration"));
    assert_eq!(ben.get(&link).await.status, StatusCode::NOT_FOUND);

    let saved = given_back.send(&asha, "/patients", "").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(t.read(|db| drafts::list(db, &t.asha.id)), []);
    assert_eq!(offered(&asha.get("/patients/new").await.text), "");
}

#[actix_web::test]
async fn a_patients_details_are_kept_while_they_are_typed_in_also_past_a_conflict() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    let (asha, ben, cora) = (t.browser(&t.asha), t.browser(&t.ben), t.browser(&t.cora));
    let (page, path) = (
        format!("/patients/{patient}/edit"),
        format!("/patients/{patient}/versions"),
    );
    let shown = asha.get(&page).await.text;
    assert!(shown.contains(&format!("action=\"{path}\" novalidate data-keep")));
    let typed = main_form(&shown, &path)
        .set("phone", "020 7946 0999")
        .set("reason", "new number");
    assert_eq!(keep(&asha, &path, &typed).await.status, StatusCode::OK);

    // a colleague saves meanwhile; what was typed is given back with the version it was typed beside, and the choice is hers
    let his = main_form(&ben.get(&page).await.text, &path)
        .set("phone", "020 7946 0555")
        .set("reason", "said at the desk");
    assert_eq!(offered(&ben.get(&page).await.text), "");
    let saved = his.send(&ben, &path, "").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let link = offered(&asha.get(&page).await.text);
    for browser in [&ben, &cora] {
        assert_eq!(browser.get(&link).await.status, StatusCode::NOT_FOUND);
    }
    let given_back = main_form(&asha.get(&link).await.text, &path);
    assert_eq!(given_back.filled(), typed.filled());
    let asked = given_back.send(&asha, &path, "").await;
    assert_eq!(asked.status, StatusCode::CONFLICT);
    assert_eq!(t.read(|db| drafts::list(db, &t.asha.id)).len(), 1);
    let chosen = main_form(&asked.text, &path).set("choose_phone", "mine");
    let merged = chosen.send(&asha, &path, "merge").await;
    assert_eq!(merged.status, StatusCode::OK, "{}", merged.text);
    let merged = main_form(&merged.text, &path);
    assert_eq!(merged.value("phone"), "020 7946 0999");
    assert_eq!(keep(&asha, &path, &merged).await.status, StatusCode::OK);
    let saved = merged.send(&asha, &path, "").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(t.read(|db| drafts::list(db, &t.asha.id)), []);
}
