use ninefold::care::course::{FlagState, OverrideChange, ReportedFlag, WarningSigns};
use ninefold::care::episode::{EpisodeState, NewPhaseChange, Outcome};
use ninefold::care::evaluation::Recommendation;
use ninefold::care::number::Number;
use ninefold::care::protocol::{ActionLevel, Gate};
use ninefold::care::session::{Mistake, ScreenAnswer, SessionContent};
use ninefold::records::{Error, cautions, courses, decisions, episodes, flags, sessions};

use crate::support::{TestClinic, content, day, episode_facts};

fn decision(from: Option<u8>, to: u8, recommended: Recommendation) -> NewPhaseChange {
    let against = recommended.to_phase() != Some(to);
    let reason = if against { "clinical judgement" } else { "" };
    NewPhaseChange {
        from,
        to,
        recommended,
        against,
        reason: reason.into(),
        evaluation: "{}".into(),
    }
}

#[test]
fn phase_changes_make_stays_and_two_at_once_are_refused() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    let episode = t.read(|db| episodes::find(db, &id));
    let assessed = t.by(&t.asha, |w| {
        sessions::sign_new(w, &id, &content(w.now(), vec![]))
    });
    t.later(1);
    t.by(&t.asha, |w| {
        decisions::change_phase(w, &episode, &decision(None, 2, Recommendation::Advance(2)))
    });
    let again = decision(None, 3, Recommendation::Advance(3));
    assert_eq!(
        t.try_by(&t.ben, |w| decisions::change_phase(w, &episode, &again)),
        Err(Error::Changed)
    );
    t.later(24);
    let stop = decision(
        Some(2),
        2,
        Recommendation::StopAndRefer(ActionLevel::SameDay),
    );
    t.by(&t.asha, |w| decisions::change_phase(w, &episode, &stop));
    t.later(24);
    let left = t.now();
    t.by(&t.asha, |w| {
        decisions::change_phase(w, &episode, &decision(Some(2), 3, Recommendation::Hold))
    });

    let changes = t.read(|db| decisions::list_phase_changes(db, &id));
    let steps: Vec<_> = changes
        .iter()
        .map(|change| (change.number, change.from, change.to, change.against))
        .collect();
    assert_eq!(
        steps,
        [
            (1, None, 2, false),
            (2, Some(2), 2, true),
            (3, Some(2), 3, true)
        ]
    );
    assert_eq!(
        changes[1].recommended,
        Recommendation::StopAndRefer(ActionLevel::SameDay)
    );
    let course = t.read(|db| courses::load(db, &id));
    let stays: Vec<_> = course
        .stays
        .iter()
        .map(|stay| (stay.phase, stay.left))
        .collect();
    assert_eq!(stays, [(2, Some(left)), (3, None)]);
    assert_eq!(
        (&course.visits[0].id, course.visits[0].phase),
        (&assessed, Some(2)),
        "the assessment opens the first stay"
    );
    let before = t.read(|db| courses::load_as_of(db, &id, changes[0].at.utc));
    assert_eq!(before.stays.len(), 1);
    assert_eq!(before.stays[0].left, None);

    assert_eq!(
        t.by(&t.asha, |w| {
            let marked = decisions::mark_rests_on_amended(w, &id, changes[1].at.utc)?;
            episodes::note(w, &episode, "amended")?;
            Ok(marked)
        }),
        2
    );
    let marked = t.read(|db| decisions::list_phase_changes(db, &id));
    assert!(marked[0].rests_on_amended_at.is_none() && marked[2].rests_on_amended_at.is_some());
}

#[test]
fn a_decision_against_the_recommendation_needs_a_reason() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    let episode = t.read(|db| episodes::find(db, &id));
    let silent = NewPhaseChange {
        reason: String::new(),
        ..decision(None, 4, Recommendation::Hold)
    };
    assert!(matches!(
        t.try_by(&t.asha, |w| decisions::change_phase(w, &episode, &silent)),
        Err(Error::Rejected(_))
    ));
}

#[test]
fn overrides_end_with_the_phase_unless_kept() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    let episode = t.read(|db| episodes::find(db, &id));
    t.by(&t.asha, |w| {
        decisions::change_phase(w, &episode, &decision(None, 2, Recommendation::Advance(2)))
    });
    let (rotation, pain, twist) = (
        "p5_rotation".parse().unwrap(),
        "p2_pain".parse().unwrap(),
        "p2_twist".parse().unwrap(),
    );
    let threshold = OverrideChange::Threshold(Number::whole(35));
    t.by(&t.asha, |w| {
        decisions::set_override(
            w,
            &episode,
            &rotation,
            OverrideChange::Threshold(Number::whole(40)),
            "age 70",
            true,
        )?;
        decisions::set_override(w, &episode, &rotation, threshold, "age 74", true)?;
        decisions::set_override(
            w,
            &episode,
            &pain,
            OverrideChange::Gate(Gate::Advisory),
            "chronic pain",
            false,
        )?;
        decisions::set_override(
            w,
            &episode,
            &twist,
            OverrideChange::NotApplicable,
            "frozen shoulder",
            false,
        )
    });
    let in_force = |t: &TestClinic| t.read(|db| courses::load(db, &id)).overrides;
    let now = in_force(&t);
    assert_eq!(now.len(), 3);
    assert_eq!(
        (now[0].change, now[0].reason.as_str(), now[0].by.as_str()),
        (threshold, "age 74", "Asha Rao")
    );
    t.later(1);
    let stay = NewPhaseChange {
        reason: "one more week".into(),
        ..decision(Some(2), 2, Recommendation::Advance(3))
    };
    t.by(&t.asha, |w| decisions::change_phase(w, &episode, &stay));
    assert_eq!(in_force(&t).len(), 3, "staying ends nothing");
    t.by(&t.asha, |w| {
        decisions::change_phase(
            w,
            &episode,
            &decision(Some(2), 3, Recommendation::Advance(3)),
        )
    });
    assert_eq!(in_force(&t).len(), 1);
    let kept = t
        .read(|db| decisions::list_overrides(db, &id))
        .into_iter()
        .find(|set| set.ended_at.is_none())
        .unwrap();
    t.by(&t.ben, |w| decisions::end_override(w, &episode, &kept.id));
    assert_eq!(in_force(&t), []);
    assert_eq!(
        t.try_by(&t.ben, |w| decisions::end_override(w, &episode, &kept.id)),
        Err(Error::NotFound)
    );
    assert_eq!(
        t.read(|db| decisions::list_overrides(db, &id)).len(),
        4,
        "all stay readable"
    );
}

#[test]
fn flags_cautions_and_baselines_reach_the_course() {
    let t = TestClinic::new();
    let (patient, id) = t.episode("1");
    let episode = t.read(|db| episodes::find(db, &id));
    let answer = |state, note: &str| ScreenAnswer {
        flag: "rf_fever".parse().unwrap(),
        state,
        level: None,
        note: note.into(),
        ask_again_on: None,
    };
    t.by(&t.asha, |w| {
        flags::record(w, &patient, &[answer(FlagState::Open, "")])?;
        cautions::record(w, &patient, &"ca_implant".parse().unwrap(), "")?;
        decisions::mark_baseline(w, &episode, None, w.now(), "fell again")
    });
    let silent = t.try_by(&t.asha, |w| {
        flags::record(w, &patient, &[answer(FlagState::Cleared, "")])
    });
    assert!(matches!(silent, Err(Error::Rejected(_))), "{silent:?}");
    let before = t.now().utc;
    t.later(1);
    t.by(&t.ben, |w| {
        flags::record(w, &patient, &[answer(FlagState::Cleared, "GP: a cold")])
    });
    let course = t.read(|db| courses::load(db, &id));
    let flags: Vec<_> = course
        .flags
        .iter()
        .map(|event| (event.state, event.by.as_str()))
        .collect();
    assert_eq!(
        flags,
        [
            (FlagState::Open, "Asha Rao"),
            (FlagState::Cleared, "Ben Okafor")
        ]
    );
    assert_eq!((course.cautions.len(), course.baselines.len()), (1, 1));
    assert_eq!(
        t.read(|db| courses::load_as_of(db, &id, before))
            .flags
            .len(),
        1
    );
    let earlier = t
        .clinic
        .read(|db| courses::load_as_of(db, &id, before - chrono::TimeDelta::days(1)));
    assert_eq!(
        earlier,
        Err(Error::NotFound),
        "before the episode was opened"
    );
}

#[test]
fn a_warning_sign_reported_in_one_episode_acts_in_the_patient_s_others() {
    let t = TestClinic::new();
    let (patient, first) = t.episode("1");
    let reported = SessionContent {
        warning_signs: WarningSigns::Reported(vec![ReportedFlag {
            flag: "rf_fever".parse().unwrap(),
            level: Some(ActionLevel::SameDay),
        }]),
        ..content(t.now(), vec![])
    };
    let seen = t.by(&t.asha, |w| sessions::sign_new(w, &first, &reported));
    let episode = t.read(|db| episodes::find(db, &first));
    t.later(1);
    let closed = EpisodeState::Closed {
        on: day(2026, 3, 2),
        outcome: Outcome::DidNotReturn,
        why: String::new(),
    };
    let second = t.by(&t.asha, |w| {
        episodes::set_state(w, &episode, &closed)?;
        episodes::open(w, &patient, &episode.protocol, &episode_facts())
    });
    let flags = |t: &TestClinic, id| t.read(|db| courses::load(db, id)).flags;
    let known: Vec<_> = flags(&t, &second)
        .into_iter()
        .map(|event| (event.flag, event.state, event.level, event.at.utc))
        .collect();
    assert_eq!(
        known,
        [(
            "rf_fever".parse().unwrap(),
            FlagState::Open,
            Some(ActionLevel::SameDay),
            reported.took_place.utc
        )]
    );
    assert_eq!(flags(&t, &first), [], "its own visits say it already");
    let session = t.read(|db| sessions::find(db, &seen));
    t.by(&t.asha, |w| {
        sessions::strike_out(w, &session, Mistake::WrongPatient, "someone else's")
    });
    assert_eq!(flags(&t, &second), [], "struck out counts for nothing");
}
