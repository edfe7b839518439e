//! Ninefold, a clinic-side planner for criterion-based rehabilitation.

pub mod access;
pub mod audit;
pub mod care;

pub mod builtin;
pub mod access;

pub mod web;
pub mod print;
//! Ninefold: a clinic-side planner for criterion-based rehabilitation.
pub mod drawing;
pub mod config;
pub mod records;
