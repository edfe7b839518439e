//! The pages: what a browser sends becomes a call to an action or a read, and its answer becomes HTML.
//!
//! Architecture invariants: nothing here decides anything clinical, opens a file or names the database. `GET` changes
//! nothing but the audit log and the login's last use. No page needs JavaScript.

pub mod app;
pub mod assets;
pub mod at_episode;
pub mod conflict;
pub mod desk;
pub mod evaluated;
pub mod event_words;
pub mod field;
pub mod filters;
pub mod form;
pub mod guard;
pub mod kept;
pub mod next_visit;
pub mod noted;
pub mod page;
pub mod pages;
pub mod parts;
pub mod problem;
pub mod refusal;
pub mod routes;
pub mod run;
#[cfg(test)]
mod sample;
pub mod serve;
pub mod staff;
pub mod throttle;
pub mod typed_words;
pub mod visit_form;
pub mod who;

pub use serve::{Exposure, listen, serve};
