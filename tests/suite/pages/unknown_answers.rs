//! What a page does not ask cannot be signed as if it had not been said: each such answer is named, and nothing typed goes.

use actix_web::http::StatusCode;
use ninefold::builtin::knowledge;
use ninefold::care::course::{Flare, WarningSigns};
use ninefold::care::session::{ScreenAnswer, SessionContent};
use ninefold::records::{cautions, episodes, flags, sessions};

use super::sessions::{PHASE_1, Typed, assigned};
use crate::support::{Answer, TestClinic, content};

/// The sentences of a page's list of faults, without their links.
fn told(page: &str) -> Vec<String> {
    let list = page.split("class=\"faults\"").nth(1).unwrap_or_default();
    let list = list.split("</ul>").next().unwrap_or_default();
    let sentence = |item: &str| {
        let text = item.split("</li>").next().unwrap_or_default();
        let mut is_tag = false;
        let letters = text.chars().filter(|letter| {
            let was_tag = is_tag;
            is_tag = (is_tag || *letter == '<') && *letter != '>';
            !is_tag && !was_tag
        });
        letters.collect()
    };
    list.split("<li>").skip(1).map(sentence).collect()
}

fn assert_told(answer: &Answer, field: (&str, &str), sentence: &str) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field:?}");
    let told = told(&answer.text);
    let found = told.iter().any(|told| told.contains(sentence));
    assert!(found, "{field:?}: {told:?}");
}

#[actix_web::test]
async fn an_answer_a_session_does_not_offer_is_refused_by_name() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    t.later(24);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let page = asha.get(&format!("{path}/new")).await.text;
    let good = Typed::from_page(&page).all(&[
        ("m_nprs_rest", "3"),
        ("warning_signs", "none"),
        ("flare", "no"),
        ("note", "slept well"),
    ]);
    let faults = [
        (
            ("warning_signs", "maybe"),
            "The warning-sign question must be one of the answers shown",
        ),
        (
            ("flare", "perhaps"),
            "The flare-up question must be one of the answers shown",
        ),
        (
            ("spasm_returned", "sometimes"),
            "“Did spasm return?” must be one of the answers shown",
        ),
        (
            ("flag", "rf_hiccups"),
            "“rf_hiccups” is no warning sign of the list",
        ),
        (
            ("level_rf_new_deformity", "both"),
            "must be one of the answers",
        ),
        (
            ("level_rf_hiccups", "yes"),
            "“yes” came with the form for “level_rf_hiccups”",
        ),
        (
            ("m_bench_press", "80"),
            "“80” came with the form for “m_bench_press”",
        ),
        (
            ("m_weeks_in_phase", "80"),
            "“80” came with the form for “m_weeks_in_phase”",
        ),
        (
            ("m_rom_thoracic_rotation_middle", "41"),
            "“41” came with the form for “m_rom_thoracic_rotation_middle”",
        ),
        (
            ("m_rom_thoracic_rotation", "41"),
            "“41” came with the form for “m_rom_thoracic_rotation”",
        ),
        (
            ("method_rom_thoracic_rotation", "ruler"),
            "must be measured with one of the methods shown",
        ),
        (("method_nprs_rest", "ruler"), "“ruler” came with the form"),
        (
            ("stopped_neutral_sit_hold", "boredom"),
            "must be one of the answers shown",
        ),
        (("same_bench_press", "yes"), "“yes” came with the form"),
        (
            ("activity_4", "swim"),
            "“swim” came with the form for “activity_4”",
        ),
        (
            ("add", "bench_press"),
            "“bench_press” is no measure of this protocol",
        ),
        (
            ("t1_treatment", "tx_leeches"),
            "The kind of treatment 1 must be one of the answers shown",
        ),
        (
            ("t13_treatment", "tx_heat"),
            "“tx_heat” came with the form for “t13_treatment”",
        ),
        (
            ("t1_side", "left"),
            "The kind of treatment 1 must have an answer",
        ),
        (("t1_price", "20"), "“20” came with the form for “t1_price”"),
        (("screen_rf_hiccups", "yes"), "“yes” came with the form"),
        (("mood", "low"), "“low” came with the form for “mood”"),
    ];
    for (field, sentence) in faults {
        let answer = good
            .clone()
            .set(field.0, field.1)
            .send(&asha, &path, "sign")
            .await;
        assert_told(&answer, field, sentence);
        let again = Typed::from_page(&answer.text);
        assert_eq!(again.value("note"), "slept well", "{field:?}");
        assert_eq!(again.value("m_nprs_rest"), "3", "{field:?}");
    }
    // all of them at once, and the form goes through once it says what the page asks
    let all = faults.map(|(field, _)| field);
    let answer = good.clone().all(&all).send(&asha, &path, "sign").await;
    for (field, sentence) in faults.iter().filter(|(field, _)| field.0 != "t1_side") {
        assert_told(&answer, *field, sentence);
    }
    assert_eq!(t.read(|db| sessions::list(db, &episode)).len(), 1);
    let signed = good.send(&asha, &path, "sign").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
}

#[actix_web::test]
async fn an_answer_an_assessment_does_not_offer_is_refused_by_name() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/assessment");
    let good = Typed::from_page(&asha.get(&path).await.text)
        .all(PHASE_1)
        .set("note", "guards the left");
    for (field, sentence) in [
        (
            ("screen", "later"),
            "The red flag screen must be one of the answers shown",
        ),
        (
            ("screen", "as_before"),
            "The red flags were not all asked within the last week",
        ),
        (
            ("screen_rf_fever", "maybe"),
            "The answer to “Fever” must be one of the answers shown",
        ),
        (
            ("screen_rf_hiccups", "no"),
            "“no” came with the form for “screen_rf_hiccups”",
        ),
        (("flare", "no"), "“no” came with the form for “flare”"),
        (("m_spasm_grade_both", "2"), "“2” came with the form"),
    ] {
        let answer = good
            .clone()
            .set(field.0, field.1)
            .send(&asha, &path, "sign")
            .await;
        assert_told(&answer, field, sentence);
        let again = Typed::from_page(&answer.text);
        assert_eq!(again.value("note"), "guards the left", "{field:?}");
    }
    assert_eq!(t.read(|db| sessions::list(db, &episode)), []);
}

#[actix_web::test]
async fn an_answer_an_intake_does_not_offer_is_refused_by_name() {
    let t = TestClinic::new();
    let id = t.patient("1");
    let asha = t.browser(&t.asha);
    let path = format!("/patients/{id}/episodes");
    let responsible = t.asha.id.to_string();
    let flags = knowledge().protocol.red_flags.iter();
    let mut good: Vec<(&str, &str)> = flags.map(|flag| (flag.key.as_str(), "no")).collect();
    good.extend([
        ("complaint", "pain between the blades"),
        ("onset_precision", "unknown"),
        ("injury", "no"),
        ("side", "left"),
        ("sport", "no"),
        ("consent", "given"),
        ("responsible", responsible.as_str()),
    ]);
    for (field, sentence) in [
        (
            ("consent", "perhaps"),
            "Consent must be one of the answers shown",
        ),
        // it was withdrawn since the page was opened, or never recorded
        (
            ("consent", "recorded"),
            "Consent must be one of the answers shown",
        ),
        (
            ("rf_hiccups", "yes"),
            "“yes” came with the form for “rf_hiccups”",
        ),
        (
            ("rf_chest_pain_higher", "yes"),
            "“yes” came with the form for “rf_chest_pain_higher”",
        ),
        (
            ("muscle_wings", "left"),
            "“left” came with the form for “muscle_wings”",
        ),
        (
            ("cf_moonlight", "present"),
            "“present” came with the form for “cf_moonlight”",
        ),
        (
            ("self_test_hop", "positive"),
            "“positive” came with the form",
        ),
        (("ca_hiccups_note", "often"), "“often” came with the form"),
        (("goal_4", "fly"), "“fly” came with the form for “goal_4”"),
        (
            ("ca_implant_note", "pacemaker"),
            "which is not ticked: tick it, or clear them",
        ),
        (("injury", "maybe"), "must be one of the answers shown"),
        (
            ("side", "top"),
            "Affected side must be one of the answers shown",
        ),
    ] {
        let mut fields = good.clone();
        fields.retain(|(name, _)| *name != field.0);
        fields.push(field);
        let answer = asha.post(&path, &fields).await;
        assert_told(&answer, field, sentence);
        assert!(answer.text.contains("pain between the blades"), "{field:?}");
    }
    let mut fields = good.clone();
    fields.retain(|(name, _)| *name != "consent");
    fields.extend([("consent", "not_yet"), ("consent_note", "by phone")]);
    let answer = asha.post(&path, &fields).await;
    assert_told(
        &answer,
        ("consent_note", "by phone"),
        "choose “Given”, or clear them",
    );
    assert!(t.read(|db| episodes::list_of(db, &id)).is_empty());
    assert!(t.read(|db| cautions::list_facts(db, &id)).is_empty());
    let opened = asha.post(&path, &good).await;
    assert_eq!(opened.status, StatusCode::SEE_OTHER, "{}", opened.text);
}

#[actix_web::test]
async fn a_visit_of_which_nothing_is_said_is_not_signed() {
    const NOTHING: &str = "Nothing is recorded of this visit";
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    t.later(24);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let empty = Typed::from_page(&asha.get(&format!("{path}/new")).await.text).all(&[
        ("warning_signs", "not_asked"),
        ("flare", "not_asked"),
        ("note", "  "),
    ]);
    let refused = empty.send(&asha, &path, "sign").await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
    let told = told(&refused.text);
    assert!(told.iter().any(|told| told.contains(NOTHING)), "{told:?}");
    assert_eq!(t.read(|db| sessions::list(db, &episode)).len(), 1);
    // one word is enough, and a draft needs none
    let noted = Typed::from_page(&refused.text).set("note", "came to talk");
    let signed = noted.send(&asha, &path, "sign").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    t.later(24);
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("{path}/new")).await.text;
    let begun = Typed::from_page(&page).send(&asha, &path, "draft").await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
}

#[actix_web::test]
async fn a_yes_of_the_full_screen_stands_when_a_colleague_screened_meanwhile() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    // back after ninety days
    t.later(24 * 91);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let page = asha.get(&format!("{path}/new")).await.text;
    assert!(page.contains("name=\"screen\""), "every flag is due");
    // one a patient can newly report, and one that is asked as history
    let history = knowledge()
        .protocol
        .red_flags
        .iter()
        .find(|flag| flag.history);
    let history = format!("screen_{}", history.unwrap().key);
    let typed = Typed::from_page(&page).all(&[
        ("screen", "now"),
        ("screen_others_no", "yes"),
        ("screen_rf_chest_pain", "yes"),
        (&history, "yes"),
        ("screen_rf_fever", "no"),
        ("flare", "no"),
        ("m_nprs_rest", "5"),
    ]);
    let (patient, at) = (t.read(|db| episodes::find(db, &episode)).patient, t.now());
    let all = knowledge()
        .protocol
        .red_flags
        .iter()
        .map(|flag| ScreenAnswer {
            flag: flag.key.clone(),
            state: ninefold::care::course::FlagState::Absent,
            level: None,
            note: String::new(),
            ask_again_on: None,
        });
    let all: Vec<ScreenAnswer> = all.collect();
    t.by(&t.ben, |w| {
        let visit = SessionContent {
            full_screen: true,
            screen: all.clone(),
            ..content(at, vec![])
        };
        sessions::sign_new(w, &episode, &visit)?;
        flags::record(w, &patient, &all)
    });
    t.later(1);
    let asha = t.browser(&t.asha);
    let signed = typed
        .set("visit_time", "12:45")
        .set("opened", "")
        .set("late_because", "")
        .send(&asha, &path, "sign")
        .await;
    assert_eq!(
        signed.status,
        StatusCode::SEE_OTHER,
        "{:?}",
        told(&signed.text)
    );
    let newest = t
        .read(|db| sessions::list(db, &episode))
        .remove(0)
        .current
        .content;
    let WarningSigns::Reported(signs) = &newest.warning_signs else {
        panic!("{newest:?}");
    };
    assert_eq!(signs.len(), 2, "{signs:?}");
    assert_eq!(newest.flare, Flare::No);
}
