//! The blank re-evaluation form: what a visit asks of one patient, with room for the answers, for a day on paper.

mod boxes;
mod parts;

use super::bookmarks::bookmarks;
use super::flow::{Block, Placed, paginate};
use super::foot;
use super::home_sheet::{Clinic, Patient};
use super::letterhead::{self, Head};
use super::look::{Density, Look};
use super::pdf::{self, Bookmark, Pages};
use super::typesetter::{Typesetter, with_typesetter};
use super::words::isolated;
use super::{Paper, PrintError, Size};
use parts::{about, alerts, flare, group, lines, signs, visit};

/// Everything that stands on the form of one patient, already in words.
#[derive(Clone, Debug, PartialEq)]
pub struct BlankForm {
    /// BCP 47, such as `en-GB`.
    pub language: String,
    /// Whose paper it is.
    pub clinic: Clinic,
    /// Who is examined.
    pub patient: Patient,
    /// The day whose record it shows, in words.
    pub date: String,
    /// Number and name, or that none is decided.
    pub phase: String,
    /// What must be known first: open red flags, alerts, cautions.
    pub alerts: Vec<String>,
    /// What to measure, most urgent first.
    pub groups: Vec<Group>,
    /// Every red flag is asked one by one; otherwise they are asked as one question.
    pub is_full_screen: bool,
    /// The warning signs by name.
    pub signs: Vec<String>,
    /// The protocol and its version.
    pub protocol: String,
}

/// Measures under one heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// One for each measure.
    pub rows: Vec<Row>,
}

/// One measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name.
    pub name: String,
    /// Unit or range; may be empty.
    pub unit: String,
    /// Goal, cautions: one sentence each.
    pub about: Vec<String>,
    /// The last values, each with its day.
    pub last: Vec<String>,
    /// What the phase asks.
    pub target: Vec<String>,
    /// `Left` and `Right`, or nothing.
    pub sides: &'static [&'static str],
    /// How it is answered.
    pub answer: Answer,
    /// The methods it can be measured with.
    pub methods: Vec<String>,
}

/// The room for an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A value in a box.
    Value,
    /// Up to three attempts in a box.
    Attempts,
    /// One of these, ticked.
    Choice(Vec<String>),
    /// A box for each part.
    Parts(Vec<String>),
}

/// The forms in one document, each on pages of its own with its own numbers.
///
/// # Errors
/// [`PrintError::Letters`] names the letters that no embedded face has; nothing is printed then.
pub fn blank_forms(
    forms: &[BlankForm],
    paper: Paper,
    title: String,
) -> Result<Vec<u8>, PrintError> {
    let first = forms.first();
    with_typesetter(|typesetter| {
        let mut document = Pages {
            paper,
            title,
            author: first.map_or_else(String::new, |form| form.clinic.name.clone()),
            language: first.map_or_else(String::new, |form| form.language.clone()),
            pages: Vec::new(),
            feet: Vec::new(),
            bookmarks: Vec::new(),
        };
        for form in forms {
            let (pages, look) = arranged(form, paper, typesetter);
            let before = document.pages.len();
            let headings = bookmarks(&pages).into_iter().map(|heading| Bookmark {
                page: heading.page + before,
                ..heading
            });
            document.bookmarks.extend(headings);
            let feet = feet(form, &look, typesetter, pages.len());
            document.feet.extend(feet);
            document.pages.extend(pages);
        }
        pdf::write(&document, typesetter)
    })
}

/// The roomiest arrangement among those with the fewest pages.
fn arranged(
    form: &BlankForm,
    paper: Paper,
    typesetter: &mut Typesetter,
) -> (Vec<Vec<Placed>>, Look) {
    let mut best: Option<(Vec<Vec<Placed>>, Look)> = None;
    for density in [Density::Roomy, Density::Dense, Density::Tight] {
        let look = Look::new(paper, Size::Standard, density);
        let pages = paginate(blocks(form, &look, typesetter), look.room());
        if best
            .as_ref()
            .is_none_or(|(known, _)| pages.len() < known.len())
        {
            best = Some((pages, look));
        }
    }
    best.unwrap_or_else(|| (Vec::new(), Look::new(paper, Size::Standard, Density::Dense)))
}

fn blocks(form: &BlankForm, look: &Look, typesetter: &mut Typesetter) -> Vec<Block> {
    let head = Head {
        clinic: &form.clinic,
        title: "Re-evaluation",
        date: &form.date,
    };
    // One block from the head to the last measure: it fills its pages, parted between rows only.
    let mut whole = letterhead::block(&head, look, typesetter);
    let mut parts = vec![about(form, look, typesetter)];
    parts.extend(alerts(form, look, typesetter));
    parts.push(visit(look, typesetter));
    let groups = form.groups.iter();
    parts.extend(groups.map(|one| group(one, look, typesetter)));
    for part in parts {
        whole.stack.gap(part.gap);
        whole.stack.append(part.stack);
        whole.repeated = part.repeated.or(whole.repeated);
    }
    vec![
        whole,
        signs(form, look, typesetter),
        flare(look, typesetter),
        lines(look, typesetter),
    ]
}

fn feet(
    form: &BlankForm,
    look: &Look,
    typesetter: &mut Typesetter,
    pages: usize,
) -> Vec<Vec<Placed>> {
    let number = format!(" · {}", isolated(&form.patient.clinic_number));
    let whose = (&*form.patient.name, &*number);
    let which = isolated(&form.protocol);
    let pages_of = "page {page} of {pages}";
    foot::feet(whose, &which, pages_of, look, typesetter, pages)
}
