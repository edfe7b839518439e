//! What every page of one episode begins with: reach checked, the look noted, who it is and what the rules say.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::noted;
use super::parts::Who;
use super::who;
use crate::access::Staff;
use crate::actions::standing;
use crate::care::course::Course;
use crate::care::episode::Episode;
use crate::care::evaluation::Evaluation;
use crate::care::ids::{EpisodeId, StaffId};
use crate::care::patient::Patient;
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Db, Error, episodes, patients, staff as people};

/// An episode with its patient and what the rules say now.
#[derive(Debug, Clone)]
pub struct AtEpisode {
    /// The patient.
    pub patient: Patient,
    /// The episode.
    pub episode: Episode,
    /// The protocol version it runs on.
    pub protocol: Arc<Protocol>,
    /// The course.
    pub course: Course,
    /// What the rules say about it.
    pub evaluation: Evaluation,
    /// The banner.
    pub who: Who,
    /// Names of all staff by id.
    pub names: BTreeMap<StaffId, String>,
}

impl AtEpisode {
    /// The name of a member of staff.
    #[must_use]
    pub fn name(&self, id: &StaffId) -> &str {
        self.names.get(id).map_or("unknown", String::as_str)
    }
}

/// Reads an episode for a page, and whatever else the page needs in the same go.
///
/// # Errors
/// [`Error::NotFound`] when there is no such episode or its patient is out of reach; those of the work.
pub fn read<T>(
    clinic: &Clinic,
    staff: &Staff,
    id: &EpisodeId,
    page: &'static str,
    now: Moment,
    work: impl FnOnce(&mut Db, &AtEpisode) -> Result<T, Error>,
) -> Result<(AtEpisode, T), Error> {
    let patient = clinic.read(|db| Ok::<_, Error>(episodes::find(db, id)?.patient))?;
    clinic.read_patient(staff, &patient, page, |db| {
        let episode = episodes::find(db, id)?;
        let patient = patients::find(db, &patient)?;
        let protocol = clinic.protocol(&episode.protocol)?;
        let (course, evaluation) = standing::evaluate_now(db, clinic, id, now)?;
        let mut who = who::of_episode(&patient, &protocol, &course, now);
        who.alerts.extend(noted::consent(db, &patient.id)?);
        let names = people::list(db)?
            .into_iter()
            .map(|person| (person.id, person.name));
        let at = AtEpisode {
            patient,
            episode,
            protocol,
            course,
            evaluation,
            who,
            names: names.collect(),
        };
        let more = work(db, &at)?;
        Ok((at, more))
    })
}
