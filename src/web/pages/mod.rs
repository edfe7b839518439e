//! One file a resource: its page structs, its form, its handlers (`index, show, new, create, edit, update`).

pub mod about;
pub mod amendments;
pub mod healthz;
pub mod home;
pub mod logins;
pub mod session;
mod session_form;
pub mod sessions;
pub mod strikeouts;
