//! What staff do, on a real database.

mod closing;
mod covering;
mod intake;
mod overrides;
mod phase_changes;
pub mod programmes;
mod reaching;
mod standings;
mod visits;
