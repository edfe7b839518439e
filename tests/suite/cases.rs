//! Runs every readable case under `tests/cases` on the built-in protocol.

use std::fs;
use std::path::Path;

use ninefold::builtin::knowledge;
use ninefold::care::case::{self, Case, Expect};
use ninefold::care::evaluate::evaluate;
use ninefold::care::evaluation::{Evaluation, Recommendation};
use ninefold::cli::evaluate::run;
use ninefold::text::{criterion, reason};

fn all() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read_to_string(path).unwrap(),
            )
        })
        .collect();
    cases.sort();
    cases
}

fn read(name: &str, text: &str) -> Case {
    case::read(name, text, &knowledge().protocol).unwrap_or_else(|faults| {
        panic!(
            "{}",
            faults
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        )
    })
}

/// Every sentence of an answer.
fn sentences(evaluation: &Evaluation) -> Vec<String> {
    let protocol = &knowledge().protocol;
    let reasons = evaluation
        .reasons
        .iter()
        .map(|why| reason::sentence(protocol, evaluation, why));
    reasons
        .chain(
            evaluation
                .criteria
                .iter()
                .map(|found| criterion::sentence(protocol, found)),
        )
        .collect()
}

/// What differs between an answer and what the case expects.
fn differences(evaluation: &Evaluation, expect: &Expect) -> Vec<String> {
    let mut found = Vec::new();
    let mut compare = |what: &str, wanted: Option<String>, got: String| {
        if let Some(wanted) = wanted
            && wanted != got
        {
            found.push(format!("{what}: expected {wanted}, got {got}"));
        }
    };
    let level = match evaluation.recommendation {
        Recommendation::StopAndRefer(level) => Some(level),
        _ => None,
    };
    compare(
        "recommendation",
        expect.recommendation.clone(),
        evaluation.recommendation.as_str().to_owned(),
    );
    compare(
        "to_phase",
        expect.to_phase.map(|p| format!("{:?}", Some(p))),
        format!("{:?}", evaluation.recommendation.to_phase()),
    );
    compare(
        "action_level",
        expect.action_level.map(|l| format!("{:?}", Some(l))),
        format!("{level:?}"),
    );
    compare(
        "missing",
        expect.missing.as_ref().map(|m| format!("{m:?}")),
        format!("{:?}", evaluation.missing),
    );
    compare(
        "stalled",
        expect.stalled.map(|s| s.to_string()),
        evaluation.stalled.to_string(),
    );
    compare(
        "met",
        expect.met.map(|m| m.to_string()),
        evaluation.met.to_string(),
    );
    compare(
        "of",
        expect.of.map(|o| o.to_string()),
        evaluation.of.to_string(),
    );
    compare(
        "holds_until",
        expect.holds_until.map(|d| format!("{:?}", Some(d))),
        format!("{:?}", evaluation.holds_until),
    );
    let weeks = evaluation
        .projection
        .map_or_else(Vec::new, |p| vec![p.weeks_from, p.weeks_to]);
    compare(
        "weeks",
        expect.weeks.as_ref().map(|w| format!("{w:?}")),
        format!("{weeks:?}"),
    );
    for (target, verdict) in &expect.verdicts {
        let got = evaluation
            .criteria
            .iter()
            .find(|criterion| criterion.target == *target);
        compare(
            target.as_str(),
            Some(verdict.as_str().to_owned()),
            got.map_or("no criterion", |c| c.verdict.as_str())
                .to_owned(),
        );
    }
    let kinds: Vec<&str> = evaluation.reasons.iter().map(|why| why.kind()).collect();
    for (kind, wanted) in expect
        .reasons
        .iter()
        .map(|k| (k, true))
        .chain(expect.no_reasons.iter().map(|k| (k, false)))
    {
        compare(
            &format!("reason {kind}"),
            Some(wanted.to_string()),
            kinds.contains(&kind.as_str()).to_string(),
        );
    }
    for (key, wanted) in expect
        .due
        .iter()
        .map(|k| (k, true))
        .chain(expect.not_due.iter().map(|k| (k, false)))
    {
        compare(
            &format!("due {key}"),
            Some(wanted.to_string()),
            evaluation.due.contains(key).to_string(),
        );
    }
    let said = sentences(evaluation);
    for sentence in expect
        .sentences
        .iter()
        .filter(|sentence| !said.contains(sentence))
    {
        found.push(format!(
            "does not say “{sentence}”, but:\n    {}",
            said.join("\n    ")
        ));
    }
    found
}

#[test]
fn every_case_is_answered_as_it_expects() {
    let cases = all();
    assert!(cases.len() >= 80, "only {} cases", cases.len());
    let mut failed = String::new();
    for (name, text) in &cases {
        let case = read(name, text);
        assert!(case.expect != Expect::default(), "{name} expects nothing");
        let evaluation = evaluate(&knowledge().protocol, &case.course, case.now);
        let differences = differences(&evaluation, &case.expect);
        if !differences.is_empty() {
            failed += &format!("\n{name}: {}\n  {}\n", case.says, differences.join("\n  "));
        }
    }
    assert!(failed.is_empty(), "{failed}");
}

/// The stored answer may be trusted up to its date: the day after, something in it differs, and not before.
#[test]
fn an_answer_holds_as_long_as_it_says_and_no_longer() {
    use chrono::{Days, TimeDelta};
    let protocol = &knowledge().protocol;
    let gist = |evaluation: &Evaluation| {
        let verdicts: Vec<_> = evaluation
            .criteria
            .iter()
            .map(|c| (c.target.clone(), c.verdict))
            .collect();
        (
            evaluation.recommendation,
            verdicts,
            evaluation
                .reasons
                .iter()
                .map(|why| why.kind())
                .collect::<Vec<_>>(),
        )
    };
    let (mut looked_at, mut changed) = (0, 0);
    for (name, text) in all() {
        let case = read(&name, &text);
        let recorded = case.course.visits.iter().map(|visit| visit.at);
        let recorded = recorded.chain(case.course.flags.iter().map(|event| event.at));
        let mut recorded = recorded.chain(case.course.overrides.iter().map(|set| set.at));
        if recorded.any(|at| at.utc > case.now.utc) {
            continue;
        }
        let now = gist(&evaluate(protocol, &case.course, case.now));
        let Some(last) = evaluate(protocol, &case.course, case.now).holds_until else {
            continue;
        };
        let days = (last - case.now.date).num_days();
        let mut later = case.now;
        for _ in 0..days {
            later.utc += TimeDelta::days(1);
            later.date = later.date + Days::new(1);
            assert_eq!(
                now,
                gist(&evaluate(protocol, &case.course, later)),
                "{name}: changed before {last}"
            );
        }
        later.utc += TimeDelta::days(1);
        later.date = later.date + Days::new(1);
        changed += usize::from(now != gist(&evaluate(protocol, &case.course, later)));
        looked_at += usize::from(days > 0);
    }
    assert!(looked_at > 100, "only {looked_at} cases");
    assert!(
        changed > 100,
        "only {changed} of {looked_at} changed the day after"
    );
}

#[test]
fn the_same_case_answers_a_program() {
    let (name, text) = all()
        .into_iter()
        .find(|(name, _)| name.starts_with("phase_5_end_range"))
        .unwrap();
    let protocol = &knowledge().protocol;
    insta::assert_snapshot!("answer_as_json", run(&name, &text, protocol, true).unwrap());
    insta::assert_snapshot!(
        "answer_in_words",
        run(&name, &text, protocol, false).unwrap()
    );
}

#[test]
fn every_fault_of_a_case_is_named_at_once() {
    let text = r#"
says = "faulty in many ways"
now = "yesterday"
protocol = "upper-back-spasm"
[episode]
onset = "2026-02-20T09:00"
side = "lft"
cautions = ["ca_nothing"]
phase = 12
entered = "2026-03-10T09:00"
[[sessions]]
at = "2026-03-20T09:30"
warning_signs = ["rf_nothing"]
flare = "maybe"
readings = { rom_thoracic_rotation = 46, nprs_rest = 11, moon = 1, flare_free_days = 3, lift_load = { left = 5 } }
[[overrides]]
target = "p1_red_flags_clear"
not_applicable = true
reason = "busy"
[expects]
recommendation = "hold"
"#;
    let faults = run("faulty.toml", text, &knowledge().protocol, false).unwrap_err();
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!("faults_of_a_case", lines.join("\n"));
}

/// What the cases say, to be read as a clinician would: the headline and the reasons of each.
#[test]
fn headlines_and_reasons_read_well() {
    let protocol = &knowledge().protocol;
    let mut said = String::new();
    for (name, text) in all() {
        let case = read(&name, &text);
        let evaluation = evaluate(protocol, &case.course, case.now);
        said += &format!("{}\n  {}\n", case.says, reason::headline(&evaluation));
        for why in &evaluation.reasons {
            said += &format!("    {}\n", reason::sentence(protocol, &evaluation, why));
        }
    }
    insta::assert_snapshot!("headlines_and_reasons", said);
}

/// Every sentence a criterion can get in the cases, each once.
#[test]
fn criteria_read_well() {
    let protocol = &knowledge().protocol;
    let mut said = std::collections::BTreeSet::new();
    for (name, text) in all() {
        let case = read(&name, &text);
        let evaluation = evaluate(protocol, &case.course, case.now);
        let found = evaluation
            .criteria
            .iter()
            .filter(|c| c.findings.iter().any(|f| f.found.is_some()) || c.note.is_some());
        said.extend(found.map(|found| criterion::sentence(protocol, found)));
    }
    insta::assert_snapshot!("criteria", said.into_iter().collect::<Vec<_>>().join("\n"));
}
