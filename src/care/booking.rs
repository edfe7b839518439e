//! The next visits that signing a session changed, so that striking it out can put them back.
//!
//! The record keeps no link between them: what a signature booked has its very time and author.

use chrono::NaiveDate;

use super::episode::{PlannedVisit, VisitPlan, VisitState};
use super::session::{SessionVersion, Signature};

/// What putting the bookings back would do; at least one of both is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PutBack {
    /// The visit the signature booked, which still stands and goes.
    pub goes: Option<VisitPlan>,
    /// The visit that was booked before, which stands again. `None` where there was none, or its day has passed.
    pub stands_again: Option<VisitPlan>,
}

/// When and by whom a session was signed first: bookings are made then and never by an amendment.
#[must_use]
pub fn first_signature(versions: &[SessionVersion]) -> Option<&Signature> {
    let signed = versions
        .iter()
        .filter(|version| version.signed.is_some())
        .min_by_key(|version| version.number)?;
    signed.signed.as_ref()
}

/// The visit a signature booked, whatever became of it.
#[must_use]
pub fn made_by<'a>(visits: &'a [PlannedVisit], signed: &Signature) -> Option<&'a PlannedVisit> {
    visits
        .iter()
        .find(|visit| visit.booked_at == signed.at && visit.booked_by == signed.by)
}

/// What can be put back of the bookings a signature changed; `None` where nothing can: it changed none, or somebody has
/// booked or settled since.
#[must_use]
pub fn put_back(visits: &[PlannedVisit], signed: &Signature, today: NaiveDate) -> Option<PutBack> {
    let made = made_by(visits, signed);
    let before = visits.iter().find(|visit| {
        let is_other = made.is_none_or(|made| made.id != visit.id);
        let was_taken = matches!(visit.state, VisitState::Changed | VisitState::Attended);
        let by_it =
            visit.settled_at == Some(signed.at) && visit.settled_by.as_ref() == Some(&signed.by);
        is_other && was_taken && by_it
    });
    let booked = visits
        .iter()
        .find(|visit| visit.state == VisitState::Booked);
    if booked.map(|visit| &visit.id) != made.map(|visit| &visit.id) {
        return None;
    }
    let stands_again = before.filter(|visit| visit.plan.on >= today);
    let goes = booked.map(|visit| visit.plan.clone());
    if goes.is_none() && stands_again.is_none() {
        return None;
    }
    Some(PutBack {
        goes,
        stands_again: stands_again.map(|visit| visit.plan.clone()),
    })
}

#[cfg(test)]
mod tests {
    use chrono::{NaiveDateTime, TimeDelta};

    use super::*;
    use crate::care::ids::StaffId;

    const TODAY: u32 = 19;

    fn day(of_month: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, of_month).unwrap()
    }

    fn at_ten() -> NaiveDateTime {
        day(TODAY).and_hms_opt(10, 0, 0).unwrap()
    }

    fn asha() -> StaffId {
        "asha".parse().unwrap()
    }

    /// A visit of a day, booked some minutes after the signature and settled as something after it.
    fn visit(on: u32, booked: i64, settled: Option<(VisitState, i64)>) -> PlannedVisit {
        let after = |minutes| at_ten() + TimeDelta::minutes(minutes);
        PlannedVisit {
            id: format!("{on} {booked}"),
            episode: "e".parse().unwrap(),
            plan: VisitPlan {
                on: day(on),
                time: None,
                place: String::new(),
                clinician: None,
                note: String::new(),
            },
            state: settled.map_or(VisitState::Booked, |(state, _)| state),
            booked_at: after(booked),
            booked_by: asha(),
            settled_at: settled.map(|(_, minutes)| after(minutes)),
            settled_by: settled.map(|_| asha()),
        }
    }

    #[test]
    fn what_a_signature_booked_is_put_back_as_long_as_nobody_touched_it() {
        use VisitState::{Attended, CancelledByPatient, Changed};
        let signed = Signature {
            at: at_ten(),
            by: asha(),
        };
        let cases = [
            (
                "it replaced one",
                vec![visit(24, 0, None), visit(21, -60, Some((Changed, 0)))],
                Some((Some(24), Some(21))),
            ),
            (
                "it booked the first",
                vec![visit(24, 0, None)],
                Some((Some(24), None)),
            ),
            (
                "the day before has passed",
                vec![visit(24, 0, None), visit(18, -60, Some((Attended, 0)))],
                Some((Some(24), None)),
            ),
            (
                "it settled today’s and booked none",
                vec![visit(19, -60, Some((Attended, 0)))],
                Some((None, Some(19))),
            ),
            (
                "it booked none, and one is booked",
                vec![visit(24, 5, None), visit(19, -60, Some((Attended, 0)))],
                None,
            ),
            (
                "another was booked since",
                vec![
                    visit(26, 5, None),
                    visit(24, 0, Some((Changed, 5))),
                    visit(21, -60, Some((Changed, 0))),
                ],
                None,
            ),
            (
                "what it booked was cancelled",
                vec![
                    visit(24, 0, Some((CancelledByPatient, 5))),
                    visit(21, -60, Some((Changed, 0))),
                ],
                None,
            ),
            ("it touched none", vec![visit(24, -60, None)], None),
        ];
        for (name, visits, wanted) in cases {
            let found = put_back(&visits, &signed, day(TODAY));
            let days = found.map(|found| {
                let on = |plan: Option<VisitPlan>| plan.map(|plan| plan.on);
                (on(found.goes), on(found.stands_again))
            });
            let wanted = wanted.map(|(goes, again)| (goes.map(day), again.map(day)));
            assert_eq!(days, wanted, "{name}");
        }
    }
}
