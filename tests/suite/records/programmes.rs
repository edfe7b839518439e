use ninefold::care::exercise::Dose;
use ninefold::care::patient::{Paper, PrintSize};
use ninefold::care::programme::{ItemSide, ProgrammeContent, ProgrammeItem, ProgrammeState};
use ninefold::records::protocols::{self, VersionState};
use ninefold::records::settings::{self, Settings};
use ninefold::records::{Error, episodes, programmes};

use crate::support::{TestClinic, day};

fn sheet(goal: &str) -> ProgrammeContent {
    ProgrammeContent {
        goal: goal.into(),
        items: vec![ProgrammeItem {
            exercise: "open_book".parse().unwrap(),
            dose: Dose {
                each_side: true,
                ..Dose::default()
            },
            side: ItemSide::Left,
            note: String::new(),
            override_reason: String::new(),
        }],
        advice: vec!["adv_help_emergency".parse().unwrap()],
        note: "well done".into(),
        next_visit_on: Some(day(2026, 3, 9)),
        next_visit_time: None,
        diary_days: 14,
    }
}

#[test]
fn an_issued_programme_is_never_edited_again() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    let episode = t.read(|db| episodes::find(db, &id));
    let first = t.by(&t.asha, |w| {
        programmes::draft(w, &episode, 2, &sheet("sit"))
    });
    let second_draft = t.try_by(&t.ben, |w| programmes::draft(w, &episode, 2, &sheet("sit")));
    assert_eq!(second_draft, Err(Error::Duplicate("episode_id".into())));
    let before = t.read(|db| programmes::find(db, &first));
    t.by(&t.asha, |w| {
        programmes::save_draft(w, &episode, &before, 3, &sheet("walk"))
    });
    assert_eq!(
        t.try_by(&t.asha, |w| programmes::issue(w, &episode, &before, "K7")),
        Err(Error::Changed)
    );
    let saved = t.read(|db| programmes::find(db, &first));
    assert_eq!(
        (saved.number, saved.phase, &saved.content),
        (1, 3, &sheet("walk"))
    );
    t.by(&t.asha, |w| programmes::issue(w, &episode, &saved, "K7"));
    let issued = t.read(|db| programmes::find_by_check_code(db, "K7"));
    assert_eq!(
        (issued.state, &issued.content),
        (ProgrammeState::Issued, &sheet("walk"))
    );
    let edit = t.try_by(&t.asha, |w| {
        programmes::save_draft(w, &episode, &issued, 3, &sheet("run"))
    });
    assert_eq!(edit, Err(Error::Changed));

    t.by(&t.asha, |w| {
        programmes::record_print(w, &first, (Paper::Letter, PrintSize::Large), "{}", "abc")
    });
    let print = t.read(|db| programmes::list_prints(db, &first)).remove(0);
    assert_eq!(
        (print.paper, print.print_size, print.bytes_hash.as_str()),
        (Paper::Letter, PrintSize::Large, "abc")
    );

    assert!(t.by(&t.asha, |w| programmes::ask_review(
        w,
        &id,
        Some("pacemaker")
    )));
    let next = t.by(&t.asha, |w| {
        programmes::draft(w, &episode, 4, &sheet("run"))
    });
    let next = t.read(|db| programmes::find(db, &next));
    t.by(&t.asha, |w| programmes::issue(w, &episode, &next, "K8"));
    let all = t.read(|db| programmes::list(db, &id));
    let states: Vec<_> = all
        .iter()
        .map(|programme| (programme.number, programme.state))
        .collect();
    assert_eq!(
        states,
        [(2, ProgrammeState::Issued), (1, ProgrammeState::Superseded)]
    );
    assert_eq!(all[1].review_because.as_deref(), Some("pacemaker"));
}

#[test]
fn a_published_protocol_version_is_adopted_by_name() {
    let t = TestClinic::new();
    let second = t.by(&t.asha, |w| {
        protocols::add(
            w,
            ("upper-back-spasm", 2),
            "Upper back",
            "v2",
            "h2",
            VersionState::Draft,
        )
    });
    let draft = t.read(|db| protocols::find(db, &second));
    assert_eq!(
        t.try_by(&t.asha, |w| protocols::adopt(w, &second, "")),
        Err(Error::Changed)
    );
    t.by(&t.asha, |w| protocols::edit_draft(w, &draft, "v2b", "h2b"));
    assert_eq!(
        t.try_by(&t.asha, |w| protocols::edit_draft(w, &draft, "v2c", "h2c")),
        Err(Error::Changed)
    );
    t.by(&t.asha, |w| protocols::publish(w, &second));
    let published = t.read(|db| protocols::find(db, &second));
    assert_eq!(
        t.try_by(&t.asha, |w| protocols::edit_draft(w, &published, "x", "x")),
        Err(Error::Changed)
    );
    let assignable = || {
        t.read(|db| protocols::find_assignable(db, "upper-back-spasm"))
            .number
    };
    assert_eq!(assignable(), 1);
    t.by(&t.asha, |w| protocols::adopt(w, &second, "read and agreed"));
    assert_eq!(assignable(), 2);
    assert_eq!(
        t.read(|db| protocols::find(db, &second))
            .adopted
            .unwrap()
            .by,
        t.asha.id
    );
    t.by(&t.asha, |w| protocols::withdraw_adoption(w, &second));
    assert_eq!(assignable(), 1);
    t.by(&t.asha, |w| protocols::retire(w, &t.protocol));
    assert_eq!(
        t.clinic
            .read(|db| protocols::find_assignable(db, "upper-back-spasm")),
        Err(Error::NotFound)
    );
}

#[test]
fn settings_saved_over_someone_elses_are_refused() {
    let t = TestClinic::new();
    let before = t.read(settings::find);
    let policies = [("first_48h_thermal".to_owned(), "heat".to_owned())].into();
    let mine = Settings {
        name: "New name".into(),
        policies,
        ..before.clone()
    };
    t.by(&t.asha, |w| settings::store(w, &mine));
    assert_eq!(
        t.read(settings::find),
        Settings {
            version: before.version + 1,
            ..mine
        }
    );
    assert_eq!(
        t.try_by(&t.asha, |w| settings::store(w, &before)),
        Err(Error::Changed)
    );
}
