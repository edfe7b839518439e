use ninefold::access::Role;
use ninefold::records::drafts::Draft;
use ninefold::records::staff::NewStaff;
use ninefold::records::submissions::Earlier;
use ninefold::records::{Error, drafts, logins, staff, submissions};

use crate::support::{TestClinic, day};

#[test]
fn an_account_comes_back_as_it_was_made() {
    let t = TestClinic::new();
    let new = NewStaff {
        name: "Dana Fox".into(),
        sign_in_name: "Dana".into(),
        role: Role::FrontDesk,
        password_hash: "h2".into(),
        valid_until: Some(day(2026, 6, 30)),
        teams: vec![t.north.clone(), t.south.clone()],
    };
    let id = t.by(&t.asha, |w| staff::add(w, &new));
    let (dana, hash) = t.read(|db| staff::find_for_login(db, " DANA "));
    assert_eq!(
        (dana.id.clone(), hash.as_str(), dana.role),
        (id, "h2", Role::FrontDesk)
    );
    assert_eq!(dana.teams, [t.north.clone(), t.south.clone()]);
    assert_eq!(dana.valid_until, new.valid_until);
    let again = t.try_by(&t.asha, |w| staff::add(w, &new));
    assert_eq!(again, Err(Error::Duplicate("sign_in_name".into())));

    t.by(&t.asha, |w| {
        staff::change(
            w,
            &dana,
            "Dana Fox",
            Role::Clinician,
            None,
            std::slice::from_ref(&t.south),
        )
    });
    let changed = t.read(|db| staff::find(db, &dana.id));
    assert_eq!(
        (changed.role, changed.valid_until, changed.teams),
        (Role::Clinician, None, vec![t.south.clone()])
    );
    let lost = t.try_by(&t.asha, |w| staff::set_disabled(w, &dana, true));
    assert_eq!(lost, Err(Error::Changed));
}

#[test]
fn colleagues_are_clinicians_of_a_shared_team() {
    let t = TestClinic::new();
    let names: Vec<String> = t
        .read(|db| staff::list_colleagues(db, &t.asha.teams))
        .into_iter()
        .map(|staff| staff.name)
        .collect();
    assert_eq!(names, ["Asha Rao", "Ben Okafor"]);
}

#[test]
fn disabling_an_account_ends_its_logins_at_once() {
    let t = TestClinic::new();
    t.by(&t.ben, |w| logins::begin(w, "token-hash"));
    t.later(1);
    t.clinic
        .upkeep(t.now(), |upkeep| logins::touch(upkeep, "token-hash"))
        .unwrap();
    let login = t.read(|db| logins::find(db, "token-hash"));
    assert_eq!(
        (login.staff, login.last_used_at, login.ended_at),
        (t.ben.id.clone(), t.now().utc, None)
    );
    t.by(&t.asha, |w| staff::set_disabled(w, &t.ben, true));
    assert_eq!(
        t.read(|db| logins::find(db, "token-hash")).ended_at,
        Some(t.now().utc)
    );
    assert_eq!(
        t.try_by(&t.ben, |w| logins::end(w, "token-hash")),
        Err(Error::NotFound)
    );
}

#[test]
fn a_draft_kept_in_a_change_is_noted_each_time() {
    let t = TestClinic::new();
    let draft = Draft {
        id: "form-1".parse().unwrap(),
        staff: t.asha.id.clone(),
        kind: "typed".into(),
        patient: None,
        subject: None,
        content: "note=half a sen".into(),
        updated_at: t.now().utc,
    };
    for _ in 0..2 {
        let before = t.audit().len();
        t.by(&t.asha, |w| drafts::keep_noted(w, &draft));
        assert_eq!(t.actions_since(before), ["draft_kept"]);
    }
}

#[test]
fn a_draft_is_seen_by_its_owner_alone_and_kept_seven_days() {
    let t = TestClinic::new();
    let draft = Draft {
        id: "form-1".parse().unwrap(),
        staff: t.asha.id.clone(),
        kind: "session".into(),
        patient: None,
        subject: None,
        content: "note=half a sen".into(),
        updated_at: t.now().utc,
    };
    let before = t.audit().len();
    t.clinic
        .upkeep(t.now(), |upkeep| drafts::keep(upkeep, &draft))
        .unwrap();
    t.later(1);
    let more = Draft {
        content: "note=half a sentence".into(),
        updated_at: t.now().utc,
        ..draft.clone()
    };
    t.clinic
        .upkeep(t.now(), |upkeep| drafts::keep(upkeep, &more))
        .unwrap();
    assert_eq!(
        t.read(|db| drafts::list(db, &t.asha.id)),
        std::slice::from_ref(&more)
    );
    assert_eq!(
        t.clinic.read(|db| drafts::find(db, &t.ben.id, &draft.id)),
        Err(Error::NotFound)
    );
    let theft = Draft {
        staff: t.ben.id.clone(),
        content: String::new(),
        ..draft.clone()
    };
    assert_eq!(
        t.clinic
            .upkeep(t.now(), |upkeep| drafts::keep(upkeep, &theft)),
        Err(Error::NotFound)
    );
    assert_eq!(t.read(|db| drafts::find(db, &t.asha.id, &draft.id)), more);
    assert_eq!(t.audit().len(), before, "drafts are no part of the record");

    t.later(24 * 7);
    assert_eq!(t.clinic.upkeep(t.now(), drafts::drop_expired), Ok(0));
    t.later(1);
    assert_eq!(t.clinic.upkeep(t.now(), drafts::drop_expired), Ok(1));
}

#[test]
fn a_submission_sent_twice_is_answered_once() {
    let t = TestClinic::new();
    let send = |who, result: &str| {
        t.try_by(who, |w| {
            if let Earlier::Same(earlier) = submissions::answered(w, "s1:a")? {
                return Ok(earlier);
            }
            submissions::record(w, "s1:a", result)?;
            w.note(&ninefold::audit::Event::new(
                ninefold::audit::Action::Listed,
            ))?;
            Ok(result.to_owned())
        })
    };
    assert_eq!(send(&t.asha, "/sessions/1").unwrap(), "/sessions/1");
    assert_eq!(send(&t.asha, "/sessions/2").unwrap(), "/sessions/1");
    assert!(matches!(
        send(&t.ben, "/sessions/3"),
        Err(Error::Rejected(_))
    ));
    let other = t.try_by(&t.asha, |w| {
        let other = submissions::answered(w, "s1:b")?;
        assert_eq!(submissions::answered(w, "s2:b")?, Earlier::None);
        w.note(&ninefold::audit::Event::new(
            ninefold::audit::Action::Listed,
        ))?;
        Ok(other)
    });
    assert_eq!(other, Ok(Earlier::Other), "the same id with other content");
    let twice = t.try_by(&t.asha, |w| submissions::record(w, "s1", "/x"));
    assert_eq!(twice, Err(Error::Duplicate("id".into())));
}
