//! What staff do: load, let the rules decide, save with an audit row. One file each.
//!
//! Architecture invariant: no HTTP here, and no decision that could be a function of values; those belong in `care`.

pub mod amend_session;
pub mod end_login;
pub mod log_in;
pub mod move_session;
pub mod open_clinic;
pub mod passwords;
pub mod refused;
pub mod save_session_draft;
mod session_rules;
pub mod sign_session;
pub mod standing;
pub mod strike_out_session;
pub mod submission;
pub mod use_login;

pub use refused::Refused;
