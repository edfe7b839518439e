//! From one step of care to the next: what each page says is to be done, and that it can be done.

use actix_web::http::StatusCode;
use ninefold::care::course::{OverrideChange, ReportedFlag, WarningSigns};
use ninefold::care::episode::{EpisodeState, Outcome};
use ninefold::care::protocol::Gate;
use ninefold::records::{decisions, episodes};

use super::sessions::Typed;
use crate::support::course::{phase_2_met, submission};
use crate::support::{TestClinic, reading};

const DECIDE_FLAG: &str = "Decide about the red flag";

/// The words of the main button of a page: the first that is not quiet.
fn main_button(page: &str) -> String {
    let at = page.find("<a class=\"button\"").unwrap();
    let link = &page[at..at + page[at..].find("</a>").unwrap()];
    link[link.find('>').unwrap() + 1..].to_owned()
}

fn report_fever(t: &TestClinic, id: &ninefold::care::ids::EpisodeId) -> String {
    let session = t.sign_with(id, phase_2_met(), |content| {
        content.warning_signs = WarningSigns::Reported(vec![ReportedFlag {
            flag: "rf_fever".parse().unwrap(),
            level: None,
        }]);
    });
    format!("/sessions/{session}")
}

#[actix_web::test]
async fn a_reopened_episode_leads_to_the_full_screen_and_on() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    t.sign(&id, phase_2_met());
    t.later(1);
    t.by(&t.asha, |w| {
        let before = episodes::find(w.db(), &id)?;
        let closed = EpisodeState::Closed {
            on: w.now().date,
            outcome: Outcome::Moved,
            why: "to Leeds".into(),
        };
        episodes::set_state(w, &before, &closed)
    });
    t.later(24);
    t.by(&t.asha, |w| {
        let before = episodes::find(w.db(), &id)?;
        episodes::set_state(w, &before, &EpisodeState::Open)
    });
    t.later(1);
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    assert!(page.contains("opened again: ask all red flags") && !page.contains("Ready for"));
    assert_eq!(main_button(&page), "Record a session");
    let form = asha.get(&format!("/episodes/{id}/sessions/new")).await.text;
    assert!(form.contains("All red flags are asked at this visit"));
    t.sign(&id, phase_2_met());
    t.later(1);
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    assert!(page.contains("Ready for phase 3") && !page.contains("opened again: ask"));
    t.decide(&t.asha, &id, 3, "").unwrap();
}

#[actix_web::test]
async fn every_page_under_a_red_flag_leads_to_the_decision_about_it() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let session = report_fever(&t, &id);
    let asha = t.browser(&t.asha);
    let patient = t.read(|db| episodes::find(db, &id)).patient;
    let flags = format!("/patients/{patient}/flags");
    for path in [
        session,
        format!("/episodes/{id}"),
        format!("/episodes/{id}/phase_changes/new"),
    ] {
        let page = asha.get(&path).await.text;
        assert_eq!(main_button(&page), DECIDE_FLAG, "{path}");
        assert!(page.contains(&format!("href=\"{flags}\"")), "{path}");
        assert!(page.contains("tell the patient to stop it"), "{path}");
        assert!(!page.contains("(recommended)"), "{path}");
    }
    assert!(asha.get("/board?view=all").await.text.contains(&flags));
}

#[actix_web::test]
async fn nobody_without_a_phase_is_shown_an_empty_decision_under_a_flag() {
    let t = TestClinic::new();
    let (_, id) = t.episode("P-1");
    report_fever(&t, &id);
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    assert_eq!(main_button(&page), DECIDE_FLAG);
    let form = asha
        .get(&format!("/episodes/{id}/phase_changes/new"))
        .await
        .text;
    assert!(form.contains("nobody is assigned to a phase before") && !form.contains("name=\"to\""));
}

#[actix_web::test]
async fn setting_again_ends_the_earlier_and_the_last_mandatory_criterion_is_named() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let set = |target: &str, change: OverrideChange| {
        t.by(&t.asha, |w| {
            let before = episodes::find(w.db(), &id)?;
            let key = target.parse().unwrap();
            decisions::set_override(w, &before, &key, change, "as seen", false)
        });
    };
    let in_force = || {
        let all = t.read(|db| decisions::list_overrides(db, &id));
        all.into_iter().filter(|set| set.ended_at.is_none()).count()
    };
    set("p2_pain_rest", OverrideChange::NotApplicable);
    set("p2_pain_rest", OverrideChange::Gate(Gate::Advisory));
    assert_eq!(in_force(), 1);
    set("p2_pain_in_range", OverrideChange::NotApplicable);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{id}/overrides/new");
    let form = asha.get(&path).await.text;
    assert!(form.contains("Only one mandatory criterion that is measured is left"));
    assert!(form.contains("<summary>Phase 7") && !form.contains("<summary>Phase 8"));
    assert!(
        !form.contains("<summary>Phase 2"),
        "the present one is open"
    );
    let nought = [
        ("target", "p2_range_half"),
        ("change", "threshold"),
        ("threshold", "0"),
        ("reason", "stiff"),
    ];
    let refused = asha
        .post(&format!("/episodes/{id}/overrides"), &nought)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Every value meets this threshold"));
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    assert!(page.contains("Yes, end it"));
}

#[actix_web::test]
async fn a_decision_on_an_amended_session_names_what_fails_now_and_nothing_is_green() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let session = t.sign_with(&id, phase_2_met(), |_| ());
    t.later(1);
    t.decide(&t.asha, &id, 3, "").unwrap();
    t.later(1);
    let asha = t.browser(&t.asha);
    let path = format!("/sessions/{session}/amendments");
    let form = asha.get(&format!("{path}/new")).await.text;
    let amended = Typed::from_page(&form)
        .set("m_pain_free_range_pct", "40")
        .set("reason", "read off the wrong line")
        .send(&asha, &path, "sign")
        .await;
    assert_eq!(amended.status, StatusCode::SEE_OTHER, "{}", amended.text);
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    for words in ["From phase 2 to 3", "Stay in phase 2", "(10 % to go)"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("notice good"));
    assert_eq!(main_button(&page), "Decide again");
}

#[actix_web::test]
async fn a_considered_flag_and_missing_consent_stay_in_sight() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    t.sign(&id, vec![reading("nprs_rest", None, 1_000)]);
    let patient = t.read(|db| episodes::find(db, &id)).patient;
    t.later(1);
    let asha = t.browser(&t.asha);
    let flag = format!("/patients/{patient}/flags/rf_weight_loss");
    let shown = asha.get(&flag).await.hidden("shown");
    let path = format!("{flag}/decisions");
    let weighed = [
        ("shown", shown.as_str()),
        ("state", "considered"),
        ("note", "dieting on purpose"),
        ("ask_again_on", "2026-04-03"),
        ("submission_id", &submission()),
    ];
    let saved = asha.post(&path, &weighed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    for path in [
        format!("/episodes/{id}"),
        format!("/episodes/{id}/sessions/new"),
        format!("/patients/{patient}"),
    ] {
        let page = asha.get(&path).await.text;
        assert!(page.contains("considered, ask again on"), "{path}");
        assert!(page.contains("Consent not recorded"), "{path}");
        assert!(page.contains("Red flags not asked: "), "{path}");
    }
    assert!(
        asha.get("/board?view=all")
            .await
            .text
            .contains("ask again on 3 Apr 2026")
    );
}

#[actix_web::test]
async fn the_path_is_that_of_this_patient_and_shows_what_was_skipped() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    t.decide(&t.asha, &id, 4, "healed already").unwrap();
    let page = t
        .browser(&t.asha)
        .get(&format!("/episodes/{id}"))
        .await
        .text;
    let path = &page[page.find("<ol class=\"path\"").unwrap()..];
    let path = &path[..path.find("</ol>").unwrap()];
    assert_eq!(path.matches("<li").count(), 7);
    assert_eq!(path.matches("class=\"skipped\"").count(), 1);
    assert!(path.contains(", skipped"));
}

#[actix_web::test]
async fn both_levels_of_a_flag_are_said_alike_and_the_follow_up_is_asked() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let asha = t.browser(&t.asha);
    let words = "doctor or urgent care today; ambulance or emergency department now if breathless";
    for path in [
        format!("/patients/{id}/flags"),
        format!("/patients/{id}/flags/rf_cannot_lie_flat"),
        format!("/patients/{id}/episodes/new"),
    ] {
        assert!(asha.get(&path).await.text.contains(words), "{path}");
    }
    let page = format!("/patients/{id}/flags/rf_cannot_lie_flat");
    let shown = asha.get(&page).await.hidden("shown");
    let open = [
        ("shown", shown.as_str()),
        ("state", "open"),
        ("higher", "no"),
        ("submission_id", &submission()),
    ];
    let saved = asha.post(&format!("{page}/decisions"), &open).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let all = asha.get(&format!("/patients/{id}/flags")).await.text;
    assert!(all.contains("Stop and refer: doctor or urgent care today."));
}
