//! When everything happens: a patient's visits on days and at times, and everything done around them.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::chance::Chance;
use super::diary::{Diary, working_day, working_day_from};
use super::path::{Decision, Event, Stop, path};
use super::sketches::{Next, Now, Sketch, Turn, With};

/// Something done at one time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Step {
    /// When, on the clinic's clock.
    pub at: NaiveDateTime,
    /// About whom.
    pub patient: usize,
    /// What.
    pub what: What,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// The front desk registers the patient.
    Register,
    /// The intake is taken.
    Intake,
    /// A history flag found at intake is weighed.
    ConsiderFlag,
    /// The first visit is booked after an intake without assessment.
    BookFirst,
    /// The visit with that number is signed.
    Sign(usize),
    /// A visit recorded for someone else is moved to this patient and signed.
    MoveHere(usize),
    /// The override of this patient's turn is set.
    Override,
    /// The phase is decided about, as the visit's stop says.
    Decide(usize),
    /// A new sheet is issued and printed if the phase changed.
    Sheet(usize),
    /// The flag reported at a visit is referred.
    ReferFlag,
    /// It is cleared.
    ClearFlag,
    /// The visit's slip of the pen is amended.
    Amend(usize),
    /// The patient did not come.
    Miss,
    /// The front desk books the visit with that number in place of the missed one.
    Rebook(usize),
    /// A caution is recorded.
    FindCaution,
    /// The episode is put on hold.
    Hold,
    /// The episode is closed.
    Close,
    /// The colleague hands over and goes on holiday.
    GoOnHoliday,
}

/// A visit on its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PlannedVisit {
    /// What it is on the way.
    pub stop: Stop,
    /// When it takes place.
    pub at: NaiveDateTime,
    /// An appointment before it that was missed.
    pub missed: Option<NaiveDateTime>,
}

/// A patient's whole story.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Counts from nought.
    pub number: usize,
    /// What has become of them.
    pub sketch: Sketch,
    /// When the intake is taken.
    pub intake: NaiveDateTime,
    /// The visits, oldest first.
    pub visits: Vec<PlannedVisit>,
    /// The appointment after the last visit.
    pub next: Option<NaiveDateTime>,
}

/// The longest a patient who comes goes without a visit, in days: pain scores stay in date.
const LONGEST_GAP: u64 = 5;
/// Minutes from the beginning of a visit.
const SIGNED: i64 = 22;
const DECIDED: i64 = 26;
const ISSUED: i64 = 28;

impl Plan {
    /// The story of a patient up to today, with its appointments taken in the diary.
    pub fn of(number: usize, sketch: Sketch, today: NaiveDate, diary: &mut Diary) -> Plan {
        let chance = Chance::of(number);
        let stops = path(sketch, chance);
        let days = days(&stops, last_day(sketch, &stops, today));
        let mut book = |day| diary.book(sketch.with, day, chance);
        let visits: Vec<PlannedVisit> = stops
            .into_iter()
            .zip(days)
            .map(|(stop, day)| {
                let missed =
                    (stop.event == Event::Missed).then(|| book(working_day(day - Days::new(3))));
                PlannedVisit {
                    stop,
                    at: book(day),
                    missed,
                }
            })
            .collect();
        let intake = visits.first().map_or_else(
            || {
                book(working_day(
                    today - Days::new(1 + chance.below("intake", 3)),
                ))
            },
            |assessment| assessment.at,
        );
        let last = visits.last().map(|visit| visit.at.date());
        let next = match (sketch.now, sketch.next) {
            (Now::OnHold | Now::Discharged, _) => None,
            (Now::Left, _) => last.map(|last| book(working_day_from(last + Days::new(5)))),
            (_, Next::Today) => Some(book(today)),
            (_, Next::In(days)) => Some(book(working_day_from(today + Days::new(days)))),
            (_, Next::Passed(days)) => Some(book(working_day(today - Days::new(days)))),
            (_, Next::Unbooked(_)) => None,
        };
        Plan {
            number,
            sketch,
            intake,
            visits,
            next,
        }
    }

    /// Everything done for this patient, in order.
    pub fn steps(&self, today: NaiveDate) -> Vec<Step> {
        let mut steps = self.beginning();
        for (visit, planned) in self.visits.iter().enumerate() {
            self.visit(visit, planned, &mut steps);
        }
        self.ending(today, &mut steps);
        steps
    }

    fn step(&self, at: NaiveDateTime, what: What) -> Step {
        Step {
            at,
            patient: self.number,
            what,
        }
    }

    fn beginning(&self) -> Vec<Step> {
        let chance = Chance::of(self.number);
        let day = working_day(self.intake.date() - Days::new(1 + chance.below("registered", 4)));
        let minutes = i64::try_from(chance.below("registered at", 480)).unwrap_or(0);
        let registered = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(8 * 60 + 40 + minutes);
        let at = |minutes| self.intake + TimeDelta::minutes(minutes);
        let mut steps = vec![
            self.step(registered, What::Register),
            self.step(at(8), What::Intake),
        ];
        if self.sketch.turn == Turn::FlagConsidered {
            steps.push(self.step(at(11), What::ConsiderFlag));
        }
        if self.visits.is_empty() {
            steps.push(self.step(at(14), What::BookFirst));
        }
        steps
    }

    fn visit(&self, visit: usize, planned: &PlannedVisit, steps: &mut Vec<Step>) {
        let at = |minutes| planned.at + TimeDelta::minutes(minutes);
        let next_day = |hour, minute| {
            let day = working_day_from(planned.at.date() + Days::new(1));
            day.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default())
        };
        let mut add = |at, what| steps.push(self.step(at, what));
        if let Some(missed) = planned.missed {
            add(missed + TimeDelta::minutes(29), What::Miss);
            add(missed + TimeDelta::minutes(65), What::Rebook(visit));
        }
        let signed = if planned.stop.event == Event::Late {
            next_day(8, 5)
        } else {
            at(SIGNED)
        };
        add(signed, What::Sign(visit));
        match planned.stop.event {
            Event::RecordedFor(_) => add(at(24), What::MoveHere(visit)),
            Event::Override => add(at(24), What::Override),
            Event::FlagCleared => {
                add(at(24), What::ReferFlag);
                add(next_day(16, 40), What::ClearFlag);
            }
            Event::Amended => add(at(61), What::Amend(visit)),
            Event::AmendedLater => add(next_day(9, 10), What::Amend(visit)),
            _ => {}
        }
        if planned.stop.decision != Decision::None {
            add(at(DECIDED), What::Decide(visit));
            add(at(ISSUED), What::Sheet(visit));
        }
    }

    fn ending(&self, today: NaiveDate, steps: &mut Vec<Step>) {
        let Some(last) = self.visits.last().map(|visit| visit.at) else {
            return;
        };
        let noon =
            |day: NaiveDate| day.and_time(NaiveTime::from_hms_opt(12, 15, 0).unwrap_or_default());
        match self.sketch.now {
            Now::OnHold => steps.push(self.step(last + TimeDelta::minutes(27), What::Hold)),
            Now::Discharged => steps.push(self.step(last + TimeDelta::minutes(27), What::Close)),
            Now::Left => {
                let missed = self.next.map(|missed| missed + TimeDelta::minutes(29));
                steps.extend(missed.map(|missed| self.step(missed, What::Miss)));
                let closed = noon(working_day_from(last.date() + Days::new(21)));
                steps.push(self.step(closed, What::Close));
            }
            _ => {}
        }
        if self.sketch.turn == Turn::CautionFound {
            let day = working_day_from(last.date() + Days::new(1)).min(today - Days::new(1));
            steps.push(self.step(noon(day), What::FindCaution));
        }
    }

    /// The appointment made at a visit: the one that was missed, or the next visit itself.
    pub fn appointment_after(&self, visit: usize) -> Option<NaiveDateTime> {
        match self.visits.get(visit + 1) {
            Some(following) => Some(following.missed.unwrap_or(following.at)),
            None => self.next,
        }
    }
}

/// The first day of a holiday that began before the weekend, or some days ago.
pub(super) fn holiday_begins(today: NaiveDate) -> NaiveDate {
    today - Days::new(3)
}

/// The evening on which the colleague hands over.
pub(super) fn last_evening_before_holiday(today: NaiveDate) -> NaiveDateTime {
    let day = working_day(holiday_begins(today) - Days::new(1));
    day.and_time(NaiveTime::from_hms_opt(18, 5, 0).unwrap_or_default())
}

/// Who sees a patient on a day.
pub(super) fn seen_by(with: With, day: NaiveDate, today: NaiveDate) -> With {
    if with == With::OnHoliday && day >= holiday_begins(today) {
        With::Clinician
    } else {
        with
    }
}

fn last_day(sketch: Sketch, stops: &[Stop], today: NaiveDate) -> NaiveDate {
    let usual = stops.last().map_or(1, |stop| stop.days).min(LONGEST_GAP);
    let ago = match (sketch.now, sketch.next) {
        // a flag and a proposal are of yesterday or the day before
        (Now::RedFlag | Now::Ready | Now::Relapsed | Now::Flared | Now::Assessed, Next::Today) => 2,
        (Now::RedFlag | Now::Ready | Now::Relapsed | Now::Flared | Now::Assessed, Next::In(_)) => 1,
        (_, Next::Today) => usual,
        (_, Next::In(days)) => usual.saturating_sub(days).max(1),
        (_, Next::Passed(days)) => days + usual,
        (_, Next::Unbooked(days)) => days,
    };
    working_day(today - Days::new(ago))
}

/// The days of all visits, so that the last one is on `last`.
fn days(stops: &[Stop], last: NaiveDate) -> Vec<NaiveDate> {
    let mut days = Vec::with_capacity(stops.len());
    let mut day = last;
    for stop in stops.iter().rev() {
        days.push(day);
        let missed = if stop.event == Event::Missed { 4 } else { 0 };
        day = working_day(day - Days::new(stop.days + missed));
    }
    days.reverse();
    days
}

#[cfg(test)]
mod tests {
    use chrono::Timelike;

    use super::super::sketches::sketches;
    use super::*;

    #[test]
    fn everything_happens_in_order_in_working_hours_and_before_today() {
        for weekday in 0..7 {
            let today = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap() + Days::new(weekday);
            let mut diary = Diary::default();
            for (number, sketch) in sketches(90).into_iter().enumerate() {
                let plan = Plan::of(number, sketch, today, &mut diary);
                let steps = plan.steps(today);
                for step in &steps {
                    assert!(step.at.date() < today, "{number}: {step:?} on {today}");
                    assert!((8..19).contains(&step.at.hour()), "{number}: {step:?}");
                    assert!(step.at >= steps[0].at, "{number}: {step:?}");
                }
                for two in plan.visits.windows(2) {
                    assert!(two[0].at.date() < two[1].at.date(), "{number}");
                    assert!(
                        two[1].missed.is_none_or(|missed| missed > two[0].at),
                        "{number}"
                    );
                }
                if let (Some(next), Some(last)) = (plan.next, plan.visits.last()) {
                    assert!(next > last.at, "{number}");
                }
                assert!((today - steps[0].at.date()).num_days() < 390, "{number}");
            }
        }
    }
}
