//! Ninefold: a clinic-side planner for criterion-based rehabilitation.

pub mod care;
pub mod drawing;
