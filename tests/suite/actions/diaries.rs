//! Paper diaries that come back: what they say to the rules, and what becomes of it when they are amended.

use chrono::NaiveDate;
use diesel::connection::SimpleConnection;
use ninefold::access::Staff;
use ninefold::actions::amend_diary::{amend_diary, strike_out_diary};
use ninefold::actions::check_standings::check_standings;
use ninefold::actions::sign_diary::sign_diary;
use ninefold::actions::{Refused, standing};
use ninefold::care::adherence::asked;
use ninefold::care::diary::{Day, DiaryContent, DiaryDays, HOME_PROGRAMME};
use ninefold::care::entry;
use ninefold::care::evaluation::{Criterion, Note, Verdict};
use ninefold::care::exercise::Span;
use ninefold::care::ids::{DiaryId, EpisodeId, ProgrammeId};
use ninefold::care::measure::Value;
use ninefold::care::number::Number;
use ninefold::care::programme::ProgrammeContent;
use ninefold::care::session::Mistake;
use ninefold::care::standing::HomeProgramme;
use ninefold::care::trend::{Point, trend};
use ninefold::records::audit::{Verdict as Chain, verify};
use ninefold::records::{Error, audit_match, courses, diaries, programmes, standings};
use ninefold::text::{criterion, diary};

use super::programmes::{content, draft, in_phase, issued};
use crate::support::{TestClinic, day, patient_facts, reading};

/// Open book once a day and chin tuck three times, every day, with a diary of 14 days.
pub fn daily() -> ProgrammeContent {
    let mut content = content(&["open_book", "chin_tuck"]);
    for (item, times) in content.items.iter_mut().zip([1, 3]) {
        item.dose.times_a_day = Span::of(Number::whole(times));
        item.dose.days_a_week = Span::of(Number::whole(7));
    }
    content
}

/// A patient in a phase who was given that sheet on 2 March, on 16 March.
pub fn two_weeks_later(t: &TestClinic, phase: u8) -> (EpisodeId, ProgrammeId) {
    let (_, episode) = in_phase(t, &patient_facts("1"), phase);
    let sheet = issued(t, &episode, &daily());
    t.later(14 * 24);
    (episode, sheet)
}

/// A submission of a diary, unlike those of the programmes' own helpers.
fn submission() -> String {
    crate::support::course::submission().replacen('0', "d", 1)
}

/// All boxes, none of them, or nothing written, day by day in March; handed back now.
pub fn kept(
    t: &TestClinic,
    sheet: &ProgrammeId,
    (from, to): (u32, u32),
    on: impl Fn(u32) -> Option<bool>,
) -> DiaryContent {
    let asked = asked(&t.read(|db| programmes::find(db, sheet)));
    let row = |number: u32| Day {
        on: day(2026, 3, number),
        done: on(number).map(|all| {
            let boxes = asked.iter().map(|asked| if all { asked.boxes } else { 0 });
            boxes.collect()
        }),
    };
    DiaryContent {
        handed_back: t.now(),
        days: (from..=to).map(row).collect(),
        note: String::new(),
    }
}

pub fn sign(
    t: &TestClinic,
    sheet: &ProgrammeId,
    content: &DiaryContent,
) -> Result<DiaryId, Refused> {
    sign_diary(&t.clinic, &t.asha, &submission(), sheet, content, t.now())
}

fn amend(
    t: &TestClinic,
    who: &Staff,
    at: (&DiaryId, i32),
    content: &DiaryContent,
) -> Result<DiaryId, Refused> {
    let new = (content, "read off the wrong line");
    amend_diary(&t.clinic, who, &submission(), at, new, t.now())
}

/// What the rules say of the home programme in the present phase.
fn home(t: &TestClinic, episode: &EpisodeId) -> Criterion {
    let now = t.now();
    let (_, evaluation) = t.read(|db| standing::evaluate_now(db, &t.clinic, episode, now));
    let mut criteria = evaluation.criteria.into_iter();
    criteria
        .find(|criterion| criterion.target == "p9_home")
        .unwrap()
}

fn found(criterion: &Criterion) -> Option<i64> {
    match criterion.findings[0].found {
        Some(Value::Number(share)) => Some(share.thousandths()),
        _ => None,
    }
}

/// The home programme as it went, on its chart.
fn shown(t: &TestClinic, episode: &EpisodeId) -> Vec<Point> {
    let (protocol, now) = (t.clinic.protocol(&t.protocol).unwrap(), t.now());
    let course = t.read(|db| courses::load(db, episode));
    let (_, evaluation) = t.read(|db| standing::evaluate_now(db, &t.clinic, episode, now));
    let mut found = trend(&protocol, &course, &evaluation, HOME_PROGRAMME, now).unwrap();
    found.lines.remove(0).points
}

/// What the board reads, after it was found to be what the rules say.
fn on_the_board(t: &TestClinic, episode: &EpisodeId) -> Option<HomeProgramme> {
    let checked = check_standings(&t.clinic, t.now()).unwrap();
    assert_eq!(checked.differing, Vec::<EpisodeId>::new());
    t.read(|db| standings::find(db, episode)).home_programme
}

fn assert_audited(t: &TestClinic) {
    assert_eq!(t.read(audit_match::differences), Vec::<String>::new());
    assert!(matches!(t.read(verify), Chain::Whole { .. }));
}

#[test]
fn a_diary_gives_a_reading_and_is_no_visit() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    let rows = t.audit().len();
    let content = kept(&t, &sheet, (2, 15), |day| Some(day % 7 < 5));
    sign(&t, &sheet, &content).unwrap();
    assert_eq!(t.actions_since(rows), ["diary_signed"]);
    assert_audited(&t);

    let criterion = home(&t, &episode);
    assert_eq!(
        (criterion.verdict, found(&criterion)),
        (Verdict::NotYet, Some(71_428))
    );
    let finding = &criterion.findings[0];
    assert_eq!(finding.taken_at, Some(t.now()));
    let origin = [
        "Asha Rao",
        "from the diary of 2–15 Mar, written on 14 of 14 days",
    ];
    assert_eq!(diary::taken_by(finding), origin);
    let protocol = t.clinic.protocol(&t.protocol).unwrap();
    assert_eq!(
        criterion::sentence(&protocol, &criterion),
        "Home programme done: 71 %, at least 80 % (9 % to go)."
    );

    let share = Number::from_thousandths(71_428);
    let until = day(2026, 3, 15);
    assert_eq!(
        on_the_board(&t, &episode),
        Some(HomeProgramme {
            share,
            until,
            written: 14,
            of: 14
        })
    );
    let stored = t.read(|db| standings::find(db, &episode));
    assert_eq!(stored.last_session_on, None);
    let course = t.read(|db| courses::load(db, &episode));
    assert_eq!((course.visits.len(), course.diaries.len()), (0, 1));
}

#[test]
fn a_value_taken_at_a_later_visit_is_newer() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    sign(&t, &sheet, &kept(&t, &sheet, (2, 15), |_| Some(true))).unwrap();
    assert_eq!(found(&home(&t, &episode)), Some(100_000));
    t.later(24);
    t.sign(&episode, vec![reading("home_programme_pct", None, 60_000)]);
    let criterion = home(&t, &episode);
    assert_eq!(found(&criterion), Some(60_000));
    assert_eq!(diary::taken_by(&criterion.findings[0]), ["Asha Rao"]);
    assert_eq!(on_the_board(&t, &episode), None);
}

#[test]
fn an_amended_or_struck_out_diary_changes_the_answer_and_marks_the_decision() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    let few = kept(&t, &sheet, (2, 15), |day| Some(day % 7 < 5));
    let id = sign(&t, &sheet, &few).unwrap();
    t.later(1);
    t.decide(&t.asha, &episode, 9, "to be seen again").unwrap();
    let before = t.now().utc;
    t.later(1);

    let needs_decision = || t.read(|db| standings::find(db, &episode)).needs_decision;
    let noted = DiaryContent {
        note: "sore on the 4th".into(),
        ..few.clone()
    };
    amend(&t, &t.ben, (&id, 1), &noted).unwrap();
    assert!(!needs_decision(), "a note changes nothing for the rules");
    let all = DiaryContent {
        handed_back: few.handed_back,
        ..kept(&t, &sheet, (2, 15), |_| Some(true))
    };
    assert_eq!(
        amend(&t, &t.ben, (&id, 1), &all),
        Err(Error::Changed.into())
    );
    let silent = amend_diary(
        &t.clinic,
        &t.ben,
        &submission(),
        (&id, 2),
        (&all, " "),
        t.now(),
    );
    assert_eq!(silent, Err(Refused::NeedsReason));
    amend(&t, &t.ben, (&id, 2), &all).unwrap();
    assert_eq!(home(&t, &episode).verdict, Verdict::Met);
    assert_eq!(
        on_the_board(&t, &episode).map(|done| done.share),
        Some(Number::whole(100))
    );
    assert!(needs_decision());
    let versions = t.read(|db| diaries::list_versions(db, &id));
    let read_by: Vec<_> = versions.iter().map(|version| &version.read_by).collect();
    assert_eq!(read_by, [&t.ben.id, &t.asha.id, &t.asha.id]);
    assert_eq!(versions[2].content, few, "the first version stays readable");

    let then = t
        .read(|db| courses::load_as_of(db, &episode, before))
        .diaries;
    assert_eq!(
        then[0].reading.value,
        Value::Number(Number::from_thousandths(71_428))
    );
    assert_eq!(then[0].reading.taken_by, "Asha Rao");

    t.later(1);
    let mistake = (Mistake::WrongPatient, "his brother's sheet");
    let strike = |version| {
        let at = (&id, version);
        strike_out_diary(&t.clinic, &t.asha, &submission(), at, mistake, t.now())
    };
    assert_eq!(strike(2), Err(Error::Changed.into()));
    strike(3).unwrap();
    assert_eq!(strike(3), Err(Error::Changed.into()));
    assert_eq!(home(&t, &episode).verdict, Verdict::NotMeasured);
    assert_eq!(on_the_board(&t, &episode), None);
    assert_audited(&t);
    sign(&t, &sheet, &all).expect("its days can be typed in again");
}

#[test]
fn a_diary_kept_before_a_phase_never_counts_for_it() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 8);
    let sheet = issued(&t, &episode, &daily());
    t.sign(&episode, vec![]);
    t.later(10 * 24);
    t.decide(&t.asha, &episode, 9, "as seen").unwrap();
    t.later(4 * 24);
    let until = |last: u32| {
        kept(&t, &sheet, (2, 15), move |day| {
            (day <= last).then_some(true)
        })
    };
    // the phase was entered on the 12th: that day still belongs to the phase left
    let id = sign(&t, &sheet, &until(12)).unwrap();
    let criterion = home(&t, &episode);
    assert_eq!(criterion.verdict, Verdict::NotMeasured);
    let note = criterion.findings[0].note.as_ref();
    assert!(matches!(note, Some(Note::EarlierStay { .. })), "{note:?}");
    assert_eq!(shown(&t, &episode)[0].phase, Some(8));
    amend(&t, &t.asha, (&id, 1), &until(13)).unwrap();
    assert_eq!(home(&t, &episode).verdict, Verdict::Met);
    assert_eq!(shown(&t, &episode)[0].phase, Some(9));
    assert_eq!(
        on_the_board(&t, &episode).map(|done| done.until),
        Some(day(2026, 3, 13)),
        "the last day written on"
    );
}

#[test]
fn of_diaries_handed_back_on_one_day_the_one_written_on_later_counts() {
    for is_turned in [false, true] {
        let t = TestClinic::new();
        let (_, episode) = in_phase(&t, &patient_facts("1"), 9);
        let first = issued(&t, &episode, &daily());
        t.later(7 * 24);
        let second = issued(&t, &episode, &daily());
        t.later(14 * 24);
        let mut both = [(first, (2, 15), true), (second, (9, 22), false)];
        if is_turned {
            both.reverse();
        }
        for (sheet, days, all) in both {
            sign(&t, &sheet, &kept(&t, &sheet, days, |_| Some(all))).unwrap();
            t.later(1);
        }
        assert_eq!(found(&home(&t, &episode)), Some(0), "{is_turned}");
        let share = Number::whole(0);
        let until = day(2026, 3, 22);
        assert_eq!(
            on_the_board(&t, &episode),
            Some(HomeProgramme {
                share,
                until,
                written: 14,
                of: 14
            })
        );
        let course = t.read(|db| courses::load(db, &episode));
        let protocol = t.clinic.protocol(&t.protocol).unwrap();
        let measure = protocol.measure(HOME_PROGRAMME).unwrap();
        let last = entry::last(&course, measure, None, t.now()).unwrap();
        assert_eq!(last.value, Value::Number(share));
        let shares: Vec<_> = shown(&t, &episode).into_iter().map(|at| at.value).collect();
        assert_eq!(
            shares,
            [100, 0].map(|share| Value::Number(Number::whole(share)))
        );
    }
}

#[test]
fn a_diary_left_blank_says_nothing() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    let id = sign(&t, &sheet, &kept(&t, &sheet, (2, 15), |_| None)).unwrap();
    assert_eq!(t.read(|db| diaries::find(db, &id)).current.adherence, None);
    assert_eq!(home(&t, &episode).verdict, Verdict::NotMeasured);
    assert_eq!(on_the_board(&t, &episode), None);
}

#[test]
fn days_are_typed_in_once_and_only_those_of_the_sheet() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 9);
    let sheet = issued(&t, &episode, &daily());
    t.later(6 * 24);
    let done = |_| Some(true);
    let refused = |content: &DiaryContent| {
        let answer = sign(&t, &sheet, content);
        assert!(matches!(answer, Err(Refused::Rule(_))), "{answer:?}");
    };
    refused(&kept(&t, &sheet, (2, 9), done));
    let mut tomorrow = kept(&t, &sheet, (2, 9), done);
    tomorrow.handed_back = t.clinic.end_of(day(2026, 3, 9));
    refused(&tomorrow);
    let mut often = kept(&t, &sheet, (2, 8), done);
    often.days[0].done = Some(vec![2, 3]);
    refused(&often);
    sign(&t, &sheet, &kept(&t, &sheet, (2, 8), done)).unwrap();
    refused(&kept(&t, &sheet, (2, 8), done));

    t.later(10 * 24);
    refused(&kept(&t, &sheet, (9, 18), done));
    let content = kept(&t, &sheet, (9, 15), done);
    let foreign = sign_diary(&t.clinic, &t.cora, &submission(), &sheet, &content, t.now());
    assert_eq!(foreign, Err(Error::NotFound.into()));
    sign(&t, &sheet, &content).unwrap();
    let spans = t.read(|db| diaries::list(db, &episode));
    let spans: Vec<_> = spans.into_iter().map(|diary| diary.days).collect();
    let span = |from, to| DiaryDays {
        from: day(2026, 3, from),
        to: day(2026, 3, to),
    };
    assert_eq!(spans, [span(9, 15), span(2, 8)]);

    let unissued = draft(&t, &episode, &daily()).unwrap();
    let content = kept(&t, &unissued, (2, 8), done);
    assert!(matches!(
        sign(&t, &unissued, &content),
        Err(Refused::Rule(_))
    ));
}

#[test]
fn the_same_diary_is_saved_once_and_its_rows_refuse_change() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    let content = kept(&t, &sheet, (2, 15), |_| Some(true));
    let id = submission();
    let send = || sign_diary(&t.clinic, &t.asha, &id, &sheet, &content, t.now());
    assert_eq!(send().unwrap(), send().unwrap());
    assert_eq!(t.read(|db| diaries::list(db, &episode)).len(), 1);
    for statement in [
        "UPDATE diary_versions SET share = 100000",
        "DELETE FROM diary_versions",
        "DELETE FROM diaries",
        "UPDATE diaries SET last_day = first_day",
    ] {
        let refused = t.raw().batch_execute(statement).unwrap_err().to_string();
        assert!(refused.contains("refuse"), "{statement}: {refused}");
    }
    let first: NaiveDate = t.read(|db| diaries::list(db, &episode))[0].days.from;
    assert_eq!(first, day(2026, 3, 2));
}
