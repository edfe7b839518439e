//! The board's questions: my patients and those I cover, from the stored standings, in index order.

use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::board_counts::Counts;
use super::connection::Db;
use super::error::Error;
use super::handovers::{self, Cover};
use super::phase;
use super::schema::{episode_versions, episodes, patient_versions, patients};
use super::standings::StandingRow;
use crate::care::course::AffectedSide;
use crate::care::episode::{Episode, Intake};
use crate::care::ids::{EpisodeId, PatientId, StaffId, VersionId};
use crate::care::standing::{Standing, Status};

/// How many rows a page of the board has.
pub const PAGE: i64 = 60;

/// Whose episodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caseload {
    /// Whose board it is.
    pub(super) me: StaffId,
    /// The same and colleagues covered altogether.
    pub(super) responsible: Vec<StaffId>,
    /// Episodes covered singly.
    pub(super) episodes: Vec<EpisodeId>,
    /// Episodes with a visit that was left unsigned.
    unsigned: Vec<EpisodeId>,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// With a visit on this day, by time.
    On(NaiveDate),
    /// All, by phase and name; those not yet assigned first.
    All,
    /// In this phase; `None` for those not yet assigned.
    Phase(Option<u8>),
    /// That need a decision as of this day: red flag, step back, ready, stalled, overdue, not assigned, with a visit left
    /// unsigned, most urgent first.
    Decide(NaiveDate),
    /// On hold.
    OnHold,
    /// Open ones whose stored standing held until a day before this one, by id.
    Expired(NaiveDate),
}

/// A row of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The episode.
    pub episode: EpisodeId,
    /// The patient.
    pub patient: PatientId,
    /// The clinic's number.
    pub clinic_number: String,
    /// Family name.
    pub family_name: String,
    /// Given names.
    pub given_names: String,
    /// What they like to be called.
    pub name_to_use: String,
    /// Date of birth.
    pub birth_date: NaiveDate,
    /// The protocol version it runs on.
    pub protocol: VersionId,
    /// The affected side.
    pub side: AffectedSide,
    /// The complaint in the patient's words; may be empty.
    pub complaint: String,
    /// The latest day it can have begun.
    pub onset_on: Option<NaiveDate>,
    /// Who is responsible.
    pub responsible: StaffId,
    /// Covered for a colleague.
    pub covered: bool,
    /// The stored summary.
    pub standing: Standing,
    /// Until when on hold, where it is.
    pub hold_until: Option<NaiveDate>,
    /// A visit was left unsigned in it.
    pub is_unsigned: bool,
}

pub(super) type PersonColumns = (PatientId, String, String, String, String, NaiveDate);
type FactsColumns = (VersionId, AffectedSide, Option<NaiveDate>, String);
type EntryColumns = (
    EpisodeId,
    StaffId,
    Option<NaiveDate>,
    PersonColumns,
    FactsColumns,
    StandingRow,
);

impl Entry {
    /// Whether no visit is booked, or the booked one has passed by a day.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.standing
            .next_visit_on
            .is_none_or(|visit| visit < today)
    }

    /// Whether a clinician has something to decide: see [`View::Decide`].
    #[must_use]
    pub fn asks_decision(&self, today: NaiveDate) -> bool {
        self.standing.needs_decision
            || self.is_unsigned
            || self.standing.status != Status::Steady
            || self.is_overdue(today)
    }
}

impl Entry {
    /// Its place among those that need a decision: the order [`View::Decide`] is listed in.
    #[must_use]
    pub fn urgency(&self) -> impl Ord + use<> {
        let standing = &self.standing;
        (
            standing.status != Status::RedFlag,
            !standing.needs_decision,
            match standing.status {
                Status::RedFlag => 0,
                Status::StepBack => 1,
                Status::Ready => 2,
                Status::Stalled => 3,
                // by the next visit: overdue before new
                Status::New | Status::Steady => 4,
            },
            standing.next_visit_on,
            self.episode.clone(),
        )
    }
}

/// What belongs to someone's board on a day: theirs and what they cover.
///
/// # Errors
/// Those of the database.
pub fn of(db: &mut Db, me: &StaffId, today: NaiveDate) -> Result<Caseload, Error> {
    let Cover {
        mut staff_ids,
        episodes,
    } = handovers::cover(db, me, today)?;
    staff_ids.push(me.clone());
    Ok(Caseload {
        me: me.clone(),
        responsible: staff_ids,
        episodes,
        unsigned: Vec::new(),
    })
}

/// The page of that number (from nought) of a view; of the expired ones, all.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, caseload: &Caseload, view: View, page: i64) -> Result<Vec<Entry>, Error> {
    let current = patient_versions::version.eq(patients::version);
    let mut query = episodes::table
        .inner_join(patients::table)
        .inner_join(
            patient_versions::table.on(patient_versions::patient_id.eq(patients::id).and(current)),
        )
        .inner_join(
            episode_versions::table.on(episode_versions::episode_id
                .eq(episodes::id)
                .and(episode_versions::version.eq(episodes::facts_version))),
        )
        .filter(
            episodes::responsible_id
                .eq_any(&caseload.responsible)
                .or(episodes::id.eq_any(&caseload.episodes)),
        )
        .select((
            episodes::id,
            episodes::responsible_id,
            episodes::state_until,
            (
                patients::id,
                patients::clinic_number,
                patient_versions::family_name,
                patient_versions::given_names,
                patient_versions::name_to_use,
                patient_versions::birth_date,
            ),
            (
                episodes::protocol_version_id,
                episode_versions::side,
                episode_versions::onset_on,
                episode_versions::intake,
            ),
            StandingRow::as_select(),
        ))
        .into_boxed();
    if !matches!(view, View::Expired(_)) {
        query = query.limit(PAGE).offset(page.max(0).saturating_mul(PAGE));
    }
    let state = if view == View::OnHold {
        "on_hold"
    } else {
        "open"
    };
    query = query.filter(episodes::state.eq(state));
    query = match view {
        View::On(day) => query.filter(episodes::next_visit_on.eq(day)).order((
            episodes::next_visit_time.is_null(),
            episodes::next_visit_time,
            episodes::id,
        )),
        View::All | View::OnHold => query.order((
            episodes::phase.is_not_null(),
            episodes::phase,
            patients::sort_key,
            episodes::id,
        )),
        View::Phase(Some(number)) => query
            .filter(episodes::phase.eq(i16::from(number)))
            .order((patients::sort_key, episodes::id)),
        View::Phase(None) => query
            .filter(episodes::phase.is_null())
            .order((patients::sort_key, episodes::id)),
        View::Expired(today) => query
            .filter(episodes::holds_until.lt(today))
            .order(episodes::id),
        View::Decide(today) => query
            .filter(needs_decision(today).or(episodes::id.eq_any(&caseload.unsigned)))
            .order((
                urgency(),
                episodes::next_visit_on.is_not_null(),
                episodes::next_visit_on,
                episodes::id,
            )),
    };
    let rows: Vec<EntryColumns> = query.load(db)?;
    rows.into_iter().map(|row| entry(row, caseload)).collect()
}

impl Caseload {
    /// The same where a visit was left unsigned in these episodes: each needs a decision.
    #[must_use]
    pub fn with_unsigned(mut self, episodes: Vec<EpisodeId>) -> Caseload {
        self.unsigned = episodes;
        self
    }

    /// Whether its owner answers for the episode, as the responsible clinician or covering for them.
    #[must_use]
    pub fn holds(&self, episode: &Episode) -> bool {
        self.responsible.contains(&episode.responsible) || self.episodes.contains(&episode.id)
    }
}

/// The counts of the open ones.
///
/// # Errors
/// Those of the database.
pub fn count(db: &mut Db, caseload: &Caseload, today: NaiveDate) -> Result<Counts, Error> {
    let mine = || {
        episodes::responsible_id
            .eq_any(&caseload.responsible)
            .or(episodes::id.eq_any(&caseload.episodes))
    };
    let rows: Vec<(Option<i16>, Status, i64)> = episodes::table
        .filter(episodes::state.eq("open"))
        .filter(mine())
        .group_by((episodes::phase, episodes::status))
        .select((episodes::phase, episodes::status, count_star()))
        .order((episodes::phase, episodes::status))
        .load(db)?;
    let open = || {
        episodes::table
            .filter(episodes::state.eq("open"))
            .filter(mine())
    };
    let overdue = open().filter(is_overdue(today)).count().get_result(db)?;
    let visits = open().filter(episodes::next_visit_on.eq(today));
    let on_hold = episodes::table
        .filter(episodes::state.eq("on_hold"))
        .filter(mine())
        .count();
    let by_phase = rows
        .into_iter()
        .map(|(of, status, count)| Ok((of.map(phase).transpose()?, status, count)));
    Ok(Counts {
        by_phase: by_phase.collect::<Result<_, Error>>()?,
        overdue,
        today: visits.count().get_result(db)?,
        decide: open()
            .filter(needs_decision(today).or(episodes::id.eq_any(&caseload.unsigned)))
            .count()
            .get_result(db)?,
        on_hold: on_hold.get_result(db)?,
    })
}

#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn is_overdue(today: NaiveDate) -> _ {
    episodes::next_visit_on
        .is_null()
        .or(episodes::next_visit_on.lt(today).assume_not_null())
}

#[diesel::dsl::auto_type(no_type_alias)]
fn needs_decision(today: NaiveDate) -> _ {
    let steady: Status = Status::Steady;
    episodes::needs_decision
        .or(episodes::status.ne(steady))
        .or(episodes::next_visit_on.is_null())
        .or(episodes::next_visit_on.lt(today).assume_not_null())
}

/// The order of decisions: a red flag first, then what rests on something amended, then by tag. New and steady ones are
/// alike: their next visit orders them, so that the overdue come first.
fn urgency() -> diesel::expression::SqlLiteral<diesel::sql_types::Integer> {
    diesel::dsl::sql(
        "CASE WHEN episodes.status = 'red_flag' THEN 0 WHEN episodes.needs_decision THEN 1 \
         WHEN episodes.status = 'step_back' THEN 2 WHEN episodes.status = 'ready' THEN 3 \
         WHEN episodes.status = 'stalled' THEN 4 ELSE 5 END",
    )
}

fn entry(
    (episode, responsible, hold_until, person, facts, standing): EntryColumns,
    caseload: &Caseload,
) -> Result<Entry, Error> {
    let (patient, clinic_number, family_name, given_names, name_to_use, birth_date) = person;
    let (protocol, side, onset_on, intake) = facts;
    let intake: Intake = serde_json::from_str(&intake)
        .map_err(|error| Error::unreadable("an episode's intake", error))?;
    Ok(Entry {
        protocol,
        side,
        complaint: intake.complaint,
        onset_on,
        is_unsigned: caseload.unsigned.contains(&episode),
        episode,
        patient,
        clinic_number,
        family_name,
        given_names,
        name_to_use,
        birth_date,
        covered: responsible != caseload.me,
        responsible,
        standing: standing.into_standing()?,
        hold_until,
    })
}
