//! Who the patient is, and the red flags that stop them.

use super::view::phase;
use crate::actions::programme_ground::Ground;
use crate::care::course::AffectedSide;
use crate::care::evaluation::Reason;
use crate::care::patient::Patient;
use crate::text;
use crate::web::filters::plain_date;
use crate::web::parts::{Mark, Tag, Who};

/// The red flags that stop, as a clinician reads them.
pub(super) fn flags(ground: &Ground) -> Vec<String> {
    let reasons = ground.evaluation.reasons.iter();
    reasons
        .filter_map(|reason| match reason {
            Reason::RedFlag {
                flag,
                level,
                referred,
            } => {
                let name = ground
                    .protocol
                    .red_flag(flag.as_str())
                    .map_or(flag.as_str(), |flag| flag.name.as_str());
                let state = if *referred { "referred" } else { "open" };
                Some(format!("{name}: {state}, {}", text::words::action(*level)))
            }
            _ => None,
        })
        .collect()
}

/// Who the patient is, for the banner.
pub(super) fn who(ground: &Ground, patient: &Patient) -> Who {
    let facts = &patient.facts;
    let age = facts.age_on(ground.evaluation.at.date);
    let born = if facts.birth_date_estimated {
        format!("about {}, estimated", facts.birth_date.format("%Y"))
    } else {
        format!("{}, {age} years", plain_date(facts.birth_date))
    };
    let mut alerts: Vec<Tag> = flags(ground)
        .into_iter()
        .map(|words| Tag::new(Mark::RedFlag, words))
        .collect();
    if !facts.alerts.trim().is_empty() {
        alerts.push(Tag::new(Mark::Care, facts.alerts.trim()));
    }
    alerts.extend(ground.course.cautions.iter().filter_map(|key| {
        let caution = ground.protocol.caution(key.as_str())?;
        Some(Tag::new(Mark::Care, caution.name.clone()))
    }));
    Who {
        path: format!("/patients/{}", patient.id),
        name: match facts.given_names.trim() {
            "" => facts.family_name.clone(),
            given => format!("{}, {given}", facts.family_name),
        },
        called: (!facts.name_to_use.is_empty()).then(|| facts.name_to_use.clone()),
        number: facts.clinic_number.clone(),
        born,
        sex: facts.sex.as_str().replace('_', " "),
        place: ground.evaluation.phase.map_or_else(String::new, |number| {
            format!("{} · {}", phase(ground, number), side(ground.course.side))
        }),
        alerts,
    }
}

const fn side(side: AffectedSide) -> &'static str {
    match side {
        AffectedSide::Left => "left",
        AffectedSide::Right => "right",
        AffectedSide::Both => "both sides",
        AffectedSide::Central => "in the middle",
        AffectedSide::NotStated => "side not stated",
    }
}
