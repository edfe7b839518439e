//! The suite: one binary, so that it links once.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where something is not as it must be"
)]

mod records;
mod support;
mod web_shell;
