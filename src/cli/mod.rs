//! The commands.

pub mod evaluate;
