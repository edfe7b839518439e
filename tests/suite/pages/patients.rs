use actix_web::http::StatusCode;
use ninefold::access::{Role, Staff};
use ninefold::audit::Actor;
use ninefold::care::patient::PatientFacts;
use ninefold::records::patients;
use ninefold::records::staff::{self, NewStaff};

use crate::support::{TestClinic, patient_facts};

fn front_desk(t: &TestClinic) -> Staff {
    let new = NewStaff {
        name: "Tom Reed".into(),
        sign_in_name: "tom".into(),
        role: Role::FrontDesk,
        password_hash: "hash".into(),
        valid_until: None,
        teams: vec![],
    };
    let id = t
        .clinic
        .write(Actor::Program, t.now(), |w| staff::add(w, &new))
        .unwrap();
    t.read(|db| staff::find(db, &id))
}

fn facts(t: &TestClinic) -> Vec<(&str, &str)> {
    vec![
        ("family_name", "Nguyễn"),
        ("given_names", "Thị Ánh"),
        ("birth_date", "27/03/1985"),
        ("sex", "female"),
        ("language", "vi"),
        ("paper", "a4"),
        ("print_size", "large"),
        ("team", t.north.as_str()),
    ]
}

fn with<'a>(
    mut fields: Vec<(&'a str, &'a str)>,
    name: &'a str,
    value: &'a str,
) -> Vec<(&'a str, &'a str)> {
    fields.retain(|(field, _)| *field != name);
    fields.push((name, value));
    fields
}

#[actix_web::test]
async fn a_patient_is_registered_listed_and_found() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    let empty = asha.get("/patients").await;
    assert!(empty.text.contains("Register the first patient"));
    let form = asha.get("/patients/new").await;
    assert_eq!(form.status, StatusCode::OK);
    let noted = t.audit().len();
    let saved = asha.post("/patients", &facts(&t)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert_eq!(t.actions_since(noted), ["patient_registered"]);
    let again = asha.post("/patients", &facts(&t)).await;
    assert_eq!(again.location, saved.location, "sent twice, saved once");
    let page = asha.get(&saved.location).await;
    assert!(page.text.contains("Nguyễn, Thị Ánh"));
    assert!(
        page.text.contains("Take the intake"),
        "the next thing to do"
    );
    let list = asha.get("/patients").await;
    assert!(list.text.contains("Nguyễn, Thị Ánh") && list.text.contains("1001"));
    let noted = t.audit().len();
    let found = asha
        .post("/patients/searches", &[("words", "anh nguy")])
        .await;
    assert_eq!(found.status, StatusCode::OK);
    assert!(found.text.contains("Nguyễn, Thị Ánh"));
    assert_eq!(t.actions_since(noted), ["listed"]);
    // another team sees nothing of it
    let cora = t.browser(&t.cora);
    let foreign = cora.get(&saved.location).await;
    let missing = cora.get("/patients/nobody").await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
    let list = cora
        .post("/patients/searches", &[("words", "nguyen")])
        .await;
    assert!(list.text.contains("Nobody you can reach"));
}

#[actix_web::test]
async fn a_refused_form_keeps_what_was_typed() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    let typed = with(
        with(facts(&t), "birth_date", "31/02/1985"),
        "family_name",
        "ᚠᚱ",
    );
    let typed = with(with(typed, "email", "nowhere"), "arm_length_cm", "7");
    let typed = with(with(typed, "sex", ""), "address", "2 South Road\r\nLeeds");
    let noted = t.audit().len();
    let answer = asha.post("/patients", &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in [
        "Date of birth must be a real date",
        "Family name: no sheet can print ᚠ (U+16A0), ᚱ (U+16B1)",
        "E-mail must hold an @",
        "Arm length must be between 20 and 120 cm",
        "Sex as recorded must have an answer",
    ] {
        assert!(
            answer.text.contains(sentence),
            "{sentence}\n{}",
            answer.text
        );
    }
    assert!(answer.text.contains("put 5 things right"));
    for value in [
        r#"value="ᚠᚱ""#,
        r#"value="31/02/1985""#,
        r#"value="nowhere""#,
        r#"value="7""#,
        r#"value="Thị Ánh""#,
        "2 South Road\r\nLeeds",
        r#"value="vi" selected"#,
        r#"value="large" selected"#,
    ] {
        assert!(answer.text.contains(value), "{value} is gone");
    }
    // nothing was saved; what was typed is kept for its author
    assert_eq!(t.actions_since(noted), ["draft_kept"]);
}

#[actix_web::test]
async fn a_child_needs_a_guardian_and_a_likely_duplicate_a_word() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    let child = with(facts(&t), "birth_date", "27/03/2012");
    let child = with(child, "given_names", "Minh");
    let answer = asha.post("/patients", &child).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("not validated under 18"));
    let saved = asha
        .post("/patients", &with(child, "guardian", "Mother, Lan"))
        .await;
    let page = asha.get(&saved.location).await;
    assert!(page.text.contains("Under 18: thresholds not validated"));

    // registered in South; North is told that someone exists, and nothing about whom
    let cora = t.browser(&t.cora);
    let south = with(facts(&t), "team", t.south.as_str());
    let south = with(south, "phone", "07700 900777");
    let one = [("submission_id", "11111111111111111111111111111111")];
    let saved = cora.post("/patients", &[&south[..], &one].concat()).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    let two = [("submission_id", "22222222222222222222222222222222")];
    let new = [&facts(&t)[..], &two].concat();
    let warned = asha.post("/patients", &new).await;
    assert_eq!(warned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(warned.text.contains("This is someone else"));
    assert!(!warned.text.contains("07700 900777") && !warned.text.contains("South"));
    let confirmed = asha
        .post("/patients", &with(new, "is_someone_else", "yes"))
        .await;
    assert_eq!(confirmed.status, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn an_amendment_needs_a_reason_and_a_lost_update_is_told() {
    let t = TestClinic::new();
    let id = t.patient("7");
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let path = format!("/patients/{id}");
    let form = asha.get(&format!("{path}/edit")).await;
    assert!(
        form.text.contains(r#"value="17/05/1980""#)
            && form.text.contains(r#"name="version" value="1""#)
    );
    let base = with(with(facts(&t), "clinic_number", "7"), "version", "1");
    let to = format!("{path}/versions");
    let refused = asha.post(&to, &base).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Reason for the change is needed"));
    let noted = t.audit().len();
    let saved = asha
        .post(&to, &with(base.clone(), "reason", "married"))
        .await;
    assert_eq!(saved.location, path);
    let actions = t.actions_since(noted);
    assert_eq!(actions, ["looked", "patient_amended"]);
    let late = with(with(base, "phone", "0999"), "reason", "moved");
    let late = with(late, "submission_id", "33333333333333333333333333333333");
    let told = ben.post(&to, &late).await;
    assert_eq!(told.status, StatusCode::CONFLICT, "{}", told.text);
    assert!(told.text.contains("Asha Rao amended this"));
    assert!(
        told.text.contains(r#"value="0999""#),
        "what Ben typed is still there"
    );
    let versions = asha.get(&to).await;
    assert!(versions.text.contains("Žižek") && versions.text.contains("married"));
    assert_eq!(t.read(|db| patients::find(db, &id)).version, 2);
}

#[actix_web::test]
async fn the_front_desk_sees_who_and_when_and_nothing_clinical() {
    let t = TestClinic::new();
    let (id, _) = t.episode("1");
    t.by(&t.asha, |w| {
        ninefold::records::cautions::record(w, &id, &"ca_implant".parse().unwrap(), "")
    });
    let tom = t.browser(&front_desk(&t));
    let path = format!("/patients/{id}");
    let page = tom.get(&path).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("07700 900123") && page.text.contains("No visit is booked"));
    for clinical in [
        "latex", "acemaker", "No phase", "Red flag", "left", "Consent",
    ] {
        assert!(!page.text.contains(clinical), "{clinical} is shown");
    }
    let form = tom.get(&format!("{path}/edit")).await;
    assert!(!form.text.contains("latex") && !form.text.contains("Arm length"));
    // amending leaves what the desk cannot read as it was
    let sent = with(with(facts(&t), "clinic_number", "1"), "version", "1");
    let sent = with(with(sent, "reason", "married"), "alerts", "");
    let saved = tom.post(&format!("{path}/versions"), &sent).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let now = t.read(|db| patients::find(db, &id)).facts;
    assert_eq!(
        (now.family_name.as_str(), now.alerts.as_str()),
        ("Nguyễn", "latex")
    );
    assert!(now.arm_length_cm.is_some());
    for closed in ["versions", "flags", "cautions", "facts", "episodes/new"] {
        let answer = tom.get(&format!("{path}/{closed}")).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{closed}");
    }
}

#[actix_web::test]
async fn a_patient_moves_to_another_team() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let asha = t.browser(&t.asha);
    let to = format!("/patients/{id}/moves");
    let nowhere = asha
        .post(&to, &[("team", "nowhere"), ("version", "1")])
        .await;
    assert_eq!(nowhere.status, StatusCode::UNPROCESSABLE_ENTITY);
    let moved = asha
        .post(&to, &[("team", t.south.as_str()), ("version", "1")])
        .await;
    assert_eq!(moved.location, "/patients");
    assert_eq!(
        asha.get(&format!("/patients/{id}")).await.status,
        StatusCode::NOT_FOUND
    );
    let cora = t.browser(&t.cora);
    assert_eq!(
        cora.get(&format!("/patients/{id}")).await.status,
        StatusCode::OK
    );
}

#[actix_web::test]
async fn lists_of_people_are_ordered_without_regard_to_accents() {
    let t = TestClinic::new();
    for (number, family) in ["Žižek", "Diallo", "Dąbek", "zadeh", "O’Brien", "Obrist"]
        .into_iter()
        .enumerate()
    {
        let facts = PatientFacts {
            family_name: family.into(),
            ..patient_facts(&format!("N{number}"))
        };
        t.by(&t.asha, |w| patients::register(w, &t.north, &facts));
    }
    let page = t.browser(&t.asha).get("/patients").await.text;
    let names = ["Dąbek", "Diallo", "O’Brien", "Obrist", "zadeh", "Žižek"];
    let places = names.map(|name| page.find(&format!(">{name}, ")).expect(name));
    assert!(places.is_sorted(), "{places:?}");
}

#[actix_web::test]
async fn a_namesake_is_asked_about_once() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    let one = [("submission_id", "11111111111111111111111111111111")];
    asha.post("/patients", &[&facts(&t)[..], &one].concat())
        .await;
    let other = with(facts(&t), "birth_date", "28/03/1985");
    let asked = asha.post("/patients", &other).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in ["born 27 Mar 1985", "This is someone else"] {
        assert!(asked.text.contains(part), "{part} in {}", asked.text);
    }
    let saved = asha
        .post("/patients", &with(other, "is_someone_else", "yes"))
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
}

#[actix_web::test]
async fn long_lists_are_paged() {
    let t = TestClinic::new();
    for number in 0..61 {
        t.patient(&format!("N{number}"));
    }
    let asha = t.browser(&t.asha);
    let first = asha.get("/patients").await;
    assert!(first.text.contains("Patients 1–60") && first.text.contains("/patients?page=2"));
    let second = asha.get("/patients?page=2").await;
    assert!(second.text.contains("Patients 61–61") && !second.text.contains("page=3"));
}

#[actix_web::test]
async fn a_birthday_is_typed_in_three_ways_and_a_telephone_has_digits() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    for typed in ["27/03/1985", "27.3.1985", "1985-03-27"] {
        let wrong = with(with(facts(&t), "birth_date", typed), "phone", "none");
        let answer = asha.post("/patients", &wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            answer.text.contains("Telephone must have digits"),
            "{}",
            answer.text
        );
        assert!(
            answer.text.contains("put one thing right"),
            "{typed}: {}",
            answer.text
        );
    }
}
