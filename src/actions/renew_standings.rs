//! Standings that time alone has made old: worked out anew once a day, so that the board need not.

use super::standing;
use crate::audit::{Action, Actor, Event};
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, standings};

/// Stores anew every standing of an open episode that held until a day before today; answers how many.
///
/// # Errors
/// Those of the record; what was stored until then stays.
pub fn renew_standings(clinic: &Clinic, now: Moment) -> Result<usize, Error> {
    // small transactions: who signs a visit meanwhile waits for a few episodes, not for all
    const BATCH: i64 = 25;
    let mut renewed = 0;
    let mut after: Option<EpisodeId> = None;
    loop {
        let batch =
            clinic.read(|db| standings::list_expired(db, now.date, after.as_ref(), BATCH))?;
        let Some(last) = batch.last() else {
            return Ok(renewed);
        };
        after = Some(last.clone());
        renewed += batch.len();
        clinic.write(Actor::Program, now, |w| {
            for episode in &batch {
                // somebody may have changed it since it was listed
                if standings::find(w.db(), episode)?.is_expired(now.date) {
                    standing::refresh(w, clinic, episode)?;
                }
            }
            w.note(&Event::new(Action::StandingsRecomputed))
        })?;
    }
}
