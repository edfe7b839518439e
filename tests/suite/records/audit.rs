use diesel::connection::SimpleConnection;
use ninefold::audit::{Action, Actor, Broken, Event};
use ninefold::care::diary::{DiaryContent, DiaryDays};
use ninefold::care::programme::ProgrammeContent;
use ninefold::care::session::Mistake;
use ninefold::care::time::Moment;
use ninefold::records::audit::{Verdict, verify};
use ninefold::records::diaries::{self, Written};
use ninefold::records::{Error, audit_match, decisions, episodes, patients, programmes, sessions};

use crate::support::{TestClinic, patient_facts};

#[test]
fn a_change_without_an_audit_event_is_taken_back() {
    let t = TestClinic::new();
    let before = t.audit().len();
    let refused = t
        .clinic
        .write(Actor::Staff(t.asha.id.clone()), t.now(), |w| {
            w.db()
                .batch_execute("UPDATE clinic SET name = 'Other'")
                .unwrap();
            Ok::<_, Error>(())
        });
    assert_eq!(refused, Err(Error::NotAudited));
    assert_eq!(
        t.read(ninefold::records::settings::find).name,
        "North Road Physiotherapy"
    );
    assert_eq!(t.audit().len(), before);
}

#[test]
fn a_change_that_fails_leaves_neither_rows_nor_events() {
    let t = TestClinic::new();
    t.patient("1");
    let before = t.audit();
    let failed = t.try_by(&t.asha, |w| {
        patients::register(w, &t.north, &patient_facts("2"))?;
        patients::register(w, &t.north, &patient_facts("1"))
    });
    assert_eq!(failed, Err(Error::Duplicate("clinic_number".into())));
    assert_eq!(t.audit(), before);
    assert_eq!(t.read(|db| patients::find_by_clinic_number(db, "2")), None);
}

#[test]
fn rows_hold_ids_and_field_names_only() {
    let t = TestClinic::new();
    let patient = t.patient("77");
    let before = t.read(|db| patients::find(db, &patient));
    let mut facts = before.facts.clone();
    facts.phone = "07700 900999".into();
    facts.alerts = "hard of hearing".into();
    t.by(&t.asha, |w| {
        patients::amend(w, &before, &facts, "asked again")
    });
    let rows = t.audit();
    let row = rows.last().unwrap();
    assert_eq!(row.action, "patient_amended");
    assert_eq!(row.actor, t.asha.id.as_str());
    assert_eq!(row.patient.as_deref(), Some(patient.as_str()));
    assert_eq!(row.fields, "phone,alerts");
    let all = format!("{rows:?}");
    for value in ["Žižek", "Łukasz", "07700", "hearing", "Asha", "asked again"] {
        assert!(!all.contains(value), "{value}");
    }
}

#[test]
fn the_chain_is_whole_and_tampering_is_named() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    t.by(&t.asha, |w| {
        w.note(&Event::new(Action::Looked).patient(&patient))
    });
    let rows = t.audit();
    let Verdict::Whole { rows: count, head } = t.read(verify) else {
        panic!("broken")
    };
    assert_eq!(count, rows.len() as i64);
    assert_eq!(head, rows.last().unwrap().hash);

    let victim = rows[rows.len() - 2].seq;
    let edit = format!("UPDATE audit SET actor = 'nobody' WHERE seq = {victim}");
    assert!(
        t.raw().batch_execute(&edit).is_err(),
        "a trigger refuses the edit"
    );
    let (off, on) = if t.is_sqlite() {
        ("DROP TRIGGER guard_audit_update", "")
    } else {
        (
            "ALTER TABLE audit DISABLE TRIGGER ALL",
            "ALTER TABLE audit ENABLE TRIGGER ALL",
        )
    };
    t.raw()
        .batch_execute(&format!("{off}; {edit}; {on}"))
        .unwrap();
    assert_eq!(t.read(verify), Verdict::Broken(Broken::Content(victim)));
}

#[test]
fn history_refuses_change_and_clinical_rows_refuse_deletion() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    t.by(&t.asha, |w| {
        let content = crate::support::content(
            w.now(),
            vec![crate::support::reading("nprs_rest", None, 3000)],
        );
        ninefold::records::sessions::sign_new(w, &episode, &content)
    });
    for statement in [
        "DELETE FROM audit",
        "UPDATE session_versions SET note = 'x'",
        "UPDATE readings SET number = 1",
        "UPDATE patient_versions SET family_name = 'x'",
        "DELETE FROM readings",
        "DELETE FROM episode_versions",
        "DELETE FROM sessions",
        "DELETE FROM patients",
        "DELETE FROM episodes",
    ] {
        let refused = t.raw().batch_execute(statement).unwrap_err().to_string();
        assert!(refused.contains("refuse"), "{statement}: {refused}");
    }
}

#[test]
fn a_log_that_was_emptied_is_no_whole_one() {
    let t = TestClinic::new();
    by_hand(&t, "audit", "DELETE FROM audit");
    assert_eq!(t.read(verify), Verdict::Emptied);
}

#[test]
fn rows_invented_deleted_or_moved_are_named() {
    let t = TestClinic::new();
    let episode = t.assigned("1", 2);
    let session = t.sign(&episode, vec![]);
    let struck = t.sign(&episode, vec![]);
    t.by(&t.asha, |w| {
        let before = sessions::find(w.db(), &struck)?;
        sessions::strike_out(w, &before, Mistake::Duplicate, "twice")
    });
    let diary = t.by(&t.asha, |w| {
        let opened = episodes::find(w.db(), &episode)?;
        let programme = programmes::draft(w, &opened, 2, &ProgrammeContent::default())?;
        let (on, content) = (w.now().date, kept(w.now()));
        let written = Written {
            content: &content,
            adherence: None,
        };
        let days = DiaryDays { from: on, to: on };
        let id = diaries::sign(w, &opened, &programme, days, written)?;
        let before = diaries::find(w.db(), &id)?;
        diaries::strike_out(w, &before, Mistake::Other, "not his")?;
        Ok(id)
    });
    let differences = || t.read(audit_match::differences);
    assert_eq!(differences(), Vec::<String>::new());

    let change = t
        .read(|db| decisions::list_phase_changes(db, &episode))
        .remove(0)
        .id;
    let rows = [
        (
            "phase_changes",
            format!("DELETE FROM phase_changes WHERE id = '{change}'"),
            format!("there are 0 rows of the phase change {change}, and the audit log tells of 1"),
        ),
        (
            "patients",
            "INSERT INTO patient_versions SELECT patient_id, 2, clinic_number, family_name, given_names, name_to_use, \
             birth_date, birth_date_estimated, sex, phone, address, email, contact_name, contact_relation, contact_phone, \
             guardian, language, interpreter, referrer, gp, dominant_hand, arm_length, paper, print_size, alerts, reason, \
             recorded_at, recorded_by FROM patient_versions"
                .to_owned(),
            "there are 2 versions of the patient".to_owned(),
        ),
        (
            "sessions",
            format!("UPDATE sessions SET took_place_at = '2026-03-01 10:00:00' WHERE id = '{session}'"),
            format!("the session {session} has another time"),
        ),
        (
            "sessions",
            format!(
                "UPDATE sessions SET state = 'signed', struck_out_at = NULL, struck_out_by = NULL, \
                 struck_out_kind = NULL, struck_out_why = NULL WHERE id = '{struck}'"
            ),
            format!("the session {struck} has another state"),
        ),
        (
            "diaries",
            format!(
                "UPDATE diaries SET state = 'signed', struck_out_at = NULL, struck_out_by = NULL, \
                 struck_out_kind = NULL, struck_out_why = NULL WHERE id = '{diary}'"
            ),
            format!("the diary {diary} has another state"),
        ),
        (
            "diary_versions",
            "INSERT INTO diary_versions SELECT diary_id, 2, handed_back_at, handed_back_on, days, note, share, \
             last_written_on, 'x', entered_at, entered_by, read_by FROM diary_versions"
                .to_owned(),
            format!("there are 2 versions of the diary {diary}"),
        ),
    ];
    for (count, (table, change, sentence)) in (1..).zip(rows) {
        by_hand(&t, table, &change);
        let found = differences();
        assert_eq!(found.len(), count, "{found:?}");
        assert!(
            found.iter().any(|said| said.starts_with(&sentence)),
            "{sentence} in {found:?}"
        );
    }
}

#[test]
fn a_session_moves_on_by_versions_only() {
    let t = TestClinic::new();
    let episode = t.assigned("1", 2);
    let id = t.sign(&episode, vec![]);
    for change in ["took_place_at = '2026-03-01 10:00:00'", "state = 'draft'"] {
        let change = format!("UPDATE sessions SET {change} WHERE id = '{id}'");
        let refused = t.raw().batch_execute(&change).unwrap_err().to_string();
        assert!(refused.contains("refuse"), "{change}: {refused}");
    }
    let change = "UPDATE phase_changes SET to_phase = 9";
    assert!(t.raw().batch_execute(change).is_err());
}

/// A diary that was handed back without a day in it.
fn kept(at: Moment) -> DiaryContent {
    DiaryContent {
        handed_back: at,
        days: Vec::new(),
        note: String::new(),
    }
}

/// Does by hand what the guards of a table refuse.
fn by_hand(t: &TestClinic, table: &str, change: &str) {
    let (off, on) = if t.is_sqlite() {
        let off = ["update", "delete"]
            .map(|what| format!("DROP TRIGGER IF EXISTS guard_{table}_{what};"));
        (off.concat(), String::new())
    } else {
        (
            format!("ALTER TABLE {table} DISABLE TRIGGER USER;"),
            format!("; ALTER TABLE {table} ENABLE TRIGGER USER"),
        )
    };
    t.raw()
        .batch_execute(&format!("{off} {change} {on}"))
        .unwrap();
}
