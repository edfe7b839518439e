//! `/healthz`: whether the program answers.

use actix_web::HttpResponse;

/// `ok`, without login.
pub async fn show() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body("ok")
}
