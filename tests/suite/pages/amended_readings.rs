//! The form of an amendment holds what was recorded, loses nothing in silence, and the page says what was changed.

use actix_web::http::StatusCode;
use ninefold::care::course::{FlagState, Flare, ReportedFlag, WarningSigns};
use ninefold::care::ids::{EpisodeId, SessionId};
use ninefold::care::measure::{Reading, Side};
use ninefold::care::session::{Mistake, ScreenAnswer, SessionContent, same_readings};
use ninefold::records::sessions;

use super::sessions::{Typed, assigned};
use crate::support::{Answer, Browser, TestClinic, content, reading, word};

fn spasm(side: Side, grade: &str, unchanged: bool) -> Reading {
    Reading {
        side: Some(side),
        unchanged,
        ..word("spasm_grade", grade)
    }
}

fn sign(t: &TestClinic, episode: &EpisodeId, content: &SessionContent) -> SessionId {
    let id = t.by(&t.asha, |w| sessions::sign_new(w, episode, content));
    t.later(24);
    id
}

async fn form(asha: &Browser, id: &SessionId) -> Typed {
    let page = asha.get(&format!("/sessions/{id}/amendments/new")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    Typed::from_page(&page.text)
}

async fn send(asha: &Browser, id: &SessionId, typed: Typed) -> Answer {
    let typed = typed.set("reason", "read off the wrong line");
    let path = format!("/sessions/{id}/amendments");
    typed.send(asha, &path, "sign").await
}

fn recorded(t: &TestClinic, id: &SessionId) -> SessionContent {
    t.read(|db| sessions::find(db, id)).current.content
}

#[track_caller]
fn assert_same(before: &SessionContent, after: &SessionContent) {
    assert!(
        same_readings(&before.readings, &after.readings),
        "{:#?}\n{:#?}",
        before.readings,
        after.readings
    );
    let without_readings = |content: &SessionContent| SessionContent {
        readings: Vec::new(),
        ..content.clone()
    };
    assert_eq!(without_readings(before), without_readings(after));
}

#[actix_web::test]
async fn both_sides_come_back_and_the_tick_never_contradicts_them() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let earlier = vec![
        spasm(Side::Left, "2", false),
        spasm(Side::Right, "3", false),
    ];
    sign(&t, &episode, &content(t.now(), earlier));
    // the left was measured anew, the right observed and unchanged
    let mixed = vec![spasm(Side::Left, "1", false), spasm(Side::Right, "3", true)];
    let id = sign(&t, &episode, &content(t.now(), mixed));
    let asha = t.browser(&t.asha);
    let shown = form(&asha, &id).await;
    for field in [("m_spasm_grade_left", "1"), ("m_spasm_grade_right", "3")] {
        let field = (field.0.to_owned(), field.1.to_owned());
        assert!(shown.filled().contains(&field), "{field:?}");
    }
    assert!(
        !shown
            .filled()
            .iter()
            .any(|(name, _)| name == "same_spasm_grade")
    );

    let before = recorded(&t, &id);
    let signed = send(&asha, &id, shown).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    assert_same(&before, &recorded(&t, &id));
    // one side corrected, the other stays as it was observed
    let one = form(&asha, &id).await.set("m_spasm_grade_left", "2");
    let signed = send(&asha, &id, one).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let after = recorded(&t, &id).readings;
    let mut values: Vec<(String, bool)> = after
        .iter()
        .map(|reading| (reading.value.to_string(), reading.unchanged))
        .collect();
    values.sort();
    assert_eq!(values, [("2".into(), false), ("3".into(), true)]);
}

#[actix_web::test]
async fn any_session_signed_again_untouched_says_the_same() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let rotation = |side, method: &str| Reading {
        variant: Some(method.into()),
        ..reading("rom_thoracic_rotation", Some(side), 40_000)
    };
    let both = |signs, flare| SessionContent {
        warning_signs: signs,
        flare,
        ..content(t.now(), vec![])
    };
    let fever = || {
        WarningSigns::Reported(vec![ReportedFlag {
            flag: "rf_fever".parse().unwrap(),
            level: None,
        }])
    };
    let answer = |flag: &str, state| ScreenAnswer {
        flag: flag.parse().unwrap(),
        state,
        level: None,
        note: String::new(),
        ask_again_on: None,
    };
    // every choice of what is measured with every choice of what was answered
    let mut readings = vec![vec![]];
    for (left, right) in [(true, true), (true, false), (false, true), (false, false)] {
        for grade in ["1", "2"] {
            readings.push(vec![
                spasm(Side::Left, grade, left),
                spasm(Side::Right, "3", right),
            ]);
            readings.push(vec![spasm(Side::Right, grade, right)]);
        }
    }
    readings.push(vec![
        rotation(Side::Left, "inclinometer"),
        rotation(Side::Right, "goniometer"),
        reading("nprs_rest", None, 3_000),
    ]);
    readings.push(vec![rotation(Side::Right, "goniometer")]);
    let settled = Flare::Settled {
        began: Some(t.now().date),
        spasm_returned: false,
    };
    let lasting = Flare::Lasting {
        began: None,
        spasm_returned: true,
    };
    let answers = [
        both(WarningSigns::None, Flare::No),
        both(WarningSigns::NotAsked, Flare::NotAsked),
        both(fever(), settled),
        SessionContent {
            screen: vec![
                answer("rf_fever", FlagState::Open),
                answer("rf_chest_pain", FlagState::Absent),
            ],
            ..both(fever(), lasting)
        },
    ];
    for (number, readings) in readings.into_iter().enumerate() {
        let mut visit = answers[number % answers.len()].clone();
        visit.took_place = t.now();
        visit.readings = readings
            .into_iter()
            .map(|reading| Reading {
                taken_at: t.now(),
                ..reading
            })
            .collect();
        let id = sign(&t, &episode, &visit);
        let before = recorded(&t, &id);
        let asha = t.browser(&t.asha);
        let signed = send(&asha, &id, form(&asha, &id).await).await;
        assert_eq!(
            signed.status,
            StatusCode::SEE_OTHER,
            "{number} {visit:#?}\n{}",
            signed.text
        );
        assert_same(&before, &recorded(&t, &id));
    }
}

#[actix_web::test]
async fn what_an_amendment_leaves_out_is_said_and_confirmed() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let both = vec![
        spasm(Side::Left, "1", false),
        spasm(Side::Right, "3", false),
    ];
    let id = sign(&t, &episode, &content(t.now(), both));
    let asha = t.browser(&t.asha);
    let without = form(&asha, &id).await.set("m_spasm_grade_right", "");
    let refused = send(&asha, &id, without).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let sentence = "Removed from the record: ";
    assert!(refused.text.contains(sentence), "{}", refused.text);
    assert!(refused.text.contains("value=\"spasm_grade right\""));
    assert_eq!(recorded(&t, &id).readings.len(), 2);

    let meant = Typed::from_page(&refused.text).set("removes", "spasm_grade right");
    let signed = send(&asha, &id, meant).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    assert_eq!(recorded(&t, &id).readings.len(), 1);
    let page = asha.get(&signed.location).await.text;
    let changed = page.split("What this version changed").nth(1).unwrap();
    let changed = changed.split("</table>").next().unwrap();
    assert!(
        changed.contains("right") && changed.contains("not recorded") && changed.contains("3"),
        "{changed}"
    );
    assert!(!changed.contains("left"), "{changed}");
}

#[actix_web::test]
async fn an_amendment_keeps_a_reported_sign_however_flags_are_asked_by_now() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 3);
    let reported = |flag: &str| {
        WarningSigns::Reported(vec![ReportedFlag {
            flag: flag.parse().unwrap(),
            level: None,
        }])
    };
    // the visit between was struck out since: every flag would be asked after so long a gap
    t.later(24 * 60);
    let between = sign(&t, &episode, &content(t.now(), vec![]));
    t.later(24 * 60);
    let visit = SessionContent {
        warning_signs: reported("rf_fever"),
        ..content(t.now(), vec![])
    };
    let id = sign(&t, &episode, &visit);
    t.by(&t.asha, |w| {
        let before = sessions::find(w.db(), &between)?;
        sessions::strike_out(w, &before, Mistake::Other, "made in error")
    });
    let asha = t.browser(&t.asha);
    let shown = form(&asha, &id).await;
    let has = |typed: &Typed, name: &str, value: &str| {
        let field = (name.to_owned(), value.to_owned());
        typed.filled().contains(&field)
    };
    assert!(has(&shown, "flag", "rf_fever"), "{:?}", shown.filled());
    let signed = send(&asha, &id, shown).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    assert_eq!(recorded(&t, &id).warning_signs, reported("rf_fever"));

    // leaving it out is said, and refused until it is confirmed
    let without = form(&asha, &id)
        .await
        .set("flag", "")
        .set("warning_signs", "none");
    let refused = send(&asha, &id, without).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("Removed from the record: Red flag: "),
        "{}",
        refused.text
    );
    assert_eq!(recorded(&t, &id).warning_signs, reported("rf_fever"));
}

#[actix_web::test]
async fn an_amended_reading_stands_beside_what_it_was() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let id = sign(
        &t,
        &episode,
        &content(t.now(), vec![reading("nprs_rest", None, 3_000)]),
    );
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/sessions/{id}")).await.text;
    assert!(!page.contains("What this version changed"));
    let typed = form(&asha, &id).await.set("m_nprs_rest", "5");
    let signed = send(&asha, &id, typed).await;
    let page = asha.get(&signed.location).await.text;
    let changed = page.split("What this version changed").nth(1).unwrap();
    let changed = changed.split("</table>").next().unwrap();
    assert!(
        changed.contains("3 points") && changed.contains("5 points"),
        "{changed}"
    );
    assert_eq!(changed.matches("<tr>").count(), 2, "{changed}");
}

#[actix_web::test]
async fn a_sign_ticked_in_a_draft_is_carried_into_the_full_screen() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let page = asha.get(&format!("{path}/new")).await.text;
    let typed = Typed::from_page(&page).all(&[
        ("warning_signs", "yes"),
        ("flag", "rf_new_deformity"),
        ("level_rf_new_deformity", "no"),
        ("flare", "no"),
    ]);
    let draft = typed.send(&asha, &path, "draft").await.location;
    let open_since_the_question = Typed::from_page(&asha.get(&draft).await.text);
    t.later(24 * 91);
    let asha = t.browser(&t.asha);
    let again = Typed::from_page(&asha.get(&draft).await.text);
    for field in [
        ("screen", "now"),
        ("screen_rf_new_deformity", "yes"),
        ("level_rf_new_deformity", "no"),
    ] {
        let field = (field.0.to_owned(), field.1.to_owned());
        assert!(again.filled().contains(&field), "{field:?}");
    }
    // a tab opened before that loses it neither, and no other answer hides it
    let late = open_since_the_question.set("late_because", "on leave");
    let refused = late.send(&asha, &draft, "sign").await;
    assert!(refused.text.contains("red flags have no answer"));
    let hidden = again
        .clone()
        .set("screen", "not_asked")
        .set("late_because", "on leave");
    let refused = hidden.send(&asha, &draft, "sign").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .text
            .contains("A red flag is answered Yes one by one"),
        "{}",
        refused.text
    );
    let signed = again
        .set("screen_others_no", "yes")
        .set("late_because", "on leave")
        .send(&asha, &draft, "sign")
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let newest = t.read(|db| sessions::list(db, &episode)).remove(0);
    let WarningSigns::Reported(signs) = newest.current.content.warning_signs else {
        panic!("the sign was reported");
    };
    assert_eq!(signs.len(), 1);
    assert_eq!(signs[0].flag.to_string(), "rf_new_deformity");
}
