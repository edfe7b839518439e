//! Every address of the clinic: method, path, who may, and the handler.
//!
//! A row without a permission does not compile. Rows are matched in order of their path, in which `{` comes after
//! every letter: `/patients/new` is found before `/patients/{patient}` wherever it stands in the table.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{guard, web};

use super::pages::{about, amendments, healthz, home, logins, session, sessions, strikeouts};
use super::staff::Access;
use super::{assets, staff};
use crate::access::{May, Role, may};

/// One row of the table.
#[derive(Debug, Clone)]
pub struct Route {
    /// `GET` (which answers `HEAD` too) or `POST`.
    pub method: Method,
    /// The path with its parts in braces.
    pub path: &'static str,
    /// Who may.
    pub access: Access,
    register: fn(&mut web::ServiceConfig),
}

macro_rules! routes {
    (@access Anyone) => { Access::Anyone };
    (@access May::$may:ident) => { Access::Needs(May::$may) };
    ($($method:ident $path:literal $who:ident $(:: $may:ident)? => $handler:path;)+) => {
        /// The table, for registering and for the tests that try every row with every role.
        pub const ROUTES: &[Route] = &[$(Route {
            method: Method::$method,
            path: $path,
            access: routes!(@access $who $(:: $may)?),
            register: |config| {
                config.service(
                    web::resource($path)
                        .guard(guard::fn_guard(|request| takes(&Method::$method, &request.head().method)))
                        .app_data(routes!(@access $who $(:: $may)?))
                        .wrap(from_fn(staff::require))
                        .route(web::route().to($handler)),
                );
            },
        }),+];
    };
}

routes! {
    // the house
    GET  "/"                        May::ReadKnowledge => home::show;
    GET  "/healthz"                 Anyone => healthz::show;
    GET  "/about"                   Anyone => about::show;
    GET  "/static/{version}/{file}" Anyone => assets::show;
    // logins
    GET  "/login"                   Anyone => logins::new;
    POST "/logins"                  Anyone => logins::create;
    POST "/logins/endings"          Anyone => logins::end;
    // visits
    GET  "/episodes/{episode}/assessment"   May::WriteRecords => sessions::assess;
    POST "/episodes/{episode}/assessment"   May::WriteRecords => sessions::create_assessment;
    GET  "/episodes/{episode}/sessions/new" May::WriteRecords => sessions::new;
    POST "/episodes/{episode}/sessions"     May::WriteRecords => sessions::create;
    GET  "/sessions/{session}"              May::ReadRecords => session::show;
    GET  "/sessions/{session}/amendments/new" May::WriteRecords => amendments::new;
    POST "/sessions/{session}/amendments"   May::WriteRecords => amendments::create;
    GET  "/sessions/{session}/strikeouts/new" May::WriteRecords => strikeouts::new;
    POST "/sessions/{session}/strikeouts"   May::WriteRecords => strikeouts::create;
    GET  "/sessions/{session}/edit"         May::WriteRecords => sessions::edit;
    POST "/sessions/{session}/edit"         May::WriteRecords => sessions::update;
}

fn takes(route: &Method, sent: &Method) -> bool {
    route == sent || (route == Method::GET && sent == Method::HEAD)
}

/// Whether a role may do this; false for what is in no row, so that a link to a page not yet built stays away.
///
/// `path` is written as in the table, with its parts in braces.
#[must_use]
pub fn opens(role: Role, method: &Method, path: &str) -> bool {
    let row = ROUTES
        .iter()
        .find(|route| route.path == path && route.method == *method);
    row.is_some_and(|route| match route.access {
        Access::Anyone => true,
        Access::Needs(what) => may(role, what),
    })
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
