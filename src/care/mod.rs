//! The rules: pure values in, values out.

pub mod pose;
