use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::audit::{Action, Event};
use ninefold::records::patients;

use super::staff::hire;
use crate::support::{TestClinic, patient_facts};

#[actix_web::test]
async fn events_are_told_in_words_with_names_and_narrowed_by_a_form() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let patient = t.patient("4711");
    let other = t.patient("4712");
    t.by(&t.ben, |w| {
        w.note(&Event::new(Action::SheetPrinted).patient(&other))
    });
    let page = ines.get("/audit").await.text;
    for part in [
        "Asha Rao",
        "registered a patient",
        patient.as_str(),
        "printed a sheet",
    ] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    assert!(!page.contains("Žižek") && !page.contains("4711"), "{page}");
    let rows = |text: &str| text.matches("<th scope=\"row\">").count();

    let of_one = ines
        .post("/audit/searches", &[("patient", patient.as_str())])
        .await;
    assert_eq!(
        (of_one.status, rows(&of_one.text)),
        (StatusCode::OK, 1),
        "{}",
        of_one.text
    );
    let by_ben = ines
        .post("/audit/searches", &[("actor", t.ben.id.as_str())])
        .await;
    assert_eq!(rows(&by_ben.text), 1);
    let printed = ines
        .post(
            "/audit/searches",
            &[
                ("action", "sheet_printed"),
                ("since", "2026-03-02"),
                ("until", "2026-03-02"),
            ],
        )
        .await;
    assert_eq!(rows(&printed.text), 1);
    let earlier = ines
        .post("/audit/searches", &[("until", "2026-03-01")])
        .await;
    assert!(earlier.text.contains("No event fits"), "{}", earlier.text);
    let wrong = ines
        .post(
            "/audit/searches",
            &[
                ("action", "fell_from_the_sky"),
                ("since", "2026-03-02"),
                ("until", "2026-03-01"),
            ],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.text.contains("What must be one of the answers shown")
            && wrong.text.contains("Until must not be before From")
    );
}

#[actix_web::test]
async fn a_lead_clinician_learns_nothing_about_patients_of_other_teams() {
    let t = TestClinic::new();
    let own = t.patient("4711");
    let foreign = t.by(&t.cora, |w| {
        patients::register(w, &t.south, &patient_facts("8822"))
    });
    let lead = t.browser(&t.hire("Lea Storm", Role::LeadClinician));
    let page = lead.get("/audit").await.text;
    assert!(page.contains("Žižek, Łukasz (4711)") && !page.contains(own.as_str()));
    assert!(
        page.contains(foreign.as_str()) && !page.contains("8822"),
        "{page}"
    );
    let search = async |number: &str| {
        let found = lead
            .post("/audit/searches", &[("clinic_number", number)])
            .await;
        (found.status, found.text.replace(number, "NUMBER"))
    };
    assert_eq!(search("4711").await.0, StatusCode::OK);
    let of_others = search("8822").await;
    assert_eq!(of_others.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        of_others,
        search("9933").await,
        "foreign and unknown answer alike"
    );
}

#[actix_web::test]
async fn older_rows_are_on_the_next_page() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    for _ in 0..105 {
        t.by(&t.ben, |w| w.note(&Event::new(Action::Listed)));
    }
    let first = ines.get("/audit").await.text;
    let before = first.split("name=\"before\" value=\"").nth(1).unwrap();
    let before = before.split('"').next().unwrap().to_owned();
    let second = ines
        .post("/audit/searches", &[("before", &before)])
        .await
        .text;
    assert!(second.contains("added a team"), "{second}");
    assert!(
        !second.contains(&format!(">{before}</td>")),
        "no row stands on both pages"
    );
}
