//! Every address of the clinic: method, path, who may, and the handler.
//!
//! A row without a permission does not compile. Rows are matched in order of their path, in which `{` comes after
//! every letter: `/patients/new` is found before `/patients/{patient}` wherever it stands in the table.

use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::{guard, web};

use super::pages::{
    about, access_requests, account, adoptions, amendments, audit, board, cautions, clinic,
    closures, diaries, disablings, drafts, episode_facts, episodes, exercises, facts, flags, forms,
    handovers, healthz, holds, home, intakes, logins, overrides, patients, phase_changes,
    programmes, protocols, reports, session, session_drafts, session_moves, sessions, sheets,
    staff as staff_pages, strikeouts, take_overs, visits,
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
    // the board
    GET  "/board"                   May::FindPatients => board::index;
    POST "/board/privacy"           May::FindPatients => board::privacy::create;
    // episodes
    GET  "/episodes/{episode}"      May::ReadRecords => episodes::show;
    GET  "/episodes/{episode}/report.pdf"  May::ReadRecords => reports::episode;
    GET  "/episodes/{episode}/form.pdf"    May::ReadRecords => forms::show;
    POST "/forms"                          May::ReadRecords => forms::create;
    POST "/episodes/{episode}/closures" May::ChangePhase => closures::create;
    GET  "/episodes/{episode}/closures/new" May::ChangePhase => closures::new;
    POST "/episodes/{episode}/handovers" May::HandOver => handovers::create;
    GET  "/episodes/{episode}/handovers/new" May::HandOver => handovers::new;
    POST "/episodes/{episode}/holds" May::ChangePhase => holds::create;
    POST "/episodes/{episode}/holds/endings" May::ChangePhase => holds::end;
    GET  "/episodes/{episode}/holds/new" May::ChangePhase => holds::new;
    POST "/episodes/{episode}/notes" May::WriteRecords => episodes::note;
    POST "/episodes/{episode}/overrides" May::ChangePhase => overrides::create;
    GET  "/episodes/{episode}/overrides/new" May::ChangePhase => overrides::new;
    POST "/episodes/{episode}/overrides/{override}/endings" May::ChangePhase => overrides::end;
    POST "/episodes/{episode}/phase_changes" May::ChangePhase => phase_changes::create;
    GET  "/episodes/{episode}/phase_changes/new" May::ChangePhase => phase_changes::new;
    POST "/episodes/{episode}/reopenings" May::ChangePhase => episodes::reopen;
    POST "/episodes/{episode}/responsible" May::HandOver => handovers::change;
    GET  "/episodes/{episode}/visits" May::BookVisits => visits::index;
    POST "/episodes/{episode}/visits" May::BookVisits => visits::create;
    POST "/episodes/{episode}/visits/settlements" May::BookVisits => visits::settle;
    // handovers
    POST "/handovers"               May::HandOver => handovers::create_all;
    GET  "/handovers/new"           May::HandOver => handovers::new_all;
    POST "/handovers/{handover}/endings" May::HandOver => handovers::end;
    // exercises
    GET  "/exercises"                  May::ReadKnowledge => exercises::index;
    GET  "/exercises/{key}"            May::ReadKnowledge => exercises::show;
    GET  "/exercises/{key}/figure.svg" May::ReadKnowledge => exercises::figure;
    // logins
    GET  "/login"                   Anyone => logins::new;
    POST "/logins"                  Anyone => logins::create;
    POST "/logins/endings"          Anyone => logins::end;
    // one's own account
    GET  "/account"                 May::ReadKnowledge => account::show;
    POST "/account/keys"            May::ReadKnowledge => account::switch_keys;
    POST "/account/passwords"       May::ReadKnowledge => account::change;
    // the house's administration
    GET  "/audit"                            May::ReadAudit => audit::index;
    POST "/audit/searches"                   May::ReadAudit => audit::search;
    GET  "/clinic"                           May::ManageClinic => clinic::show;
    POST "/clinic"                           May::ManageClinic => clinic::update;
    GET  "/staff"                            May::ManageStaff => staff_pages::index;
    POST "/staff"                            May::ManageStaff => staff_pages::create;
    GET  "/staff/new"                        May::ManageStaff => staff_pages::new;
    GET  "/staff/{staff}"                    May::ManageStaff => staff_pages::show;
    POST "/staff/{staff}"                    May::ManageStaff => staff_pages::update;
    POST "/staff/{staff}/passwords"          May::ManageStaff => staff_pages::reset;
    POST "/staff/{staff}/logins/endings"     May::ManageStaff => staff_pages::log_out;
    GET  "/staff/{staff}/disablings/new"     May::ManageStaff => disablings::new;
    POST "/staff/{staff}/disablings"         May::ManageStaff => disablings::create;
    POST "/staff/{staff}/disablings/endings" May::ManageStaff => disablings::end;
    POST "/teams"                            May::ManageStaff => staff_pages::create_team;
    // the protocol
    GET  "/protocols"                             May::ReadKnowledge => protocols::index;
    GET  "/protocols/{version}"                   May::ReadKnowledge => protocols::show;
    GET  "/protocols/{version}/booklet.pdf"       May::ReadKnowledge => reports::protocol;
    GET  "/protocols/{version}/adoptions/new"     May::PublishProtocols => adoptions::new;
    POST "/protocols/{version}/adoptions"         May::PublishProtocols => adoptions::create;
    POST "/protocols/{version}/adoptions/endings" May::PublishProtocols => adoptions::end;
    // access to a patient of another team
    GET  "/patients/access_requests"     May::ReadAudit => access_requests::index;
    POST "/patients/access_requests"     May::AskForAccess => access_requests::create;
    GET  "/patients/access_requests/new" May::AskForAccess => access_requests::new;
    // what was typed and not saved; the first says itself that a login has ended
    POST "/drafts"                 Anyone => drafts::create;
    GET  "/drafts/{draft}"         May::ReadKnowledge => drafts::show;
    POST "/drafts/{draft}/endings" May::ReadKnowledge => drafts::end;
    // visits
    GET  "/episodes/{episode}/assessment"   May::WriteRecords => sessions::assess;
    POST "/episodes/{episode}/assessment"   May::WriteRecords => sessions::create_assessment;
    GET  "/episodes/{episode}/sessions/new" May::WriteRecords => sessions::new;
    POST "/episodes/{episode}/sessions"     May::WriteRecords => sessions::create;
    GET  "/sessions/{session}"              May::ReadRecords => session::show;
    GET  "/sessions/{session}/amendments/new" May::WriteRecords => amendments::new;
    POST "/sessions/{session}/amendments"   May::WriteRecords => amendments::create;
    GET  "/sessions/{session}/moves/new"    May::WriteRecords => session_moves::new;
    POST "/sessions/{session}/moves"        May::WriteRecords => session_moves::create;
    GET  "/sessions/{session}/strikeouts/new" May::WriteRecords => strikeouts::new;
    POST "/sessions/{session}/strikeouts"   May::WriteRecords => strikeouts::create;
    GET  "/sessions/{session}/edit"         May::WriteRecords => session_drafts::edit;
    POST "/sessions/{session}/edit"         May::WriteRecords => session_drafts::update;
    GET  "/sessions/{session}/take_overs/new" May::WriteRecords => take_overs::new;
    POST "/sessions/{session}/take_overs"   May::WriteRecords => take_overs::create;
    // programmes
    GET  "/episodes/{episode}/programmes/new" May::WriteProgrammes => programmes::new;
    POST "/episodes/{episode}/programmes"     May::WriteProgrammes => programmes::create;
    GET  "/programmes/{programme}"            May::ReadRecords => programmes::show;
    GET  "/programmes/{programme}/edit"       May::WriteProgrammes => programmes::edit;
    POST "/programmes/{programme}"            May::WriteProgrammes => programmes::update;
    POST "/programmes/{programme}/issues"     May::WriteProgrammes => programmes::issue;
    GET  "/programmes/{programme}/preview.pdf" May::WriteProgrammes => programmes::preview;
    GET  "/programmes/{programme}/sheet.pdf"  May::PrintSheets => programmes::sheet;
    POST "/sheets"                            May::PrintSheets => sheets::create;
    // paper diaries that come back
    GET  "/episodes/{episode}/diaries/new"     May::WriteRecords => diaries::newest;
    GET  "/programmes/{programme}/diaries/new" May::WriteRecords => diaries::new;
    POST "/programmes/{programme}/diaries"     May::WriteRecords => diaries::create;
    GET  "/diaries/{diary}"                    May::ReadRecords => diaries::show;
    GET  "/diaries/{diary}/amendments/new"     May::WriteRecords => diaries::edit;
    POST "/diaries/{diary}/amendments"         May::WriteRecords => diaries::update;
    GET  "/diaries/{diary}/strikeouts/new"     May::WriteRecords => diaries::strikeouts::new;
    POST "/diaries/{diary}/strikeouts"         May::WriteRecords => diaries::strikeouts::create;
    GET  "/diaries/{diary}/moves/new"          May::WriteRecords => diaries::moves::new;
    POST "/diaries/{diary}/moves"              May::WriteRecords => diaries::moves::create;
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

/// The row that takes a path, with the parts of the path.
#[must_use]
pub fn find<'p>(method: &Method, path: &'p str) -> Option<(&'static Route, Parts<'p>)> {
    let rows = ROUTES.iter().filter(|route| route.method == *method);
    let found = rows.filter_map(|route| Some((route, parts(route.path, path)?)));
    found.min_by_key(|(route, _)| route.path)
}

/// The parts of a path by their names in the table: `("episode", "e1")`.
pub type Parts<'p> = Vec<(&'static str, &'p str)>;

/// The parts of a path that is written as a row of the table is; `None` when it is not.
#[must_use]
pub fn parts<'p>(pattern: &'static str, path: &'p str) -> Option<Parts<'p>> {
    let mut given = path.split('/');
    let mut parts = Vec::new();
    for known in pattern.split('/') {
        let piece = given.next()?;
        match known
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) if !piece.is_empty() => parts.push((name, piece)),
            None if piece == known => {}
            _ => return None,
        }
    }
    given.next().is_none().then_some(parts)
}

/// A path of the table with these parts in it.
#[must_use]
pub fn filled(pattern: &str, parts: &[(&str, &str)]) -> String {
    let fill =
        |path: String, (name, piece): &(&str, &str)| path.replace(&format!("{{{name}}}"), piece);
    parts.iter().fold(pattern.to_owned(), fill)
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
