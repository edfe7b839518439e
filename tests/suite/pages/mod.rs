mod amendments;
mod sessions;
mod strikeouts;
