//! What was begun and not signed, named on top of the board.

use chrono::{NaiveDate, TimeDelta};

use super::a_day_before;
use super::privacy::Names;
use crate::access::Role;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::caseload::Caseload;
use crate::records::{self, Db, Error};
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
    names: Names,
    now: Moment,
) -> Result<Vec<Unsigned>, Error> {
    let before = a_day_before(now);
    let leads = match page.staff.role {
        Role::LeadClinician => page.staff.teams.as_slice(),
        _ => &[],
    };
    // one's own from the first minute: no second one is begun beside it
    let from_now = now.utc + TimeDelta::seconds(1);
    let mut found = records::unsigned::list_of(db, &page.staff.id, from_now)?;
    found.extend(records::unsigned::list_left(
        db, mine, leads, now.date, before,
    )?);
    let row = |draft: records::unsigned::Unsigned| Unsigned {
        path: format!("/sessions/{}", draft.session),
        name: names.of(&draft.family_name, &draft.given_names),
        day: clinic.moment(draft.took_place_at).date,
        by: (draft.by != page.staff.id).then_some(draft.by_name),
    };
    Ok(found.into_iter().map(row).collect())
}
