//! The home sheet, the progress report and the booklet on paper.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails there")]

mod booklets;
mod extremes;
mod golden;
pub mod paper;
mod readers;
mod samples;
mod sheet;
mod ten_weeks;
