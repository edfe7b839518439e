//! What was begun and not signed, named on top of the board.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};

use super::a_day_before;
use super::privacy::Names;
use crate::access::Role;
use crate::care::ids::StaffId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::caseload::Caseload;
use crate::records::{self, Db, Error, episodes, patients};
use crate::web::page::Page;

/// A visit that waits for a signature.
pub(super) struct Unsigned {
    pub path: String,
    pub name: String,
    pub day: NaiveDate,
    /// Who began it, where it was somebody else.
    pub by: Option<String>,
}

/// One's own visits that are not signed, and what was left for more than a day: by others at one's patients; for a lead
/// clinician also what somebody who does not work here any more left in the team.
pub(super) fn unsigned(
    db: &mut Db,
    clinic: &Clinic,
    page: &Page,
    mine: &Caseload,
    (staff, names): (&BTreeMap<StaffId, String>, Names),
    now: Moment,
) -> Result<Vec<Unsigned>, Error> {
    let before = a_day_before(now);
    let leads = match page.staff.role {
        Role::LeadClinician => page.staff.teams.as_slice(),
        _ => &[],
    };
    let mut found = Vec::new();
    // one's own from the first minute: no second one is begun beside it
    let from_now = now.utc + TimeDelta::seconds(1);
    let mut drafts_of_visits = records::unsigned::list_of(db, &page.staff.id, from_now)?;
    drafts_of_visits.extend(records::unsigned::list_left(
        db, mine, leads, now.date, before,
    )?);
    for draft in drafts_of_visits {
        let episode = episodes::find(db, &draft.episode)?;
        let facts = patients::find(db, &episode.patient)?.facts;
        found.push(Unsigned {
            path: format!("/sessions/{}", draft.session),
            name: names.of(&facts.family_name, &facts.given_names),
            day: clinic.moment(draft.took_place_at).date,
            by: (draft.by != page.staff.id)
                .then(|| staff.get(&draft.by).cloned())
                .flatten(),
        });
    }
    Ok(found)
}
