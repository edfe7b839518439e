//! What the intake asks, in the words of the knowledge.

use crate::care::ids::CautionKey;
use crate::care::knowledge::Knowledge;
use crate::care::measure::{Input, Measure};
use crate::care::protocol::Protocol;
use crate::text::words::{action, urgency};
use crate::web::who::sentence_case;

/// Everything asked that the knowledge holds.
pub struct Questions {
    /// Asked every time: symptoms.
    pub symptom_flags: Vec<FlagQuestion>,
    /// Asked at intake: the history.
    pub history_flags: Vec<FlagQuestion>,
    /// Grade and its findings.
    pub grades: Vec<(String, Vec<Finding>)>,
    /// The checklist: key and words.
    pub symptoms: Vec<(String, String)>,
    /// Tests the patient does.
    pub self_tests: Vec<SelfTest>,
    /// Field, name and where it is.
    pub muscles: Vec<(String, String, String)>,
    /// Heading, and field and words of each factor.
    pub factors: Vec<(String, Vec<(String, String)>)>,
    /// Key, words and the field of its note.
    pub cautions: Vec<(String, String, String)>,
}

/// A red flag to ask about.
pub struct FlagQuestion {
    /// Its field.
    pub name: String,
    /// The question.
    pub ask: String,
    /// What it may point to and what to do.
    pub hint: String,
    /// Field, question and hint of the follow-up, where it has one.
    pub follow_up: Option<(String, String, String)>,
}

/// A finding of severity.
pub struct Finding {
    /// Its words in the knowledge: its value in the form.
    pub text: String,
    /// Its words on screen.
    pub words: String,
}

/// A test the patient does alone.
pub struct SelfTest {
    /// Its field.
    pub name: String,
    /// The field of its note.
    pub note: String,
    /// Its name.
    pub title: String,
    /// How it is done and what is positive.
    pub how: String,
    /// Its results: value and words.
    pub results: Vec<(String, String)>,
}

/// The field of a flag's follow-up question.
pub fn follow_up_field(flag: &str) -> String {
    format!("{flag}_higher")
}

/// The field of a note beside another field.
pub fn note_field(name: &str) -> String {
    format!("{name}_note")
}

/// The field of a muscle.
pub fn muscle_field(muscle: &str) -> String {
    format!("muscle_{muscle}")
}

impl Questions {
    /// Asked with this protocol, without the cautions that are known already.
    pub fn of(protocol: &Protocol, knowledge: &Knowledge, known: &[CautionKey]) -> Questions {
        let (mut symptom_flags, mut history_flags) = (Vec::new(), Vec::new());
        for flag in protocol.red_flags_as_asked() {
            let follow_up = flag.escalate.as_ref().map(|escalation| {
                (
                    follow_up_field(flag.key.as_str()),
                    format!("{}?", sentence_case(&escalation.when)),
                    format!("Yes, or not answered: {}", action(escalation.to)),
                )
            });
            let question = FlagQuestion {
                name: flag.key.to_string(),
                ask: sentence_case(&flag.ask),
                hint: match flag.note.as_str() {
                    "" => format!("May point to {}: {}", flag.points_to, urgency(flag)),
                    note => format!("May point to {}: {}. {note}", flag.points_to, urgency(flag)),
                },
                follow_up,
            };
            if flag.history {
                history_flags.push(question);
            } else {
                symptom_flags.push(question);
            }
        }
        let grades = knowledge.severity.iter().map(|grade| {
            let findings = grade.findings.iter().map(|finding| Finding {
                words: match &finding.flag {
                    Some(_) => format!("{} (raises a red flag)", sentence_case(&finding.text)),
                    None => sentence_case(&finding.text),
                },
                text: finding.text.clone(),
            });
            (grade.name.clone(), findings.collect())
        });
        let mut factors: Vec<(String, Vec<(String, String)>)> = Vec::new();
        for factor in &knowledge.factors {
            let pair = (factor.key.clone(), sentence_case(&factor.text));
            match factors.last_mut() {
                Some((group, list)) if *group == factor.group => list.push(pair),
                _ => factors.push((factor.group.clone(), vec![pair])),
            }
        }
        let muscles = knowledge
            .muscles
            .iter()
            .filter(|muscle| muscle.alias_of.is_none());
        let cautions = protocol
            .cautions
            .iter()
            .filter(|caution| !caution.computed && !known.contains(&caution.key));
        Questions {
            symptom_flags,
            history_flags,
            grades: grades.collect(),
            symptoms: knowledge
                .symptoms
                .iter()
                .map(|symptom| (symptom.key.clone(), sentence_case(&symptom.text)))
                .collect(),
            self_tests: self_tests(protocol, knowledge),
            muscles: muscles
                .map(|muscle| {
                    (
                        muscle_field(&muscle.key),
                        muscle.name.clone(),
                        muscle.region.clone(),
                    )
                })
                .collect(),
            factors,
            cautions: cautions
                .map(|caution| {
                    (
                        caution.key.to_string(),
                        sentence_case(&caution.name),
                        note_field(caution.key.as_str()),
                    )
                })
                .collect(),
        }
    }
}

fn self_tests(protocol: &Protocol, knowledge: &Knowledge) -> Vec<SelfTest> {
    let test = |test: &crate::care::library::SelfTest| {
        let measure = protocol.measure(test.key.as_str())?;
        Some(SelfTest {
            name: test.key.to_string(),
            note: note_field(test.key.as_str()),
            title: test.name.clone(),
            how: format!(
                "{} Positive: {}. Suggests: {}.",
                test.how, test.positive, test.suggests
            ),
            results: results(measure),
        })
    };
    knowledge.self_tests.iter().filter_map(test).collect()
}

fn results(measure: &Measure) -> Vec<(String, String)> {
    let Input::Words(words) = &measure.input else {
        return Vec::new();
    };
    let mut results: Vec<(String, String)> = words
        .iter()
        .map(|word| (word.clone(), sentence_case(&word.replace('_', " "))))
        .collect();
    results.push(("not_asked".to_owned(), "Not asked".to_owned()));
    results
}
