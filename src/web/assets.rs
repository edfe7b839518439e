//! The style sheet, script, font and icon, inside the binary; their address changes with their content.

use std::sync::LazyLock;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{HttpResponse, web};
use sha2::{Digest, Sha256};

use super::problem::Problem;

/// Name, media type, content.
const FILES: [(&str, &str, &[u8]); 5] = [
    (
        "app.css",
        "text/css; charset=utf-8",
        include_bytes!("../../static/app.css"),
    ),
    (
        "app.js",
        "text/javascript; charset=utf-8",
        include_bytes!("../../static/app.js"),
    ),
    (
        "inter.woff2",
        "font/woff2",
        include_bytes!("../../static/inter.woff2"),
    ),
    (
        "inter-LICENSE.txt",
        "text/plain; charset=utf-8",
        include_bytes!("../../static/inter-LICENSE.txt"),
    ),
    (
        "icon.svg",
        "image/svg+xml",
        include_bytes!("../../static/icon.svg"),
    ),
];

static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for (_, _, content) in FILES {
        hash.update(content);
    }
    hash.finalize()[..6]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
});

/// The address of a static file: `/static/{version}/{name}`.
#[must_use]
pub fn address(name: &str) -> String {
    format!("/static/{}/{name}", *VERSION)
}

/// `GET /static/{version}/{file}`: kept by the browser for a year when the version is the present one.
pub async fn show(path: web::Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (version, name) = path.into_inner();
    let (_, kind, content) = FILES
        .iter()
        .find(|(file, _, _)| *file == name)
        .ok_or(Problem::NotFound)?;
    let mut answer = HttpResponse::Ok();
    answer.insert_header((CONTENT_TYPE, *kind));
    if version == *VERSION {
        answer.insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"));
    }
    Ok(answer.body(*content))
}
