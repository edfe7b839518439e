//! What stands before and around every page: the same-origin check, the security headers, the login cookie.
//!
//! Middleware here answers with a response and never with `Err`: an error would skip the middleware outside it.

use std::fmt::Write as _;
use std::future::{Future, poll_fn};
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::Poll;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use actix_web::http::uri::Authority;
use actix_web::middleware::Next;
use actix_web::{Error, HttpRequest, ResponseError, web};

use super::Exposure;
use super::problem::Problem;
use super::routes;

/// Sent with every answer. `cache-control` gives way to a longer one; see [`headers`].
pub const HEADERS: [(HeaderName, HeaderValue); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static(
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
    ),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (X_FRAME_OPTIONS, HeaderValue::from_static("DENY")),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

const ONE_YEAR: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Puts the security headers on every answer; outermost, so that errors and files carry them too.
pub async fn headers(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let encrypted = exposure(request.request()) == Exposure::BehindProxy;
    let mut answer = Box::pin(next.call(request));
    // A panic would cut the connection; caught here, it is an error page like any other. Nothing outside is left half done:
    // what a handler holds is dropped with it, and an open transaction is taken back.
    let answer = poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Poll::Ready(Err(Problem::internal("a handler panicked").into())))
    });
    let mut response = answer.await?;
    for (name, value) in HEADERS {
        if name != CACHE_CONTROL || !response.headers().contains_key(CACHE_CONTROL) {
            response.headers_mut().insert(name, value);
        }
    }
    if encrypted {
        response
            .headers_mut()
            .insert(STRICT_TRANSPORT_SECURITY, ONE_YEAR);
    }
    Ok(response)
}

/// Refuses a request that names another host than this machine, while the server answers this machine alone.
///
/// A page of another site can give its own name the address 127.0.0.1 (DNS rebinding); for the browser the clinic's pages
/// are then pages of that site, whose script may read them and fill in the login. Such a request still names that site as
/// its host. A server that is open to this machine alone listens on a loopback address only ([`super::serve::listen`]), so
/// the names of loopback are all it has, whatever the port: a tunnel may end at another one. Behind a proxy the name is
/// the clinic's own, the proxy answers for it, and nothing is refused here. What names no host is no browser.
pub async fn own_host(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let named = request
        .headers()
        .get_all(HOST)
        .map(|host| host.to_str().unwrap_or_default())
        .chain(request.uri().authority().map(Authority::as_str));
    let is_open = exposure(request.request()) == Exposure::BehindProxy;
    if is_open || named.into_iter().all(is_this_machine) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let answer = Problem::Misdirected;
    Ok(request.into_response(answer.error_response()))
}

/// Whether a host, with or without its port, is a name of loopback: `localhost`, `127.0.0.1:8080`, `[::1]:8080`.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name
        .strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .map_or_else(
            || name.parse().map(IpAddr::V4),
            |name| name.parse().map(IpAddr::V6),
        );
    name.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

/// Refuses a change that another site asked for, and one whose origin the browser does not tell.
pub async fn same_origin(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // a method no address has leads to the page that says so, whoever asks
    let is_taken = routes::ROUTES
        .iter()
        .any(|route| route.method == *request.method());
    if request.method().is_safe() || !is_taken || is_same_origin(request.headers()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    let answer = Problem::Invalid(
        "This did not come from a page of Ninefold, so nothing was changed. Open the page again and repeat it there."
            .into(),
    );
    Ok(request.into_response(answer.error_response()))
}

/// `Sec-Fetch-Site` decides where it is sent; older browsers are judged by `Origin`; neither means no.
fn is_same_origin(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return matches!(site.as_bytes(), b"same-origin" | b"none");
    }
    let (Some(origin), Some(host)) = (headers.get(ORIGIN), headers.get(HOST)) else {
        return false;
    };
    let origin = origin
        .to_str()
        .ok()
        .and_then(|origin| origin.split_once("://"));
    origin.is_some_and(|(_, authority)| authority.as_bytes() == host.as_bytes())
}

/// How this server is reached. A request without it is treated as the open one.
pub fn exposure(request: &HttpRequest) -> Exposure {
    request
        .app_data::<web::Data<Exposure>>()
        .map_or(Exposure::Loopback, |exposure| *exposure.get_ref())
}

/// The name of the login cookie. The `__Host-` prefix makes browsers insist on encryption, so it is used with it only.
const fn cookie_name(exposure: Exposure) -> &'static str {
    match exposure {
        Exposure::Loopback => "login",
        Exposure::BehindProxy => "__Host-login",
    }
}

/// The token the browser sent, if any.
#[must_use]
pub fn login_token(request: &HttpRequest) -> Option<String> {
    let cookie = request.cookie(cookie_name(exposure(request)))?;
    Some(cookie.value().to_owned())
}

/// The cookie that carries a login. It ends with the browser; the limits are kept on the server.
#[must_use]
pub fn login_cookie(request: &HttpRequest, token: &str) -> Cookie<'static> {
    let exposure = exposure(request);
    Cookie::build(cookie_name(exposure), token.to_owned())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(exposure == Exposure::BehindProxy)
        .finish()
}

/// The cookie that takes the login away again.
#[must_use]
pub fn ended_cookie(request: &HttpRequest) -> Cookie<'static> {
    let mut cookie = login_cookie(request, "");
    cookie.make_removal();
    cookie
}

/// The address the request came from; behind a proxy, what the nearest proxy says it was.
#[must_use]
pub fn client_address(request: &HttpRequest) -> String {
    let forwarded = (exposure(request) == Exposure::BehindProxy)
        .then(|| request.headers().get_all("x-forwarded-for").last())
        .flatten()
        .and_then(|value| value.to_str().ok())
        .and_then(|list| list.rsplit(',').next())
        .map(|address| address.trim().to_owned());
    forwarded
        .or_else(|| request.peer_addr().map(|address| address.ip().to_string()))
        .unwrap_or_default()
}

/// A path of this server, safe to send a browser to after login; anything else leads to the board.
#[must_use]
pub fn local_path(path: &str) -> &str {
    let local = path.starts_with('/')
        && !path.starts_with("//")
        && path
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if local { path } else { "/" }
}

/// A text as part of a query string.
#[must_use]
pub fn encode_query(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_panic_is_an_error_page_with_headers() {
        async fn panics() -> actix_web::HttpResponse {
            panic!("on purpose")
        }
        let app = actix_web::App::new()
            .route("/", web::get().to(panics))
            .wrap(actix_web::middleware::from_fn(headers));
        let app = actix_web::test::init_service(app).await;
        let request = actix_web::test::TestRequest::get().uri("/").to_request();
        let error = actix_web::test::try_call_service(&app, request)
            .await
            .err()
            .unwrap();
        let answer = error.error_response();
        assert_eq!(
            answer.status(),
            actix_web::http::StatusCode::INTERNAL_SERVER_ERROR
        );
        assert!(answer.headers().contains_key(CONTENT_SECURITY_POLICY));
    }

    #[test]
    fn only_this_site_may_change_anything() {
        let rows: [(&[(&'static str, &'static str)], bool); 9] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "none")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site")], false),
            (
                &[
                    ("origin", "http://127.0.0.1:8080"),
                    ("host", "127.0.0.1:8080"),
                ],
                true,
            ),
            (
                &[
                    ("origin", "http://127.0.0.1:9090"),
                    ("host", "127.0.0.1:8080"),
                ],
                false,
            ),
            (&[("origin", "null"), ("host", "127.0.0.1:8080")], false),
            (&[("host", "127.0.0.1:8080")], false),
            (
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "http://127.0.0.1:8080"),
                    ("host", "127.0.0.1:8080"),
                ],
                false,
            ),
        ];
        for (sent, allowed) in rows {
            let mut headers = HeaderMap::new();
            for (name, value) in sent {
                headers.insert(
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                );
            }
            assert_eq!(is_same_origin(&headers), allowed, "{sent:?}");
        }
    }

    #[test]
    fn this_machine_has_the_names_of_loopback() {
        for (host, is_here) in [
            ("127.0.0.1", true),
            ("127.0.0.1:8080", true),
            ("127.8.8.8:8080", true),
            ("localhost", true),
            ("LocalHost:9931", true),
            ("[::1]", true),
            ("[::1]:8080", true),
            ("elsewhere.example", false),
            ("elsewhere.example:8080", false),
            ("localhost.elsewhere.example:8080", false),
            ("127.0.0.1.elsewhere.example", false),
            ("127.0.0.1:8080.elsewhere.example", false),
            ("192.168.1.5:8080", false),
            ("0.0.0.0:8080", false),
            ("[::]:8080", false),
            ("::1", false),
            ("user@127.0.0.1", false),
            ("", false),
        ] {
            assert_eq!(is_this_machine(host), is_here, "{host:?}");
        }
    }

    #[test]
    fn login_leads_to_pages_of_this_server_only() {
        for (path, target) in [
            ("/patients/1?phase=2", "/patients/1?phase=2"),
            ("//elsewhere.example", "/"),
            ("/\\elsewhere.example", "/"),
            ("https://elsewhere.example", "/"),
            ("", "/"),
            ("/a\r\nset-cookie: x", "/"),
        ] {
            assert_eq!(local_path(path), target, "{path:?}");
        }
    }
}
