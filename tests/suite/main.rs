//! The suite: one test binary, linked once.

mod web_shell;
