//! Pages through the real app and a real database, a file for each resource.

mod cautions;
mod episode_facts;
mod flags;
mod intakes;
mod patients;
