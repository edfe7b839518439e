//! One file a resource: its page structs, its form, its handlers (`index, show, new, create, edit, update`).

pub mod about;
pub mod board;
pub mod episodes;
pub mod healthz;
pub mod home;
pub mod logins;
pub mod phase_changes;
