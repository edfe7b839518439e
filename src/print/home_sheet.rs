//! The sheet a patient takes home: what to do, how much, when to stop, and boxes to tick.

mod arrangement;
mod code;
mod diary;
mod exercise;
mod guide;
mod head;
mod help;
mod labels;

use super::bookmarks::bookmarks;
use super::flow::Placed;
use super::foot;
use super::look::Look;
use super::pdf::{self, Bookmark, Pages};
use super::typesetter::{Typesetter, with_typesetter};
use super::words::isolated;
use super::{Paper, PrintError, Size};
use crate::care::pose::Pose;
use arrangement::arranged;
use chrono::NaiveDate;
pub use labels::Labels;
use serde::{Deserialize, Serialize};

/// Everything that stands on a sheet, already in the patient's language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sheet {
    /// BCP 47, such as `en-GB`.
    pub language: String,
    /// The sheet's own words in that language.
    pub labels: Labels,
    /// Who gives the sheet.
    pub clinic: Clinic,
    /// Who takes it home.
    pub patient: Patient,
    /// The physiotherapist's name.
    pub clinician: String,
    /// The day the programme was issued, in words.
    pub date: String,
    /// The phase in words, such as `Phase 2: moving without pain`.
    pub phase: String,
    /// What the patient wants to be able to do.
    pub goal: Option<String>,
    /// What is new.
    pub changes: Changes,
    /// A banner above everything, such as `REPRINT` or why there are no exercises.
    pub notice: Option<String>,
    /// In the order they are done.
    pub exercises: Vec<Exercise>,
    /// How much pain is all right; left out where nothing is to be done, as on an advice-only sheet.
    pub pain_guide: Option<PainGuide>,
    /// The ticked advice; `**words**` between stars are bold.
    pub advice: Vec<String>,
    /// Boxes to tick, unless the sheet has no exercises.
    pub diary: Option<Diary>,
    /// When to call an ambulance.
    pub emergency: Help,
    /// When to see a doctor today.
    pub same_day: Help,
    /// Day, time and place in words.
    pub next_visit: Option<String>,
    /// The programme's version, in the foot of every page.
    pub version: String,
    /// The programme's check code, in the foot of every page.
    pub check_code: String,
}

/// The letterhead.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Clinic {
    /// Name as patients know it.
    pub name: String,
    /// Lines of the address.
    pub address: Vec<String>,
    /// Number for questions.
    pub phone: String,
}

/// Who the sheet is for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Patient {
    /// Full name, in any script a face covers.
    pub name: String,
    /// What the patient likes to be called, where it differs.
    pub name_to_use: Option<String>,
    /// In words.
    pub date_of_birth: String,
    /// The clinic's own number for the patient.
    pub clinic_number: String,
}

/// What changed since the last sheet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Changes {
    /// There was no sheet before.
    FirstSheet,
    /// One sentence each; none when all is as before.
    Since(Vec<String>),
}

/// One exercise as the patient does it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exercise {
    /// In plain words.
    pub name: String,
    /// How much and how often, in words.
    pub dose: String,
    /// Which side, in words; empty where there is none.
    pub sides: String,
    /// How to begin.
    pub start: String,
    /// In order.
    pub steps: Vec<String>,
    /// When to stop, as a sentence or two.
    pub stop_if: String,
    /// Steps of a build-up over days or weeks; mostly empty.
    pub build_up: Vec<String>,
    /// A word of the physiotherapist to this patient; mostly empty.
    pub note: String,
    /// Boxes for each day of the diary.
    pub times_a_day: u8,
    /// What its figure shows, for the side it is done on.
    #[serde(default)]
    pub pose: Option<Pose>,
}

/// The pain traffic light; the limits are the phase's own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PainGuide {
    /// Green.
    pub carry_on: Band,
    /// Amber.
    pub ease: Band,
    /// Red.
    pub stop: Band,
}

/// One light of the guide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Such as `0 to 3`.
    pub scores: String,
    /// What to do at these scores.
    pub advice: String,
}

/// A diary of boxes: one column a day, one row an exercise.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diary {
    /// The first column.
    pub first_day: NaiveDate,
    /// How many columns.
    pub days: u16,
}

/// When to get help, and from whom.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Help {
    /// Such as `Call 999 or go to A&E now if you have:`.
    pub heading: String,
    /// One sign each.
    pub points: Vec<String>,
}

/// The sheet as a PDF. The same sheet gives the same bytes.
///
/// # Errors
/// [`PrintError::Letters`] names the letters that no embedded face has; nothing is printed then.
pub fn home_sheet(sheet: &Sheet, paper: Paper, size: Size) -> Result<Vec<u8>, PrintError> {
    let title = format!(
        "{} – {} – {}",
        sheet.labels.title, sheet.patient.name, sheet.date
    );
    home_sheets(&[(sheet, size)], paper, title)
}

/// Several patients' sheets in one document, each on pages of its own with its own numbers.
///
/// # Errors
/// Those of [`home_sheet`].
pub fn home_sheets(
    sheets: &[(&Sheet, Size)],
    paper: Paper,
    title: String,
) -> Result<Vec<u8>, PrintError> {
    let first = sheets.first().map(|(sheet, _)| *sheet);
    with_typesetter(|typesetter| {
        let mut document = Pages {
            paper,
            title,
            author: first.map_or_else(String::new, |sheet| sheet.clinic.name.clone()),
            language: first.map_or_else(String::new, |sheet| sheet.language.clone()),
            pages: Vec::new(),
            feet: Vec::new(),
            bookmarks: Vec::new(),
        };
        for (sheet, size) in sheets {
            let (pages, look) = arranged(sheet, paper, *size, typesetter);
            let before = document.pages.len();
            let headings = bookmarks(&pages).into_iter().map(|heading| Bookmark {
                page: heading.page + before,
                ..heading
            });
            document.bookmarks.extend(headings);
            document
                .feet
                .extend(feet(sheet, &look, typesetter, pages.len()));
            document.pages.extend(pages);
        }
        pdf::write(&document, typesetter)
    })
}

/// Whose sheet it is, which programme, and how many pages belong together.
fn feet(sheet: &Sheet, look: &Look, typesetter: &mut Typesetter, pages: usize) -> Vec<Vec<Placed>> {
    let labels = &sheet.labels;
    let number = format!(" · {}", isolated(&sheet.patient.clinic_number));
    let whose = (&*sheet.patient.name, &*number);
    // a preview has no code, and says on every page what it is
    let end = if sheet.check_code.is_empty() {
        sheet.notice.clone().unwrap_or_default()
    } else {
        format!("{} {}", labels.check_code, isolated(&sheet.check_code))
    };
    let which = format!("{} {} · {end}", labels.version, isolated(&sheet.version));
    foot::feet(whose, &which, &labels.page, look, typesetter, pages)
}
