//! Printing an episode's progress report, as the record stands now.

use super::Refused;
use super::issue_programme::{issued, letterhead};
use super::print_programme::unprintable;
use super::programme_ground::ground;
use super::report_input::{self, Parts};
use super::sheet_input;
use crate::access::Staff;
use crate::audit::{Action, Actor, Event};
use crate::care::ids::EpisodeId;
use crate::care::patient::Paper;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::print;
use crate::records::{Error, decisions, episodes, patients, programmes, protocols, staff, visits};

/// The report as a PDF, on the paper the patient's sheets have unless another is asked for. Changes nothing but the audit
/// log: the print, and the look at the patient.
///
/// # Errors
/// [`Error::NotFound`] for an episode that is missing or out of reach; [`Refused::Unprintable`] for letters no font has.
pub fn print_report(
    clinic: &Clinic,
    by: &Staff,
    episode: &EpisodeId,
    paper: Option<Paper>,
    now: Moment,
) -> Result<Vec<u8>, Refused> {
    let patient = clinic.read(|db| Ok::<_, Error>(episodes::find(db, episode)?.patient))?;
    let (report, paper) = clinic.read_patient(by, &patient, "report", |db| {
        let ground = ground(db, clinic, by, episode, now)?;
        let facts = patients::find(db, &patient)?.facts;
        let version = protocols::find(db, &ground.episode.protocol)?;
        let people = staff::list(db)?;
        let names = people
            .into_iter()
            .map(|person| (person.id, person.name))
            .collect();
        let report = report_input::report(&Parts {
            settings: &letterhead(db)?,
            protocol: &ground.protocol,
            version: &format!("{}, version {}", version.name, version.number),
            course: &ground.course,
            evaluation: &ground.evaluation,
            patient: &facts,
            episode: &ground.episode,
            changes: &decisions::list_phase_changes(db, episode)?,
            programme: issued(programmes::list(db, episode)?).as_ref(),
            next_visit: visits::find_booked(db, episode)?.as_ref(),
            names: &names,
            clinician: &by.name,
            now,
        });
        Ok::<_, Refused>((report, paper.unwrap_or(facts.paper)))
    })?;
    let bytes = print::report::report(&report, sheet_input::paper(paper)).map_err(unprintable)?;
    if !clinic.is_read_only() {
        let event = Event::new(Action::ReportPrinted)
            .patient(&patient)
            .episode(episode)
            .subject(episode.as_str())
            .fields(&[paper.as_str()]);
        clinic.write::<_, Error>(Actor::Staff(by.id.clone()), now, |w| w.note(&event))?;
    }
    Ok(bytes)
}
