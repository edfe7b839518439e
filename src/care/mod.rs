//! The clinical rules: what is measured, what is asked for in each phase, and what follows from the record.
//!
//! Everything here is values in, values out. Architecture invariant: no clock, no files, no database, no web.
//! Clinical sources are the protocol documents under `knowledge/`; each threshold there names its basis.

pub mod course;
pub mod episode;
pub mod evaluation;
pub mod exercise;
pub mod ids;
pub mod knowledge;
pub mod measure;
pub mod number;
pub mod patient;
pub mod programme;
pub mod protocol;
pub mod session;
pub mod standing;
pub mod time;
