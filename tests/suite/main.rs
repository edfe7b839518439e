//! One test binary: linking once keeps the suite fast. Folders mirror `src`.

mod architecture;
mod print;
mod web_shell;
//! The suite: one binary, one module a subject.
mod knowledge;
