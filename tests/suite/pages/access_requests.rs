use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::records::reach;

use super::staff::hire;
use crate::support::TestClinic;

const WHY: (&str, &str) = ("reason", "referred to me today");

#[actix_web::test]
async fn an_exact_match_opens_for_eight_hours_and_is_listed() {
    let t = TestClinic::new();
    let patient = t.patient("4711");
    let reaches = |t: &TestClinic| {
        t.clinic
            .read(|db| reach::require(db, &t.cora, &patient, t.now()))
            .is_ok()
    };
    assert!(!reaches(&t));
    let cora = t.browser(&t.cora);
    let before = t.audit().len();
    let known = [("family_name", "zizek"), ("birth_date", "17/05/1980"), WHY];
    for _ in 0..2 {
        let opened = cora.post("/patients/access_requests", &known).await;
        assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
        assert_eq!(opened.location, format!("/patients/{patient}"));
    }
    assert_eq!(t.actions_since(before), ["access_granted"]);
    assert!(reaches(&t));
    let lead = t.browser(&hire(&t, "Margaret", Role::LeadClinician));
    let list = lead.get("/patients/access_requests").await.text;
    for part in ["Cora Lind", "Žižek, Łukasz (4711)", "referred to me today"] {
        assert!(list.contains(part), "{part} is not in {list}");
    }
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let list = ines.get("/patients/access_requests").await.text;
    assert!(
        list.contains("Cora Lind") && list.contains(patient.as_str()),
        "{list}"
    );
    for part in ["Žižek", "4711", "referred to me today"] {
        assert!(!list.contains(part), "an administrator reads {part}");
    }
    t.later(8);
    assert!(!reaches(&t));
}

#[actix_web::test]
async fn what_fits_nobody_says_so_and_is_noted() {
    let t = TestClinic::new();
    t.patient("4711");
    let cora = t.browser(&t.cora);
    let before = t.audit().len();
    for known in [
        [("family_name", "Ziz"), ("birth_date", "17/05/1980"), WHY],
        [("family_name", "Žižek"), ("birth_date", "18/05/1980"), WHY],
        [("clinic_number", "471"), ("family_name", ""), WHY],
    ] {
        let refused = cora.post("/patients/access_requests", &known).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.contains("No one patient has exactly this"),
            "{}",
            refused.text
        );
    }
    assert_eq!(t.actions_since(before), ["refused", "refused", "refused"]);
    let empty = cora
        .post("/patients/access_requests", &[("family_name", "Žižek")])
        .await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "Reason is needed",
        "Family name and date of birth are both needed",
        "value=\"Žižek\"",
    ] {
        assert!(empty.text.contains(part), "{part} is not in {}", empty.text);
    }
}
