//! The stored summary of each episode for the board, written in the transaction of every change that touches it.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::phase;
use super::schema::episodes;
use super::write::Write;
use crate::care::evaluation::Recommendation;
use crate::care::ids::EpisodeId;
use crate::care::number::Number;
use crate::care::protocol::ActionLevel;
use crate::care::standing::{HomeProgramme, Standing, Status};

#[derive(Queryable, Selectable)]
#[diesel(table_name = episodes)]
pub(super) struct StandingRow {
    phase: Option<i16>,
    status: Status,
    needs_decision: bool,
    met: i16,
    met_of: i16,
    recommendation: String,
    to_phase: Option<i16>,
    action_level: Option<ActionLevel>,
    stalled: bool,
    holds_until: Option<NaiveDate>,
    last_session_on: Option<NaiveDate>,
    next_visit_on: Option<NaiveDate>,
    next_visit_time: Option<NaiveTime>,
    why: String,
    diary_share: Option<i64>,
    diary_until: Option<NaiveDate>,
    diary_written: Option<String>,
}

/// The columns of a standing, for an insert or update of `episodes`.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = episodes, treat_none_as_null = true)]
pub(super) struct StandingColumns {
    phase: Option<i16>,
    status: Status,
    needs_decision: bool,
    met: i16,
    met_of: i16,
    recommendation: &'static str,
    to_phase: Option<i16>,
    action_level: Option<ActionLevel>,
    stalled: bool,
    holds_until: Option<NaiveDate>,
    last_session_on: Option<NaiveDate>,
    next_visit_on: Option<NaiveDate>,
    next_visit_time: Option<NaiveTime>,
    why: String,
    diary_share: Option<i64>,
    diary_until: Option<NaiveDate>,
    diary_written: Option<String>,
    standing_at: NaiveDateTime,
}

/// Stores an episode's standing; part of another change, which notes its own audit event.
///
/// # Errors
/// [`Error::NotFound`] when there is no such episode.
pub fn store(w: &mut Write<'_>, episode: &EpisodeId, standing: &Standing) -> Result<(), Error> {
    let stored = diesel::update(episodes::table.find(episode))
        .set(columns(standing, w.now().utc))
        .execute(w.db)?;
    if stored == 0 {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}

/// An episode's stored standing.
///
/// # Errors
/// [`Error::NotFound`] when there is no such episode.
pub fn find(db: &mut Db, episode: &EpisodeId) -> Result<Standing, Error> {
    episodes::table
        .find(episode)
        .select(StandingRow::as_select())
        .first(db)?
        .into_standing()
}

/// Episodes that are not closed, by id, after the one given: to recompute and compare in batches.
///
/// # Errors
/// Those of the database.
pub fn list_after(
    db: &mut Db,
    after: Option<&EpisodeId>,
    limit: i64,
) -> Result<Vec<(EpisodeId, Standing)>, Error> {
    let mut query = episodes::table
        .filter(episodes::state.ne("closed"))
        .select((episodes::id, StandingRow::as_select()))
        .order(episodes::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(episodes::id.gt(after));
    }
    let rows: Vec<(EpisodeId, StandingRow)> = query.load(db)?;
    rows.into_iter()
        .map(|(id, row)| Ok((id, row.into_standing()?)))
        .collect()
}

/// Open episodes whose standing held until a day before `today`, by id, after the one given: a reading went out of date
/// since.
///
/// # Errors
/// Those of the database.
pub fn list_expired(
    db: &mut Db,
    today: NaiveDate,
    after: Option<&EpisodeId>,
    limit: i64,
) -> Result<Vec<EpisodeId>, Error> {
    let mut query = episodes::table
        .filter(episodes::state.eq("open"))
        .filter(episodes::holds_until.lt(today))
        .select(episodes::id)
        .order(episodes::id)
        .limit(limit)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(episodes::id.gt(after));
    }
    Ok(query.load(db)?)
}

pub(super) fn columns(standing: &Standing, now: NaiveDateTime) -> StandingColumns {
    let level = match standing.recommendation {
        Recommendation::StopAndRefer(level) => Some(level),
        _ => None,
    };
    let count = |count: u16| i16::try_from(count).unwrap_or(i16::MAX);
    StandingColumns {
        phase: standing.phase.map(i16::from),
        status: standing.status,
        needs_decision: standing.needs_decision,
        met: count(standing.met),
        met_of: count(standing.of),
        recommendation: standing.recommendation.as_str(),
        to_phase: standing.recommendation.to_phase().map(i16::from),
        action_level: level,
        stalled: standing.stalled,
        holds_until: standing.holds_until,
        last_session_on: standing.last_session_on,
        next_visit_on: standing.next_visit_on,
        next_visit_time: standing.next_visit_time,
        why: standing.why.join(" "),
        diary_share: standing.home_programme.map(|done| done.share.thousandths()),
        diary_until: standing.home_programme.map(|done| done.until),
        diary_written: standing
            .home_programme
            .map(|done| format!("{}/{}", done.written, done.of)),
        standing_at: now,
    }
}

/// A recommendation from the columns it is stored in.
pub(super) fn recommendation(
    word: &str,
    to: Option<i16>,
    level: Option<ActionLevel>,
) -> Result<Recommendation, Error> {
    let to = to.map(phase).transpose()?;
    match (word, to, level) {
        ("advance", Some(to), _) => Ok(Recommendation::Advance(to)),
        ("step_back", Some(to), _) => Ok(Recommendation::StepBack(to)),
        ("stop_and_refer", _, Some(level)) => Ok(Recommendation::StopAndRefer(level)),
        ("hold", ..) => Ok(Recommendation::Hold),
        ("discharge", ..) => Ok(Recommendation::Discharge),
        (other, ..) => Err(Error::unreadable("a recommendation", other)),
    }
}

/// `13/14`.
fn written(days: &str) -> Result<(u16, u16), Error> {
    let read = || {
        let (written, of) = days.split_once('/')?;
        Some((written.parse().ok()?, of.parse().ok()?))
    };
    read().ok_or_else(|| Error::unreadable("the days of a diary", days))
}

impl StandingRow {
    pub(super) fn into_standing(self) -> Result<Standing, Error> {
        Ok(Standing {
            phase: self.phase.map(phase).transpose()?,
            status: self.status,
            needs_decision: self.needs_decision,
            met: self.met.unsigned_abs(),
            of: self.met_of.unsigned_abs(),
            recommendation: recommendation(&self.recommendation, self.to_phase, self.action_level)?,
            stalled: self.stalled,
            holds_until: self.holds_until,
            last_session_on: self.last_session_on,
            home_programme: match (self.diary_share, self.diary_until, self.diary_written) {
                (Some(share), Some(until), Some(days)) => {
                    let (written, of) = written(&days)?;
                    Some(HomeProgramme {
                        share: Number::from_thousandths(share),
                        until,
                        written,
                        of,
                    })
                }
                _ => None,
            },
            next_visit_on: self.next_visit_on,
            next_visit_time: self.next_visit_time,
            why: self.why.split_whitespace().map(str::to_owned).collect(),
        })
    }
}
