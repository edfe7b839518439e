mod board;
mod decisions;
mod episodes;
mod visits;
