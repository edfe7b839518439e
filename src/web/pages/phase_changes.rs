//! `/episodes/{episode}/phase_changes`: the clinician decides about the phase; the first decision is the assignment.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::actions::Refused;
use crate::actions::change_phase::{CASE_GOAL_NOTE, PhaseDecision, Shown, change_phase, shown};
use crate::care::decision::{Barred, Proposal};
use crate::care::episode::EpisodeState;
use crate::care::evaluation::Recommendation;
use crate::care::ids::EpisodeId;
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, standings};
use crate::web::at_episode::{self, AtEpisode};
use crate::web::evaluated::Evaluated;
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;

/// The offer of phase 4 with phase 3 beside it, and the reason that goes with it.
const ALONGSIDE: &str = "4_with_3";
const ALONGSIDE_REASON: &str = "Phase 3 is treated alongside phase 4.";

#[derive(Template)]
#[template(path = "phase_changes/new.html")]
struct NewPage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    said: Evaluated,
    title: &'static str,
    /// Phases to choose: the proposed one, staying, and one step either way.
    choices: Vec<(String, String)>,
    /// Every other phase.
    others: Vec<(String, String)>,
    /// Phases that ask for a goal of this patient's own case.
    goal_phases: Vec<u8>,
    stop: Option<String>,
    /// A red flag stops.
    is_stopped: bool,
    is_discharge: bool,
    is_unscreened: bool,
    form: Form,
}

impl NewPage {
    /// Whether the chosen phase asks for a goal and none is written.
    fn lacks_goal(&self) -> bool {
        let asks = |number: &u8| self.form.holds("to", &number.to_string());
        self.goal_phases.iter().any(asks) && self.form.value("goal").trim().is_empty()
    }

    /// Whether one of the other phases is chosen.
    fn is_other(&self) -> bool {
        self.others
            .iter()
            .any(|(value, _)| self.form.holds("to", value))
    }
}

/// `GET /episodes/{episode}/phase_changes/new`
pub async fn new(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
) -> Result<HttpResponse, Problem> {
    let (form, now) = (Form::new()?, clinic.now());
    let episode = path.into_inner();
    page::show(&load(page, clinic, episode, form, now).await?)
}

/// `POST /episodes/{episode}/phase_changes`
pub async fn create(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let Some(decision) = read(&mut form) else {
        return page::invalid(&load(page, clinic, episode, form, now).await?);
    };
    let submission = form.submission_id()?.to_owned();
    let (acting, staff, id) = (clinic.clone(), page.staff.clone(), episode.clone());
    let answer = run(move || {
        Ok::<_, Problem>(change_phase(
            &acting,
            &staff,
            &submission,
            &id,
            &decision,
            now,
        ))
    });
    match answer.await? {
        Ok(_) => Ok(page::see_other_saying(
            &format!("/episodes/{episode}"),
            "Decision recorded. Next: write the home programme for this phase",
        )),
        Err(refused) => {
            let without_reason = refused == Refused::NeedsReason;
            let refusal = Refusal::tell(&mut form, refused, "reason")?;
            let mut shown = load(page, clinic, episode, form, now).await?;
            if without_reason && shown.lacks_goal() {
                shown.form.fault("goal", Refused::NeedsGoal.to_string());
            }
            refusal.answer(&shown)
        }
    }
}

fn read(form: &mut Form) -> Option<PhaseDecision> {
    let to: Option<String> = form.field("to", "Decision").choice();
    let reason = form
        .field("reason", "Reason")
        .optional()
        .printed()
        .lines(2000);
    let goal = form
        .field("goal", "Goal of this patient’s case")
        .optional()
        .printed()
        .lines(1000);
    let to = to.unwrap_or_default();
    let (number, alongside) = match to.as_str() {
        ALONGSIDE => (Some(4), true),
        number => (number.parse().ok(), false),
    };
    if number.is_none() && !to.is_empty() {
        form.fault("to", "Decision must be one of the answers shown");
    }
    form.complete()?;
    let reason = reason.unwrap_or_default();
    let reason = match (alongside, reason.is_empty()) {
        (true, true) => ALONGSIDE_REASON.to_owned(),
        (true, false) => format!("{ALONGSIDE_REASON} {reason}"),
        (false, _) => reason,
    };
    Some(PhaseDecision {
        shown: form.value("shown").to_owned(),
        to: number?,
        reason,
        goal: goal.unwrap_or_default(),
    })
}

async fn load(
    page: Page,
    clinic: web::Data<Clinic>,
    episode: EpisodeId,
    form: Form,
    now: Moment,
) -> Result<NewPage, Problem> {
    run(move || {
        let staff = page.staff.clone();
        let (at, shown) =
            at_episode::read(&clinic, &staff, &episode, "phase_changes", now, |db, at| {
                let is_unresolved = standings::find(db, &episode)?.needs_decision;
                Ok((shown(db, &clinic, &at.episode, now)?, is_unresolved))
            })?;
        Ok::<_, Error>(new_page(page, at, &shown, form))
    })
    .await
}

fn new_page(
    page: Page,
    at: AtEpisode,
    (shown, is_unresolved): &(Shown, bool),
    mut form: Form,
) -> NewPage {
    let is_unresolved = *is_unresolved;
    form.set("shown", &shown.mark);
    let (proposal, protocol) = (&shown.proposal, &at.protocol);
    let said = Evaluated::new(protocol, &shown.evaluation);
    let known_goal = at.episode.facts.intake.notes.get(CASE_GOAL_NOTE);
    let is_typed = form.names().any(|name| name == "goal");
    if let Some(goal) = known_goal.filter(|_| !is_typed) {
        form.set("goal", goal);
    }
    let [choices, others] = choices(proposal, protocol, at.episode.facts.sport);
    let goals = protocol.phases.iter().map(|phase| phase.number);
    let chosen = |number: &u8| {
        choices
            .iter()
            .any(|(value, _)| *value == number.to_string())
    };
    NewPage {
        who: at.who.clone(),
        episode: at.episode.id.clone(),
        said: if is_unresolved {
            said.unresolved()
        } else {
            said
        },
        title: if proposal.from.is_none() {
            "Assign a phase"
        } else {
            "Decide about the phase"
        },
        goal_phases: goals
            .filter(|number| proposal.asks_goal(protocol, *number))
            .filter(chosen)
            .collect(),
        stop: stop(&at, shown),
        is_stopped: matches!(proposal.recommendation, Recommendation::StopAndRefer(_)),
        is_discharge: proposal.recommendation == Recommendation::Discharge,
        is_unscreened: proposal.is_unscreened,
        choices,
        others,
        page,
        form,
    }
}

/// Why nothing can be decided at all, and what to do first.
fn stop(at: &AtEpisode, shown: &Shown) -> Option<String> {
    if at.episode.state != EpisodeState::Open {
        return Some("This episode is not open: resume or reopen it first.".to_owned());
    }
    if shown.proposal.from.is_none()
        && matches!(
            shown.proposal.recommendation,
            Recommendation::StopAndRefer(_)
        )
    {
        return Some(
            "A red flag stops: nobody is assigned to a phase before it is decided about."
                .to_owned(),
        );
    }
    if !shown.proposal.is_assessed {
        return Some(
            "Sign the assessment first: the starting phase rests on what it finds.".to_owned(),
        );
    }
    if shown.proposal.from.is_none() && !shown.is_adopted {
        return Some(
            "No lead clinician has adopted this protocol version yet: ask one to read and adopt it under Protocols."
                .to_owned(),
        );
    }
    None
}

/// The phases that can be chosen: first the proposed one, staying, one step either way and phase 3 beside 4; then every
/// other in order.
fn choices(proposal: &Proposal, protocol: &Protocol, sport: bool) -> [Vec<(String, String)>; 2] {
    let is_open = |number: u8| {
        let barred = proposal.weigh(protocol, number).err();
        !matches!(barred, Some(Barred::RedFlagStops | Barred::NotScreened))
    };
    let (mut near, mut others) = (Vec::new(), Vec::new());
    for phase in protocol.phases.iter().filter(|phase| is_open(phase.number)) {
        let number = phase.number;
        let act = match proposal.from {
            None => "Start in",
            Some(from) if from == number => "Stay in",
            Some(from) if number < from => "Back to",
            Some(_) => "Move on to",
        };
        let rank = match proposal.from {
            _ if proposal.agrees(number) => 0,
            Some(from) if from == number => 1,
            Some(from) if number == from + 1 => 2,
            Some(from) if number + 1 == from => 3,
            _ => 4,
        };
        let stops = matches!(proposal.recommendation, Recommendation::StopAndRefer(_));
        let recommended = match rank {
            0 if stops => " while the red flag is open",
            0 => " (recommended)",
            _ => "",
        };
        let for_sport = if phase.sport_only && !sport {
            ", for patients who do sport"
        } else {
            ""
        };
        let words = format!(
            "{act} phase {number}, {}{for_sport}{recommended}",
            phase.name
        );
        let choice = (number.to_string(), words);
        if rank < 4 {
            near.push((rank, choice));
        } else {
            others.push(choice);
        }
    }
    near.sort_by_key(|(rank, _)| *rank);
    let mut near: Vec<(String, String)> = near.into_iter().map(|(_, choice)| choice).collect();
    if matches!(proposal.from, Some(2 | 3)) && is_open(4) && !proposal.agrees(4) {
        let words =
            "Move on to phase 4 with phase 3 treated alongside (the reason is written for you)";
        near.push((ALONGSIDE.to_owned(), words.to_owned()));
    }
    if near.is_empty() {
        std::mem::swap(&mut near, &mut others);
    }
    [near, others]
}
