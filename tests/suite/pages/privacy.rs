//! Names are hidden on a screen that patients pass by: initials on the board, whole names on the patient's own pages.

use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::records::sessions;

use crate::support::{Answer, Browser, TestClinic, content};

async fn switched(browser: Browser, names: &str) -> (Answer, Browser) {
    let sent = [("names", names), ("return_to", "/board?view=all")];
    let answer = browser.post("/board/privacy", &sent).await;
    let browser = browser.keeping(&answer);
    (answer, browser)
}

#[actix_web::test]
async fn initials_stand_for_names_on_the_whole_board_of_one_browser() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 3);
    t.by(&t.asha, |w| {
        sessions::draft(w, &id, &content(w.now(), vec![]))
    });
    let (answer, asha) = switched(t.browser(&t.asha), "hide").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(answer.location, "/board?view=all");
    for path in ["/board", "/board?view=all", "/board?view=decide"] {
        let board = asha.get(path).await.text;
        for name in ["Žižek", "Łukasz"] {
            assert!(!board.contains(name), "{name} is on {path}: {board}");
        }
        assert!(
            board.contains("ŁŽ") && board.contains("Show names"),
            "{path}"
        );
    }
    let all = asha.get("/board?view=all").await.text;
    assert!(
        all.contains("Session<span class=\"hidden\"> for ŁŽ"),
        "{all}"
    );
    assert!(
        all.contains("P-1"),
        "the clinic's number tells two of the same letters apart"
    );
    let own = asha.get(&format!("/episodes/{id}")).await.text;
    assert!(
        own.contains("Žižek, Łukasz"),
        "the patient's own page names them"
    );
    let elsewhere = t.browser(&t.asha).get("/board?view=all").await.text;
    assert!(elsewhere.contains("Žižek, Łukasz") && elsewhere.contains("Hide names"));
    let (_, asha) = switched(asha, "show").await;
    assert!(
        asha.get("/board?view=all")
            .await
            .text
            .contains("Žižek, Łukasz")
    );
}

#[actix_web::test]
async fn the_front_desks_board_hides_names_too() {
    let t = TestClinic::new();
    t.assigned("P-1", 3);
    let desk = t.hire("Dora Frost", Role::FrontDesk);
    let (_, desk) = switched(t.browser(&desk), "hide").await;
    let board = desk.get("/board").await.text;
    assert!(!board.contains("Žižek") && board.contains("ŁŽ"), "{board}");
    assert!(!board.contains("born 17 May 1980"));
}

#[actix_web::test]
async fn what_the_browser_keeps_says_nothing_of_a_patient() {
    let t = TestClinic::new();
    let (answer, _) = switched(t.browser(&t.asha), "hide").await;
    let cookie = answer.cookies.join("\n");
    for words in ["HttpOnly", "SameSite=Lax", "Path=/board", "names=initials"] {
        assert!(cookie.contains(words), "{words} in {cookie}");
    }
    let asha = t.browser(&t.asha);
    let sent = [
        ("names", "hide"),
        ("return_to", "https://elsewhere.example/"),
    ];
    let away = asha.post("/board/privacy", &sent).await;
    assert_eq!(
        away.location, "/board",
        "it leads to a page of this board only"
    );
}
