//! Signing, amending and striking out: what it does to the rest of the record.

use ninefold::access::Staff;
use ninefold::actions::Refused;
use ninefold::actions::amend_session::{Amendment, amend_session};
use ninefold::actions::move_session::move_session;
use ninefold::actions::open_clinic::load_protocols;
use ninefold::actions::sign_session::{VisitToSave, sign_session};
use ninefold::actions::strike_out_session::strike_out_session;
use ninefold::builtin;
use ninefold::care::amendment::removed;
use ninefold::care::course::{ReportedFlag, WarningSigns};
use ninefold::care::ids::{EpisodeId, PatientId, SessionId};
use ninefold::care::protocol_writer::to_toml;
use ninefold::care::session::{Mistake, SessionContent};
use ninefold::care::standing::Status;
use ninefold::care::time::Moment;
use ninefold::records::protocols::{self, VersionState};
use ninefold::records::{courses, episodes, sessions, standings};

use crate::support::course::submission;
use crate::support::{TestClinic, content, episode_facts, reading};

fn sign(t: &TestClinic, id: &EpisodeId, content: &SessionContent, is_first: bool) -> SessionId {
    let visit = VisitToSave {
        episode: id,
        draft: None,
        is_assessment: is_first,
        is_another: true,
        content,
        next_visit: None,
    };
    sign_session(&t.clinic, &t.asha, &submission(), visit, t.now()).unwrap()
}

fn amend(
    t: &TestClinic,
    who: &Staff,
    id: &SessionId,
    content: &SessionContent,
) -> Result<SessionId, Refused> {
    let before = t.read(|db| sessions::find(db, id)).current;
    let at = (id, before.number);
    let amendment = Amendment {
        content,
        reason: "misread",
        removes: &removed(&before.content, content),
    };
    amend_session(&t.clinic, who, &submission(), at, amendment, t.now())
}

fn with_fever(at: Moment) -> SessionContent {
    SessionContent {
        warning_signs: WarningSigns::Reported(vec![ReportedFlag {
            flag: "rf_fever".parse().unwrap(),
            level: None,
        }]),
        ..content(at, vec![])
    }
}

/// An open episode of the same patient under another protocol.
fn another_episode(t: &TestClinic, patient: &PatientId) -> EpisodeId {
    let document = to_toml(&builtin::knowledge().protocol);
    let other = t.by(&t.asha, |w| {
        let version = ("another-protocol", 1);
        let state = VersionState::Published;
        protocols::add(w, version, "Another", &document, "h2", state)
    });
    load_protocols(&t.clinic).unwrap();
    t.by(&t.asha, |w| {
        episodes::open(w, patient, &other, &episode_facts())
    })
}

#[test]
fn a_flag_reported_in_one_episode_reaches_the_board_of_every_episode() {
    let t = TestClinic::new();
    let (patient, first) = t.episode("1");
    let second = another_episode(&t, &patient);
    let (_, elsewhere) = t.episode("2");
    let stops = || t.read(|db| standings::find(db, &second)).status == Status::RedFlag;
    sign(&t, &first, &content(t.now(), vec![]), true);
    assert!(!stops());
    let next = |report| {
        t.later(1);
        let content = if report {
            with_fever(t.now())
        } else {
            content(t.now(), vec![])
        };
        sign(&t, &first, &content, false)
    };

    let signed = next(true);
    assert!(stops(), "signing");
    let mut without = content(t.now(), vec![]);
    without.took_place = t
        .read(|db| sessions::find(db, &signed))
        .current
        .content
        .took_place;
    amend(&t, &t.asha, &signed, &without).unwrap();
    assert!(!stops(), "amending");

    let struck = next(true);
    assert!(stops());
    let (at, mistake) = ((&struck, 1), (Mistake::Duplicate, "twice"));
    strike_out_session(
        &t.clinic,
        &t.asha,
        &submission(),
        at,
        mistake,
        false,
        t.now(),
    )
    .unwrap();
    assert!(!stops(), "striking out");

    let moved = next(true);
    assert!(stops());
    let at = (&moved, 1);
    move_session(
        &t.clinic,
        &t.asha,
        &submission(),
        at,
        "two files",
        &elsewhere,
        t.now(),
    )
    .unwrap();
    assert!(!stops(), "moving");
}

#[test]
fn an_amendment_keeps_who_measured_what_it_leaves_alone() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let readings = vec![
        reading("nprs_rest", None, 4_000),
        reading("nprs_worst_24h", None, 7_000),
    ];
    let mut content = content(t.now(), readings);
    let id = sign(&t, &episode, &content, true);
    t.later(2);
    content.readings[1] = ninefold::care::measure::Reading {
        taken_at: content.took_place,
        ..reading("nprs_worst_24h", None, 6_000)
    };
    amend(&t, &t.ben, &id, &content).unwrap();
    let by = || -> Vec<(String, String)> {
        let course = t.read(|db| courses::load(db, &episode));
        let readings = course.visits[0].readings.iter();
        readings
            .map(|reading| (reading.measure.to_string(), reading.taken_by.clone()))
            .collect()
    };
    let expected = |worst: &str| {
        [("nprs_rest", "Asha Rao"), ("nprs_worst_24h", worst)]
            .map(|(measure, by)| (measure.to_owned(), by.to_owned()))
    };
    assert_eq!(by(), expected("Ben Okafor"));
    // a third hand that changes a word only takes over nothing
    content.note = "seen with her mother".into();
    let cai = t.hire("Cai Moss", ninefold::access::Role::Clinician);
    amend(&t, &cai, &id, &content).unwrap();
    assert_eq!(by(), expected("Ben Okafor"));
    let versions = t.read(|db| sessions::list_versions(db, &id));
    let first = &versions.last().unwrap().content.readings;
    assert!(first.iter().all(|reading| reading.taken_by == "Asha Rao"));
}

#[test]
fn an_amendment_leaves_the_assessment_first() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let at = |hours: i64| {
        let content = content(
            t.clinic
                .moment(t.now().utc + chrono::TimeDelta::hours(hours)),
            vec![],
        );
        SessionContent {
            late_because: "written down on paper first".into(),
            ..content
        }
    };
    let assessment = sign(&t, &episode, &at(0), true);
    t.later(24);
    let second = sign(&t, &episode, &at(0), false);
    t.later(24);
    let refused = |answer: Result<SessionId, Refused>| {
        matches!(answer, Err(Refused::Rule(why)) if why.contains("before the assessment")
            || why.contains("assessment comes before"))
    };
    assert!(
        refused(amend(&t, &t.asha, &second, &at(-49))),
        "the session before the assessment"
    );
    assert!(
        refused(amend(&t, &t.asha, &assessment, &at(-23))),
        "the assessment after the session"
    );
    amend(&t, &t.asha, &second, &at(-47)).unwrap();
    amend(&t, &t.asha, &assessment, &at(-50)).unwrap();
    let visits = t.read(|db| courses::load(db, &episode)).visits;
    let order: Vec<_> = visits.iter().map(|visit| visit.id.clone()).collect();
    assert_eq!(order, [assessment, second]);
}
