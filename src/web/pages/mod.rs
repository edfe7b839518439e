//! One file a resource: its page structs, its form, its handlers (`index, show, new, create, edit, update`).

pub mod about;
pub mod access_requests;
pub mod adoptions;
pub mod audit;
pub mod board;
pub mod clinic;
pub mod closures;
pub mod disablings;
pub mod drafts;
pub mod episodes;
pub mod exercises;
pub mod handovers;
pub mod healthz;
pub mod holds;
pub mod home;
pub mod logins;
pub mod overrides;
pub mod phase_changes;
pub mod programmes;
pub mod protocols;
mod session_form;
pub mod sessions;
pub mod staff;
pub mod visits;
