//! One file a resource: its page structs, its form, its handlers (`index, show, new, create, edit, update`).

pub mod about;
pub mod access_requests;
pub mod adoptions;
pub mod audit;
pub mod clinic;
pub mod disablings;
pub mod drafts;
pub mod healthz;
pub mod home;
pub mod logins;
pub mod protocols;
pub mod staff;
