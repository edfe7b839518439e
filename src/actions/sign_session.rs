//! Signing a visit: the assessment or a session, from a draft or at once.

use super::submission::once;
use super::{Refused, session_rules, standing, unsigned_form};
use crate::access::Staff;
use crate::care::episode::{VisitPlan, VisitState};
use crate::care::ids::{EpisodeId, SessionId};
use crate::care::session::{SessionContent, SessionState};
use crate::care::time::Moment;
use crate::care::visit_check;
use crate::clinic::Clinic;
use crate::records::{self, Write, assessments, sessions, visits};

/// A visit about to be saved.
#[derive(Debug, Clone, Copy)]
pub struct VisitToSave<'a> {
    /// Whose course.
    pub episode: &'a EpisodeId,
    /// The draft it was saved as before, in the version that was shown.
    pub draft: Option<(&'a SessionId, i32)>,
    /// It is the episode's first session.
    pub is_assessment: bool,
    /// What was recorded.
    pub content: &'a SessionContent,
    /// The warning of a visit at almost the same time was read: this is another one.
    pub is_another: bool,
    /// The next visit, where one is booked with it.
    pub next_visit: Option<&'a VisitPlan>,
}

/// Signs a visit, settles the booked one as attended, books the next and works the standing out anew.
///
/// # Errors
/// [`Refused::InTheFuture`], [`Refused::NotOpen`], [`Refused::Rule`] with everything that stands against it,
/// [`Refused::SameVisit`] until it is confirmed;
/// the record's `Changed` when the draft was saved elsewhere meanwhile.
pub fn sign_session(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    visit: VisitToSave<'_>,
    now: Moment,
) -> Result<SessionId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let course = session_rules::check(w, clinic, staff, visit.episode, visit.content, now)?;
        let (at, is_assessment) = (visit.content.took_place, visit.is_assessment);
        session_rules::check_order(w, &course, visit.episode, at, is_assessment)?;
        let same = visit_check::same_visit(&course, visit.content.took_place);
        if let Some(other) = same.filter(|_| !visit.is_another) {
            let time = clinic.local(other.utc).format("%H:%M").to_string();
            return Err(Refused::SameVisit(time));
        }
        let id = match visit.draft {
            Some((id, version)) => {
                let before = session_rules::find_version(w, id, version)?;
                if before.episode != *visit.episode || before.state != SessionState::Draft {
                    return Err(records::Error::Changed.into());
                }
                sessions::sign(w, &before, visit.content)?;
                unsigned_form::drop(w, staff, id)?;
                id.clone()
            }
            None => sessions::sign_new(w, visit.episode, visit.content)?,
        };
        assessments::mark(w, &id, is_assessment)?;
        attend(w, visit.episode, visit.content.took_place)?;
        if let Some(plan) = visit.next_visit {
            let booked = visits::find_booked(w.db(), visit.episode)?.map(|booked| booked.plan);
            let plan = match &booked {
                Some(booked) => plan.clone().beside(booked),
                None => plan.clone(),
            };
            if booked.as_ref() != Some(&plan) {
                visits::book(w, visit.episode, &plan)?;
            }
        }
        standing::refresh_after_visit(w, clinic, visit.episode)?;
        Ok(id)
    })
}

/// A visit that was booked for this day or before has taken place.
fn attend(w: &mut Write<'_>, episode: &EpisodeId, at: Moment) -> Result<(), Refused> {
    let booked = visits::find_booked(w.db(), episode)?;
    if booked.is_some_and(|visit| visit.plan.on <= at.date) {
        visits::settle(w, episode, VisitState::Attended)?;
    }
    Ok(())
}
