//! Changing one's own password: the old one is asked for, and every other login of the person ends.

use super::log_in::token_hash;
use super::submission::once;
use super::{Refused, passwords, set_password};
use crate::access::Staff;
use crate::audit::{Action, Actor, Event};
use crate::care::ids::StaffId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, staff};

/// What was typed, exactly; `None` where nothing was.
#[derive(Clone, Default)]
pub struct Typed {
    /// The password until now.
    pub old: Option<String>,
    /// The new one.
    pub new: Option<String>,
    /// The new one again.
    pub again: Option<String>,
}

/// Why the password stayed as it was.
#[derive(Debug, thiserror::Error)]
pub enum NotChanged {
    /// Everything that stands against what was typed; empty where something was not typed.
    #[error("the password was not changed")]
    Faults(Vec<Fault>),
    /// The record's own refusal.
    #[error(transparent)]
    Refused(#[from] Refused),
}

/// One thing that stands against what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The old password is not theirs.
    OldIsWrong,
    /// The new one is not fit for use, in a sentence without full stop.
    NewIsUnfit(String),
    /// The new one is the old one.
    NewIsOld,
    /// The two new ones differ.
    AgainDiffers,
}

/// Changes the password of `staff` and ends their logins but the one of `token`. A wrong old password is noted.
///
/// # Errors
/// See [`NotChanged`]; the record's `Changed` when the password was set by somebody else meanwhile.
pub fn change_password(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    token: &str,
    typed: &Typed,
    now: Moment,
) -> Result<StaffId, NotChanged> {
    let (hash, clinic_name) = clinic
        .read(|db| {
            let hash = staff::find_password_hash(db, &staff.id)?;
            Ok::<_, records::Error>((hash, set_password::clinic_name(db)?))
        })
        .map_err(Refused::from)?;
    let faults = faults(
        typed,
        &hash,
        &[&staff.sign_in_name, &staff.name, &clinic_name],
    );
    let wanted = match (&typed.new, faults.as_slice()) {
        (Some(new), []) if typed.old.is_some() && typed.again.is_some() => Some(new),
        _ => None,
    };
    // a form sent twice finds its old password gone: what was saved once is answered before any fault
    let done = once(clinic, staff, submission, now, |w| {
        let Some(new) = wanted else {
            return Err(Refused::Rule(String::new()));
        };
        let new =
            passwords::hash(new).map_err(|error| records::Error::Unavailable(error.to_string()))?;
        staff::change_own_password(w, (&hash, &new), &token_hash(token))?;
        Ok(staff.id.clone())
    });
    match done {
        Err(Refused::Rule(_)) => {
            if faults.contains(&Fault::OldIsWrong) {
                let event = Event::new(Action::Refused)
                    .subject(staff.id.as_str())
                    .fields(&["password"]);
                clinic
                    .write::<_, records::Error>(Actor::Staff(staff.id.clone()), now, |w| {
                        w.note(&event)
                    })
                    .map_err(Refused::from)?;
            }
            Err(NotChanged::Faults(faults))
        }
        done => Ok(done?),
    }
}

fn faults(typed: &Typed, hash: &str, own: &[&str]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(old) = &typed.old
        && !passwords::is_right(old, Some(hash))
    {
        faults.push(Fault::OldIsWrong);
    }
    if let Some(new) = &typed.new {
        if let Err(sentence) = passwords::check(new, own) {
            faults.push(Fault::NewIsUnfit(sentence));
        } else if typed.old.as_ref() == Some(new) {
            faults.push(Fault::NewIsOld);
        }
    }
    if let (Some(new), Some(again)) = (&typed.new, &typed.again)
        && new != again
    {
        faults.push(Fault::AgainDiffers);
    }
    faults
}
