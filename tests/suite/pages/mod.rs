//! The pages, through the real application and a real database.

mod access_requests;
mod amendments;
mod audit;
mod board;
mod cautions;
mod clinic;
mod decisions;
mod drafts;
mod episode_facts;
mod episodes;
mod exercises;
mod flags;
mod flow;
mod intakes;
mod patients;
mod programmes;
mod protocols;
mod sessions;
mod staff;
mod strikeouts;
mod visits;
