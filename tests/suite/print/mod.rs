//! The home sheet on paper.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod extremes;
mod golden;
pub mod paper;
mod readers;
mod samples;
mod sheet;
