//! Whether every stored standing is what the record says: worked out anew and compared.

use super::standing;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, standings};

/// What a check of the standings found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// How many were compared.
    pub compared: usize,
    /// How many held only until a day that has passed: the board works these out when it shows them.
    pub expired: usize,
    /// The episodes whose standing differs.
    pub differing: Vec<EpisodeId>,
}

/// Works out every standing of an episode that is not closed and compares it with the stored one; changes nothing.
///
/// # Errors
/// Those of the record.
pub fn check_standings(clinic: &Clinic, now: Moment) -> Result<Checked, Error> {
    const BATCH: i64 = 500;
    let mut found = Checked::default();
    let mut after: Option<EpisodeId> = None;
    loop {
        let batch = clinic.read(|db| standings::list_after(db, after.as_ref(), BATCH))?;
        let Some((last, _)) = batch.last() else {
            return Ok(found);
        };
        after = Some(last.clone());
        for (episode, stored) in batch {
            if stored.is_expired(now.date) {
                found.expired += 1;
                continue;
            }
            let (fresh, _) = clinic.read(|db| standing::compute(db, clinic, &episode, now))?;
            found.compared += 1;
            if fresh != stored {
                found.differing.push(episode);
            }
        }
    }
}
