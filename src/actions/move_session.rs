//! Moving a visit recorded for the wrong patient: struck out there, the same values as a draft for the right one.

use super::submission::once;
use super::{Refused, reached, session_rules, standing};
use crate::access::Staff;
use crate::care::episode::EpisodeState;
use crate::care::ids::{EpisodeId, SessionId};
use crate::care::session::{Mistake, SessionContent};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::sessions;

/// Strikes a visit out as the wrong patient's and drafts it for the right one, keeping the time of the visit.
/// Answers the draft, which its clinician reads and signs.
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
        reached::episode(w, staff, &before.episode)?;
        let right = reached::episode(w, staff, to)?;
        if right.patient == before.patient {
            return Err(Refused::Rule(
                "This is the patient the session was recorded for: choose another".into(),
            ));
        }
        if right.state != EpisodeState::Open {
            return Err(Refused::NotOpen);
        }
        sessions::strike_out(w, &before, Mistake::WrongPatient, why)?;
        let new = sessions::draft(w, to, &for_another(&before.current.content, now))?;
        sessions::set_moved_to(w, &before, &new)?;
        if before.counts() {
            session_rules::mark_decisions(w, &before, None)?;
        }
        standing::refresh_after_visit(w, clinic, &before.episode)?;
        Ok(new)
    })
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
