//! Visits and what is decided at them, played through the actions.

use anyhow::{Context as _, Result};
use chrono::{Datelike, NaiveDate};

use super::clinic::submission;
use super::path::{Decision, Event};
use super::plan::PlannedVisit;
use super::reasons;
use super::sheets;
use super::sketches::{Now, Turn};
use super::stage::Stage;
use super::visits::{Coming, content};
use crate::actions::amend_session::{Amendment, amend_session};
use crate::actions::change_phase::{PhaseDecision, change_phase, shown};
use crate::actions::close_episode::{Closing, close_episode};
use crate::actions::diary_sheet::printed_days;
use crate::actions::draft_programme::draft_programme;
use crate::actions::hold_episode::{Hold, hold_episode};
use crate::actions::issue_programme::issue_programme;
use crate::actions::move_session::move_session;
use crate::actions::print_programme::print_programme;
use crate::actions::programme_ground::ground;
use crate::actions::set_override::{NewOverride, set_override};
use crate::actions::sign_diary::sign_diary;
use crate::actions::sign_session::{VisitToSave, sign_session};
use crate::care::adherence::{Asked, asked};
use crate::care::course::OverrideChange;
use crate::care::diary::{Day, DiaryContent, DiaryDays};
use crate::care::episode::Outcome;
use crate::care::ids::EpisodeId;
use crate::care::measure::Value;
use crate::care::number::Number;
use crate::care::programme::ProgrammeState;
use crate::care::session::SessionContent;
use crate::care::time::Moment;
use crate::records::{courses, programmes, sessions};

impl Stage<'_> {
    fn planned(&self, who: usize, visit: usize) -> Result<PlannedVisit> {
        let planned = self.cast[who].plan.visits.get(visit);
        planned
            .copied()
            .context("a step is about a visit of the plan")
    }

    pub(super) fn sign(&mut self, who: usize, visit: usize, now: Moment) -> Result<()> {
        let planned = self.planned(who, visit)?;
        let right = self.cast[who].episode()?.clone();
        let wrong = match planned.stop.event {
            Event::RecordedFor(other) => {
                self.cast.get(other).and_then(|other| other.episode.clone())
            }
            _ => None,
        };
        let content = self.content(who, visit, planned, now)?;
        let episode = wrong.as_ref().unwrap_or(&right);
        let next = self.cast[who]
            .plan
            .appointment_after(visit)
            .filter(|_| wrong.is_none());
        let next = next.map(|at| self.visit_plan(who, at));
        let to_save = VisitToSave {
            episode,
            draft: None,
            is_assessment: visit == 0,
            content: &content,
            is_another: false,
            next_visit: next.as_ref(),
        };
        let id = sign_session(
            self.clinic,
            self.clinician(who, now),
            &submission()?,
            to_save,
            now,
        )?;
        self.cast[who].sessions.push(id);
        if who % 5 == 1 && visit + 1 == self.cast[who].plan.visits.len() {
            self.type_in_diary(who, now)?;
        }
        Ok(())
    }

    /// Some bring the diary of their sheet to the last visit, with a day or two left blank.
    fn type_in_diary(&self, who: usize, now: Moment) -> Result<()> {
        let (clinic, patient) = (self.clinic, &self.cast[who]);
        let episode = patient.episode()?;
        let listed = clinic.read(|db| programmes::list(db, episode))?;
        let mut given = listed.into_iter();
        let Some(sheet) = given.find(|one| one.state == ProgrammeState::Issued) else {
            return Ok(());
        };
        let printed = clinic.read(|db| printed_days(db, &sheet))?;
        let Some(span) = printed
            .and_then(|printed| DiaryDays::to_type_in(printed, &[], now.date))
            .filter(|span| span.to > span.from)
        else {
            return Ok(());
        };
        let asked = asked(&sheet);
        let day = |on: NaiveDate| {
            let number = on.num_days_from_ce().unsigned_abs() as usize + who;
            let is_blank = on == now.date || number.is_multiple_of(9);
            let ticked = |(line, of): (usize, &Asked)| {
                let is_missed = (number * 7 + line * 5).is_multiple_of(6);
                of.boxes - u8::from(is_missed)
            };
            Day {
                on,
                done: (!is_blank).then(|| asked.iter().enumerate().map(ticked).collect()),
            }
        };
        let content = DiaryContent {
            handed_back: now,
            days: span.each().map(day).collect(),
            note: String::new(),
        };
        let clinician = self.clinician(who, now);
        sign_diary(clinic, clinician, &submission()?, &sheet.id, &content, now)?;
        Ok(())
    }

    fn content(
        &self,
        who: usize,
        visit: usize,
        planned: PlannedVisit,
        now: Moment,
    ) -> Result<SessionContent> {
        let patient = &self.cast[who];
        let episode = patient.episode()?;
        let course = self.clinic.read(|db| courses::load(db, episode))?;
        // the intake is taken in the first minutes of an assessment
        let begins = if visit == 0 {
            chrono::TimeDelta::minutes(10)
        } else {
            chrono::TimeDelta::zero()
        };
        let coming = Coming {
            visit,
            stop: planned.stop,
            chance: patient.chance(),
            life: &patient.life,
            at: self.clinic.from_local(planned.at + begins),
            by: &self.clinician(who, now).name,
            arm_length_cm: patient.facts.arm_length_cm,
        };
        let mut content = content(&self.protocol, &course, coming)?;
        if planned.stop.event == Event::Late {
            reasons::LATE.clone_into(&mut content.late_because);
        }
        Ok(content)
    }

    /// The visit that was signed for someone else is moved here, and signed.
    pub(super) fn move_here(&mut self, who: usize, visit: usize, now: Moment) -> Result<()> {
        let episode: EpisodeId = self.cast[who].episode()?.clone();
        let signed = self.cast[who]
            .sessions
            .last()
            .cloned()
            .context("it was signed")?;
        let before = self.clinic.read(|db| sessions::find(db, &signed))?;
        if before.episode == episode {
            // the other patient is not in this clinic
            return Ok(());
        }
        let clinician = self.clinician(who, now).clone();
        let from = (&signed, before.current.number);
        let draft = move_session(
            self.clinic,
            &clinician,
            &submission()?,
            from,
            reasons::WRONG_PATIENT,
            &episode,
            now,
        )?;
        let drafted = self.clinic.read(|db| sessions::find(db, &draft))?;
        let next = self.cast[who].plan.appointment_after(visit);
        let next = next.map(|at| self.visit_plan(who, at));
        let to_save = VisitToSave {
            episode: &episode,
            draft: Some((&draft, drafted.current.number)),
            is_assessment: false,
            content: &drafted.current.content,
            is_another: false,
            next_visit: next.as_ref(),
        };
        let id = sign_session(self.clinic, &clinician, &submission()?, to_save, now)?;
        if let Some(last) = self.cast[who].sessions.last_mut() {
            *last = id;
        }
        Ok(())
    }

    /// Worst pain was one point higher.
    pub(super) fn amend(&self, who: usize, visit: usize, now: Moment) -> Result<()> {
        let id = self.cast[who]
            .sessions
            .get(visit)
            .context("it was signed")?;
        let before = self.clinic.read(|db| sessions::find(db, id))?;
        let mut content = before.current.content.clone();
        for reading in &mut content.readings {
            if reading.measure == "nprs_worst_24h"
                && let Value::Number(points) = reading.value
            {
                reading.value = Value::Number((points + Number::whole(1)).min(Number::whole(10)));
                reading.unchanged = false;
            }
        }
        let version = (id, before.current.number);
        let clinician = self.clinician(who, now);
        amend_session(
            self.clinic,
            clinician,
            &submission()?,
            version,
            Amendment {
                content: &content,
                reason: reasons::SLIP,
                removes: &[],
            },
            now,
        )?;
        Ok(())
    }

    pub(super) fn set_override(&self, who: usize, now: Moment) -> Result<()> {
        let (target, change, reason) = match self.turn(who) {
            Turn::Threshold(target, to, why) => (
                target,
                OverrideChange::Threshold(Number::from_thousandths(to)),
                why,
            ),
            Turn::NotApplicable(target, why) => (target, OverrideChange::NotApplicable, why),
            _ => return Ok(()),
        };
        let new = NewOverride {
            target: target.parse()?,
            change,
            reason: reason.to_owned(),
            kept: true,
        };
        let clinician = self.clinician(who, now);
        set_override(
            self.clinic,
            clinician,
            &submission()?,
            self.cast[who].episode()?,
            &new,
            now,
        )?;
        Ok(())
    }

    /// Decides as the story says; what the rules propose is followed where they propose a change.
    pub(super) fn decide(&self, who: usize, visit: usize, now: Moment) -> Result<()> {
        let stop = self.planned(who, visit)?.stop;
        let episode = self.find_episode(who)?;
        let shown = self
            .clinic
            .read(|db| shown(db, self.clinic, &episode, now))?;
        let proposed = shown.proposal.recommendation.to_phase();
        let to = match stop.decision {
            Decision::None => None,
            Decision::Follow => proposed,
            Decision::Stay => Some(stop.phase),
            Decision::MoveOn | Decision::StartLater => Some(stop.phase + 1),
        };
        let Some(to) = to else { return Ok(()) };
        let reason = match stop.decision {
            _ if shown.proposal.agrees(to) => "",
            Decision::Stay => reasons::STAY,
            Decision::StartLater => reasons::START_LATER,
            _ => reasons::MOVE_ON,
        };
        let decision = PhaseDecision {
            shown: shown.mark,
            to,
            reason: reason.to_owned(),
            goal: self.cast[who]
                .chance()
                .pick("case goal", reasons::CASE_GOALS)
                .to_owned(),
        };
        let clinician = self.clinician(who, now);
        change_phase(
            self.clinic,
            clinician,
            &submission()?,
            &episode.id,
            &decision,
            now,
        )?;
        Ok(())
    }

    /// A new sheet for a new phase.
    pub(super) fn issue_sheet(&mut self, who: usize, visit: usize, now: Moment) -> Result<()> {
        let patient = &self.cast[who];
        let (clinic, clinician, id) = (self.clinic, self.clinician(who, now), patient.episode()?);
        let ground = clinic.read(|db| ground(db, clinic, clinician, id, now))?;
        let Some(offer) = ground
            .offer()
            .filter(|offer| !offer.stopped && patient.sheet != Some(offer.phase))
        else {
            return Ok(());
        };
        let next = patient.plan.appointment_after(visit);
        let content = sheets::content(&offer, &patient.life, next, patient.chance());
        let programme = draft_programme(clinic, clinician, id, &submission()?, &content, now)?;
        let version = clinic.read(|db| programmes::find(db, &programme))?.version;
        issue_programme(clinic, clinician, &programme, version, &submission()?, now)?;
        let on = (patient.facts.paper, patient.facts.print_size);
        print_programme(clinic, clinician, &programme, on, false, now)?;
        let phase = offer.phase;
        self.cast[who].sheet = Some(phase);
        Ok(())
    }

    pub(super) fn hold(&self, who: usize, now: Moment) -> Result<()> {
        let episode = self.find_episode(who)?;
        let hold = Hold {
            from: now.date,
            until: Some(now.date + chrono::Days::new(28)),
            why: reasons::HOLD.to_owned(),
        };
        let of = (&episode.id, episode.version);
        hold_episode(
            self.clinic,
            self.clinician(who, now),
            &submission()?,
            of,
            &hold,
            now,
        )?;
        Ok(())
    }

    pub(super) fn close(&self, who: usize, now: Moment) -> Result<()> {
        let episode = self.find_episode(who)?;
        let (outcome, why) = match self.cast[who].plan.sketch.now {
            Now::Discharged => (Outcome::GoalsReached, ""),
            _ => (Outcome::DidNotReturn, reasons::LEFT),
        };
        let closing = Closing {
            on: now.date,
            outcome,
            why: why.to_owned(),
        };
        let of = (&episode.id, episode.version);
        close_episode(
            self.clinic,
            self.clinician(who, now),
            &submission()?,
            of,
            &closing,
            now,
        )?;
        Ok(())
    }
}
