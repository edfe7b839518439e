//! `/episodes/{episode}/overrides`: one criterion set differently for one patient.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::actions::end_override::end_override;
use crate::actions::set_override::{MEETS_ALL, NewOverride, set_override};
use crate::care::course::OverrideChange;
use crate::care::evaluation::Verdict;
use crate::care::ids::{EpisodeId, TargetKey};
use crate::care::measure::Input;
use crate::care::number::Number;
use crate::care::override_check::{Unfit, check_override};
use crate::care::protocol::{Gate, Phase, Protocol, RED_FLAG_SCREEN, Target};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::Error;
use crate::text::{quantity, words};
use crate::web::at_episode::{self, AtEpisode};
use crate::web::form::Form;
use crate::web::page::{self, Page};
use crate::web::parts::Who;
use crate::web::problem::Problem;
use crate::web::refusal::Refusal;
use crate::web::run::run;
use crate::web::staff::Staff;

const CHANGES: [(&str, &str); 4] = [
    ("threshold", "Another threshold"),
    ("advisory", "Advisory: shown, not needed"),
    ("mandatory", "Mandatory: needed to leave the phase"),
    ("not_applicable", "Does not apply to this patient"),
];

#[derive(Template)]
#[template(path = "overrides/new.html")]
struct NewPage {
    page: Page,
    who: Who,
    episode: EpisodeId,
    /// The criteria of the present phase, then of the others.
    phases: Vec<PhaseTargets>,
    /// The one mandatory criterion of the phase that is left.
    last_mandatory: Option<String>,
    changes: [(&'static str, &'static str); 4],
    form: Form,
}

/// The criteria of one phase that can be set differently.
struct PhaseTargets {
    title: String,
    is_present: bool,
    targets: Vec<(String, String)>,
}

impl PhaseTargets {
    /// Whether one of its criteria is chosen.
    fn is_chosen(&self, form: &Form) -> bool {
        self.targets
            .iter()
            .any(|(value, _)| form.holds("target", value))
    }
}

/// `GET /episodes/{episode}/overrides/new`
pub async fn new(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
) -> Result<HttpResponse, Problem> {
    let (form, now) = (Form::new()?, clinic.now());
    page::show(&load(page, clinic, path.into_inner(), form, now).await?)
}

/// `POST /episodes/{episode}/overrides`
pub async fn create(
    page: Page,
    clinic: web::Data<Clinic>,
    path: web::Path<EpisodeId>,
    mut form: Form,
) -> Result<HttpResponse, Problem> {
    let (episode, now) = (path.into_inner(), clinic.now());
    let (staff, id, acting) = (page.staff.clone(), episode.clone(), clinic.clone());
    let protocol = run(move || {
        let read = at_episode::read(&acting, &staff, &id, "overrides", now, |_, _| Ok(()));
        read.map(|(at, ())| at.protocol)
    })
    .await?;
    let Some(new) = read(&mut form, &protocol) else {
        return page::invalid(&load(page, clinic, episode, form, now).await?);
    };
    let submission = form.submission_id()?.to_owned();
    let (staff, id, acting) = (page.staff.clone(), episode.clone(), clinic.clone());
    let answer =
        run(move || Ok::<_, Problem>(set_override(&acting, &staff, &submission, &id, &new, now)));
    match answer.await? {
        Ok(_) => Ok(page::see_other_saying(
            &format!("/episodes/{episode}"),
            "Set for this patient",
        )),
        Err(refused) => {
            let refusal = Refusal::tell(&mut form, refused, "reason")?;
            refusal.answer(&load(page, clinic, episode, form, now).await?)
        }
    }
}

/// `POST /episodes/{episode}/overrides/{override}/endings`
pub async fn end(
    staff: Staff,
    clinic: web::Data<Clinic>,
    path: web::Path<(EpisodeId, String)>,
    form: Form,
) -> Result<HttpResponse, Problem> {
    let ((episode, id), now) = (path.into_inner(), clinic.now());
    let (submission, to) = (
        form.submission_id()?.to_owned(),
        format!("/episodes/{episode}"),
    );
    run(move || end_override(&clinic, &staff, &submission, &episode, &id, now)).await?;
    Ok(page::see_other_saying(
        &to,
        "The protocol’s own criterion holds again",
    ))
}

fn read(form: &mut Form, protocol: &Protocol) -> Option<NewOverride> {
    let target: Option<TargetKey> = form.field("target", "Criterion").choice();
    let change: Option<String> = form.field("change", "Change").choice();
    let reason = form.field("reason", "Reason").printed().lines(2000);
    let kept = form.is_ticked("kept");
    let change = match change.as_deref() {
        Some("threshold") => threshold(form, protocol, target.as_ref()),
        Some("advisory") => Some(OverrideChange::Gate(Gate::Advisory)),
        Some("mandatory") => Some(OverrideChange::Gate(Gate::Mandatory)),
        Some("not_applicable") => Some(OverrideChange::NotApplicable),
        Some(_) => {
            form.fault("change", "Change must be one of the answers shown");
            None
        }
        None => None,
    };
    if let (Some(target), Some(change)) = (&target, change) {
        match check_override(protocol, target, change) {
            Err(Unfit::Range(range)) => {
                form.fault("threshold", format!("Threshold must be {range}"));
            }
            Err(Unfit::MeetsAll) => form.fault("threshold", MEETS_ALL),
            _ => {}
        }
    }
    form.complete()?;
    Some(NewOverride {
        target: target?,
        change: change?,
        reason: reason?,
        kept,
    })
}

/// The threshold as typed: a number, or a grade, which is kept as its position.
fn threshold(
    form: &mut Form,
    protocol: &Protocol,
    target: Option<&TargetKey>,
) -> Option<OverrideChange> {
    let typed = form.value("threshold").trim().replace('\u{2212}', "-");
    let measure = target
        .and_then(|key| protocol.target(key.as_str()))
        .and_then(|(_, target)| protocol.measure(target.measure.as_str()));
    if let Some(Input::Steps(steps)) = measure.map(|measure| &measure.input) {
        let at = steps.iter().position(|step| step.word == typed);
        if let Some(at) = at.and_then(|at| i64::try_from(at).ok()) {
            return Some(OverrideChange::Threshold(Number::whole(at)));
        }
        let words: Vec<&str> = steps.iter().map(|step| step.word.as_str()).collect();
        let sentence = format!("Threshold must be one of {}", words.join(", "));
        form.fault("threshold", sentence);
        return None;
    }
    let any = Number::from_thousandths(i64::MIN)..=Number::from_thousandths(i64::MAX);
    let number = form.field("threshold", "Threshold").number(any, "")?;
    Some(OverrideChange::Threshold(number))
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
        let (at, ()) =
            at_episode::read(&clinic, &staff, &episode, "overrides", now, |_, _| Ok(()))?;
        Ok::<_, Error>(NewPage {
            phases: phases(&at),
            last_mandatory: last_mandatory(&at),
            changes: CHANGES,
            page,
            who: at.who,
            episode,
            form,
        })
    })
    .await
}

/// Every criterion of this patient's path but the red flag screen, the present phase first.
fn phases(at: &AtEpisode) -> Vec<PhaseTargets> {
    let now = at.evaluation.phase.unwrap_or(1);
    let last = at.protocol.last_phase(at.course.sport).max(now);
    let mut phases: Vec<&Phase> = at
        .protocol
        .phases
        .iter()
        .filter(|phase| phase.number <= last)
        .collect();
    phases.sort_by_key(|phase| (phase.number != now, phase.number));
    let of = |phase: &Phase| {
        let open = phase
            .targets
            .iter()
            .filter(|target| target.measure != *RED_FLAG_SCREEN);
        let choice = |target: &Target| (target.key.to_string(), words_of(&at.protocol, target));
        PhaseTargets {
            title: format!("Phase {}, {}", phase.number, phase.name),
            is_present: phase.number == now,
            targets: open.map(choice).collect(),
        }
    };
    phases.into_iter().map(of).collect()
}

/// The mandatory criterion of the present phase that is measured, where only one is left.
fn last_mandatory(at: &AtEpisode) -> Option<String> {
    at.evaluation.phase?;
    let mut needed = at.evaluation.criteria.iter().filter(|found| {
        found.gate == Gate::Mandatory
            && found.verdict != Verdict::NotApplicable
            && found.measure != *RED_FLAG_SCREEN
    });
    let last = needed.next()?;
    if needed.next().is_some() {
        return None;
    }
    let measure = at.protocol.measure(last.measure.as_str());
    Some(measure.map_or_else(|| last.measure.to_string(), |measure| measure.name.clone()))
}

fn words_of(protocol: &Protocol, target: &Target) -> String {
    let measure = protocol.measure(target.measure.as_str());
    let name = measure.map_or(target.key.as_str(), |measure| measure.name.as_str());
    let threshold = match (&target.threshold, measure) {
        (crate::care::measure::Value::Number(number), _) => quantity::amount(*number, &target.unit),
        (word, Some(measure)) => quantity::value(measure, word),
        (word, None) => word.to_string(),
    };
    let operator = match target.operator {
        crate::care::protocol::Operator::AtLeast => "at least",
        crate::care::protocol::Operator::AtMost => "at most",
        crate::care::protocol::Operator::Equals => "must be",
        crate::care::protocol::Operator::ImprovesBy => "improves by",
        crate::care::protocol::Operator::NoWorseThanBaseline => {
            "no worse than at first by more than"
        }
        crate::care::protocol::Operator::LsiAtLeast => "symmetry at least",
        crate::care::protocol::Operator::DifferenceAtMost => "difference at most",
    };
    format!(
        "{name}, {operator} {threshold} ({})",
        words::gate(target.gate)
    )
}
