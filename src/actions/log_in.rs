//! Logging in: a name and a password become a token that only the browser keeps.

use sha2::{Digest, Sha256};

use super::passwords;
use crate::audit::{Action, Actor, Event, hex};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, logins, staff};

/// Why nobody was logged in.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// No such account, a wrong password, or an account that does not work today: all answer alike.
    #[error("no account with this sign-in name and password")]
    Unknown,
    /// The operating system gave no random bytes.
    #[error("no random bytes: {0}")]
    NoToken(#[from] getrandom::Error),
    /// The record failed.
    #[error(transparent)]
    Records(#[from] records::Error),
}

/// Begins a login and answers its token. A failed try is noted in the audit log.
///
/// # Errors
/// See [`Refused`].
pub fn log_in(
    clinic: &Clinic,
    sign_in_name: &str,
    password: &str,
    now: Moment,
) -> Result<String, Refused> {
    let account = match clinic.read(|db| staff::find_for_login(db, sign_in_name)) {
        Ok(account) => Some(account),
        Err(records::Error::NotFound) => None,
        Err(error) => return Err(error.into()),
    };
    let hash = account.as_ref().map(|(_, hash)| hash.as_str());
    let is_right = passwords::is_right(password, hash);
    match account {
        Some((staff, _)) if is_right && staff.works_on(now.date) => {
            let token = new_token()?;
            let hash = token_hash(&token);
            clinic.write(Actor::Staff(staff.id), now, |w| logins::begin(w, &hash))?;
            Ok(token)
        }
        account => {
            let mut event = Event::new(Action::LoginFailed);
            if let Some((staff, _)) = account {
                event = event.subject(staff.id.as_str());
            }
            clinic.write(Actor::Program, now, |w| w.note(&event))?;
            Err(Refused::Unknown)
        }
    }
}

fn new_token() -> Result<String, getrandom::Error> {
    let mut random = [0u8; 32];
    getrandom::fill(&mut random)?;
    Ok(hex(&random))
}

/// What is stored of a token.
#[must_use]
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}
