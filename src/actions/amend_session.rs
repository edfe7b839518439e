//! Amending a signed visit: a new version with a reason; the old one stays readable.

use super::submission::once;
use super::{Refused, reached, session_rules, standing};
use crate::access::Staff;
use crate::care::amendment::{Removed, removed};
use crate::care::ids::SessionId;
use crate::care::session::SessionContent;
use crate::care::time::Moment;
use crate::care::visit_check;
use crate::clinic::Clinic;
use crate::records::{courses, sessions};
use crate::text;

/// A signed visit as it should have been.
#[derive(Debug, Clone, Copy)]
pub struct Amendment<'a> {
    /// The whole visit.
    pub content: &'a SessionContent,
    /// Why it is amended.
    pub reason: &'a str,
    /// What its author was shown as removed from the record, and confirmed.
    pub removes: &'a [Removed],
}

/// Amends a signed visit. Decisions made since it took place are marked as resting on what was amended, and the
/// standing is worked out anew. An episode on hold or closed can be amended too: errors are found late.
///
/// # Errors
/// [`Refused::NeedsReason`], [`Refused::InTheFuture`], [`Refused::Rule`] with everything that stands against it;
/// [`Refused::Field`] when it leaves out a reading or a reported red flag and nobody confirmed that;
/// the record's `Changed` when it is no longer in the version that was shown.
pub fn amend_session(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (id, version): (&SessionId, i32),
    amendment: Amendment<'_>,
    now: Moment,
) -> Result<SessionId, Refused> {
    let Amendment {
        content,
        reason,
        removes,
    } = amendment;
    if reason.trim().is_empty() {
        return Err(Refused::NeedsReason);
    }
    once(clinic, staff, submission, now, |w| {
        let before = session_rules::find_version(w, id, version)?;
        let episode = reached::episode(w, staff, &before.episode)?;
        if content.took_place.utc > now.utc {
            return Err(Refused::InTheFuture);
        }
        let protocol = clinic.protocol(&episode.protocol)?;
        let course = courses::load(w.db(), &before.episode)?;
        // the day it was entered on stands; amending on another day is told by the version's own date
        let entered = before.current.content.took_place;
        let faults = visit_check::faults(&protocol, &course, content, entered);
        if !faults.is_empty() {
            return Err(Refused::Rule(faults.join(". ")));
        }
        let before_content = &before.current.content;
        let mut dropped = removed(before_content, content);
        dropped.retain(|removed| !removes.contains(removed));
        if !dropped.is_empty() {
            let sentence = text::removed::sentence(&protocol, before_content, &dropped);
            return Err(Refused::Field("removes", sentence));
        }
        session_rules::check_moved(w, &course, &before, content.took_place)?;
        sessions::amend(w, &before, content, reason)?;
        session_rules::mark_decisions(w, &before, Some(content))?;
        standing::refresh_after_visit(w, clinic, &before.episode)?;
        Ok(id.clone())
    })
}
