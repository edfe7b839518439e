//! What is recorded at a visit: everything its form asks, and what was done.

use anyhow::{Context as _, Result};

use super::chance::Chance;
use super::lives::Life;
use super::notes;
use super::path::{Event, Stop};
use super::readings::{Setting, take};
use crate::builtin;
use crate::care::course::{Course, FlagState, Flare, ReportedFlag, WarningSigns};
use crate::care::due::asked_at_visit;
use crate::care::evaluate::evaluate;
use crate::care::evaluation::Verdict;
use crate::care::flags::is_full_screen_due;
use crate::care::ids::{FlagKey, MeasureKey, SessionId};
use crate::care::library::Treatment as Modality;
use crate::care::measure::{Kind, Measure, Reading, Value};
use crate::care::number::Number;
use crate::care::protocol::{ActionLevel, Gate, Protocol, RedFlag};
use crate::care::session::{ScreenAnswer, SessionContent, Treatment};
use crate::care::time::Moment;
use crate::care::visit_check::effects;

/// The warning sign that is open today.
pub(super) const OPEN_FLAG: &str = "rf_numb_arm_chest";
/// The warning sign that was cleared.
pub(super) const CLEARED_FLAG: &str = "rf_night_rest_pain";
/// How much worse pain is in a flare, in hundredths of a phase.
const FLARE: i64 = 200;
/// The same while a flare settles within a day.
const SETTLING: i64 = 60;
/// From this phase on passive treatment does not stand alone.
const ACTIVE_FROM: u8 = 4;
/// Given at every visit.
const TALK: &str = "tx_education";

/// A visit about to be written down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coming<'a> {
    /// Counts the patient's visits from nought.
    pub visit: usize,
    /// What it is on the way.
    pub stop: Stop,
    /// Whose body and choices.
    pub chance: Chance,
    /// Whose life.
    pub life: &'a Life,
    /// When it takes place.
    pub at: Moment,
    /// Who measures, by name.
    pub by: &'a str,
    /// The patient's arm length.
    pub arm_length_cm: Option<Number>,
}

/// The visit, as its form takes it.
pub(super) fn content(
    protocol: &Protocol,
    course: &Course,
    coming: Coming<'_>,
) -> Result<SessionContent> {
    let is_assessment = course.visits.is_empty();
    let mut content = SessionContent {
        took_place: coming.at,
        late_because: String::new(),
        full_screen: is_assessment,
        screen: Vec::new(),
        warning_signs: WarningSigns::None,
        flare: Flare::NotAsked,
        readings: Vec::new(),
        treatments: treatments(protocol, course, coming)?,
        response: notes::response(coming.visit, coming.chance),
        adherence: String::new(),
        activities: Vec::new(),
        note: notes::note(
            coming.stop.phase,
            coming.visit,
            coming.stop.event,
            coming.chance,
        ),
    };
    if is_assessment {
        content.readings = assessed(protocol, course, &content, coming)?;
        content.activities = coming.life.activities.map(str::to_owned).to_vec();
        return Ok(content);
    }
    content.flare = flare(coming);
    for key in asked(protocol, course, coming) {
        content
            .readings
            .extend(measured(protocol, &key, course, coming)?);
    }
    content.adherence = said_of_exercises(&content.readings);
    if is_full_screen_due(protocol, course, coming.at) {
        content.full_screen = true;
        content.screen = all_absent(protocol);
    }
    if let Some((flag, level)) = reported(coming.stop.event)? {
        content.warning_signs = WarningSigns::Reported(vec![ReportedFlag {
            flag,
            level: Some(level),
        }]);
    }
    Ok(content)
}

/// What an assessment finds: it asks on until the first phase that is not met.
fn assessed(
    protocol: &Protocol,
    course: &Course,
    content: &SessionContent,
    coming: Coming<'_>,
) -> Result<Vec<Reading>> {
    let id: SessionId = "draft".parse()?;
    let mut content = content.clone();
    loop {
        let mut so_far = course.clone();
        so_far.visits.push(content.as_visit(&id, None));
        let asked = asked_at_visit(protocol, &so_far, coming.at).every_visit;
        let is_new = |key: &&MeasureKey| {
            !content
                .readings
                .iter()
                .any(|reading| reading.measure == **key)
        };
        let Some(next) = asked.iter().find(is_new) else {
            return Ok(content.readings);
        };
        let found = measured(protocol, next, course, coming)?;
        anyhow::ensure!(
            !found.is_empty(),
            "{next} is asked at the assessment and not taken"
        );
        content.readings.extend(found);
    }
}

/// The measures taken at a visit, each of them one its form asks: those of every visit, what is due, and of what is in
/// date whatever is worth another look.
fn asked(protocol: &Protocol, course: &Course, coming: Coming<'_>) -> Vec<MeasureKey> {
    let asked = asked_at_visit(protocol, course, coming.at);
    let evaluation = evaluate(protocol, course, coming.at);
    let needed = |key: &MeasureKey| {
        evaluation
            .criteria
            .iter()
            .any(|one| one.measure == *key && one.gate == Gate::Mandatory)
    };
    let open = |key: &MeasureKey| {
        evaluation.criteria.iter().any(|one| {
            one.measure == *key && one.gate == Gate::Mandatory && one.verdict != Verdict::Met
        })
    };
    let is_baseline = |key: &MeasureKey| {
        protocol
            .measure(key.as_str())
            .is_some_and(|measure| measure.baseline_phase.is_some())
    };
    // nobody takes every advisory test of a phase
    let wanted = |key: &MeasureKey| coming.chance.below(&format!("takes {key}"), 3) > 0;
    let due = asked
        .due
        .into_iter()
        .filter(|key| needed(key) || is_baseline(key) || wanted(key));
    let again = asked
        .in_date
        .into_iter()
        .filter(|key| open(key) || (coming.stop.steady && needed(key)));
    asked
        .every_visit
        .into_iter()
        .chain(due)
        .chain(again)
        .collect()
}

fn measured(
    protocol: &Protocol,
    key: &MeasureKey,
    course: &Course,
    coming: Coming<'_>,
) -> Result<Vec<Reading>> {
    let measure = protocol
        .measure(key.as_str())
        .context("what is asked is a measure")?;
    let setting = Setting {
        chance: coming.chance,
        level: level(measure, coming.stop),
        steady: coming.stop.steady,
        course,
        at: coming.at,
        by: coming.by,
        arm_length_cm: coming.arm_length_cm,
    };
    take(measure, setting)
}

/// How far the measure has come at this visit: a flare throws pain back, and spasm when it returns.
fn level(measure: &Measure, stop: Stop) -> i64 {
    let is_spasm = measure.key == "spasm_grade";
    // hours to settle are asked about exercise, which was stopped
    let is_pain = measure.kind == Kind::Pain && measure.key != "settle_hours";
    match stop.event {
        Event::Relapse if is_spasm || is_pain => stop.level.min(220),
        Event::Lasting if is_pain => stop.level - FLARE,
        Event::Settled if is_pain => stop.level - SETTLING,
        _ => stop.level,
    }
}

fn flare(coming: Coming<'_>) -> Flare {
    let began = Some(coming.at.date - chrono::Days::new(2));
    match coming.stop.event {
        Event::Settled => Flare::Settled {
            began,
            spasm_returned: false,
        },
        Event::Lasting => Flare::Lasting {
            began,
            spasm_returned: false,
        },
        Event::Relapse => Flare::Lasting {
            began,
            spasm_returned: true,
        },
        _ => Flare::No,
    }
}

fn reported(event: Event) -> Result<Option<(FlagKey, ActionLevel)>> {
    Ok(match event {
        Event::Flag => Some((OPEN_FLAG.parse()?, ActionLevel::SameDay)),
        Event::FlagCleared => Some((CLEARED_FLAG.parse()?, ActionLevel::GpSoon)),
        _ => None,
    })
}

fn all_absent(protocol: &Protocol) -> Vec<ScreenAnswer> {
    let absent = |flag: &RedFlag| ScreenAnswer {
        flag: flag.key.clone(),
        state: FlagState::Absent,
        level: None,
        note: String::new(),
        ask_again_on: None,
    };
    protocol.red_flags.iter().map(absent).collect()
}

fn said_of_exercises(readings: &[Reading]) -> String {
    let done = readings
        .iter()
        .find(|reading| reading.measure == "home_programme_pct");
    match done.map(|reading| &reading.value) {
        Some(Value::Number(per_cent)) => notes::adherence(per_cent.thousandths() / 1000),
        _ => String::new(),
    }
}

/// Two or three treatments of the phase that no caution speaks against, the talk first.
fn treatments(protocol: &Protocol, course: &Course, coming: Coming<'_>) -> Result<Vec<Treatment>> {
    let phase = coming.stop.phase;
    let fits = |key: &str| effects(protocol, course, key, coming.at).is_empty();
    let offered = builtin::knowledge().treatments.iter().filter(|treatment| {
        treatment.phases.contains(&phase) && treatment.key != TALK && fits(treatment.key.as_str())
    });
    let (passive, active): (Vec<_>, Vec<_>) = offered.partition(|treatment| treatment.passive);
    let mut given = vec![treatment(TALK, 5, "")?];
    let of = |question: &str, among: &[&'static Modality]| {
        let keys: Vec<&str> = among.iter().map(|one| one.key.as_str()).collect();
        (!keys.is_empty()).then(|| coming.chance.pick(&format!("{question} {phase}"), &keys))
    };
    if let Some(key) = of("active", &active) {
        given.push(treatment(key, 15, "")?);
    }
    if (phase < ACTIVE_FROM || coming.visit.is_multiple_of(2))
        && let Some(key) = of("passive", &passive)
    {
        given.push(treatment(key, 10, "between the shoulder blades")?);
    }
    Ok(given)
}

fn treatment(key: &str, minutes: u8, region: &str) -> Result<Treatment> {
    Ok(Treatment {
        treatment: key.parse()?,
        minutes: Some(minutes),
        region: region.to_owned(),
        side: None,
        setting: String::new(),
        response: String::new(),
        adverse: None,
        override_reason: String::new(),
    })
}
