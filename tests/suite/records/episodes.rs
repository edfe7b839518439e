use ninefold::care::course::AffectedSide;
use ninefold::care::episode::{
    EpisodeFacts, EpisodeState, EventKind, Outcome, VisitPlan, VisitState,
};
use ninefold::care::evaluation::Recommendation;
use ninefold::care::number::Number;
use ninefold::care::protocol::ActionLevel;
use ninefold::care::standing::{HomeProgramme, Standing, Status};
use ninefold::records::caseload::{self, View};
use ninefold::records::handovers::{self, NewHandover};
use ninefold::records::{Error, episodes, standings, visits};

use crate::support::{TestClinic, day, episode_facts};

#[test]
fn an_amended_side_is_an_event_and_the_old_facts_stay() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    let before = t.read(|db| episodes::find(db, &id));
    assert_eq!(before.facts, episode_facts());
    let facts = EpisodeFacts {
        side: AffectedSide::Right,
        sport: true,
        ..episode_facts()
    };
    t.by(&t.asha, |w| {
        episodes::amend(w, &before, &facts, "sides were swapped")
    });
    assert_eq!(t.read(|db| episodes::find(db, &id)).facts, facts);
    let versions = t.read(|db| episodes::list_versions(db, &id));
    assert_eq!((versions.len(), &versions[1].facts), (2, &before.facts));
    let events = t.read(|db| episodes::list_events(db, &id));
    assert_eq!(
        (events[0].kind, events[0].note.as_str()),
        (EventKind::SideChanged, "sides were swapped")
    );
    assert_eq!(t.audit().last().unwrap().fields, "side,sport");
    assert_eq!(
        t.try_by(&t.asha, |w| episodes::amend(w, &before, &facts, "again")),
        Err(Error::Changed)
    );
}

#[test]
fn one_episode_of_a_protocol_is_open_at_a_time() {
    let t = TestClinic::new();
    let (patient, id) = t.episode("1");
    let second = || {
        t.try_by(&t.asha, |w| {
            episodes::open(w, &patient, &t.protocol, &episode_facts())
        })
    };
    assert_eq!(second(), Err(Error::Duplicate("protocol_key".into())));
    let first = t.read(|db| episodes::find(db, &id));
    let hold = EpisodeState::OnHold {
        from: day(2026, 3, 2),
        until: Some(day(2026, 3, 9)),
        why: "away".into(),
    };
    t.by(&t.asha, |w| episodes::set_state(w, &first, &hold));
    assert_eq!(second(), Err(Error::Duplicate("protocol_key".into())));
    let held = t.read(|db| episodes::find(db, &id));
    assert_eq!(held.state, hold);
    let closed = EpisodeState::Closed {
        on: day(2026, 3, 2),
        outcome: Outcome::GoalsReached,
        why: "well".into(),
    };
    t.by(&t.asha, |w| episodes::set_state(w, &held, &closed));
    let first = t.read(|db| episodes::find(db, &id));
    assert_eq!(first.state, closed);
    second().unwrap();
    assert_eq!(
        t.try_by(&t.asha, |w| episodes::set_state(
            w,
            &first,
            &EpisodeState::Open
        )),
        Err(Error::Duplicate("protocol_key".into()))
    );
    let kinds: Vec<EventKind> = t
        .read(|db| episodes::list_events(db, &id))
        .into_iter()
        .map(|event| event.kind)
        .collect();
    assert_eq!(
        kinds,
        [EventKind::Closed, EventKind::Held, EventKind::Opened]
    );
    assert_eq!(t.read(|db| episodes::list_of(db, &patient)).len(), 2);
}

#[test]
fn a_standing_comes_back_exactly() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    assert_eq!(t.read(|db| standings::find(db, &id)), Standing::new());
    let standing = Standing {
        home_programme: Some(HomeProgramme {
            share: Number::from_thousandths(82_142),
            until: day(2026, 3, 1),
            written: 13,
            of: 14,
        }),
        phase: Some(4),
        status: Status::RedFlag,
        needs_decision: true,
        met: 3,
        of: 6,
        recommendation: Recommendation::StopAndRefer(ActionLevel::SameDay),
        stalled: true,
        holds_until: Some(day(2026, 3, 9)),
        last_session_on: Some(day(2026, 3, 2)),
        next_visit_on: None,
        next_visit_time: None,
        why: vec!["rf_fever".into(), "p4_pain".into()],
    };
    t.by(&t.asha, |w| {
        standings::store(w, &id, &standing)?;
        let episode = episodes::find(w.db(), &id)?;
        episodes::note(w, &episode, "recomputed")
    });
    assert_eq!(t.read(|db| standings::find(db, &id)), standing);
    assert_eq!(
        t.read(|db| standings::list_after(db, None, 10)),
        [(id.clone(), standing)]
    );
    assert!(
        t.read(|db| standings::list_expired(db, day(2026, 3, 9), None, 10))
            .is_empty()
    );
    assert_eq!(
        t.read(|db| standings::list_expired(db, day(2026, 3, 10), None, 10)),
        std::slice::from_ref(&id)
    );
    t.by(&t.asha, |w| {
        standings::store(w, &id, &Standing::new())?;
        let episode = episodes::find(w.db(), &id)?;
        episodes::note(w, &episode, "recomputed")
    });
    assert_eq!(
        t.read(|db| standings::find(db, &id)),
        Standing::new(),
        "what was set is unset"
    );
}

#[test]
fn the_board_shows_mine_and_what_i_cover() {
    let t = TestClinic::new();
    let (_, first) = t.episode("1");
    let (_, second) = t.episode("2");
    let place = |id, phase, status| {
        t.by(&t.asha, |w| {
            standings::store(
                w,
                id,
                &Standing {
                    phase,
                    status,
                    ..Standing::new()
                },
            )?;
            let episode = episodes::find(w.db(), id)?;
            episodes::note(w, &episode, "")
        });
    };
    place(&first, Some(3), Status::Ready);
    place(&second, Some(3), Status::Steady);
    let plan = VisitPlan {
        on: day(2026, 3, 2),
        time: None,
        place: String::new(),
        clinician: None,
        note: String::new(),
    };
    t.by(&t.asha, |w| visits::book(w, &second, &plan));

    let view = |who: &ninefold::access::Staff, view| -> Vec<_> {
        let load = t.read(|db| caseload::of(db, &who.id, t.now().date));
        t.read(|db| caseload::list(db, &load, view, 0))
            .into_iter()
            .map(|entry| (entry.episode, entry.covered))
            .collect()
    };
    let today = day(2026, 3, 2);
    assert_eq!(view(&t.asha, View::On(today)), [(second.clone(), false)]);
    assert_eq!(view(&t.asha, View::Phase(Some(3))).len(), 2);
    assert_eq!(view(&t.asha, View::All).len(), 2);
    assert_eq!(view(&t.asha, View::Phase(None)), []);
    assert_eq!(view(&t.asha, View::Decide(today)), [(first.clone(), false)]);
    let tomorrow = day(2026, 3, 3);
    let overdue = view(&t.asha, View::Decide(tomorrow));
    assert_eq!(
        overdue,
        [(first.clone(), false), (second.clone(), false)],
        "the passed visit makes it overdue"
    );
    let load = t.read(|db| caseload::of(db, &t.asha.id, today));
    let counts = t.read(|db| caseload::count(db, &load, today));
    assert_eq!(
        (
            counts.in_phase(Some(3)),
            counts.with(Status::Ready),
            counts.overdue
        ),
        (2, 1, 1)
    );
    assert_eq!(view(&t.ben, View::All), []);

    let cover = NewHandover {
        from: t.asha.id.clone(),
        to: t.ben.id.clone(),
        episode: None,
        from_day: today,
        until_day: Some(today),
        note: "course".into(),
    };
    let handover = t.by(&t.asha, |w| handovers::hand_over(w, &cover, None));
    assert_eq!(
        view(&t.ben, View::Phase(Some(3))),
        [(first.clone(), true), (second, true)]
    );
    assert_eq!(t.read(|db| handovers::list_of_episode(db, &first)).len(), 1);
    t.by(&t.asha, |w| handovers::end(w, &handover));
    assert_eq!(view(&t.ben, View::All), []);
}

#[test]
fn a_visit_that_is_changed_or_missed_is_kept() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    let on = |day, hour| VisitPlan {
        on: day,
        time: chrono::NaiveTime::from_hms_opt(hour, 30, 0),
        place: "Room 2".into(),
        clinician: Some(t.ben.id.clone()),
        note: "brings shoes".into(),
    };
    t.by(&t.asha, |w| visits::book(w, &id, &on(day(2026, 3, 5), 9)));
    t.by(&t.ben, |w| visits::book(w, &id, &on(day(2026, 3, 6), 14)));
    assert_eq!(
        t.read(|db| visits::find_booked(db, &id)).unwrap().plan,
        on(day(2026, 3, 6), 14)
    );
    let standing = t.read(|db| standings::find(db, &id));
    assert_eq!(
        (standing.next_visit_on, standing.next_visit_time),
        (Some(day(2026, 3, 6)), on(day(2026, 3, 6), 14).time)
    );
    t.by(&t.ben, |w| visits::settle(w, &id, VisitState::DidNotAttend));
    assert_eq!(t.read(|db| visits::find_booked(db, &id)), None);
    let states: Vec<VisitState> = t
        .read(|db| visits::list(db, &id))
        .into_iter()
        .map(|visit| visit.state)
        .collect();
    assert_eq!(states, [VisitState::DidNotAttend, VisitState::Changed]);
    assert_eq!(t.read(|db| standings::find(db, &id)).next_visit_on, None);
    assert_eq!(
        t.try_by(&t.ben, |w| visits::settle(w, &id, VisitState::Attended)),
        Err(Error::Changed)
    );
}

#[test]
fn another_clinician_takes_over() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    let before = t.read(|db| episodes::find(db, &id));
    t.by(&t.asha, |w| {
        episodes::set_responsible(w, &before, &t.ben.id, "moves away")
    });
    assert_eq!(
        t.read(|db| episodes::list_responsible(db, &t.ben.id)),
        std::slice::from_ref(&id)
    );
    assert!(
        t.read(|db| episodes::list_responsible(db, &t.asha.id))
            .is_empty()
    );
    let event = t.read(|db| episodes::list_events(db, &id)).remove(0);
    assert_eq!(
        (event.kind, event.staff),
        (EventKind::ResponsibleChanged, Some(t.ben.id.clone()))
    );
}
