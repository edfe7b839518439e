use actix_web::http::StatusCode;
use ninefold::care::course::{FlagState, ReportedFlag, WarningSigns};
use ninefold::care::session::ScreenAnswer;
use ninefold::records::flags;

use crate::support::TestClinic;

#[actix_web::test]
async fn a_flag_is_referred_then_cleared_and_its_history_stays() {
    let t = TestClinic::new();
    let (id, _) = t.episode("1");
    let open = ScreenAnswer {
        flag: "rf_limb_weakness".parse().unwrap(),
        state: FlagState::Open,
        level: None,
        note: String::new(),
        ask_again_on: None,
    };
    t.by(&t.asha, |w| flags::record(w, &id, &[open]));
    let asha = t.browser(&t.asha);
    let all = asha.get(&format!("/patients/{id}/flags")).await;
    assert_eq!(all.text.matches("Decide<span").count(), 30);
    assert!(
        all.text
            .contains("Stop and refer: ambulance or emergency department now.")
    );
    let page = format!("/patients/{id}/flags/rf_limb_weakness");
    let shown = asha.get(&page).await;
    assert!(
        shown.text.contains(r#"value="referred""#) && shown.text.contains(r#"value="cleared""#)
    );
    assert!(
        !shown.text.contains(r#"value="considered""#),
        "too urgent to weigh"
    );
    assert!(
        !shown.text.contains("checked"),
        "no decision is chosen for anyone"
    );

    let to = format!("{page}/decisions");
    let shown = ("shown", &*shown.hidden("shown"));
    let refused = asha
        .post(&to, &[("state", "referred"), ("note", ""), shown])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .text
            .contains("Write to whom the patient was referred")
    );
    let weighed = [
        ("state", "considered"),
        ("note", "kept"),
        ("ask_again_on", "2026-04-01"),
        shown,
    ];
    let refused = asha.post(&to, &weighed).await;
    assert!(refused.text.contains("can only be referred or cleared"));
    assert!(refused.text.contains("kept</textarea>"), "{}", refused.text);
    let one = ("submission_id", "11111111111111111111111111111111");
    let saved = asha
        .post(&to, &[("state", "referred"), ("note", "A&E"), shown, one])
        .await;
    assert_eq!(saved.location, format!("/patients/{id}/flags"));
    t.later(1);
    let two = ("submission_id", "22222222222222222222222222222222");
    let ben = t.browser(&t.ben);
    let shown = ben.get(&page).await.hidden("shown");
    let thin = [
        ("state", "cleared"),
        ("note", "x"),
        ("examined_by", "Dr Shah"),
        ("shown", shown.as_str()),
    ];
    let refused = ben.post(&to, &thin).await;
    assert!(refused.text.contains("at least 10 letters"));
    let cleared = [
        ("state", "cleared"),
        ("note", "MRI normal, Dr Shah"),
        ("examined_by", "Dr Shah"),
        ("shown", shown.as_str()),
        two,
    ];
    assert_eq!(ben.post(&to, &cleared).await.status, StatusCode::SEE_OTHER);
    let shown = ben.get(&page).await;
    for kept in [
        "A&#38;E",
        "MRI normal, Dr Shah",
        "referred, answer awaited",
        "Asha Rao",
        "Ben Okafor",
    ] {
        assert!(shown.text.contains(kept), "{kept}");
    }
    let all = ben.get(&format!("/patients/{id}/flags")).await;
    assert!(all.text.contains("No red flag stops this patient"));
}

#[actix_web::test]
async fn a_flag_nobody_has_and_a_foreign_patient_answer_alike() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let decision = [("state", "open"), ("note", "")];
    let asha = t.browser(&t.asha);
    let unknown = asha
        .post(
            &format!("/patients/{id}/flags/rf_nothing/decisions"),
            &decision,
        )
        .await;
    let cora = t.browser(&t.cora);
    let foreign = cora
        .post(
            &format!("/patients/{id}/flags/rf_fever/decisions"),
            &decision,
        )
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn a_report_that_came_meanwhile_is_not_cleared_unseen() {
    let t = TestClinic::new();
    let (id, episode) = t.episode("1");
    let open = ScreenAnswer {
        flag: "rf_limb_weakness".parse().unwrap(),
        state: FlagState::Open,
        level: None,
        note: String::new(),
        ask_again_on: None,
    };
    t.by(&t.asha, |w| flags::record(w, &id, &[open]));
    let page = format!("/patients/{id}/flags/rf_limb_weakness");
    let to = format!("{page}/decisions");
    let ben = t.browser(&t.ben);
    let seen = ben.get(&page).await;
    t.later(1);
    t.sign_with(&episode, vec![], |content| {
        content.warning_signs = WarningSigns::Reported(vec![ReportedFlag {
            flag: "rf_limb_weakness".parse().unwrap(),
            level: None,
        }]);
    });
    t.later(1);
    let ben = t.browser(&t.ben);
    let shown = seen.hidden("shown");
    let typed = [
        ("state", "cleared"),
        ("note", "MRI normal, Dr Shah"),
        ("shown", shown.as_str()),
        ("examined_by", "Dr Shah"),
    ];
    let late = ben.post(&to, &typed).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
    assert!(late.text.contains("MRI normal, Dr Shah</textarea>"));
    assert!(
        late.text.contains("reported at a session"),
        "what is new is shown"
    );
    let states: Vec<_> = t.read(|db| flags::list(db, &id));
    assert_eq!(states.len(), 1, "nothing was decided");

    // what the page shows now can be decided on; another fault in between does not hide what came
    let again = late.hidden("shown");
    let undecided = [("note", "MRI normal"), ("shown", shown.as_str())];
    let faulty = ben.post(&to, &undecided).await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(faulty.hidden("shown"), shown, "still what was seen first");
    let typed = [typed[0], typed[1], typed[3], ("shown", again.as_str())];
    let saved = ben.post(&to, &typed).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
}

#[actix_web::test]
async fn a_question_that_says_no_more_than_the_flags_name_is_not_repeated() {
    let t = TestClinic::new();
    let patient = t.patient("1");
    let page = t
        .browser(&t.asha)
        .get(&format!("/patients/{patient}/flags"))
        .await
        .text;
    let lines: Vec<&str> = page
        .lines()
        .filter(|line| line.contains("Cannot lie flat <span"))
        .collect();
    assert_eq!(lines.len(), 1, "{page}");
    assert!(
        !lines[0].contains("muted\">Cannot lie flat"),
        "{}",
        lines[0]
    );
}
