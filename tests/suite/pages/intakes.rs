use actix_web::http::StatusCode;
use ninefold::builtin::knowledge;
use ninefold::care::standing::Status;
use ninefold::records::{cautions, episodes, protocols, standings};

use crate::support::TestClinic;

/// A whole intake, every flag answered "no".
fn intake() -> Vec<(&'static str, &'static str)> {
    let flags = knowledge().protocol.red_flags.iter();
    let mut fields: Vec<(&str, &str)> = flags.map(|flag| (flag.key.as_str(), "no")).collect();
    fields.extend([
        ("findings", "dull ache"),
        ("symptoms", "sy_knot"),
        ("self_test_twist", "positive_left"),
        ("self_test_side_bend", "not_asked"),
        ("complaint", "pain between the blades"),
        ("onset_precision", "hour"),
        ("onset_date", "2026-03-01"),
        ("onset_time", "14:30"),
        ("injury", "yes"),
        ("side", "left"),
        ("sport", "yes"),
        ("sport_words", "tennis"),
        ("goal_1", "serve again"),
        ("goal_date", "2026-06-01"),
        ("muscle_rhomboids", "left"),
        ("muscle_multifidus", "none"),
        ("cf_new_hobby", "past"),
        ("cf_overuse", "not_asked"),
        ("cautions", "ca_implant"),
        ("ca_implant_note", "pacemaker"),
        ("consent", "given"),
        ("note", "sleeps badly"),
    ]);
    fields
}

fn with(
    mut fields: Vec<(&'static str, &'static str)>,
    name: &'static str,
    value: &'static str,
) -> Vec<(&'static str, &'static str)> {
    fields.retain(|(field, _)| *field != name);
    fields.push((name, value));
    fields
}

#[actix_web::test]
async fn an_intake_opens_an_episode_and_says_what_is_next() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let asha = t.browser(&t.asha);
    let form = asha.get(&format!("/patients/{id}/episodes/new")).await;
    assert_eq!(form.status, StatusCode::OK);
    assert!(!form.text.contains("checked"), "no question has a default");
    assert!(form.text.contains("Save the intake of Žižek, Łukasz"));
    for flag in &knowledge().protocol.red_flags {
        let field = format!(r#"name="{}""#, flag.key);
        assert_eq!(form.text.matches(&field).count(), 3, "{}", flag.key);
        let follow_up = format!(r#"name="{}_higher""#, flag.key);
        assert_eq!(
            form.text.contains(&follow_up),
            flag.escalate.is_some(),
            "{}",
            flag.key
        );
    }
    let responsible = t.asha.id.to_string();
    let mut fields: Vec<(&str, &str)> = intake();
    fields.push(("responsible", &responsible));
    let saved = asha
        .post(&format!("/patients/{id}/episodes"), &fields)
        .await;
    assert_eq!(saved.location, format!("/patients/{id}"), "{}", saved.text);
    let episode = t.read(|db| episodes::list_of(db, &id)).remove(0);
    let facts = &episode.facts;
    assert_eq!(facts.onset_stated, "1 March 2026, 14:30");
    assert_eq!(facts.intake.symptoms, ["dull ache", "sy_knot"]);
    assert_eq!(
        facts.intake.self_tests.len(),
        1,
        "not asked is not recorded"
    );
    assert_eq!(facts.intake.muscles.len(), 1);
    assert_eq!(
        facts.intake.factors.get("cf_new_hobby").map(String::as_str),
        Some("past")
    );
    assert_eq!(facts.intake.factors.len(), 1);
    assert_eq!(
        facts.intake.notes.get("note").map(String::as_str),
        Some("sleeps badly")
    );
    let page = asha.get(&saved.location).await;
    assert!(page.text.contains("record the assessment") && page.text.contains("No phase yet"));
    assert!(page.text.contains("Pacemaker or other implant"));
    let again = asha
        .post(&format!("/patients/{id}/episodes"), &fields)
        .await;
    assert_eq!(again.location, saved.location, "sent twice, saved once");
    assert_eq!(t.read(|db| episodes::list_of(db, &id)).len(), 1);
}

#[actix_web::test]
async fn a_refused_intake_keeps_what_was_typed_and_names_every_gap() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let asha = t.browser(&t.asha);
    let mut fields = with(
        with(intake(), "onset_date", "2026-03-02"),
        "onset_time",
        "10:01",
    );
    fields.retain(|(name, _)| !["rf_fever", "side", "responsible"].contains(name));
    let fields = with(
        with(fields, "rf_balance_gait", "not_asked"),
        "symptoms",
        "sy_walk_run",
    );
    let answer = asha
        .post(&format!("/patients/{id}/episodes"), &fields)
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in [
        "“Fever” must be answered: Yes, No or Not asked",
        "“Loss of balance or walking” must be asked",
        "Time of the beginning is in the future",
        "Affected side must have an answer",
        "Responsible clinician must have an answer",
    ] {
        assert!(answer.text.contains(sentence), "{sentence}");
    }
    assert!(
        answer.text.contains("put 5 things right"),
        "{}",
        answer.text
    );
    for kept in [
        r#"name="rf_chest_pain" value="no" checked"#,
        r#"name="muscle_rhomboids" value="left" checked"#,
        r#"value="dull ache" checked"#,
        r#"value="pacemaker""#,
        r#"value="10:01""#,
        "pain between the blades",
    ] {
        assert!(answer.text.contains(kept), "{kept} is gone");
    }
    assert!(t.read(|db| episodes::list_of(db, &id)).is_empty());
    assert!(t.read(|db| cautions::list(db, &id)).is_empty());
}

#[actix_web::test]
async fn a_yes_opens_the_flag_and_the_page_says_what_to_do_at_the_highest_level() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let asha = t.browser(&t.asha);
    let responsible = t.asha.id.to_string();
    let fields = with(
        with(intake(), "rf_limb_weakness", "yes"),
        "rf_weight_loss",
        "yes",
    );
    let mut fields: Vec<(&str, &str)> = fields;
    fields.push(("responsible", &responsible));
    let saved = asha
        .post(&format!("/patients/{id}/episodes"), &fields)
        .await;
    let page = asha.get(&saved.location).await;
    // the follow-up question was not answered: the higher level counts
    assert!(
        page.text
            .contains("Stop and refer: ambulance or emergency department now.")
    );
    assert!(page.text.contains("Weak arms or legs") && page.text.contains("Weight loss"));
    assert!(page.text.contains("Decide about the red flags"));
    let episode = t.read(|db| episodes::list_of(db, &id)).remove(0);
    let standing = t.read(|db| standings::find(db, &episode.id));
    assert_eq!(standing.status, Status::RedFlag);
}

#[actix_web::test]
async fn no_intake_without_an_adopted_protocol_or_beside_an_open_episode() {
    let t = TestClinic::new();
    let (id, _) = t.episode("1");
    let other = t.patient("2");
    let asha = t.browser(&t.asha);
    let blocked = asha.get(&format!("/patients/{id}/episodes/new")).await;
    assert!(
        blocked
            .text
            .contains("episode of this protocol that is not closed")
    );
    t.by(&t.asha, |w| protocols::withdraw_adoption(w, &t.protocol));
    let blocked = asha.get(&format!("/patients/{other}/episodes/new")).await;
    assert!(
        blocked
            .text
            .contains("No version of the protocol is adopted")
    );
    let refused = asha
        .post(&format!("/patients/{other}/episodes"), &intake())
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let foreign = t.browser(&t.cora);
    let refused = foreign
        .post(&format!("/patients/{other}/episodes"), &intake())
        .await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_finding_against_a_no_is_pointed_out() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let asha = t.browser(&t.asha);
    let path = format!("/patients/{id}/episodes");
    let mut fields: Vec<(&str, &str)> = with(intake(), "findings", "cannot lie flat");
    let responsible = t.asha.id.to_string();
    fields.push(("responsible", &responsible));
    let refused = asha.post(&path, &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .text
            .contains("is ticked under severity: correct one of them"),
        "{}",
        refused.text
    );
}

#[actix_web::test]
async fn an_empty_intake_names_the_unanswered_flags_in_one_line_and_asks_emergencies_first() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let asha = t.browser(&t.asha);
    let path = format!("/patients/{id}/episodes");
    let page = asha.get(&format!("{path}/new")).await.text;
    let place = |flag: &str| page.find(&format!("id=\"{flag}-label\"")).unwrap();
    for emergency in ["rf_saddle_numb", "rf_tearing_pain", "rf_neck_artery"] {
        assert!(place(emergency) < place("rf_limb_weakness"), "{emergency}");
    }
    let empty = asha.post(&path, &[("do", "save")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    let summary = empty.text.split("class=\"faults\"").nth(1).unwrap();
    let summary = summary.split("</ul>").next().unwrap();
    assert!(
        summary.contains("<a href=\"#rf_chest_pain\">30 red flags are unanswered</a>"),
        "{summary}"
    );
    assert!(!summary.contains("“Fever”"), "{summary}");
    assert!(
        summary.contains("Affected side must have an answer"),
        "{summary}"
    );
    assert!(
        empty.text.contains("“Fever” must be answered"),
        "it stands at its question"
    );
}
