//! What every change to a visit checks first.

use super::{Refused, reached};
use crate::access::Staff;
use crate::care::course::Course;
use crate::care::ids::{EpisodeId, SessionId};
use crate::care::session::{Session, SessionContent};
use crate::care::time::Moment;
use crate::care::visit_check;
use crate::clinic::Clinic;
use crate::records::{self, Write, assessments, courses, decisions, sessions};

/// Refuses a visit that cannot be signed, and answers the course it belongs to.
pub(super) fn check(
    w: &mut Write<'_>,
    clinic: &Clinic,
    staff: &Staff,
    episode: &EpisodeId,
    content: &SessionContent,
    now: Moment,
) -> Result<Course, Refused> {
    let found = reached::open_episode(w, staff, episode)?;
    if content.took_place.utc > now.utc {
        return Err(Refused::InTheFuture);
    }
    let course = courses::load(w.db(), episode)?;
    let protocol = clinic.protocol(&found.protocol)?;
    let faults = visit_check::faults(&protocol, &course, content, now);
    if faults.is_empty() {
        Ok(course)
    } else {
        Err(Refused::Rule(faults.join(". ")))
    }
}

/// The first session in time is the assessment, and there is one.
pub(super) fn check_order(
    w: &mut Write<'_>,
    course: &Course,
    episode: &EpisodeId,
    at: Moment,
    is_assessment: bool,
) -> Result<(), Refused> {
    let is_lost = assessments::is_lost(w.db(), episode)?;
    let first = course.visits.first().map(|visit| visit.at);
    refuse(visit_check::order_fault(first, is_lost, at, is_assessment))
}

/// The same for a visit amended to another time: the assessment stays before every session.
pub(super) fn check_moved(
    w: &mut Write<'_>,
    course: &Course,
    before: &Session,
    at: Moment,
) -> Result<(), Refused> {
    if assessments::is_lost(w.db(), &before.episode)? {
        return Ok(());
    }
    let is_assessment = course
        .visits
        .first()
        .is_some_and(|visit| visit.id == before.id);
    let others = course.visits.iter().filter(|visit| visit.id != before.id);
    let first = others.map(|visit| visit.at).min();
    refuse(first.and_then(|first| visit_check::moved_fault(first, at, is_assessment)))
}

fn refuse(fault: Option<&str>) -> Result<(), Refused> {
    fault.map_or(Ok(()), |fault| Err(Refused::Rule(fault.into())))
}

/// The session, if it is still in the version that was shown.
pub(super) fn find_version(
    w: &mut Write<'_>,
    id: &SessionId,
    version: i32,
) -> Result<Session, Refused> {
    let found = sessions::find(w.db(), id)?;
    if found.current.number != version {
        return Err(records::Error::Changed.into());
    }
    Ok(found)
}

/// Marks the decisions that rested on a visit, when the rules could answer differently without what it said.
pub(super) fn mark_decisions(
    w: &mut Write<'_>,
    before: &Session,
    after: Option<&SessionContent>,
) -> Result<(), Refused> {
    let was = &before.current.content;
    if after.is_some_and(|after| !was.differs_for_the_rules(after)) {
        return Ok(());
    }
    let since = after.map_or(was.took_place.utc, |after| {
        was.took_place.utc.min(after.took_place.utc)
    });
    decisions::mark_rests_on_amended(w, &before.episode, since)?;
    Ok(())
}
