//! What staff do, on a real database.

pub mod programmes;
