//! What an intake hears.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime};

use super::chance::Chance;
use super::lives::Life;
use super::sketches::{Sketch, Turn};
use crate::actions::open_episode::NewEpisode;
use crate::actions::record_fact::NewFact;
use crate::builtin;
use crate::care::course::AffectedSide;
use crate::care::episode::{AffectedMuscle, Intake};
use crate::care::ids::{CautionKey, FlagKey};
use crate::care::onset::OnsetStatement;
use crate::care::patient::FactKind;
use crate::care::screen::{FlagAnswer, FollowUp};

/// A history flag that one patient answers with yes.
pub(super) const HISTORY_FLAG: &str = "rf_cancer_history";

const MEDICINES: &[&str] = &[
    "None",
    "Ibuprofen from the chemist, some days",
    "Paracetamol at night",
    "Amlodipine 5 mg",
    "Levothyroxine",
    "None; tried a heat rub",
];

/// The intake of a patient on its day.
pub(super) fn intake(
    number: usize,
    sketch: Sketch,
    life: &Life,
    at: NaiveDateTime,
    is_old: bool,
) -> Result<NewEpisode> {
    let chance = Chance::of(number);
    let knowledge = builtin::knowledge();
    let side = side(chance);
    let found = if sketch.start == 1 {
        "moderate"
    } else {
        "mild"
    };
    let grade = knowledge.severity.iter().find(|grade| grade.key == *found);
    let findings = grade.into_iter().flat_map(|grade| &grade.findings);
    let findings = findings.filter(|finding| finding.flag.is_none()).take(2);
    let mut cautions: Vec<(CautionKey, String)> = Vec::new();
    if !sketch.caution.is_empty() {
        cautions.push((sketch.caution.parse()?, String::new()));
    }
    if is_old {
        cautions.push(("ca_age".parse()?, String::new()));
    }
    Ok(NewEpisode {
        protocol: knowledge.protocol.key.clone(),
        onset: onset(sketch, chance, at),
        injury: life.injury,
        side,
        sport: sketch.sport,
        findings: findings.map(|finding| finding.text.clone()).collect(),
        intake: stated(life, side, chance, at.date()),
        flags: flags(sketch)?,
        cautions,
        consent: Some(NewFact {
            kind: FactKind::Consent,
            on: at.date(),
            note: "Given in words, to assessment and treatment".to_owned(),
        }),
        responsible: None,
    })
}

/// The earlier a patient starts, the more exactly they know when it began.
fn onset(sketch: Sketch, chance: Chance, at: NaiveDateTime) -> OnsetStatement {
    let ago = |least, more| at.date() - Days::new(least + chance.below("onset", more));
    match sketch.start {
        1 if sketch.turn == Turn::None => {
            let hour = 7 + u32::try_from(chance.below("hour", 12)).unwrap_or(0);
            let time = NaiveTime::from_hms_opt(hour, 30, 0).unwrap_or_default();
            OnsetStatement::Hour(ago(1, 3).and_time(time))
        }
        1 => OnsetStatement::Day(ago(2, 3)),
        2 => OnsetStatement::Day(ago(5, 6)),
        3 => OnsetStatement::Week(ago(15, 14)),
        _ => OnsetStatement::Month(ago(60, 60)),
    }
}

fn side(chance: Chance) -> AffectedSide {
    match chance.below("side", 10) {
        0..4 => AffectedSide::Left,
        4..8 => AffectedSide::Right,
        8 => AffectedSide::Both,
        _ => AffectedSide::Central,
    }
}

fn stated(life: &Life, side: AffectedSide, chance: Chance, on: NaiveDate) -> Intake {
    let side_word = match side {
        AffectedSide::Left => "left",
        AffectedSide::Right => "right",
        _ => "both",
    };
    let test = match side_word {
        "both" => "positive_both".to_owned(),
        one => format!("positive_{one}"),
    };
    let notes = [
        ("work", life.work),
        ("medicines", chance.pick("medicines", MEDICINES)),
    ];
    Intake {
        complaint: life.complaint.to_owned(),
        goals: vec![life.goal.to_owned()],
        goal_date: Some(on + Days::new(56 + 7 * chance.below("goal", 5))),
        sport_words: if life.sport.is_empty() {
            life.work
        } else {
            life.sport
        }
        .to_owned(),
        severity: None,
        symptoms: Vec::new(),
        self_tests: BTreeMap::from([("self_test_twist".to_owned(), test)]),
        muscles: vec![AffectedMuscle {
            muscle: life.muscle.to_owned(),
            side: side_word.to_owned(),
        }],
        factors: BTreeMap::from([(life.factor.to_owned(), "present".to_owned())]),
        notes: notes
            .map(|(subject, text)| (subject.to_owned(), text.to_owned()))
            .into(),
    }
}

fn flags(sketch: Sketch) -> Result<BTreeMap<FlagKey, FlagAnswer>> {
    let all = &builtin::knowledge().protocol.red_flags;
    let mut answers: BTreeMap<FlagKey, FlagAnswer> = all
        .iter()
        .map(|flag| (flag.key.clone(), FlagAnswer::No))
        .collect();
    if sketch.turn == Turn::FlagConsidered {
        answers.insert(HISTORY_FLAG.parse()?, FlagAnswer::Yes(FollowUp::Lower));
    }
    Ok(answers)
}
