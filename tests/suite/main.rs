//! One binary for every test that needs more than one module.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod asked;
mod cases;
mod properties;
