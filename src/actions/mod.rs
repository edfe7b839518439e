//! What staff do: load, let the rules decide, save with an audit row. One file each.
//!
//! Architecture invariant: no HTTP here, and no decision that could be a function of values; those belong in `care`.

pub mod add_staff;
pub mod adopt_protocol;
pub mod amend_session;
pub mod book_visit;
pub mod by;
pub mod change_clinic;
pub mod change_phase;
pub mod change_responsible;
pub mod change_staff;
pub mod check_standings;
pub mod close_episode;
pub mod disable_staff;
pub mod draft_programme;
pub mod end_handover;
pub mod end_login;
pub mod end_override;
pub mod hand_over;
pub mod hold_episode;
pub mod issue_programme;
pub mod keep_typed;
pub mod log_in;
pub mod move_session;
pub mod note_episode;
pub mod open_clinic;
pub mod passwords;
pub mod print_programme;
pub mod programme_ground;
pub mod reached;
pub mod refused;
pub mod reopen_episode;
pub mod request_access;
pub mod resume_episode;
pub mod save_programme;
pub mod save_session_draft;
mod session_rules;
pub mod set_override;
pub mod set_password;
pub mod settle_visit;
mod sheet_input;
pub mod sign_session;
pub mod standing;
pub mod strike_out_session;
pub mod submission;
pub mod use_login;

pub use refused::Refused;
