use actix_web::http::StatusCode;
use ninefold::care::course::AffectedSide;
use ninefold::records::{courses, episodes};

use crate::support::TestClinic;

const AS_STATED: [(&str, &str); 7] = [
    ("complaint", "pain between the blades"),
    ("onset_precision", "day"),
    ("onset_date", "2026-02-20"),
    ("injury", "yes"),
    ("side", "left"),
    ("sport", "no"),
    ("version", "1"),
];

fn with<'a>(name: &'a str, value: &'a str, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = AS_STATED.to_vec();
    for (name, value) in [(name, value)].iter().chain(more) {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields
}

#[actix_web::test]
async fn the_side_is_corrected_with_a_reason_and_the_onset_left_alone() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let to = format!("/episodes/{id}/facts");
    let form = asha.get(&format!("{to}/edit")).await;
    assert!(form.text.contains(r#"value="2026-02-20""#) && form.text.contains("ten days ago"));
    let refused = asha.post(&to, &with("side", "right", &[])).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Reason for the change is needed"));
    assert!(refused.text.contains(r#"value="right" checked"#));
    let same = asha.post(&to, &with("reason", "nothing", &[])).await;
    assert!(same.text.contains("Nothing was changed"), "{}", same.text);
    let saved = asha
        .post(&to, &with("side", "right", &[("reason", "mirror image")]))
        .await;
    assert_eq!(saved.location, to, "{}", saved.text);
    let found = t.read(|db| episodes::find(db, &id));
    assert_eq!(found.facts.side, AffectedSide::Right);
    assert_eq!(found.facts.onset_stated, "ten days ago", "as it was stated");
    let other = ("submission_id", "22222222222222222222222222222222");
    let late = ben
        .post(&to, &with("sport", "yes", &[("reason", "tennis"), other]))
        .await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        late.text.contains("tennis"),
        "what Ben typed is still there"
    );
    let page = ben.get(&to).await;
    assert!(page.text.contains("mirror image") && page.text.contains("Version 1"));
}

#[actix_web::test]
async fn a_new_injury_is_recorded_with_its_day() {
    let t = TestClinic::new();
    let (_, id) = t.episode("1");
    let asha = t.browser(&t.asha);
    let to = format!("/episodes/{id}/facts");
    let fields = with(
        "onset_date",
        "2026-03-01",
        &[("is_new_injury", "yes"), ("reason", "fell")],
    );
    let saved = asha.post(&to, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let course = t.read(|db| courses::load(db, &id));
    assert_eq!(course.baselines.len(), 1);
    assert_eq!(
        course.onset.latest.unwrap().date,
        crate::support::day(2026, 3, 1)
    );
}
