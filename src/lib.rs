//! Ninefold: a clinic-side planner for criterion-based rehabilitation.
//!
//! Modules in reading order; each may use only those above it (see `docs/architecture.md`).

pub mod access;
pub mod audit;
pub mod care;
pub mod clinic;
pub mod config;
pub mod records;
