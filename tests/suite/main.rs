//! One test binary: linking once keeps the suite fast. Folders mirror `src`.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where something is not as it must be"
)]

mod actions;
mod architecture;
mod asked;
mod cases;
mod cli;
mod dose;
mod drawing;
mod hazards;
mod knowledge;
mod milestones;
mod offer;
mod pages;
mod permissions;
mod policies;
mod print;
mod properties;
mod records;
mod support;
mod web_shell;
