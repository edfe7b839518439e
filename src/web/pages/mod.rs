//! One file a resource: its page structs, its form, its handlers (`index, show, new, create, edit, update`).

pub mod about;
pub mod access_requests;
pub mod adoptions;
pub mod audit;
pub mod clinic;
pub mod disablings;
pub mod drafts;
pub mod board;
pub mod closures;
pub mod episodes;
pub mod handovers;
pub mod exercises;
pub mod healthz;
pub mod holds;
pub mod home;
pub mod logins;
pub mod protocols;
pub mod staff;
pub mod overrides;
pub mod phase_changes;
pub mod visits;
mod session_form;
pub mod sessions;
pub mod programmes;
