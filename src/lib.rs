//! Ninefold: a clinic-side planner for criterion-based rehabilitation.
//!
//! Modules in reading order; each may use only those above it (see `docs/architecture.md`).

pub mod care;
pub mod config;

pub mod access;
pub mod audit;
pub mod text;

pub mod drawing;
pub mod print;

pub mod builtin;
pub mod records;

pub mod clinic;

pub mod actions;

pub mod web;

pub mod cli;
