//! Reading an intake.

use std::collections::BTreeMap;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime};

use super::questions::{follow_up_field, muscle_field, note_field};
use super::screen::{ask_flags_of_symptoms, flags, point_out_contradictions};
use crate::actions::open_episode::NewEpisode;
use crate::actions::record_fact::NewFact;
use crate::builtin;
use crate::care::course::AffectedSide;
use crate::care::episode::{AffectedMuscle, Intake};
use crate::care::ids::{CautionKey, StaffId};
use crate::care::measure::Value;
use crate::care::onset::OnsetStatement;
use crate::care::patient::FactKind;
use crate::care::protocol::Protocol;
use crate::web::form::Form;

/// The goals that have a line of their own.
pub const GOALS: [&str; 3] = ["goal_1", "goal_2", "goal_3"];
/// Fields beside flags, self tests, goals, muscles, factors, cautions and free text.
const ASKED: [&str; 17] = [
    "findings",
    "symptoms",
    "complaint",
    "onset_precision",
    "onset_date",
    "onset_time",
    "onset_year",
    "injury",
    "side",
    "sport",
    "sport_words",
    "goal_date",
    "cautions",
    "consent",
    "consent_on",
    "consent_note",
    "responsible",
];
/// Subjects of free text: field and label.
const NOTES: [(&str, &str); 4] = [
    ("history", "History"),
    ("medicines", "Medicines"),
    ("work", "Work and home"),
    ("note", "Note"),
];

/// Sides of a complaint.
pub const SIDES: [(&str, &str); 5] = [
    ("left", "Left"),
    ("right", "Right"),
    ("both", "Both"),
    ("central", "Central"),
    ("not_stated", "Not stated"),
];
/// How exactly an onset is known.
pub const PRECISIONS: [(&str, &str); 7] = [
    ("hour", "Day and time known"),
    ("day", "Day known"),
    ("this_week", "This week"),
    ("week", "Week known"),
    ("month", "Month known"),
    ("year", "Year known"),
    ("unknown", "Not known"),
];

/// Yes or no, where "not asked" cannot be worked with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum YesNo {
    Yes,
    No,
}

impl FromStr for YesNo {
    type Err = ();
    fn from_str(text: &str) -> Result<YesNo, ()> {
        match text {
            "yes" => Ok(YesNo::Yes),
            "no" => Ok(YesNo::No),
            _ => Err(()),
        }
    }
}

/// Reads the intake, in the page's order; `None` with every fault recorded. `now` is the clinic's clock on the wall.
/// `has_consent`: it is recorded already, and so not asked.
pub fn read(
    form: &mut Form,
    protocol: &Protocol,
    has_consent: bool,
    now: NaiveDateTime,
) -> Option<NewEpisode> {
    let knowledge = builtin::knowledge();
    form.refuse_unasked(|name| is_asked(protocol, name));
    let flags = flags(form, protocol);
    let findings: Vec<String> = ticked(form, "findings", |text| {
        let all = knowledge.severity.iter().flat_map(|grade| &grade.findings);
        all.into_iter().any(|finding| finding.text == text)
    });
    let symptoms = ticked(form, "symptoms", |key| {
        knowledge.symptoms.iter().any(|symptom| symptom.key == key)
    });
    ask_flags_of_symptoms(form, protocol, &flags, &symptoms);
    point_out_contradictions(form, protocol, &flags, &findings);
    let mut notes = BTreeMap::new();
    let self_tests = self_tests(form, protocol, &mut notes);
    let complaint = form.field("complaint", "Complaint").printed().lines(1000);
    let onset = onset(form, now);
    let injury = yes_no(form, "injury", "Started by an injury");
    let side: Option<AffectedSide> = form.field("side", "Affected side").choice();
    let sport = yes_no(form, "sport", "Does sport");
    let sport_words = line(form, "sport_words", "Which sport or work");
    let (goals, goal_date) = goals(form, now.date());
    let muscles = muscles(form);
    let factors = factors(form);
    let cautions = cautions(form, protocol);
    let consent = consent(form, has_consent, now.date());
    let responsible: Option<StaffId> = form.field("responsible", "Responsible clinician").choice();
    for (name, label) in NOTES {
        let text = form.field(name, label).optional().lines(2000);
        notes.extend(text.map(|text| (name.to_owned(), text)));
    }
    form.complete()?;
    Some(NewEpisode {
        protocol: protocol.key.clone(),
        onset: onset?,
        injury: injury?,
        side: side?,
        sport: sport?,
        findings,
        intake: Intake {
            complaint: complaint?,
            goals,
            goal_date,
            sport_words,
            severity: None,
            symptoms,
            self_tests,
            muscles,
            factors,
            notes,
        },
        flags,
        cautions,
        consent,
        responsible,
    })
}

/// When it began, as said.
pub fn onset(form: &mut Form, now: NaiveDateTime) -> Option<OnsetStatement> {
    let today = now.date();
    let precision = form
        .field("onset_precision", "Beginning")
        .choice::<String>()?;
    let first = today
        .checked_sub_days(Days::new(100 * 366))
        .unwrap_or(today);
    let day = |form: &mut Form| {
        form.field("onset_date", "Day of the beginning")
            .date(first..=today)
    };
    match precision.as_str() {
        "hour" => {
            let (day, time) = (
                day(form),
                form.field("onset_time", "Time of the beginning").time(),
            );
            let at = day?.and_time(time?);
            if at > now {
                form.fault("onset_time", "Time of the beginning is in the future");
                return None;
            }
            Some(OnsetStatement::Hour(at))
        }
        "day" => day(form).map(OnsetStatement::Day),
        "this_week" => Some(OnsetStatement::Week(today)),
        "week" => day(form).map(OnsetStatement::Week),
        "month" => day(form).map(OnsetStatement::Month),
        "year" => {
            let year = form.field("onset_year", "Year of the beginning");
            let year = year.whole(1900..=i64::from(today.year()), "")?;
            Some(OnsetStatement::Year(i32::try_from(year).ok()?))
        }
        "unknown" => Some(OnsetStatement::Unknown),
        _ => {
            form.fault(
                "onset_precision",
                "Beginning must be one of the answers shown",
            );
            None
        }
    }
}

/// Fills in when it began, for an amendment.
pub fn fill_onset(form: &mut Form, said: OnsetStatement) {
    let (precision, date) = match said {
        OnsetStatement::Hour(at) => {
            form.set("onset_time", at.format("%H:%M"));
            ("hour", Some(at.date()))
        }
        OnsetStatement::Day(day) => ("day", Some(day)),
        OnsetStatement::Week(day) => ("week", Some(day)),
        OnsetStatement::Month(day) => ("month", Some(day)),
        OnsetStatement::Year(year) => {
            form.set("onset_year", year);
            ("year", None)
        }
        OnsetStatement::Unknown => ("unknown", None),
    };
    form.set("onset_precision", precision);
    if let Some(date) = date {
        form.set("onset_date", date);
    }
}

/// Up to three goals and until when.
pub fn goals(form: &mut Form, today: NaiveDate) -> (Vec<String>, Option<NaiveDate>) {
    let goals = GOALS
        .iter()
        .filter_map(|name| form.field(name, "Goal").optional().printed().text(300));
    let goals = goals.collect();
    let last = today.checked_add_days(Days::new(3 * 366)).unwrap_or(today);
    let date = form
        .field("goal_date", "Goal date")
        .optional()
        .date(today..=last);
    (goals, date)
}

/// A question that is answered with yes or no.
pub fn yes_no(form: &mut Form, name: &str, label: &str) -> Option<bool> {
    Some(form.field(name, label).choice::<YesNo>()? == YesNo::Yes)
}

/// One line that may be empty.
pub fn line(form: &mut Form, name: &str, label: &str) -> String {
    form.field(name, label)
        .optional()
        .text(300)
        .unwrap_or_default()
}

fn ticked(form: &mut Form, name: &str, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let found: Vec<String> = form.values(name).map(str::to_owned).collect();
    if found.iter().any(|value| !is_known(value)) {
        form.fault(name, "What is ticked must be among the answers shown");
        return Vec::new();
    }
    found
}

fn self_tests(
    form: &mut Form,
    protocol: &Protocol,
    notes: &mut BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let mut results = BTreeMap::new();
    for test in &builtin::knowledge().self_tests {
        let key = test.key.as_str();
        if let Some(measure) = protocol.measure(key)
            && form.value(key) != "not_asked"
            && let Some(Value::Word(word)) = form.field(key, &test.name).optional().reading(measure)
        {
            results.insert(key.to_owned(), word);
        }
        let note = line(form, &note_field(key), "Details of the self test");
        if !note.is_empty() {
            notes.insert(key.to_owned(), note);
        }
    }
    results
}

fn muscles(form: &mut Form) -> Vec<AffectedMuscle> {
    let mut found = Vec::new();
    for muscle in &builtin::knowledge().muscles {
        let name = muscle_field(&muscle.key);
        match form.value(&name) {
            "" | "none" => {}
            side @ ("left" | "right" | "both") => found.push(AffectedMuscle {
                muscle: muscle.key.clone(),
                side: side.to_owned(),
            }),
            _ => form.fault(
                &name,
                format!("{} must be one of the answers shown", muscle.name),
            ),
        }
    }
    found
}

fn factors(form: &mut Form) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for factor in &builtin::knowledge().factors {
        match form.value(&factor.key) {
            "" | "not_asked" => {}
            when @ ("present" | "past") => {
                found.insert(factor.key.clone(), when.to_owned());
            }
            _ => form.fault(
                &factor.key,
                format!("“{}” must be one of the answers shown", factor.text),
            ),
        }
    }
    found
}

fn cautions(form: &mut Form, protocol: &Protocol) -> Vec<(CautionKey, String)> {
    let keys = ticked(form, "cautions", |key| {
        protocol
            .caution(key)
            .is_some_and(|caution| !caution.computed)
    });
    for caution in &protocol.cautions {
        let note = note_field(caution.key.as_str());
        if !form.value(&note).trim().is_empty() && !form.holds("cautions", caution.key.as_str()) {
            let sentence = format!(
                "Details are written beside “{}”, which is not ticked: tick it, or clear them",
                caution.name
            );
            form.fault(&note, sentence);
        }
    }
    let with_note = |key: String| {
        let note = line(form, &note_field(&key), "Details of the caution");
        Some((key.parse().ok()?, note))
    };
    keys.into_iter().filter_map(with_note).collect()
}

fn consent(form: &mut Form, is_recorded: bool, today: NaiveDate) -> Option<NewFact> {
    if is_recorded {
        return None;
    }
    let answer = form
        .field("consent", "Consent")
        .one_of(&["given", "not_yet"]);
    let first = today.checked_sub_days(Days::new(10 * 366)).unwrap_or(today);
    let on = form
        .field("consent_on", "Day of consent")
        .optional()
        .date(first..=today);
    let note = line(form, "consent_note", "Details of the consent");
    if answer == Some("not_yet") && (on.is_some() || !note.is_empty()) {
        form.fault(
            "consent",
            "The day or details of the consent are filled in: choose “Given”, or clear them",
        );
    }
    (answer == Some("given")).then(|| NewFact {
        kind: FactKind::Consent,
        on: on.unwrap_or(today),
        note,
    })
}

/// Whether the page has a field of this name.
fn is_asked(protocol: &Protocol, name: &str) -> bool {
    let knowledge = builtin::knowledge();
    let is_note_of = |key: &str| name == note_field(key);
    ASKED.contains(&name)
        || GOALS.contains(&name)
        || NOTES.iter().any(|(note, _)| *note == name)
        || protocol.red_flags.iter().any(|flag| {
            let is_higher = flag.escalate.is_some() && name == follow_up_field(flag.key.as_str());
            is_higher || flag.key == *name
        })
        || knowledge.self_tests.iter().any(|test| {
            let is_of_test = test.key == *name || is_note_of(test.key.as_str());
            is_of_test && protocol.measure(test.key.as_str()).is_some()
        })
        || knowledge
            .muscles
            .iter()
            .any(|muscle| name == muscle_field(&muscle.key))
        || knowledge.factors.iter().any(|factor| factor.key == *name)
        || protocol
            .cautions
            .iter()
            .any(|caution| is_note_of(caution.key.as_str()))
}
