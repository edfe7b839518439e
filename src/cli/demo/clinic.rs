//! The demo's house: letterhead, policies, teams, staff, the adopted protocol.

use std::fmt::Write as _;

use anyhow::{Context, Result, anyhow};

use super::Login;
use crate::access::{Role, Staff};
use crate::actions::add_staff::{NewAccount, add_staff};
use crate::actions::adopt_protocol::adopt_protocol;
use crate::actions::by::By;
use crate::actions::change_clinic::change_clinic;
use crate::actions::change_staff::add_team;
use crate::builtin;
use crate::care::ids::{TeamId, VersionId};
use crate::clinic::Clinic;
use crate::records::settings::{self, Settings};
use crate::records::{protocols, staff};

/// Who works in the demo's clinic.
#[derive(Debug, Clone)]
pub struct People {
    /// The clinician of the first login: reaches the first team, and covers who is on holiday.
    pub clinician: Staff,
    /// A clinician of the first team who is on holiday today.
    pub on_holiday: Staff,
    /// The lead clinician, in both teams.
    pub lead: Staff,
    /// The front desk.
    pub front_desk: Staff,
    /// The administrator.
    pub administrator: Staff,
    /// A clinician of the second team alone.
    pub elsewhere: Staff,
    /// The first team.
    pub team: TeamId,
    /// The second team.
    pub second_team: TeamId,
    /// The adopted protocol version.
    pub protocol: VersionId,
}

/// Makes house and staff at the clock's time.
///
/// # Errors
/// Those of the actions.
pub(super) fn make(clinic: &Clinic) -> Result<(People, Vec<Login>)> {
    let now = clinic.now();
    let team = clinic
        .read(staff::list_teams)?
        .pop()
        .context("a new clinic has a team")?
        .id;
    let second_team = add_team(clinic, By::Command, "Riverside team", now)?;
    let both = vec![team.clone(), second_team.clone()];
    let mut logins = Vec::new();
    let mut add = |name: &str, sign_in_name: &str, role, teams: &[TeamId]| -> Result<Staff> {
        let account = NewAccount {
            name: name.to_owned(),
            sign_in_name: sign_in_name.to_owned(),
            role,
            password: password()?,
            valid_until: None,
            teams: teams.to_vec(),
        };
        let id = add_staff(clinic, By::Command, &account, now)?;
        logins.push(Login {
            role,
            sign_in_name: account.sign_in_name,
            password: account.password,
        });
        Ok(clinic.read(|db| staff::find(db, &id))?)
    };
    let first = std::slice::from_ref(&team);
    let clinician = add("Asha Rao", "asha", Role::Clinician, first)?;
    let on_holiday = add("Benedikt Vogel", "benedikt", Role::Clinician, first)?;
    let lead = add("Dr Margaret Osei", "margaret", Role::LeadClinician, &both)?;
    let front_desk = add("Tom Whitfield", "tom", Role::FrontDesk, &[])?;
    let administrator = add("Ines Carvalho", "ines", Role::Administrator, &[])?;
    let elsewhere = add(
        "Siobhán Byrne",
        "siobhan",
        Role::Clinician,
        std::slice::from_ref(&second_team),
    )?;
    change_clinic(
        clinic,
        By::Command,
        &letterhead(clinic.read(settings::find)?),
        now,
    )?;
    let protocol = clinic
        .read(protocols::list)?
        .into_iter()
        .find(|version| version.key == builtin::knowledge().protocol.key)
        .context("a new clinic has the built-in protocol")?
        .id;
    adopt_protocol(
        clinic,
        By::Page(&lead, &submission()?),
        &protocol,
        "I have read the nine phases, their targets and what each threshold rests on, and I stand behind their use in this clinic.",
        now,
    )?;
    let people = People {
        clinician,
        on_holiday,
        lead,
        front_desk,
        administrator,
        elsewhere,
        team,
        second_team,
        protocol,
    };
    Ok((people, logins))
}

fn letterhead(before: Settings) -> Settings {
    let policies = builtin::knowledge()
        .policies
        .iter()
        .map(|policy| (policy.key.to_string(), policy.default.clone()))
        .collect();
    Settings {
        name: "Millbrook Physiotherapy".into(),
        address: "14 Mill Lane\nMillbrook".into(),
        phone: "020 7946 0123".into(),
        email: "desk@millbrook.example".into(),
        letterhead: "Monday to Friday, 8 am to 7 pm".into(),
        emergency_number: "999".into(),
        time_zone: "Europe/London".into(),
        policies,
        ..before
    }
}

/// A password nobody has used before: three groups of four letters and digits.
fn password() -> Result<String> {
    const LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz7";
    let mut chance = [0_u8; 12];
    random(&mut chance)?;
    let letter = |byte: &u8| char::from(LETTERS[usize::from(byte % 32)]);
    let groups: Vec<String> = chance
        .chunks(4)
        .map(|group| group.iter().map(letter).collect())
        .collect();
    Ok(groups.join("-"))
}

/// A submission id as a page's form carries one.
pub(super) fn submission() -> Result<String> {
    let mut chance = [0_u8; 16];
    random(&mut chance)?;
    Ok(chance.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}

fn random(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes)
        .map_err(|error| anyhow!("no random bytes from the operating system: {error}"))
}
