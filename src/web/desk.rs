//! What the front desk is told of a patient's sheet: that there is one to print again, or whom to ask.

use crate::care::ids::EpisodeId;
use crate::care::programme::{Programme, Reprint};
use crate::care::standing::Status;
use crate::records::{Db, Error, programmes};

/// The sheet a patient has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The episode it belongs to.
    pub episode: EpisodeId,
    /// Where it is printed again; `None` when only a clinician may.
    pub path: Option<String>,
}

/// The sheets of these episodes, by the standing stored; asking for one checks anew.
///
/// # Errors
/// Those of the database.
pub fn sheets(db: &mut Db, of: &[EpisodeId]) -> Result<Vec<Sheet>, Error> {
    let found = programmes::list_issued(db, of)?.into_iter();
    Ok(found
        .map(|(programme, status)| sheet(programme, status))
        .collect())
}

fn sheet(programme: Programme, status: Status) -> Sheet {
    let is_open = programme.reprint(status == Status::RedFlag, false) != Reprint::ClinicianOnly;
    Sheet {
        path: is_open.then(|| format!("/programmes/{}/sheet.pdf", programme.id)),
        episode: programme.episode,
    }
}

/// The sheet of an episode among those found.
#[must_use]
pub fn sheet_of(sheets: &[Sheet], episode: &EpisodeId) -> Option<Sheet> {
    let of = |sheet: &&Sheet| sheet.episode == *episode;
    sheets.iter().find(of).cloned()
}
