//! Finding the right patient of a session that was recorded for the wrong one.

use actix_web::web::Data;

use crate::access::Staff;
use crate::care::episode::EpisodeState;
use crate::care::ids::{EpisodeId, PatientId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, episodes, reach, search};
use crate::web::filters::plain_date;
use crate::web::form::Form;
use crate::web::page::Page;
use crate::web::problem::Problem;
use crate::web::run::run;

/// Most patients found at once.
const MOST: usize = 20;

/// An open episode of a patient who may be the right one.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub episode: EpisodeId,
    pub name: String,
    pub details: String,
}

/// What a search found.
#[derive(Debug, Default)]
pub(super) struct Hits {
    pub found: Vec<Found>,
    /// There are more patients of that name than shown.
    pub is_cut: bool,
    /// What was searched for; empty before a search.
    pub words: String,
}

/// What stands for none of the patients found.
const NOBODY: &str = "nobody";

/// The fault of a search for nothing.
pub(super) const NEEDS_WORDS: &str =
    "Write the beginning of the right patient’s name, or their clinic number";

/// The right patient's episode: one of those found for what stands in the field of the name, or none of them. A name that was
/// not searched for is searched for first.
pub(super) fn chosen(form: &mut Form, hits: &Hits) -> Option<EpisodeId> {
    if hits.words.is_empty() {
        return None;
    }
    let right = form.value("right").to_owned();
    let is_shown = form.value("searched") == hits.words;
    if is_shown && right == NOBODY {
        return None;
    }
    let found = hits
        .found
        .iter()
        .find(|found| is_shown && found.episode.as_str() == right);
    if let Some(found) = found {
        return Some(found.episode.clone());
    }
    if hits.found.is_empty() {
        form.fault(
            "words",
            "Nobody within your reach with an open episode is called that: write another name, or clear it",
        );
    } else {
        form.set("right", "");
        form.fault("right", "Choose the right patient, or “None of these”");
    }
    None
}

/// The patients of the words in the form.
pub(super) async fn search(
    clinic: &Data<Clinic>,
    page: &Page,
    form: &Form,
    not: &PatientId,
    now: Moment,
) -> Result<Hits, Problem> {
    let (clinic, staff) = (clinic.clone(), page.staff.0.clone());
    let (words, not) = (form.value("words").trim().to_owned(), not.clone());
    run(move || find(&clinic, &staff, &words, &not, now)).await
}

/// Open episodes of the patients within reach whose names begin so; notes one row.
fn find(
    clinic: &Clinic,
    staff: &Staff,
    words: &str,
    not: &PatientId,
    now: Moment,
) -> Result<Hits, Problem> {
    if words.is_empty() {
        return Ok(Hits::default());
    }
    let found = clinic.read_list(staff, "strikeout", |db| {
        let reach = reach::of(db, staff, now)?;
        let mut found = Vec::new();
        let mut cards = search::search(db, &reach, words, MOST as i64 + 1)?;
        let is_cut = cards.len() > MOST;
        cards.truncate(MOST);
        for card in cards {
            if card.id == *not {
                continue;
            }
            for episode in episodes::list_of(db, &card.id)? {
                if episode.state != EpisodeState::Open {
                    continue;
                }
                found.push(Found {
                    episode: episode.id,
                    name: format!("{}, {}", card.family_name, card.given_names),
                    details: format!(
                        "born {} · {} · episode opened {}",
                        plain_date(card.birth_date),
                        card.clinic_number,
                        plain_date(clinic.moment(episode.opened_at).date)
                    ),
                });
            }
        }
        let words = words.to_owned();
        Ok::<_, Error>(Hits {
            found,
            is_cut,
            words,
        })
    });
    Ok(found?)
}
