//! One test binary: linking once keeps the suite fast. Folders mirror `src`.

mod architecture;
mod print;
mod web_shell;
//! The suite: one binary, one module a subject.
mod knowledge;
//! One binary for every test that needs more than one module.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]
mod cases;
mod properties;
