//! Who a patient is and where they stand, for the banner on top of every page about them.

use crate::care::course::{AffectedSide, Course};
use crate::care::flags::flag_states;
use crate::care::patient::{Patient, Sex};
use crate::care::protocol::Protocol;
use crate::care::time::Moment;
use crate::web::filters::plain_date;
use crate::web::parts::{Mark, Tag, Who};

/// The banner of a patient on the pages of one episode.
#[must_use]
pub fn of_episode(patient: &Patient, protocol: &Protocol, course: &Course, now: Moment) -> Who {
    let mut who = of_patient(patient, now);
    if let Some(stay) = course.stays.last() {
        let name = protocol.phase(stay.phase).map_or("", |phase| &phase.name);
        let weeks = now.days_since(stay.entered) / 7 + 1;
        who.place = format!(
            "Phase {} of {}, {name}{} · week {weeks} in it",
            stay.phase,
            protocol.last_phase(course.sport),
            side(course.side)
        );
    } else {
        who.place = format!("No phase assigned yet{}", side(course.side));
    }
    let flags = flag_states(protocol, course, now);
    let open = flags.iter().filter(|(_, standing)| standing.state.stops());
    let mut alerts: Vec<Tag> = open
        .map(|(key, _)| {
            let name = protocol
                .red_flag(key.as_str())
                .map_or(key.as_str(), |flag| flag.name.as_str());
            Tag::new(Mark::RedFlag, name)
        })
        .collect();
    alerts.append(&mut who.alerts);
    let cautions = course
        .cautions
        .iter()
        .filter_map(|key| protocol.caution(key.as_str()));
    alerts.extend(cautions.map(|caution| Tag::new(Mark::Care, caution.name.as_str())));
    who.alerts = alerts;
    who
}

fn of_patient(patient: &Patient, now: Moment) -> Who {
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
    let mut alerts = Vec::new();
    if !facts.alerts.is_empty() {
        alerts.push(Tag::new(Mark::Care, facts.alerts.as_str()));
    }
    if age < 18 {
        alerts.push(Tag::new(Mark::Care, "Under 18: thresholds not validated"));
    }
    Who {
        path: format!("/patients/{}", patient.id),
        name: listed_name(&facts.family_name, &facts.given_names),
        called: Some(facts.name_to_use.clone()).filter(|name| !name.is_empty()),
        number: facts.clinic_number.clone(),
        born,
        sex: match facts.sex {
            Sex::Female => "female",
            Sex::Male => "male",
            Sex::Other => "other",
            Sex::NotStated => "sex not stated",
        }
        .into(),
        place: String::new(),
        alerts,
    }
}

fn listed_name(family: &str, given: &str) -> String {
    if given.is_empty() {
        family.to_owned()
    } else {
        format!("{family}, {given}")
    }
}

fn side(side: AffectedSide) -> &'static str {
    match side {
        AffectedSide::Left => " · left",
        AffectedSide::Right => " · right",
        AffectedSide::Both => " · both sides",
        AffectedSide::Central => " · central",
        AffectedSide::NotStated => " · side not stated",
    }
}
