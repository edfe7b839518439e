use actix_web::http::StatusCode;
use ninefold::care::exercise::Dose;
use ninefold::care::programme::{ItemSide, ProgrammeContent, ProgrammeItem, ProgrammeState};
use ninefold::records::{cautions, episodes, programmes};

use crate::support::TestClinic;

fn content(exercises: &[&str]) -> ProgrammeContent {
    let item = |key: &&str| ProgrammeItem {
        exercise: key.parse().unwrap(),
        dose: Dose::default(),
        side: ItemSide::AsDescribed,
        note: String::new(),
        override_reason: String::new(),
    };
    ProgrammeContent {
        items: exercises.iter().map(item).collect(),
        ..ProgrammeContent::default()
    }
}

#[actix_web::test]
async fn a_new_caution_names_the_programmes_it_touches() {
    let t = TestClinic::new();
    let (id, episode) = t.episode("1");
    let programme = t.by(&t.asha, |w| {
        let found = episodes::find(w.db(), &episode)?;
        let content = content(&["walking", "foam_roller_extension", "cat_cow"]);
        let id = programmes::draft(w, &found, 4, &content)?;
        let draft = programmes::find(w.db(), &id)?;
        programmes::issue(w, &found, &draft, "K7QF-2M4P")?;
        Ok(id)
    });
    let asha = t.browser(&t.asha);
    let to = format!("/patients/{id}/cautions");
    let review = || t.read(|db| programmes::find(db, &programme)).review_because;

    // it has nothing to do with this programme
    let one = ("submission_id", "11111111111111111111111111111111");
    let saved = asha.post(&to, &[("caution", "ca_epilepsy"), one]).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert_eq!(review(), None);

    let noted = t.audit().len();
    let two = ("submission_id", "22222222222222222222222222222222");
    let saved = asha
        .post(
            &to,
            &[("caution", "ca_osteoporosis"), ("note", "DXA 2025"), two],
        )
        .await;
    assert_eq!(saved.location, format!("/patients/{id}"));
    assert_eq!(
        t.actions_since(noted),
        ["caution_recorded", "programme_review_asked"]
    );
    let because = review().unwrap();
    assert!(
        because.contains("bars Upper back arch over a foam roller"),
        "{because}"
    );
    assert!(
        because.contains("warns on Cat and cow") && because.contains("end-range bending"),
        "{because}"
    );
    assert!(!because.contains("Walk"), "{because}");
    let page = asha.get(&saved.location).await;
    assert!(
        page.text.contains("printed before this was known")
            && page
                .text
                .contains("bars Upper back arch over a foam roller")
    );

    // a second one is told beside the first
    let three = ("submission_id", "33333333333333333333333333333333");
    asha.post(&to, &[("caution", "ca_knee_wrist"), three]).await;
    let both = review().unwrap();
    assert!(
        both.starts_with(&because) && both.contains("knee or wrist"),
        "{both}"
    );
    // withdrawn, they alarm nobody any more
    t.later(1);
    let asha = t.browser(&t.asha);
    for caution in ["ca_knee_wrist", "ca_osteoporosis"] {
        let sent = [
            ("because", "recorded for the wrong patient"),
            ("submission_id", &crate::support::course::submission()),
        ];
        let done = asha
            .post(&format!("{to}/{caution}/withdrawals"), &sent)
            .await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    }
    assert_eq!(review(), None);
    let state = t.read(|db| programmes::find(db, &programme)).state;
    assert_eq!(
        state,
        ProgrammeState::Issued,
        "the sheet itself is never changed"
    );
}

#[actix_web::test]
async fn a_caution_is_recorded_once_and_withdrawn_with_a_reason() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let asha = t.browser(&t.asha);
    let to = format!("/patients/{id}/cautions");
    assert!(asha.get(&to).await.text.contains("No caution is recorded"));
    for (caution, sentence) in [
        ("", "Caution must have an answer"),
        ("ca_first_48h", "nobody records it"),
    ] {
        let refused = asha
            .post(&to, &[("caution", caution), ("note", "kept")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.text.contains(sentence) && refused.text.contains("kept"),
            "{caution}"
        );
    }
    let one = ("submission_id", "11111111111111111111111111111111");
    asha.post(&to, &[("caution", "ca_implant"), one]).await;
    let again = asha.post(&to, &[("caution", "ca_implant")]).await;
    assert!(again.text.contains("is recorded already"));
    let end = format!("{to}/ca_implant/withdrawals");
    assert_eq!(asha.get(&format!("{end}/new")).await.status, StatusCode::OK);
    let refused = asha.post(&end, &[("because", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let two = ("submission_id", "22222222222222222222222222222222");
    let ended = asha
        .post(&end, &[("because", "was another patient"), two])
        .await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let page = asha.get(&to).await;
    assert!(
        page.text.contains("was another patient"),
        "it stays readable"
    );
    assert!(t.read(|db| cautions::list(db, &id))[0].withdrawn.is_some());
    let gone = asha.get(&format!("{end}/new")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn consent_is_a_dated_fact_and_may_be_withdrawn() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let asha = t.browser(&t.asha);
    let to = format!("/patients/{id}/facts");
    let page = asha.get(&format!("/patients/{id}")).await;
    assert!(page.text.contains("No consent is recorded"));
    let refused = asha
        .post(&to, &[("kind", "consent"), ("on", "2026-03-03")])
        .await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a day in the future"
    );
    let one = ("submission_id", "11111111111111111111111111111111");
    let saved = asha
        .post(&to, &[("kind", "consent"), ("on", "2026-03-01"), one])
        .await;
    assert_eq!(saved.location, format!("/patients/{id}"));
    let page = asha.get(&saved.location).await;
    assert!(page.text.contains("Given on 1 Mar 2026"));
    let two = ("submission_id", "22222222222222222222222222222222");
    let end = format!("{to}/consent/withdrawals");
    let ended = asha.post(&end, &[("because", "by telephone"), two]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    let page = asha.get(&format!("/patients/{id}")).await;
    assert!(page.text.contains("No consent is recorded"));
    let three = ("submission_id", "33333333333333333333333333333333");
    asha.post(&to, &[("kind", "deceased"), ("on", "2026-03-02"), three])
        .await;
    let page = asha.get(&format!("/patients/{id}")).await;
    assert!(page.text.contains("recorded as deceased"));
    assert_eq!(
        asha.get(&format!("{to}/nothing/withdrawals/new"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}
