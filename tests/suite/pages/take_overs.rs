//! A visit somebody began and never signed: taken over by the clinician who answers for the patient.

use actix_web::http::StatusCode;
use ninefold::access::{Role, Staff};
use ninefold::audit::Actor;
use ninefold::care::ids::{EpisodeId, SessionId};
use ninefold::care::session::SessionState;
use ninefold::records::{Error, sessions, staff};

use super::sessions::{Typed, assigned};
use crate::support::course::submission;
use crate::support::{TestClinic, content, reading};

/// A visit Ben began two days ago at Asha's patient; his account is disabled since.
fn left_by_ben(t: &TestClinic) -> (EpisodeId, SessionId) {
    let (_, episode) = assigned(t, "1", 2);
    let mut visit = content(t.now(), vec![reading("nprs_rest", None, 9_000)]);
    visit.note = "seen at half past".into();
    let id = t.by(&t.ben, |w| sessions::draft(w, &episode, &visit));
    t.later(48);
    t.clinic
        .write(Actor::Program, t.now(), |w| {
            staff::set_disabled(w, &t.ben, true)?;
            Ok::<_, Error>(())
        })
        .unwrap();
    (episode, id)
}

async fn take_over(t: &TestClinic, who: &Staff, id: &SessionId) -> crate::support::Answer {
    let sent = submission();
    let fields = [("version", "1"), ("submission_id", sent.as_str())];
    let path = format!("/sessions/{id}/take_overs");
    t.browser(who).post(&path, &fields).await
}

#[actix_web::test]
async fn an_unsigned_visit_of_someone_who_left_is_taken_over_and_signed() {
    let t = TestClinic::new();
    let (_, id) = left_by_ben(&t);
    let asha = t.browser(&t.asha);
    let board = asha.get("/board").await.text;
    assert!(board.contains("begun by Ben Okafor"), "{board}");
    assert!(board.contains(&format!("/sessions/{id}")));
    let shown = asha.get(&format!("/sessions/{id}")).await.text;
    let new = format!("/sessions/{id}/take_overs/new");
    assert!(shown.contains(&new), "{shown}");
    let page = asha.get(&new).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Ben Okafor") && page.text.contains("Łukasz Žižek"));
    assert_eq!(page.hidden("version"), "1");

    let before = t.audit().len();
    let taken = take_over(&t, &t.asha, &id).await;
    assert_eq!(
        taken.location,
        format!("/sessions/{id}/edit"),
        "{}",
        taken.text
    );
    let noted = t.audit().into_iter().skip(before);
    let noted: Vec<_> = noted.map(|row| (row.action, row.fields)).collect();
    assert!(
        noted.contains(&("session_drafted".to_owned(), "taken_over".to_owned())),
        "{noted:?}"
    );
    let versions = t.read(|db| sessions::list_versions(db, &id));
    let by: Vec<_> = versions
        .iter()
        .map(|version| version.entered_by.clone())
        .collect();
    assert_eq!(
        by,
        [t.asha.id.clone(), t.ben.id.clone()],
        "his version stays"
    );
    assert_eq!(versions[0].content.readings[0].taken_by, "Ben Okafor");

    let edit = asha.get(&taken.location).await;
    assert!(edit.text.contains("seen at half past"), "{}", edit.text);
    let signed = Typed::from_page(&edit.text)
        .all(&[
            ("warning_signs", "none"),
            ("flare", "no"),
            ("late_because", "begun by Ben"),
        ])
        .send(&asha, &taken.location, "sign")
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let session = t.read(|db| sessions::find(db, &id));
    assert_eq!(session.state, SessionState::Signed);
    assert!(
        !asha
            .get("/board")
            .await
            .text
            .contains("begun by Ben Okafor")
    );
    assert_eq!(
        take_over(&t, &t.asha, &id).await.status,
        StatusCode::CONFLICT
    );
}

#[actix_web::test]
async fn who_takes_over_answers_for_the_patient_or_leads() {
    let t = TestClinic::new();
    let (_, id) = left_by_ben(&t);
    let colleague = t.hire("Dee Marsh", Role::Clinician);
    assert_eq!(
        take_over(&t, &t.cora, &id).await.status,
        StatusCode::NOT_FOUND
    );
    let refused = take_over(&t, &colleague, &id).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("answers for this patient"),
        "{}",
        refused.text
    );
    assert!(
        !t.browser(&colleague)
            .get("/board")
            .await
            .text
            .contains("begun by")
    );
    let lead = t.hire("Lena Vogt", Role::LeadClinician);
    let board = t.browser(&lead).get("/board").await.text;
    assert!(board.contains("begun by Ben Okafor"), "{board}");
    assert_eq!(
        take_over(&t, &lead, &id).await.status,
        StatusCode::SEE_OTHER
    );
    assert!(
        t.browser(&lead)
            .get(&format!("/sessions/{id}/edit"))
            .await
            .text
            .contains("draft")
    );
}

#[actix_web::test]
async fn an_unsigned_visit_is_discarded_with_a_reason_and_stays_readable() {
    let t = TestClinic::new();
    let (_, id) = left_by_ben(&t);
    let asha = t.browser(&t.asha);
    let path = format!("/sessions/{id}/strikeouts");
    let form = Typed::from_page(&asha.get(&format!("{path}/new")).await.text);
    let typed = form.all(&[("kind", "duplicate"), ("why", "on paper already")]);
    let discarded = typed.send(&asha, &path, "strike_out").await;
    assert_eq!(
        discarded.status,
        StatusCode::SEE_OTHER,
        "{}",
        discarded.text
    );
    assert!(!asha.get("/board").await.text.contains("begun by"));
    let read = asha.get(&format!("/sessions/{id}")).await.text;
    assert!(read.contains("seen at half past") && read.contains("on paper already"));
}
