//! The home sheet on paper.

mod extremes;
mod paper;
mod readers;
mod samples;
mod sheet;
