//! Setting a target differently for one patient.

use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::care::course::OverrideChange;
use crate::care::ids::{EpisodeId, TargetKey};
use crate::care::override_check::{Unfit, check_override};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::decisions;

/// What is said about a threshold that no value falls short of.
pub const MEETS_ALL: &str =
    "Every value meets this threshold: choose another, or say that the criterion does not apply";

/// What is to be different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOverride {
    /// Which target.
    pub target: TargetKey,
    /// How it differs; the position of a step for a graded threshold.
    pub change: OverrideChange,
    /// Why.
    pub reason: String,
    /// It holds beyond the next phase change.
    pub kept: bool,
}

/// Sets it, in place of what was set in the same way before, and works the standing out anew.
///
/// # Errors
/// [`Refused::NeedsReason`]; [`Refused::Rule`] for the red-flag target and for a threshold that cannot be;
/// [`Refused::NotOpen`]; those of the record.
pub fn set_override(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    episode: &EpisodeId,
    new: &NewOverride,
    now: Moment,
) -> Result<EpisodeId, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let before = reached::open_episode(w, staff, episode)?;
        let protocol = clinic.protocol(&before.protocol)?;
        check_override(&protocol, &new.target, new.change).map_err(refused)?;
        let reason = new.reason.trim();
        if reason.is_empty() {
            return Err(Refused::NeedsReason);
        }
        decisions::set_override(w, &before, &new.target, new.change, reason, new.kept)?;
        standing::refresh(w, clinic, episode)?;
        Ok(episode.clone())
    })
}

fn refused(unfit: Unfit) -> Refused {
    Refused::Rule(match unfit {
        Unfit::NoSuchTarget => "Choose one of the criteria of this protocol".to_owned(),
        Unfit::RedFlagTarget => {
            "The red flag screen takes no override: record what was decided about the flag instead"
                .to_owned()
        }
        Unfit::NoThreshold => {
            "This criterion has no number to change: make it advisory or not applicable instead"
                .to_owned()
        }
        Unfit::Range(range) => format!("Threshold must be {range}"),
        Unfit::MeetsAll => MEETS_ALL.to_owned(),
    })
}
