//! Every address of the routes table with every role, and with ids of one's own, of another team and of nobody.
//!
//! The tests read the table, so a new row is tried as soon as it stands there.

use std::collections::BTreeMap;

use actix_web::http::{Method, StatusCode};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use ninefold::access::{Role, Staff};
use ninefold::audit::Actor;
use ninefold::care::course::{FlagState, OverrideChange};
use ninefold::care::diary::{DiaryContent, DiaryDays};
use ninefold::care::ids::{StaffId, TeamId};
use ninefold::care::patient::FactKind;
use ninefold::care::programme::ProgrammeContent;
use ninefold::care::session::ScreenAnswer;
use ninefold::records::diaries::{self, Written};
use ninefold::records::handovers::{self, NewHandover};
use ninefold::records::staff::{self, NewStaff};
use ninefold::records::{Db, cautions, decisions, episodes, flags, patients, programmes, sessions};
use ninefold::web::routes::{ROUTES, Route, opens};
use ninefold::web::staff::Access;

use crate::support::{Answer, Browser, TestClinic, content, day, episode_facts, patient_facts};

/// What stands for each part of a path, by its name in the table.
type Ids = BTreeMap<&'static str, String>;

/// Parts whose record belongs to a patient: out of reach of another team.
const OF_A_PATIENT: [&str; 5] = ["patient", "episode", "session", "programme", "diary"];

/// Pages of a visit that is not signed yet; there is none of a signed one.
const OF_AN_UNSIGNED_VISIT: [&str; 3] = [
    "/sessions/{session}/edit",
    "/sessions/{session}/take_overs",
    "/sessions/{session}/take_overs/new",
];

/// Someone with a patient of a team, and everything about that patient that has an id.
fn records_of(t: &TestClinic, who: &Staff, team: &TeamId, number: &str) -> Ids {
    let patient = t.by(who, |w| patients::register(w, team, &patient_facts(number)));
    let episode = t.by(who, |w| {
        episodes::open(w, &patient, &t.protocol, &episode_facts())
    });
    let session = t.by(who, |w| {
        sessions::sign_new(w, &episode, &content(t.now(), vec![]))
    });
    let unsigned = t.by(who, |w| {
        sessions::draft(w, &episode, &content(t.now(), vec![]))
    });
    let opened = t.read(|db| episodes::find(db, &episode));
    let plan = ProgrammeContent {
        goal: "sit for an hour".into(),
        items: vec![],
        advice: vec![],
        note: String::new(),
        next_visit_on: None,
        next_visit_time: None,
        diary_days: 14,
    };
    let programme = t.by(who, |w| programmes::draft(w, &opened, 1, &plan));
    let kept = DiaryContent {
        handed_back: t.now(),
        days: Vec::new(),
        note: String::new(),
    };
    let written = Written {
        content: &kept,
        adherence: None,
    };
    let of = DiaryDays {
        from: t.now().date,
        to: t.now().date,
    };
    let diary = t.by(who, |w| diaries::sign(w, &opened, &programme, of, written));
    let caution = "ca_osteoporosis".parse().unwrap();
    let target = "p1_pain_rest".parse().unwrap();
    let fever = ScreenAnswer {
        flag: "rf_fever".parse().unwrap(),
        state: FlagState::Open,
        level: None,
        note: String::new(),
        ask_again_on: None,
    };
    let handover = t.by(who, |w| {
        flags::record(w, &patient, std::slice::from_ref(&fever))?;
        cautions::record(w, &patient, &caution, "")?;
        cautions::record_fact(w, &patient, FactKind::Consent, w.now().date, "")?;
        let away = OverrideChange::NotApplicable;
        decisions::set_override(w, &opened, &target, away, "fused spine", true)?;
        let cover = NewHandover {
            from: who.id.clone(),
            to: t.ben.id.clone(),
            episode: Some(episode.clone()),
            from_day: day(2026, 3, 2),
            until_day: None,
            note: String::new(),
        };
        handovers::hand_over(w, &cover, None)
    });
    let set = t.read(|db| decisions::list_overrides(db, &episode));
    BTreeMap::from([
        ("patient", patient.to_string()),
        ("episode", episode.to_string()),
        ("session", session.to_string()),
        ("unsigned", unsigned.to_string()),
        ("programme", programme.to_string()),
        ("diary", diary.to_string()),
        ("caution", caution.to_string()),
        ("fact", FactKind::Consent.as_str().to_owned()),
        ("override", set[0].id.clone()),
        ("handover", handover),
        ("flag", "rf_fever".to_owned()),
        ("key", "open_book".to_owned()),
        ("version", t.protocol.to_string()),
        ("file", "app.css".to_owned()),
        ("staff", t.ben.id.to_string()),
        ("draft", "typed-none".to_owned()),
    ])
}

/// A path of the table with its parts filled in.
fn filled(path: &str, ids: &Ids) -> String {
    let mut filled = String::new();
    for piece in path.split_inclusive('}') {
        let (before, part) = piece.split_once('{').unwrap_or((piece, ""));
        filled.push_str(before);
        let part = match part.trim_end_matches('}') {
            "session" if OF_AN_UNSIGNED_VISIT.contains(&path) => "unsigned",
            part => part,
        };
        if !part.is_empty() {
            let id = ids.get(part);
            filled.push_str(id.unwrap_or_else(|| {
                panic!("{path}: say in `records_of` what stands for {{{part}}}")
            }));
        }
    }
    filled
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}').map(|(part, _)| part))
}

fn is_of_a_patient(route: &Route) -> bool {
    parts(route.path).any(|part| OF_A_PATIENT.contains(&part))
}

/// An account of a role in North, beside Asha and Ben.
fn hire(t: &TestClinic, role: Role) -> Staff {
    let new = NewStaff {
        name: format!("{role:?}"),
        sign_in_name: format!("{role:?}").to_lowercase(),
        role,
        password_hash: "hash".into(),
        valid_until: None,
        teams: vec![t.north.clone()],
    };
    let id: StaffId = t
        .clinic
        .write(Actor::Program, t.now(), |w| staff::add(w, &new))
        .unwrap();
    t.read(|db| staff::find(db, &id))
}

/// Sends what a row asks for.
async fn send(browser: &Browser, route: &Route, ids: &Ids) -> Answer {
    let path = filled(route.path, ids);
    let answer = browser.send_to(&route.method, &path).await;
    assert!(
        !answer.location.starts_with("/login"),
        "{path}: the login holds"
    );
    answer
}

/// The page without the reference number, which is new each time.
fn page(answer: &Answer) -> String {
    let (before, rest) = answer
        .text
        .split_once("<span class=\"number\">")
        .unwrap_or((&answer.text, ""));
    let after = rest.split_once("</span>").map_or("", |(_, after)| after);
    format!("{before}{after}")
}

#[actix_web::test]
async fn every_role_opens_what_it_may_and_nothing_else() {
    for role in Role::ALL {
        let t = TestClinic::new();
        let browser = t.browser(&hire(&t, *role));
        let own = records_of(&t, &t.asha, &t.north, "1");
        for route in ROUTES.iter().filter(|route| route.access != Access::Anyone) {
            // what an empty form changes is nobody's role
            let answer = send(&browser, route, &own).await;
            let (path, status) = (route.path, answer.status);
            assert!(
                !status.is_server_error(),
                "{role:?} {} {path}: {status}",
                route.method
            );
            let refused = status == StatusCode::FORBIDDEN;
            assert_eq!(
                refused,
                !opens(*role, &route.method, path),
                "{role:?} {} {path}: {status}",
                route.method
            );
        }
    }
}

#[actix_web::test]
async fn foreign_and_missing_ids_answer_the_same_page() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    // in South alone, and covered by Ben, whom nobody here logs in as
    let foreign = records_of(&t, &t.cora, &t.south, "2");
    let own = records_of(&t, &t.asha, &t.north, "1");
    let missing: Ids = foreign
        .keys()
        .map(|part| match *part {
            part if OF_A_PATIENT.contains(&part) || part == "unsigned" => {
                (part, "0nobody".to_owned())
            }
            part => (part, foreign[part].clone()),
        })
        .collect();
    let mut tried = 0;
    for route in ROUTES.iter().filter(|route| is_of_a_patient(route)) {
        if !opens(Role::Clinician, &route.method, route.path) {
            continue;
        }
        let (method, path) = (&route.method, route.path);
        let of_another = send(&asha, route, &foreign).await;
        let of_nobody = send(&asha, route, &missing).await;
        assert_eq!(of_another.status, of_nobody.status, "{method} {path}");
        assert_eq!(page(&of_another), page(&of_nobody), "{method} {path}");
        if *method == Method::GET {
            assert_eq!(of_another.status, StatusCode::NOT_FOUND, "{method} {path}");
            let mine = send(&asha, route, &own).await;
            assert_ne!(mine.status, StatusCode::NOT_FOUND, "{method} {path}");
        } else {
            assert!(
                of_another.status.is_client_error(),
                "{method} {path}: {}",
                of_another.status
            );
        }
        tried += 1;
    }
    if ROUTES
        .iter()
        .any(|route| route.path == "/patients/{patient}")
    {
        assert!(tried > 10, "{tried} addresses of a patient were tried");
    }
}

#[actix_web::test]
async fn nobody_logged_in_is_sent_to_the_login_page() {
    let t = TestClinic::new();
    let own = records_of(&t, &t.asha, &t.north, "1");
    for route in ROUTES.iter().filter(|route| route.access != Access::Anyone) {
        let path = filled(route.path, &own);
        let answer = t.anonymous().send_to(&route.method, &path).await;
        if route.method == Method::GET {
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
            assert!(answer.location.starts_with("/login?return_to="), "{path}");
        } else {
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        }
    }
}

/// What every table but these holds, as one text.
fn everything_but(db: &mut Db, but: &[&str]) -> BTreeMap<String, Vec<String>> {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = Text)]
        name: String,
    }
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        content: String,
    }
    let Db::Sqlite(connection) = db else {
        panic!("asked on SQLite only")
    };
    let tables: Vec<Name> = diesel::sql_query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    )
    .load(connection)
    .unwrap();
    let mut all = BTreeMap::new();
    for Name { name } in tables {
        if but.contains(&name.as_str()) {
            continue;
        }
        let columns: Vec<Name> =
            diesel::sql_query(format!("SELECT name FROM pragma_table_info('{name}')"))
                .load(connection)
                .unwrap();
        let columns: Vec<String> = columns
            .iter()
            .map(|column| format!("quote(\"{}\")", column.name))
            .collect();
        let query = format!(
            "SELECT {} AS content FROM \"{name}\" ORDER BY 1",
            columns.join(" || '|' || ")
        );
        let rows: Vec<Row> = diesel::sql_query(query).load(connection).unwrap();
        let rows = rows.into_iter().map(|row| row.content).collect();
        all.insert(name, rows);
    }
    all
}

/// Logins without the time of their last use.
fn logins_but_last_use(db: &mut Db) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        content: String,
    }
    let query = diesel::sql_query(
        "SELECT token_hash || staff_id || created_at || coalesce(ended_at, '') AS content FROM logins ORDER BY 1",
    );
    let rows: Vec<Row> = query.load(db).unwrap();
    rows.into_iter().map(|row| row.content).collect()
}

fn audit_rows(db: &mut Db) -> i64 {
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let counted: Count = diesel::sql_query("SELECT count(*) AS count FROM audit")
        .get_result(db)
        .unwrap();
    counted.count
}

#[actix_web::test]
async fn get_changes_nothing_but_the_audit_log_and_the_last_use_of_logins() {
    let t = TestClinic::new();
    if !t.is_sqlite() {
        return;
    }
    let own = records_of(&t, &t.asha, &t.north, "1");
    for role in Role::ALL {
        let who = hire(&t, *role);
        let browser = t.browser(&who);
        for route in ROUTES.iter().filter(|route| route.method == Method::GET) {
            let mut db = t.raw();
            let path = filled(route.path, &own);
            let before = (
                everything_but(&mut db, &["audit", "logins"]),
                logins_but_last_use(&mut db),
            );
            let noted = audit_rows(&mut db);
            let answer = send(&browser, route, &own).await;
            let after = (
                everything_but(&mut db, &["audit", "logins"]),
                logins_but_last_use(&mut db),
            );
            assert_eq!(before, after, "GET {path} as {role:?}");
            if is_of_a_patient(route) && answer.status.is_success() {
                assert!(audit_rows(&mut db) > noted, "GET {path} noted no look");
            }
        }
    }
}
