//! What clinicians decide in an episode: phase changes, overrides, new baselines.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::connection::Db;
use super::content::names;
use super::episodes::about;
use super::error::Error;
use super::phase;
use super::schema::{baseline_marks, overrides, phase_changes};
use super::standings::recommendation;
use super::write::Write;
use crate::audit::Action;
use crate::care::course::{BaselineMark, Override, OverrideChange};
use crate::care::episode::{Episode, NewPhaseChange, PhaseChange, RecordedOverride};
use crate::care::evaluation::Recommendation;
use crate::care::ids::{EpisodeId, MeasureKey, PhaseChangeId, StaffId, TargetKey};
use crate::care::number::Number;
use crate::care::protocol::Gate;
use crate::care::time::Moment;

#[derive(Queryable, Selectable)]
#[diesel(table_name = phase_changes)]
struct ChangeRow {
    id: PhaseChangeId,
    episode_id: EpisodeId,
    number: i32,
    from_phase: Option<i16>,
    to_phase: i16,
    recommended: String,
    recommended_phase: Option<i16>,
    against: bool,
    reason: String,
    evaluation: String,
    decided_at: NaiveDateTime,
    decided_on: NaiveDate,
    decided_by: StaffId,
    rests_on_amended_at: Option<NaiveDateTime>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = overrides)]
struct OverrideRow {
    id: String,
    target: TargetKey,
    change: String,
    threshold: Option<i64>,
    gate: Option<Gate>,
    reason: String,
    kept: bool,
    set_at: NaiveDateTime,
    set_on: NaiveDate,
    set_by: StaffId,
    ended_at: Option<NaiveDateTime>,
}

/// Records a decision about the phase; overrides that were not kept end with it when the phase is left.
///
/// # Errors
/// [`Error::Changed`] when the phase is not `from` any more, or another decision was made at the same time.
pub fn change_phase(
    w: &mut Write<'_>,
    episode: &Episode,
    new: &NewPhaseChange,
) -> Result<PhaseChangeId, Error> {
    let last: Option<(i32, i16)> = phase_changes::table
        .filter(phase_changes::episode_id.eq(&episode.id))
        .select((phase_changes::number, phase_changes::to_phase))
        .order(phase_changes::number.desc())
        .first(w.db)
        .optional()?;
    if last.map(|(_, to)| to) != new.from.map(i16::from) {
        return Err(Error::Changed);
    }
    let id: PhaseChangeId = w.new_id()?;
    let recommended = match new.recommended {
        Recommendation::StopAndRefer(level) => format!("stop_and_refer:{}", level.as_str()),
        other => other.as_str().to_owned(),
    };
    diesel::insert_into(phase_changes::table)
        .values((
            phase_changes::id.eq(&id),
            phase_changes::episode_id.eq(&episode.id),
            phase_changes::number.eq(last.map_or(1, |(number, _)| number + 1)),
            phase_changes::from_phase.eq(new.from.map(i16::from)),
            phase_changes::to_phase.eq(i16::from(new.to)),
            phase_changes::recommended.eq(recommended),
            phase_changes::recommended_phase.eq(new.recommended.to_phase().map(i16::from)),
            phase_changes::against.eq(new.against),
            phase_changes::reason.eq(&new.reason),
            phase_changes::evaluation.eq(&new.evaluation),
            phase_changes::decided_at.eq(w.now().utc),
            phase_changes::decided_on.eq(w.now().date),
            phase_changes::decided_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    if new.from.is_some_and(|from| from != new.to) {
        diesel::update(overrides::table)
            .filter(overrides::episode_id.eq(&episode.id))
            .filter(overrides::ended_at.is_null())
            .filter(overrides::kept.eq(false))
            .set((
                overrides::ended_at.eq(w.now().utc),
                overrides::ended_by.eq(w.author()?),
            ))
            .execute(w.db)?;
    }
    w.note(&about(Action::PhaseChanged, episode).subject(id.as_str()))?;
    Ok(id)
}

/// The decisions about an episode's phase, oldest first.
///
/// # Errors
/// Those of the database.
pub fn list_phase_changes(db: &mut Db, episode: &EpisodeId) -> Result<Vec<PhaseChange>, Error> {
    let rows: Vec<ChangeRow> = phase_changes::table
        .filter(phase_changes::episode_id.eq(episode))
        .select(ChangeRow::as_select())
        .order(phase_changes::number)
        .load(db)?;
    rows.into_iter().map(ChangeRow::into_change).collect()
}

/// Marks the decisions made since a time, UTC, as resting on what was amended or struck out; part of that change.
///
/// How many were marked: when any, the patient needs a decision.
///
/// # Errors
/// Those of the database.
pub fn mark_rests_on_amended(
    w: &mut Write<'_>,
    episode: &EpisodeId,
    since: NaiveDateTime,
) -> Result<usize, Error> {
    let marked = diesel::update(phase_changes::table)
        .filter(phase_changes::episode_id.eq(episode))
        .filter(phase_changes::decided_at.ge(since))
        .filter(phase_changes::rests_on_amended_at.is_null())
        .set(phase_changes::rests_on_amended_at.eq(w.now().utc))
        .execute(w.db)?;
    Ok(marked)
}

/// Sets a target differently for this patient; ends what was set for it in the same way before. Whether it is needed and
/// whether it applies are one question: the newer answer ends the older.
///
/// # Errors
/// Those of the database.
pub fn set_override(
    w: &mut Write<'_>,
    episode: &Episode,
    target: &TargetKey,
    change: OverrideChange,
    reason: &str,
    kept: bool,
) -> Result<(), Error> {
    let (word, threshold, gate) = match change {
        OverrideChange::Threshold(number) => ("threshold", Some(number.thousandths()), None),
        OverrideChange::Gate(gate) => ("gate", None, Some(gate)),
        OverrideChange::NotApplicable => ("not_applicable", None, None),
    };
    let same: &[&str] = match change {
        OverrideChange::Threshold(_) => &["threshold"],
        OverrideChange::Gate(_) | OverrideChange::NotApplicable => &["gate", "not_applicable"],
    };
    let author = w.author()?;
    diesel::update(overrides::table)
        .filter(overrides::episode_id.eq(&episode.id))
        .filter(overrides::target.eq(target))
        .filter(overrides::change.eq_any(same))
        .filter(overrides::ended_at.is_null())
        .set((
            overrides::ended_at.eq(w.now().utc),
            overrides::ended_by.eq(&author),
        ))
        .execute(w.db)?;
    diesel::insert_into(overrides::table)
        .values((
            overrides::id.eq(w.new_id::<String>()?),
            overrides::episode_id.eq(&episode.id),
            overrides::target.eq(target),
            overrides::change.eq(word),
            overrides::threshold.eq(threshold),
            overrides::gate.eq(gate),
            overrides::reason.eq(reason),
            overrides::kept.eq(kept),
            overrides::set_at.eq(w.now().utc),
            overrides::set_on.eq(w.now().date),
            overrides::set_by.eq(author),
        ))
        .execute(w.db)?;
    w.note(
        &about(Action::OverrideSet, episode)
            .subject(target.as_str())
            .fields(&[word]),
    )
}

/// Ends an override.
///
/// # Errors
/// [`Error::NotFound`] when the episode has none of that id in force.
pub fn end_override(w: &mut Write<'_>, episode: &Episode, id: &str) -> Result<(), Error> {
    let in_force = overrides::episode_id
        .eq(&episode.id)
        .and(overrides::ended_at.is_null());
    let ended = diesel::update(overrides::table.find(id).filter(in_force))
        .set((
            overrides::ended_at.eq(w.now().utc),
            overrides::ended_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    if ended == 0 {
        return Err(Error::NotFound);
    }
    w.note(&about(Action::OverrideEnded, episode).subject(id))
}

/// Everything ever set differently in an episode, oldest first.
///
/// # Errors
/// Those of the database.
pub fn list_overrides(db: &mut Db, episode: &EpisodeId) -> Result<Vec<RecordedOverride>, Error> {
    let rows: Vec<OverrideRow> = overrides::table
        .filter(overrides::episode_id.eq(episode))
        .select(OverrideRow::as_select())
        .order((overrides::set_at, overrides::id))
        .load(db)?;
    rows.into_iter().map(OverrideRow::into_override).collect()
}

/// Starts a new baseline from a moment on, for one measure or all (a re-injury).
///
/// # Errors
/// [`Error::Rejected`] without a reason.
pub fn mark_baseline(
    w: &mut Write<'_>,
    episode: &Episode,
    measure: Option<&MeasureKey>,
    from: Moment,
    reason: &str,
) -> Result<(), Error> {
    diesel::insert_into(baseline_marks::table)
        .values((
            baseline_marks::id.eq(w.new_id::<String>()?),
            baseline_marks::episode_id.eq(&episode.id),
            baseline_marks::measure.eq(measure),
            baseline_marks::from_at.eq(from.utc),
            baseline_marks::from_on.eq(from.date),
            baseline_marks::reason.eq(reason),
            baseline_marks::recorded_at.eq(w.now().utc),
            baseline_marks::recorded_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    w.note(&about(Action::BaselineMarked, episode))
}

pub(super) fn baselines_as_of(
    db: &mut Db,
    episode: &EpisodeId,
    at: NaiveDateTime,
) -> Result<Vec<BaselineMark>, Error> {
    let rows: Vec<(Option<MeasureKey>, NaiveDateTime, NaiveDate)> = baseline_marks::table
        .filter(baseline_marks::episode_id.eq(episode))
        .filter(baseline_marks::recorded_at.le(at))
        .select((
            baseline_marks::measure,
            baseline_marks::from_at,
            baseline_marks::from_on,
        ))
        .order((baseline_marks::recorded_at, baseline_marks::id))
        .load(db)?;
    let marks = rows.into_iter().map(|(measure, utc, date)| BaselineMark {
        measure,
        from: Moment { utc, date },
    });
    Ok(marks.collect())
}

pub(super) fn overrides_as_of(
    db: &mut Db,
    episode: &EpisodeId,
    at: NaiveDateTime,
) -> Result<Vec<Override>, Error> {
    let all = list_overrides(db, episode)?;
    let names = names(db, all.iter().map(|set| set.by.clone()).collect())?;
    let in_force = all
        .into_iter()
        .filter(|set| set.at.utc <= at && set.ended_at.is_none_or(|end| end > at));
    let overrides = in_force.map(|set| Override {
        target: set.target,
        change: set.change,
        reason: set.reason,
        by: names.get(&set.by).cloned().unwrap_or_default(),
        at: set.at,
    });
    Ok(overrides.collect())
}

impl ChangeRow {
    fn into_change(self) -> Result<PhaseChange, Error> {
        let (word, level) = self
            .recommended
            .split_once(':')
            .unwrap_or((&self.recommended, ""));
        Ok(PhaseChange {
            recommended: recommendation(word, self.recommended_phase, level.parse().ok())?,
            id: self.id,
            episode: self.episode_id,
            number: self.number,
            from: self.from_phase.map(phase).transpose()?,
            to: phase(self.to_phase)?,
            against: self.against,
            reason: self.reason,
            evaluation: self.evaluation,
            at: Moment {
                utc: self.decided_at,
                date: self.decided_on,
            },
            by: self.decided_by,
            rests_on_amended_at: self.rests_on_amended_at,
        })
    }
}

impl OverrideRow {
    fn into_override(self) -> Result<RecordedOverride, Error> {
        let change = match (self.change.as_str(), self.threshold, self.gate) {
            ("threshold", Some(thousandths), _) => {
                OverrideChange::Threshold(Number::from_thousandths(thousandths))
            }
            ("gate", _, Some(gate)) => OverrideChange::Gate(gate),
            ("not_applicable", ..) => OverrideChange::NotApplicable,
            (other, ..) => return Err(Error::unreadable("an override", other)),
        };
        Ok(RecordedOverride {
            id: self.id,
            target: self.target,
            change,
            reason: self.reason,
            kept: self.kept,
            at: Moment {
                utc: self.set_at,
                date: self.set_on,
            },
            by: self.set_by,
            ended_at: self.ended_at,
        })
    }
}
