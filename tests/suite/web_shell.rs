//! What holds for every address: headers, error pages, the same-origin guard, static files, no inline style or script.

use std::sync::LazyLock;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::{App, HttpResponse, web};
use ninefold::access::{May, Role};
use ninefold::actions::passwords;
use ninefold::audit::Actor;
use ninefold::care::time::Moment;
use ninefold::clinic::{Clinic, Clock};
use ninefold::config::Database;
use ninefold::records::migrations;
use ninefold::records::staff::{self, NewStaff};
use ninefold::web::Exposure;
use ninefold::web::app::{Site, app};
use ninefold::web::routes::ROUTES;
use ninefold::web::staff::Access;

async fn answer(request: TestRequest) -> ServiceResponse {
    answer_as(Exposure::Loopback, request).await
}

async fn answer_as(exposure: Exposure, request: TestRequest) -> ServiceResponse {
    House::new(exposure).answer(request).await
}

/// A clinic with one account, in a throwaway folder.
struct House {
    clinic: Clinic,
    site: Site,
    _folder: tempfile::TempDir,
}

const PASSWORD: &str = "nine folds of linen";

impl House {
    fn new(exposure: Exposure) -> House {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::Sqlite(folder.path().join("ninefold.db"));
        let start = moment("2026-03-20T09:00:00");
        migrations::run(&database, start).unwrap();
        let clinic = Clinic::open(&database, Clock::fixed(start.utc)).unwrap();
        let site = Site::new(clinic.clone(), exposure);
        House {
            clinic,
            site,
            _folder: folder,
        }
    }

    fn hire(&self, name: &str, role: Role) {
        static HASH: LazyLock<String> = LazyLock::new(|| passwords::hash(PASSWORD).unwrap());
        let new = NewStaff {
            name: name.to_owned(),
            sign_in_name: name.to_lowercase(),
            role,
            password_hash: HASH.clone(),
            valid_until: None,
            teams: Vec::new(),
        };
        self.clinic
            .write(Actor::Program, self.clinic.now(), |w| staff::add(w, &new))
            .unwrap();
    }

    fn clock(&self, at: &str) {
        self.clinic.clock().set(moment(at).utc);
    }

    async fn answer(&self, request: TestRequest) -> ServiceResponse {
        call_service(
            &init_service(app(self.site.clone())).await,
            request.to_request(),
        )
        .await
        .map_into_boxed_body()
    }

    /// Sends the login form; the answer and the cookie it set.
    async fn log_in(&self, name: &str, password: &str) -> (StatusCode, Option<Cookie<'static>>) {
        let form = [
            ("sign_in_name", name),
            ("password", password),
            ("return_to", "/about"),
        ];
        let answer = self
            .answer(same_origin(TestRequest::post().uri("/logins")).set_form(form))
            .await;
        let cookie = answer
            .response()
            .cookies()
            .find(|cookie| cookie.name().ends_with("login"));
        (answer.status(), cookie.map(Cookie::into_owned))
    }

    /// Whether this cookie opens a page that needs a login.
    async fn opens(&self, cookie: &Cookie<'static>) -> bool {
        let answer = self
            .answer(TestRequest::get().uri("/").cookie(cookie.clone()))
            .await;
        let target = answer.headers().get(LOCATION).unwrap().to_str().unwrap();
        !target.starts_with("/login")
    }
}

fn moment(text: &str) -> Moment {
    let utc: chrono::NaiveDateTime = text.parse().unwrap();
    Moment {
        utc,
        date: utc.date(),
    }
}

async fn text(answer: ServiceResponse) -> String {
    String::from_utf8(read_body(answer).await.to_vec()).unwrap()
}

fn same_origin(request: TestRequest) -> TestRequest {
    request.insert_header(("sec-fetch-site", "same-origin"))
}

/// A path of the table with something in place of its parts.
fn filled(path: &str) -> String {
    let parts = path.split('/');
    let parts = parts.map(|part| {
        if part.starts_with('{') {
            "unknown"
        } else {
            part
        }
    });
    parts.collect::<Vec<_>>().join("/")
}

#[actix_web::test]
async fn every_answer_carries_the_security_headers() {
    let long = "x".repeat(300 * 1024);
    let requests = [
        (TestRequest::get().uri("/healthz"), StatusCode::OK),
        (TestRequest::get().uri("/login"), StatusCode::OK),
        (TestRequest::get().uri("/"), StatusCode::SEE_OTHER),
        (
            TestRequest::get().uri("/no/such/page"),
            StatusCode::NOT_FOUND,
        ),
        (
            same_origin(TestRequest::post().uri("/healthz")),
            StatusCode::METHOD_NOT_ALLOWED,
        ),
        (TestRequest::post().uri("/logins"), StatusCode::BAD_REQUEST),
        (
            same_origin(TestRequest::post().uri("/logins")).set_form([("sign_in_name", long)]),
            StatusCode::PAYLOAD_TOO_LARGE,
        ),
        (
            TestRequest::get().uri(&ninefold::web::assets::address("app.css")),
            StatusCode::OK,
        ),
        (
            TestRequest::get().uri("/static/1/none.css"),
            StatusCode::NOT_FOUND,
        ),
    ];
    for (request, status) in requests {
        let answer = answer(request).await;
        let path = answer.request().path().to_owned();
        assert_eq!(answer.status(), status, "{path}");
        let header = |name| {
            answer
                .headers()
                .get(name)
                .map(|value| value.to_str().unwrap().to_owned())
        };
        let policy = header("content-security-policy").unwrap_or_default();
        assert!(
            policy.starts_with("default-src 'none';"),
            "{path}: {policy}"
        );
        assert!(
            policy.ends_with("frame-ancestors 'none'"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(
            header("x-content-type-options").as_deref(),
            Some("nosniff"),
            "{path}"
        );
        assert_eq!(header("x-frame-options").as_deref(), Some("DENY"), "{path}");
        assert_eq!(
            header("referrer-policy").as_deref(),
            Some("same-origin"),
            "{path}"
        );
        let kept = path.starts_with("/static/") && status == StatusCode::OK;
        let cache = header("cache-control").unwrap_or_default();
        assert_eq!(
            cache,
            if kept {
                "public, max-age=31536000, immutable"
            } else {
                "no-store"
            },
            "{path}"
        );
        assert_eq!(header("strict-transport-security"), None, "{path}");
    }
}

#[actix_web::test]
async fn behind_a_proxy_browsers_are_told_to_stay_encrypted() {
    let answer = answer_as(Exposure::BehindProxy, TestRequest::get().uri("/login")).await;
    assert!(answer.headers().contains_key("strict-transport-security"));
}

#[actix_web::test]
async fn an_old_address_of_a_static_file_is_not_kept() {
    let answer = answer(TestRequest::get().uri("/static/old/app.css")).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.headers().get(CACHE_CONTROL).unwrap(), "no-store");
}

#[actix_web::test]
async fn every_change_is_refused_to_other_sites() {
    let changes = ROUTES.iter().filter(|route| route.method == Method::POST);
    for route in changes {
        for site in [Some("cross-site"), Some("same-site"), None] {
            let mut request = TestRequest::post()
                .uri(&filled(route.path))
                .set_form([("a", "b")]);
            if let Some(site) = site {
                request = request.insert_header(("sec-fetch-site", site));
            }
            let answer = answer(request).await;
            assert_eq!(
                answer.status(),
                StatusCode::BAD_REQUEST,
                "{} {site:?}",
                route.path
            );
            assert!(
                text(answer).await.contains("nothing was changed"),
                "{}",
                route.path
            );
        }
    }
}

#[actix_web::test]
async fn a_method_no_page_has_is_told_so_whoever_asks() {
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        for (path, status) in [
            ("/board", StatusCode::METHOD_NOT_ALLOWED),
            (
                "/patients/1/flags/2/decisions",
                StatusCode::METHOD_NOT_ALLOWED,
            ),
            ("/no/such/page", StatusCode::NOT_FOUND),
        ] {
            let request = TestRequest::default().method(method.clone()).uri(path);
            assert_eq!(answer(request).await.status(), status, "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn without_a_login_every_page_leads_to_the_login_page() {
    for route in ROUTES.iter().filter(|route| route.access != Access::Anyone) {
        let path = filled(route.path);
        let request = same_origin(
            TestRequest::default()
                .method(route.method.clone())
                .uri(&path),
        );
        let answer = answer(request).await;
        if route.method == Method::GET {
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{path}");
            let target = answer.headers().get(LOCATION).unwrap().to_str().unwrap();
            assert_eq!(target, format!("/login?return_to={path}"));
        } else {
            assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
        }
    }
}

#[actix_web::test]
async fn an_error_page_has_a_sentence_a_way_back_and_a_reference() {
    let page = text(answer(TestRequest::get().uri("/no/such/page")).await).await;
    assert!(page.contains("<h1>Page not found</h1>"), "{page}");
    assert!(page.contains(r#"href="/">Go to the board"#), "{page}");
    let (_, rest) = page.split_once("Reference ").unwrap();
    let reference: String = rest
        .chars()
        .skip_while(|c| *c != '>')
        .skip(1)
        .take(9)
        .collect();
    assert_eq!(reference.chars().nth(4), Some('-'), "{reference}");
}

#[actix_web::test]
async fn login_never_leads_to_another_site() {
    for (sent, kept) in [
        ("/episodes/1", "/episodes/1"),
        ("//elsewhere.example", "/"),
        ("https://elsewhere.example", "/"),
    ] {
        let page =
            text(answer(TestRequest::get().uri(&format!("/login?return_to={sent}"))).await).await;
        let field = format!(r#"name="return_to" value="{kept}""#);
        assert!(page.contains(&field), "{sent}: {page}");
    }
}

#[actix_web::test]
async fn a_login_opens_pages_until_it_is_ended() {
    let house = House::new(Exposure::Loopback);
    house.hire("Asha", Role::Clinician);
    let (status, cookie) = house.log_in("  ASHA ", PASSWORD).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let cookie = cookie.unwrap();
    assert_eq!((cookie.name(), cookie.secure()), ("login", None));
    assert_eq!(
        (cookie.http_only(), cookie.same_site()),
        (Some(true), Some(SameSite::Lax))
    );
    assert!(house.opens(&cookie).await);

    let end = same_origin(TestRequest::post().uri("/logins/endings")).cookie(cookie.clone());
    let answer = house.answer(end).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert!(answer.headers().contains_key("clear-site-data"));
    assert!(
        !house.opens(&cookie).await,
        "the token is dead on the server, whatever the browser keeps"
    );
}

#[actix_web::test]
async fn a_login_ends_when_idle_and_after_twelve_hours() {
    let house = House::new(Exposure::Loopback);
    house.hire("Asha", Role::Clinician);
    let cookie = house.log_in("asha", PASSWORD).await.1.unwrap();
    house.clock("2026-03-20T09:29:59");
    assert!(house.opens(&cookie).await);
    house.clock("2026-03-20T09:59:58");
    assert!(
        house.opens(&cookie).await,
        "the use half an hour ago counts"
    );
    house.clock("2026-03-20T10:29:58");
    assert!(!house.opens(&cookie).await);

    let cookie = house.log_in("asha", PASSWORD).await.1.unwrap();
    for minute in (0..12 * 60).step_by(20) {
        let at = moment("2026-03-20T10:29:58").utc + chrono::TimeDelta::minutes(minute);
        house.clinic.clock().set(at);
        assert!(house.opens(&cookie).await, "{at}");
    }
    house.clock("2026-03-20T22:29:58");
    assert!(!house.opens(&cookie).await);
}

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_name_answer_alike_and_keep_the_name() {
    let house = House::new(Exposure::Loopback);
    house.hire("Asha", Role::Clinician);
    let mut pages = Vec::new();
    for name in ["asha", "nobody"] {
        let form = [
            ("sign_in_name", name),
            ("password", "wrong"),
            ("return_to", "/about"),
        ];
        let answer = house
            .answer(same_origin(TestRequest::post().uri("/logins")).set_form(form))
            .await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let page = text(answer).await;
        assert!(page.contains(&format!(r#"value="{name}""#)), "{page}");
        assert!(!page.contains("wrong"), "a password is never sent back");
        pages.push(page.replace(&format!(r#"value="{name}""#), ""));
    }
    assert_eq!(pages[0], pages[1]);
}

#[actix_web::test]
async fn many_guesses_at_once_are_no_more_than_many_one_by_one() {
    let house = std::rc::Rc::new(House::new(Exposure::Loopback));
    house.hire("Asha", Role::Clinician);
    let guesses: Vec<_> = (0..12)
        .map(|_| {
            let house = std::rc::Rc::clone(&house);
            actix_web::rt::spawn(async move { house.log_in("asha", "wrong").await.0 })
        })
        .collect();
    let mut looked_at = 0;
    for guess in guesses {
        looked_at += usize::from(guess.await.unwrap() == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(looked_at, 5, "the others wait");
}

#[actix_web::test]
async fn guessing_is_slowed_down_and_the_right_password_waits_too() {
    let house = House::new(Exposure::Loopback);
    house.hire("Asha", Role::Clinician);
    for _ in 0..5 {
        assert_eq!(
            house.log_in("asha", "wrong").await.0,
            StatusCode::UNPROCESSABLE_ENTITY
        );
    }
    assert_eq!(
        house.log_in("asha", PASSWORD).await.0,
        StatusCode::TOO_MANY_REQUESTS
    );
    house.clock("2026-03-20T09:15:00");
    assert_eq!(
        house.log_in("asha", PASSWORD).await.0,
        StatusCode::SEE_OTHER
    );
}

#[actix_web::test]
async fn behind_a_proxy_the_cookie_insists_on_encryption() {
    let house = House::new(Exposure::BehindProxy);
    house.hire("Asha", Role::Clinician);
    let cookie = house.log_in("asha", PASSWORD).await.1.unwrap();
    assert_eq!(
        (cookie.name(), cookie.secure(), cookie.path()),
        ("__Host-login", Some(true), Some("/"))
    );
    assert!(house.opens(&cookie).await);
}

#[actix_web::test]
async fn every_role_gets_what_the_table_says_and_nothing_else() {
    let house = House::new(Exposure::Loopback);
    for role in Role::ALL {
        house.hire(role.as_str(), *role);
        let cookie = house.log_in(role.as_str(), PASSWORD).await.1.unwrap();
        for route in ROUTES {
            let Access::Needs(what) = route.access else {
                continue;
            };
            let request = same_origin(
                TestRequest::default()
                    .method(route.method.clone())
                    .uri(&filled(route.path)),
            );
            let status = house.answer(request.cookie(cookie.clone())).await.status();
            let refused = status == StatusCode::FORBIDDEN;
            assert_eq!(
                refused,
                !ninefold::access::may(*role, what),
                "{role:?} {} {}: {status}",
                route.method,
                route.path
            );
        }
    }
}

#[test]
fn templates_have_nothing_the_content_security_policy_blocks() {
    let mut pending = vec![std::path::PathBuf::from("templates")];
    let mut read = 0;
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(
                std::fs::read_dir(path)
                    .unwrap()
                    .map(|entry| entry.unwrap().path()),
            );
            continue;
        }
        let template = std::fs::read_to_string(&path).unwrap().to_lowercase();
        for blocked in [
            " style=",
            "<style",
            "<script>",
            " onclick=",
            " onchange=",
            " onsubmit=",
            "javascript:",
            "|safe",
            "http://",
            "https://",
        ] {
            assert!(
                !template.contains(blocked),
                "{} has {blocked}",
                path.display()
            );
        }
        read += 1;
    }
    assert!(read > 5, "the templates were found");
}

#[test]
fn the_style_sheet_and_the_script_stay_small() {
    for (file, most) in [("app.css", 20_000), ("app.js", 10_000)] {
        let bytes = std::fs::metadata(format!("static/{file}")).unwrap().len();
        assert!(bytes <= most, "{file} has {bytes} bytes");
    }
}

#[test]
fn the_script_keeps_nothing_in_the_browser_and_evaluates_no_text() {
    let script = std::fs::read_to_string("static/app.js").unwrap();
    for never in [
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
        "eval(",
        "Function(",
        "innerHTML =",
        "//cdn",
        "http:",
        "https:",
    ] {
        assert!(!script.contains(never), "app.js has {never}");
    }
}

#[actix_web::test]
async fn the_test_browser_is_logged_in_until_it_logs_out() {
    let clinic = crate::support::TestClinic::new();
    let asha = clinic.browser(&clinic.asha);
    let answer = asha.get("/").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{answer:?}");
    assert!(!answer.location.starts_with("/login"), "{answer:?}");
    let about = asha.get("/about").await.text;
    assert!(about.contains("qualified physiotherapists"), "{about}");
    let answer = asha.post("/logins/endings", &[]).await;
    assert_eq!(
        (answer.status, answer.location.as_str()),
        (StatusCode::SEE_OTHER, "/login")
    );
    assert!(asha.get("/").await.location.starts_with("/login"));
}

#[actix_web::test]
async fn a_route_refuses_the_wrong_role_and_one_without_a_permission_refuses_everyone() {
    let house = House::new(Exposure::Loopback);
    house.hire("Asha", Role::Clinician);
    let cookie = house.log_in("asha", PASSWORD).await.1.unwrap();
    for (access, status) in [
        (Some(Access::Needs(May::ReadRecords)), StatusCode::OK),
        (Some(Access::Needs(May::ManageStaff)), StatusCode::FORBIDDEN),
        (None, StatusCode::FORBIDDEN),
    ] {
        let page = || async { HttpResponse::Ok().finish() };
        let mut route = web::resource("/page").route(web::get().to(page));
        if let Some(access) = access {
            route = route.app_data(access);
        }
        let guarded = route.wrap(from_fn(ninefold::web::staff::require));
        let clinic = web::Data::new(house.clinic.clone());
        let app = init_service(App::new().app_data(clinic).service(guarded)).await;
        let request = TestRequest::get()
            .uri("/page")
            .cookie(cookie.clone())
            .to_request();
        assert_eq!(
            call_service(&app, request).await.status(),
            status,
            "{access:?}"
        );
    }
}

#[actix_web::test]
async fn a_name_that_leads_here_by_another_site_is_not_answered() {
    // each with the answer of a server for this machine alone, and of one behind a proxy
    for (host, here, behind) in [
        ("127.0.0.1:8080", StatusCode::OK, StatusCode::OK),
        ("localhost:9931", StatusCode::OK, StatusCode::OK),
        ("[::1]:8080", StatusCode::OK, StatusCode::OK),
        (
            "elsewhere.example:8080",
            StatusCode::MISDIRECTED_REQUEST,
            StatusCode::OK,
        ),
        (
            "clinic.example",
            StatusCode::MISDIRECTED_REQUEST,
            StatusCode::OK,
        ),
    ] {
        for (exposure, status) in [(Exposure::Loopback, here), (Exposure::BehindProxy, behind)] {
            for path in ["/login", "/healthz", "/static/app.css"] {
                let request = TestRequest::get().uri(path).insert_header(("host", host));
                let found = answer_as(exposure, request).await;
                let path = format!("{host} {exposure:?} {path}");
                assert_eq!(
                    found.status() == StatusCode::MISDIRECTED_REQUEST,
                    status == StatusCode::MISDIRECTED_REQUEST,
                    "{path}: {}",
                    found.status()
                );
                assert!(
                    found.headers().contains_key("content-security-policy"),
                    "{path}"
                );
            }
        }
    }
    // a script of that site may set what a proxy would send, and a login there is no better than a look
    let lies = TestRequest::get()
        .uri("/login")
        .insert_header(("host", "elsewhere.example"))
        .insert_header(("x-forwarded-host", "localhost"))
        .insert_header(("forwarded", "host=localhost"));
    let refused = answer(lies).await;
    assert_eq!(refused.status(), StatusCode::MISDIRECTED_REQUEST);
    let page = text(refused).await;
    assert!(page.contains("under localhost or 127.0.0.1"), "{page}");
    assert!(!page.contains("<form"), "{page}");
    let house = House::new(Exposure::Loopback);
    house.hire("Asha", Role::Clinician);
    let login = same_origin(TestRequest::post().uri("/logins"))
        .insert_header(("host", "elsewhere.example"))
        .set_form([("sign_in_name", "asha"), ("password", PASSWORD)]);
    let refused = house.answer(login).await;
    assert_eq!(refused.status(), StatusCode::MISDIRECTED_REQUEST);
    assert_eq!(refused.response().cookies().count(), 0);
}
