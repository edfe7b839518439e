//! The rules' answers as sentences a clinician would write. English; the matches are exhaustive, so that a new
//! reason or verdict does not compile without its words.

pub mod answer;
pub mod change;
pub mod criterion;
pub mod decision;
pub mod diary;
pub mod dose;
pub mod onset;
pub mod programme;
pub mod quantity;
pub mod reason;
pub mod removed;
pub mod row;
pub mod trend;
pub mod verdict;
pub mod words;
