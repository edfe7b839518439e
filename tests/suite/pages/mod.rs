//! The pages, through the real application and a real database.

mod access_requests;
mod amendments;
mod audit;
mod board;
mod clinic;
mod decisions;
mod drafts;
mod episodes;
mod protocols;
mod sessions;
mod staff;
mod strikeouts;
mod visits;
