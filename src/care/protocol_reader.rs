//! A protocol from its TOML form: one document, or the folder it is split into.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Entry, declared};
use super::fault::{Fault, Faults, Place};
use super::measure::{Kind, Measure};
use super::measure_reader;
use super::protocol::{
    ActionLevel, Caution, Escalation, Phase, Protocol, RedFlag, Starter, Target, Warning,
};
use super::protocol_check as check;
use super::target_reader;

/// The keys of the library that a protocol may link to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LibraryKeys {
    /// Exercises.
    pub exercises: BTreeSet<String>,
    /// Advice blocks.
    pub advice: BTreeSet<String>,
    /// Treatments.
    pub treatments: BTreeSet<String>,
}

impl Protocol {
    /// Reads a protocol written as one TOML document.
    ///
    /// # Errors
    ///
    /// Every fault in the document: syntax, unknown or missing keys, wrong types and words, thresholds and sides the
    /// measures cannot have, links that lead nowhere.
    pub fn read(file: &str, text: &str, library: &LibraryKeys) -> Result<Protocol, Vec<Fault>> {
        let faults = Faults::default();
        let protocol = Entry::parse(file, text, &faults).and_then(|mut head| {
            let parts = Parts {
                measures: head.entries("measures"),
                phases: head.entries("phases"),
                red_flags: head.entries("red_flags"),
                cautions: head.entries("cautions"),
                head,
            };
            read(parts, library, &faults)
        });
        faults.unless_any(protocol)
    }
}

/// The tables of a protocol, from one file or many.
pub(super) struct Parts<'f> {
    /// The top-level keys.
    pub(super) head: Entry<'f>,
    /// One entry a measure.
    pub(super) measures: Vec<Entry<'f>>,
    /// One entry a phase.
    pub(super) phases: Vec<Entry<'f>>,
    /// One entry a red flag.
    pub(super) red_flags: Vec<Entry<'f>>,
    /// One entry a caution.
    pub(super) cautions: Vec<Entry<'f>>,
}

/// Reads the parts and checks them against each other; faults are noted.
pub(super) fn read(parts: Parts<'_>, library: &LibraryKeys, faults: &Faults) -> Option<Protocol> {
    let Parts {
        mut head,
        measures,
        phases,
        red_flags,
        cautions,
    } = parts;
    let keys = check::Keys {
        measures: declared(&measures),
        cautions: declared(&cautions),
        library,
        judge_links: !faults.has_unread(),
    };
    declared(&red_flags);
    for (name, list) in [
        ("measures", &measures),
        ("phases", &phases),
        ("red_flags", &red_flags),
    ] {
        if list.is_empty() && keys.judge_links {
            head.place.fault(name, "is missing: at least one is needed");
        }
    }

    let key = head.key_text("key");
    let version = head.whole::<u32>("version");
    let name = head.text("name");
    let valid_days = read_valid_days(&mut head);
    let pain_limits = read_pain_limits(&mut head, phases.len());
    let last_phase_without_sport = head.whole::<u8>("last_phase_without_sport");
    let place = head.place.clone();
    head.done();

    let measures: Vec<Measure> = measures
        .into_iter()
        .filter_map(measure_reader::read)
        .collect();
    let red_flags: Vec<RedFlag> = red_flags.into_iter().filter_map(read_red_flag).collect();
    let cautions: Vec<Caution> = cautions
        .into_iter()
        .filter_map(|entry| read_caution(entry, &keys))
        .collect();
    let phases = read_phases(phases, &measures, &keys);

    if version == Some(0) {
        place.fault("version", "counts from 1");
    }
    if let Some(last) = last_phase_without_sport {
        check::path(&place, last, &phases);
    }
    let last_number = phases.last().map_or(0, |phase| phase.number);
    for measure in &measures {
        if measure
            .baseline_phase
            .is_some_and(|phase| !(1..=last_number).contains(&phase))
            && keys.judge_links
        {
            place.fault(
                &format!("measures[{}].baseline_phase", measure.key),
                "is not a phase of this protocol",
            );
        }
    }
    Some(Protocol {
        key,
        version: version?,
        name,
        valid_days,
        pain_limits,
        last_phase_without_sport: last_phase_without_sport?,
        phases,
        measures,
        red_flags,
        cautions,
    })
}

fn read_valid_days(head: &mut Entry<'_>) -> BTreeMap<Kind, u32> {
    let Some(mut entry) = head.entry("valid_days") else {
        head.place.fault(
            "valid_days",
            "is missing: days in date for each kind of measure",
        );
        return BTreeMap::new();
    };
    let mut days = BTreeMap::new();
    for kind in Kind::ALL {
        if let Some(count) = entry.whole::<u32>(kind.as_str()) {
            if !(1..=366).contains(&count) {
                entry
                    .place
                    .fault(kind.as_str(), format!("is {count}; must be 1 to 366 days"));
            }
            days.insert(*kind, count);
        }
    }
    entry.done();
    days
}

fn read_pain_limits(head: &mut Entry<'_>, phases: usize) -> BTreeMap<u8, u8> {
    let Some(mut entry) = head.entry("pain_limits") else {
        head.place.fault(
            "pain_limits",
            "is missing: highest pain allowed in exercise, by phase",
        );
        return BTreeMap::new();
    };
    let mut limits = BTreeMap::new();
    for number in (1..=u8::MAX).take(phases) {
        if let Some(limit) = entry.whole::<u8>(&number.to_string()) {
            if limit > 10 {
                entry.place.fault(
                    &number.to_string(),
                    format!("is {limit}; must be 0 to 10 points"),
                );
            }
            limits.insert(number, limit);
        }
    }
    if phases > 0 {
        entry.done();
    }
    limits
}

fn read_red_flag(mut entry: Entry<'_>) -> Option<RedFlag> {
    let key = entry.id("key");
    let name = entry.text("name");
    let ask = entry.text("ask");
    let points_to = entry.text("points_to");
    let action = entry.word("action", ActionLevel::ALL, ActionLevel::as_str);
    let escalate = entry.entry("escalate").and_then(|mut entry| {
        let to = entry.word("to", ActionLevel::ALL, ActionLevel::as_str);
        let when = entry.text("when");
        entry.done();
        Some(Escalation { to: to?, when })
    });
    let history = entry.flag("history");
    let note = entry.optional_text("note").unwrap_or_default();
    let source = entry.blank_text("source");
    if let (Some(action), Some(escalate)) = (action, &escalate)
        && escalate.to <= action
    {
        entry
            .place
            .fault("escalate.to", "must be more urgent than action");
    }
    entry.done();
    Some(RedFlag {
        key: key?,
        name,
        ask,
        points_to,
        action: action?,
        escalate,
        history,
        note,
        source,
    })
}

fn read_caution(mut entry: Entry<'_>, keys: &check::Keys<'_>) -> Option<Caution> {
    let key = entry.id("key");
    let name = entry.text("name");
    let computed = entry.flag("computed");
    let bars = entry.texts("bars");
    let warns: Vec<Warning> = entry
        .entries("warns")
        .into_iter()
        .map(|mut entry| {
            let key = entry.text("key");
            let note = entry.optional_text("note").unwrap_or_default();
            entry.done();
            Warning { key, note }
        })
        .collect();
    let note = entry.optional_text("note").unwrap_or_default();
    let place = entry.place.clone();
    entry.done();
    let caution = Caution {
        key: key?,
        name,
        computed,
        bars,
        warns,
        note,
    };
    check::caution(&place, &caution, keys);
    Some(caution)
}

fn read_phases(
    entries: Vec<Entry<'_>>,
    measures: &[Measure],
    keys: &check::Keys<'_>,
) -> Vec<Phase> {
    declared(&entries);
    let mut phases = Vec::new();
    let mut targets: Vec<(Place<'_>, u8, Target)> = Vec::new();
    let mut target_keys = BTreeMap::new();
    for (index, mut entry) in entries.into_iter().enumerate() {
        let target_entries = entry.entries("targets");
        let place = entry.place.clone();
        let number = entry.whole::<u8>("number");
        if number.is_some_and(|number| usize::from(number) != index + 1) {
            place.fault(
                "number",
                format!(
                    "must be {}: phases are numbered from 1 without a gap",
                    index + 1
                ),
            );
        }
        for target in &target_entries {
            if let Some(key) = target.peek("key")
                && target_keys.insert(key.clone(), number).is_some()
            {
                target
                    .place
                    .fault("key", format!("\"{key}\" is used twice in the protocol"));
            }
        }
        let phase = read_phase(entry, number.unwrap_or_default(), keys);
        let read = target_entries
            .into_iter()
            .filter_map(|entry| target_reader::read(entry, measures, keys));
        targets.extend(read.map(|(place, target)| (place, number.unwrap_or_default(), target)));
        phases.extend(phase);
    }
    for (place, number, target) in &targets {
        check::target(place, target, measures);
        check::stands_in(place, target, *number, &target_keys);
    }
    for (_, number, target) in targets {
        if let Some(phase) = phases.iter_mut().find(|phase| phase.number == number) {
            phase.targets.push(target);
        }
    }
    phases
}

fn read_phase(mut entry: Entry<'_>, number: u8, keys: &check::Keys<'_>) -> Option<Phase> {
    let key = entry.key_text("key");
    let name = entry.text("name");
    let sport_only = entry.flag("sport_only");
    let purpose = entry.text("purpose");
    let patient_goal = entry.text("patient_goal");
    let therapist = entry.texts("therapist");
    let patient = entry.texts("patient");
    let not_in_phase = entry.texts("not_in_phase");
    let entry_words = entry.text("entry");
    let exit = entry.text("exit");
    let typical_time = entry.text("typical_time");
    let starter = entry
        .entries("starter")
        .into_iter()
        .filter_map(|entry| read_starter(entry, keys))
        .collect();
    entry.done();
    Some(Phase {
        number,
        key,
        name,
        sport_only,
        purpose,
        patient_goal,
        therapist,
        patient,
        not_in_phase,
        entry: entry_words,
        exit,
        typical_time,
        starter,
        targets: Vec::new(),
    })
}

fn read_starter(mut entry: Entry<'_>, keys: &check::Keys<'_>) -> Option<Starter> {
    let exercise = entry.id::<super::ids::ExerciseKey>("exercise");
    let condition = entry.optional_text("condition");
    if let Some(exercise) = &exercise
        && keys.judge_links
        && !keys.library.exercises.contains(exercise.as_str())
    {
        entry
            .place
            .fault("exercise", format!("there is no exercise \"{exercise}\""));
    }
    entry.done();
    Some(Starter {
        exercise: exercise?,
        condition,
    })
}
