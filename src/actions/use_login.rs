//! Using a login: whose it is, while it holds.

use chrono::TimeDelta;

use super::log_in::token_hash;
use crate::access::Staff;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::logins::Login;
use crate::records::{Error, logins, staff};

/// A login not used for this long has ended.
const IDLE: TimeDelta = TimeDelta::minutes(30);
/// A login ends after this long however much it is used.
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// The last use is written down at most this often.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The member of staff whose login has this token; `None` when it has ended or never was.
///
/// # Errors
/// Those of the record.
pub fn use_login(clinic: &Clinic, token: &str, now: Moment) -> Result<Option<Staff>, Error> {
    let hash = token_hash(token);
    let found = clinic.read(|db| {
        let login = logins::find(db, &hash)?;
        let staff = staff::find(db, &login.staff)?;
        Ok::<_, Error>((login, staff))
    });
    let (login, staff) = match found {
        Ok(found) => found,
        Err(Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    if !holds(&login, now) || !staff.works_on(now.date) {
        return Ok(None);
    }
    if now.utc - login.last_used_at >= TOUCH_EVERY {
        // A clinic that cannot be written can still be read.
        if let Err(error) = clinic.upkeep(now, |upkeep| logins::touch(upkeep, &hash)) {
            tracing::warn!(%error, "the last use of a login could not be written down");
        }
    }
    Ok(Some(staff))
}

fn holds(login: &Login, now: Moment) -> bool {
    login.ended_at.is_none()
        && now.utc - login.last_used_at < IDLE
        && now.utc - login.created_at < LONGEST
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::*;

    #[test]
    fn a_login_holds_while_it_is_used_and_for_twelve_hours() {
        let at = |minutes| NaiveDateTime::default() + TimeDelta::minutes(minutes);
        let rows = [
            (0, 0, None, 29, true),
            (0, 0, None, 30, false),
            (0, 100, None, 129, true),
            (0, 719, None, 719, true),
            (0, 719, None, 720, false),
            (0, 0, Some(5), 6, false),
        ];
        for (created, used, ended, now, expected) in rows {
            let login = Login {
                staff: "asha".parse().unwrap(),
                created_at: at(created),
                last_used_at: at(used),
                ended_at: ended.map(at),
            };
            let now = Moment {
                utc: at(now),
                date: at(now).date(),
            };
            assert_eq!(holds(&login, now), expected, "{login:?} at {now:?}");
        }
    }
}
