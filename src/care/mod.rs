//! The clinical rules: what is measured, what is asked for in each phase, and what follows from the record.
//!
//! Everything here is values in, values out. Architecture invariant: no clock, no files, no database, no web.
//! Clinical sources are the protocol documents under `knowledge/`; each threshold there names its basis.

mod baseline;
pub mod case;
mod compare;
pub mod computed;
pub mod course;
pub mod decision;
pub mod document;
pub mod due;
pub mod episode;
pub mod evaluate;
pub mod evaluation;
pub mod exercise;
mod exercise_reader;
pub mod fault;
pub mod flags;
mod flare;
mod history;
pub mod ids;
mod in_force;
pub mod knowledge;
pub mod library;
mod library_check;
mod library_reader;
mod lost;
pub mod measure;
mod measure_reader;
pub mod number;
pub mod override_check;
mod pair;
pub mod patient;
pub mod pose;
pub mod programme;
mod projection;
pub mod protocol;
mod protocol_check;
pub mod protocol_reader;
pub mod protocol_writer;
mod question;
mod recommendation;
pub mod session;
mod stalled;
pub mod standing;
pub mod start;
mod target_reader;
pub mod time;
mod until;
mod verdict;
