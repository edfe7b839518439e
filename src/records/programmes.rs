//! Home programmes: written as a draft, issued once, superseded by the next; and every print of their sheets.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::connection::Db;
use super::episodes::about;
use super::error::Error;
use super::phase;
use super::schema::{episodes, prints, programmes};
use super::write::Write;
use crate::audit::{Action, Event};
use crate::care::episode::Episode;
use crate::care::ids::{EpisodeId, PatientId, ProgrammeId, StaffId, VersionId};
use crate::care::patient::{Paper, PrintSize};
use crate::care::programme::{Issue, Programme, ProgrammeContent, ProgrammeState};
use crate::care::standing::Status;

/// One time a sheet was printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// The row's id.
    pub id: String,
    /// Which programme.
    pub programme: ProgrammeId,
    /// On which paper.
    pub paper: Paper,
    /// In which size.
    pub print_size: PrintSize,
    /// Everything the sheet was made from, as a document, so that it can be printed again byte for byte.
    pub input: String,
    /// SHA-256 of the bytes, hexadecimal.
    pub bytes_hash: String,
    /// When, UTC.
    pub at: NaiveDateTime,
    /// By whom.
    pub by: StaffId,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = programmes)]
struct Row {
    id: ProgrammeId,
    episode_id: EpisodeId,
    number: i32,
    protocol_version_id: VersionId,
    phase: i16,
    state: ProgrammeState,
    content: String,
    check_code: Option<String>,
    version: i32,
    written_at: NaiveDateTime,
    written_by: StaffId,
    issued_at: Option<NaiveDateTime>,
    issued_by: Option<StaffId>,
    review_because: Option<String>,
}

/// Writes a new draft for the phase.
///
/// # Errors
/// [`Error::Duplicate`]`("episode_id")` when the episode has a draft already.
pub fn draft(
    w: &mut Write<'_>,
    episode: &Episode,
    phase: u8,
    content: &ProgrammeContent,
) -> Result<ProgrammeId, Error> {
    let id: ProgrammeId = w.new_id()?;
    let number: Option<i32> = programmes::table
        .filter(programmes::episode_id.eq(&episode.id))
        .select(diesel::dsl::max(programmes::number))
        .first(w.db)?;
    diesel::insert_into(programmes::table)
        .values((
            programmes::id.eq(&id),
            programmes::episode_id.eq(&episode.id),
            programmes::number.eq(number.unwrap_or(0) + 1),
            programmes::protocol_version_id.eq(&episode.protocol),
            programmes::phase.eq(i16::from(phase)),
            programmes::state.eq(ProgrammeState::Draft),
            programmes::content.eq(document(content)?),
            programmes::version.eq(1),
            programmes::written_at.eq(w.now().utc),
            programmes::written_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    w.note(&about(Action::ProgrammeWritten, episode).subject(id.as_str()))?;
    Ok(id)
}

/// Saves a draft again, for the phase it is for now.
///
/// # Errors
/// [`Error::Changed`] when it is no draft any more or not in that version.
pub fn save_draft(
    w: &mut Write<'_>,
    episode: &Episode,
    before: &Programme,
    phase: u8,
    content: &ProgrammeContent,
) -> Result<(), Error> {
    let same = programmes::state
        .eq(ProgrammeState::Draft)
        .and(programmes::version.eq(before.version));
    let changed = diesel::update(programmes::table.find(&before.id).filter(same))
        .set((
            programmes::version.eq(before.version + 1),
            programmes::phase.eq(i16::from(phase)),
            programmes::content.eq(document(content)?),
            programmes::written_at.eq(w.now().utc),
            programmes::written_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    w.note(&about(Action::ProgrammeWritten, episode).subject(before.id.as_str()))
}

/// Issues a draft under its check code; the one issued before is superseded.
///
/// # Errors
/// [`Error::Changed`] when it is no draft any more or not in that version; [`Error::Duplicate`]`("check_code")`.
pub fn issue(
    w: &mut Write<'_>,
    episode: &Episode,
    before: &Programme,
    check_code: &str,
) -> Result<(), Error> {
    diesel::update(programmes::table)
        .filter(programmes::episode_id.eq(&episode.id))
        .filter(programmes::state.eq(ProgrammeState::Issued))
        .set((
            programmes::state.eq(ProgrammeState::Superseded),
            programmes::superseded_at.eq(w.now().utc),
        ))
        .execute(w.db)?;
    let same = programmes::state
        .eq(ProgrammeState::Draft)
        .and(programmes::version.eq(before.version));
    let changed = diesel::update(programmes::table.find(&before.id).filter(same))
        .set((
            programmes::state.eq(ProgrammeState::Issued),
            programmes::version.eq(before.version + 1),
            programmes::check_code.eq(check_code),
            programmes::issued_at.eq(w.now().utc),
            programmes::issued_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    w.note(&about(Action::ProgrammeIssued, episode).subject(before.id.as_str()))
}

/// Asks for a new sheet in place of the issued one of an episode, or no longer; whether there was one.
///
/// # Errors
/// Those of the database.
pub fn ask_review(
    w: &mut Write<'_>,
    episode: &EpisodeId,
    because: Option<&str>,
) -> Result<bool, Error> {
    let patient: PatientId = episodes::table
        .find(episode)
        .select(episodes::patient_id)
        .first(w.db)?;
    let asked = diesel::update(programmes::table)
        .filter(programmes::episode_id.eq(episode))
        .filter(programmes::state.eq(ProgrammeState::Issued))
        .set(programmes::review_because.eq(because))
        .execute(w.db)?;
    if asked > 0 && because.is_some() {
        w.note(
            &Event::new(Action::ProgrammeReviewAsked)
                .patient(&patient)
                .episode(episode),
        )?;
    }
    Ok(asked > 0)
}

/// The programme of that id.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(db: &mut Db, id: &ProgrammeId) -> Result<Programme, Error> {
    programmes::table
        .find(id)
        .select(Row::as_select())
        .first::<Row>(db)?
        .into_programme()
}

/// The programme of that check code, in any state but draft.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find_by_check_code(db: &mut Db, code: &str) -> Result<Programme, Error> {
    programmes::table
        .filter(programmes::check_code.eq(code))
        .select(Row::as_select())
        .first::<Row>(db)?
        .into_programme()
}

/// An episode's programmes, newest first.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, episode: &EpisodeId) -> Result<Vec<Programme>, Error> {
    let rows: Vec<Row> = programmes::table
        .filter(programmes::episode_id.eq(episode))
        .select(Row::as_select())
        .order(programmes::number.desc())
        .load(db)?;
    rows.into_iter().map(Row::into_programme).collect()
}

/// The programmes that run in these episodes, each with its episode's status, for who hands sheets out again.
///
/// # Errors
/// Those of the database.
pub fn list_issued(db: &mut Db, of: &[EpisodeId]) -> Result<Vec<(Programme, Status)>, Error> {
    let rows: Vec<(Row, Status)> = programmes::table
        .inner_join(episodes::table)
        .filter(programmes::episode_id.eq_any(of))
        .filter(programmes::state.eq(ProgrammeState::Issued))
        .select((Row::as_select(), episodes::status))
        .load(db)?;
    rows.into_iter()
        .map(|(row, status)| Ok((row.into_programme()?, status)))
        .collect()
}

/// Records that a sheet was printed, with everything it was made from.
///
/// # Errors
/// [`Error::NotFound`] when there is no such programme.
pub fn record_print(
    w: &mut Write<'_>,
    programme: &ProgrammeId,
    (paper, print_size): (Paper, PrintSize),
    input: &str,
    bytes_hash: &str,
) -> Result<String, Error> {
    let (episode, patient): (EpisodeId, PatientId) = programmes::table
        .inner_join(episodes::table)
        .filter(programmes::id.eq(programme))
        .select((episodes::id, episodes::patient_id))
        .first(w.db)?;
    let id: String = w.new_id()?;
    diesel::insert_into(prints::table)
        .values((
            prints::id.eq(&id),
            prints::programme_id.eq(programme),
            prints::paper.eq(paper),
            prints::print_size.eq(print_size),
            prints::input.eq(input),
            prints::bytes_hash.eq(bytes_hash),
            prints::printed_at.eq(w.now().utc),
            prints::printed_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    w.note(
        &Event::new(Action::SheetPrinted)
            .patient(&patient)
            .episode(&episode)
            .subject(programme.as_str()),
    )?;
    Ok(id)
}

/// The prints of a programme, newest first.
///
/// # Errors
/// Those of the database.
pub fn list_prints(db: &mut Db, programme: &ProgrammeId) -> Result<Vec<Print>, Error> {
    use prints as p;
    let rows = p::table
        .filter(p::programme_id.eq(programme))
        .select((
            p::id,
            p::programme_id,
            p::paper,
            p::print_size,
            p::input,
            p::bytes_hash,
            p::printed_at,
            p::printed_by,
        ))
        .order((p::printed_at.desc(), p::id.desc()))
        .load::<(
            String,
            ProgrammeId,
            Paper,
            PrintSize,
            String,
            String,
            NaiveDateTime,
            StaffId,
        )>(db)?;
    let prints = rows.into_iter().map(
        |(id, programme, paper, print_size, input, bytes_hash, at, by)| Print {
            id,
            programme,
            paper,
            print_size,
            input,
            bytes_hash,
            at,
            by,
        },
    );
    Ok(prints.collect())
}

fn document(content: &ProgrammeContent) -> Result<String, Error> {
    serde_json::to_string(content)
        .map_err(|error| Error::Rejected(format!("the programme cannot be written: {error}")))
}

impl Row {
    fn into_programme(self) -> Result<Programme, Error> {
        let content = serde_json::from_str(&self.content)
            .map_err(|error| Error::unreadable("a programme's content", error))?;
        let issued = match (self.issued_at, self.issued_by, self.check_code) {
            (Some(at), Some(by), Some(check_code)) => Some(Issue { at, by, check_code }),
            _ => None,
        };
        Ok(Programme {
            id: self.id,
            episode: self.episode_id,
            number: self.number,
            protocol: self.protocol_version_id,
            phase: phase(self.phase)?,
            state: self.state,
            content,
            version: self.version,
            written_at: self.written_at,
            written_by: self.written_by,
            issued,
            review_because: self.review_because,
        })
    }
}
