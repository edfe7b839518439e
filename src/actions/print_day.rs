//! Printing for the day: the current sheets of several patients as one document.

use super::Refused;
use super::print_programme::{Ready, note, ready, unprintable};
use super::sheet_input;
use crate::access::{May, Staff};
use crate::care::ids::EpisodeId;
use crate::care::programme::{ProgrammeState, Reprint};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::print::{Sheet, Size, home_sheets};
use crate::records::{Error, episodes, patients, programmes};

/// What came of asking for the day's sheets.
#[derive(Debug)]
pub enum Day {
    /// The PDF.
    Sheets(Vec<u8>),
    /// Some have no sheet to be given out; nothing was printed yet.
    LeftOut(Vec<LeftOut>, Vec<Kept>),
}

/// A patient without a sheet to be given out.
#[derive(Debug)]
pub struct LeftOut {
    /// Which episode.
    pub episode: EpisodeId,
    /// Whose.
    pub name: String,
    /// Why, as a sentence; without clinical content for those who may not see it.
    pub why: &'static str,
}

/// A patient whose sheet can be printed.
#[derive(Debug)]
pub struct Kept {
    /// Which episode.
    pub episode: EpisodeId,
    /// Whose.
    pub name: String,
}

/// The current sheets of these episodes in this order, all on the paper of the first patient, each in the size its
/// patient prefers. Prints nothing while one of them has to be left out: the page says so first.
///
/// # Errors
/// [`Error::NotFound`] when one is missing or out of reach; [`Refused::Unprintable`] for letters no font has.
pub fn print_day(
    clinic: &Clinic,
    staff: &Staff,
    wanted: &[EpisodeId],
    now: Moment,
) -> Result<Day, Refused> {
    let (mut sheets, mut left_out): (Vec<Ready>, Vec<LeftOut>) = Default::default();
    for id in wanted {
        let (patient, issued) = clinic.read(|db| {
            let issued = programmes::list(db, id)?
                .into_iter()
                .find(|programme| programme.state == ProgrammeState::Issued);
            Ok::<_, Error>((episodes::find(db, id)?.patient, issued))
        })?;
        let Some(issued) = issued else {
            let facts = clinic.read_patient(staff, &patient, "sheet", |db| {
                Ok::<_, Error>(patients::find(db, &patient)?.facts)
            })?;
            left_out.push(LeftOut {
                episode: id.clone(),
                name: facts.full_name(),
                why: "No home programme has been issued yet.",
            });
            continue;
        };
        let ready = ready(clinic, staff, &issued.id, now)?;
        match against(&ready, staff) {
            Some(why) => left_out.push(LeftOut {
                episode: id.clone(),
                name: ready.patient.facts.full_name(),
                why,
            }),
            None => sheets.push(ready),
        }
    }
    if !left_out.is_empty() {
        let kept = sheets.into_iter().map(|ready| Kept {
            episode: ready.programme.episode,
            name: ready.patient.facts.full_name(),
        });
        return Ok(Day::LeftOut(left_out, kept.collect()));
    }
    let Some(first) = sheets.first() else {
        return Ok(Day::LeftOut(Vec::new(), Vec::new()));
    };
    let paper = first.patient.facts.paper;
    let together: Vec<(&Sheet, Size)> = sheets
        .iter()
        .map(|ready| {
            let size = sheet_input::size(ready.patient.facts.print_size);
            (&ready.sheet, size)
        })
        .collect();
    let title = format!("Home exercise programmes, {}", now.date.format("%-d %B %Y"));
    let bytes = home_sheets(&together, sheet_input::paper(paper), title).map_err(unprintable)?;
    let printed: Vec<_> = sheets
        .iter()
        .map(|ready| (ready, paper, ready.patient.facts.print_size))
        .collect();
    note(clinic, staff, &printed, now)?;
    Ok(Day::Sheets(bytes))
}

/// Why a sheet is not given out with the others.
fn against(ready: &Ready, staff: &Staff) -> Option<&'static str> {
    let stopped = ready.ground.offer().is_some_and(|offer| offer.stopped);
    match ready.reprint {
        Reprint::Allowed => None,
        _ if !staff.may(May::WriteProgrammes) => {
            Some("Ask the physiotherapist before a sheet is given out.")
        }
        _ if stopped => {
            Some("A red flag is open: no exercises until it is recorded what was decided.")
        }
        _ => Some(
            "A new sheet is asked for: write it first, or print the old one from the programme.",
        ),
    }
}
