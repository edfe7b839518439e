mod amendments;
pub mod sessions;
mod strikeouts;
