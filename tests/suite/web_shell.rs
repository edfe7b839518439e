//! What holds for every address: headers, error pages, the same-origin guard, static files, no inline style or script.

use actix_web::body::MessageBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use ninefold::web::Exposure;
use ninefold::web::app::app;
use ninefold::web::routes::ROUTES;
use ninefold::web::staff::Access;

async fn answer(request: TestRequest) -> ServiceResponse<impl MessageBody> {
    answer_as(Exposure::Loopback, request).await
}

async fn answer_as(exposure: Exposure, request: TestRequest) -> ServiceResponse<impl MessageBody> {
    call_service(&init_service(app(exposure)).await, request.to_request()).await
}

async fn text(answer: ServiceResponse<impl MessageBody>) -> String {
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
fn the_style_sheet_stays_small() {
    let bytes = std::fs::metadata("static/app.css").unwrap().len();
    assert!(bytes <= 20_000, "app.css has {bytes} bytes");
}
