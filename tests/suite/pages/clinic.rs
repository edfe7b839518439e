use actix_web::http::StatusCode;
use ninefold::access::Role;
use ninefold::builtin;
use ninefold::records::settings;

use super::staff::hire;
use crate::support::TestClinic;

/// The form as the page shows it, with some fields changed.
fn fields(changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = [
        ("name", "North Road Physiotherapy"),
        ("address", "1 North Road"),
        ("phone", "020 7946 0000"),
        ("email", ""),
        ("letterhead", ""),
        ("emergency_number", "999"),
        ("time_zone", "Europe/London"),
        ("version", "1"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .to_vec();
    for policy in &builtin::knowledge().policies {
        fields.push((format!("policy_{}", policy.key), policy.default.clone()));
    }
    for (name, value) in changes {
        let field = fields.iter_mut().find(|(field, _)| field == name).unwrap();
        field.1 = (*value).to_owned();
    }
    fields
}

fn as_sent(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

#[actix_web::test]
async fn a_letterhead_that_no_sheet_has_room_or_letters_for_is_refused_in_the_form() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let (long, many) = ("W".repeat(121), "a\nb\nc\nd\ne");
    let sent = fields(&[
        ("letterhead", &long),
        ("address", many),
        ("name", "North 🙂"),
    ]);
    let answer = ines.post("/clinic", &as_sent(&sent)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "at most 120",
        "at most 4 lines",
        "Name holds what no paper can show: 🙂 (U+1F642)",
    ] {
        assert!(answer.text.contains(words), "{words}");
    }
    assert!(answer.text.contains(&long), "what was typed stays");
}

#[actix_web::test]
async fn letterhead_time_zone_and_policies_are_saved_and_used_at_once() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let page = ines.get("/clinic").await.text;
    for policy in &builtin::knowledge().policies {
        assert!(
            page.contains(&format!("policy_{}", policy.key)),
            "{} is not asked",
            policy.key
        );
    }
    let before = t.audit().len();
    let changed = fields(&[
        ("time_zone", "Asia/Tokyo"),
        ("policy_ice_dose", "twenty_on_off"),
    ]);
    let saved = ines.post("/clinic", &as_sent(&changed)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(t.actions_since(before), ["clinic_changed"]);
    assert_eq!(t.clinic.zone().name(), "Asia/Tokyo");
    let stored = t.read(settings::find);
    assert_eq!(stored.policies["ice_dose"], "twenty_on_off");

    let mut late = as_sent(&changed);
    late.push(("submission_id", "0123456789abcdef0123456789abcde1"));
    assert_eq!(
        ines.post("/clinic", &late).await.status,
        StatusCode::CONFLICT
    );
}

#[actix_web::test]
async fn a_letterhead_with_no_room_on_paper_is_refused_in_the_form() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let long = "x".repeat(81);
    let wrong = fields(&[
        ("name", &long),
        ("address", "1\n2\n3\n4\n5"),
        ("email", "nobody"),
        ("time_zone", "Mars/Olympus"),
        ("emergency_number", ""),
        ("policy_ice_dose", "melted"),
    ]);
    let refused = ines.post("/clinic", &as_sent(&wrong)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "Name must be at most 80 characters, and has 81",
        "Address must have at most 4 lines, and has 5",
        "E-mail must have an @",
        "Time zone must be one of the list",
        "Emergency number is needed",
        "Ice dose must be one of the answers shown",
        &long,
    ] {
        assert!(refused.text.contains(part), "{part} is not on the page");
    }
    assert_eq!(t.read(settings::find).version, 1);
}

#[actix_web::test]
async fn a_form_sent_again_late_does_not_bring_an_old_time_zone_back() {
    let t = TestClinic::new();
    let ines = t.browser(&hire(&t, "Ines", Role::Administrator));
    let send = async |zone: &str, version: &str, id: &str| {
        let fields = fields(&[("time_zone", zone), ("version", version)]);
        let mut sent = as_sent(&fields);
        sent.push(("submission_id", id));
        ines.post("/clinic", &sent).await.status
    };
    let (first, second) = (
        "0123456789abcdef0123456789abcde1",
        "0123456789abcdef0123456789abcde2",
    );
    assert_eq!(send("Asia/Tokyo", "1", first).await, StatusCode::SEE_OTHER);
    assert_eq!(
        send("Europe/London", "2", second).await,
        StatusCode::SEE_OTHER
    );
    assert_eq!(send("Asia/Tokyo", "1", first).await, StatusCode::SEE_OTHER);
    assert_eq!(t.clinic.zone().name(), "Europe/London");
}
