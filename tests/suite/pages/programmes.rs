use actix_web::http::StatusCode;
use ninefold::actions::strike_out_session::strike_out_session;
use ninefold::builtin;
use ninefold::care::programme::ProgrammeState;
use ninefold::care::session::Mistake;
use ninefold::records::{cautions, programmes, sessions};

use super::sessions::{Typed, assigned};
use crate::actions::programmes::{content, draft, front_desk, in_phase, issue, issued, open_flag};
use crate::support::{TestClinic, content as content_of, patient_facts, reading};

/// The fields of one exercise as the page sends them, with the library's dose.
fn taken(key: &str) -> Vec<(String, String)> {
    let dose = &builtin::knowledge().exercise(key).unwrap().dose;
    let mut fields = vec![("take".to_owned(), key.to_owned())];
    for (name, value) in [
        ("sets", dose.sets.max.to_string()),
        ("repetitions", dose.repetitions.max.to_string()),
        ("hold", dose.hold_seconds.max.to_string()),
        ("times", dose.times_a_day.max.to_string()),
        ("days", dose.days_a_week.max.to_string()),
        ("side", "as_described".to_owned()),
    ] {
        fields.push((format!("{name}_{key}"), value));
    }
    fields
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[actix_web::test]
async fn a_programme_goes_from_the_starter_sheet_to_paper() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 3);
    let asha = t.browser(&t.asha);
    let new = asha
        .get(&format!("/episodes/{episode}/programmes/new"))
        .await;
    assert_eq!(new.status, StatusCode::OK);
    let ticked = |key: &str| new.text.contains(&format!("value=\"{key}\" checked"));
    for starter in &builtin::knowledge().protocol.phase(3).unwrap().starter {
        assert_eq!(
            ticked(starter.exercise.as_str()),
            starter.condition.is_none(),
            "{starter:?}"
        );
    }
    assert!(new.text.contains("phase 4 exercise") && !new.text.contains("This is"));

    let mut fields = taken("open_book");
    fields.extend(taken("chin_tuck"));
    fields.push(("order_chin_tuck".into(), "1".into()));
    fields.push(("order_open_book".into(), "2".into()));
    fields.push(("note_open_book".into(), "Breathe out as you open".into()));
    fields.push(("advice".into(), "adv_sleep_side".into()));
    fields.push(("goal".into(), "swim again".into()));
    fields.push(("diary_days".into(), "14".into()));
    let saved = asha
        .post(
            &format!("/episodes/{episode}/programmes"),
            &borrowed(&fields),
        )
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = asha.get(&saved.location).await;
    for words in [
        "Issue to Łukasz Žižek",
        "1. Chin tuck",
        "2. Open book",
        "Breathe out as you open",
        "This is the first sheet.",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    let preview = asha.get(&format!("{}/preview.pdf", saved.location)).await;
    assert!(preview.text.starts_with("%PDF"));
    let again = asha
        .get(&format!("/episodes/{episode}/programmes/new"))
        .await;
    assert_eq!(
        again.location,
        format!("{}/edit", saved.location),
        "one draft at a time"
    );

    let issues = format!("{}/issues", saved.location);
    let issued = asha
        .post(
            &issues,
            &[
                ("version", "1"),
                ("submission_id", "11112222333344445555666677778888"),
            ],
        )
        .await;
    assert_eq!(issued.status, StatusCode::SEE_OTHER, "{}", issued.text);
    let sheet = asha
        .get(&format!(
            "{}/sheet.pdf?paper=letter&size=large",
            issued.location
        ))
        .await;
    assert_eq!(sheet.status, StatusCode::OK);
    assert!(sheet.text.starts_with("%PDF"));
    let unknown = asha
        .get(&format!("{}/sheet.pdf?paper=a5", issued.location))
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);

    let path = format!("/episodes/{episode}/programmes");
    let last = asha.post(&path, &[("do", "last")]).await;
    assert!(
        last.text.contains("value=\"chin_tuck\" checked")
            && !last.text.contains("value=\"wall_slide\" checked")
    );
}

#[actix_web::test]
async fn a_form_with_faults_names_all_and_keeps_what_was_typed() {
    let t = TestClinic::new();
    let (patient, episode) = in_phase(&t, &patient_facts("1"), 5);
    t.by(&t.asha, |w| {
        cautions::record(w, &patient, &"ca_osteoporosis".parse().unwrap(), "")
    });
    let mut fields = taken("foam_roller_extension");
    fields.extend(taken("open_book"));
    fields.retain(|(name, _)| name != "sets_open_book");
    fields.push(("sets_open_book".into(), "three".into()));
    fields.push(("note_open_book".into(), "smile 🙂".into()));
    fields.push(("diary_days".into(), "99".into()));
    let path = format!("/episodes/{episode}/programmes");
    let asha = t.browser(&t.asha);
    let answer = asha.post(&path, &borrowed(&fields)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "Open book: sets must be a whole number such as 8, or two such as 8-12",
        "Days in the diary must be between 0 and 28",
        "letters that cannot be printed: 🙂",
        "value=\"three\"",
        "value=\"99\"",
    ] {
        assert!(answer.text.contains(words), "{words}");
    }
    let barred = asha
        .post(
            &path,
            &borrowed(
                &[
                    taken("foam_roller_extension"),
                    vec![("diary_days".into(), "7".into())],
                ]
                .concat(),
            ),
        )
        .await;
    assert_eq!(barred.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(barred.text.contains("write why it is given all the same"));
    assert!(t.read(|db| programmes::list(db, &episode)).is_empty());
}

#[actix_web::test]
async fn a_lost_update_is_told_and_the_same_form_is_saved_once() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 2);
    let id = draft(&t, &episode, &content(&["open_book"])).unwrap();
    let asha = t.browser(&t.asha);
    let path = format!("/programmes/{id}");
    let mut fields = taken("open_book");
    fields.push(("diary_days".into(), "7".into()));
    fields.push(("version".into(), "1".into()));
    for _ in 0..2 {
        let saved = asha.post(&path, &borrowed(&fields)).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(t.read(|db| programmes::find(db, &id)).version, 2);
    fields.push((
        "submission_id".into(),
        "11112222333344445555666677778888".into(),
    ));
    let late = asha.post(&path, &borrowed(&fields)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
}

#[actix_web::test]
async fn a_foreign_sheet_is_refused_and_that_is_noted() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 2);
    let given = issued(&t, &episode, &content(&["open_book"]));
    let written = draft(&t, &episode, &content(&["open_book"])).unwrap();
    let cora = t.browser(&t.cora);
    for id in [given, written] {
        for document in ["sheet.pdf", "preview.pdf"] {
            let before = t.audit().len();
            let path = format!("/programmes/{id}/{document}");
            let answer = cora.get(&path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(t.actions_since(before), ["refused"], "{path}");
        }
    }
}

#[actix_web::test]
async fn foreign_and_missing_programmes_answer_alike() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 2);
    let id = issued(&t, &episode, &content(&["open_book"]));
    let cora = t.browser(&t.cora);
    for path in [
        format!("/programmes/{id}"),
        "/programmes/missing".to_owned(),
        format!("/programmes/{id}/sheet.pdf"),
        "/programmes/missing/sheet.pdf".to_owned(),
        format!("/episodes/{episode}/programmes/new"),
        "/episodes/missing/programmes/new".to_owned(),
    ] {
        assert_eq!(
            cora.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    let desk = t.browser(&front_desk(&t));
    for path in [
        format!("/programmes/{id}"),
        format!("/episodes/{episode}/programmes/new"),
    ] {
        assert_eq!(
            desk.get(&path).await.status,
            StatusCode::FORBIDDEN,
            "{path}"
        );
    }
    assert_eq!(
        desk.get(&format!("/programmes/{id}/sheet.pdf"))
            .await
            .status,
        StatusCode::OK
    );
}

#[actix_web::test]
async fn under_a_flag_the_pages_say_so() {
    let t = TestClinic::new();
    let (patient, episode) = in_phase(&t, &patient_facts("1"), 2);
    let old = issued(&t, &episode, &content(&["open_book"]));
    let waiting = draft(&t, &episode, &content(&["open_book"])).unwrap();
    open_flag(&t, &patient);
    let asha = t.browser(&t.asha);
    let asking = asha.get(&format!("/programmes/{old}/sheet.pdf")).await;
    assert_eq!(asking.status, StatusCode::CONFLICT);
    let flag = &builtin::knowledge().protocol.red_flags[0].name;
    assert!(
        asking.text.contains(flag.as_str())
            && asking.text.contains("Print the old sheet all the same")
    );
    let desk = t.browser(&front_desk(&t));
    let refused = desk
        .get(&format!("/programmes/{old}/sheet.pdf?asked=yes"))
        .await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(
        !refused.text.contains(flag.as_str()),
        "no clinical content for the front desk"
    );
    assert!(!refused.text.contains("Print the old sheet all the same"));
    let edit = asha.get(&format!("/programmes/{waiting}/edit")).await;
    let ticks = edit.text.matches("name=\"take\"").count();
    assert!(edit.text.contains("no exercises are offered") && ticks == 1);
    assert!(
        edit.text
            .contains("name=\"take\" value=\"open_book\" checked")
            && edit.text.contains("Kept for when the red flag is settled"),
        "what was ticked is kept"
    );
    let read = asha.get(&format!("/programmes/{waiting}")).await.text;
    assert!(read.contains("Issue the advice only") && read.contains("Only the advice"));
    let issue_now = asha
        .post(
            &format!("/programmes/{waiting}/issues"),
            &[("version", "1")],
        )
        .await;
    assert_eq!(issue_now.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(issue_now.text.contains("A red flag stops this patient"));
    assert!(issue(&t, &waiting).is_err());
    let state = t.read(|db| programmes::find(db, &waiting)).state;
    assert_eq!(state, ProgrammeState::Draft);
    let advice = asha
        .post(
            &format!("/programmes/{waiting}/issues"),
            &[("version", "1"), ("only", "advice")],
        )
        .await;
    assert_eq!(advice.status, StatusCode::SEE_OTHER, "{}", advice.text);
    let all = t.read(|db| programmes::list(db, &episode));
    assert!(all[0].state == ProgrammeState::Draft && all[0].content.items.len() == 1);
    assert!(all[1].id == waiting && all[1].content.items.is_empty());
}

#[actix_web::test]
async fn without_a_phase_the_page_says_what_to_do() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let asha = t.browser(&t.asha);
    let page = asha
        .get(&format!("/episodes/{episode}/programmes/new"))
        .await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("decide the starting phase first"));
}

#[actix_web::test]
async fn a_sheet_whose_record_was_amended_since_says_so() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let visit = content_of(t.now(), vec![reading("nprs_rest", None, 1_000)]);
    let (first, second) = t.by(&t.asha, |w| {
        let first = sessions::sign_new(w, &episode, &visit)?;
        Ok((first, sessions::sign_new(w, &episode, &visit)?))
    });
    t.later(24);
    let sheet = issued(&t, &episode, &content(&["open_book"]));
    t.later(24);
    let desk = t.browser(&front_desk(&t));
    let asha = t.browser(&t.asha);
    let pages = [
        format!("/episodes/{episode}"),
        format!("/programmes/{sheet}"),
    ];
    for page in &pages {
        let text = asha.get(page).await.text;
        assert!(!text.contains("Check the home programme"), "{page}");
    }

    let path = format!("/sessions/{first}/amendments");
    let amended = Typed::from_page(&asha.get(&format!("{path}/new")).await.text)
        .all(&[("m_nprs_rest", "4"), ("reason", "read off the wrong line")])
        .send(&asha, &path, "sign")
        .await;
    assert_eq!(amended.status, StatusCode::SEE_OTHER, "{}", amended.text);
    for page in &pages {
        let text = asha.get(page).await.text;
        let sentence = "Check the home programme: the record it was based on was amended on \
                        4 March 2026. Issue it anew or keep it";
        assert!(text.contains(sentence), "{page}: {text}");
    }
    let printed = desk.get(&format!("/programmes/{sheet}/sheet.pdf")).await;
    assert!(printed.text.starts_with("%PDF"), "the reprint goes on");

    t.later(24);
    let (at, mistake) = ((&second, 1), (Mistake::Duplicate, "entered twice"));
    let id = "e".repeat(32);
    strike_out_session(&t.clinic, &t.asha, &id, at, mistake, false, t.now()).unwrap();
    let asha = t.browser(&t.asha);
    for page in &pages {
        let text = asha.get(page).await.text;
        let sentence = "a session it was based on was struck out on 5 March 2026";
        assert!(text.contains(sentence), "{page}: {text}");
    }

    t.later(1);
    let anew = issued(&t, &episode, &content(&["open_book", "chin_tuck"]));
    let asha = t.browser(&t.asha);
    for page in [&pages[0], &pages[1], &format!("/programmes/{anew}")] {
        let text = asha.get(page).await.text;
        assert!(!text.contains("Check the home programme"), "{page}");
    }
}
