//! Actions on a real database.

mod closing;
mod covering;
mod intake;
mod overrides;
mod phase_changes;
mod standings;
mod visits;
