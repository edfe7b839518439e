//! A session saved as a draft comes back as it was typed; methods are chosen as they were the last time.

use actix_web::http::StatusCode;
use ninefold::care::measure::{Reading, Side};
use ninefold::records::{cautions, drafts, sessions, visits};

use super::sessions::{PHASE_1, Typed, assigned};
use crate::support::{Browser, TestClinic, content, reading};

/// Saves what was typed as a draft, opens it again, and compares every field of the form.
async fn comes_back(asha: &Browser, path: &str, typed: &Typed) -> String {
    let saved = typed.send(asha, path, "draft").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let page = asha.get(&saved.location).await;
    let again = Typed::from_page(&page.text);
    assert_eq!(again.filled(), typed.filled());
    // and once more from the draft itself
    let saved = again.send(asha, &saved.location, "draft").await;
    let page = asha.get(&saved.location).await;
    assert_eq!(Typed::from_page(&page.text).filled(), typed.filled());
    saved.location
}

pub const EVERY_KIND: &[(&str, &str)] = &[
    ("visit_date", "2026-03-01"),
    ("visit_time", "09:05"),
    ("late_because", "the network <was> down"),
    ("m_nprs_worst_24h", "5"),
    ("same_nprs_rest", "yes"),
    ("m_spasm_grade_left", "1"),
    ("m_rom_thoracic_rotation_left", "44 46 45"),
    ("m_rom_thoracic_rotation_right", "39"),
    ("method_rom_thoracic_rotation", "goniometer"),
    ("m_neutral_sit_hold", "12"),
    ("stopped_neutral_sit_hold", "form lost"),
    ("activity_1", "drive to work"),
    ("m_psfs_mean_activity_1", "2"),
    ("activity_2", "lift"),
    ("m_psfs_mean_activity_2", "3"),
    ("activity_3", "sleep"),
    ("m_psfs_mean_activity_3", "4"),
    ("flare", "settled"),
    ("flare_began", "2026-02-28"),
    ("spasm_returned", "no"),
    ("t1_treatment", "tx_electrotherapy"),
    ("t1_minutes", "15"),
    ("t1_region", "upper trapezius"),
    ("t1_side", "both"),
    ("t1_setting", "80 Hz"),
    ("t1_response", "eased"),
    ("t1_event", "dizzy"),
    ("t1_severity", "mild"),
    ("t1_because", "cardiologist agreed"),
    ("t2_treatment", "tx_heat"),
    ("adherence", "every other day"),
    ("response", "tired"),
    ("note", "first line\n  second line & more"),
    ("next_date", "2026-03-09"),
    ("next_time", "14:30"),
    ("next_place", "Room 2"),
];

#[actix_web::test]
async fn every_field_of_a_session_survives_a_draft() {
    let t = TestClinic::new();
    let (patient, episode) = assigned(&t, "1", 2);
    t.by(&t.asha, |w| {
        cautions::record(w, &patient, &"ca_implant".parse().unwrap(), "")
    });
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let page = asha.get(&format!("{path}/new")).await.text;
    let typed = Typed::from_page(&page)
        .all(EVERY_KIND)
        .set("visit_date", "2026-03-02")
        .set("visit_time", "10:40");
    // an answered warning sign with its follow-up, two of them
    let signs = typed
        .clone()
        .set("warning_signs", "yes")
        .add("flag", "rf_new_deformity")
        .add("flag", "rf_chest_pain")
        .set("level_rf_new_deformity", "no");
    comes_back(&asha, &path, &signs).await;

    // "not asked" is an answer, and nothing at all is another
    let another = format!("{path}/new?another=yes");
    let page = asha.get(&another).await.text;
    let not_asked = Typed::from_page(&page).all(&[
        ("warning_signs", "not_asked"),
        ("flare", "not_asked"),
        ("next_date", "2026-03-16"),
        ("next_place", "Pool"),
        ("next_clinician", t.ben.id.as_str()),
    ]);
    let draft = comes_back(&asha, &path, &not_asked).await;
    let page = asha.get(&another).await.text;
    let untouched = Typed::from_page(&page);
    comes_back(&asha, &path, &untouched).await;

    // eight days later it is all still there; signed, the next visit is booked and the kept form is gone
    t.later(24 * 8);
    t.clinic.upkeep(t.now(), drafts::drop_expired).unwrap();
    let asha = t.browser(&t.asha);
    let page = asha.get(&draft).await;
    let again = Typed::from_page(&page.text);
    assert_eq!(again.filled(), not_asked.filled());
    let held = t.read(|db| drafts::list(db, &t.asha.id)).len();
    let signed = again
        .set("late_because", "on leave")
        .set("note", "came to talk")
        .send(&asha, &draft, "sign")
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let booked = t.read(|db| visits::find_booked(db, &episode)).unwrap();
    assert_eq!(booked.plan.on.to_string(), "2026-03-16");
    assert_eq!(
        (booked.plan.place.as_str(), booked.plan.clinician),
        ("Pool", Some(t.ben.id.clone()))
    );
    assert_eq!(t.read(|db| drafts::list(db, &t.asha.id)).len(), held - 1);
}

#[actix_web::test]
async fn every_field_of_an_assessment_survives_a_draft() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/assessment");
    let page = asha.get(&path).await.text;
    let typed = Typed::from_page(&page).all(PHASE_1).all(&[
        ("screen_rf_fever", "not_asked"),
        ("screen_rf_new_deformity", "yes"),
        ("level_rf_new_deformity", "yes"),
        ("next_date", "2026-03-09"),
    ]);
    comes_back(&asha, &path, &typed).await;
    let page = asha.get(&format!("{path}?another=yes")).await.text;
    let not_asked = Typed::from_page(&page).set("screen", "not_asked");
    comes_back(&asha, &path, &not_asked).await;
}

fn rotation(side: Side, method: &str) -> Reading {
    Reading {
        variant: Some(method.into()),
        ..reading("rom_thoracic_rotation", Some(side), 40_000)
    }
}

#[actix_web::test]
async fn the_method_last_used_is_chosen_already() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let mut asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let method = "method_rom_thoracic_rotation";
    let chosen = |page: &str| {
        let filled = Typed::from_page(page).filled();
        let found = filled.into_iter().find(|(name, _)| name == method);
        found.map(|(_, value)| value)
    };
    let new = format!("{path}/new");
    assert_eq!(chosen(&asha.get(&new).await.text), None, "never measured");

    let both = |method: &str| vec![rotation(Side::Left, method), rotation(Side::Right, method)];
    for used in ["inclinometer", "goniometer"] {
        let visit = content(t.now(), both(used));
        t.by(&t.asha, |w| sessions::sign_new(w, &episode, &visit));
        t.later(1);
        asha = t.browser(&t.asha);
        assert_eq!(chosen(&asha.get(&new).await.text).as_deref(), Some(used));
    }

    // a change is the clinician's, also to no method, and stays through a check
    let page = asha.get(&new).await.text;
    for change in ["inclinometer", ""] {
        let typed = Typed::from_page(&page).set(method, change);
        let checked = typed.send(&asha, &path, "check").await;
        let expected = Some(change.to_owned()).filter(|change| !change.is_empty());
        assert_eq!(chosen(&checked.text), expected);
    }
    // a method alone is no reading; with a value it needs no touch
    let answers = [("warning_signs", "none"), ("flare", "no")];
    let typed = Typed::from_page(&page)
        .all(&answers)
        .set("m_rom_thoracic_rotation_left", "43");
    let signed = typed.send(&asha, &path, "sign").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let newest = t.read(|db| sessions::list(db, &episode)).remove(0);
    let readings = newest.current.content.readings;
    assert_eq!(readings.len(), 1);
    assert_eq!(readings[0].variant.as_deref(), Some("goniometer"));

    // sides measured with different methods: nobody is told which
    t.later(1);
    let mixed = vec![
        rotation(Side::Left, "inclinometer"),
        rotation(Side::Right, "goniometer"),
    ];
    let visit = content(t.now(), mixed);
    t.by(&t.asha, |w| sessions::sign_new(w, &episode, &visit));
    t.later(1);
    let page = t.browser(&t.asha).get(&new).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(chosen(&page.text), None);
}
