//! Every choice of every policy changes something a therapist or a patient sees.

use std::collections::BTreeSet;

use ninefold::builtin::knowledge;
use ninefold::care::evaluate::evaluate;
use ninefold::care::offer::offer;
use ninefold::care::policy::{Policies, chosen, holds, pain_limit, worded};
use ninefold::care::programme::ProgrammeContent;
use ninefold::records::settings;

use crate::actions::programmes::{content, in_phase, issued, printed};
use crate::offer::course;
use crate::support::{TestClinic, patient_facts, start};

/// All that follows from the choices, over every phase, in the first two days and later.
fn picture(policies: &Policies) -> BTreeSet<String> {
    let (knowledge, mut seen) = (knowledge(), BTreeSet::new());
    for phase in &knowledge.protocol.phases {
        for hours in [10, 1000] {
            let course = course(phase.number, hours, &[]);
            let evaluation = evaluate(&knowledge.protocol, &course, start());
            let protocol = &knowledge.protocol;
            let offer = offer(knowledge, protocol, &course, &evaluation, policies).unwrap();
            let limit = pain_limit(knowledge, protocol, policies, phase.number);
            seen.insert(format!("phase {}: pain up to {limit}", phase.number));
            for offered in offer.advice {
                let text = worded(knowledge, policies, &offered.advice.text);
                assert!(!text.contains("  "), "{text:?}");
                let left: Vec<&str> = text.split('{').skip(1).collect();
                let filled =
                    |rest: &&str| rest.starts_with("limit}") || rest.starts_with("until_48h}");
                assert!(left.iter().all(filled), "{text}");
                seen.insert(format!("phase {}, {hours} h: {text}", phase.number));
            }
        }
    }
    for treatment in &knowledge.treatments {
        if let Some(needed) = &treatment.offered_when {
            let is_ours = holds(knowledge, policies, needed);
            seen.insert(format!("{}: {is_ours}", treatment.key));
        }
    }
    seen
}

#[test]
fn every_choice_of_every_policy_changes_something() {
    for policy in &knowledge().policies {
        let mut pictures = Vec::new();
        for choice in &policy.choices {
            let policies = Policies::from([(policy.key.to_string(), choice.key.clone())]);
            let shown = picture(&policies);
            for (other, earlier) in &pictures {
                assert_ne!(&shown, earlier, "{}: {} is {other}", policy.key, choice.key);
            }
            pictures.push((choice.key.clone(), shown));
        }
        assert!(pictures.len() > 1, "{} leaves no choice", policy.key);
        let by_default = picture(&Policies::new());
        let default = pictures.iter().find(|(key, _)| *key == policy.default);
        assert_eq!(default.unwrap().1, by_default, "{}", policy.key);
    }
}

#[test]
fn a_choice_nobody_knows_is_the_default() {
    let stale = Policies::from([("break_interval".to_owned(), "45".to_owned())]);
    let choice = chosen(knowledge(), &stale, "break_interval").unwrap();
    assert_eq!(choice.key, "30");
}

#[test]
fn the_sheet_says_what_the_clinic_chose() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 4);
    let advice = [
        "adv_micro_breaks",
        "adv_change_posture",
        "adv_timeline",
        "adv_help_soon",
        "adv_flare_plan",
        "adv_pain_guide",
    ];
    let content = ProgrammeContent {
        advice: advice.iter().map(|key| key.parse().unwrap()).collect(),
        ..content(&["dead_bug"])
    };
    let before = printed(&t, &issued(&t, &episode, &content));
    for words in [
        "every 30 minutes",
        "no perfect posture",
        "Most spasms settle. Come to us if yours does not in two days.",
        "0 to 3 out of 10",
    ] {
        assert!(before.contains(words), "{words}: {before}");
    }
    let mut clinic = t.read(settings::find);
    for (key, choice) in [
        ("break_interval", "60"),
        ("posture_wording", "main_factor"),
        ("waiting_wording", "not_said"),
        ("seek_care_days", "3"),
        ("pain_limits", "pain_free"),
    ] {
        clinic.policies.insert(key.to_owned(), choice.to_owned());
    }
    t.by(&t.asha, |w| settings::store(w, &clinic));
    t.later(1);
    let after = printed(&t, &issued(&t, &episode, &content));
    for words in [
        "every 60 minutes",
        "main cause of this pain",
        "Most people heal in 4 to 6 weeks",
        "not better in three days",
        "no better in three days",
        "pain above 0 out of 10",
        "1 to 5",
    ] {
        assert!(after.contains(words), "{words}: {after}");
    }
    assert!(!after.contains("spasms settle") && !after.contains("0 to 3"));
}
