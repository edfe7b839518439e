mod closing;
mod covering;
mod overrides;
mod phase_changes;
mod standings;
mod visits;
