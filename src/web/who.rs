//! Who a patient is and where they stand, for the banner on top of every page about them.

use super::filters::plain_date;
use super::noted;
use super::parts::{Mark, Tag, Who};
use crate::access::{May, Staff};
use crate::actions::patient_flags::{patient_flags, protocol_at};
use crate::care::course::FlagState;
use crate::care::episode::{Episode, EpisodeState};
use crate::care::flags::FlagStanding;
use crate::care::ids::{FlagKey, PatientId};
use crate::care::patient::{FactKind, Patient, Sex};
use crate::care::protocol::Protocol;
use crate::care::standing::{Standing, Status};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Db, Error, cautions, episodes, patients, standings};
use crate::text::words;

/// The banner of a patient with what must be seen first: red flags that stop, facts, alerts, cautions. Every page about a
/// patient shows the same one, whichever episode it is about.
///
/// # Errors
/// Those of the record.
pub fn who(db: &mut Db, clinic: &Clinic, id: &PatientId, now: Moment) -> Result<Who, Error> {
    let patient = patients::find(db, id)?;
    of(db, clinic, &patient, now)
}

/// The same where the patient is read already.
///
/// # Errors
/// Those of the record.
pub fn of(db: &mut Db, clinic: &Clinic, patient: &Patient, now: Moment) -> Result<Who, Error> {
    let mut who = named(patient, now);
    let episodes = episodes::list_of(db, &patient.id)?;
    let protocol = protocol_at(db, clinic, episodes.first())?;
    let flags = patient_flags(db, &protocol, &patient.id, now)?;
    for (key, standing) in &flags {
        if standing.state.stops() {
            who.alerts.push(flag_tag(&protocol, key, *standing));
        }
    }
    who.alerts.extend(noted::flags(&protocol, &flags));
    who.alerts.extend(noted::consent(db, &patient.id)?);
    for fact in cautions::list_facts(db, &patient.id)? {
        if fact.withdrawn.is_none() && fact.kind != FactKind::Consent {
            let words = if fact.kind == FactKind::Deceased {
                "Deceased"
            } else {
                "Treatment declined"
            };
            let tag = Tag::new(Mark::Off, format!("{words}, {}", plain_date(fact.on)));
            who.alerts.push(tag);
        }
    }
    who.alerts.extend(alerts(patient, now));
    for recorded in cautions::list(db, &patient.id)? {
        if recorded.withdrawn.is_none() {
            let caution = protocol.caution(recorded.caution.as_str());
            let words = caution.map_or(recorded.caution.as_str(), |caution| &caution.name);
            who.alerts.push(Tag::new(Mark::Care, sentence_case(words)));
        }
    }
    let open = episodes.iter().find(|episode| !episode.state.is_closed());
    if let Some(episode) = open {
        let standing = standings::find(db, &episode.id)?;
        let protocol = clinic.protocol(&episode.protocol)?;
        who.place = place(&protocol, episode, &standing, now);
    }
    Ok(who)
}

/// The banner as this member of staff may see it: all of it, or for the front desk who it is.
///
/// # Errors
/// Those of the record.
pub fn seen_by(
    staff: &Staff,
    db: &mut Db,
    clinic: &Clinic,
    patient: &Patient,
    now: Moment,
) -> Result<Who, Error> {
    if staff.may(May::ReadRecords) {
        of(db, clinic, patient, now)
    } else {
        Ok(named(patient, now))
    }
}

/// The banner without anything clinical: for the front desk.
#[must_use]
pub fn named(patient: &Patient, now: Moment) -> Who {
    let facts = &patient.facts;
    let age = facts.age_on(now.date);
    let born = if facts.birth_date_estimated {
        format!(
            "about {}, estimated, {age} years",
            facts.birth_date.format("%Y")
        )
    } else {
        format!("{}, {age} years", plain_date(facts.birth_date))
    };
    Who {
        path: format!("/patients/{}", patient.id),
        name: listed_name(&facts.family_name, &facts.given_names),
        called: Some(facts.name_to_use.clone()).filter(|name| !name.is_empty()),
        number: facts.clinic_number.clone(),
        born,
        sex: sex(facts.sex).into(),
        place: String::new(),
        alerts: Vec::new(),
    }
}

/// What stands on the patient's own sheet: the typed alert, and that they are a child.
fn alerts(patient: &Patient, now: Moment) -> Vec<Tag> {
    let facts = &patient.facts;
    let mut alerts = Vec::new();
    if !facts.alerts.is_empty() {
        alerts.push(Tag::new(Mark::Care, first_letters(&facts.alerts)));
    }
    if facts.age_on(now.date) < 18 {
        alerts.push(Tag::new(Mark::Care, "Under 18: thresholds not validated"));
    }
    alerts
}

/// `Žižek, Łukasz`; a single name alone.
#[must_use]
pub fn listed_name(family: &str, given: &str) -> String {
    if given.is_empty() {
        family.to_owned()
    } else {
        format!("{family}, {given}")
    }
}

/// Sex as recorded, in words.
#[must_use]
pub const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other sex",
        Sex::NotStated => "sex not stated",
    }
}

/// `Phase 5 of 9, Load · left · week 4`.
fn place(protocol: &Protocol, episode: &Episode, standing: &Standing, now: Moment) -> String {
    let phase = match standing.phase {
        None => "No phase yet".to_owned(),
        Some(number) => {
            let of = protocol.last_phase(episode.facts.sport);
            let name = protocol.phase(number).map_or("", |phase| &phase.name);
            format!("Phase {number} of {of}, {name}")
        }
    };
    let weeks = episode.facts.onset.latest.map(|onset| {
        let week = now.days_since(onset).max(0) / 7 + 1;
        format!(" · week {week}")
    });
    let state = match episode.state {
        EpisodeState::OnHold { .. } => " · on hold",
        _ => "",
    };
    let side = words::affected_side(episode.facts.side);
    format!("{phase} · {side}{}{state}", weeks.unwrap_or_default())
}

/// A tag for a flag that stops, with its state, since when, and what else belongs to the action.
fn flag_tag(protocol: &Protocol, key: &FlagKey, standing: FlagStanding) -> Tag {
    let flag = protocol.red_flag(key.as_str());
    let name = flag.map_or(key.as_str(), |flag| &flag.name);
    let state = if standing.state == FlagState::Referred {
        "referred"
    } else {
        "open"
    };
    let since = standing.since.map_or_else(String::new, |since| {
        format!(" since {}", plain_date(since.date))
    });
    let note = flag.map_or("", |flag| flag.note.trim_end_matches('.'));
    let note = if note.is_empty() {
        String::new()
    } else {
        format!(". {note}")
    };
    Tag::new(Mark::RedFlag, format!("{name}, {state}{since}{note}"))
}

/// The tag of an episode.
#[must_use]
pub fn status_tag(state: &EpisodeState, standing: &Standing) -> Tag {
    match state {
        EpisodeState::Closed { on, .. } => {
            Tag::new(Mark::Off, format!("Closed {}", plain_date(*on)))
        }
        EpisodeState::OnHold { until, .. } => {
            let until = until.map_or_else(String::new, |day| format!(" until {}", plain_date(day)));
            Tag::new(Mark::Off, format!("On hold{until}"))
        }
        EpisodeState::Open if standing.status == Status::RedFlag => {
            Tag::new(Mark::RedFlag, "Red flag")
        }
        EpisodeState::Open if standing.needs_decision => {
            Tag::new(Mark::Care, "Needs a decision: the record was amended")
        }
        EpisodeState::Open => match standing.status {
            Status::RedFlag => Tag::new(Mark::RedFlag, "Red flag"),
            Status::StepBack => Tag::new(Mark::Care, "Step back proposed"),
            Status::Ready => Tag::new(Mark::Ready, "Ready to progress"),
            Status::Stalled => Tag::new(Mark::Stalled, "Stalled"),
            Status::New => Tag::new(Mark::New, "New"),
            Status::Steady => Tag::new(Mark::OnCourse, "On course"),
        },
    }
}

/// With a capital first letter.
#[must_use]
pub fn sentence_case(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn first_letters(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= MOST && line.len() == text.len() {
        return line.to_owned();
    }
    let start: String = line.chars().take(MOST).collect();
    format!("{start} …")
}
