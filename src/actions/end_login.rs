//! Logging out.

use super::log_in::token_hash;
use crate::access::Staff;
use crate::audit::Actor;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, logins};

/// Ends the login with this token; from then on the token opens nothing.
///
/// # Errors
/// `NotFound` when it has ended already; those of the record.
pub fn end_login(clinic: &Clinic, staff: &Staff, token: &str, now: Moment) -> Result<(), Error> {
    let hash = token_hash(token);
    clinic.write(Actor::Staff(staff.id.clone()), now, |w| {
        logins::end(w, &hash)
    })
}
