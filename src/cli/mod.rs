//! The commands.

pub mod protocol;
