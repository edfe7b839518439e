use actix_web::http::StatusCode;
use ninefold::access::{Role, Staff};
use ninefold::actions::passwords;
use ninefold::audit::Actor;
use ninefold::care::ids::StaffId;
use ninefold::records::staff::{self, NewStaff};
use ninefold::records::{Error, episodes};

use crate::support::{TestClinic, content, episode_facts, patient_facts};

/// Someone of a role, in no team.
pub fn hire(t: &TestClinic, name: &str, role: Role) -> Staff {
    let new = NewStaff {
        name: name.into(),
        sign_in_name: name.to_lowercase(),
        role,
        password_hash: "hash".into(),
        valid_until: None,
        teams: vec![],
    };
    let id: StaffId = t
        .clinic
        .write(Actor::Program, t.now(), |w| staff::add(w, &new))
        .unwrap();
    t.read(|db| staff::find(db, &id))
}

fn account<'a>(name: &'a str, team: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", "Dana Fox"),
        ("sign_in_name", name),
        ("role", "clinician"),
        ("teams", team),
        ("valid_until", "2026-06-30"),
        ("password", "nine folds of linen"),
    ]
}

#[actix_web::test]
async fn an_account_is_added_once_and_can_log_in() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let before = t.audit().len();
    let north = t.north.to_string();
    for _ in 0..2 {
        let added = ines.post("/staff", &account("Dana", &north)).await;
        assert_eq!(
            (added.status, added.location.as_str()),
            (StatusCode::SEE_OTHER, "/staff")
        );
    }
    assert_eq!(
        t.actions_since(before),
        ["staff_added"],
        "the form sent twice is saved once"
    );
    let (dana, hash) = t.read(|db| staff::find_for_login(db, "dana"));
    assert!(passwords::is_right("nine folds of linen", Some(&hash)));
    assert_eq!(
        (dana.teams, dana.role),
        (vec![t.north.clone()], Role::Clinician)
    );
    let list = ines.get("/staff").await.text;
    assert!(
        list.contains("Dana Fox") && list.contains("Until 30 Jun 2026"),
        "{list}"
    );
}

#[actix_web::test]
async fn a_refused_account_shows_every_fault_and_what_was_typed_but_the_password() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let refused = ines
        .post(
            "/staff",
            &[
                ("name", "Dana & Co"),
                ("valid_until", "2020-01-01"),
                ("password", "s3cret"),
            ],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "Sign-in name is needed",
        "Role must have an answer",
        "Last day must be between",
        "Dana &#38; Co",
    ] {
        assert!(
            refused.text.contains(part),
            "{part} is not in {}",
            refused.text
        );
    }
    assert!(!refused.text.contains("s3cret"));
    let mut taken = account("asha", t.north.as_str());
    let answer = ines.post("/staff", &taken).await;
    assert!(
        answer.text.contains("The sign-in name asha is taken"),
        "{}",
        answer.text
    );
    taken[5].1 = "short";
    let answer = ines.post("/staff", &taken).await;
    assert!(
        answer.text.contains("12 to 128 characters, and this has 5"),
        "{}",
        answer.text
    );
}

#[actix_web::test]
async fn a_change_on_an_old_version_is_told_and_not_saved() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let path = format!("/staff/{}", t.ben.id);
    let north = t.north.to_string();
    let fields = |name: &'static str, id: &'static str| {
        vec![
            ("name", name),
            ("role", "clinician"),
            ("version", "1"),
            ("submission_id", id),
        ]
    };
    let mut first = fields("Ben O.", "0123456789abcdef0123456789abcde1");
    first.push(("teams", &north));
    let mut second = fields("Benjamin", "0123456789abcdef0123456789abcde2");
    second.push(("teams", &north));
    assert_eq!(ines.post(&path, &first).await.status, StatusCode::SEE_OTHER);
    let late = ines.post(&path, &second).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.text
            .contains("changed this record after you opened the form"),
        "{}",
        late.text
    );
    assert_eq!(t.read(|db| staff::find(db, &t.ben.id)).name, "Ben O.");
}

#[actix_web::test]
async fn disabling_lists_what_is_left_and_somebody_takes_over() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let (_, episode) = t.episode("4711");
    let patient = t.by(&t.cora, |w| {
        ninefold::records::patients::register(w, &t.south, &patient_facts("4712"))
    });
    t.by(&t.cora, |w| {
        episodes::open(w, &patient, &t.protocol, &episode_facts())
    });
    t.by(&t.asha, |w| {
        ninefold::records::sessions::draft(w, &episode, &content(t.now(), vec![]))
    });
    let asha_logged_in = t.browser(&t.asha);
    let path = format!("/staff/{}/disablings", t.asha.id);
    let page = ines.get(&format!("{path}/new")).await.text;
    assert!(
        page.contains("4711") && page.contains("Visits saved and not signed: 1"),
        "{page}"
    );
    assert!(
        !page.contains("4712") && !page.contains("Žižek"),
        "others’ patients and names are not listed"
    );
    assert!(
        page.contains("Ben Okafor") && !page.contains("Cora Lind"),
        "who takes over is of the team"
    );

    let nobody = ines.post(&path, &[("version", "1")]).await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        nobody.text.contains("Asha Rao answers for 1 open episode"),
        "{}",
        nobody.text
    );
    let stranger = ines
        .post(
            &path,
            &[("version", "1"), ("successor", t.cora.id.as_str())],
        )
        .await;
    assert_eq!(
        stranger.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "of another team"
    );

    let before = t.audit().len();
    let done = ines
        .post(&path, &[("version", "1"), ("successor", t.ben.id.as_str())])
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(
        t.actions_since(before),
        ["responsible_changed", "logged_out", "staff_disabled"]
    );
    assert_eq!(
        t.read(|db| episodes::find(db, &episode)).responsible,
        t.ben.id
    );
    assert!(
        asha_logged_in.get("/").await.location.starts_with("/login"),
        "the login ended"
    );

    let again = format!("{path}/endings");
    let version = t.read(|db| staff::find(db, &t.asha.id)).version.to_string();
    let id = "0123456789abcdef0123456789abcde3";
    ines.post(&again, &[("version", &version), ("submission_id", id)])
        .await;
    assert!(!t.read(|db| staff::find(db, &t.asha.id)).disabled);
}

#[actix_web::test]
async fn the_last_administrator_stays() {
    let t = TestClinic::new();
    let ines = hire(&t, "Ines", Role::Administrator);
    let answer = t
        .browser(&ines)
        .post(
            &format!("/staff/{}/disablings", ines.id),
            &[("version", "1")],
        )
        .await;
    assert!(
        answer
            .text
            .contains("only administrator whose account goes on working"),
        "{}",
        answer.text
    );
    assert!(!t.read(|db| staff::find(db, &ines.id)).disabled);
}

#[actix_web::test]
async fn a_new_password_ends_the_logins_and_so_does_ending_them() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let asha = t.browser(&t.asha);
    let path = format!("/staff/{}", t.asha.id);
    let weak = ines
        .post(&format!("{path}/passwords"), &[("password", "asha")])
        .await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let guessed = ines
        .post(
            &format!("{path}/passwords"),
            &[("password", "North Road Physiotherapy")],
        )
        .await;
    assert!(guessed.text.contains("too easy to guess"));
    assert_eq!(asha.get("/about").await.status, StatusCode::OK);
    assert!(!asha.get("/").await.location.starts_with("/login"));
    ines.post(
        &format!("{path}/passwords"),
        &[("password", "another fold of linen")],
    )
    .await;
    assert!(asha.get("/").await.location.starts_with("/login"));
    let ben = t.browser(&t.ben);
    let id = "0123456789abcdef0123456789abcde4";
    let ended = ines
        .post(
            &format!("/staff/{}/logins/endings", t.ben.id),
            &[("submission_id", id)],
        )
        .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert!(ben.get("/").await.location.starts_with("/login"));
}

#[actix_web::test]
async fn a_team_is_added_once() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    assert_eq!(
        ines.post("/teams", &[("name", "West")]).await.status,
        StatusCode::SEE_OTHER
    );
    let id = "0123456789abcdef0123456789abcde5";
    let twice = ines
        .post("/teams", &[("name", "West"), ("submission_id", id)])
        .await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text.contains("a team of that name already"));
    let teams = t
        .clinic
        .read(staff::list_teams)
        .unwrap_or_else(|error: Error| panic!("{error}"));
    assert_eq!(teams.len(), 3);
}

#[actix_web::test]
async fn the_only_administrator_does_not_end() {
    let t = TestClinic::new();
    let only = hire(&t, "Ines", Role::Administrator);
    let ines = t.browser(&only);
    let path = format!("/staff/{}", only.id);
    let until = async |day: &str, version: &str| {
        let id = crate::support::course::submission();
        let fields = [
            ("name", "Ines"),
            ("role", "administrator"),
            ("valid_until", day),
            ("version", version),
            ("submission_id", id.as_str()),
        ];
        ines.post(&path, &fields).await
    };
    // another one whose account ends too is no help after that
    let other = hire(&t, "Olaf", Role::Administrator);
    let olaf = |last: Option<&str>| {
        let last = last.map(|day| day.parse().unwrap());
        t.by(&only, |w| {
            let other = staff::find(w.db(), &other.id)?;
            staff::change(w, &other, "Olaf", Role::Administrator, last, &[])
        });
    };
    olaf(Some("2026-04-30"));
    for day in ["2026-03-02", "2026-03-03", "2026-12-31"] {
        let answer = until(day, "1").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
        assert!(
            answer.text.contains("only administrator"),
            "{}",
            answer.text
        );
    }
    olaf(None);
    assert_eq!(until("2026-12-31", "1").await.status, StatusCode::SEE_OTHER);
}
