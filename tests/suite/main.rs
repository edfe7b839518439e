//! The suite: one binary, one module a subject.

mod knowledge;
