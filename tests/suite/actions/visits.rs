use chrono::{Days, NaiveDate};
use ninefold::access::Role;
use ninefold::actions::Refused;
use ninefold::actions::book_visit::book_visit;
use ninefold::actions::settle_visit::settle_visit;
use ninefold::care::episode::{VisitPlan, VisitState};
use ninefold::records::{Error, standings, visits};

use crate::support::TestClinic;
use crate::support::course::submission;

fn plan(on: NaiveDate) -> VisitPlan {
    VisitPlan {
        on,
        time: None,
        place: "Room 2".into(),
        clinician: None,
        note: String::new(),
    }
}

#[test]
fn the_front_desk_books_changes_and_settles() {
    let t = TestClinic::new();
    let id = t.assigned("1", 2);
    let desk = t.hire("Dora Frost", Role::FrontDesk);
    let booked = || {
        t.read(|db| visits::find_booked(db, &id))
            .map(|visit| visit.id)
    };
    let book = |on| {
        let at = (&id, booked());
        let at = (at.0, at.1.as_deref());
        book_visit(&t.clinic, &desk, &submission(), at, &plan(on), t.now())
    };
    let settle = |state| {
        let visit = booked().unwrap_or_default();
        let at = (&id, visit.as_str());
        settle_visit(&t.clinic, &desk, &submission(), at, state, t.now())
    };
    let today = t.now().date;
    assert!(matches!(book(today - Days::new(1)), Err(Refused::Rule(_))));
    book(today + Days::new(7)).unwrap();
    book(today + Days::new(3)).unwrap();
    assert_eq!(
        t.read(|db| standings::find(db, &id)).next_visit_on,
        Some(today + Days::new(3))
    );
    assert!(
        matches!(settle(VisitState::DidNotAttend), Err(Refused::Rule(_))),
        "its day has not come"
    );
    settle(VisitState::CancelledByPatient).unwrap();
    assert_eq!(
        settle(VisitState::CancelledByPatient),
        Err(Refused::Record(Error::Changed))
    );
    let states: Vec<_> = t
        .read(|db| visits::list(db, &id))
        .into_iter()
        .map(|visit| visit.state)
        .collect();
    assert_eq!(
        states,
        [VisitState::Changed, VisitState::CancelledByPatient]
    );
    assert_eq!(t.read(|db| standings::find(db, &id)).next_visit_on, None);
}
