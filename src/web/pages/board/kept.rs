//! What somebody typed and neither saved nor let go: found again after a closed tab.

use super::privacy::Names;
use crate::access::Staff;
use crate::actions::keep_typed::list_typed;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Db, Error, reach};
use crate::web::kept::{when, words};

/// A form, as the board lists it.
pub(super) struct Kept {
    /// Where it is gone on with.
    pub path: String,
    /// Which form it is, and of whom.
    pub words: String,
    /// When it was last typed in.
    pub when: String,
}

/// One's own forms, of patients within reach, newest first.
pub(super) fn kept(
    db: &mut Db,
    clinic: &Clinic,
    staff: &Staff,
    names: Names,
    now: Moment,
) -> Result<Vec<Kept>, Error> {
    let typed = list_typed(db, staff)?;
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let reach = reach::of(db, staff, now)?;
    let mut found = Vec::new();
    for title in typed {
        let path = title.subject.unwrap_or_default();
        let mut words = words(&path).to_owned();
        if let Some(about) = &title.about {
            if !reach.holds(&about.patient, &about.team) {
                continue;
            }
            let name = names.of(&about.family_name, &about.given_names);
            words = format!("{words} of {name}");
        }
        found.push(Kept {
            path: format!("/drafts/{}", title.id),
            words,
            when: when(clinic.zone(), title.updated_at),
        });
    }
    Ok(found)
}
