//! Every address of the clinic: method, path, who may, and the handler.
//!
//! A row without a permission does not compile. Rows are matched in order of their path, in which `{` comes after
//! every letter: `/patients/new` is found before `/patients/{patient}` wherever it stands in the table.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{guard, web};

use super::pages::{about, healthz, logins};
use super::{assets, staff};
use crate::access::May;

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Route {
    /// `GET` (which answers `HEAD` too) or `POST`.
    pub method: Method,
    /// The path with its parts in braces.
    pub path: &'static str,
    /// What a member of staff needs.
    pub may: May,
    register: fn(&mut web::ServiceConfig),
}

macro_rules! routes {
    ($($method:ident $path:literal May::$may:ident => $handler:path;)+) => {
        /// The table, for registering and for the tests that try every row with every role.
        pub const ROUTES: &[Route] = &[$(Route {
            method: Method::$method,
            path: $path,
            may: May::$may,
            register: |config| {
                config.service(
                    web::resource($path)
                        .guard(guard::fn_guard(|request| takes(&Method::$method, &request.head().method)))
                        .app_data(May::$may)
                        .wrap(from_fn(staff::require))
                        .route(web::route().to($handler)),
                );
            },
        }),+];
    };
}

routes! {
    // the house
    GET  "/healthz"                 May::Anyone => healthz::show;
    GET  "/about"                   May::Anyone => about::show;
    GET  "/static/{version}/{file}" May::Anyone => assets::show;
    // logins
    GET  "/login"                   May::Anyone => logins::new;
    POST "/logins"                  May::Anyone => logins::create;
    POST "/logins/endings"          May::Anyone => logins::end;
}

fn takes(route: &Method, sent: &Method) -> bool {
    route == sent || (route == Method::GET && sent == Method::HEAD)
}

/// Registers every row.
pub fn register(config: &mut web::ServiceConfig) {
    let mut rows: Vec<&Route> = ROUTES.iter().collect();
    rows.sort_by_key(|route| route.path);
    for route in rows {
        (route.register)(config);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_row_stands_twice() {
        let mut rows: Vec<_> = ROUTES
            .iter()
            .map(|route| (route.path, route.method.as_str()))
            .collect();
        let all = rows.len();
        rows.sort_unstable();
        rows.dedup();
        assert_eq!(rows.len(), all);
    }

    #[test]
    fn a_word_is_tried_before_a_part() {
        assert!("/patients/new" < "/patients/{patient}");
        assert!("/patients/searches" < "/patients/{patient}");
    }
}
