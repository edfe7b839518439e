//! The pages, through the real application and a real database.

mod access_requests;
mod account;
mod amendments;
mod audit;
mod banner;
mod board;
mod cautions;
mod clinic;
mod decisions;
mod drafts;
mod episode_facts;
mod episodes;
mod exercises;
mod flags;
mod intakes;
mod patients;
mod programmes;
mod protocols;
mod session_drafts;
mod sessions;
mod staff;
mod strikeouts;
mod visits;
