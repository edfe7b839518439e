//! Members of staff and the teams they belong to.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::{staff, staff_teams, teams};
use super::search::sort_key;
use super::write::Write;
use crate::access::{Role, Staff};
use crate::audit::{Action, Event};
use crate::care::ids::{StaffId, TeamId};

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// The record's id.
    pub id: TeamId,
    /// Its name.
    pub name: String,
}

/// An account about to be made.
#[derive(Debug, Clone)]
pub struct NewStaff {
    /// Their name as it stands under what they sign.
    pub name: String,
    /// The name they log in with; kept in lower case, unique.
    pub sign_in_name: String,
    /// Their role.
    pub role: Role,
    /// The hash of their password with its parameters (argon2).
    pub password_hash: String,
    /// The last day the account works, where limited.
    pub valid_until: Option<NaiveDate>,
    /// The teams they belong to.
    pub teams: Vec<TeamId>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = staff)]
struct StaffRow {
    id: StaffId,
    name: String,
    sign_in_name: String,
    role: Role,
    valid_until: Option<NaiveDate>,
    disabled_at: Option<NaiveDateTime>,
    version: i32,
}

/// Adds a team.
///
/// # Errors
/// [`Error::Duplicate`]`("name")` when there is one of that name.
pub fn add_team(w: &mut Write<'_>, name: &str) -> Result<TeamId, Error> {
    let id: TeamId = w.new_id()?;
    diesel::insert_into(teams::table)
        .values((
            teams::id.eq(&id),
            teams::name.eq(name),
            teams::created_at.eq(w.now().utc),
        ))
        .execute(w.db)?;
    w.note(&Event::new(Action::TeamAdded).subject(id.as_str()))?;
    Ok(id)
}

/// All teams by name.
///
/// # Errors
/// Those of the database.
pub fn list_teams(db: &mut Db) -> Result<Vec<Team>, Error> {
    let rows = teams::table
        .select((teams::id, teams::name))
        .order(teams::name)
        .load::<(TeamId, String)>(db)?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Team { id, name })
        .collect())
}

/// Adds an account.
///
/// # Errors
/// [`Error::Duplicate`]`("sign_in_name")` when the name is taken, also by a disabled account.
pub fn add(w: &mut Write<'_>, new: &NewStaff) -> Result<StaffId, Error> {
    let id: StaffId = w.new_id()?;
    diesel::insert_into(staff::table)
        .values((
            staff::id.eq(&id),
            staff::name.eq(&new.name),
            staff::sign_in_name.eq(new.sign_in_name.to_lowercase()),
            staff::role.eq(new.role),
            staff::password_hash.eq(&new.password_hash),
            staff::valid_until.eq(new.valid_until),
            staff::created_at.eq(w.now().utc),
            staff::version.eq(1),
        ))
        .execute(w.db)?;
    for team in &new.teams {
        join_team(w, &id, team)?;
    }
    w.note(&Event::new(Action::StaffAdded).subject(id.as_str()))?;
    Ok(id)
}

/// The member of staff of that id, whatever the account's state.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(db: &mut Db, id: &StaffId) -> Result<Staff, Error> {
    let row = staff::table
        .find(id)
        .select(StaffRow::as_select())
        .first(db)?;
    with_teams(db, vec![row])?.pop().ok_or(Error::NotFound)
}

/// The account of that sign-in name with its password hash, for logging in.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find_for_login(db: &mut Db, sign_in_name: &str) -> Result<(Staff, String), Error> {
    let (row, hash) = staff::table
        .filter(staff::sign_in_name.eq(sign_in_name.trim().to_lowercase()))
        .select((StaffRow::as_select(), staff::password_hash))
        .first::<(StaffRow, String)>(db)?;
    let staff = with_teams(db, vec![row])?.pop().ok_or(Error::NotFound)?;
    Ok((staff, hash))
}

/// All accounts by name.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db) -> Result<Vec<Staff>, Error> {
    let mut rows: Vec<StaffRow> = staff::table
        .select(StaffRow::as_select())
        .order(staff::sign_in_name)
        .load(db)?;
    rows.sort_by_cached_key(|row| sort_key(&row.name, ""));
    with_teams(db, rows)
}

/// Who treats patients in any of these teams, by name; for handovers and visits.
///
/// # Errors
/// Those of the database.
pub fn list_colleagues(db: &mut Db, of: &[TeamId]) -> Result<Vec<Staff>, Error> {
    let all = list(db)?;
    let shares = |staff: &Staff| staff.teams.iter().any(|team| of.contains(team));
    Ok(all
        .into_iter()
        .filter(|staff| !staff.disabled && staff.role.treats() && shares(staff))
        .collect())
}

/// Changes name, role, last day and teams; the sign-in name stays.
///
/// # Errors
/// [`Error::Changed`] when the account is not in the version that was read.
pub fn change(
    w: &mut Write<'_>,
    before: &Staff,
    name: &str,
    role: Role,
    valid_until: Option<NaiveDate>,
    teams: &[TeamId],
) -> Result<(), Error> {
    let changed = diesel::update(
        staff::table
            .find(&before.id)
            .filter(staff::version.eq(before.version)),
    )
    .set((
        staff::name.eq(name),
        staff::role.eq(role),
        staff::valid_until.eq(valid_until),
        staff::version.eq(before.version + 1),
    ))
    .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    for team in before.teams.iter().filter(|team| !teams.contains(team)) {
        diesel::update(staff_teams::table)
            .filter(staff_teams::staff_id.eq(&before.id))
            .filter(staff_teams::team_id.eq(team))
            .filter(staff_teams::ended_at.is_null())
            .set(staff_teams::ended_at.eq(w.now().utc))
            .execute(w.db)?;
    }
    for team in teams.iter().filter(|team| !before.teams.contains(team)) {
        join_team(w, &before.id, team)?;
    }
    w.note(&Event::new(Action::StaffChanged).subject(before.id.as_str()))
}

/// Sets the password's hash and ends every login of the account.
///
/// # Errors
/// [`Error::NotFound`] when there is no such account.
pub fn set_password(w: &mut Write<'_>, id: &StaffId, hash: &str) -> Result<(), Error> {
    let changed = diesel::update(staff::table.find(id))
        .set(staff::password_hash.eq(hash))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::NotFound);
    }
    super::logins::end_all(w, id, None)?;
    w.note(&Event::new(Action::PasswordSet).subject(id.as_str()))
}

/// The hash of an account's password.
///
/// # Errors
/// [`Error::NotFound`] when there is no such account.
pub fn find_password_hash(db: &mut Db, id: &StaffId) -> Result<String, Error> {
    let hash = staff::table
        .find(id)
        .select(staff::password_hash)
        .first(db)?;
    Ok(hash)
}

/// Sets the author's own password and ends their other logins.
///
/// # Errors
/// [`Error::Changed`] when the password is not the one any more whose hash was read.
pub fn change_own_password(
    w: &mut Write<'_>,
    (from, to): (&str, &str),
    login: &str,
) -> Result<(), Error> {
    let author = w.author()?;
    let same = staff::password_hash.eq(from);
    let changed = diesel::update(staff::table.find(&author).filter(same))
        .set(staff::password_hash.eq(to))
        .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    super::logins::end_all(w, &author, Some(login))?;
    w.note(&Event::new(Action::PasswordSet).subject(author.as_str()))
}

/// Disables an account and ends its logins, or lets it work again.
///
/// # Errors
/// [`Error::Changed`] when the account is not in the version that was read.
pub fn set_disabled(w: &mut Write<'_>, before: &Staff, disabled: bool) -> Result<(), Error> {
    let at = disabled.then_some(w.now().utc);
    let changed = diesel::update(
        staff::table
            .find(&before.id)
            .filter(staff::version.eq(before.version)),
    )
    .set((
        staff::disabled_at.eq(at),
        staff::version.eq(before.version + 1),
    ))
    .execute(w.db)?;
    if changed == 0 {
        return Err(Error::Changed);
    }
    if disabled {
        super::logins::end_all(w, &before.id, None)?;
    }
    let action = if disabled {
        Action::StaffDisabled
    } else {
        Action::StaffEnabled
    };
    w.note(&Event::new(action).subject(before.id.as_str()))
}

fn join_team(w: &mut Write<'_>, id: &StaffId, team: &TeamId) -> Result<(), Error> {
    diesel::insert_into(staff_teams::table)
        .values((
            staff_teams::id.eq(w.new_id::<String>()?),
            staff_teams::staff_id.eq(id),
            staff_teams::team_id.eq(team),
            staff_teams::since.eq(w.now().utc),
        ))
        .execute(w.db)?;
    Ok(())
}

fn with_teams(db: &mut Db, rows: Vec<StaffRow>) -> Result<Vec<Staff>, Error> {
    let ids: Vec<&StaffId> = rows.iter().map(|row| &row.id).collect();
    let memberships = staff_teams::table
        .filter(staff_teams::staff_id.eq_any(ids))
        .filter(staff_teams::ended_at.is_null())
        .select((staff_teams::staff_id, staff_teams::team_id))
        .order((staff_teams::since, staff_teams::id))
        .load::<(StaffId, TeamId)>(db)?;
    let staff = rows.into_iter().map(|row| {
        let teams = memberships
            .iter()
            .filter(|(id, _)| *id == row.id)
            .map(|(_, team)| team.clone())
            .collect();
        Staff {
            id: row.id,
            name: row.name,
            sign_in_name: row.sign_in_name,
            role: row.role,
            teams,
            valid_until: row.valid_until,
            disabled: row.disabled_at.is_some(),
            version: row.version,
        }
    });
    Ok(staff.collect())
}
