//! Actions on a real database.

mod intake;
