//! Printing a protocol version as a booklet for the clinic's wall.

use super::Refused;
use super::issue_programme::letterhead as settings;
use super::print_programme::unprintable;
use super::sheet_input::{self, letterhead};
use crate::builtin;
use crate::care::ids::VersionId;
use crate::care::patient::Paper;
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::print::booklet::{Booklet, Phase, Target, booklet};
use crate::records::protocols;
use crate::text::quantity::day;
use crate::text::{criterion, words};

/// The booklet as a PDF.
///
/// # Errors
/// The record's `NotFound` for a version that does not exist; [`Refused::Unprintable`] for letters no font has.
pub fn print_booklet(
    clinic: &Clinic,
    version: &VersionId,
    paper: Paper,
    now: Moment,
) -> Result<Vec<u8>, Refused> {
    let protocol = clinic.protocol(version)?;
    let input = clinic.read(|db| {
        let stored = protocols::find(db, version)?;
        let settings = settings(db)?;
        Ok::<_, Refused>(Booklet {
            language: "en-GB".into(),
            clinic: letterhead(&settings),
            title: format!("{}, version {}", stored.name, stored.number),
            date: day(now.date),
            preface: preface(&protocol),
            phases: protocol
                .phases
                .iter()
                .map(|one| phase(&protocol, one))
                .collect(),
            references: references(),
        })
    })?;
    booklet(&input, sheet_input::paper(paper)).map_err(unprintable)
}

fn preface(protocol: &Protocol) -> Vec<String> {
    vec![
        "**For qualified physiotherapists.** The criteria recommend; a named clinician decides. A red flag stops."
            .to_owned(),
        format!(
            "Mandatory targets are needed to leave a phase, advisory ones are shown. Patients without sport end with \
             phase {}. Each target shows what its number rests on: the source protocol, a publication, or a default this \
             clinic may change. The protocol has not been validated in a study.",
            protocol.last_phase_without_sport
        ),
    ]
}

fn phase(protocol: &Protocol, phase: &crate::care::protocol::Phase) -> Phase {
    let mut purpose = vec![phase.purpose.clone()];
    for (name, words) in [
        ("Enter", &phase.entry),
        ("Leave", &phase.exit),
        ("Typical time, never a gate", &phase.typical_time),
    ] {
        if !words.trim().is_empty() {
            purpose.push(format!("**{name}:** {words}"));
        }
    }
    let targets = phase.targets.iter().map(|target| Target {
        measure: protocol.measure(target.measure.as_str()).map_or_else(
            || "Red flag screen".to_owned(),
            |measure| measure.name.clone(),
        ),
        asks: criterion::stated(protocol, target),
        gate: words::gate(target.gate).to_owned(),
        basis: words::basis(target.basis).to_owned(),
    });
    let sport = if phase.sport_only {
        " (sport only)"
    } else {
        ""
    };
    Phase {
        title: format!("Phase {}: {}{sport}", phase.number, phase.name),
        purpose,
        lists: vec![
            ("The therapist".to_owned(), phase.therapist.clone()),
            ("The patient".to_owned(), phase.patient.clone()),
            ("Not in this phase".to_owned(), phase.not_in_phase.clone()),
        ],
        targets: targets.collect(),
    }
}

fn references() -> Vec<String> {
    builtin::knowledge()
        .references
        .iter()
        .map(|reference| format!("{} {}", reference.key, reference.text))
        .collect()
}
