use ninefold::audit::{Action, Actor, Event};
use ninefold::clinic::Clinic;
use ninefold::records::audit::Verdict;
use ninefold::records::{Error, patients};

use crate::support::{TestClinic, day, utc};

#[test]
fn a_look_is_noted_before_the_page_is_read_and_a_refused_one_too() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    let before = t.audit().len();
    let look = |who| {
        t.clinic.read_patient(who, &patient, "patient", |db| {
            patients::find(db, &patient).map(|found| found.id)
        })
    };
    assert_eq!(look(&t.ben), Ok(patient.clone()));
    assert_eq!(look(&t.cora), Err(Error::NotFound));
    let rows = t.audit().split_off(before);
    let noted: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.actor.as_str(),
                row.action.as_str(),
                row.patient.as_deref(),
                row.fields.as_str(),
            )
        })
        .collect();
    assert_eq!(
        noted,
        [
            (
                t.ben.id.as_str(),
                "looked",
                Some(patient.as_str()),
                "patient"
            ),
            (
                t.cora.id.as_str(),
                "refused",
                Some(patient.as_str()),
                "patient"
            ),
        ]
    );
    let missing = "nobody".parse().unwrap();
    let nothing = t.clinic.read_patient(&t.ben, &missing, "patient", |db| {
        patients::find(db, &missing)
    });
    assert_eq!(nothing, Err(Error::NotFound));
}

#[test]
fn days_are_the_clinics_and_survive_the_nights_the_clocks_change() {
    let t = TestClinic::new();
    let clinic = &t.clinic;
    let rows = [
        (utc(2026, 3, 28, 23, 30), day(2026, 3, 28)),
        (utc(2026, 3, 29, 23, 30), day(2026, 3, 30)), // summer time: 00:30 on the 30th
        (utc(2026, 10, 24, 23, 30), day(2026, 10, 25)),
        (utc(2026, 10, 25, 23, 30), day(2026, 10, 25)),
    ];
    for (at, date) in rows {
        assert_eq!(clinic.moment(at).date, date, "{at}");
    }
    let wall = |d, h, m| day(2026, 3, d).and_hms_opt(h, m, 0).unwrap();
    assert_eq!(
        clinic.from_local(wall(28, 9, 0)).utc,
        utc(2026, 3, 28, 9, 0)
    );
    assert_eq!(
        clinic.from_local(wall(29, 9, 0)).utc,
        utc(2026, 3, 29, 8, 0)
    );
    assert_eq!(
        clinic.from_local(wall(29, 1, 30)).utc,
        utc(2026, 3, 29, 1, 0),
        "01:30 did not exist that night"
    );
    let twice = day(2026, 10, 25).and_hms_opt(1, 30, 0).unwrap();
    assert_eq!(
        clinic.from_local(twice).utc,
        utc(2026, 10, 25, 0, 30),
        "the first of two"
    );
    assert_eq!(
        clinic.end_of(day(2026, 7, 1)).utc,
        day(2026, 7, 1).and_hms_opt(22, 59, 59).unwrap()
    );
}

#[test]
fn looks_noted_aside_are_taken_into_the_chain_when_the_clinic_is_opened() {
    let t = TestClinic::new();
    if !t.is_sqlite() {
        return;
    }
    let patient = t.patient("1");
    let look = Event::new(Action::Looked).patient(&patient);
    let (seen, before) = (t.now(), t.audit().len());
    t.clinic
        .records()
        .note_aside(&look, &Actor::Staff(t.ben.id.clone()), seen)
        .unwrap();
    assert_eq!(t.audit().len(), before);
    t.later(5);
    for rows in [1, 1] {
        Clinic::open(&t.database, t.clinic.clock().clone()).unwrap();
        assert_eq!(t.audit().len(), before + rows, "taken in once");
    }
    let row = t.audit().pop().unwrap();
    assert_eq!(
        (row.actor.as_str(), row.patient.as_deref(), row.at),
        (t.ben.id.as_str(), Some(patient.as_str()), seen.utc)
    );
    assert!(matches!(
        t.read(ninefold::records::audit::verify),
        Verdict::Whole { .. }
    ));
}
