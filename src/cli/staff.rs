//! `ninefold staff add|list|disable|reset`: accounts, and with them the first administrator.

use std::io::Write;

use anyhow::{Result, bail};

use super::args::{DatabasePlace, StaffCommand, role_word};
use super::{opening, password};
use crate::access::{Role, Staff};
use crate::actions::add_staff::{NewAccount, add_staff};
use crate::actions::by::By;
use crate::actions::disable_staff::disable_staff;
use crate::actions::set_password::set_password;
use crate::care::ids::TeamId;
use crate::clinic::Clinic;
use crate::config::Database;
use crate::records::staff;

/// Runs the command.
pub(super) fn run(place: &DatabasePlace, what: StaffCommand, out: &mut dyn Write) -> Result<()> {
    let database = opening::database(place)?;
    let clinic = opening::clinic(&database)?;
    match what {
        StaffCommand::List => list(&database, &clinic, out),
        StaffCommand::Add {
            sign_in_name,
            name,
            role,
            teams,
            until,
        } => {
            let role = role.into();
            let teams = teams_named(&database, &clinic, &teams, role)?;
            let account = NewAccount {
                password: password::ask(&sign_in_name)?,
                name,
                sign_in_name,
                role,
                valid_until: until,
                teams,
            };
            add_staff(&clinic, By::Command, &account, clinic.now())
                .map_err(|error| opening::refused(&database, error))?;
            writeln!(out, "added  {}  {}", role_word(role), account.sign_in_name)?;
            Ok(())
        }
        StaffCommand::Disable { sign_in_name } => {
            let found = account(&database, &clinic, &sign_in_name)?;
            if found.disabled {
                bail!("the account {sign_in_name} is disabled already");
            }
            disable_staff(
                &clinic,
                By::Command,
                &found.id,
                found.version,
                None,
                clinic.now(),
            )
            .map_err(|error| opening::refused(&database, error))?;
            writeln!(out, "disabled  {}", found.sign_in_name)?;
            Ok(())
        }
        StaffCommand::Reset { sign_in_name } => {
            let found = account(&database, &clinic, &sign_in_name)?;
            let password = password::ask(&found.sign_in_name)?;
            set_password(&clinic, By::Command, &found.id, &password, clinic.now())
                .map_err(|error| opening::refused(&database, error))?;
            writeln!(out, "password set, logins ended  {}", found.sign_in_name)?;
            Ok(())
        }
    }
}

fn list(database: &Database, clinic: &Clinic, out: &mut dyn Write) -> Result<()> {
    let told = |error| opening::told(database, error);
    let teams = clinic.read(staff::list_teams).map_err(told)?;
    let today = clinic.now().date;
    for account in clinic.read(staff::list).map_err(told)? {
        let state = match account.valid_until {
            _ if account.disabled => "disabled".to_owned(),
            Some(until) if until < today => format!("ended {until}"),
            Some(until) => format!("until {until}"),
            None => "works".to_owned(),
        };
        let names: Vec<&str> = teams
            .iter()
            .filter(|team| account.teams.contains(&team.id))
            .map(|team| team.name.as_str())
            .collect();
        let (role, names) = (role_word(account.role), names.join(", "));
        writeln!(
            out,
            "{:<16} {role:<15} {state:<16} {}  {names}",
            account.sign_in_name, account.name
        )?;
    }
    Ok(())
}

fn account(database: &Database, clinic: &Clinic, sign_in_name: &str) -> Result<Staff> {
    let wanted = sign_in_name.trim().to_lowercase();
    let all = clinic
        .read(staff::list)
        .map_err(|error| opening::told(database, error))?;
    match all.into_iter().find(|staff| staff.sign_in_name == wanted) {
        Some(found) => Ok(found),
        None => {
            bail!("there is no account {sign_in_name}; `ninefold staff list` names those there are")
        }
    }
}

/// The teams named; for who treats patients, the only team there is when none was named.
fn teams_named(
    database: &Database,
    clinic: &Clinic,
    names: &[String],
    role: Role,
) -> Result<Vec<TeamId>> {
    let teams = clinic
        .read(staff::list_teams)
        .map_err(|error| opening::told(database, error))?;
    let known = || {
        let names: Vec<&str> = teams.iter().map(|team| team.name.as_str()).collect();
        names.join(", ")
    };
    if names.is_empty() && role.treats() {
        return match teams.as_slice() {
            [only] => Ok(vec![only.id.clone()]),
            _ => bail!("name the team with --team; there are: {}", known()),
        };
    }
    let mut found = Vec::new();
    for name in names {
        match teams.iter().find(|team| team.name == *name) {
            Some(team) => found.push(team.id.clone()),
            None => bail!("there is no team \"{name}\"; there are: {}", known()),
        }
    }
    Ok(found)
}
