//! A protocol's text form read back is the same protocol.

use proptest::prelude::*;

use ninefold::builtin;
use ninefold::care::measure::{Input, Value};
use ninefold::care::number::Number;
use ninefold::care::protocol::{Condition, Gate, Operator, Protocol};
use ninefold::care::protocol_writer::to_toml;
use ninefold::cli::protocol::{check, export, find, list, show, show_json};

fn read_back(protocol: &Protocol) -> Protocol {
    let library = builtin::knowledge().library_keys();
    Protocol::read("again.toml", &to_toml(protocol), &library)
        .unwrap_or_else(|faults| panic!("{faults:#?}"))
}

#[test]
fn the_built_in_protocol_comes_back_the_same() {
    let protocol = &builtin::knowledge().protocol;
    assert_eq!(&read_back(protocol), protocol);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_protocol_comes_back_the_same(
        version in 1u32..,
        words in prop::collection::vec("\\PC*[a-zé\"'\\\\]\n?\t?", 8),
        thresholds in prop::collection::vec(any::<prop::sample::Index>(), 107),
        gates in prop::collection::vec(any::<bool>(), 107),
        days in prop::collection::vec(prop::option::of(1u32..=366), 107),
        kept in 1u8..=9,
        sport in any::<bool>(),
    ) {
        let mut protocol = builtin::knowledge().protocol.clone();
        protocol.version = version;
        protocol.name.clone_from(&words[0]);
        protocol.phases.truncate(usize::from(kept));
        protocol.last_phase_without_sport = protocol.last_phase_without_sport.min(kept);
        protocol.pain_limits.retain(|phase, _| *phase <= kept);
        for measure in &mut protocol.measures {
            measure.how.clone_from(&words[1]);
            measure.baseline_phase = measure.baseline_phase.filter(|phase| *phase <= kept);
        }
        let measures = protocol.measures.clone();
        let mut at = 0;
        for phase in &mut protocol.phases {
            phase.purpose.clone_from(&words[2]);
            phase.therapist = words[3..6].to_vec();
            for target in &mut phase.targets {
                target.source.clone_from(&words[6]);
                target.valid_days = days[at];
                if let Some(measure) = measures.iter().find(|measure| measure.key == target.measure) {
                    let holds_value = matches!(target.operator, Operator::AtLeast | Operator::AtMost | Operator::Equals);
                    if holds_value {
                        target.threshold = some_value(&measure.input, &thresholds[at]);
                    }
                    if target.mandatory_when.is_empty() {
                        target.gate = if gates[at] { Gate::Mandatory } else { Gate::Advisory };
                        target.applies_when = vec![Condition::Sport(sport)];
                    }
                }
                at += 1;
            }
        }
        protocol.cautions[0].note.clone_from(&words[7]);
        prop_assert_eq!(read_back(&protocol), protocol);
    }
}

fn some_value(input: &Input, index: &prop::sample::Index) -> Value {
    match input {
        Input::Number { min, max, step } => {
            let top = max.unwrap_or(Number::whole(1000));
            let count = (top - *min).thousandths() / step.thousandths();
            let steps = i64::try_from(index.index(usize::try_from(count).unwrap() + 1)).unwrap();
            Value::Number(Number::from_thousandths(
                min.thousandths() + steps * step.thousandths(),
            ))
        }
        Input::Steps(steps) => Value::Word(steps[index.index(steps.len())].word.clone()),
        Input::Words(words) => Value::Word(words[index.index(words.len())].clone()),
    }
}

#[test]
fn the_commands_agree_with_each_other() {
    let protocol = &builtin::knowledge().protocol;
    let library = builtin::knowledge().library_keys();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("exported.toml");
    let mut exported = Vec::new();
    export(protocol, &mut exported).unwrap();
    std::fs::write(&file, &exported).unwrap();
    let mut out = Vec::new();
    check(&file, &library, &mut out).unwrap();
    assert!(
        String::from_utf8(out)
            .unwrap()
            .contains("no fault found (9 phases, 107 targets, 82 measures)")
    );

    let mut out = Vec::new();
    list(&[protocol], &mut out).unwrap();
    assert!(
        String::from_utf8(out)
            .unwrap()
            .starts_with("upper-back-spasm@1 ")
    );
    assert_eq!(find(&[protocol], "upper-back-spasm").unwrap(), protocol);
    assert_eq!(find(&[protocol], "upper-back-spasm@1").unwrap(), protocol);
    let unknown = find(&[protocol], "low-back").unwrap_err().to_string();
    assert_eq!(
        unknown,
        "There is no protocol \"low-back\". Known: upper-back-spasm@1."
    );

    let mut out = Vec::new();
    show(protocol, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(out.matches("source protocol)").count(), 31);
    let missing = check(&folder.path().join("none.toml"), &library, &mut Vec::new()).unwrap_err();
    assert!(missing.to_string().contains("cannot be read"), "{missing}");
}

#[test]
fn show_json_has_the_pinned_names() {
    let mut out = Vec::new();
    show_json(&builtin::knowledge().protocol, &mut out).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&out).unwrap();
    let keys = |value: &serde_json::Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(keys(&json), "key measures phases version");
    let phases = json["phases"].as_array().unwrap();
    assert_eq!(phases.len(), 9);
    assert_eq!(keys(&phases[0]), "key name number targets");
    let targets: Vec<&serde_json::Value> = phases
        .iter()
        .flat_map(|phase| phase["targets"].as_array().unwrap())
        .collect();
    assert_eq!(targets.len(), 107);
    assert_eq!(
        keys(targets[0]),
        "basis gate key measure operator side source threshold unit"
    );
    assert_eq!(targets[1]["threshold"], 3);
    let grade = targets
        .iter()
        .find(|target| target["key"] == "p6_mmt_extensors")
        .unwrap();
    assert_eq!(grade["threshold"], 5);
    assert_eq!(json["measures"].as_array().unwrap().len(), 82);
}
