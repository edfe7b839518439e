//! The board as the day's tool: who is next, who is overdue, what became of a visit, what asks for a decision and why.

use actix_web::http::StatusCode;
use chrono::{Days, NaiveTime};
use ninefold::access::Role;
use ninefold::actions::book_visit::book_visit;
use ninefold::care::episode::{VisitPlan, VisitState};
use ninefold::care::ids::EpisodeId;
use ninefold::care::standing::{Standing, Status};
use ninefold::records::{episodes, sessions, standings, visits};

use crate::support::course::submission;
use crate::support::{TestClinic, content};

fn plan(t: &TestClinic, days: u64, hour: Option<u32>) -> VisitPlan {
    VisitPlan {
        on: t.now().date + Days::new(days),
        time: hour.and_then(|hour| NaiveTime::from_hms_opt(hour, 0, 0)),
        place: String::new(),
        clinician: None,
        note: String::new(),
    }
}

fn book(t: &TestClinic, id: &EpisodeId, plan: &VisitPlan) {
    let at = (id, None);
    book_visit(&t.clinic, &t.asha, &submission(), at, plan, t.now()).unwrap();
}

/// An episode that stands so on the board; a visit is booked in so many days.
fn standing(t: &TestClinic, number: &str, status: Status, visit: Option<u64>) -> EpisodeId {
    let (_, id) = t.episode(number);
    let booked = visit.map(|days| plan(t, days, None));
    if let Some(plan) = &booked {
        book(t, &id, plan);
    }
    t.by(&t.asha, |w| {
        let stored = Standing {
            phase: (status != Status::New).then_some(3),
            status,
            next_visit_on: booked.map(|plan| plan.on),
            ..Standing::new()
        };
        standings::store(w, &id, &stored)?;
        let episode = episodes::find(w.db(), &id)?;
        episodes::note(w, &episode, "")
    });
    id
}

/// The row of an episode on a board.
fn row<'a>(board: &'a str, id: &EpisodeId) -> &'a str {
    let link = format!("href=\"/episodes/{id}\"");
    let mut rows = board.split("<tr>");
    rows.find(|row| row.contains(&link)).unwrap_or_default()
}

fn order(board: &str, ids: &[&EpisodeId]) -> Vec<usize> {
    let mut places: Vec<(usize, usize)> = ids
        .iter()
        .enumerate()
        .filter_map(|(at, id)| Some((board.find(&format!("href=\"/episodes/{id}\""))?, at)))
        .collect();
    places.sort_unstable();
    places.into_iter().map(|(_, at)| at).collect()
}

#[actix_web::test]
async fn decisions_stand_in_their_order() {
    let t = TestClinic::new();
    let new = standing(&t, "1", Status::New, Some(2));
    let overdue = standing(&t, "2", Status::Steady, None);
    let new_and_overdue = standing(&t, "3", Status::New, None);
    let stalled = standing(&t, "4", Status::Stalled, Some(5));
    let ready = standing(&t, "5", Status::Ready, Some(9));
    let flagged = standing(&t, "6", Status::RedFlag, Some(9));
    let steady = standing(&t, "7", Status::Steady, Some(1));
    let decide = t.browser(&t.asha).get("/board?view=decide").await.text;
    let ids = [
        &flagged,
        &ready,
        &stalled,
        &overdue,
        &new_and_overdue,
        &new,
        &steady,
    ];
    assert_eq!(
        order(&decide, &ids),
        [0, 1, 2, 3, 4, 5],
        "red flag, ready, stalled, overdue, new"
    );
    assert!(decide.contains("Needs a decision (6)"));
}

#[actix_web::test]
async fn overdue_is_no_next_visit_or_one_that_passed_by_a_day() {
    let t = TestClinic::new();
    let yesterday = standing(&t, "1", Status::Steady, Some(0));
    t.later(24);
    let none = standing(&t, "2", Status::Steady, None);
    let today = standing(&t, "3", Status::Steady, Some(0));
    let tomorrow = standing(&t, "4", Status::Steady, Some(1));
    let all = t.browser(&t.asha).get("/board?view=all").await.text;
    let decide = t.browser(&t.asha).get("/board?view=decide").await.text;
    for (id, is_overdue, why) in [
        (&yesterday, true, "The visit of Mon 2 Mar has passed"),
        (&none, true, "No next visit is booked"),
        (&today, false, ""),
        (&tomorrow, false, ""),
    ] {
        let row = row(&all, id);
        assert_eq!(row.contains("Overdue</span>"), is_overdue, "{row}");
        assert!(row.contains(why), "{row}");
        assert_eq!(
            decide.contains(&format!("href=\"/episodes/{id}\"")),
            is_overdue
        );
    }
}

#[actix_web::test]
async fn every_tag_says_why_without_a_pointer() {
    let t = TestClinic::new();
    let rows = [
        (
            standing(&t, "1", Status::New, Some(1)),
            "The assessment is not recorded yet",
        ),
        (
            standing(&t, "2", Status::Stalled, Some(1)),
            "The same criteria stayed open over three visits",
        ),
        (
            standing(&t, "3", Status::Ready, Some(1)),
            "Every mandatory criterion is met and nobody has decided",
        ),
        (
            standing(&t, "4", Status::StepBack, Some(1)),
            "A step back is proposed",
        ),
        (
            standing(&t, "5", Status::RedFlag, Some(1)),
            "A red flag stops until it is recorded what was decided",
        ),
        (
            standing(&t, "6", Status::Steady, Some(1)),
            "Nothing needs a decision",
        ),
    ];
    let all = t.browser(&t.asha).get("/board?view=all").await.text;
    for (id, why) in &rows {
        let row = row(&all, id);
        let (before, opened) = row.split_once("</summary>").unwrap_or_default();
        assert!(
            before.contains("<details") && before.contains("title=\""),
            "{row}"
        );
        assert!(opened.contains(why), "{why} in {row}");
    }
}

#[actix_web::test]
async fn a_missed_visit_is_kept_from_the_board_with_who_and_when() {
    let t = TestClinic::new();
    let passed = t.assigned("P-1", 2);
    book(&t, &passed, &plan(&t, 0, None));
    t.later(24);
    let (today, ahead) = (t.assigned("P-2", 2), t.assigned("P-3", 2));
    book(&t, &today, &plan(&t, 0, Some(15)));
    book(&t, &ahead, &plan(&t, 3, None));
    for (who, address, id, state) in [
        (&t.asha, "/board", &today, VisitState::CancelledByPatient),
        (
            &t.asha,
            "/board?view=decide",
            &passed,
            VisitState::DidNotAttend,
        ),
    ] {
        let browser = t.browser(who);
        let board = browser.get(address).await.text;
        let row = row(&board, id);
        let path = format!("/episodes/{id}/visits/settlements");
        assert!(row.contains(&path), "{row}");
        for words in [
            "Did not attend",
            "Cancelled by patient",
            "Cancelled by clinic",
        ] {
            assert!(row.contains(words), "{words} in {row}");
        }
        let hidden = |name: &str| {
            let rest = row
                .split(&format!("name=\"{name}\" value=\""))
                .nth(1)
                .unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let (visit, sent, back) = (
            hidden("visit"),
            hidden("submission_id"),
            hidden("return_to"),
        );
        let fields = [
            ("visit", visit.as_str()),
            ("submission_id", sent.as_str()),
            ("return_to", back.as_str()),
            ("state", state.as_str()),
        ];
        let answer = browser.post(&path, &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        assert_eq!(answer.location, address, "back on the same board");
        let kept = t.read(|db| visits::list(db, id)).remove(0);
        assert_eq!(kept.state, state);
        assert_eq!(kept.settled_by.as_ref(), Some(&who.id));
        assert_eq!(kept.settled_at, Some(t.now().utc));
    }
    let all = t.browser(&t.asha).get("/board?view=all").await.text;
    assert!(
        !row(&all, &ahead).contains("settlements"),
        "its day has not come"
    );
    let open = row(&all, &today);
    assert!(
        open.contains(&format!("/episodes/{today}/visits\"")),
        "the next is booked from here: {open}"
    );
}

#[actix_web::test]
async fn the_front_desk_settles_from_its_board_too() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    book(&t, &id, &plan(&t, 0, Some(9)));
    let desk = t.browser(&t.hire("Dora Frost", Role::FrontDesk));
    let board = desk.get("/board").await;
    assert!(board.text.contains("Cancelled by clinic"), "{}", board.text);
    let visit = board.hidden("visit");
    let fields = [
        ("visit", visit.as_str()),
        ("state", "did_not_attend"),
        ("return_to", "https://elsewhere.example/"),
    ];
    let answer = desk
        .post(&format!("/episodes/{id}/visits/settlements"), &fields)
        .await;
    assert_eq!(
        answer.location,
        format!("/episodes/{id}/visits"),
        "no way out of this clinic"
    );
    let kept = t.read(|db| visits::list(db, &id)).remove(0);
    assert_eq!(kept.state, VisitState::DidNotAttend);
}

#[actix_web::test]
async fn a_board_of_150_is_paged_at_60_and_counted_whole() {
    let t = TestClinic::new();
    for number in 0..150 {
        standing(&t, &format!("N-{number}"), Status::Steady, None);
    }
    let asha = t.browser(&t.asha);
    for (page, rows, words) in [
        (1, 60, "Patients 1–60 of 150"),
        (2, 60, "Patients 61–120 of 150"),
        (3, 30, "Patients 121–150 of 150"),
    ] {
        let board = asha.get(&format!("/board?view=all&page={page}")).await.text;
        assert_eq!(
            board.matches("<th scope=\"row\">").count(),
            rows,
            "page {page}"
        );
        assert!(board.contains(words), "{words}");
        assert!(
            board.contains("<span class=\"patients\">150<"),
            "the strip counts every page"
        );
        assert!(
            board.contains("150 patients</span></th>"),
            "the phase's heading counts every page"
        );
    }
}

#[actix_web::test]
async fn today_stands_in_order_of_time_with_place_and_another_clinician() {
    let t = TestClinic::new();
    let ids = ["1", "2", "3"].map(|number| t.episode(number).1);
    let hours = [None, Some(15), Some(9)];
    for (id, hour) in ids.iter().zip(hours) {
        let plan = VisitPlan {
            place: "Room 2".into(),
            clinician: hour.map(|_| t.ben.id.clone()),
            ..plan(&t, 0, hour)
        };
        book(&t, id, &plan);
    }
    let board = t.browser(&t.asha).get("/board").await.text;
    assert_eq!(
        order(&board, &[&ids[2], &ids[1], &ids[0]]),
        [0, 1, 2],
        "without a time last"
    );
    let nine = row(&board, &ids[2]);
    for words in ["Today 09:00", "Room 2", "Ben Okafor"] {
        assert!(nine.contains(words), "{words} in {nine}");
    }
    assert!(
        !row(&board, &ids[0]).contains("Asha Rao"),
        "her own visits do not name her"
    );
}

#[actix_web::test]
async fn a_visit_left_unsigned_for_a_day_needs_a_decision() {
    let t = TestClinic::new();
    let id = standing(&t, "P-1", Status::Steady, Some(9));
    t.by(&t.asha, |w| {
        sessions::draft(w, &id, &content(w.now(), vec![]))
    });
    t.later(23);
    let decide = t.browser(&t.asha).get("/board?view=decide").await.text;
    assert!(decide.contains("Needs a decision (0)") && row(&decide, &id).is_empty());
    t.later(2);
    let decide = t.browser(&t.asha).get("/board?view=decide").await.text;
    assert!(decide.contains("Needs a decision (1)"), "{decide}");
    let left = row(&decide, &id);
    assert!(left.contains("Visit not signed</span>"), "{left}");
    assert!(
        left.contains("A visit was saved more than a day ago and not signed"),
        "{left}"
    );
}
