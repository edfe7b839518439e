//! The suite: one binary, one module a subject.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod asked;
mod cases;
mod knowledge;
mod properties;
