//! Handing patients over to a colleague for a time.

use super::{Refused, reached, submission};
use crate::access::{Role, Staff};
use crate::care::handover::Handover;
use crate::care::ids::{StaffId, TeamId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::handovers::{self, NewHandover};
use crate::records::{Error, Write, staff as people};

/// Hands over one episode, or all open ones of a clinician; the cover ends by itself after its last day. Answers its id.
///
/// One's own patients, any single one within reach (not one seen for some hours only), and as lead clinician those of a
/// colleague in one's teams, as far as the patients are in these teams too: one handover for each team.
///
/// # Errors
/// [`Refused::Rule`] when the colleague cannot take over or covers on these days already, the days are in the wrong order
/// or the patients are not the author's to hand over; those of the record.
pub fn hand_over(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    new: &NewHandover,
    now: Moment,
) -> Result<String, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let mut new = new.clone();
        match &new.episode {
            Some(episode) => {
                let before = reached::for_good(w, staff, episode)?;
                if before.state.is_closed() {
                    return Err(Refused::NotOpen);
                }
                new.from = before.responsible;
            }
            None if is_theirs(w, staff, &new.from)? => {}
            None => return Err(not_theirs()),
        }
        if new.from_day < now.date || new.until_day.is_some_and(|until| until < new.from_day) {
            return Err(Refused::Rule(
                "A handover begins today or later and ends on its first day or later".into(),
            ));
        }
        if new.from == new.to {
            return Err(Refused::Rule(
                "Choose a colleague: these patients are that clinician’s already".into(),
            ));
        }
        require_clinician(w, &new.to, new.from_day)?;
        let runs = handovers::list(w.db(), &new.from, now.date)?;
        let is_same = |other: &Handover| {
            (&other.from, &other.to, &other.episode) == (&new.from, &new.to, &new.episode)
                && other.spans(new.from_day, new.until_day)
        };
        if runs.iter().any(is_same) {
            return Err(Refused::Rule(
                "This colleague covers on these days already: choose other days, or end that handover first".into(),
            ));
        }
        if new.episode.is_some() || new.from == staff.id {
            return Ok(handovers::hand_over(w, &new, None)?);
        }
        let mut first = None;
        for team in shared_teams(w, staff, &new.from)? {
            let id = handovers::hand_over(w, &new, Some(&team))?;
            first = first.or(Some(id));
        }
        first.ok_or_else(not_theirs)
    })
}

/// Whether someone may hand over, or take back, all patients of a clinician.
pub(super) fn is_theirs(
    w: &mut Write<'_>,
    staff: &Staff,
    whose: &StaffId,
) -> Result<bool, Refused> {
    Ok(staff.id == *whose
        || staff.role == Role::LeadClinician && !shared_teams(w, staff, whose)?.is_empty())
}

fn not_theirs() -> Refused {
    Refused::Rule(
        "Only a clinician or the lead clinician of the team hands all patients over".into(),
    )
}

fn shared_teams(w: &mut Write<'_>, staff: &Staff, other: &StaffId) -> Result<Vec<TeamId>, Error> {
    let mut teams = people::find(w.db(), other)?.teams;
    teams.retain(|team| staff.teams.contains(team));
    Ok(teams)
}

/// Whether a colleague treats patients and their account works on a day.
pub(super) fn require_clinician(
    w: &mut Write<'_>,
    id: &StaffId,
    on: chrono::NaiveDate,
) -> Result<(), Refused> {
    let colleague = match people::find(w.db(), id) {
        Ok(colleague) => colleague,
        Err(Error::NotFound) => return Err(Refused::Rule("Choose a colleague".into())),
        Err(error) => return Err(error.into()),
    };
    if colleague.treats_on(on) {
        return Ok(());
    }
    Err(Refused::Rule(
        "Choose a clinician whose account works on that day".into(),
    ))
}
