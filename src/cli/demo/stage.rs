//! Where the stories are played: every step through the action that a page would use, at its time.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use chrono::{NaiveDate, NaiveDateTime};

use super::chance::Chance;
use super::clinic::{People, submission};
use super::intakes;
use super::lives::{Life, life};
use super::people;
use super::plan::{Plan, Step, What, seen_by};
use super::reasons;
use super::sketches::{Turn, With};
use crate::access::Staff;
use crate::actions::book_visit::book_visit;
use crate::actions::decide_flag::decide_flag;
use crate::actions::hand_over::hand_over;
use crate::actions::open_episode::open_episode;
use crate::actions::patient_flags::{flag_history, mark};
use crate::actions::record_caution::record_caution;
use crate::actions::register_patient::{NewPatient, register_patient};
use crate::actions::settle_visit::settle_visit;
use crate::care::course::FlagState;
use crate::care::episode::{Episode, VisitPlan, VisitState};
use crate::care::flag_decision::FlagDecision;
use crate::care::ids::{EpisodeId, FlagKey, PatientId, SessionId};
use crate::care::patient::PatientFacts;
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::handovers::NewHandover;
use crate::records::{episodes, visits};

/// The clinic with everyone in it.
pub(super) struct Stage<'a> {
    pub clinic: &'a Clinic,
    pub people: &'a People,
    pub protocol: Arc<Protocol>,
    pub today: NaiveDate,
    pub cast: Vec<Patient>,
}

/// A patient as far as their story has been played.
pub(super) struct Patient {
    pub plan: Plan,
    pub life: Life,
    pub facts: PatientFacts,
    pub id: Option<PatientId>,
    pub episode: Option<EpisodeId>,
    /// The sessions signed so far, by visit.
    pub sessions: Vec<SessionId>,
    /// The phase the newest sheet is for.
    pub sheet: Option<u8>,
}

impl Patient {
    pub fn of(plan: Plan) -> Patient {
        let life = life(plan.number, plan.sketch.sport);
        let facts = people::facts(plan.number, plan.sketch, &life, plan.intake.date());
        Patient {
            plan,
            life,
            facts,
            id: None,
            episode: None,
            sessions: Vec::new(),
            sheet: None,
        }
    }

    pub fn chance(&self) -> Chance {
        Chance::of(self.plan.number)
    }

    pub fn episode(&self) -> Result<&EpisodeId> {
        self.episode.as_ref().context("the intake comes first")
    }

    fn id(&self) -> Result<&PatientId> {
        self.id.as_ref().context("registering comes first")
    }
}

impl Stage<'_> {
    /// Plays one step at its time.
    ///
    /// # Errors
    /// Those of the actions.
    pub fn play(&mut self, step: Step) -> Result<()> {
        let now = self.clinic.from_local(step.at);
        self.clinic.clock().set(now.utc);
        let who = step.patient;
        match step.what {
            What::GoOnHoliday => self.go_on_holiday(now),
            What::Register => self.register(who, now),
            What::Intake => self.take_intake(who, step.at, now),
            What::BookFirst => {
                let next = self.cast[who].plan.next;
                self.book(who, next, now)
            }
            What::Rebook(visit) => {
                let at = self.cast[who]
                    .plan
                    .visits
                    .get(visit)
                    .map(|planned| planned.at);
                self.book(who, at, now)
            }
            What::Miss => self.miss(who, now),
            What::ConsiderFlag => {
                let ask_again_on = Some(now.date + chrono::Days::new(28));
                self.flag(
                    who,
                    intakes::HISTORY_FLAG,
                    (FlagState::Considered, reasons::CONSIDERED),
                    ask_again_on,
                    now,
                )
            }
            What::ReferFlag => self.flag(
                who,
                super::visits::CLEARED_FLAG,
                (FlagState::Referred, reasons::REFERRED),
                None,
                now,
            ),
            What::ClearFlag => self.flag(
                who,
                super::visits::CLEARED_FLAG,
                (FlagState::Cleared, reasons::CLEARED),
                None,
                now,
            ),
            What::FindCaution => self.find_caution(who, now),
            What::Sign(visit) => self.sign(who, visit, now),
            What::MoveHere(visit) => self.move_here(who, visit, now),
            What::Amend(visit) => self.amend(who, visit, now),
            What::Override => self.set_override(who, now),
            What::Decide(visit) => self.decide(who, visit, now),
            What::Sheet(visit) => self.issue_sheet(who, visit, now),
            What::Hold => self.hold(who, now),
            What::Close => self.close(who, now),
        }
        .with_context(|| {
            format!(
                "patient {} of the demo at {}: {:?}",
                who + 1,
                step.at,
                step.what
            )
        })
    }

    /// Who sees the patient today.
    pub fn clinician(&self, who: usize, now: Moment) -> &Staff {
        match seen_by(self.cast[who].plan.sketch.with, now.date, self.today) {
            With::Clinician => &self.people.clinician,
            With::OnHoliday => &self.people.on_holiday,
            With::Lead => &self.people.lead,
            With::Elsewhere => &self.people.elsewhere,
        }
    }

    /// The patient's episode as it is now.
    pub fn find_episode(&self, who: usize) -> Result<Episode> {
        let id = self.cast[who].episode()?;
        Ok(self.clinic.read(|db| episodes::find(db, id))?)
    }

    /// An appointment in the patient's usual place.
    pub fn visit_plan(&self, who: usize, at: NaiveDateTime) -> VisitPlan {
        let with = self.clinician(who, self.clinic.from_local(at));
        VisitPlan {
            on: at.date(),
            time: Some(at.time()),
            place: self.cast[who]
                .chance()
                .pick("room", &["Room 1", "Room 2", "Gym"])
                .to_owned(),
            clinician: Some(with.id.clone()),
            note: String::new(),
        }
    }

    fn go_on_holiday(&self, now: Moment) -> Result<()> {
        let begins = super::plan::holiday_begins(self.today);
        let cover = NewHandover {
            from: self.people.on_holiday.id.clone(),
            to: self.people.clinician.id.clone(),
            episode: None,
            from_day: begins,
            until_day: Some(begins + chrono::Days::new(14)),
            note: reasons::HOLIDAY.to_owned(),
        };
        hand_over(
            self.clinic,
            &self.people.on_holiday,
            &submission()?,
            &cover,
            now,
        )?;
        Ok(())
    }

    fn register(&mut self, who: usize, now: Moment) -> Result<()> {
        let patient = &self.cast[who];
        let elsewhere = patient.plan.sketch.with == With::Elsewhere;
        let team = if elsewhere {
            &self.people.second_team
        } else {
            &self.people.team
        };
        let new = NewPatient {
            team: team.clone(),
            facts: patient.facts.clone(),
            // the front desk asked: nobody here comes twice
            is_someone_else: true,
        };
        let id = register_patient(
            self.clinic,
            &self.people.front_desk,
            &submission()?,
            &new,
            now,
        )?;
        self.cast[who].id = Some(id);
        Ok(())
    }

    fn take_intake(&mut self, who: usize, at: NaiveDateTime, now: Moment) -> Result<()> {
        let Patient {
            plan, life, facts, ..
        } = &self.cast[who];
        let is_old = people::is_old(facts, now.date);
        let new = intakes::intake(plan.number, plan.sketch, life, at, is_old)?;
        let clinician = self.clinician(who, now);
        let id = open_episode(
            self.clinic,
            clinician,
            &submission()?,
            self.cast[who].id()?,
            &new,
            now,
        )?;
        self.cast[who].episode = Some(id);
        Ok(())
    }

    /// The front desk books.
    fn book(&self, who: usize, at: Option<NaiveDateTime>, now: Moment) -> Result<()> {
        let Some(at) = at else { return Ok(()) };
        let plan = self.visit_plan(who, at);
        let episode = self.cast[who].episode()?;
        let booked = self.booked(episode)?;
        book_visit(
            self.clinic,
            &self.people.front_desk,
            &submission()?,
            (episode, booked.as_deref()),
            &plan,
            now,
        )?;
        Ok(())
    }

    /// The visit booked for an episode, as the desk sees it.
    fn booked(&self, episode: &EpisodeId) -> Result<Option<String>> {
        let booked = self.clinic.read(|db| visits::find_booked(db, episode))?;
        Ok(booked.map(|visit| visit.id))
    }

    fn miss(&self, who: usize, now: Moment) -> Result<()> {
        let episode = self.cast[who].episode()?;
        let missed = VisitState::DidNotAttend;
        let booked = self.booked(episode)?.unwrap_or_default();
        settle_visit(
            self.clinic,
            &self.people.front_desk,
            &submission()?,
            (episode, &booked),
            missed,
            now,
        )?;
        Ok(())
    }

    fn flag(
        &self,
        who: usize,
        flag: &str,
        (state, note): (FlagState, &str),
        ask_again_on: Option<NaiveDate>,
        now: Moment,
    ) -> Result<()> {
        let decision = FlagDecision {
            state,
            level: None,
            note: note.to_owned(),
            examined_by: if state == FlagState::Cleared {
                "Dr Adeyemi".to_owned()
            } else {
                String::new()
            },
            ask_again_on,
        };
        let key: FlagKey = flag.parse()?;
        let id = self.cast[who].id()?;
        let shown = self.clinic.read(|db| flag_history(db, id, &key))?;
        decide_flag(
            self.clinic,
            self.clinician(who, now),
            &submission()?,
            id,
            (&key, &mark(&shown)),
            &decision,
            now,
        )?;
        Ok(())
    }

    fn find_caution(&self, who: usize, now: Moment) -> Result<()> {
        let caution = "ca_fragile_skin".parse()?;
        let id = self.cast[who].id()?;
        let clinician = self.clinician(who, now);
        record_caution(
            self.clinic,
            clinician,
            &submission()?,
            id,
            (&caution, reasons::CAUTION),
            now,
        )?;
        Ok(())
    }

    /// The turn of the patient's story.
    pub fn turn(&self, who: usize) -> Turn {
        self.cast[who].plan.sketch.turn
    }
}
