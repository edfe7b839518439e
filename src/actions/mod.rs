//! What staff do: load, let the rules decide, save with an audit row. One file each.
//!
//! Architecture invariant: no HTTP here, and no decision that could be a function of values; those belong in `care`.

pub mod add_staff;
pub mod adopt_protocol;
pub mod by;
pub mod change_clinic;
pub mod change_staff;
pub mod disable_staff;
pub mod end_login;
pub mod log_in;
pub mod open_clinic;
pub mod passwords;
pub mod refused;
pub mod set_password;
pub mod standing;
pub mod submission;
pub mod use_login;

pub use refused::Refused;
