//! Moving a visit recorded for the wrong patient: struck out there, the same values as a draft for the right one.

use super::strike_out_session::restore_booking;
use super::submission::once;
use super::unsigned_form::Fields;
use super::{Refused, reached, session_rules, standing, unsigned_form};
use crate::access::Staff;
use crate::care::booking::{first_signature, made_by};
use crate::care::episode::{EpisodeState, VisitPlan, VisitState};
use crate::care::ids::{EpisodeId, SessionId};
use crate::care::session::{Mistake, Session, SessionContent, SessionState};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, Write, sessions, visits};

/// Strikes a visit out as the wrong patient's and drafts it for the right one, keeping the time of the visit. The booking it
/// made goes along as a suggestion. Answers the draft, which its clinician reads and signs.
///
/// # Errors
/// [`Refused::NeedsReason`], [`Refused::NotOpen`] when the right patient's episode is not open, [`Refused::Rule`] when it
/// is the same patient's; the record's `Changed` when the visit is no longer in that version.
pub fn move_session(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (id, version): (&SessionId, i32),
    why: &str,
    to: &EpisodeId,
    now: Moment,
) -> Result<SessionId, Refused> {
    if why.trim().is_empty() {
        return Err(Refused::NeedsReason);
    }
    once(clinic, staff, submission, now, |w| {
        let before = session_rules::find_version(w, id, version)?;
        let wrong = reached::episode(w, staff, &before.episode)?;
        sessions::strike_out(w, &before, Mistake::WrongPatient, why)?;
        let new = draft_for(w, staff, &before, to, now)?;
        if before.counts() {
            session_rules::mark_decisions(w, &before, None)?;
        }
        if !wrong.state.is_closed() {
            restore_booking(w, &before)?;
        }
        standing::refresh_after_visit(w, clinic, &before.episode)?;
        Ok(new)
    })
}

/// Drafts a visit that is struck out as the wrong patient's for the right one; as [`move_session`] does with one that is not.
///
/// # Errors
/// Those of [`move_session`]; the record's `Changed` when it is not struck out so, or has a draft already.
pub fn draft_struck_out(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    id: &SessionId,
    to: &EpisodeId,
    now: Moment,
) -> Result<SessionId, Refused> {
    once(clinic, staff, submission, now, |w| {
        let before = sessions::find(w.db(), id)?;
        reached::episode(w, staff, &before.episode)?;
        if !is_to_move(&before) {
            return Err(Error::Changed.into());
        }
        draft_for(w, staff, &before, to, now)
    })
}

/// Whether a visit is struck out as the wrong patient's and entered for nobody else yet.
#[must_use]
pub fn is_to_move(session: &Session) -> bool {
    matches!(&session.state, SessionState::StruckOut(struck)
        if struck.kind == Mistake::WrongPatient && struck.moved_to.is_none())
}

fn draft_for(
    w: &mut Write<'_>,
    staff: &Staff,
    before: &Session,
    to: &EpisodeId,
    now: Moment,
) -> Result<SessionId, Refused> {
    let right = reached::episode(w, staff, to)?;
    if right.patient == before.patient {
        return Err(Refused::Rule(
            "This is the patient the session was recorded for: choose another".into(),
        ));
    }
    if right.state != EpisodeState::Open {
        return Err(Refused::NotOpen);
    }
    let new = sessions::draft(w, to, &for_another(&before.current.content, now))?;
    sessions::set_moved_to(w, before, &new)?;
    let suggested = next_visit(w, before, now)?;
    if !suggested.is_empty() {
        unsigned_form::keep(w, staff, &right.patient, &new, &suggested)?;
    }
    Ok(new)
}

/// The visit a session booked, as the form's own fields; nothing once the day has passed.
fn next_visit(w: &mut Write<'_>, before: &Session, now: Moment) -> Result<Fields, Refused> {
    let versions = sessions::list_versions(w.db(), &before.id)?;
    let Some(signed) = first_signature(&versions) else {
        return Ok(Fields::new());
    };
    let listed = visits::list(w.db(), &before.episode)?;
    let made = made_by(&listed, signed).filter(|visit| visit.plan.on >= now.date);
    let Some(VisitPlan {
        on,
        time,
        place,
        clinician,
        ..
    }) = made.map(|made| &made.plan)
    else {
        return Ok(Fields::new());
    };
    // for a day that was booked before, what the session left open came from the first patient's booking
    let earlier = listed
        .iter()
        .find(|old| old.state == VisitState::Changed && old.plan.on == *on)
        .map(|old| &old.plan);
    let mut fields = vec![("next_date".to_owned(), on.to_string())];
    if let Some(at) = time.filter(|at| earlier.is_none_or(|old| old.time != Some(*at))) {
        fields.push(("next_time".to_owned(), at.format("%H:%M").to_string()));
    }
    if !place.is_empty() && earlier.is_none_or(|old| old.place != *place) {
        fields.push(("next_place".to_owned(), place.clone()));
    }
    let own = clinician.as_ref();
    if let Some(id) = own.filter(|_| earlier.is_none_or(|old| old.clinician != *clinician)) {
        fields.push(("next_clinician".to_owned(), id.to_string()));
    }
    Ok(fields)
}

/// The same values for another patient: what only the first one's record could say is left out.
fn for_another(content: &SessionContent, now: Moment) -> SessionContent {
    let mut content = content.clone();
    for reading in &mut content.readings {
        reading.unchanged = false;
    }
    for given in &mut content.treatments {
        given.override_reason.clear();
    }
    if content.took_place.date < now.date && content.late_because.is_empty() {
        "First recorded for another patient".clone_into(&mut content.late_because);
    }
    content
}
