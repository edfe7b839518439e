//! Opening an episode, amending what was stated, deciding about flags: what is saved, noted and worked out anew.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use ninefold::actions::Refused;
use ninefold::actions::amend_episode_facts::{AmendedFacts, amend_episode_facts};
use ninefold::actions::decide_flag::decide_flag;
use ninefold::actions::open_episode::{NewEpisode, open_episode};
use ninefold::actions::patient_flags::{flag_history, mark, patient_flags, protocol_of};
use ninefold::actions::record_fact::NewFact;
use ninefold::actions::register_patient::{NewPatient, register_patient};
use ninefold::care::course::{AffectedSide, FlagState, Precision};
use ninefold::care::episode::Intake;
use ninefold::care::evaluation::Recommendation;
use ninefold::care::flag_decision::FlagDecision;
use ninefold::care::ids::{EpisodeId, PatientId};
use ninefold::care::onset::OnsetStatement;
use ninefold::care::patient::{FactKind, PatientFacts};
use ninefold::care::protocol::ActionLevel;
use ninefold::care::screen::{FlagAnswer, FollowUp};
use ninefold::care::standing::Status;
use ninefold::records::{Error, cautions, courses, episodes, protocols, standings};

use crate::support::course::submission;
use crate::support::{TestClinic, day, patient_facts, start};

const FORM: &str = "0123456789abcdef0123456789abcdef";

/// An intake with every flag answered "no".
pub(super) fn intake(t: &TestClinic) -> NewEpisode {
    let protocol = t.clinic.protocol(&t.protocol).unwrap();
    let no = |flag: &ninefold::care::protocol::RedFlag| (flag.key.clone(), FlagAnswer::No);
    NewEpisode {
        protocol: "upper-back-spasm".into(),
        onset: OnsetStatement::Day(day(2026, 3, 1)),
        injury: true,
        side: AffectedSide::Left,
        sport: false,
        findings: vec!["dull ache".into()],
        intake: Intake::default(),
        flags: protocol.red_flags.iter().map(no).collect(),
        cautions: vec![],
        consent: None,
        responsible: None,
    }
}

fn open(t: &TestClinic, patient: &PatientId, new: &NewEpisode) -> Result<EpisodeId, Refused> {
    open_episode(&t.clinic, &t.asha, FORM, patient, new, t.now())
}

#[test]
fn an_intake_is_saved_whole_and_once() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    let noted = t.audit().len();
    let new = NewEpisode {
        cautions: vec![("ca_implant".parse().unwrap(), "pacemaker 2019".into())],
        consent: Some(NewFact {
            kind: FactKind::Consent,
            on: day(2026, 3, 2),
            note: String::new(),
        }),
        responsible: Some(t.ben.id.clone()),
        ..intake(&t)
    };
    let episode = open(&t, &patient, &new).unwrap();
    assert_eq!(
        t.actions_since(noted),
        [
            "episode_opened",
            "responsible_changed",
            "flag_recorded",
            "caution_recorded",
            "fact_recorded"
        ]
    );
    assert_eq!(open(&t, &patient, &new).unwrap(), episode, "sent twice");
    assert_eq!(t.audit().len(), noted + 5);
    let found = t.read(|db| episodes::find(db, &episode));
    assert_eq!(found.responsible, t.ben.id);
    assert_eq!(found.facts.intake.severity.as_deref(), Some("mild"));
    assert_eq!(found.facts.intake.symptoms, ["dull ache"]);
    assert_eq!(found.facts.onset_stated, "1 March 2026");
    let latest = found.facts.onset.latest.unwrap();
    assert_eq!(latest.utc, day(2026, 3, 1).and_hms_opt(23, 59, 0).unwrap());
    let course = t.read(|db| courses::load(db, &episode));
    assert_eq!(course.flags.len(), 30);
    assert!(course.cautions.contains("ca_implant"));
    assert_eq!(
        t.read(|db| standings::find(db, &episode)).status,
        Status::New
    );
}

#[test]
fn pins_and_needles_open_a_flag_and_the_highest_level_counts() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    let mut new = intake(&t);
    new.findings = vec!["pins and needles in the chest".into()];
    let weak = "rf_limb_weakness".parse().unwrap();
    new.flags.insert(weak, FlagAnswer::Yes(FollowUp::Lower));
    let episode = open(&t, &patient, &new).unwrap();
    let standing = t.read(|db| standings::find(db, &episode));
    assert_eq!(standing.status, Status::RedFlag);
    // the finding leaves the follow-up question unanswered, which counts as the higher level
    assert_eq!(
        standing.recommendation,
        Recommendation::StopAndRefer(ActionLevel::EmergencyNow)
    );
    let why: BTreeSet<&str> = standing.why.iter().map(String::as_str).collect();
    assert!(why.contains("rf_numb_arm_chest") && why.contains("rf_limb_weakness"));
    let grade = t
        .read(|db| episodes::find(db, &episode))
        .facts
        .intake
        .severity;
    assert_eq!(grade.as_deref(), Some("moderate"));
}

#[test]
fn an_intake_is_refused_whole() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    let noted = t.audit().len();
    let tomorrow = NewEpisode {
        onset: OnsetStatement::Day(day(2026, 3, 3)),
        ..intake(&t)
    };
    let later = NewEpisode {
        onset: OnsetStatement::Hour(start().utc + TimeDelta::minutes(1)),
        ..intake(&t)
    };
    let unknown = NewEpisode {
        cautions: vec![("ca_nothing".parse().unwrap(), String::new())],
        ..intake(&t)
    };
    let computed = NewEpisode {
        cautions: vec![("ca_first_48h".parse().unwrap(), String::new())],
        ..intake(&t)
    };
    for new in [tomorrow, later, unknown, computed] {
        let refused = open(&t, &patient, &new);
        assert!(matches!(refused, Err(Refused::Rule(_))), "{refused:?}");
    }
    let foreign = open_episode(&t.clinic, &t.cora, FORM, &patient, &intake(&t), t.now());
    assert_eq!(foreign, Err(Refused::Record(Error::NotFound)));
    t.by(&t.asha, |w| protocols::withdraw_adoption(w, &t.protocol));
    assert_eq!(open(&t, &patient, &intake(&t)), Err(Refused::NotAdopted));
    assert_eq!(t.actions_since(noted), ["adoption_withdrawn"]);
    assert!(t.read(|db| episodes::list_of(db, &patient)).is_empty());
}

#[test]
fn a_second_episode_of_the_protocol_is_refused_while_one_is_open() {
    let t = TestClinic::new();
    let (patient, _) = t.episode("1");
    let refused = open(&t, &patient, &intake(&t));
    assert!(matches!(refused, Err(Refused::Rule(_))), "{refused:?}");
    t.by(&t.asha, |w| {
        cautions::record_fact(w, &patient, FactKind::Deceased, day(2026, 3, 1), "")
    });
    let Err(Refused::Rule(sentence)) = open(&t, &patient, &intake(&t)) else {
        panic!("nobody treats the dead");
    };
    assert!(sentence.contains("deceased"), "{sentence}");
}

#[test]
fn a_flag_is_decided_step_by_step() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    let mut new = intake(&t);
    let chest: ninefold::care::ids::FlagKey = "rf_chest_pain".parse().unwrap();
    new.flags
        .insert(chest.clone(), FlagAnswer::Yes(FollowUp::Unanswered));
    let episode = open(&t, &patient, &new).unwrap();
    let mut count = 0;
    let mut decide = |state, note: &str| {
        t.later(1);
        count += 1;
        let decision = FlagDecision {
            state,
            level: None,
            note: note.into(),
            examined_by: "Dr Adeyemi".into(),
            ask_again_on: Some(day(2026, 6, 1)),
        };
        let form = format!("{count:032x}");
        let history = t.read(|db| flag_history(db, &patient, &chest));
        decide_flag(
            &t.clinic,
            &t.asha,
            &form,
            &patient,
            (&chest, &mark(&history)),
            &decision,
            t.now(),
        )
    };
    for (state, note) in [
        (FlagState::Considered, "known"),
        (FlagState::Absent, "no more"),
        (FlagState::Referred, ""),
    ] {
        assert!(
            matches!(decide(state, note), Err(Refused::Rule(_))),
            "{state:?}"
        );
    }
    let noted = t.audit().len();
    decide(FlagState::Referred, "A&E by ambulance").unwrap();
    let status = || t.read(|db| standings::find(db, &episode)).status;
    assert_eq!(status(), Status::RedFlag, "a referred flag stops");
    decide(FlagState::Cleared, "ECG and troponin normal, Dr Adeyemi").unwrap();
    assert_eq!(status(), Status::New);
    assert_eq!(t.actions_since(noted), ["flag_recorded", "flag_recorded"]);
    assert_eq!(
        t.audit().last().unwrap().subject.as_deref(),
        Some("rf_chest_pain")
    );
    let states = t.read(|db| {
        let protocol = protocol_of(db, &t.clinic, &patient)?;
        patient_flags(db, &protocol, &patient, t.now())
    });
    assert_eq!(states.get(&chest).unwrap().state, FlagState::Cleared);
}

fn as_it_stands(t: &TestClinic, episode: &EpisodeId) -> (AmendedFacts, i32) {
    let found = t.read(|db| episodes::find(db, episode));
    let amended = AmendedFacts {
        onset: None,
        injury: found.facts.onset.injury,
        side: found.facts.side,
        sport: found.facts.sport,
        intake: found.facts.intake,
        is_new_injury: false,
    };
    (amended, found.version)
}

#[test]
fn intake_facts_are_amended_with_a_reason_and_stay_readable() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    let episode = open(&t, &patient, &intake(&t)).unwrap();
    let (same, version) = as_it_stands(&t, &episode);
    let right = AmendedFacts {
        side: AffectedSide::Right,
        ..same.clone()
    };
    let mut count = 0;
    let mut amend = |version, amended: &AmendedFacts, reason: &str| {
        count += 1;
        let form = format!("{count:032x}");
        amend_episode_facts(
            &t.clinic,
            &t.ben,
            &form,
            (&episode, version),
            amended,
            reason,
            t.now(),
        )
    };
    assert_eq!(amend(version, &right, " "), Err(Refused::NeedsReason));
    assert!(matches!(amend(version, &same, "x"), Err(Refused::Rule(_))));
    let noted = t.audit().len();
    amend(version, &right, "typed the wrong side").unwrap();
    let row = t.audit().pop().unwrap();
    assert_eq!(
        (row.action.as_str(), row.fields.as_str()),
        ("episode_amended", "side")
    );
    assert_eq!(t.audit().len(), noted + 1);
    assert_eq!(
        amend(version, &right, "again"),
        Err(Refused::Record(Error::Changed)),
        "the second save is told"
    );
    let versions = t.read(|db| episodes::list_versions(db, &episode));
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[0].reason, "typed the wrong side");
    assert_eq!(versions[1].facts.side, AffectedSide::Left);
    assert_eq!(versions[1].facts.onset, versions[0].facts.onset);
}

#[test]
fn a_new_injury_restarts_the_hours_and_the_baseline() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    let old = NewEpisode {
        onset: OnsetStatement::Year(2025),
        injury: false,
        ..intake(&t)
    };
    let episode = open(&t, &patient, &old).unwrap();
    let (same, version) = as_it_stands(&t, &episode);
    let hurt = |onset| AmendedFacts {
        onset,
        is_new_injury: true,
        ..same.clone()
    };
    let mut count = 0;
    let mut amend = |amended: &AmendedFacts| {
        count += 1;
        let form = format!("{count:032x}");
        let at = (&episode, version);
        amend_episode_facts(
            &t.clinic,
            &t.asha,
            &form,
            at,
            amended,
            "slipped on ice",
            t.now(),
        )
    };
    for vague in [None, Some(OnsetStatement::Week(day(2026, 3, 2)))] {
        assert!(
            matches!(amend(&hurt(vague)), Err(Refused::Rule(_))),
            "{vague:?}"
        );
    }
    amend(&hurt(Some(OnsetStatement::Day(day(2026, 3, 2))))).unwrap();
    let course = t.read(|db| courses::load(db, &episode));
    assert_eq!(course.onset.precision, Precision::Day);
    assert!(course.onset.injury);
    // what is measured today, before it was typed, is of the time after the injury
    let from: Vec<_> = course.baselines.iter().map(|mark| mark.from.utc).collect();
    assert_eq!(from, [day(2026, 3, 2).and_hms_opt(0, 0, 0).unwrap()]);
}

#[test]
fn a_likely_duplicate_is_told_across_teams_until_it_is_confirmed() {
    let t = TestClinic::new();
    t.patient("1");
    let new = NewPatient {
        team: t.south.clone(),
        facts: PatientFacts {
            family_name: "zizek".into(),
            clinic_number: String::new(),
            ..patient_facts("1")
        },
        is_someone_else: false,
    };
    let register = |new: &NewPatient| register_patient(&t.clinic, &t.cora, FORM, new, t.now());
    assert_eq!(register(&new), Err(Refused::LikelyDuplicate));
    let taken = NewPatient {
        facts: patient_facts("1"),
        is_someone_else: true,
        ..new.clone()
    };
    assert_eq!(
        register(&taken),
        Err(Refused::Record(Error::Duplicate("clinic_number".into())))
    );
    let confirmed = NewPatient {
        is_someone_else: true,
        ..new.clone()
    };
    register(&confirmed).unwrap();
}

#[test]
fn a_namesake_is_told_with_what_the_reader_may_know() {
    let t = TestClinic::new();
    t.patient("1");
    let new = NewPatient {
        team: t.south.clone(),
        facts: PatientFacts {
            family_name: "ZIZEK".into(),
            birth_date: day(1991, 1, 1),
            clinic_number: String::new(),
            ..patient_facts("1")
        },
        is_someone_else: false,
    };
    let register = |who, new: &NewPatient| {
        register_patient(&t.clinic, who, &submission(), new, t.now()).map(|_| ())
    };
    let told = |words: &str| Err(Refused::Namesake(words.to_owned()));
    assert_eq!(register(&t.cora, &new), told("in another team"));
    assert_eq!(register(&t.asha, &new), told("born 17 May 1980"));
    let confirmed = NewPatient {
        is_someone_else: true,
        ..new.clone()
    };
    assert_eq!(register(&t.cora, &confirmed), Ok(()));
    let other = PatientFacts {
        given_names: "Łucja".into(),
        birth_date: day(1992, 1, 1),
        ..new.facts.clone()
    };
    let other = NewPatient {
        facts: other,
        ..new
    };
    assert_eq!(register(&t.cora, &other), Ok(()));
}
