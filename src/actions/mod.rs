//! What staff do: load, let the rules decide, save with an audit row. One file each.

pub mod end_login;
pub mod log_in;
pub mod passwords;
pub mod use_login;
