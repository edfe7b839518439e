//! The looks noted a short while ago: a form that asks for its verdicts at every key is one look, not a hundred.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use chrono::{NaiveDateTime, TimeDelta};

use crate::care::ids::{PatientId, StaffId};

/// How long one row of the audit log speaks for further looks at the same page.
const STANDS: TimeDelta = TimeDelta::minutes(10);

/// Who looked at whom, on which page.
type Look = (StaffId, PatientId, &'static str);

/// When each was last noted, UTC. It is kept in memory alone: after a start every look is noted anew.
#[derive(Debug, Default)]
pub(super) struct Looks(Mutex<HashMap<Look, NaiveDateTime>>);

impl Looks {
    /// Remembers a look that was just noted, and forgets those that stand no longer.
    pub(super) fn remember(&self, look: Look, now: NaiveDateTime) {
        let mut looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.retain(|_, noted| stands(*noted, now));
        looks.insert(look, now);
    }

    /// Whether this look was noted within the last minutes.
    pub(super) fn stand_for(&self, look: &Look, now: NaiveDateTime) -> bool {
        let looks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        looks.get(look).is_some_and(|noted| stands(*noted, now))
    }
}

/// A clock that was put back ends it too.
fn stands(noted: NaiveDateTime, now: NaiveDateTime) -> bool {
    (TimeDelta::zero()..STANDS).contains(&(now - noted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_stands_for_ten_minutes_of_one_page_of_one_patient_by_one_person() {
        let look = |staff: &str, patient: &str, page| -> Look {
            (staff.parse().unwrap(), patient.parse().unwrap(), page)
        };
        let at = |minute: i64| {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
            day.and_hms_opt(10, 0, 0).unwrap() + TimeDelta::minutes(minute)
        };
        let looks = Looks::default();
        let noted = look("asha", "ana", "session_form");
        looks.remember(noted.clone(), at(0));
        for (other, minute, stands) in [
            (noted.clone(), 0, true),
            (noted.clone(), 9, true),
            (noted.clone(), 10, false),
            (noted.clone(), -1, false),
            (look("ben", "ana", "session_form"), 1, false),
            (look("asha", "bo", "session_form"), 1, false),
            (look("asha", "ana", "draft"), 1, false),
        ] {
            assert_eq!(
                looks.stand_for(&other, at(minute)),
                stands,
                "{other:?} {minute}"
            );
        }
        looks.remember(look("ben", "ana", "draft"), at(30));
        assert_eq!(
            looks.0.lock().unwrap().len(),
            1,
            "what stands no longer is forgotten"
        );
    }
}
