//! What staff do, on a real database.

mod closing;
mod covering;
pub mod diaries;
mod intake;
mod issuing;
mod overrides;
mod phase_changes;
pub mod programmes;
mod reaching;
mod signing;
mod standings;
mod visits;
