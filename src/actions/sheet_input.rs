//! The printed sheet from the record: a programme, its patient, the clinic and the knowledge become plain values.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use crate::builtin;
use crate::care::computed::ACUTE_HOURS;
use crate::care::course::Course;
use crate::care::exercise::Exercise;
use crate::care::knowledge::Knowledge;
use crate::care::library::Advice;
use crate::care::patient::{self, PatientFacts, PrintSize};
use crate::care::policy::{Policies, pain_limit, worded};
use crate::care::pose::Side;
use crate::care::programme::{ItemSide, Programme, ProgrammeItem};
use crate::care::programme_change::changes;
use crate::care::protocol::Protocol;
use crate::clinic::Clinic;
use crate::print::home_sheet::{self, Band, Changes, Diary, Help, Labels, PainGuide, Sheet};
use crate::print::{Paper, Size};
use crate::records::settings::Settings;
use crate::text;
use crate::text::quantity::day;

/// The advice whose words are the emergency box; on every sheet, whatever was ticked.
const EMERGENCY: &str = "adv_help_emergency";
/// The advice whose words are the same-day box; on every sheet.
const SAME_DAY: &str = "adv_help_same_day";

/// Everything a sheet is made from.
pub(super) struct Parts<'a> {
    pub clinic: &'a Clinic,
    pub settings: &'a Settings,
    pub protocol: &'a Protocol,
    pub course: &'a Course,
    pub patient: &'a PatientFacts,
    pub clinician: &'a str,
    pub programme: &'a Programme,
    /// The version the patient has now.
    pub before: Option<&'a Programme>,
    pub check_code: &'a str,
    /// When it is issued, by the clock on the clinic's wall.
    pub local: NaiveDateTime,
    pub notice: Option<String>,
}

/// The sheet as plain values.
pub(super) fn sheet(parts: &Parts<'_>) -> Sheet {
    let (knowledge, content) = (builtin::knowledge(), &parts.programme.content);
    let fill = Fill::new(parts);
    let exercises: Vec<home_sheet::Exercise> = content
        .items
        .iter()
        .filter_map(|item| {
            Some(exercise(
                knowledge.exercise(item.exercise.as_str())?,
                item,
                &fill,
            ))
        })
        .collect();
    let is_active = !exercises.is_empty();
    Sheet {
        language: "en-GB".into(),
        labels: Labels::english(),
        clinic: letterhead(parts.settings),
        patient: person(parts.patient),
        clinician: parts.clinician.to_owned(),
        date: day(parts.local.date()),
        phase: phase(parts),
        goal: goal(parts),
        changes: parts.before.map_or(Changes::FirstSheet, |before| {
            let changes = changes(&before.content, content);
            Changes::Since(text::programme::changes(knowledge, &changes))
        }),
        notice: parts.notice.clone(),
        diary: (is_active && content.diary_days > 0).then(|| Diary {
            first_day: parts.local.date(),
            days: u16::from(content.diary_days),
        }),
        pain_guide: is_active.then(|| pain_guide(parts.programme.phase, fill.limit)),
        exercises,
        advice: advice(knowledge, parts, &fill),
        emergency: help(knowledge, EMERGENCY, &parts.settings.emergency_number),
        same_day: help(knowledge, SAME_DAY, ""),
        next_visit: content.visit_to_come(parts.local).map(next_visit),
        version: parts.programme.number.to_string(),
        check_code: parts.check_code.to_owned(),
    }
}

/// The paper's own name for a patient's choice of paper.
pub(super) const fn paper(paper: patient::Paper) -> Paper {
    match paper {
        patient::Paper::A4 => Paper::A4,
        patient::Paper::Letter => Paper::Letter,
    }
}

/// The paper's own name for a patient's choice of print size.
pub(super) const fn size(size: PrintSize) -> Size {
    match size {
        PrintSize::Standard => Size::Standard,
        PrintSize::Large => Size::Large,
    }
}

/// What stands for the words in braces.
struct Fill<'a> {
    limit: u8,
    until_48h: String,
    policies: &'a Policies,
}

impl<'a> Fill<'a> {
    fn new(parts: &Parts<'a>) -> Fill<'a> {
        let ends = parts.course.onset.latest.map(|onset| {
            parts
                .clinic
                .local(onset.utc + TimeDelta::hours(ACUTE_HOURS))
        });
        let policies = &parts.settings.policies;
        let phase = parts.programme.phase;
        Fill {
            limit: pain_limit(builtin::knowledge(), parts.protocol, policies, phase),
            until_48h: ends.map_or_else(|| "48 hours have passed".to_owned(), day_and_time),
            policies,
        }
    }

    fn into(&self, text: &str) -> String {
        worded(builtin::knowledge(), self.policies, text)
            .replace("{limit}", &self.limit.to_string())
            .replace("{until_48h}", &self.until_48h)
    }
}

fn day_and_time(local: NaiveDateTime) -> String {
    local.format("%A %-d %B, %H:%M").to_string()
}

/// The letterhead as paper shows it.
pub(super) fn letterhead(settings: &Settings) -> home_sheet::Clinic {
    let lines = settings
        .address
        .lines()
        .chain([settings.letterhead.as_str()]);
    home_sheet::Clinic {
        name: settings.name.clone(),
        address: lines
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        phone: settings.phone.clone(),
    }
}

/// The patient as paper names them.
pub(super) fn person(facts: &PatientFacts) -> home_sheet::Patient {
    let born = if facts.birth_date_estimated {
        format!("about {}", facts.birth_date.format("%Y"))
    } else {
        day(facts.birth_date)
    };
    home_sheet::Patient {
        name: facts.full_name(),
        name_to_use: (!facts.name_to_use.is_empty()).then(|| facts.name_to_use.clone()),
        date_of_birth: born,
        clinic_number: facts.clinic_number.clone(),
    }
}

fn phase(parts: &Parts<'_>) -> String {
    let number = parts.programme.phase;
    let last = parts.protocol.last_phase(parts.course.sport);
    let name = parts
        .protocol
        .phase(number)
        .map_or("", |phase| phase.name.as_str());
    format!("Phase {number} of {}: {name}", last.max(number))
}

/// In the patient's words; where they gave none, what the phase is for.
fn goal(parts: &Parts<'_>) -> Option<String> {
    let own = parts.programme.content.goal.trim();
    if !own.is_empty() {
        return Some(own.to_owned());
    }
    let phase = parts.protocol.phase(parts.programme.phase)?;
    Some(phase.patient_goal.clone())
}

fn exercise(exercise: &Exercise, item: &ProgrammeItem, fill: &Fill) -> home_sheet::Exercise {
    let only = item.side.only();
    let one_side = only.is_some();
    let (start, steps) = exercise.told(only);
    let times = item.dose.times_a_day.max.thousandths() / 1000;
    home_sheet::Exercise {
        name: exercise.name.clone(),
        dose: text::dose::words(&item.dose, one_side),
        sides: if item.dose.each_side && !one_side {
            // the dose says so
            String::new()
        } else {
            text::programme::side(exercise, item.side)
        },
        start: fill.into(&start),
        steps: steps.iter().map(|step| fill.into(step)).collect(),
        stop_if: fill.into(&exercise.stop_if),
        build_up: item.dose.build_up.clone(),
        note: item.note.clone(),
        times_a_day: u8::try_from(times).unwrap_or(u8::MAX).max(1),
        pose: Some(match item.side {
            ItemSide::Left => exercise.pose.on(Side::Left),
            ItemSide::Right => exercise.pose.on(Side::Right),
            ItemSide::AsDescribed | ItemSide::Both => exercise.pose.clone(),
        }),
    }
}

/// The traffic light of the phase (rule 1.11-6): to phase 3 any rise stops, from phase 4 on pain up to the limit is fine.
fn pain_guide(phase: u8, limit: u8) -> PainGuide {
    let amber_to = limit.saturating_add(1).max(5);
    let amber = if limit + 1 == amber_to {
        amber_to.to_string()
    } else {
        format!("{} to {amber_to}", limit + 1)
    };
    let green = match limit {
        0 => "0 out of 10".to_owned(),
        _ => format!("0 to {limit} out of 10"),
    };
    let is_early = phase <= 3;
    let band = |scores: String, advice: &str| Band {
        scores,
        advice: advice.to_owned(),
    };
    let (green, amber) = if is_early {
        (
            band(format!("{green}, and not rising"), "Fine. Carry on."),
            band(
                format!("{amber}, or any rise"),
                "Stop that exercise for today. Call us if it has not settled in 24 hours.",
            ),
        )
    } else {
        (
            band(green, "Fine. Carry on."),
            band(
                amber,
                "Stop that exercise for today and do the easier one next time. Call us if it has not settled in 24 hours.",
            ),
        )
    };
    PainGuide {
        carry_on: green,
        ease: amber,
        stop: band(
            format!("{} to 10", amber_to + 1),
            "Stop all exercises and call us.",
        ),
    }
}

/// The ticked advice in the order of the library, and the word of the physiotherapist.
fn advice(knowledge: &Knowledge, parts: &Parts<'_>, fill: &Fill) -> Vec<String> {
    let content = &parts.programme.content;
    let is_ticked = |advice: &&Advice| !advice.always && content.advice.contains(&advice.key);
    let mut lines: Vec<String> = knowledge
        .advice
        .iter()
        .filter(is_ticked)
        .map(|advice| fill.into(&advice.text))
        .collect();
    if !content.note.trim().is_empty() {
        lines.insert(0, format!("**For you:** {}", content.note.trim()));
    }
    lines
}

/// A block of the form `**Heading** for: one; two; three.` as a heading and its points.
fn help(knowledge: &Knowledge, key: &str, number: &str) -> Help {
    let text = knowledge
        .advice(key)
        .map_or("", |advice| advice.text.as_str());
    let (heading, points) = text.split_once(':').unwrap_or((text, ""));
    let mut heading = heading.replace("**", "");
    if !number.trim().is_empty() {
        heading = heading.replacen(" now", &format!(" now ({})", number.trim()), 1);
    }
    Help {
        heading: format!("{}:", heading.trim()),
        points: points
            .trim()
            .trim_end_matches('.')
            .split(';')
            .map(|point| point.trim().to_owned())
            .filter(|point| !point.is_empty())
            .collect(),
    }
}

fn next_visit((on, time): (NaiveDate, Option<NaiveTime>)) -> String {
    let on = on.format("%A %-d %B %Y").to_string();
    match time {
        Some(time) => format!("{on}, {}", time.format("%H:%M")),
        None => on,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_emergency_text_loses_no_sign() {
        for (key, heading, points) in [
            (EMERGENCY, "Call an ambulance now (999) for:", 11),
            (SAME_DAY, "See a doctor today for:", 9),
        ] {
            let help = help(builtin::knowledge(), key, "999");
            let text = &builtin::knowledge().advice(key).unwrap().text;
            assert_eq!(help.heading, heading);
            assert_eq!(help.points.len(), points, "{:?}", help.points);
            assert!(help.points.iter().all(|point| text.contains(point)));
        }
    }

    #[test]
    fn pain_bands_meet_without_a_gap() {
        for (phase, limit, scores) in [
            (
                1,
                2,
                [
                    "0 to 2 out of 10, and not rising",
                    "3 to 5, or any rise",
                    "6 to 10",
                ],
            ),
            (4, 3, ["0 to 3 out of 10", "4 to 5", "6 to 10"]),
            (7, 2, ["0 to 2 out of 10", "3 to 5", "6 to 10"]),
            (5, 4, ["0 to 4 out of 10", "5", "6 to 10"]),
            (5, 5, ["0 to 5 out of 10", "6", "7 to 10"]),
            (4, 0, ["0 out of 10", "1 to 5", "6 to 10"]),
        ] {
            let guide = pain_guide(phase, limit);
            let found = [guide.carry_on.scores, guide.ease.scores, guide.stop.scores];
            assert_eq!(found, scores, "phase {phase}");
        }
    }
}
