//! The commands.

pub mod evaluate;
pub mod protocol;
