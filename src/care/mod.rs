//! The clinical rules: what is measured, what is asked for in each phase, and what follows from the record.
//!
//! Everything here is values in, values out. Architecture invariant: no clock, no files, no database, no web.
//! Clinical sources are the protocol documents under `knowledge/`; each threshold there names its basis.

pub mod course;
pub mod document;
pub mod evaluation;
pub mod exercise;
mod exercise_reader;
pub mod fault;
pub mod ids;
pub mod knowledge;
pub mod library;
mod library_check;
mod library_reader;
pub mod measure;
mod measure_reader;
pub mod number;
pub mod protocol;
mod protocol_check;
pub mod protocol_reader;
pub mod protocol_writer;
mod target_reader;
pub mod time;
