//! One test binary: linking once keeps the suite fast. Folders mirror `src`.

mod architecture;
//! The suite: one test binary, linked once.
mod web_shell;
//! All tests that need more than one module, in one binary.
mod print;
