//! One's own account: the password.

use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::actions::by::By;
use ninefold::actions::passwords;
use ninefold::actions::set_password::set_password;
use ninefold::records::staff;

use crate::support::{TestClinic, course::submission};

const OLD: &str = "nine folds of linen";
const NEW: &str = "seven herons on a wall";

/// The clinic with a password for Asha.
fn with_password() -> TestClinic {
    let t = TestClinic::new();
    set_password(&t.clinic, By::Command, &t.asha.id, OLD, t.now()).unwrap();
    t
}

fn is_ashas(t: &TestClinic, password: &str) -> bool {
    let hash = t.read(|db| staff::find_password_hash(db, &t.asha.id));
    passwords::is_right(password, Some(&hash))
}

#[actix_web::test]
async fn a_changed_password_ends_the_other_logins_and_is_noted_once() {
    let t = with_password();
    let (here, elsewhere, ben) = (t.browser(&t.asha), t.browser(&t.asha), t.browser(&t.ben));
    let before = t.audit().len();
    for _ in 0..2 {
        let changed = here
            .post(
                "/account/passwords",
                &[("old", OLD), ("new", NEW), ("again", NEW)],
            )
            .await;
        assert_eq!(
            (changed.status, changed.location.as_str()),
            (StatusCode::SEE_OTHER, "/account"),
            "{}",
            changed.text
        );
    }
    assert_eq!(
        t.actions_since(before),
        ["logged_out", "password_set"],
        "the form sent twice is saved once"
    );
    let row = t.audit().pop().unwrap();
    assert_eq!(
        (row.actor.as_str(), row.subject.as_deref()),
        (t.asha.id.as_str(), Some(t.asha.id.as_str()))
    );
    assert!(is_ashas(&t, NEW) && !is_ashas(&t, OLD));
    assert_eq!(here.get("/account").await.status, StatusCode::OK);
    assert!(
        elsewhere
            .get("/account")
            .await
            .location
            .starts_with("/login")
    );
    assert_eq!(
        ben.get("/account").await.status,
        StatusCode::OK,
        "nobody else is logged out"
    );
}

#[actix_web::test]
async fn everything_wrong_with_a_new_password_is_told_at_once() {
    let t = with_password();
    let asha = t.browser(&t.asha);
    let before = t.audit().len();
    let empty = asha.post("/account/passwords", &[]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for label in ["Present password", "New password", "New password again"] {
        assert!(
            empty.text.contains(&format!("{label} is needed")),
            "{label}"
        );
    }
    assert_eq!(t.actions_since(before), Vec::<String>::new());

    let wrong = [
        ("old", "ten folds of linen"),
        ("new", "North-Road-2026!"),
        ("again", "North-Road-2025!"),
    ];
    let refused = asha.post("/account/passwords", &wrong).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in [
        "Present password is not right",
        "This password is too easy to guess",
        "The two new passwords differ",
    ] {
        assert!(refused.text.contains(sentence), "{sentence}");
    }
    for (_, typed) in wrong {
        assert!(!refused.text.contains(typed), "{typed} is on the page");
    }
    assert_eq!(t.actions_since(before), ["refused"]);

    let half = [("old", "ten folds of linen"), ("new", "short")];
    let refused = asha.post("/account/passwords", &half).await.text;
    for sentence in [
        "Present password is not right",
        "12 to 128 characters",
        "New password again is needed",
    ] {
        assert!(refused.contains(sentence), "{sentence}");
    }
    let same = [("old", OLD), ("new", OLD), ("again", OLD)];
    let refused = asha.post("/account/passwords", &same).await.text;
    assert!(refused.contains("The new password is the present one"));
    assert!(is_ashas(&t, OLD));
}

#[actix_web::test]
async fn an_open_screen_is_no_place_to_guess_the_password() {
    let t = with_password();
    let asha = t.browser(&t.asha);
    for guess in 0..5 {
        let id = submission();
        let fields = [
            ("old", "a guess"),
            ("new", NEW),
            ("again", NEW),
            ("submission_id", &id),
        ];
        let refused = asha.post("/account/passwords", &fields).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{guess}");
    }
    let right = [("old", OLD), ("new", NEW), ("again", NEW)];
    let waits = asha.post("/account/passwords", &right).await;
    assert_eq!(waits.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(is_ashas(&t, OLD));
}

#[actix_web::test]
async fn the_keys_of_one_letter_can_be_switched_off_in_one_browser() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    let with_keys = |page: &str| {
        let said = page.contains("aria-keyshortcuts=\"/\"");
        assert_eq!(said, !page.contains("<body data-keyless>"), "{page}");
        said
    };
    assert!(with_keys(&asha.get("/exercises").await.text));
    let switched = asha.post("/account/keys", &[("keys", "off")]).await;
    assert_eq!(switched.location, "/account");
    let cookie = switched.cookies.join("\n");
    for words in ["HttpOnly", "SameSite=Lax", "Path=/;", "keys=off"] {
        assert!(cookie.contains(words), "{words} in {cookie}");
    }
    let asha = asha.keeping(&switched);
    for path in ["/exercises", "/account", "/board"] {
        assert!(!with_keys(&asha.get(path).await.text), "{path}");
    }
    assert!(with_keys(&t.browser(&t.asha).get("/exercises").await.text));
    let account = asha.get("/account").await.text;
    assert!(account.contains("Switch them on again"), "{account}");
    let switched = asha.post("/account/keys", &[("keys", "on")]).await;
    let asha = asha.keeping(&switched);
    assert!(with_keys(&asha.get("/account").await.text));
}

#[actix_web::test]
async fn every_role_finds_its_account_on_every_page() {
    let t = TestClinic::new();
    for role in Role::ALL {
        let who = t.hire(&format!("Dana {role:?}"), *role);
        let page = t.browser(&who).get("/exercises").await.text;
        assert_eq!(page.matches("href=\"/account\"").count(), 2, "{role:?}");
        let account = t.browser(&who).get("/account").await.text;
        assert!(account.contains(&who.sign_in_name) && account.contains("North"));
    }
}
