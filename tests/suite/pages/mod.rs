mod board;
mod decisions;
mod episodes;
mod visits;
//! The pages, through the real application and a real database.

mod access_requests;
mod audit;
mod clinic;
mod drafts;
mod protocols;
mod staff;
mod amendments;
mod sessions;
mod strikeouts;
