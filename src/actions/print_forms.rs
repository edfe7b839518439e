//! Printing blank re-evaluation forms, as the record stands now.

use super::Refused;
use super::form_input::{self, Parts};
use super::issue_programme::letterhead;
use super::print_programme::unprintable;
use super::programme_ground::ground;
use super::sheet_input;
use crate::access::Staff;
use crate::audit::{Action, Actor, Event};
use crate::care::ids::EpisodeId;
use crate::care::patient::Paper;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::print::blank_form::blank_forms;
use crate::records::{Error, episodes, patients, protocols};

/// The forms of these episodes in this order as one PDF, on the paper of the first patient's sheets unless another is
/// asked for. Changes nothing but the audit log: the prints, and the looks at the patients.
///
/// # Errors
/// [`Error::NotFound`] when one is missing or out of reach; [`Refused::Unprintable`] for letters no font has.
pub fn print_forms(
    clinic: &Clinic,
    by: &Staff,
    wanted: &[EpisodeId],
    paper: Option<Paper>,
    now: Moment,
) -> Result<Vec<u8>, Refused> {
    let mut forms = Vec::new();
    let mut printed = Vec::new();
    let mut on = paper;
    for id in wanted {
        let patient = clinic.read(|db| Ok::<_, Error>(episodes::find(db, id)?.patient))?;
        let (form, preferred) = clinic.read_patient(by, &patient, "form", |db| {
            let ground = ground(db, clinic, by, id, now)?;
            let facts = patients::find(db, &patient)?.facts;
            let version = protocols::find(db, &ground.episode.protocol)?;
            let form = form_input::form(&Parts {
                settings: &letterhead(db)?,
                ground: &ground,
                patient: &facts,
                version: &format!("{}, version {}", version.name, version.number),
                now,
            });
            Ok::<_, Refused>((form, facts.paper))
        })?;
        on = on.or(Some(preferred));
        forms.push(form);
        printed.push((patient, id));
    }
    let paper = on.unwrap_or(Paper::A4);
    let title = match &forms[..] {
        [one] => format!("Re-evaluation – {} – {}", one.patient.name, one.date),
        _ => format!("Re-evaluation forms, {}", now.date.format("%-d %B %Y")),
    };
    let bytes = blank_forms(&forms, sheet_input::paper(paper), title).map_err(unprintable)?;
    // A record that can only be read is printed all the same; the look is noted beside it.
    if !clinic.is_read_only() {
        let noted = clinic.write::<_, Error>(Actor::Staff(by.id.clone()), now, |w| {
            for (patient, episode) in &printed {
                let event = Event::new(Action::ReportPrinted)
                    .patient(patient)
                    .episode(episode)
                    .subject(episode.as_str())
                    .fields(&["form", paper.as_str()]);
                w.note(&event)?;
            }
            Ok(())
        });
        if !clinic.is_read_only() {
            noted?;
        }
    }
    Ok(bytes)
}
