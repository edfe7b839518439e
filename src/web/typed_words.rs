//! The fields of any form in the words of its page: for what was typed when a login had ended.

use crate::builtin;
use crate::care::measure::Measure;
use crate::care::protocol::RedFlag;
use crate::text::dose::capital;

/// Fields nobody typed in.
const SILENT: [&str; 9] = [
    "submission_id",
    "compare",
    "moved",
    "version",
    "opened",
    "shown",
    "add",
    "do",
    "return_to",
];

/// Fields whose name is no word of the page.
const NAMES: [(&str, &str); 24] = [
    ("visit_date", "Date of the visit"),
    ("visit_time", "Time of the visit"),
    ("late_because", "Why it is entered late"),
    ("warning_signs", "Any new warning sign?"),
    ("flag", "Warning sign reported"),
    ("screen", "Red flags asked one by one"),
    (
        "screen_others_no",
        "All other red flags asked and answered No",
    ),
    ("flare", "Flare-up since the last visit?"),
    ("flare_began", "Day the flare-up began"),
    ("spasm_returned", "Did spasm return?"),
    ("adherence", "Home programme: what was said"),
    ("response", "Response to the session"),
    ("next_date", "Next visit"),
    ("next_time", "Time of the next visit"),
    ("next_place", "Place of the next visit"),
    ("next_clinician", "Clinician of the next visit"),
    ("add_more", "Measure to add"),
    ("reason", "Why it is amended"),
    ("findings", "Finding of severity"),
    ("symptoms", "Symptom"),
    ("cautions", "Caution"),
    ("injury", "Did an injury start it?"),
    ("onset_precision", "How exactly the beginning is known"),
    ("take", "Exercise"),
];

/// Answers that stand in a form as one word.
const ANSWERS: [(&str, &str); 12] = [
    ("yes", "Yes"),
    ("no", "No"),
    ("not_asked", "Not asked"),
    ("none", "None"),
    ("left", "Left"),
    ("right", "Right"),
    ("both", "Both"),
    ("present", "Present"),
    ("past", "Past"),
    ("settled", "Yes, settled within 24 h"),
    ("lasting", "Yes, lasted over 24 h"),
    ("as_before", "All asked at intake, nothing new since"),
];

/// A field and what was typed in it, in words; `None` for a field that holds nothing a person typed.
#[must_use]
pub fn in_words(name: &str, value: &str) -> Option<(String, String)> {
    if value.trim().is_empty() || SILENT.contains(&name) {
        return None;
    }
    Some((field(name), answer(name, value)))
}

fn field(name: &str) -> String {
    if let Some((_, words)) = NAMES.iter().find(|(known, _)| *known == name) {
        return (*words).to_owned();
    }
    of_a_measure(name)
        .or_else(|| of_a_flag(name))
        .or_else(|| of_a_treatment(name))
        .or_else(|| of_the_intake(name))
        .unwrap_or_else(|| capital(&name.replace(['_', '.'], " ")))
}

/// `m_rom_thoracic_rotation_left` as `Thoracic rotation, left`.
fn of_a_measure(name: &str) -> Option<String> {
    for (prefix, what) in [
        ("method_", "method"),
        ("stopped_", "stopped because"),
        ("same_", "observed, unchanged"),
    ] {
        let key = name.strip_prefix(prefix);
        if let Some(measure) = key.and_then(measure) {
            return Some(format!("{}: {what}", measure.name));
        }
    }
    let key = name.strip_prefix("m_")?;
    let (measure, rest) = with_rest(key)?;
    let (side, part) = match rest.split_once('_').unwrap_or((rest, "")) {
        ("left" | "right", part) => (rest.split('_').next(), part),
        _ => (None, rest),
    };
    let part = measure
        .composite
        .iter()
        .flat_map(|composite| &composite.parts)
        .find(|known| known.key == part)
        .map(|part| part.name.as_str());
    let words = [Some(measure.name.as_str()), side, part];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    Some(words.join(", "))
}

/// The measure whose key a field's name begins with, the longest one, and what follows it.
fn with_rest(name: &str) -> Option<(&'static Measure, &str)> {
    let measures = builtin::knowledge().protocol.measures.iter();
    let found = measures.filter_map(|measure| {
        let rest = name.strip_prefix(measure.key.as_str())?;
        let is_whole = rest.is_empty() || rest.starts_with('_');
        is_whole.then_some((measure, rest.trim_start_matches('_')))
    });
    found.max_by_key(|(measure, _)| measure.key.as_str().len())
}

fn of_a_flag(name: &str) -> Option<String> {
    let of = |key: &str| -> Option<&RedFlag> { builtin::knowledge().protocol.red_flag(key) };
    let level = name
        .strip_prefix("level_")
        .or_else(|| name.strip_suffix("_higher"));
    if let Some(flag) = level.and_then(of) {
        let when = flag.escalate.as_ref().map_or("", |more| more.when.as_str());
        return Some(format!("{}: {when}?", flag.name));
    }
    let key = name.strip_prefix("screen_").unwrap_or(name);
    of(key).map(|flag| capital(&flag.ask))
}

/// `t2_minutes` as `Treatment 2: minutes`.
fn of_a_treatment(name: &str) -> Option<String> {
    let (number, what) = name.strip_prefix('t')?.split_once('_')?;
    number.parse::<u8>().ok()?;
    Some(match what {
        "treatment" => format!("Treatment {number}"),
        "event" => format!("Treatment {number}: adverse event"),
        "because" => format!("Treatment {number}: why it was given all the same"),
        what => format!("Treatment {number}: {}", what.replace('_', " ")),
    })
}

fn of_the_intake(name: &str) -> Option<String> {
    let knowledge = builtin::knowledge();
    if let Some(key) = name.strip_suffix("_note") {
        return plain_name(key).map(|words| format!("{words}: details"));
    }
    if let Some(muscle) = name.strip_prefix("muscle_") {
        return knowledge.muscle(muscle).map(|muscle| muscle.name.clone());
    }
    let factor = knowledge.factors.iter().find(|factor| factor.key == name);
    factor
        .map(|factor| capital(&factor.text))
        .or_else(|| plain_name(name))
}

/// The name of a self test, measure, caution, treatment, exercise or symptom.
fn plain_name(key: &str) -> Option<String> {
    let knowledge = builtin::knowledge();
    let caution = || Some(capital(&knowledge.protocol.caution(key)?.name));
    let treatment = || Some(knowledge.treatment(key)?.name.clone());
    let exercise = || Some(knowledge.exercise(key)?.name.clone());
    let symptom = || {
        let symptom = knowledge.symptoms.iter().find(|known| known.key == key)?;
        Some(capital(&symptom.text))
    };
    measure(key)
        .map(|measure| measure.name.clone())
        .or_else(caution)
        .or_else(treatment)
        .or_else(exercise)
        .or_else(symptom)
}

fn measure(key: &str) -> Option<&'static Measure> {
    builtin::knowledge().protocol.measure(key)
}

fn answer(name: &str, value: &str) -> String {
    if let Some(method) = name.strip_prefix("method_").and_then(measure) {
        let chosen = method.variants.iter().find(|variant| variant.key == value);
        if let Some(variant) = chosen {
            return variant.name.clone();
        }
    }
    if let Some((_, words)) = ANSWERS.iter().find(|(known, _)| *known == value) {
        return (*words).to_owned();
    }
    let flag = builtin::knowledge().protocol.red_flag(value);
    flag.map(|flag| flag.name.clone())
        .or_else(|| plain_name(value))
        .unwrap_or_else(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_named_as_on_its_page() {
        for (name, value, expected) in [
            (
                "m_rom_thoracic_rotation_left",
                "46",
                Some(("Thoracic rotation, left", "46")),
            ),
            (
                "m_psfs_mean_activity_2",
                "3",
                Some((
                    "Patient-Specific Functional Scale (PSFS), mean of 3, Activity 2",
                    "3",
                )),
            ),
            (
                "t2_treatment",
                "tx_heat",
                Some((
                    "Treatment 2",
                    "Heat (moist heat: shower, bottle, gel pack, bag, bath, wrap)",
                )),
            ),
            ("t2_minutes", "15", Some(("Treatment 2: minutes", "15"))),
            (
                "warning_signs",
                "not_asked",
                Some(("Any new warning sign?", "Not asked")),
            ),
            (
                "flag",
                "rf_chest_pain",
                Some(("Warning sign reported", "Chest pain")),
            ),
            ("family_name", "Žižek", Some(("Family name", "Žižek"))),
            ("shown", "nprs_rest", None),
            ("note", " ", None),
        ] {
            let expected = expected.map(|(name, value)| (name.to_owned(), value.to_owned()));
            assert_eq!(in_words(name, value), expected, "{name}");
        }
    }

    #[test]
    fn no_measure_or_flag_keeps_its_key() {
        let protocol = &builtin::knowledge().protocol;
        for measure in &protocol.measures {
            let words = field(&format!("m_{}", measure.key));
            assert!(words.starts_with(&measure.name), "{words}");
        }
        for flag in &protocol.red_flags {
            let words = field(&format!("screen_{}", flag.key));
            assert!(!words.contains("rf"), "{words}");
        }
    }
}
