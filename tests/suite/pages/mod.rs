//! Every page through the real app and a real database.

mod exercises;
mod programmes;
