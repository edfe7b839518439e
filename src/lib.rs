//! Ninefold: a clinic-side planner for criterion-based rehabilitation.
//!
//! Modules in reading order; each may use only those above it (see `docs/architecture.md`).

pub mod care;

pub mod builtin;

pub mod text;

pub mod cli;
