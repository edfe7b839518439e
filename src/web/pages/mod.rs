//! One file a resource: its page structs, its form, its handlers (`index, show, new, create, edit, update`).

pub mod about;
pub mod cautions;
pub mod episode_facts;
pub mod facts;
pub mod flags;
pub mod healthz;
pub mod home;
pub mod intakes;
pub mod logins;
pub mod patients;
