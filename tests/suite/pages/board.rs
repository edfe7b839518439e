use actix_web::http::StatusCode;
use chrono::Days;
use ninefold::access::Role;
use ninefold::actions::book_visit::book_visit;
use ninefold::actions::hand_over::hand_over;
use ninefold::actions::standing;
use ninefold::audit::{Action, Event};
use ninefold::care::episode::VisitPlan;
use ninefold::care::ids::{EpisodeId, ProgrammeId};
use ninefold::care::patient::PatientFacts;
use ninefold::records::handovers::NewHandover;
use ninefold::records::settings::{self, Settings};
use ninefold::records::{episodes, patients, sessions, standings};

use crate::actions::programmes::{self, in_phase, issued, open_flag};
use crate::support::course::{phase_1_met, submission};
use crate::support::{TestClinic, content, day, episode_facts, patient_facts};

fn book(t: &TestClinic, id: &EpisodeId, days: u64) {
    let plan = VisitPlan {
        on: t.now().date + Days::new(days),
        time: chrono::NaiveTime::from_hms_opt(9, 20, 0),
        place: String::new(),
        clinician: None,
        note: String::new(),
    };
    book_visit(
        &t.clinic,
        &t.asha,
        &submission(),
        (id, None),
        &plan,
        t.now(),
    )
    .unwrap();
}

#[actix_web::test]
async fn each_view_shows_who_belongs_there() {
    let t = TestClinic::new();
    let (today, ready) = (t.assigned("P-1", 3), t.assigned("P-2", 1));
    t.sign(&ready, phase_1_met());
    book(&t, &today, 0);
    book(&t, &ready, 4);
    let asha = t.browser(&t.asha);
    let rows = [
        ("/board", [true, false]),
        ("/board?view=all", [true, true]),
        ("/board?view=decide", [false, true]),
        ("/board?phase=3", [true, false]),
        ("/board?phase=1", [false, true]),
        ("/board?view=hold", [false, false]),
    ];
    for (path, expected) in rows {
        let answer = asha.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let has = |id: &EpisodeId| answer.text.contains(&format!("href=\"/episodes/{id}\""));
        assert_eq!([has(&today), has(&ready)], expected, "{path}");
    }
    let all = asha.get("/board?view=all").await.text;
    for words in [
        "Today 09:20",
        "Ready to progress",
        "Needs a decision (1)",
        "5 of 5",
    ] {
        assert!(all.contains(words), "{words} is not on the board");
    }
    let begins = asha.get("/").await;
    assert_eq!(begins.location, "/board");
}

#[actix_web::test]
async fn covered_patients_stand_on_the_colleagues_board() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let cora = t.browser(&t.cora);
    let path = format!("/episodes/{id}");
    assert!(!cora.get("/board?view=all").await.text.contains(&path));
    assert_eq!(cora.get(&path).await.status, StatusCode::NOT_FOUND);
    let new = NewHandover {
        from: t.asha.id.clone(),
        to: t.cora.id.clone(),
        episode: None,
        from_day: t.now().date,
        until_day: Some(t.now().date),
        note: String::new(),
    };
    hand_over(&t.clinic, &t.asha, &submission(), &new, t.now()).unwrap();
    let board = cora.get("/board?view=all").await.text;
    assert!(board.contains(&path) && board.contains("Covered for Asha Rao"));
    assert_eq!(cora.get(&path).await.status, StatusCode::OK);
    t.later(24);
    let cora = t.browser(&t.cora);
    assert!(!cora.get("/board?view=all").await.text.contains(&path));
    assert_eq!(cora.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_standing_that_no_longer_holds_is_worked_out_for_the_screen_alone() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 1);
    t.sign(&id, phase_1_met());
    book(&t, &id, 60);
    let asha = t.browser(&t.asha);
    assert!(
        asha.get("/board?view=decide")
            .await
            .text
            .contains("Ready to progress</span>")
    );
    t.later(24 * 20);
    let asha = t.browser(&t.asha);
    let stored = t.read(|db| standings::find(db, &id));
    let decide = asha.get("/board?view=decide").await.text;
    assert!(
        decide.contains("Needs a decision (0)"),
        "its readings are out of date"
    );
    assert!(!decide.contains(&format!("/episodes/{id}\"")));
    let all = asha.get("/board?view=all").await.text;
    assert!(all.contains("On course") && all.contains("<strong>0</strong> ready"));
    assert_eq!(
        t.read(|db| standings::find(db, &id)),
        stored,
        "looking writes nothing"
    );
}

#[actix_web::test]
async fn the_front_desk_sees_visits_and_nothing_clinical() {
    let t = TestClinic::new();
    let (today, overdue, later) = (
        t.assigned("P-1", 3),
        t.assigned("P-2", 1),
        t.assigned("P-3", 1),
    );
    book(&t, &today, 0);
    book(&t, &later, 3);
    let desk = t.hire("Dora Frost", Role::FrontDesk);
    let board = t.browser(&desk).get("/board").await.text;
    assert!(board.contains(&format!("/episodes/{today}/visits")));
    assert!(board.contains(&format!("/episodes/{overdue}/visits")));
    assert!(!board.contains(later.as_str()));
    for clinical in ["Criteria", "phase", "pain", "On course", "week", "latex"] {
        assert!(!board.contains(clinical), "{clinical} is on the page");
    }
}

#[actix_web::test]
async fn the_front_desk_prints_a_sheet_again_but_not_under_a_flag() {
    let t = TestClinic::new();
    let (patient, episode) = in_phase(&t, &patient_facts("1"), 2);
    let (other, advised) = in_phase(&t, &patient_facts("2"), 2);
    let (_, none) = in_phase(&t, &patient_facts("3"), 2);
    let sheet = issued(&t, &episode, &programmes::content(&["open_book"]));
    let advice = issued(&t, &advised, &programmes::content(&[]));
    let desk = t.browser(&t.hire("Dora Frost", Role::FrontDesk));
    let link = |id: &ProgrammeId| format!("href=\"/programmes/{id}/sheet.pdf\"");
    let board = desk.get("/board").await.text;
    assert!(board.contains(&link(&sheet)) && board.contains(&link(&advice)));
    let row = board.split("</tr>").find(|row| row.contains(none.as_str()));
    assert!(row.unwrap().contains(">none<"));
    let page = desk.get(&format!("/patients/{patient}")).await.text;
    assert!(page.contains(&link(&sheet)), "{page}");
    let printed = desk.get(&format!("/programmes/{sheet}/sheet.pdf")).await;
    assert!(printed.text.starts_with("%PDF"));

    for (patient, episode) in [(&patient, &episode), (&other, &advised)] {
        open_flag(&t, patient);
        t.by(&t.asha, |w| {
            standing::refresh(w, &t.clinic, episode)?;
            w.note(&Event::new(Action::FlagRecorded).patient(patient))
        });
    }
    let desk = t.browser(&t.hire("Dan Frost", Role::FrontDesk));
    let board = desk.get("/board").await.text;
    assert!(!board.contains(&link(&sheet)) && board.contains("Ask the physiotherapist"));
    assert!(board.contains(&link(&advice)), "advice is always safe");
    let page = desk.get(&format!("/patients/{patient}")).await.text;
    assert!(!page.contains(&link(&sheet)) && page.contains("Ask the physiotherapist"));
    for page in [board, page] {
        for clinical in ["flag", "phase", "Open book", "latex"] {
            assert!(!page.contains(clinical), "{clinical} is on the page");
        }
    }
}

#[actix_web::test]
async fn an_empty_board_says_what_to_do_first() {
    let t = TestClinic::new();
    let board = t.browser(&t.ben).get("/board").await.text;
    assert!(board.contains("begin an episode with the intake"));
}

#[actix_web::test]
async fn an_evening_visit_is_listed_on_its_own_day() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("P-1");
    let new_york = Settings {
        time_zone: "America/New_York".into(),
        ..t.read(settings::find)
    };
    t.clinic.apply(&new_york).unwrap();
    // 21:00 on 2 March in New York, when it is 3 March in UTC
    t.later(16);
    t.by(&t.asha, |w| {
        sessions::draft(w, &episode, &content(t.now(), vec![]))
    });
    t.later(30);
    let board = t.browser(&t.asha).get("/board").await.text;
    assert!(board.contains("Łukasz, 2 Mar 2026</a>"), "{board}");
}

#[actix_web::test]
async fn a_page_number_beyond_all_reason_shows_an_empty_page() {
    let t = TestClinic::new();
    t.assigned("P-1", 3);
    let asha = t.browser(&t.asha);
    let desk = t.browser(&t.hire("Dora Frost", Role::FrontDesk));
    for path in [
        "/board?view=all&page=9223372036854775807",
        "/board?page=-9223372036854775808",
    ] {
        assert_eq!(asha.get(path).await.status, StatusCode::OK, "{path}");
        assert_eq!(desk.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[actix_web::test]
async fn what_was_worked_out_anew_stands_in_its_new_place() {
    let t = TestClinic::new();
    let (was_ready, steady) = (t.assigned("P-1", 1), t.assigned("P-2", 1));
    t.sign(&was_ready, phase_1_met());
    book(&t, &was_ready, 3);
    book(&t, &steady, 1);
    let order = async || {
        let decide = t.browser(&t.asha).get("/board?view=decide").await.text;
        let place = |id: &EpisodeId| decide.find(&format!("href=\"/episodes/{id}\"")).unwrap();
        place(&was_ready) < place(&steady)
    };
    t.later(24 * 2);
    assert!(order().await, "ready to progress comes first");
    t.later(24 * 18);
    assert!(
        !order().await,
        "its readings are out of date, and the other visit is the older one"
    );
}

#[actix_web::test]
async fn rows_of_one_name_show_the_date_of_birth() {
    let t = TestClinic::new();
    let register = |number: &str, family: &str, born| {
        let facts = PatientFacts {
            family_name: family.into(),
            birth_date: born,
            ..patient_facts(number)
        };
        t.by(&t.asha, |w| {
            let patient = patients::register(w, &t.north, &facts)?;
            episodes::open(w, &patient, &t.protocol, &episode_facts())
        });
    };
    register("1", "Žižek", day(1980, 5, 17));
    register("2", "Diallo", day(1970, 1, 2));
    register("3", "Dąbek", day(1971, 1, 2));
    register("4", "Žižek", day(1991, 1, 1));
    let page = t.browser(&t.asha).get("/board?view=all").await.text;
    for born in ["born 17 May 1980", "born 1 Jan 1991"] {
        assert!(page.contains(born), "{born} in {page}");
    }
    assert!(!page.contains("1970") && !page.contains("1971"), "{page}");
    let places = ["Dąbek", "Diallo", "Žižek"].map(|name| page.find(name).unwrap());
    assert!(places.is_sorted(), "by name within a phase: {places:?}");
}
