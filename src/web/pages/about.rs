//! `/about`: what Ninefold is for, what it is not, how sure its numbers are, version and licences.

use actix_web::HttpResponse;
use askama::Template;

use crate::builtin;
use crate::care::protocol::{Basis, Gate, Target};
use crate::web::page;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "about/show.html")]
struct ShowPage {
    version: &'static str,
    protocol_version: u32,
    targets: usize,
    from_seed: usize,
    published: usize,
    clinic_default: usize,
    mandatory: usize,
    advisory: usize,
}

/// The page, without login: whoever is asked to rely on Ninefold can read what it claims.
pub async fn show() -> Result<HttpResponse, Problem> {
    let protocol = &builtin::knowledge().protocol;
    let count = |fits: &dyn Fn(&Target) -> bool| {
        let targets = protocol.phases.iter().flat_map(|phase| &phase.targets);
        targets.filter(|target| fits(target)).count()
    };
    page::show(&ShowPage {
        version: env!("CARGO_PKG_VERSION"),
        protocol_version: protocol.version,
        targets: count(&|_| true),
        from_seed: count(&|target| target.basis == Basis::FromSeed),
        published: count(&|target| target.basis == Basis::Published),
        clinic_default: count(&|target| target.basis == Basis::ClinicDefault),
        mandatory: count(&|target| target.gate == Gate::Mandatory),
        advisory: count(&|target| target.gate == Gate::Advisory),
    })
}
