//! One test binary: linking once keeps the suite fast. Folders mirror `src`.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod architecture;
mod cases;
mod knowledge;
mod print;
mod properties;
mod web_shell;
//! The suite: one binary, so that it links once.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test stops where something is not as it must be"
)]
mod records;
mod support;
//! One binary for all tests that use the library from outside.
mod drawing;
