//! From what was typed to a visit: every field is read, so that all faults show at once.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::{Context, Purpose, Screen, flags, minute, treatments};
use crate::care::course::{FlagState, Flare, ReportedFlag, WarningSigns};
use crate::care::entry::{self, Circumstances, Entry};
use crate::care::episode::VisitPlan;
use crate::care::measure::{Measure, Reading, Side};
use crate::care::protocol::RedFlag;
use crate::care::session::{AdverseEvent, ScreenAnswer, SessionContent, Severity, Treatment};
use crate::care::time::{Moment, is_leap_second};
use crate::clinic::Clinic;
use crate::web::field::Answer;
use crate::web::form::Form;

/// Most characters of a note.
const NOTE: usize = 10_000;
/// Most characters of a line.
const LINE: usize = 300;

/// What the form says; where a field is at fault, without it.
#[derive(Debug, Clone)]
pub struct Typed {
    /// The visit.
    pub content: SessionContent,
    /// The next visit, where one is to be booked.
    pub next_visit: Option<VisitPlan>,
}

/// Reads the whole form. `signing` makes the questions without a default compulsory.
pub fn read(form: &mut Form, clinic: &Clinic, context: &Context, signing: bool) -> Typed {
    let took_place = took_place(form, clinic, context);
    let late_because = late_because(form, context, took_place, signing);
    let readings = readings(form, context, took_place);
    let activities = activities(form, context, &readings, signing);
    let (warning_signs, full_screen, screen) = match context.screen {
        Screen::Question => (warning_question(form, context, signing), false, Vec::new()),
        Screen::Full { .. } => full_screen(form, context, signing),
    };
    let flare = if context.is_assessment {
        Flare::NotAsked
    } else {
        flare(form, took_place.date, signing)
    };
    let adherence = form.field("adherence", "Home programme").optional();
    let adherence = adherence.text(LINE).unwrap_or_default();
    let treatments = given(form);
    let response = form.field("response", "Response").optional();
    let response = response.text(LINE).unwrap_or_default();
    let note = form.field("note", "Note").optional();
    let note = note.lines(NOTE).unwrap_or_default();
    let next_visit = next_visit(form, context);
    Typed {
        content: SessionContent {
            took_place,
            late_because,
            full_screen,
            screen,
            warning_signs,
            flare,
            readings,
            treatments,
            response,
            adherence,
            activities,
            note,
        },
        next_visit,
    }
}

/// The time of the visit. The minute the form was opened in stands for the very second, so that a visit recorded right
/// after a decision lies after it.
fn took_place(form: &mut Form, clinic: &Clinic, context: &Context) -> Moment {
    let opened = form
        .value("opened")
        .parse()
        .ok()
        .filter(|utc: &NaiveDateTime| !is_leap_second(utc))
        .map_or(context.now, |utc| clinic.moment(utc));
    let date = form
        .field("visit_date", "Date of the visit")
        .date(NaiveDate::MIN..=NaiveDate::MAX);
    let time = form.field("visit_time", "Time of the visit").time();
    let (Some(date), Some(time)) = (date, time) else {
        return context.as_of;
    };
    let typed = date.and_time(time);
    let at = if typed == minute(clinic.local(opened.utc)) {
        opened
    } else {
        clinic.from_local(typed)
    };
    if date.year() < 1900 {
        form.fault(
            "visit_date",
            "Date of the visit must be a real date of this patient's care",
        );
        return context.as_of;
    }
    if at.utc > context.now.utc {
        let field = if date > context.now.date {
            "visit_date"
        } else {
            "visit_time"
        };
        form.fault(
            field,
            "The time of the visit is in the future: correct the date or time",
        );
        return context.as_of;
    }
    at
}

/// Why it is entered on another day than it took place on.
fn late_because(form: &mut Form, context: &Context, at: Moment, signing: bool) -> String {
    let recorded = context
        .session
        .as_ref()
        .filter(|_| context.purpose == Purpose::Amendment);
    let entered = recorded.map_or(context.now, |session| session.current.content.took_place);
    let is_late = at.date < entered.date;
    let field = form
        .field("late_because", "Reason for entering it late")
        .optional();
    let because = field.text(LINE).unwrap_or_default();
    if signing && is_late && because.is_empty() {
        form.fault(
            "late_because",
            "Write why this visit is entered on a later day",
        );
    }
    because
}

/// The name of a field about one side of a measure: `m_rom_thoracic_rotation_left`.
pub(super) fn field(measure: &Measure, side: Option<Side>) -> String {
    match side {
        Some(side) => format!("m_{}_{}", measure.key, side.as_str()),
        None => format!("m_{}", measure.key),
    }
}

fn readings(form: &mut Form, context: &Context, at: Moment) -> Vec<Reading> {
    let protocol = context.protocol.clone();
    let measures = protocol.measures.iter().filter(|measure| !measure.computed);
    measures
        .flat_map(|measure| readings_of(form, context, measure, at))
        .collect()
}

fn readings_of(form: &mut Form, context: &Context, measure: &Measure, at: Moment) -> Vec<Reading> {
    let ticked = form.is_ticked(&format!("same_{}", measure.key));
    let sides = entry::sides(measure);
    let last = |side| entry::last(&context.course, measure, side, at);
    let any_last = sides.iter().any(|side| last(*side).is_some());
    let mut found = Vec::new();
    for &side in sides {
        let typed = typed(form, measure, side, ticked);
        let last = last(side);
        // one tick speaks for both sides; a side never measured before cannot be unchanged
        let unchanged = ticked && (last.is_some() || !any_last);
        let around = Circumstances {
            last,
            arm_length_cm: context.patient.facts.arm_length_cm,
            at,
            by: &context.by,
        };
        match entry::read(measure, &Entry { unchanged, ..typed }, around) {
            Ok(reading) => found.extend(reading),
            Err(why) => {
                let side = side.map_or(String::new(), |side| format!(" ({})", side.as_str()));
                form.fault(
                    &first_field(measure, side_of(&side)),
                    format!("{} {why}{side}", measure.name),
                );
            }
        }
    }
    found
}

fn side_of(words: &str) -> Option<Side> {
    match words {
        " (left)" => Some(Side::Left),
        " (right)" => Some(Side::Right),
        _ => None,
    }
}

/// The field a fault of one side stands at: the first part of a composite.
fn first_field(measure: &Measure, side: Option<Side>) -> String {
    let field = field(measure, side);
    let first = measure
        .composite
        .as_ref()
        .and_then(|composite| composite.parts.first());
    first.map_or(field.clone(), |part| format!("{field}_{}", part.key))
}

fn typed(form: &Form, measure: &Measure, side: Option<Side>, unchanged: bool) -> Entry {
    let field = field(measure, side);
    let parts = measure
        .composite
        .iter()
        .flat_map(|composite| &composite.parts);
    Entry {
        side,
        value: form.value(&field).trim().to_owned(),
        parts: parts
            .map(|part| form.value(&format!("{field}_{}", part.key)).to_owned())
            .collect(),
        variant: form.value(&format!("method_{}", measure.key)).to_owned(),
        stopped: form.value(&format!("stopped_{}", measure.key)).to_owned(),
        unchanged,
    }
}

/// The activities of the function scale, named once.
fn activities(
    form: &mut Form,
    context: &Context,
    readings: &[Reading],
    signing: bool,
) -> Vec<String> {
    let Some(measure) = named_parts(context) else {
        return Vec::new();
    };
    let count = measure
        .composite
        .as_ref()
        .map_or(0, |composite| composite.parts.len());
    let mut names = Vec::with_capacity(count);
    for number in 1..=count {
        let name = format!("activity_{number}");
        let label = format!("Activity {number}");
        names.push(
            form.field(&name, &label)
                .optional()
                .text(LINE)
                .unwrap_or_default(),
        );
    }
    let is_rated = readings
        .iter()
        .any(|reading| reading.measure == measure.key);
    let missing = names.iter().position(String::is_empty);
    if names.iter().all(String::is_empty) && !is_rated {
        return Vec::new();
    }
    if let Some(at) = missing.filter(|_| signing || is_rated) {
        form.fault(
            &format!("activity_{}", at + 1),
            format!("Activity {} is needed: name what the patient rated", at + 1),
        );
    }
    if missing.is_some() {
        names.retain(|name| !name.is_empty());
    }
    names
}

/// The measure whose parts the patient names, where that was not done before.
pub(super) fn named_parts(context: &Context) -> Option<&Measure> {
    let measure = context.protocol.measure("psfs_mean")?;
    context.activities.is_empty().then_some(measure)
}

fn warning_question(form: &mut Form, context: &Context, signing: bool) -> WarningSigns {
    let field = form.field("warning_signs", "The warning-sign question");
    let field = if signing { field } else { field.optional() };
    let answer = field.choice::<String>();
    let ticked: Vec<String> = form.values("flag").map(str::to_owned).collect();
    let reported: Vec<ReportedFlag> = context
        .protocol
        .red_flags
        .iter()
        .filter(|flag| ticked.iter().any(|key| flag.key == **key))
        .map(|flag| reported(form, flag))
        .collect();
    match answer.as_deref() {
        Some("yes") if reported.is_empty() => {
            form.fault("flag", "Tick which warning sign was reported");
            WarningSigns::NotAsked
        }
        Some("yes") => WarningSigns::Reported(reported),
        Some("none" | "not_asked") if !reported.is_empty() => {
            form.fault(
                "warning_signs",
                "A warning sign is ticked: answer Yes, or clear it in the list",
            );
            WarningSigns::Reported(reported)
        }
        Some("none") => WarningSigns::None,
        // a sign that is ticked counts before the question is answered
        None if !reported.is_empty() => WarningSigns::Reported(reported),
        _ => WarningSigns::NotAsked,
    }
}

fn reported(form: &Form, flag: &RedFlag) -> ReportedFlag {
    ReportedFlag {
        flag: flag.key.clone(),
        level: flags::level(flag, form.value(&format!("level_{}", flag.key))),
    }
}

fn full_screen(
    form: &mut Form,
    context: &Context,
    signing: bool,
) -> (WarningSigns, bool, Vec<ScreenAnswer>) {
    let field = form.field("screen", "The red flag screen");
    let field = if signing { field } else { field.optional() };
    match field.choice::<String>().as_deref() {
        Some("as_before") if context.screen.asked_on().is_some() => {
            (WarningSigns::None, true, Vec::new())
        }
        Some("now") => every_flag(form, context, signing),
        // answers typed before the way of asking was chosen
        None => {
            let (signs, _, answers) = every_flag(form, context, false);
            let signs = if answers.is_empty() {
                WarningSigns::NotAsked
            } else {
                signs
            };
            (signs, false, answers)
        }
        _ => (WarningSigns::NotAsked, false, Vec::new()),
    }
}

fn every_flag(
    form: &mut Form,
    context: &Context,
    signing: bool,
) -> (WarningSigns, bool, Vec<ScreenAnswer>) {
    let others_no = form.is_ticked("screen_others_no");
    let mut answers = Vec::new();
    let mut yes = Vec::new();
    let mut open = Vec::new();
    let mut not_asked = 0_usize;
    for flag in &context.protocol.red_flags {
        let answer: Option<Answer> = form.value(&format!("screen_{}", flag.key)).parse().ok();
        let state = match answer {
            Some(Answer::Yes) => FlagState::Open,
            Some(Answer::No) => FlagState::Absent,
            None if others_no => FlagState::Absent,
            Some(Answer::NotAsked) => {
                not_asked += 1;
                continue;
            }
            None => {
                open.push(flag);
                continue;
            }
        };
        let reported = reported(form, flag);
        answers.push(ScreenAnswer {
            flag: flag.key.clone(),
            state,
            level: reported.level.filter(|_| state == FlagState::Open),
            note: String::new(),
            ask_again_on: None,
        });
        if state == FlagState::Open {
            yes.push(reported);
        }
    }
    if let (true, Some(first)) = (signing, open.first()) {
        let sentence = if open.len() == 1 {
            format!(
                "The red flag “{}” has no answer: Yes, No or Not asked",
                first.name
            )
        } else {
            format!(
                "{} red flags have no answer, the first is “{}”: answer Yes, No or Not asked, or tick that all others were answered No",
                open.len(),
                first.name
            )
        };
        form.fault(&format!("screen_{}", first.key), sentence);
    }
    let signs = if yes.is_empty() {
        WarningSigns::None
    } else {
        WarningSigns::Reported(yes)
    };
    (signs, not_asked == 0 && open.is_empty(), answers)
}

fn flare(form: &mut Form, visit: NaiveDate, signing: bool) -> Flare {
    let field = form.field("flare", "The flare-up question");
    let field = if signing { field } else { field.optional() };
    let answer = field.choice::<String>();
    let began = form
        .field("flare_began", "The day the flare-up began")
        .optional();
    let began = began.date(visit - TimeDelta::days(365)..=visit);
    let returned = form
        .field("spasm_returned", "“Did spasm return?”")
        .optional();
    let returned = returned.choice::<String>();
    let lasted = matches!(answer.as_deref(), Some("settled" | "lasting"));
    if lasted && signing && returned.is_none() {
        form.fault(
            "spasm_returned",
            "“Did spasm return?” must be answered: Yes or No",
        );
    }
    if !lasted && (began.is_some() || returned.is_some()) && answer.is_some() {
        form.fault(
            "flare",
            "Details of a flare-up are filled in: answer Yes, or clear them",
        );
    }
    let spasm_returned = returned.as_deref() == Some("yes");
    match answer.as_deref() {
        Some("no") => Flare::No,
        Some("settled") => Flare::Settled {
            began,
            spasm_returned,
        },
        Some("lasting") => Flare::Lasting {
            began,
            spasm_returned,
        },
        _ => Flare::NotAsked,
    }
}

fn given(form: &mut Form) -> Vec<Treatment> {
    (1..=treatments::MOST)
        .filter_map(|number| one_given(form, &format!("t{number}"), number))
        .collect()
}

fn one_given(form: &mut Form, name: &str, number: usize) -> Option<Treatment> {
    if !treatments::is_used(form, name) {
        return None;
    }
    let of = |what: &str| format!("{what} of treatment {number}");
    let key = form.field(&format!("{name}_treatment"), &of("The kind"));
    let treatment = key.choice();
    let minutes = form
        .field(&format!("{name}_minutes"), &of("Minutes"))
        .optional();
    let minutes = minutes.whole(1..=240, "");
    let mut line = |field: &str, label: &str| {
        let field = form
            .field(&format!("{name}_{field}"), &of(label))
            .optional();
        field.text(LINE).unwrap_or_default()
    };
    let (region, setting) = (line("region", "Region"), line("setting", "Setting"));
    let (response, event) = (line("response", "Response"), line("event", "Adverse event"));
    let because = line("because", "Reason");
    let side = form
        .field(&format!("{name}_side"), &of("Side"))
        .optional()
        .choice();
    let severity = form
        .field(&format!("{name}_severity"), &of("Severity"))
        .optional();
    let severity: Option<Severity> = severity.choice();
    let adverse = match (severity, event.is_empty()) {
        (None, true) => None,
        (Some(severity), false) => Some(AdverseEvent {
            severity,
            what: event,
        }),
        (None, false) => {
            form.fault(
                &format!("{name}_severity"),
                format!(
                    "{} is needed: an adverse event is described",
                    of("Severity")
                ),
            );
            None
        }
        (Some(_), true) => {
            form.fault(
                &format!("{name}_event"),
                format!("{} is needed: a severity is chosen", of("Adverse event")),
            );
            None
        }
    };
    Some(Treatment {
        treatment: treatment?,
        minutes: minutes.and_then(|minutes| u8::try_from(minutes).ok()),
        region,
        side,
        setting,
        response,
        adverse,
        override_reason: because,
    })
}

fn next_visit(form: &mut Form, context: &Context) -> Option<VisitPlan> {
    if context.purpose == Purpose::Amendment {
        return None;
    }
    let today = context.now.date;
    let on = form.field("next_date", "Next visit").optional();
    let on = on.date(today..=today + TimeDelta::days(730));
    let time: Option<NaiveTime> = form
        .field("next_time", "Time of the next visit")
        .optional()
        .time();
    if on.is_none() && time.is_some() && form.value("next_date").is_empty() {
        form.fault("next_date", "Next visit is needed: its time is filled in");
    }
    Some(VisitPlan {
        on: on?,
        time,
        place: String::new(),
        clinician: None,
        note: String::new(),
    })
}
