//! Every address of the clinic: method, path, who may, and the handler.
//!
//! A row without a permission does not compile. Rows are matched in order of their path, in which `{` comes after
//! every letter: `/patients/new` is found before `/patients/{patient}` wherever it stands in the table.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{guard, web};

use super::pages::{
    about, cautions, episode_facts, facts, flags, healthz, home, intakes, logins, patients,
};
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
    // episodes
    GET  "/episodes/{episode}/facts"      May::ReadRecords => episode_facts::index;
    POST "/episodes/{episode}/facts"      May::WriteRecords => episode_facts::update;
    GET  "/episodes/{episode}/facts/edit" May::WriteRecords => episode_facts::edit;
    // patients
    GET  "/patients"                               May::FindPatients => patients::index;
    POST "/patients"                               May::RegisterPatients => patients::create;
    GET  "/patients/new"                           May::RegisterPatients => patients::new;
    POST "/patients/searches"                      May::FindPatients => patients::search;
    GET  "/patients/{patient}"                     May::FindPatients => patients::show;
    GET  "/patients/{patient}/cautions"            May::WriteRecords => cautions::index;
    POST "/patients/{patient}/cautions"            May::WriteRecords => cautions::create;
    GET  "/patients/{patient}/cautions/{caution}/withdrawals/new" May::WriteRecords => cautions::new_withdrawal;
    POST "/patients/{patient}/cautions/{caution}/withdrawals"     May::WriteRecords => cautions::withdraw;
    GET  "/patients/{patient}/edit"                May::RegisterPatients => patients::edit;
    GET  "/patients/{patient}/facts"               May::WriteRecords => facts::index;
    POST "/patients/{patient}/facts"               May::WriteRecords => facts::create;
    GET  "/patients/{patient}/facts/{fact}/withdrawals/new"       May::WriteRecords => facts::new_withdrawal;
    POST "/patients/{patient}/facts/{fact}/withdrawals"           May::WriteRecords => facts::withdraw;
    GET  "/patients/{patient}/flags"               May::ReadRecords => flags::index;
    GET  "/patients/{patient}/flags/{flag}"        May::ReadRecords => flags::show;
    POST "/patients/{patient}/flags/{flag}/decisions"             May::WriteRecords => flags::decide;
    POST "/patients/{patient}/moves"               May::RegisterPatients => patients::move_to_team;
    POST "/patients/{patient}/episodes"            May::WriteRecords => intakes::create;
    GET  "/patients/{patient}/episodes/new"        May::WriteRecords => intakes::new;
    GET  "/patients/{patient}/versions"            May::ReadRecords => patients::versions;
    POST "/patients/{patient}/versions"            May::RegisterPatients => patients::update;
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
