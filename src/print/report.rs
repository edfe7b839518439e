//! The progress report: a letter to whoever referred the patient. Where they are in the phases, what was measured, how
//! it went, what was decided and why, what comes next.

mod sections;

use super::bookmarks::bookmarks;
use super::flow::Block;
use super::foot::feet;
use super::home_sheet::{Clinic, Patient};
use super::letterhead::{self, Head};
use super::look::Look;
use super::pdf::{self, Pages};
use super::table::Column;
use super::typesetter::{Typesetter, with_typesetter};
use super::words::{Words, isolated};
use super::{Paper, PrintError};
use crate::drawing::Drawing;
use sections::{addressed, alerts, charts, decisions, facts, listed, signature, standing, titled};

/// Everything that stands in a progress report, already in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// BCP 47, such as `en-GB`.
    pub language: String,
    /// Who writes.
    pub clinic: Clinic,
    /// To whom, one line each; empty where nobody referred.
    pub to: Vec<String>,
    /// About whom.
    pub patient: Patient,
    /// The physiotherapist's name.
    pub clinician: String,
    /// The day the report tells of, in words.
    pub date: String,
    /// What stops care: open red flags, each in a sentence. Stands above everything.
    pub alerts: Vec<String>,
    /// Name and words: complaint, onset, protocol and so on.
    pub facts: Vec<(String, String)>,
    /// What the criteria say now, as a sentence.
    pub standing: String,
    /// What is missing, or why, one sentence each.
    pub reasons: Vec<String>,
    /// The phases the patient was in.
    pub stays: Vec<StayRow>,
    /// The criteria of the present phase.
    pub criteria: Vec<CriterionRow>,
    /// First and last value of what was measured more than once.
    pub outcomes: Vec<OutcomeRow>,
    /// Pictures of the measures that say most.
    pub charts: Vec<Chart>,
    /// Every decision about the phase.
    pub decisions: Vec<Decision>,
    /// What comes next, one sentence each.
    pub plan: Vec<String>,
    /// What the reader must know about the numbers.
    pub remark: String,
}

/// A stay in a phase.
#[derive(Clone, Debug, PartialEq)]
pub struct StayRow {
    /// Number and name.
    pub phase: String,
    /// The day it was entered.
    pub from: String,
    /// The day it was left, or `now`.
    pub until: String,
    /// How many visits.
    pub visits: String,
}

/// One criterion of the present phase.
#[derive(Clone, Debug, PartialEq)]
pub struct CriterionRow {
    /// Needed and found, as a sentence.
    pub sentence: String,
    /// In a few words.
    pub verdict: String,
    /// What the threshold rests on, and whether it is needed.
    pub rests_on: String,
    /// When, and by whom.
    pub taken: String,
}

/// A measure at the start and now.
#[derive(Clone, Debug, PartialEq)]
pub struct OutcomeRow {
    /// Its name, and side.
    pub measure: String,
    /// The first value with its day.
    pub first: String,
    /// The newest value with its day.
    pub last: String,
    /// The change, read against the known error.
    pub change: String,
}

/// A chart with the line under it.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The picture; its description is read by those who cannot see it.
    pub drawing: Drawing,
    /// What its marks mean.
    pub caption: String,
}

/// A decision about the phase.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The day, what was decided and by whom.
    pub what: String,
    /// What the criteria recommended then.
    pub recommended: String,
    /// Why, in the clinician's words; may be empty or long.
    pub reason: String,
}

/// The report as a PDF. The same report gives the same bytes.
///
/// # Errors
/// [`PrintError::Letters`] names the letters that no embedded face has; nothing is printed then.
pub fn report(report: &Report, paper: Paper) -> Result<Vec<u8>, PrintError> {
    with_typesetter(|typesetter| {
        let look = Look::letter(paper);
        let pages = super::flow::paginate(blocks(report, &look, typesetter), look.room());
        let number = format!(" · {}", isolated(&report.patient.clinic_number));
        let whose = (&*report.patient.name, &*number);
        let which = format!("Progress report, {}", report.date);
        let feet = feet(
            whose,
            &which,
            "page {page} of {pages}",
            &look,
            typesetter,
            pages.len(),
        );
        let document = Pages {
            paper,
            title: format!(
                "Progress report – {} – {}",
                report.patient.name, report.date
            ),
            author: report.clinic.name.clone(),
            language: report.language.clone(),
            bookmarks: bookmarks(&pages),
            pages,
            feet,
        };
        pdf::write(&document, typesetter)
    })
}

fn blocks(report: &Report, look: &Look, typesetter: &mut Typesetter) -> Vec<Block> {
    let head = Head {
        clinic: &report.clinic,
        title: "Progress report",
        date: &report.date,
    };
    let mut blocks = vec![letterhead::block(&head, look, typesetter)];
    blocks.push(addressed(report, look, typesetter));
    if !report.alerts.is_empty() {
        blocks.push(alerts(report, look, typesetter));
    }
    blocks.push(facts(report, look, typesetter));
    blocks.push(standing(report, look, typesetter));
    let stays = report.stays.iter().map(|stay| {
        vec![
            Words::bold(&stay.phase),
            Words::plain(&stay.from),
            Words::plain(&stay.until),
            Words::plain(&stay.visits),
        ]
    });
    blocks.extend(titled(
        "Course through the phases",
        &[
            column("Phase", 0.5),
            column("From", 0.19),
            column("Until", 0.19),
            column("Visits", 0.12),
        ],
        stays.collect(),
        look,
        typesetter,
    ));
    blocks.extend(charts(report, look, typesetter));
    let outcomes = report.outcomes.iter().map(|row| {
        vec![
            Words::bold(&row.measure),
            Words::plain(&row.first),
            Words::plain(&row.last),
            Words::plain(&row.change),
        ]
    });
    blocks.extend(titled(
        "What was measured",
        &[
            column("Measure", 0.37),
            column("First", 0.19),
            column("Newest", 0.19),
            column("Change", 0.25),
        ],
        outcomes.collect(),
        look,
        typesetter,
    ));
    let criteria = report.criteria.iter().map(|row| {
        vec![
            Words::plain(&row.sentence).and(" ").and(&row.rests_on),
            Words::bold(&row.verdict),
            Words::plain(&row.taken),
        ]
    });
    blocks.extend(titled(
        "Criteria of the present phase",
        &[
            column("Criterion", 0.6),
            column("Verdict", 0.2),
            column("Taken", 0.2),
        ],
        criteria.collect(),
        look,
        typesetter,
    ));
    blocks.extend(decisions(report, look, typesetter));
    blocks.extend(listed("Plan", &report.plan, look, typesetter));
    blocks.push(signature(report, look, typesetter));
    blocks
}

fn column(head: &'static str, share: f32) -> Column {
    Column { head, share }
}
