//! A disk that is full, a file that cannot be written, a torn file of looks, a clinic with many patients.

use std::fs;
use std::path::PathBuf;

use actix_web::http::StatusCode;
use diesel::connection::SimpleConnection;
use ninefold::audit::{Action, Actor, Event};
use ninefold::clinic::Clinic;
use ninefold::config::Database;
use ninefold::records::audit::Verdict;
use ninefold::records::reach::{self, Reach};
use ninefold::records::search::search;
use ninefold::records::{Error, patients};

use crate::support::{TestClinic, patient_facts};

/// The file of looks beside a record in SQLite.
fn looks(t: &TestClinic) -> Option<PathBuf> {
    let Database::Sqlite(path) = &t.database else {
        return None;
    };
    let mut name = path.clone().into_os_string();
    name.push(".looks");
    Some(name.into())
}

/// From now on every write of the log fails with this message.
fn fail_writes(t: &TestClinic, message: &str) {
    let mut raw = t.raw();
    raw.batch_execute(&format!(
        "CREATE TRIGGER disk BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, '{message}'); END"
    ))
    .unwrap();
}

#[actix_web::test]
async fn a_record_that_cannot_be_written_can_still_be_read() {
    for message in [
        "database or disk is full",
        "attempt to write a readonly database",
        "unable to open database file",
        "disk I/O error",
    ] {
        for aside_works in [true, false] {
            let t = TestClinic::new();
            let Some(looks) = looks(&t) else { return };
            let patient = t.patient("1");
            let asha = t.browser(&t.asha);
            if !aside_works {
                fs::create_dir(&looks).unwrap();
            }
            fail_writes(&t, message);
            for _ in 0..2 {
                let page = asha.get(&format!("/patients/{patient}")).await;
                assert_eq!(page.status, StatusCode::OK, "{message}: {}", page.text);
                assert!(page.text.contains("Łukasz"), "{message}");
            }
            assert!(t.clinic.is_read_only(), "{message}");
            let page = asha.get("/patients").await;
            assert!(
                page.text.contains("Nothing can be saved"),
                "{message}: {}",
                page.text
            );
            let refused = t.clinic.write(Actor::Program, t.now(), |w| {
                w.note(&Event::new(Action::Listed))
            });
            assert!(matches!(refused, Err(Error::Broken(_))), "{refused:?}");
            if aside_works {
                let noted = fs::read_to_string(&looks).unwrap();
                let of_patient = noted.lines().filter(|line| line.contains(patient.as_str()));
                assert_eq!(of_patient.count(), 2, "{message}: {noted}");
            }
        }
    }
}

#[test]
fn a_torn_line_of_looks_is_set_aside_and_the_others_are_taken_in_once() {
    let t = TestClinic::new();
    let Some(file) = looks(&t) else { return };
    let patient = t.patient("1");
    let before = t.audit().len();
    let note = |who: &ninefold::access::Staff| {
        let look = Event::new(Action::Looked).patient(&patient);
        let actor = Actor::Staff(who.id.clone());
        t.clinic
            .records()
            .note_aside(&look, &actor, t.now())
            .unwrap();
    };
    note(&t.asha);
    let mut torn = fs::read(&file).unwrap();
    torn.extend_from_slice(b"1772445600\tas\xff");
    fs::write(&file, torn).unwrap();
    note(&t.ben);
    for _ in 0..3 {
        Clinic::open(&t.database, t.clinic.clock().clone()).unwrap();
        assert_eq!(t.audit().len(), before + 2, "each good line once");
    }
    let mut aside = file.clone().into_os_string();
    aside.push(".bad");
    let aside = fs::read(aside).unwrap();
    assert!(String::from_utf8_lossy(&aside).contains("1772445600\tas"));
    assert!(!file.exists());
    assert!(matches!(
        t.read(ninefold::records::audit::verify),
        Verdict::Whole { .. }
    ));
}

#[test]
fn a_large_clinic_finds_its_own_patient() {
    let t = TestClinic::new();
    let names = |number: usize, family: &str, given: &str| {
        let mut facts = patient_facts(&format!("n{number}"));
        facts.family_name = family.into();
        facts.given_names = given.into();
        facts
    };
    // more patients of the other team than any list of hits should hold, registered first
    t.by(&t.asha, |w| {
        for number in 0..5_100 {
            patients::register(w, &t.south, &names(number, "Smithson", "Alan"))?;
        }
        Ok(())
    });
    let mine = t.by(&t.asha, |w| {
        patients::register(w, &t.north, &names(9_000, "Smithson", "Alana"))
    });
    let found = |reach: &Reach, words: &str| -> Vec<String> {
        let cards = t.read(|db| search(db, reach, words, 61));
        cards.into_iter().map(|card| card.id.to_string()).collect()
    };
    let own = t.read(|db| reach::of(db, &t.asha, t.now()));
    for words in ["smithson", "s", "smi ala", "alan smithson"] {
        assert_eq!(found(&own, words), [mine.to_string()], "{words}");
    }
    assert_eq!(found(&Reach::Clinic, "smithson alana"), [mine.to_string()]);
    let all = found(&Reach::Clinic, "smithson");
    assert_eq!(
        all.len(),
        61,
        "and one more than a page tells that there are more"
    );
}
