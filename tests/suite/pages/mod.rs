mod board;
mod decisions;
mod episodes;
mod visits;

mod access_requests;
mod amendments;
mod audit;
mod clinic;
mod drafts;
mod protocols;
mod sessions;
mod staff;
mod strikeouts;
