//! What stands in the banner as a note: red flags that were weighed or never asked, and consent that is not recorded.

use std::collections::BTreeMap;

use super::filters::plain_date;
use super::parts::{Mark, Tag};
use crate::care::course::FlagState;
use crate::care::flags::FlagStanding;
use crate::care::ids::{FlagKey, PatientId};
use crate::care::patient::FactKind;
use crate::care::protocol::Protocol;
use crate::records::{Db, Error, cautions};

/// Flags not asked that are named one by one; of more, their number is told.
const NAMED: usize = 3;

/// Flags that were considered, each with the day to ask again, and those that were not asked.
#[must_use]
pub fn flags(protocol: &Protocol, standings: &BTreeMap<FlagKey, FlagStanding>) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut unasked: Vec<&str> = Vec::new();
    for flag in &protocol.red_flags {
        let Some(standing) = standings.get(&flag.key) else {
            continue;
        };
        if standing.state == FlagState::Considered {
            let again = standing
                .ask_again_on
                .map(|on| format!(", ask again on {}", plain_date(on)))
                .unwrap_or_default();
            let words = format!("{}, considered{again}", flag.name);
            tags.push(Tag::new(Mark::Care, words));
        } else if standing.state == FlagState::NotAsked {
            unasked.push(&flag.name);
        }
    }
    if unasked.len() == protocol.red_flags.len() {
        tags.push(Tag::new(Mark::Care, "Red flags not asked"));
    } else if !unasked.is_empty() {
        let more = unasked.len().saturating_sub(NAMED);
        unasked.truncate(NAMED);
        let more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        let words = format!("Red flags not asked: {}{more}", unasked.join(", "));
        tags.push(Tag::new(Mark::Care, words));
    }
    tags
}

/// That no consent is recorded.
///
/// # Errors
/// Those of the record.
pub fn consent(db: &mut Db, patient: &PatientId) -> Result<Option<Tag>, Error> {
    let mut facts = cautions::list_facts(db, patient)?.into_iter();
    let given = facts.any(|fact| fact.kind == FactKind::Consent && fact.withdrawn.is_none());
    Ok((!given).then(|| Tag::new(Mark::Care, "Consent not recorded")))
}
