//! What must hold between the parts of a protocol; each breach is a fault with its place.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Place;
use super::ids::MeasureKey;
use super::measure::{Better, Input, Measure, Value};
use super::number::Number;
use super::protocol::{
    Caution, Condition, Gate, Operator, PER_CENT_OF_BASELINE, Phase, RED_FLAG_SCREEN, SideRule,
    Target,
};
use super::protocol_reader::LibraryKeys;

/// Everything a link may lead to.
pub(super) struct Keys<'k> {
    /// Measures of the protocol.
    pub(super) measures: BTreeSet<String>,
    /// Cautions of the protocol.
    pub(super) cautions: BTreeSet<String>,
    /// Keys of the library.
    pub(super) library: &'k LibraryKeys,
    /// Links are judged only when everything they may lead to could be read.
    pub(super) judge_links: bool,
}

impl Keys<'_> {
    fn has_caution_object(&self, key: &str) -> bool {
        let library = self.library;
        self.measures.contains(key)
            || [&library.exercises, &library.advice, &library.treatments]
                .iter()
                .any(|keys| keys.contains(key))
    }
}

/// The range of a measure with numbers, as far as it could be read.
pub(super) fn range(
    place: &Place<'_>,
    min: Option<Number>,
    max: Option<Number>,
    step: Option<Number>,
) {
    if step.is_some_and(|step| step <= Number::ZERO) {
        place.fault("step", "must be above 0");
    }
    if let (Some(min), Some(max)) = (min, max)
        && max <= min
    {
        place.fault("max", "must be above min");
    }
}

/// What depends on a measure's input, as far as the rest could be read.
pub(super) fn input(
    place: &Place<'_>,
    input: &Input,
    better: Option<Better>,
    error: Option<Number>,
    has_composite: bool,
) {
    match input {
        Input::Number { .. } => {}
        Input::Steps(steps) => {
            few_or_repeated(place, "steps", steps.iter().map(|step| step.word.as_str()))
        }
        Input::Words(words) => few_or_repeated(place, "words", words.iter().map(String::as_str)),
    }
    let is_words = matches!(input, Input::Words(_));
    if better.is_some_and(|better| is_words != (better == Better::FirstWord)) {
        place.fault(
            "better",
            "must be first_word for a measure with words, and for no other",
        );
    }
    let is_number = matches!(input, Input::Number { .. });
    if error.is_some_and(|error| error <= Number::ZERO || !is_number) {
        place.fault(
            "error",
            "must be above 0 and belongs to a measure with numbers",
        );
    }
    if has_composite && !is_number {
        place.fault("composite", "belongs to a measure with numbers");
    }
}

/// At least two of something, each once.
pub(super) fn few_or_repeated<'w>(
    place: &Place<'_>,
    key: &str,
    words: impl Iterator<Item = &'w str>,
) {
    let mut seen = BTreeSet::new();
    for word in words {
        if !seen.insert(word) {
            place.fault(key, format!("\"{word}\" is used twice"));
        }
    }
    if seen.len() < 2 {
        place.fault(key, "needs at least two");
    }
}

/// A caution's links.
pub(super) fn caution(place: &Place<'_>, caution: &Caution, keys: &Keys<'_>) {
    let mut seen = BTreeSet::new();
    let barred = caution.bars.iter().map(|key| ("bars", key));
    let warned = caution.warns.iter().map(|warning| ("warns", &warning.key));
    for (list, key) in barred.chain(warned) {
        if !seen.insert(key) {
            place.fault(list, format!("\"{key}\" is named twice"));
        }
        if keys.judge_links && !keys.has_caution_object(key) {
            place.fault(
                list,
                format!("there is no exercise, measure, advice block or treatment \"{key}\""),
            );
        }
    }
}

/// The path of a patient without sport: the phases beyond it, and no others, are for sport only.
pub(super) fn path(place: &Place<'_>, last_without_sport: u8, phases: &[Phase]) {
    if phases.is_empty() {
        return;
    }
    if !phases
        .iter()
        .any(|phase| phase.number == last_without_sport)
    {
        place.fault(
            "last_phase_without_sport",
            format!("there is no phase {last_without_sport}"),
        );
        return;
    }
    for phase in phases {
        if phase.sport_only != (phase.number > last_without_sport) {
            let key = format!("phases[{}].sport_only", phase.key);
            place.fault(
                &key,
                "must be true for the phases after last_phase_without_sport, and for no others",
            );
        }
    }
}

/// A target against its measure and its links.
pub(super) fn target(place: &Place<'_>, target: &Target, measures: &[Measure]) {
    if target.gate == Gate::Mandatory && !target.mandatory_when.is_empty() {
        place.fault(
            "mandatory_when",
            "belongs to an advisory target; this one is mandatory already",
        );
    }
    if target.measure == RED_FLAG_SCREEN {
        red_flag_screen(place, target);
        return;
    }
    if let Some(measure) = measures
        .iter()
        .find(|measure| measure.key == target.measure)
    {
        against_measure(place, target, measure);
    }
}

/// A target's link to its measure; judged also where the rest of the target cannot be read.
pub(super) fn measure_link(place: &Place<'_>, measure: &MeasureKey, keys: &Keys<'_>) {
    let exists = *measure == RED_FLAG_SCREEN || keys.measures.contains(measure.as_str());
    if keys.judge_links && !exists {
        place.fault("measure", format!("there is no measure \"{measure}\""));
    }
}

/// What a target says of days and cautions; judged also where the rest of the target cannot be read.
pub(super) fn days_and_conditions(
    place: &Place<'_>,
    valid_days: Option<u32>,
    [applies_when, mandatory_when]: [&[Condition]; 2],
    keys: &Keys<'_>,
) {
    if valid_days.is_some_and(|days| !(1..=366).contains(&days)) {
        place.fault("valid_days", "must be 1 to 366 days");
    }
    for (list, conditions) in [
        ("applies_when", applies_when),
        ("mandatory_when", mandatory_when),
    ] {
        for condition in conditions {
            if let Condition::Caution(key) | Condition::NoCaution(key) = condition
                && keys.judge_links
                && !keys.cautions.contains(key.as_str())
            {
                place.fault(list, format!("there is no caution \"{key}\""));
            }
        }
    }
}

/// The targets this one stands in for are other targets of its phase.
pub(super) fn stands_in(
    place: &Place<'_>,
    target: &Target,
    phase: u8,
    phase_of: &BTreeMap<String, Option<u8>>,
) {
    for other in &target.instead_of {
        if *other == target.key {
            place.fault("instead_of", "a target cannot stand in for itself");
        } else if phase_of.get(other.as_str()) != Some(&Some(phase)) {
            place.fault(
                "instead_of",
                format!("there is no target \"{other}\" in this phase"),
            );
        }
    }
    if !target.instead_of.is_empty() && target.mandatory_when.is_empty() {
        place.fault(
            "instead_of",
            "needs mandatory_when: it stands in only when it is mandatory by condition",
        );
    }
}

fn red_flag_screen(place: &Place<'_>, target: &Target) {
    if target.operator != Operator::Equals || target.threshold != Value::Word("clear".to_owned()) {
        place.fault(
            "threshold",
            "the red flag screen is held as equals \"clear\"",
        );
    }
    if target.side != SideRule::None {
        place.fault("side", "the red flag screen has no sides");
    }
    if target.gate != Gate::Mandatory || !target.applies_when.is_empty() {
        place.fault("gate", "the red flag screen is mandatory for every patient");
    }
    if !target.unit.is_empty() {
        place.fault("unit", "the red flag screen has no unit");
    }
}

fn against_measure(place: &Place<'_>, target: &Target, measure: &Measure) {
    use Operator::{DifferenceAtMost, LsiAtLeast};
    let is_number = matches!(measure.input, Input::Number { .. });
    let compares_sides = matches!(target.operator, LsiAtLeast | DifferenceAtMost);
    let operator = target.operator.as_str();

    let side_of_operator = match target.operator {
        LsiAtLeast => Some(SideRule::Lsi),
        DifferenceAtMost => Some(SideRule::Difference),
        _ => None,
    };
    if let Some(side) = side_of_operator.filter(|side| *side != target.side) {
        place.fault(
            "side",
            format!("{operator} needs side = \"{}\"", side.as_str()),
        );
    } else if side_of_operator.is_none()
        && matches!(target.side, SideRule::Lsi | SideRule::Difference)
    {
        let needed = if target.side == SideRule::Lsi {
            LsiAtLeast
        } else {
            DifferenceAtMost
        };
        let side = target.side.as_str();
        place.fault(
            "side",
            format!("\"{side}\" needs operator = \"{}\"", needed.as_str()),
        );
    } else if measure.sided && target.side == SideRule::None {
        place.fault(
            "side",
            format!(
                "\"{}\" is recorded left and right; the side cannot be none",
                measure.key
            ),
        );
    } else if !measure.sided && target.side != SideRule::None {
        place.fault(
            "side",
            format!("\"{}\" has no sides; the side must be none", measure.key),
        );
    }

    let has_order = !matches!(measure.input, Input::Words(_));
    if (compares_sides && !is_number) || (!has_order && target.operator != Operator::Equals) {
        place.fault(
            "operator",
            format!("{operator} cannot be held against \"{}\"", measure.key),
        );
        return;
    }
    let relative =
        target.unit == PER_CENT_OF_BASELINE && target.operator == Operator::ImprovesBy && is_number;
    let unit = if target.operator == LsiAtLeast {
        "%"
    } else {
        measure.unit.as_str()
    };
    if target.unit != unit && !relative {
        place.fault(
            "unit",
            format!("is \"{}\"; must be \"{unit}\"", target.unit),
        );
    }
    if let Err(range) = threshold_fits(target, measure) {
        place.fault(
            "threshold",
            format!("is {}; must be {range}", target.threshold),
        );
    }
}

/// Whether the target's threshold can be held against its measure; what it must be, if not.
pub(super) fn threshold_fits(target: &Target, measure: &Measure) -> Result<(), String> {
    let is_change = !matches!(
        target.operator,
        Operator::AtLeast | Operator::AtMost | Operator::Equals
    );
    let relative = target.unit == PER_CENT_OF_BASELINE;
    let fits = if is_change {
        change_fits(target, measure, relative)
    } else {
        measure.accepts(&target.threshold)
    };
    if fits {
        return Ok(());
    }
    Err(range_in_words(target, measure, is_change, relative))
}

fn change_fits(target: &Target, measure: &Measure, relative: bool) -> bool {
    let Value::Number(threshold) = target.threshold else {
        return false;
    };
    let greatest = greatest_change(target, measure, relative);
    let tolerance = target.operator == Operator::NoWorseThanBaseline
        || target.operator == Operator::DifferenceAtMost;
    let least_fits = if tolerance {
        threshold >= Number::ZERO
    } else {
        threshold > Number::ZERO
    };
    least_fits && greatest.is_none_or(|greatest| threshold <= greatest)
}

fn greatest_change(target: &Target, measure: &Measure, relative: bool) -> Option<Number> {
    if relative {
        return Some(Number::whole(100));
    }
    if target.operator == Operator::LsiAtLeast {
        return Some(Number::whole(150));
    }
    match &measure.input {
        Input::Number { min, max, .. } => max.map(|max| max - *min),
        Input::Steps(steps) => i64::try_from(steps.len())
            .ok()
            .map(|count| Number::whole(count - 1)),
        Input::Words(_) => None,
    }
}

fn range_in_words(target: &Target, measure: &Measure, is_change: bool, relative: bool) -> String {
    if is_change {
        return match greatest_change(target, measure, relative) {
            Some(greatest) => format!("a number up to {greatest}"),
            None => "a number above 0".to_owned(),
        };
    }
    match &measure.input {
        Input::Number {
            min,
            max: Some(max),
            step,
        } => format!("{min} to {max} in steps of {step}"),
        Input::Number {
            min,
            max: None,
            step,
        } => format!("{min} or more in steps of {step}"),
        Input::Steps(steps) => {
            let words: Vec<&str> = steps.iter().map(|step| step.word.as_str()).collect();
            format!("one of {}", words.join(", "))
        }
        Input::Words(words) => format!("one of {}", words.join(", ")),
    }
}
