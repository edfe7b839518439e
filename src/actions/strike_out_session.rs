//! Striking out a visit made in error: crossed out in its place, counting for nothing.

use super::submission::once;
use super::{Refused, reached, session_rules, standing};
use crate::access::Staff;
use crate::care::booking::{first_signature, put_back};
use crate::care::episode::VisitState;
use crate::care::ids::SessionId;
use crate::care::session::{Mistake, Session};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Write, sessions, visits};

/// Strikes a visit out, marks the decisions that rested on it and works the standing out anew. `puts_back`: the next visit
/// it booked goes, and the one booked before stands again; always so for the wrong patient's.
///
/// # Errors
/// [`Refused::NeedsReason`]; the record's `Changed` when it is struck out already or no longer in that version.
pub fn strike_out_session(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (id, version): (&SessionId, i32),
    (kind, why): (Mistake, &str),
    puts_back: bool,
    now: Moment,
) -> Result<SessionId, Refused> {
    if why.trim().is_empty() {
        return Err(Refused::NeedsReason);
    }
    once(clinic, staff, submission, now, |w| {
        let before = session_rules::find_version(w, id, version)?;
        let episode = reached::episode(w, staff, &before.episode)?;
        sessions::strike_out(w, &before, kind, why)?;
        if before.counts() {
            session_rules::mark_decisions(w, &before, None)?;
        }
        let puts_back = puts_back || kind == Mistake::WrongPatient;
        if puts_back && !episode.state.is_closed() {
            restore_booking(w, &before)?;
        }
        standing::refresh_after_visit(w, clinic, &before.episode)?;
        Ok(id.clone())
    })
}

/// Puts back what signing a visit changed of the bookings, as far as nobody has touched them since.
pub(super) fn restore_booking(w: &mut Write<'_>, session: &Session) -> Result<(), Refused> {
    let versions = sessions::list_versions(w.db(), &session.id)?;
    let Some(signed) = first_signature(&versions) else {
        return Ok(());
    };
    let listed = visits::list(w.db(), &session.episode)?;
    let Some(back) = put_back(&listed, signed, w.now().date) else {
        return Ok(());
    };
    match &back.stands_again {
        Some(plan) => {
            visits::book(w, &session.episode, plan)?;
        }
        None => visits::settle(w, &session.episode, VisitState::CancelledByClinic)?,
    }
    Ok(())
}
