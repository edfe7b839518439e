//! The blank re-evaluation form from the record: what the next visit asks of a patient becomes plain values.

use crate::care::decision::CASE_GOAL;
use crate::care::due::asked_at_visit;
use crate::care::entry;
use crate::care::evaluation::{Criterion, Reason, Verdict};
use crate::care::flags::is_full_screen_due;
use crate::care::ids::MeasureKey;
use crate::care::measure::{Measure, Side};
use crate::care::patient::PatientFacts;
use crate::care::protocol::Gate;
use crate::care::time::Moment;
use crate::print::blank_form::{Answer, BlankForm, Group, Row};
use crate::records::settings::Settings;
use crate::text::quantity::day;
use crate::text::row::{brief, options, rests_on, shown, taken_on, unit, warnings};
use crate::text::{criterion, reason};

use super::change_phase::CASE_GOAL_NOTE;
use super::programme_ground::Ground;
use super::sheet_input::{letterhead, person};

/// Everything a form is made from.
pub(super) struct Parts<'a> {
    pub settings: &'a Settings,
    pub ground: &'a Ground,
    pub patient: &'a PatientFacts,
    /// Name and number of the protocol version.
    pub version: &'a str,
    pub now: Moment,
}

/// The form as plain values.
pub(super) fn form(parts: &Parts<'_>) -> BlankForm {
    let ground = parts.ground;
    let (protocol, course) = (&ground.protocol, &ground.course);
    let phase = ground
        .evaluation
        .phase
        .and_then(|number| protocol.phase(number));
    let is_full_screen = is_full_screen_due(protocol, course, parts.now);
    let flags = protocol.red_flags_as_asked().into_iter();
    let asked = flags.filter(|flag| is_full_screen || !flag.history);
    BlankForm {
        language: "en-GB".into(),
        clinic: letterhead(parts.settings),
        patient: person(parts.patient),
        date: format!("as recorded on {}", day(parts.now.date)),
        phase: phase.map_or_else(
            || "No phase is decided yet: assessment".to_owned(),
            |phase| format!("Phase {}: {}", phase.number, phase.name),
        ),
        alerts: alerts(parts),
        groups: groups(parts),
        is_full_screen,
        signs: asked.map(|flag| flag.name.clone()).collect(),
        protocol: parts.version.to_owned(),
    }
}

/// Open red flags, then what else must be known of the patient.
fn alerts(parts: &Parts<'_>) -> Vec<String> {
    let (protocol, evaluation) = (&parts.ground.protocol, &parts.ground.evaluation);
    let flags = evaluation.reasons.iter();
    let mut alerts: Vec<String> = flags
        .filter(|one| matches!(one, Reason::RedFlag { .. } | Reason::ConsideredFlag { .. }))
        .map(|one| reason::sentence(protocol, evaluation, one))
        .collect();
    let own = parts.patient.alerts.trim();
    if !own.is_empty() {
        alerts.push(format!("Alert: {own}"));
    }
    let cautions = parts.ground.course.cautions.iter();
    let names: Vec<&str> = cautions
        .filter_map(|key| protocol.caution(key.as_str()))
        .map(|caution| caution.name.as_str())
        .collect();
    if !names.is_empty() {
        alerts.push(format!("Cautions: {}", names.join(", ")));
    }
    alerts
}

/// What holds the patient back, what is due, then what may be left.
fn groups(parts: &Parts<'_>) -> Vec<Group> {
    let ground = parts.ground;
    let asked = asked_at_visit(&ground.protocol, &ground.course, parts.now);
    let fails = |measure: &Measure, gate: Option<Gate>| {
        ground.evaluation.criteria.iter().any(|found| {
            found.measure == measure.key
                && gate.is_none_or(|gate| found.gate == gate)
                && matches!(found.verdict, Verdict::Worse | Verdict::NotYet)
        })
    };
    let measures = |keys: &[MeasureKey]| -> Vec<&Measure> {
        let known = keys.iter();
        known
            .filter_map(|key| ground.protocol.measure(key.as_str()))
            .collect()
    };
    let is_assigned = ground.evaluation.phase.is_some();
    let (again, in_date): (Vec<&Measure>, Vec<&Measure>) = measures(&asked.in_date)
        .into_iter()
        .partition(|measure| fails(measure, None));
    let mut due = measures(&asked.every_visit);
    due.extend(measures(&asked.due));
    due.extend(again);
    let (held, due): (Vec<&Measure>, Vec<&Measure>) = due
        .into_iter()
        .partition(|measure| is_assigned && fails(measure, Some(Gate::Mandatory)));
    // What only tells stands after what decides or is always asked.
    let (advisory, due): (Vec<&Measure>, Vec<&Measure>) = due.into_iter().partition(|measure| {
        let mut criteria = of_measure(parts, measure).peekable();
        is_assigned
            && criteria.peek().is_some()
            && criteria.all(|found| found.gate == Gate::Advisory)
    });
    let titled = [
        ("Mandatory, not met yet", held),
        ("Due at this visit", due),
        ("Due, but not needed to move on", advisory),
        ("Met and still in date: may be left", in_date),
    ];
    let groups = titled.into_iter().map(|(title, measures)| Group {
        title: title.to_owned(),
        rows: measures
            .into_iter()
            .map(|measure| row(parts, measure))
            .collect(),
    });
    groups.filter(|group| !group.rows.is_empty()).collect()
}

/// What the phase asks of a measure of this patient.
fn of_measure<'a>(parts: &Parts<'a>, measure: &'a Measure) -> impl Iterator<Item = &'a Criterion> {
    let criteria = parts.ground.evaluation.criteria.iter();
    criteria.filter(|found| found.measure == measure.key && found.verdict != Verdict::NotApplicable)
}

fn row(parts: &Parts<'_>, measure: &Measure) -> Row {
    let ground = parts.ground;
    let criteria: Vec<&Criterion> = of_measure(parts, measure).collect();
    let decides = criteria.iter().any(|found| found.gate == Gate::Mandatory);
    let mut about = warnings(&ground.protocol, &ground.course, measure, parts.now);
    let notes = &ground.episode.facts.intake.notes;
    if let Some(goal) = notes
        .get(CASE_GOAL_NOTE)
        .filter(|_| measure.key == *CASE_GOAL)
    {
        about.push(format!("The goal: {goal}"));
    }
    let words = options(measure);
    let answer = if let Some(composite) = &measure.composite {
        let named = &composite.parts;
        Answer::Parts(named.iter().map(|part| part.name.clone()).collect())
    } else if !words.is_empty() {
        Answer::Choice(words.into_iter().map(|(_, word)| word).collect())
    } else if measure.attempts.is_some() {
        Answer::Attempts
    } else {
        Answer::Value
    };
    Row {
        name: measure.name.clone(),
        unit: unit(measure),
        about,
        last: entry::sides(measure)
            .iter()
            .filter_map(|side| last(parts, measure, *side, &criteria))
            .collect(),
        target: criteria
            .iter()
            .map(|found| target(parts, found, decides))
            .collect(),
        sides: if measure.sided {
            &["Left", "Right"]
        } else {
            &[]
        },
        answer,
        methods: measure
            .variants
            .iter()
            .map(|variant| variant.name.clone())
            .collect(),
    }
}

/// What a criterion asks; beside one that decides, one that does not says so.
fn target(parts: &Parts<'_>, found: &Criterion, decides: bool) -> String {
    let needed = brief(&criterion::needed(&parts.ground.protocol, found));
    if decides && found.gate == Gate::Advisory {
        format!("{needed} (advisory)")
    } else {
        needed
    }
}

/// The last value of a side with its day; the year where it is another one.
fn last(
    parts: &Parts<'_>,
    measure: &Measure,
    side: Option<Side>,
    criteria: &[&Criterion],
) -> Option<String> {
    let reading = entry::last(&parts.ground.course, measure, side, parts.now)?;
    let mut on = taken_on(reading, parts.now.date);
    if let Some(days) = rests_on(&parts.ground.course, reading) {
        on = format!("{on}, {days}");
    }
    let side = match side {
        Some(Side::Left) => "L ",
        Some(Side::Right) => "R ",
        None => "",
    };
    let value = shown(measure, &reading.value, criteria);
    Some(format!("{side}{value} · {on}"))
}
