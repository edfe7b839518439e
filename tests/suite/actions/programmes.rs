//! Home programmes from draft to paper.

use ninefold::access::{Role, Staff};
use ninefold::actions::Refused;
use ninefold::actions::draft_programme::draft_programme;
use ninefold::actions::issue_programme::{issue_advice, issue_programme};
use ninefold::actions::print_programme::{Printed, print_programme};
use ninefold::actions::save_programme::save_programme;
use ninefold::builtin;
use ninefold::care::course::FlagState;
use ninefold::care::episode::NewPhaseChange;
use ninefold::care::evaluation::Recommendation;
use ninefold::care::exercise::Span;
use ninefold::care::ids::{EpisodeId, PatientId, ProgrammeId};
use ninefold::care::number::Number;
use ninefold::care::patient::{Paper, PatientFacts, PrintSize};
use ninefold::care::programme::{ItemSide, ProgrammeContent, ProgrammeItem, ProgrammeState};
use ninefold::care::session::ScreenAnswer;
use ninefold::records::staff::{self, NewStaff};
use ninefold::records::{Error, cautions, decisions, episodes, flags, patients, programmes};
use ninefold::text;

use crate::print::paper;
use crate::support::{TestClinic, day, patient_facts};

/// An item with the library's own dose.
pub fn item(key: &str) -> ProgrammeItem {
    let exercise = builtin::knowledge().exercise(key).unwrap();
    ProgrammeItem {
        exercise: exercise.key.clone(),
        dose: exercise.dose.clone(),
        side: ItemSide::AsDescribed,
        note: String::new(),
        override_reason: String::new(),
    }
}

pub fn content(keys: &[&str]) -> ProgrammeContent {
    ProgrammeContent {
        goal: "carry my daughter up the stairs".into(),
        items: keys.iter().map(|key| item(key)).collect(),
        advice: vec!["adv_sleep_side".parse().unwrap()],
        note: String::new(),
        next_visit_on: Some(day(2026, 3, 9)),
        next_visit_time: None,
        diary_days: 14,
    }
}

/// A patient in a phase.
pub fn in_phase(t: &TestClinic, facts: &PatientFacts, phase: u8) -> (PatientId, EpisodeId) {
    let patient = t.by(&t.asha, |w| patients::register(w, &t.north, facts));
    let id = t.by(&t.asha, |w| {
        episodes::open(w, &patient, &t.protocol, &crate::support::episode_facts())
    });
    let episode = t.read(|db| episodes::find(db, &id));
    let decision = NewPhaseChange {
        from: None,
        to: phase,
        recommended: Recommendation::Advance(phase),
        against: false,
        reason: String::new(),
        evaluation: "{}".into(),
    };
    t.by(&t.asha, |w| decisions::change_phase(w, &episode, &decision));
    (patient, id)
}

pub fn open_flag(t: &TestClinic, patient: &PatientId) {
    record_flag(t, patient, FlagState::Open);
}

/// The flag [`open_flag`] raised turned out harmless.
pub fn settle_flag(t: &TestClinic, patient: &PatientId) {
    record_flag(t, patient, FlagState::Cleared);
}

fn record_flag(t: &TestClinic, patient: &PatientId, state: FlagState) {
    let answer = ScreenAnswer {
        flag: builtin::knowledge().protocol.red_flags[0].key.clone(),
        state,
        level: None,
        note: match state {
            FlagState::Cleared => "heart tracing is sound".into(),
            _ => String::new(),
        },
        ask_again_on: None,
    };
    t.later(1);
    t.by(&t.asha, |w| flags::record(w, patient, &[answer]));
}

pub fn front_desk(t: &TestClinic) -> Staff {
    let new = NewStaff {
        name: "Dora Front".into(),
        sign_in_name: "dora".into(),
        role: Role::FrontDesk,
        password_hash: "hash".into(),
        valid_until: None,
        teams: vec![t.north.clone()],
    };
    let id = t.by(&t.asha, |w| staff::add(w, &new));
    t.read(|db| staff::find(db, &id))
}

fn submission(number: u8) -> String {
    format!("{number:032x}")
}

pub fn draft(
    t: &TestClinic,
    episode: &EpisodeId,
    content: &ProgrammeContent,
) -> Result<ProgrammeId, Refused> {
    let number = t.audit().len() % 250;
    let id = submission(u8::try_from(number).unwrap());
    draft_programme(&t.clinic, &t.asha, episode, &id, content, t.now())
}

pub fn issue(t: &TestClinic, id: &ProgrammeId) -> Result<ProgrammeId, Refused> {
    let version = t.read(|db| programmes::find(db, id)).version;
    let number = t.audit().len() % 250;
    let submitted = format!("f{:031x}", number);
    issue_programme(&t.clinic, &t.asha, id, version, &submitted, t.now())
}

pub fn issued(t: &TestClinic, episode: &EpisodeId, content: &ProgrammeContent) -> ProgrammeId {
    let id = draft(t, episode, content).unwrap();
    issue(t, &id).unwrap()
}

const A4: (Paper, PrintSize) = (Paper::A4, PrintSize::Standard);

fn bytes(t: &TestClinic, id: &ProgrammeId, form: (Paper, PrintSize)) -> Vec<u8> {
    match print_programme(&t.clinic, &t.asha, id, form, false, t.now()).unwrap() {
        Printed::Sheet(bytes) => bytes,
        Printed::AskFirst(asking) => panic!("asks first: {asking:?}"),
    }
}

/// The words on a sheet, wherever its lines break.
pub fn printed(t: &TestClinic, id: &ProgrammeId) -> String {
    let text = told(&bytes(t, id, A4));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn told(bytes: &[u8]) -> String {
    paper::text(&paper::pages(bytes))
}

#[test]
fn a_draft_is_saved_issued_and_printed_with_its_audit_rows() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 2);
    let before = t.audit().len();
    let id = draft(&t, &episode, &content(&["open_book"])).unwrap();
    assert_eq!(t.actions_since(before), ["programme_written"]);
    let two = content(&["open_book", "chin_tuck"]);
    save_programme(&t.clinic, &t.asha, &id, 1, &submission(1), &two, t.now()).unwrap();
    let late = save_programme(&t.clinic, &t.asha, &id, 1, &submission(2), &two, t.now());
    assert_eq!(late, Err(Refused::Record(Error::Changed)));
    let again = save_programme(&t.clinic, &t.asha, &id, 1, &submission(1), &two, t.now());
    assert_eq!(
        again,
        Ok(id.clone()),
        "the same submission is answered alike"
    );
    let before = t.audit().len();
    issue(&t, &id).unwrap();
    assert_eq!(
        t.actions_since(before),
        ["programme_issued", "sheet_printed"]
    );
    let before = t.audit().len();
    bytes(&t, &id, A4);
    assert_eq!(t.actions_since(before), ["looked", "sheet_printed"]);
    assert_eq!(t.audit().last().unwrap().fields, "a4,standard");
    let edit = save_programme(&t.clinic, &t.asha, &id, 3, &submission(3), &two, t.now());
    assert_eq!(
        edit,
        Err(Refused::Record(Error::Changed)),
        "issued means fixed"
    );
    let foreign = draft_programme(&t.clinic, &t.cora, &episode, &submission(4), &two, t.now());
    assert_eq!(foreign, Err(Refused::Record(Error::NotFound)));
}

#[test]
fn no_programme_is_issued_while_a_red_flag_stops() {
    let t = TestClinic::new();
    let (patient, episode) = in_phase(&t, &patient_facts("1"), 2);
    let id = draft(&t, &episode, &content(&["open_book"])).unwrap();
    open_flag(&t, &patient);
    assert_eq!(issue(&t, &id), Err(Refused::RedFlagStops));
    let state = t.read(|db| programmes::find(db, &id)).state;
    assert_eq!(state, ProgrammeState::Draft);
    let preview = printed(&t, &id);
    assert!(preview.contains("Call an ambulance now (999) for:"));
    assert!(!preview.contains("Tick each time"), "{preview}");

    // advice and emergency text may be given
    save_programme(
        &t.clinic,
        &t.asha,
        &id,
        1,
        &submission(9),
        &content(&[]),
        t.now(),
    )
    .unwrap();
    issue(&t, &id).unwrap();
    let text = told(&bytes(&t, &id, A4));
    assert!(text.contains("Call an ambulance now (999) for:"));
    assert!(!text.contains("Tick each time") && !text.contains("How much pain"));
}

#[test]
fn a_draft_under_a_flag_keeps_its_exercises_and_comes_back_whole() {
    let t = TestClinic::new();
    let (patient, episode) = in_phase(&t, &patient_facts("1"), 2);
    let mut written = content(&["open_book", "chin_tuck"]);
    written.items[0].note = "slowly".into();
    let id = draft(&t, &episode, &written).unwrap();
    open_flag(&t, &patient);
    let save = |version, content: &ProgrammeContent, number| {
        let submitted = submission(number);
        save_programme(
            &t.clinic,
            &t.asha,
            &id,
            version,
            &submitted,
            content,
            t.now(),
        )
    };
    written.note = "ring us".into();
    written.items[1].note = "often".into();
    save(1, &written, 41).unwrap();
    let mut more = written.clone();
    more.items.push(item("wall_slide"));
    assert_eq!(
        save(2, &more, 42),
        Err(Refused::RedFlagStops),
        "nothing new"
    );

    let advice = |id: &ProgrammeId, version, number| {
        let submitted = submission(number);
        issue_advice(&t.clinic, &t.asha, id, version, &submitted, t.now())
    };
    advice(&id, 2, 43).unwrap();
    let all = t.read(|db| programmes::list(db, &episode));
    let states: Vec<_> = all.iter().map(|one| (one.number, one.state)).collect();
    assert_eq!(
        states,
        [(2, ProgrammeState::Draft), (1, ProgrammeState::Issued)]
    );
    assert_eq!(all[0].content, written);
    assert!(all[1].content.items.is_empty());
    assert!(printed(&t, &id).contains("ring us"));

    settle_flag(&t, &patient);
    let refused = advice(&all[0].id, 1, 44);
    assert!(matches!(refused, Err(Refused::Rule(_))), "{refused:?}");
    issue(&t, &all[0].id).unwrap();
    let text = printed(&t, &all[0].id);
    assert!(text.contains("slowly") && text.contains("often"), "{text}");
}

#[test]
fn an_exercise_for_one_side_says_nothing_of_changing_sides() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 4);
    let both = content(&["bird_dog"]);
    assert!(printed(&t, &issued(&t, &episode, &both)).contains("change sides"));
    for (side, words) in [
        (
            ItemSide::Left,
            "Reach your right arm forward and your left leg back.",
        ),
        (
            ItemSide::Right,
            "Reach your left arm forward and your right leg back.",
        ),
    ] {
        let mut one = both.clone();
        one.items[0].side = side;
        t.later(1);
        let text = printed(&t, &issued(&t, &episode, &one));
        assert!(
            text.contains(words) && !text.contains("change sides"),
            "{text}"
        );
    }
}

#[test]
fn a_flag_before_assignment_leaves_the_advice_sheet() {
    let t = TestClinic::new();
    let (patient, episode) = t.episode("1");
    assert!(matches!(
        draft(&t, &episode, &content(&[])),
        Err(Refused::Rule(_))
    ));
    open_flag(&t, &patient);
    assert_eq!(
        draft(&t, &episode, &content(&["open_book"])),
        Err(Refused::RedFlagStops)
    );
    issued(&t, &episode, &content(&[]));
}

#[test]
fn an_old_sheet_under_a_flag_asks_first() {
    let t = TestClinic::new();
    let (patient, episode) = in_phase(&t, &patient_facts("1"), 2);
    let id = issued(&t, &episode, &content(&["open_book"]));
    let desk = front_desk(&t);
    let print =
        |who: &Staff, asked| print_programme(&t.clinic, who, &id, A4, asked, t.now()).unwrap();
    assert!(
        matches!(print(&desk, false), Printed::Sheet(_)),
        "the front desk reprints"
    );
    open_flag(&t, &patient);
    for (who, asked, goes_on) in [
        (&t.asha, false, false),
        (&t.asha, true, true),
        (&desk, false, false),
        (&desk, true, false),
    ] {
        let printed = print(who, asked);
        assert_eq!(
            matches!(printed, Printed::Sheet(_)),
            goes_on,
            "{} {asked}",
            who.name
        );
        if let Printed::AskFirst(asking) = printed {
            assert_eq!(asking.may_go_on, who.id == t.asha.id);
        }
    }
    assert_eq!(
        t.audit().last().unwrap().action,
        "looked",
        "what was not printed is not noted as printed"
    );
}

#[test]
fn a_sheet_that_is_asked_to_be_replaced_warns_first() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 2);
    let id = issued(&t, &episode, &content(&["open_book"]));
    t.by(&t.asha, |w| {
        programmes::ask_review(w, &episode, Some("pacemaker"))
    });
    let desk = front_desk(&t);
    let print = |asked| print_programme(&t.clinic, &desk, &id, A4, asked, t.now()).unwrap();
    assert!(matches!(print(false), Printed::AskFirst(_)));
    assert!(matches!(print(true), Printed::Sheet(_)));
}

#[test]
fn a_barred_exercise_needs_a_reason() {
    let t = TestClinic::new();
    let (patient, episode) = in_phase(&t, &patient_facts("1"), 5);
    t.by(&t.asha, |w| {
        cautions::record(w, &patient, &"ca_osteoporosis".parse().unwrap(), "")
    });
    let mut wanted = content(&["foam_roller_extension"]);
    let refused = draft(&t, &episode, &wanted).unwrap_err();
    assert!(
        refused
            .to_string()
            .contains("write why it is given all the same"),
        "{refused}"
    );
    wanted.items[0].override_reason = "DEXA normal last month".into();
    let id = issued(&t, &episode, &wanted);
    let text = told(&bytes(&t, &id, A4));
    assert!(
        !text.contains("DEXA"),
        "the reason is for the record, not for the fridge door"
    );
}

#[test]
fn an_exercise_before_its_day_needs_a_reason() {
    let t = TestClinic::new();
    // the onset was ten days ago; on its eighth day the exercise may be given
    let wanted = content(&["doorway_chest_stretch"]);
    let clock = t.clinic.clock();
    let today = clock.utc();
    clock.set(today - chrono::TimeDelta::days(4));
    let (_, episode) = in_phase(&t, &patient_facts("1"), 3);
    let early = draft(&t, &episode, &wanted).unwrap_err().to_string();
    clock.set(today);
    assert!(
        early.contains("too early after onset: not before 27 February 2026"),
        "{early}"
    );
    draft(&t, &episode, &wanted).unwrap();
}

#[test]
fn every_page_names_patient_and_version() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("4711"), 2);
    let all: Vec<&str> = builtin::knowledge()
        .exercises
        .iter()
        .filter(|exercise| exercise.not_before_day.is_none())
        .map(|exercise| exercise.key.as_str())
        .take(8)
        .collect();
    let id = issued(&t, &episode, &content(&all));
    let issue = t.read(|db| programmes::find(db, &id)).issued.unwrap();
    for form in [A4, (Paper::Letter, PrintSize::Large)] {
        let pages = paper::pages(&bytes(&t, &id, form));
        assert!(pages.len() > 1);
        for page in &pages {
            let foot = paper::foot(page);
            for words in [
                "Łukasz Žižek · 4711",
                "Version 1",
                issue.check_code.as_str(),
            ] {
                assert!(foot.contains(words), "{words} in {foot}");
            }
        }
    }
    let found = t.read(|db| programmes::find_by_check_code(db, &issue.check_code));
    assert_eq!(found.id, id);
}

#[test]
fn every_sheet_carries_the_emergency_text() {
    let t = TestClinic::new();
    let knowledge = builtin::knowledge();
    for (number, phase) in (1..=9).enumerate() {
        let (_, episode) = in_phase(&t, &patient_facts(&number.to_string()), phase);
        let id = issued(&t, &episode, &content(&["belly_breathing"]));
        let text = told(&bytes(&t, &id, A4));
        for key in ["adv_help_emergency", "adv_help_same_day"] {
            let words = &knowledge.advice(key).unwrap().text;
            let (_, points) = words.split_once(':').unwrap();
            for point in points.trim_end_matches('.').split(';') {
                assert!(text.contains(point.trim()), "phase {phase}: {point}");
            }
        }
        assert!(!text.contains('{'), "a placeholder was left: {text}");
    }
}

#[test]
fn letters_no_font_covers_are_named() {
    let t = TestClinic::new();
    let named = PatientFacts {
        family_name: "Ann 🙂".into(),
        ..patient_facts("1")
    };
    let (_, episode) = in_phase(&t, &named, 2);
    let id = draft(&t, &episode, &content(&["open_book"])).unwrap();
    let refused = issue(&t, &id).unwrap_err().to_string();
    assert!(refused.contains("🙂 (U+1F642)"), "{refused}");
    let state = t.read(|db| programmes::find(db, &id)).state;
    assert_eq!(
        state,
        ProgrammeState::Draft,
        "nothing is issued that cannot be printed"
    );
}

#[test]
fn the_same_programme_prints_the_same_bytes() {
    let t = TestClinic::new();
    let (patient, episode) = in_phase(&t, &patient_facts("1"), 2);
    let id = issued(
        &t,
        &episode,
        &content(&["open_book", "seated_trunk_rotation"]),
    );
    let large = (Paper::Letter, PrintSize::Large);
    let first = (bytes(&t, &id, A4), bytes(&t, &id, large));
    // neither time nor what is amended later reaches a sheet that was issued
    t.later(24 * 40);
    let before = t.read(|db| patients::find(db, &patient));
    let renamed = PatientFacts {
        family_name: "Anders".into(),
        ..before.facts.clone()
    };
    t.by(&t.asha, |w| {
        patients::amend(w, &before, &renamed, "married")
    });
    assert_eq!((bytes(&t, &id, A4), bytes(&t, &id, large)), first);
}

#[test]
fn what_changed_since_the_last_sheet_stands_on_the_next() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 2);
    let first = issued(&t, &episode, &content(&["open_book", "chin_tuck"]));
    assert!(told(&bytes(&t, &first, A4)).contains("This is your first sheet."));
    let mut next = content(&["open_book", "walking"]);
    next.items[0].dose.repetitions = Span::of(Number::whole(8));
    let second = issued(&t, &episode, &next);
    let text = told(&bytes(&t, &second, A4));
    for words in [
        "New: Walking.",
        "Open book: repeat 8 (was 6).",
        "No more: Chin tuck.",
    ] {
        assert!(text.contains(words), "{words} in {text}");
    }
    let states = t
        .read(|db| programmes::list(db, &episode))
        .into_iter()
        .map(|one| one.state);
    assert_eq!(
        states.collect::<Vec<_>>(),
        [ProgrammeState::Issued, ProgrammeState::Superseded]
    );
}

#[test]
fn names_doses_and_steps_reach_the_paper() {
    let t = TestClinic::new();
    for (number, (given, family)) in [("Łukasz", "Žižek"), ("Thị Ánh", "Nguyễn")]
        .into_iter()
        .enumerate()
    {
        let named = PatientFacts {
            given_names: given.into(),
            family_name: family.into(),
            ..patient_facts(&number.to_string())
        };
        let (_, episode) = in_phase(&t, &named, 4);
        let keys = ["neutral_sit_hold", "bird_dog", "dead_bug", "walking"];
        let text = told(&bytes(&t, &issued(&t, &episode, &content(&keys)), A4));
        assert!(text.contains(&format!("{given} {family}")), "{text}");
        for key in keys {
            let exercise = builtin::knowledge().exercise(key).unwrap();
            let dose = text::dose::words(&exercise.dose, false);
            assert!(text.contains(&dose), "{dose} in {text}");
            for step in &exercise.steps {
                assert!(text.contains(step), "{step} in {text}");
            }
        }
    }
}

#[test]
fn a_draft_for_another_phase_is_read_again() {
    let t = TestClinic::new();
    let (_, id) = in_phase(&t, &patient_facts("1"), 2);
    let programme = draft(&t, &id, &content(&["open_book"])).unwrap();
    let episode = t.read(|db| episodes::find(db, &id));
    let on = NewPhaseChange {
        from: Some(2),
        to: 3,
        recommended: Recommendation::Advance(3),
        against: false,
        reason: String::new(),
        evaluation: "{}".into(),
    };
    t.by(&t.asha, |w| decisions::change_phase(w, &episode, &on));
    let refused = issue(&t, &programme).unwrap_err().to_string();
    assert!(refused.contains("written for phase 2"), "{refused}");
    save_programme(
        &t.clinic,
        &t.asha,
        &programme,
        1,
        &submission(7),
        &content(&["open_book"]),
        t.now(),
    )
    .unwrap();
    issue(&t, &programme).unwrap();
}

#[test]
fn sheets_of_the_library_take_no_more_pages_than_promised() {
    let t = TestClinic::new();
    let knowledge = builtin::knowledge();
    let mut too_long = Vec::new();
    for (number, phase) in (1..=9).enumerate() {
        let (_, episode) = in_phase(&t, &patient_facts(&number.to_string()), phase);
        let of_phase = knowledge
            .exercises
            .iter()
            .filter(|exercise| exercise.phases.contains(&phase))
            .filter(|exercise| exercise.dose.build_up.is_empty());
        let keys: Vec<&str> = of_phase.map(|exercise| exercise.key.as_str()).collect();
        for (count, most) in [(3, 1), (6, 2), (10, 3)] {
            let id = issued(&t, &episode, &content(&keys[..count.min(keys.len())]));
            let pages = paper::pages(&bytes(&t, &id, A4)).len();
            if pages > most {
                too_long.push(format!("phase {phase}: {count} exercises on {pages} pages"));
            }
        }
    }
    assert!(too_long.is_empty(), "{}", too_long.join("\n"));
}
