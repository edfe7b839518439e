//! Who asks for a change of the house itself: someone at a page, or the program started from the command line.

use std::str::FromStr;

use super::Refused;
use super::submission::once;
use crate::access::Staff;
use crate::audit::Actor;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::Write;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub enum By<'a> {
    /// A member of staff, with the submission id of the form.
    Page(&'a Staff, &'a str),
    /// The program.
    Command,
}

impl By<'_> {
    /// Runs the change in one transaction: a form sent twice once, a command as often as it is given.
    ///
    /// # Errors
    /// Those of the work, and of [`once`].
    pub fn write<T: FromStr + ToString>(
        self,
        clinic: &Clinic,
        now: Moment,
        work: impl FnOnce(&mut Write<'_>) -> Result<T, Refused>,
    ) -> Result<T, Refused> {
        match self {
            By::Page(staff, submission) => once(clinic, staff, submission, now, work),
            By::Command => clinic.write(Actor::Program, now, work),
        }
    }
}
