//! The banner: one content, whichever page about the patient it stands on, and few queries for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::StatusCode;
use diesel::connection::{Connection, InstrumentationEvent};
use ninefold::access::Role;
use ninefold::care::course::{FlagState, ReportedFlag, WarningSigns};
use ninefold::care::episode::{EpisodeState, Outcome};
use ninefold::care::ids::{EpisodeId, PatientId};
use ninefold::care::protocol::ActionLevel;
use ninefold::care::session::ScreenAnswer;
use ninefold::records::{cautions, episodes, flags};
use ninefold::web::who::who;

use super::sessions::assigned;
use crate::support::{TestClinic, episode_facts, reading};

fn banner(page: &str) -> String {
    let from = page.find("<section class=\"who\"").unwrap();
    let length = page[from..].find("</section>").unwrap();
    page[from..from + length].to_owned()
}

/// Closes an episode and opens the next one of the same patient.
fn another(t: &TestClinic, patient: &PatientId, episode: &EpisodeId) -> EpisodeId {
    let closed = EpisodeState::Closed {
        on: t.now().date,
        outcome: Outcome::Moved,
        why: "moved away".into(),
    };
    t.by(&t.asha, |w| {
        let before = episodes::find(w.db(), episode)?;
        episodes::set_state(w, &before, &closed)?;
        episodes::open(w, patient, &t.protocol, &episode_facts())
    })
}

/// A patient with a caution, an earlier episode in which a flag was reported, and another flag referred since.
fn patient(t: &TestClinic) -> (PatientId, EpisodeId, Vec<String>) {
    let (id, earlier) = assigned(t, "1", 2);
    let reported = t.sign_with(&earlier, vec![], |visit| {
        visit.warning_signs = WarningSigns::Reported(vec![ReportedFlag {
            flag: "rf_chest_pain".parse().unwrap(),
            level: Some(ActionLevel::EmergencyNow),
        }]);
    });
    t.later(24);
    t.by(&t.asha, |w| {
        cautions::record(w, &id, &"ca_implant".parse().unwrap(), "")?;
        let referred = ScreenAnswer {
            flag: "rf_neck_artery".parse().unwrap(),
            state: FlagState::Referred,
            level: None,
            note: "A&E, by phone".into(),
            ask_again_on: None,
        };
        flags::record(w, &id, &[referred])
    });
    let episode = another(t, &id, &earlier);
    let session = t.sign(&episode, vec![reading("nprs_rest", None, 2_000)]);
    t.later(1);
    let pages = vec![
        format!("/patients/{id}"),
        format!("/patients/{id}/flags"),
        format!("/patients/{id}/flags/rf_neck_artery"),
        format!("/patients/{id}/cautions"),
        format!("/patients/{id}/facts"),
        format!("/patients/{id}/edit"),
        format!("/episodes/{earlier}"),
        format!("/episodes/{episode}"),
        format!("/episodes/{episode}/facts"),
        format!("/episodes/{episode}/sessions/new"),
        format!("/episodes/{episode}/visits"),
        format!("/sessions/{reported}"),
        format!("/sessions/{session}"),
        format!("/sessions/{session}/amendments/new"),
        format!("/sessions/{session}/strikeouts/new"),
    ];
    (id, episode, pages)
}

#[actix_web::test]
async fn every_page_of_a_patient_shows_the_same_banner() {
    let t = TestClinic::new();
    let (_, _, pages) = patient(&t);
    let asha = t.browser(&t.asha);
    let mut first = None;
    for path in pages {
        let page = asha.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}\n{}", page.text);
        let shown = banner(&page.text);
        for words in [
            "Chest pain, open since 2 Mar 2026",
            "referred since 3 Mar 2026. No neck exercise or manual care",
            "latex",
            "implant",
        ] {
            assert!(shown.contains(words), "{path}: {words}\n{shown}");
        }
        assert_eq!(first.get_or_insert_with(|| shown.clone()), &shown, "{path}");
    }
}

#[actix_web::test]
async fn the_front_desk_sees_who_it_is_and_nothing_clinical() {
    let t = TestClinic::new();
    let (id, _, pages) = patient(&t);
    let visits = pages.iter().find(|path| path.ends_with("/visits")).unwrap();
    let desk = t.browser(&t.hire("Dora Frost", Role::FrontDesk));
    let path = format!("/patients/{id}");
    let edit = format!("{path}/edit");
    for path in [&path, &edit, visits] {
        let shown = banner(&desk.get(path).await.text);
        assert!(shown.contains("Žižek, Łukasz"), "{path}: {shown}");
        for clinical in ["Chest pain", "latex", "implant", "hase"] {
            assert!(!shown.contains(clinical), "{path}: {shown}");
        }
    }
}

/// How many queries the banner takes.
fn queries(t: &TestClinic, id: &PatientId) -> usize {
    let count = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&count);
    t.read(|db| {
        db.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if matches!(event, InstrumentationEvent::StartQuery { .. }) {
                counted.fetch_add(1, Ordering::SeqCst);
            }
        });
        who(db, &t.clinic, id, t.now())?;
        db.set_instrumentation(|_: InstrumentationEvent<'_>| {});
        Ok(())
    });
    count.load(Ordering::SeqCst)
}

#[actix_web::test]
async fn the_banner_loads_no_course() {
    let t = TestClinic::new();
    let (id, episode, _) = patient(&t);
    let before = queries(&t, &id);
    assert!((8..=16).contains(&before), "{before} queries");
    // an episode more is one row more to read, however many visits it has
    let episode = another(&t, &id, &episode);
    for _ in 0..5 {
        t.later(24);
        t.sign(&episode, vec![reading("nprs_rest", None, 2_000)]);
    }
    let after = queries(&t, &id);
    assert!(after <= before + 2, "{before} queries, then {after}");
}
