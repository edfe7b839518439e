//! One binary for all tests that use the library from outside.

mod drawing;
