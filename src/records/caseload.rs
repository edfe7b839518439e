//! The board's questions: my patients and those I cover, from the stored standings, in index order.

use chrono::NaiveDate;
use diesel::dsl::count_star;
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::handovers::{self, Cover};
use super::phase;
use super::schema::{episodes, patient_versions, patients};
use super::standings::StandingRow;
use crate::care::ids::{EpisodeId, PatientId, StaffId};
use crate::care::standing::{Standing, Status};

/// How many rows a page of the board has.
pub const PAGE: i64 = 60;

/// Whose episodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caseload {
    /// Whose board it is.
    me: StaffId,
    /// The same and colleagues covered altogether.
    responsible: Vec<StaffId>,
    /// Episodes covered singly.
    episodes: Vec<EpisodeId>,
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// With a visit on this day, by time.
    On(NaiveDate),
    /// All, by phase; those not yet assigned first.
    All,
    /// In this phase; `None` for those not yet assigned.
    Phase(Option<u8>),
    /// That need a decision as of this day: red flag, step back, ready, stalled, not assigned, overdue, most urgent first.
    Decide(NaiveDate),
    /// On hold.
    OnHold,
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
    /// Who is responsible.
    pub responsible: StaffId,
    /// Covered for a colleague.
    pub covered: bool,
    /// The stored summary.
    pub standing: Standing,
    /// Until when on hold, where it is.
    pub hold_until: Option<NaiveDate>,
}

/// How many there are in each phase, and with each tag.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Counts {
    /// Phase (`None`: not yet assigned), tag and number; combinations with none are left out.
    pub by_phase: Vec<(Option<u8>, Status, i64)>,
    /// With no next visit, or one that has passed.
    pub overdue: i64,
}

type PersonColumns = (PatientId, String, String, String, String, NaiveDate);
type EntryColumns = (
    EpisodeId,
    StaffId,
    Option<NaiveDate>,
    PersonColumns,
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
}

impl Counts {
    /// How many in a phase, whatever their tag.
    #[must_use]
    pub fn in_phase(&self, phase: Option<u8>) -> i64 {
        self.by_phase
            .iter()
            .filter(|(of, ..)| *of == phase)
            .map(|(.., count)| count)
            .sum()
    }

    /// How many with a tag, whatever their phase.
    #[must_use]
    pub fn with(&self, status: Status) -> i64 {
        self.by_phase
            .iter()
            .filter(|(_, of, _)| *of == status)
            .map(|(.., count)| count)
            .sum()
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
    })
}

/// The page of that number (from nought) of a view.
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
            StandingRow::as_select(),
        ))
        .limit(PAGE)
        .offset(page.max(0).saturating_mul(PAGE))
        .into_boxed();
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
        View::All | View::OnHold => {
            query.order((episodes::phase.is_not_null(), episodes::phase, episodes::id))
        }
        View::Phase(Some(number)) => query
            .filter(episodes::phase.eq(i16::from(number)))
            .order(episodes::id),
        View::Phase(None) => query.filter(episodes::phase.is_null()).order(episodes::id),
        View::Decide(today) => query
            .filter(
                episodes::needs_decision
                    .or(episodes::status.ne(Status::Steady))
                    .or(episodes::next_visit_on.is_null())
                    .or(episodes::next_visit_on.lt(today).assume_not_null()),
            )
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
    let overdue = episodes::table
        .filter(episodes::state.eq("open"))
        .filter(mine())
        .filter(
            episodes::next_visit_on
                .is_null()
                .or(episodes::next_visit_on.lt(today).assume_not_null()),
        )
        .count()
        .get_result(db)?;
    let by_phase = rows
        .into_iter()
        .map(|(of, status, count)| Ok((of.map(phase).transpose()?, status, count)));
    Ok(Counts {
        by_phase: by_phase.collect::<Result<_, Error>>()?,
        overdue,
    })
}

/// The order of decisions: a red flag first, then what rests on something amended, then by tag.
fn urgency() -> diesel::expression::SqlLiteral<diesel::sql_types::Integer> {
    diesel::dsl::sql(
        "CASE WHEN episodes.status = 'red_flag' THEN 0 WHEN episodes.needs_decision THEN 1 \
         WHEN episodes.status = 'step_back' THEN 2 WHEN episodes.status = 'ready' THEN 3 \
         WHEN episodes.status = 'stalled' THEN 4 WHEN episodes.status = 'new' THEN 5 ELSE 6 END",
    )
}

fn entry(
    (episode, responsible, hold_until, person, standing): EntryColumns,
    caseload: &Caseload,
) -> Result<Entry, Error> {
    let (patient, clinic_number, family_name, given_names, name_to_use, birth_date) = person;
    Ok(Entry {
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
