//! The stored summary of an episode: worked out anew in the transaction of every change that touches it.

use crate::care::course::Course;
use crate::care::evaluate::evaluate;
use crate::care::evaluation::Evaluation;
use crate::care::ids::{EpisodeId, PatientId};
use crate::care::standing::{HomeProgramme, Standing};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Db, Error, Write, courses, decisions, episodes, standings, visits};

/// Works an episode's standing out and stores it; the last step of every change to it or to its patient.
///
/// # Errors
/// Those of the record.
pub fn refresh(
    w: &mut Write<'_>,
    clinic: &Clinic,
    episode: &EpisodeId,
) -> Result<Evaluation, Error> {
    let now = w.now();
    let (standing, evaluation) = compute(w.db(), clinic, episode, now)?;
    standings::store(w, episode, &standing)?;
    Ok(evaluation)
}

/// Works out the standings of all episodes of a patient that are not closed: after a change of what belongs to the patient.
///
/// # Errors
/// Those of the record.
pub fn refresh_all(w: &mut Write<'_>, clinic: &Clinic, patient: &PatientId) -> Result<(), Error> {
    for episode in episodes::list_of(w.db(), patient)? {
        if !episode.state.is_closed() {
            refresh(w, clinic, &episode.id)?;
        }
    }
    Ok(())
}

/// After a change to a visit: its own episode, open or not, and every other of the patient's that is not closed, because
/// what was said about red flags acts there too.
///
/// # Errors
/// Those of the record.
pub fn refresh_after_visit(
    w: &mut Write<'_>,
    clinic: &Clinic,
    episode: &EpisodeId,
) -> Result<(), Error> {
    let of = episodes::find(w.db(), episode)?;
    if of.state.is_closed() {
        refresh(w, clinic, episode)?;
    }
    refresh_all(w, clinic, &of.patient)
}

/// An episode's standing and evaluation as the record gives them now; stores nothing.
///
/// # Errors
/// Those of the record.
pub fn compute(
    db: &mut Db,
    clinic: &Clinic,
    episode: &EpisodeId,
    now: Moment,
) -> Result<(Standing, Evaluation), Error> {
    let (course, evaluation) = evaluate_now(db, clinic, episode, now)?;
    let changes = decisions::list_phase_changes(db, episode)?;
    let needs_decision = changes
        .last()
        .is_some_and(|change| change.rests_on_amended_at.is_some());
    let next = visits::find_booked(db, episode)?.map(|visit| (visit.plan.on, visit.plan.time));
    let last_session_on = course.visits.iter().map(|visit| visit.at.date).max();
    let standing = Standing {
        home_programme: HomeProgramme::of(&course),
        ..Standing::of(&evaluation, last_session_on, next, needs_decision)
    };
    Ok((standing, evaluation))
}

/// The course of an episode and what the rules say about it now.
///
/// # Errors
/// Those of the record.
pub fn evaluate_now(
    db: &mut Db,
    clinic: &Clinic,
    episode: &EpisodeId,
    now: Moment,
) -> Result<(Course, Evaluation), Error> {
    let found = episodes::find(db, episode)?;
    let protocol = clinic.protocol(&found.protocol)?;
    let course = courses::load(db, episode)?;
    let evaluation = evaluate(&protocol, &course, now);
    Ok((course, evaluation))
}
