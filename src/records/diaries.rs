//! Paper diaries that came back: signed, amended, struck out. Every save adds a complete version; none is ever changed.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::{diaries, diary_versions, episodes, programmes, staff};
use super::write::Write;
use crate::audit::{Action, Event};
use crate::care::diary::{
    self, Day, Diary, DiaryContent, DiaryDays, DiaryStrikeOut, DiaryVersion, HOME_PROGRAMME,
    HandedBack,
};
use crate::care::episode::Episode;
use crate::care::ids::{DiaryId, EpisodeId, PatientId, ProgrammeId, StaffId};
use crate::care::measure::{Reading, Value};
use crate::care::number::Number;
use crate::care::session::Mistake;
use crate::care::time::Moment;

/// A diary about to be written: what was typed in, and what it comes to.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// What it says.
    pub content: &'a DiaryContent,
    /// What it comes to.
    pub adherence: Option<Number>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = diaries)]
struct DiaryRow {
    id: DiaryId,
    programme_id: ProgrammeId,
    version: i32,
    first_day: NaiveDate,
    last_day: NaiveDate,
    struck_out_at: Option<NaiveDateTime>,
    struck_out_by: Option<StaffId>,
    struck_out_kind: Option<Mistake>,
    struck_out_why: Option<String>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = diary_versions)]
struct VersionRow {
    diary_id: DiaryId,
    version: i32,
    handed_back_at: NaiveDateTime,
    handed_back_on: NaiveDate,
    days: String,
    note: String,
    share: Option<i64>,
    last_written_on: Option<NaiveDate>,
    reason: String,
    entered_at: NaiveDateTime,
    entered_by: StaffId,
    read_by: StaffId,
}

/// Signs what was typed in of a programme's diary for those days.
///
/// # Errors
/// [`Error::Duplicate`] when a signed diary of the programme begins on the same day.
pub fn sign(
    w: &mut Write<'_>,
    episode: &Episode,
    programme: &ProgrammeId,
    days: DiaryDays,
    written: Written<'_>,
) -> Result<DiaryId, Error> {
    let id: DiaryId = w.new_id()?;
    diesel::insert_into(diaries::table)
        .values((
            diaries::id.eq(&id),
            diaries::programme_id.eq(programme),
            diaries::state.eq("signed"),
            diaries::version.eq(1),
            diaries::first_day.eq(days.from),
            diaries::last_day.eq(days.to),
        ))
        .execute(w.db)?;
    let read_by = w.author()?;
    add_version(w, &id, 1, written, "", read_by)?;
    w.note(
        &Event::new(Action::DiarySigned)
            .patient(&episode.patient)
            .episode(&episode.id)
            .subject(id.as_str()),
    )?;
    Ok(id)
}

/// Amends a signed diary, with a reason.
///
/// # Errors
/// [`Error::Changed`] when it is struck out or not in that version; [`Error::Rejected`] without a reason.
pub fn amend(
    w: &mut Write<'_>,
    before: &Diary,
    written: Written<'_>,
    reason: &str,
) -> Result<(), Error> {
    if reason.trim().is_empty() {
        return Err(Error::Rejected("an amendment needs a reason".into()));
    }
    let version = before.current.number + 1;
    let same = diaries::version
        .eq(before.current.number)
        .and(diaries::state.eq("signed"));
    let changed = diesel::update(diaries::table.find(&before.id).filter(same))
        .set(diaries::version.eq(version))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    let (old, new) = (&before.current.content, written.content);
    let read_by = if old.days == new.days {
        before.current.read_by.clone()
    } else {
        w.author()?
    };
    add_version(w, &before.id, version, written, reason, read_by)?;
    let fields = [
        ("handed_back", old.handed_back != new.handed_back),
        ("days", old.days != new.days),
        ("note", old.note != new.note),
    ];
    let fields = fields.iter().filter(|(_, differs)| *differs);
    let fields: Vec<&str> = fields.map(|(name, _)| *name).collect();
    w.note(&about(Action::DiaryAmended, before).fields(&fields))
}

/// Strikes a diary out: crossed out in its place, counting for nothing.
///
/// # Errors
/// [`Error::Changed`] when it is struck out already or not in that version.
pub fn strike_out(
    w: &mut Write<'_>,
    before: &Diary,
    kind: Mistake,
    why: &str,
) -> Result<(), Error> {
    let author = w.author()?;
    let same = diaries::version
        .eq(before.current.number)
        .and(diaries::state.eq("signed"));
    let changed = diesel::update(diaries::table.find(&before.id).filter(same))
        .set((
            diaries::state.eq("struck_out"),
            diaries::struck_out_at.eq(w.now().utc),
            diaries::struck_out_by.eq(author),
            diaries::struck_out_kind.eq(kind),
            diaries::struck_out_why.eq(why),
        ))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    w.note(&about(Action::DiaryStruckOut, before).fields(&[kind.as_str()]))
}

/// The diary of that id in its current version.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(db: &mut Db, id: &DiaryId) -> Result<Diary, Error> {
    let found = loaded(db, Which::Diary(id))?;
    found.into_iter().next().ok_or(Error::NotFound)
}

/// An episode's diaries in their current versions, struck out ones too, newest days first.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, episode: &EpisodeId) -> Result<Vec<Diary>, Error> {
    loaded(db, Which::Episode(episode))
}

/// Every version of a diary, newest first.
///
/// # Errors
/// Those of the database.
pub fn list_versions(db: &mut Db, id: &DiaryId) -> Result<Vec<DiaryVersion>, Error> {
    let rows: Vec<VersionRow> = diary_versions::table
        .filter(diary_versions::diary_id.eq(id))
        .select(VersionRow::as_select())
        .order(diary_versions::version.desc())
        .load(db)?;
    rows.into_iter().map(VersionRow::into_version).collect()
}

/// What the diaries say that counted at a time, UTC: the newest version of each not struck out by then. One that says
/// nothing gives no reading.
pub(super) fn handed_back_as_of(
    db: &mut Db,
    episode: &EpisodeId,
    at: NaiveDateTime,
) -> Result<Vec<HandedBack>, Error> {
    type Columns = (
        DiaryId,
        NaiveDate,
        NaiveDate,
        NaiveDateTime,
        NaiveDate,
        Option<i64>,
        Option<NaiveDate>,
        String,
        String,
    );
    let rows: Vec<Columns> = diary_versions::table
        .inner_join(diaries::table.inner_join(programmes::table))
        .inner_join(staff::table.on(staff::id.eq(diary_versions::read_by)))
        .filter(programmes::episode_id.eq(episode))
        .filter(
            diaries::struck_out_at
                .is_null()
                .or(diaries::struck_out_at.gt(at)),
        )
        .filter(diary_versions::entered_at.le(at))
        .select((
            diaries::id,
            diaries::first_day,
            diaries::last_day,
            diary_versions::handed_back_at,
            diary_versions::handed_back_on,
            diary_versions::share,
            diary_versions::last_written_on,
            diary_versions::days,
            staff::name,
        ))
        .order((diaries::id, diary_versions::version.desc()))
        .load(db)?;
    let mut newest: Vec<Columns> = Vec::new();
    for row in rows {
        if newest.last().is_none_or(|last| last.0 != row.0) {
            newest.push(row);
        }
    }
    let mut diaries = Vec::new();
    for (id, from, to, utc, date, share, last_written, in_words, read_by) in newest {
        let Some((share, last_written)) = share.zip(last_written) else {
            continue;
        };
        diaries.push(HandedBack {
            id,
            days: DiaryDays { from, to },
            last_written,
            written: diary::written(&days(&in_words)?),
            reading: Reading {
                measure: HOME_PROGRAMME
                    .parse()
                    .map_err(|error| Error::unreadable("the key of a measure", error))?,
                side: None,
                value: Value::Number(Number::from_thousandths(share)),
                variant: None,
                taken_at: Moment { utc, date },
                taken_by: read_by,
                unchanged: false,
                parts: Vec::new(),
                stopped: None,
            },
        });
    }
    Ok(diaries)
}

fn add_version(
    w: &mut Write<'_>,
    id: &DiaryId,
    number: i32,
    Written { content, adherence }: Written<'_>,
    reason: &str,
    read_by: StaffId,
) -> Result<(), Error> {
    let days = serde_json::to_string(&content.days)
        .map_err(|error| Error::Rejected(format!("the diary cannot be written: {error}")))?;
    let row = VersionRow {
        diary_id: id.clone(),
        version: number,
        handed_back_at: content.handed_back.utc,
        handed_back_on: content.handed_back.date,
        days,
        note: content.note.clone(),
        share: adherence.map(Number::thousandths),
        last_written_on: content.last_written(),
        reason: reason.to_owned(),
        entered_at: w.now().utc,
        entered_by: w.author()?,
        read_by,
    };
    diesel::insert_into(diary_versions::table)
        .values(row)
        .execute(w.db)?;
    Ok(())
}

fn about(action: Action, diary: &Diary) -> Event {
    Event::new(action)
        .patient(&diary.patient)
        .episode(&diary.episode)
        .subject(diary.id.as_str())
}

enum Which<'a> {
    Diary(&'a DiaryId),
    Episode(&'a EpisodeId),
}

fn loaded(db: &mut Db, which: Which<'_>) -> Result<Vec<Diary>, Error> {
    let is_current = diary_versions::diary_id
        .eq(diaries::id)
        .and(diary_versions::version.eq(diaries::version));
    let mut query = diaries::table
        .inner_join(diary_versions::table.on(is_current))
        .inner_join(programmes::table.inner_join(episodes::table))
        .select((
            DiaryRow::as_select(),
            VersionRow::as_select(),
            episodes::id,
            episodes::patient_id,
        ))
        .order((diaries::first_day.desc(), diaries::id.desc()))
        .into_boxed();
    query = match which {
        Which::Diary(id) => query.filter(diaries::id.eq(id)),
        Which::Episode(id) => query.filter(programmes::episode_id.eq(id)),
    };
    let rows: Vec<(DiaryRow, VersionRow, EpisodeId, PatientId)> = query.load(db)?;
    rows.into_iter()
        .map(|(row, version, episode, patient)| {
            row.into_diary(episode, patient, version.into_version()?)
        })
        .collect()
}

impl DiaryRow {
    fn into_diary(
        self,
        episode: EpisodeId,
        patient: PatientId,
        current: DiaryVersion,
    ) -> Result<Diary, Error> {
        debug_assert_eq!(current.number, self.version);
        let struck_out = (self.struck_out_at, self.struck_out_by, self.struck_out_kind);
        Ok(Diary {
            id: self.id,
            programme: self.programme_id,
            episode,
            patient,
            days: DiaryDays {
                from: self.first_day,
                to: self.last_day,
            },
            struck_out: match struck_out {
                (Some(at), Some(by), Some(kind)) => Some(DiaryStrikeOut {
                    at,
                    by,
                    kind,
                    why: self.struck_out_why.unwrap_or_default(),
                }),
                _ => None,
            },
            current,
        })
    }
}

fn days(text: &str) -> Result<Vec<Day>, Error> {
    serde_json::from_str(text).map_err(|error| Error::unreadable("a diary's days", error))
}

impl VersionRow {
    fn into_version(self) -> Result<DiaryVersion, Error> {
        let days = days(&self.days)?;
        Ok(DiaryVersion {
            number: self.version,
            content: DiaryContent {
                handed_back: Moment {
                    utc: self.handed_back_at,
                    date: self.handed_back_on,
                },
                days,
                note: self.note,
            },
            adherence: self.share.map(Number::from_thousandths),
            reason: self.reason,
            entered_at: self.entered_at,
            entered_by: self.entered_by,
            read_by: self.read_by,
        })
    }
}
