//! What staff do: load, let the rules decide, save with an audit row. One file each.
//!
//! Architecture invariant: no HTTP here, and no decision that could be a function of values; those belong in `care`.

pub mod amend_episode_facts;
pub mod amend_patient;
pub mod decide_flag;
pub mod end_login;
pub mod log_in;
pub mod move_patient;
pub mod open_clinic;
pub mod open_episode;
pub mod passwords;
pub mod patient_faults;
pub mod patient_flags;
pub mod record_caution;
pub mod record_fact;
pub mod refused;
pub mod register_patient;
pub mod standing;
pub mod submission;
pub mod use_login;
pub mod withdraw_caution;
pub mod withdraw_fact;

pub use refused::Refused;
