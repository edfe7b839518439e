//! Who a patient is and where they stand, for the banner on top of every page about them.

use chrono::NaiveDate;

use super::filters::plain_date;
use super::parts::{Mark, Tag, Who};
use crate::care::course::{AffectedSide, Course};
use crate::care::episode::{Episode, EpisodeState};
use crate::care::evaluation::{Evaluation, Reason};
use crate::care::patient::{Patient, Sex};
use crate::care::protocol::Protocol;

/// Who this is, with nothing clinical.
#[must_use]
pub fn of_patient(patient: &Patient, today: NaiveDate) -> Who {
    let facts = &patient.facts;
    let born = if facts.birth_date_estimated {
        format!("about {}, estimated", facts.birth_date.format("%Y"))
    } else {
        let age = match facts.age_on(today) {
            1 => "1 year".to_owned(),
            years => format!("{years} years"),
        };
        format!("{}, {age}", plain_date(facts.birth_date))
    };
    Who {
        path: format!("/patients/{}", patient.id),
        name: name(&facts.family_name, &facts.given_names),
        called: (!facts.name_to_use.is_empty()).then(|| facts.name_to_use.clone()),
        number: facts.clinic_number.clone(),
        born,
        sex: sex(facts.sex).to_owned(),
        place: String::new(),
        alerts: Vec::new(),
    }
}

/// Who this is, where they stand in this episode, and what everyone must see first: red flags, alerts, cautions.
#[must_use]
pub fn of_episode(
    patient: &Patient,
    episode: &Episode,
    protocol: &Protocol,
    course: &Course,
    evaluation: &Evaluation,
    today: NaiveDate,
) -> Who {
    let mut who = of_patient(patient, today);
    who.place = place(episode, protocol, evaluation, today);
    for reason in &evaluation.reasons {
        if let Reason::RedFlag { flag, referred, .. } = reason {
            let name = protocol
                .red_flag(flag.as_str())
                .map_or(flag.as_str(), |flag| flag.name.as_str());
            let state = if *referred { "referred" } else { "open" };
            who.alerts
                .push(Tag::new(Mark::RedFlag, format!("{name}, {state}")));
        }
    }
    if !patient.facts.alerts.is_empty() {
        who.alerts
            .push(Tag::new(Mark::Care, patient.facts.alerts.clone()));
    }
    for caution in &course.cautions {
        let name = protocol
            .caution(caution.as_str())
            .map_or(caution.as_str(), |caution| caution.name.as_str());
        who.alerts.push(Tag::new(Mark::Care, name));
    }
    who
}

/// `Žižek, Łukasz`.
#[must_use]
pub fn name(family: &str, given: &str) -> String {
    if given.is_empty() {
        family.to_owned()
    } else {
        format!("{family}, {given}")
    }
}

/// The affected side as it stands in a row.
#[must_use]
pub const fn side(side: AffectedSide) -> &'static str {
    match side {
        AffectedSide::Left => "left",
        AffectedSide::Right => "right",
        AffectedSide::Both => "both sides",
        AffectedSide::Central => "central",
        AffectedSide::NotStated => "side not stated",
    }
}

/// The week since onset, counted from 1; `None` when the onset is not known.
#[must_use]
pub fn week(onset: Option<NaiveDate>, today: NaiveDate) -> Option<i64> {
    let days = (today - onset?).num_days();
    Some((days.max(1) + 6) / 7)
}

fn place(
    episode: &Episode,
    protocol: &Protocol,
    evaluation: &Evaluation,
    today: NaiveDate,
) -> String {
    let mut parts = Vec::new();
    match evaluation.phase {
        Some(number) => {
            let name = protocol
                .phase(number)
                .map_or("", |phase| phase.name.as_str());
            parts.push(format!(
                "Phase {number} of {}, {name}",
                protocol.phases.len()
            ));
        }
        None => parts.push("Not yet assigned".to_owned()),
    }
    parts.push(side(episode.facts.side).to_owned());
    let onset = episode.facts.onset.latest.map(|onset| onset.date);
    parts.extend(week(onset, today).map(|week| format!("week {week}")));
    match &episode.state {
        EpisodeState::Open => {}
        EpisodeState::OnHold { .. } => parts.push("on hold".to_owned()),
        EpisodeState::Closed { .. } => parts.push("closed".to_owned()),
    }
    parts.join(" · ")
}

const fn sex(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other sex",
        Sex::NotStated => "sex not stated",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_count_from_the_day_of_onset() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 3, d);
        for (today, expected) in [(1, 1), (2, 1), (8, 1), (9, 2), (15, 2), (16, 3)] {
            assert_eq!(
                week(day(1), day(today).unwrap()),
                Some(expected),
                "{today} March"
            );
        }
        assert_eq!(week(None, day(1).unwrap()), None);
    }
}
