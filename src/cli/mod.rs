//! The commands.

pub mod protocol;
pub mod evaluate;
