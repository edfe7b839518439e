//! The demo's patients: everyone's story is planned, then all of them are played day by day.

use anyhow::Result;
use chrono::NaiveDate;
use indicatif::ProgressBar;

use super::People;
use super::diary::Diary;
use super::plan::{Plan, Step, What, last_evening_before_holiday};
use super::sketches::sketches;
use super::stage::{Patient, Stage};
use crate::care::time::Moment;
use crate::clinic::Clinic;

/// Makes the patients and their stories, from the clock's time to the day before `today`.
///
/// # Errors
/// Those of the actions.
pub(super) fn make(
    clinic: &Clinic,
    people: &People,
    today: Moment,
    count: u16,
    bar: &ProgressBar,
) -> Result<()> {
    let plans = plans(usize::from(count), today.date);
    let steps = steps(&plans, today.date);
    let mut left: Vec<usize> = vec![0; plans.len()];
    for step in steps.iter().filter(|step| step.what != What::GoOnHoliday) {
        left[step.patient] += 1;
    }
    let mut stage = Stage {
        clinic,
        people,
        protocol: clinic.protocol(&people.protocol)?,
        today: today.date,
        cast: plans.into_iter().map(Patient::of).collect(),
    };
    for step in steps {
        stage.play(step)?;
        if step.what != What::GoOnHoliday {
            left[step.patient] -= 1;
            bar.inc(u64::from(left[step.patient] == 0));
        }
    }
    Ok(())
}

fn plans(count: usize, today: NaiveDate) -> Vec<Plan> {
    let mut diary = Diary::default();
    let sketches = sketches(count).into_iter().enumerate();
    sketches
        .map(|(number, sketch)| Plan::of(number, sketch, today, &mut diary))
        .collect()
}

/// Everything that happens in the clinic, in the order of time.
fn steps(plans: &[Plan], today: NaiveDate) -> Vec<Step> {
    let mut steps: Vec<Step> = plans.iter().flat_map(|plan| plan.steps(today)).collect();
    steps.push(Step {
        at: last_evening_before_holiday(today),
        patient: 0,
        what: What::GoOnHoliday,
    });
    steps.sort_by_key(|step| step.at);
    steps
}
