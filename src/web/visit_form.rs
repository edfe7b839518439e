//! The form of a visit: the assessment, a session, a draft taken up again, an amendment. One form, so that what is asked
//! and how it is read cannot differ between them.

mod blocks;
mod fill;
mod flags;
mod parts;
mod questions;
mod read;
mod readings;
mod recorded;
pub mod removed;
mod rows;
mod treatments;
mod unknown;

use std::sync::Arc;

use chrono::TimeDelta;

pub use blocks::{Block, blocks, others};
pub use fill::{carry_signs, fill, fill_times};
pub use flags::{FlagRow, Screen, is_confirmed, rows as flag_rows};
pub use parts::part_of;
pub use read::{Typed, read};
pub use readings::preselect_methods;
pub use rows::{MeasureRow, SideField};
pub use treatments::{Slot, TreatmentOption, options, passive_only, slots};

use super::form::Form;
use super::next_visit;
use super::parts::Who;
use crate::care::course::Course;
use crate::care::episode::{Episode, PlannedVisit};
use crate::care::evaluate::evaluate;
use crate::care::evaluation::Evaluation;
use crate::care::flags::is_full_screen_due;
use crate::care::ids::{MeasureKey, SessionId};
use crate::care::patient::Patient;
use crate::care::policy::Policies;
use crate::care::protocol::Protocol;
use crate::care::session::{Session, SessionContent};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Db, Error, assessments, courses, patients, sessions, settings, visits};
use crate::text;

/// What the form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A visit not saved before.
    New,
    /// A draft taken up again.
    Draft,
    /// A signed visit corrected.
    Amendment,
}

/// What is known before anything is typed.
#[derive(Debug, Clone)]
pub struct Context {
    /// What the form is for.
    pub purpose: Purpose,
    /// Who this is, for the top of the page.
    pub who: Who,
    /// Who was here.
    pub patient: Patient,
    /// Which course of care.
    pub episode: Episode,
    /// The clinic's choices by policy key.
    pub policies: Policies,
    /// Its protocol version.
    pub protocol: Arc<Protocol>,
    /// The course as signed, without the visit in hand.
    pub course: Course,
    /// The visit is the episode's first.
    pub is_assessment: bool,
    /// The assessment was struck out and none was signed since: it can be recorded again.
    pub lost_assessment: bool,
    /// The visit in hand, where it was saved before.
    pub session: Option<Session>,
    /// The activities of the function scale, as named at an earlier visit.
    pub activities: Vec<String>,
    /// The visit booked next.
    pub booked: Option<PlannedVisit>,
    /// Who may be chosen for it, id and name; nobody in an amendment, which books none.
    pub clinicians: Vec<(String, String)>,
    /// How the red flags are asked.
    pub screen: Screen,
    /// When the form is shown or read.
    pub now: Moment,
    /// The time the visit in hand counts as now, for what is due and in force: now, or its own time for an amendment.
    pub as_of: Moment,
    /// Who records it, by name.
    pub by: String,
}

impl Context {
    /// Reads what the form of an episode needs; `session` is the visit in hand.
    ///
    /// # Errors
    /// Those of the record.
    pub fn load(
        clinic: &Clinic,
        db: &mut Db,
        episode: Episode,
        session: Option<(Session, Purpose)>,
        by: &str,
        now: Moment,
    ) -> Result<Context, Error> {
        let (session, purpose) = match session {
            Some((session, purpose)) => (Some(session), purpose),
            None => (None, Purpose::New),
        };
        let protocol = clinic.protocol(&episode.protocol)?;
        let patient = patients::find(db, &episode.patient)?;
        let mut course = courses::load(db, &episode.id)?;
        let recorded = sessions::list(db, &episode.id)?;
        let booked = visits::find_booked(db, &episode.id)?;
        let clinicians = if purpose == Purpose::Amendment {
            Vec::new()
        } else {
            next_visit::clinicians(db, now.date)?
        };
        let mut as_of = now;
        if let Some(session) = &session {
            course.visits.retain(|visit| visit.id != session.id);
            if purpose == Purpose::Amendment {
                as_of = session.current.content.took_place;
            }
        }
        let in_hand = |other: &Session| session.as_ref().is_some_and(|it| it.id == other.id);
        let named = recorded
            .iter()
            .filter(|other| other.counts() && !in_hand(other));
        let names_them = purpose == Purpose::Amendment
            && session
                .as_ref()
                .is_some_and(|session| !session.current.content.activities.is_empty());
        let activities = named
            .map(|session| &session.current.content.activities)
            .find(|activities| !activities.is_empty() && !names_them)
            .cloned()
            .unwrap_or_default();
        let is_earlier = |at: Moment| purpose != Purpose::Amendment || at.utc < as_of.utc;
        let is_first = !course.visits.iter().any(|visit| is_earlier(visit.at));
        let lost_assessment = assessments::is_lost(db, &episode.id)?;
        let was_assessment = session
            .as_ref()
            .is_some_and(|session| session.is_assessment);
        let is_assessment = match purpose {
            Purpose::New => is_first,
            Purpose::Draft => is_first || (was_assessment && lost_assessment),
            Purpose::Amendment => was_assessment || (is_first && !lost_assessment),
        };
        let recorded = session.as_ref().map(|session| &session.current.content);
        let screen = match (purpose, recorded.and_then(flags::as_asked)) {
            // a signed visit is amended the way it was asked
            (Purpose::Amendment, Some(Screen::Full { asked_on })) => Screen::Full {
                asked_on: flags::asked_at_intake(&protocol, &course, as_of)
                    .filter(|_| is_assessment)
                    .or(asked_on),
            },
            (Purpose::Amendment, Some(Screen::Question)) => Screen::Question,
            // a decided step back or a flare counts from the visits before this one
            (_, asked)
                if asked.is_some_and(Screen::is_full)
                    || is_full_screen_due(&protocol, &course, as_of) =>
            {
                Screen::Full {
                    asked_on: flags::asked_at_intake(&protocol, &course, as_of)
                        .filter(|_| is_assessment),
                }
            }
            _ => Screen::Question,
        };
        let mut context = Context {
            purpose,
            who: crate::web::who::of(db, clinic, &patient, now)?,
            patient,
            episode,
            policies: settings::policies(db)?,
            protocol,
            course,
            is_assessment,
            lost_assessment,
            session,
            activities,
            booked,
            clinicians,
            screen,
            now,
            as_of,
            by: by.to_owned(),
        };
        if purpose == Purpose::Draft && is_assessment && !is_first {
            context.assess_again();
        }
        Ok(context)
    }

    /// Makes the visit in hand the assessment in place of one that was struck out: it took place before every session that
    /// was signed since, so none of these is in its form.
    pub fn assess_again(&mut self) {
        self.is_assessment = true;
        self.course.visits.clear();
        self.screen = Screen::Full { asked_on: None };
    }

    /// The course as it would be with this content signed.
    #[must_use]
    pub fn with(&self, content: &SessionContent) -> Course {
        let id = self.session.as_ref().map(|session| session.id.clone());
        let id = id.or_else(|| "today".parse::<SessionId>().ok());
        match id {
            Some(id) => self.course.clone().with_visit(&id, content, &self.by),
            None => self.course.clone(),
        }
    }

    /// The moment the rules are asked at with the visit in hand.
    #[must_use]
    pub fn judged_at(&self, content: &SessionContent) -> Moment {
        if self.purpose == Purpose::Amendment {
            // a later time typed must not hide the visit from its own evaluation
            content.took_place.max(self.as_of)
        } else {
            self.now
        }
    }

    /// What the rules say with this content signed.
    #[must_use]
    pub fn evaluate_with(&self, content: &SessionContent) -> Evaluation {
        evaluate(&self.protocol, &self.with(content), self.judged_at(content))
    }

    /// The phase the patient is in.
    #[must_use]
    pub fn phase(&self) -> Option<u8> {
        self.course.stays.last().map(|stay| stay.phase)
    }
}

/// What a check answers: the recommendation with what was typed.
#[derive(Debug, Clone)]
pub struct Checked {
    /// In one line.
    pub headline: String,
    /// Mandatory targets met.
    pub met: u16,
    /// Mandatory targets that apply.
    pub of: u16,
    /// Something was measured; without it the number met says nothing.
    pub is_measured: bool,
    /// Of these, not measured.
    pub not_measured: usize,
    /// Every reason, most important first.
    pub reasons: Vec<String>,
    /// It stops: a red flag.
    pub stops: bool,
}

impl Checked {
    /// The summary of an evaluation.
    #[must_use]
    pub fn of(
        protocol: &Protocol,
        evaluation: &Evaluation,
        content: &SessionContent,
        form: &Form,
    ) -> Checked {
        use crate::care::evaluation::{Reason, Recommendation, Verdict};
        // "Yes" was answered: which sign it was is still open, not whether it was asked
        let lacks_sign = form.holds("warning_signs", "yes") && !form.is_ticked("flag");
        let not_measured = evaluation
            .criteria
            .iter()
            .filter(|criterion| evaluation.missing.contains(&criterion.target))
            .filter(|criterion| criterion.verdict == Verdict::NotMeasured)
            .count();
        Checked {
            headline: text::reason::headline(evaluation),
            met: evaluation.met,
            is_measured: evaluation.phase.is_some() || !content.readings.is_empty(),
            of: evaluation.of,
            not_measured,
            reasons: evaluation
                .reasons
                .iter()
                .map(|reason| match reason {
                    Reason::WarningSignsNotAsked if lacks_sign => {
                        "A warning sign was reported: tick which one it was.".to_owned()
                    }
                    reason => text::reason::sentence(protocol, evaluation, reason),
                })
                .collect(),
            stops: matches!(evaluation.recommendation, Recommendation::StopAndRefer(_)),
        }
    }
}

/// Measures an assessment asks with this content that the form did not show yet.
#[must_use]
pub fn not_shown(form: &Form, blocks: &[Block]) -> Vec<MeasureKey> {
    blocks
        .iter()
        .flat_map(|block| &block.rows)
        .filter(|row| !form.holds("shown", &row.key))
        .filter_map(|row| row.key.parse().ok())
        .collect()
}

/// The minute a moment lies in, as the form shows and reads it.
pub(super) fn minute(local: chrono::NaiveDateTime) -> chrono::NaiveDateTime {
    use chrono::Timelike;
    local - TimeDelta::seconds(i64::from(local.second()))
}
