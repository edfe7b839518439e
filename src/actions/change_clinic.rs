//! Changing letterhead, time zone and policies.

use super::Refused;
use super::by::By;
use crate::audit::Actor;
use crate::builtin;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::settings::{self, Settings};
use crate::records::{self, Error};

/// Stores the settings and uses them at once.
///
/// # Errors
/// A rule for a policy or choice the knowledge does not have; [`Error::Changed`] when somebody changed them meanwhile;
/// [`Error::Rejected`] for an unknown time zone.
pub fn change_clinic(
    clinic: &Clinic,
    by: By<'_>,
    to: &Settings,
    now: Moment,
) -> Result<String, Refused> {
    for (key, choice) in &to.policies {
        let policy = builtin::knowledge().policy(key);
        let known =
            policy.is_some_and(|policy| policy.choices.iter().any(|known| known.key == *choice));
        if !known {
            return Err(Refused::Rule(format!(
                "{key} cannot be \"{choice}\": choose one of the answers shown"
            )));
        }
    }
    if to.time_zone.parse::<chrono_tz::Tz>().is_err() {
        return Err(Refused::Rule(
            "The time zone is unknown: choose one of the list, for example Europe/London".into(),
        ));
    }
    let done = by.write(clinic, now, |w| {
        settings::store(w, to)?;
        Ok("clinic".to_owned())
    })?;
    // what is stored, not what was sent: a form sent again late is answered and changes nothing
    let stored = clinic.read(settings::find)?;
    clinic.apply(&stored)?;
    Ok(done)
}

/// Stores the settings a new clinic starts with, unless it has some.
///
/// # Errors
/// Those of the record.
pub fn settle_in(clinic: &Clinic, time_zone: &str) -> Result<bool, Error> {
    match clinic.read(settings::find) {
        Err(records::Error::NotFound) => {}
        Ok(_) => return Ok(false),
        Err(error) => return Err(error),
    }
    let first = Settings {
        name: "Physiotherapy clinic".into(),
        address: String::new(),
        phone: String::new(),
        email: String::new(),
        letterhead: String::new(),
        emergency_number: "112".into(),
        time_zone: time_zone.to_owned(),
        policies: Default::default(),
        version: 0,
    };
    clinic.write(Actor::Program, clinic.now(), |w| {
        settings::store(w, &first)?;
        crate::records::staff::add_team(w, "First team")?;
        Ok::<_, Error>(())
    })?;
    clinic.apply(&first)?;
    Ok(true)
}
