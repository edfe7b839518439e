use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::builtin;
use ninefold::records::protocols;

use super::staff::hire;
use crate::support::TestClinic;

#[actix_web::test]
async fn every_target_stands_there_with_threshold_basis_and_source() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    let list = asha.get("/protocols").await.text;
    assert!(
        list.contains("Adopted") && list.contains(t.protocol.as_str()),
        "{list}"
    );
    let page = asha.get(&format!("/protocols/{}", t.protocol)).await.text;
    let protocol = &builtin::knowledge().protocol;
    for phase in &protocol.phases {
        for target in &phase.targets {
            assert!(
                page.contains(&format!("id=\"{}\"", target.key)),
                "{} is missing",
                target.key
            );
        }
    }
    for measure in &protocol.measures {
        assert!(
            page.contains(&format!("id=\"m-{}\"", measure.key)),
            "{} is missing",
            measure.key
        );
    }
    let rest = page.split("id=\"p5_rotation\"").nth(1).unwrap();
    let row = rest.split("</tr>").next().unwrap();
    assert!(
        row.contains("advisory")
            && row.contains("at least 40°, left and right")
            && row.contains("published"),
        "{row}"
    );
    assert!(page.contains("source protocol") && !page.contains("from_seed"));
    assert!(
        page.contains("I stand behind it") && !page.contains("Withdraw the adoption"),
        "a clinician reads only"
    );
}

#[actix_web::test]
async fn a_lead_clinician_withdraws_and_adopts_by_name() {
    let t = TestClinic::new();
    let lead = t.browser(&hire(&t, "Margaret", Role::LeadClinician));
    let path = format!("/protocols/{}", t.protocol);
    let adoptions = format!("{path}/adoptions");
    let before = t.audit().len();
    let id = |last: &'static str| ("submission_id", last);
    let ended = lead
        .post(
            &format!("{adoptions}/endings"),
            &[id("0123456789abcdef0123456789abcde1")],
        )
        .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert!(
        lead.get(&path)
            .await
            .text
            .contains("No lead clinician has adopted this version")
    );

    let refused = lead
        .post(
            &adoptions,
            &[id("0123456789abcdef0123456789abcde2"), ("statement", "")],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("Statement is needed")
            && refused.text.contains("Tick that you have read")
    );

    let words = [
        id("0123456789abcdef0123456789abcde3"),
        ("statement", "Read & agreed"),
        ("read", "yes"),
    ];
    for _ in 0..2 {
        assert_eq!(
            lead.post(&adoptions, &words).await.status,
            StatusCode::SEE_OTHER
        );
    }
    assert_eq!(
        t.actions_since(before),
        ["adoption_withdrawn", "protocol_adopted"]
    );
    let adoption = t
        .read(|db| protocols::find(db, &t.protocol))
        .adopted
        .unwrap();
    assert_eq!(adoption.statement, "Read & agreed");
    assert!(lead.get(&path).await.text.contains("Adopted by Margaret"));
}
