//! The whole of the clinical knowledge: the protocol and the library beside it.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{Entry, declared, keys_of};
use super::exercise::Exercise;
use super::exercise_reader;
use super::fault::{Fault, Faults};
use super::library::{
    Advice, Differential, Fact, Factor, GreenLight, Milestone, Muscle, Note, OutcomeMeasure,
    Policy, Reference, SelfTest, SeverityGrade, Symptom, Treatment,
};
use super::library_check;
use super::library_reader as library;
use super::protocol::{Caution, Protocol};
use super::protocol_reader::{self, LibraryKeys, Parts};

/// Everything under `knowledge/`, read and checked.
#[derive(Debug, Clone, PartialEq)]
pub struct Knowledge {
    /// The built-in protocol.
    pub protocol: Protocol,
    /// The exercise library, earliest phase first, then by name.
    pub exercises: Vec<Exercise>,
    /// Blocks of the home sheet, in the order they are printed.
    pub advice: Vec<Advice>,
    /// What is done in a session.
    pub treatments: Vec<Treatment>,
    /// Muscles of the body chart.
    pub muscles: Vec<Muscle>,
    /// Grades of severity, mildest first.
    pub severity: Vec<SeverityGrade>,
    /// The symptom checklist.
    pub symptoms: Vec<Symptom>,
    /// Tests the patient does alone.
    pub self_tests: Vec<SelfTest>,
    /// Contributing factors asked at intake.
    pub factors: Vec<Factor>,
    /// What else it may be.
    pub differentials: Vec<Differential>,
    /// What the clinic chooses.
    pub policies: Vec<Policy>,
    /// Other points on which sources disagree.
    pub notes: Vec<Note>,
    /// The time line.
    pub milestones: Vec<Milestone>,
    /// Signs that the patient may go on.
    pub green_lights: Vec<GreenLight>,
    /// Outcome scales and their terms.
    pub outcome_measures: Vec<OutcomeMeasure>,
    /// Sources and how far each was checked.
    pub references: Vec<Reference>,
    /// What else the sources say.
    pub facts: Vec<Fact>,
}

/// How a caution acts on one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CautionEffect<'k> {
    /// Not offered and not printed unless overridden with a reason.
    Bars,
    /// A warning when it is picked, with its note; the note may be empty.
    Warns(&'k str),
}

impl Knowledge {
    /// Reads the folder: pairs of a file's path in it and its text, in any order.
    ///
    /// # Errors
    ///
    /// Every fault in every file.
    pub fn read(files: &[(String, String)]) -> Result<Knowledge, Vec<Fault>> {
        let faults = Faults::default();
        let knowledge = read_all(files, &faults);
        faults.unless_any(knowledge)
    }

    /// The exercise of that key.
    #[must_use]
    pub fn exercise(&self, key: &str) -> Option<&Exercise> {
        self.exercises.iter().find(|exercise| exercise.key == *key)
    }

    /// The advice block of that key.
    #[must_use]
    pub fn advice(&self, key: &str) -> Option<&Advice> {
        self.advice.iter().find(|advice| advice.key == *key)
    }

    /// The treatment of that key.
    #[must_use]
    pub fn treatment(&self, key: &str) -> Option<&Treatment> {
        self.treatments
            .iter()
            .find(|treatment| treatment.key == *key)
    }

    /// The muscle of that key.
    #[must_use]
    pub fn muscle(&self, key: &str) -> Option<&Muscle> {
        self.muscles.iter().find(|muscle| muscle.key == key)
    }

    /// The policy of that key.
    #[must_use]
    pub fn policy(&self, key: &str) -> Option<&Policy> {
        self.policies.iter().find(|policy| policy.key == *key)
    }

    /// The keys a protocol may link to.
    #[must_use]
    pub fn library_keys(&self) -> LibraryKeys {
        LibraryKeys {
            exercises: self
                .exercises
                .iter()
                .map(|exercise| exercise.key.to_string())
                .collect(),
            advice: self
                .advice
                .iter()
                .map(|advice| advice.key.to_string())
                .collect(),
            treatments: self
                .treatments
                .iter()
                .map(|treatment| treatment.key.to_string())
                .collect(),
        }
    }
}

impl Caution {
    /// How this caution acts on an exercise, measure, advice block or treatment.
    #[must_use]
    pub fn effect_on(&self, key: &str) -> Option<CautionEffect<'_>> {
        if self.bars.iter().any(|barred| barred == key) {
            return Some(CautionEffect::Bars);
        }
        let warning = self.warns.iter().find(|warning| warning.key == key)?;
        Some(CautionEffect::Warns(&warning.note))
    }
}

/// The entries of every file, unread.
struct Files<'f> {
    head: Option<Entry<'f>>,
    phases: Vec<Entry<'f>>,
    exercises: Vec<Entry<'f>>,
    lists: BTreeMap<&'static str, Vec<Entry<'f>>>,
}

/// Which lists stand in which file.
const LISTS: [(&str, &[&str]); 15] = [
    ("upper-back-spasm/measures.toml", &["measures"]),
    ("upper-back-spasm/red-flags.toml", &["red_flags"]),
    ("upper-back-spasm/cautions.toml", &["cautions"]),
    ("advice.toml", &["advice"]),
    ("differentials.toml", &["differentials"]),
    ("examination.toml", &["grades", "symptoms", "self_tests"]),
    ("factors.toml", &["factors"]),
    ("facts.toml", &["facts"]),
    ("milestones.toml", &["milestones", "green_lights"]),
    ("muscles.toml", &["muscles"]),
    ("notes.toml", &["notes"]),
    ("outcome-measures.toml", &["outcome_measures"]),
    ("policies.toml", &["policies"]),
    ("references.toml", &["references"]),
    ("treatments.toml", &["treatments"]),
];

const HEAD: &str = "upper-back-spasm/protocol.toml";
const PHASES: &str = "upper-back-spasm/phases/";
const EXERCISES: &str = "exercises/";

impl<'f> Files<'f> {
    fn sort(files: &[(String, String)], faults: &'f Faults) -> Files<'f> {
        let mut sorted = Files {
            head: None,
            phases: vec![],
            exercises: vec![],
            lists: BTreeMap::new(),
        };
        let present: BTreeSet<&str> = files.iter().map(|(file, _)| file.as_str()).collect();
        for name in LISTS.iter().map(|(name, _)| *name).chain([HEAD]) {
            if !present.contains(name) {
                faults.note(name, "", "is missing");
                faults.note_unread();
            }
        }
        for (file, text) in files {
            let lists = LISTS
                .iter()
                .find(|(name, _)| name == file)
                .map(|(_, lists)| *lists);
            let is_known = lists.is_some()
                || file == HEAD
                || file.starts_with(PHASES)
                || file.starts_with(EXERCISES);
            if !is_known {
                faults.note(file, "", "is not a file of the knowledge");
                continue;
            }
            let Some(mut entry) = Entry::parse(file, text, faults) else {
                continue;
            };
            if let Some(lists) = lists {
                sorted
                    .lists
                    .extend(lists.iter().map(|list| (*list, entry.entries(list))));
                entry.done();
            } else if file == HEAD {
                sorted.head = Some(entry);
            } else if file.starts_with(PHASES) {
                sorted.phases.push(entry);
            } else {
                sorted.exercises.push(entry);
            }
        }
        sorted
            .phases
            .sort_by_key(|phase| phase.peek_whole("number"));
        sorted
    }

    fn take(&mut self, list: &str) -> Vec<Entry<'f>> {
        self.lists.remove(list).unwrap_or_default()
    }
}

fn read_all(files: &[(String, String)], faults: &Faults) -> Option<Knowledge> {
    let mut files = Files::sort(files, faults);
    let (advice, treatments) = (files.take("advice"), files.take("treatments"));
    let exercises = std::mem::take(&mut files.exercises);
    let (measures, red_flags, cautions) = (
        files.take("measures"),
        files.take("red_flags"),
        files.take("cautions"),
    );
    let keys = library_check::Keys {
        library: LibraryKeys {
            exercises: declared(&exercises),
            advice: declared(&advice),
            treatments: declared(&treatments),
        },
        measures: keys_of(&measures),
        flags: keys_of(&red_flags),
    };
    let parts = Parts {
        head: files.head?,
        measures,
        phases: files.phases,
        red_flags,
        cautions,
    };
    let protocol = protocol_reader::read(parts, &keys.library, faults);

    let mut lists = Lists(files.lists);
    let mut knowledge = Knowledge {
        exercises: exercises
            .into_iter()
            .filter_map(exercise_reader::read)
            .collect(),
        advice: advice.into_iter().filter_map(library::advice).collect(),
        treatments: treatments
            .into_iter()
            .filter_map(library::treatment)
            .collect(),
        muscles: lists.read("muscles", library::muscle),
        severity: lists.read("grades", library::severity_grade),
        symptoms: lists.read("symptoms", library::symptom),
        self_tests: lists.read("self_tests", library::self_test),
        factors: lists.read("factors", library::factor),
        differentials: lists.read("differentials", library::differential),
        policies: lists.read("policies", library::policy),
        notes: lists.read("notes", library::note),
        milestones: lists.read("milestones", library::milestone),
        green_lights: lists.read("green_lights", library::green_light),
        outcome_measures: lists.read("outcome_measures", library::outcome_measure),
        references: lists.read("references", library::reference),
        facts: lists.read("facts", library::fact),
        protocol: protocol?,
    };
    knowledge
        .exercises
        .sort_by(|a, b| (a.phases.first(), &a.name).cmp(&(b.phases.first(), &b.name)));
    if !faults.has_unread() {
        library_check::links(&knowledge, &keys, faults);
    }
    Some(knowledge)
}

/// The entries of lists that were not read yet, by the list's name.
struct Lists<'f>(BTreeMap<&'static str, Vec<Entry<'f>>>);

impl<'f> Lists<'f> {
    fn read<T>(&mut self, list: &str, read: fn(Entry<'f>) -> Option<T>) -> Vec<T> {
        let entries = self.0.remove(list).unwrap_or_default();
        declared(&entries);
        entries.into_iter().filter_map(read).collect()
    }
}
