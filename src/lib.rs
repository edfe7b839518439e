//! Ninefold, a clinic-side planner for criterion-based rehabilitation.

pub mod print;
