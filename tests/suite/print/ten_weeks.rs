//! Ten weeks of care as a progress report: twenty visits, four charts, two decisions.

use ninefold::builtin;
use ninefold::care::case::{self, Case};
use ninefold::care::evaluate::evaluate;
use ninefold::care::evaluation::{Criterion, Evaluation};
use ninefold::care::trend::trend;
use ninefold::drawing::chart::{Size, chart};
use ninefold::print::home_sheet::{Clinic, Patient};
use ninefold::print::report::{Chart, CriterionRow, Decision, OutcomeRow, Report, StayRow};
use ninefold::text::quantity::day;
use ninefold::text::trend::{caption, described};
use ninefold::text::{criterion, verdict, words};

const MEASURES: [&str; 4] = [
    "nprs_worst_24h",
    "rom_thoracic_rotation",
    "spasm_grade",
    "pain_free_range_pct",
];

/// The visits.
pub fn course() -> Case {
    let mut text = String::from(
        "says = \"ten weeks\"\nnow = \"2026-05-20T10:00\"\nprotocol = \"upper-back-spasm\"\n\
         [episode]\nonset = \"2026-02-20T09:00\"\nside = \"left\"\nphase = 5\nentered = \"2026-04-06T09:00\"\n\
         history = [{ phase = 2, entered = \"2026-02-23T10:00\" }, { phase = 4, entered = \"2026-03-16T09:00\" }]\n",
    );
    for visit in 0..20 {
        let (month, day) = (3 + visit / 10, 1 + visit % 10 * 2);
        text.push_str(&format!(
            "[[sessions]]\nat = \"2026-0{month}-{day:02}T09:30\"\nphase = {}\nreadings = {{ nprs_worst_24h = {}, \
             rom_thoracic_rotation = {{ left = {}, right = {} }}, spasm_grade = {{ left = \"{}\", right = \"0\" }}, \
             pain_free_range_pct = {} }}\n",
            [2, 4, 5][visit / 7],
            8 - visit / 3,
            20 + visit,
            40 + visit / 4,
            3 - visit / 6,
            40 + visit / 2 * 5
        ));
    }
    text.push_str("[expect]\nrecommendation = \"hold\"\n");
    match case::read("ten weeks", &text, &builtin::knowledge().protocol) {
        Ok(case) => case,
        Err(faults) => panic!("{faults:?}"),
    }
}

/// From readings to a report.
pub fn made(case: &Case) -> Report {
    let protocol = &builtin::knowledge().protocol;
    let evaluation = evaluate(protocol, &case.course, case.now);
    let size = Size {
        width: 88.0,
        height: 46.0,
    };
    let charts = MEASURES.iter().filter_map(|measure| {
        let found = trend(protocol, &case.course, &evaluation, measure, case.now)?;
        Some(Chart {
            drawing: chart(&found, described(&found), size),
            caption: caption(&found),
        })
    });
    Report {
        language: "en-GB".into(),
        clinic: Clinic {
            name: "Millbrook Physiotherapy".into(),
            address: vec!["14 Mill Lane".into()],
            phone: "020 7946 0123".into(),
        },
        to: vec!["The family doctor".into()],
        patient: Patient {
            name: "Łukasz Žižek".into(),
            name_to_use: None,
            date_of_birth: "17 May 1980".into(),
            clinic_number: "1026".into(),
        },
        clinician: "Asha Rao".into(),
        date: "20 May 2026".into(),
        alerts: Vec::new(),
        facts: [
            (
                "Complaint",
                "A knot beside the left shoulder blade, worse at the desk",
            ),
            ("Began", "20 February 2026"),
            ("Protocol", "Upper-back muscle spasm, version 1"),
        ]
        .map(|(name, words)| (name.into(), words.into()))
        .into(),
        standing: "Stay in phase 5: 3 criteria open".into(),
        reasons: vec!["Thoracic rotation left 39°: at least 40° (1° to go).".into()],
        stays: [
            (
                "2, Moving without pain",
                "23 February 2026",
                "16 March 2026",
                "7",
            ),
            ("4, Early strength", "16 March 2026", "6 April 2026", "7"),
            ("5, Full range of movement", "6 April 2026", "now", "6"),
        ]
        .map(|(phase, from, until, visits)| StayRow {
            phase: phase.into(),
            from: from.into(),
            until: until.into(),
            visits: visits.into(),
        })
        .into(),
        criteria: criteria(&evaluation),
        outcomes: [
            (
                "NPRS, worst in last 24 h",
                "8 points",
                "2 points",
                "6 points better",
            ),
            ("Thoracic rotation, left", "20°", "39°", "19° better"),
            ("Palpable spasm, left", "3", "0", "3 grades better"),
            (
                "Pain-free share of expected full range",
                "40 %",
                "85 %",
                "45 % better",
            ),
        ]
        .map(|(measure, first, last, change)| OutcomeRow {
            measure: measure.into(),
            first: format!("{first} (1 Mar 2026)"),
            last: format!("{last} (19 Apr 2026)"),
            change: change.into(),
        })
        .into(),
        charts: charts.collect(),
        decisions: [
            (
                "16 March 2026: from phase 2 to 4, Asha Rao",
                "stay in phase 2",
                "Pain-free at work since the new chair.",
            ),
            (
                "6 April 2026: from phase 4 to 5, Asha Rao",
                "go on to phase 5",
                "",
            ),
        ]
        .map(|(what, recommended, reason)| Decision {
            what: what.into(),
            recommended: recommended.into(),
            reason: reason.into(),
        })
        .into(),
        plan: vec!["Next visit: 27 May 2026.".into()],
        remark: "The protocol has not been validated in a study.".into(),
    }
}

fn criteria(evaluation: &Evaluation) -> Vec<CriterionRow> {
    let protocol = &builtin::knowledge().protocol;
    let row = |found: &Criterion| CriterionRow {
        sentence: criterion::sentence(protocol, found),
        verdict: verdict::short(protocol, found),
        rests_on: format!(
            "({}, {})",
            words::gate(found.gate),
            words::basis(found.basis)
        ),
        taken: found
            .findings
            .iter()
            .find_map(|finding| finding.taken_at)
            .map_or_else(String::new, |at| format!("{}, Asha Rao", day(at.date))),
    };
    evaluation.criteria.iter().map(row).collect()
}
