//! What staff do: load, let the rules decide, save with an audit row. One file each.
//!
//! Architecture invariant: no HTTP here, and no decision that could be a function of values; those belong in `care`.

pub mod draft_programme;
pub mod end_login;
pub mod issue_programme;
pub mod log_in;
pub mod open_clinic;
pub mod passwords;
pub mod print_programme;
pub mod programme_ground;
pub mod refused;
pub mod save_programme;
mod sheet_input;
pub mod standing;
pub mod submission;
pub mod use_login;

pub use refused::Refused;
