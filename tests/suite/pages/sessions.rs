//! Visits by form: the assessment, a session, a draft.

use actix_web::http::StatusCode;
use ninefold::care::course::{FlagState, Flare};
use ninefold::care::episode::NewPhaseChange;
use ninefold::care::evaluation::Recommendation;
use ninefold::care::ids::{EpisodeId, PatientId};
use ninefold::care::protocol::RedFlag;
use ninefold::care::session::ScreenAnswer;
use ninefold::records::{courses, decisions, episodes, flags, sessions};

use crate::support::{Answer, Browser, TestClinic, content, day, reading};

/// A form filled in field by field.
#[derive(Debug, Clone)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// The fields a browser sends from a page it was shown: what stands in it, and every choice made.
    pub fn from_page(html: &str) -> Typed {
        let form = html.split("class=\"visit\"").nth(1).unwrap_or(html);
        let form = form.split("</form>").next().unwrap();
        let mut fields = Vec::new();
        let attribute = |tag: &str, name: &str| {
            let rest = tag.split(&format!(" {name}=\"")).nth(1)?;
            Some(unescaped(rest.split('"').next()?))
        };
        for tag in form.split('<').skip(1) {
            let end = tag.find('>').unwrap_or(tag.len());
            let (inside, after) = tag.split_at(end);
            let Some(name) = attribute(inside, "name") else {
                continue;
            };
            let value = attribute(inside, "value").unwrap_or_default();
            if inside.starts_with("input") {
                let choice = inside.contains("\"radio\"") || inside.contains("\"checkbox\"");
                if !choice || inside.contains(" checked") {
                    fields.push((name, value));
                }
            } else if inside.starts_with("textarea") {
                fields.push((
                    name,
                    unescaped(after.trim_start_matches('>').trim_start_matches('\n')),
                ));
            } else if inside.starts_with("select") {
                let options = form.split(&format!("name=\"{name}\"")).nth(1).unwrap();
                let options = options.split("</select>").next().unwrap();
                let chosen = options
                    .split("<option")
                    .find(|option| option.split('>').next().unwrap().contains(" selected"));
                let value = chosen.and_then(|option| attribute(option, "value"));
                fields.push((name, value.unwrap_or_default()));
            }
        }
        Typed(fields)
    }

    pub fn set(mut self, name: &str, value: &str) -> Typed {
        self.0.retain(|(field, _)| field != name);
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// One more value of a field that holds several.
    pub fn add(mut self, name: &str, value: &str) -> Typed {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// What a field holds; empty when there is none.
    pub fn value(&self, name: &str) -> String {
        let mut fields = self.0.iter();
        let found = fields.find(|(field, _)| field == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    /// What a person filled in: every field that is not empty, without what belongs to one sending, in order of names.
    pub fn filled(&self) -> Vec<(String, String)> {
        let of_the_sending = ["do", "submission_id", "version", "shown"];
        let mut filled: Vec<(String, String)> = self
            .0
            .iter()
            .filter(|(name, value)| !value.is_empty() && !of_the_sending.contains(&name.as_str()))
            .cloned()
            .collect();
        filled.sort();
        filled
    }

    pub fn all(self, fields: &[(&str, &str)]) -> Typed {
        fields
            .iter()
            .fold(self, |typed, (name, value)| typed.set(name, value))
    }

    pub async fn send(&self, browser: &Browser, path: &str, wish: &str) -> Answer {
        let typed = self.clone().set("do", wish);
        let fields: Vec<(&str, &str)> = typed
            .0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        browser.post(path, &fields).await
    }
}

fn unescaped(text: &str) -> String {
    text.replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#38;", "&")
}

/// What is asked at every visit and the starting values, for a patient who is in phase 1.
pub const PHASE_1: &[(&str, &str)] = &[
    ("m_nprs_rest", "4"),
    ("m_nprs_worst_24h", "7"),
    ("m_nprs_movement", "6"),
    ("m_spasm_grade_left", "2"),
    ("m_spasm_grade_right", "0"),
    ("activity_1", "drive to work"),
    ("activity_2", "lift the child"),
    ("activity_3", "sleep through"),
    ("m_psfs_mean_activity_1", "2"),
    ("m_psfs_mean_activity_2", "3"),
    ("m_psfs_mean_activity_3", "4"),
    ("m_aggravators_controlled", "yes"),
    ("m_teach_back_ok", "yes"),
    ("m_gentle_movement_done", "no"),
    ("screen", "now"),
    ("screen_others_no", "yes"),
];

pub async fn assess(browser: &Browser, episode: &EpisodeId, fields: &[(&str, &str)]) -> Answer {
    let path = format!("/episodes/{episode}/assessment");
    let page = browser.get(&path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    Typed::from_page(&page.text)
        .all(fields)
        .send(browser, &path, "sign")
        .await
}

#[actix_web::test]
async fn the_signing_button_repeats_the_name() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{episode}/assessment")).await;
    assert!(
        page.text
            .contains(">Sign assessment for Łukasz Žižek</button>"),
        "{}",
        page.text
    );
    let signed = assess(&asha, &episode, PHASE_1).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let page = asha.get(&format!("/episodes/{episode}/sessions/new")).await;
    assert!(
        page.text
            .contains(">Sign session for Łukasz Žižek</button>")
    );
    assert_eq!(t.read(|db| sessions::list(db, &episode)).len(), 1);
}

/// The whole screen answered No at intake, one flag weighed.
fn screened_at_intake(t: &TestClinic, patient: &PatientId) {
    let flags = ninefold::builtin::knowledge().protocol.red_flags.iter();
    let answer = |flag: &RedFlag| {
        let is_weighed = flag.key == *"rf_bone_joint_disease";
        ScreenAnswer {
            flag: flag.key.clone(),
            state: if is_weighed {
                FlagState::Considered
            } else {
                FlagState::Absent
            },
            level: None,
            note: if is_weighed {
                "known to the doctor".into()
            } else {
                String::new()
            },
            ask_again_on: None,
        }
    };
    let answers: Vec<ScreenAnswer> = flags.map(answer).collect();
    t.by(&t.asha, |w| flags::record(w, patient, &answers));
}

#[actix_web::test]
async fn the_screen_of_the_intake_is_confirmed_with_one_click_within_a_week() {
    let t = TestClinic::new();
    let (patient, episode) = t.episode("1");
    screened_at_intake(&t, &patient);
    t.later(24);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/assessment");
    let offer = "All asked at intake on 2 Mar 2026, nothing new since";
    let page = asha.get(&path).await.text;
    assert!(page.contains(offer), "{page}");
    assert!(
        page.contains("data-when=\"now\"><summary>Red flags one by one"),
        "the long list is folded away"
    );
    let fields = [
        PHASE_1,
        &[("screen", "as_before"), ("screen_others_no", "")],
    ]
    .concat();
    let signed = assess(&asha, &episode, &fields).await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);

    let session = t.read(|db| sessions::list(db, &episode)).remove(0);
    let content = &session.current.content;
    let flags = &ninefold::builtin::knowledge().protocol.red_flags;
    assert!(content.full_screen);
    assert_eq!(
        content.screen.len(),
        flags.len() - 1,
        "the weighed one stands"
    );
    for answer in &content.screen {
        assert_eq!(answer.state, FlagState::Absent);
        assert_eq!(
            answer.note,
            "asked at intake on 2 Mar 2026, nothing new since"
        );
    }
    let course = t.read(|db| courses::load(db, &episode));
    let fever = course
        .flags
        .iter()
        .filter(|event| event.flag == *"rf_fever");
    let days: Vec<_> = fever
        .map(|event| (event.at.date, event.by.as_str()))
        .collect();
    assert_eq!(
        days,
        [(day(2026, 3, 2), "Asha Rao"), (day(2026, 3, 3), "Asha Rao")]
    );
    let read = asha.get(&format!("/sessions/{}", session.id)).await.text;
    assert!(read.contains("All red flags: asked at intake on 2 Mar 2026, nothing new since"));

    let (patient, late) = t.episode("2");
    screened_at_intake(&t, &patient);
    t.later(8 * 24);
    let page = t
        .browser(&t.asha)
        .get(&format!("/episodes/{late}/assessment"))
        .await
        .text;
    assert!(
        !page.contains("All asked at intake"),
        "that was over a week ago"
    );
    assert!(page.contains("All red flags are asked at this visit"));
}

/// Phase 1 met in full: the assessment goes on to phase 2.
const PHASE_1_MET: &[(&str, &str)] = &[("m_nprs_rest", "2"), ("m_gentle_movement_done", "yes")];

#[actix_web::test]
async fn the_assessment_stops_at_the_first_phase_not_met() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/assessment");
    let first = asha.get(&path).await.text;
    assert!(first.contains("To leave phase 1"), "{first}");
    assert!(!first.contains("To leave phase 2"));

    // not met: checking adds nothing, and it can be signed
    let typed = Typed::from_page(&first).all(PHASE_1);
    let checked = typed.send(&asha, &path, "check").await;
    assert_eq!(checked.status, StatusCode::OK);
    assert!(!checked.text.contains("To leave phase 2"));
    assert!(
        checked.text.contains("Start in phase 1"),
        "{}",
        checked.text
    );

    // met: phase 2 is asked, nothing of phase 3, and what was typed stays
    let typed = Typed::from_page(&checked.text).all(PHASE_1_MET);
    let signed_too_early = typed.send(&asha, &path, "sign").await;
    assert_eq!(signed_too_early.status, StatusCode::UNPROCESSABLE_ENTITY);
    let more = signed_too_early.text;
    assert!(more.contains("To leave phase 2") && !more.contains("To leave phase 3"));
    assert!(more.contains("There is more to ask"));
    for later in [
        "neutral_sit_hold",
        "nprs_end_range",
        "lift_load",
        "shot_put",
        "plank_hold",
    ] {
        assert!(!more.contains(&format!("m_{later}")), "{later}");
    }
    assert!(more.contains(r#"name="activity_2" value="lift the child""#));

    // not tested today: left empty, it can be signed and starts in phase 2
    let signed = Typed::from_page(&more).send(&asha, &path, "sign").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let page = asha.get(&signed.location).await.text;
    assert!(page.contains("Start in phase 2"), "{page}");
    assert!(page.contains("drive to work, lift the child, sleep through"));
}

#[actix_web::test]
async fn a_value_outside_the_range_is_refused_in_words() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let asha = t.browser(&t.asha);
    let refused = assess(
        &asha,
        &episode,
        &[
            ("m_rom_thoracic_rotation_left", "91"),
            ("m_rom_thoracic_rotation_right", "38"),
            ("method_rom_thoracic_rotation", "inclinometer"),
            ("m_nprs_rest", "11"),
            ("note", "typed <before> the fault"),
        ],
    )
    .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for sentence in [
        "Thoracic rotation must be between 0 and 90 degrees (left)",
        "Numeric Pain Rating Scale (NPRS), at rest must be between 0 and 10 points",
        "The red flag screen must have an answer",
    ] {
        assert!(
            refused.text.contains(sentence),
            "{sentence}\n{}",
            refused.text
        );
    }
    for kept in [
        r#"name="m_rom_thoracic_rotation_left" value="91""#,
        r#"name="m_rom_thoracic_rotation_right" value="38""#,
        "typed &#60;before&#62; the fault",
    ] {
        assert!(refused.text.contains(kept), "{kept}");
    }
    assert!(t.read(|db| sessions::list(db, &episode)).is_empty());
}

#[actix_web::test]
async fn a_visit_in_the_future_is_refused() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let asha = t.browser(&t.asha);
    for (date, time) in [("2026-03-03", "09:00"), ("2026-03-02", "10:01")] {
        let fields = [PHASE_1, &[("visit_date", date), ("visit_time", time)]].concat();
        let refused = assess(&asha, &episode, &fields).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{date} {time}"
        );
        assert!(
            refused
                .text
                .contains("The time of the visit is in the future")
        );
    }
    let late = [PHASE_1, &[("visit_date", "2026-02-27")]].concat();
    let refused = assess(&asha, &episode, &late).await;
    assert!(
        refused
            .text
            .contains("Write why this visit is entered on a later day")
    );
    let late = [&late[..], &[("late_because", "the network was down")]].concat();
    assert_eq!(
        assess(&asha, &episode, &late).await.status,
        StatusCode::SEE_OTHER
    );
    let recorded = t.read(|db| sessions::list(db, &episode)).remove(0);
    assert_eq!(
        recorded.current.content.late_because,
        "the network was down"
    );
    assert_eq!(
        recorded.current.content.took_place.date.to_string(),
        "2026-02-27"
    );
}

#[actix_web::test]
async fn the_same_submission_is_saved_once() {
    let t = TestClinic::new();
    let (_, episode) = t.episode("1");
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/assessment");
    let page = asha.get(&path).await;
    let typed = Typed::from_page(&page.text).all(PHASE_1);
    let first = typed.send(&asha, &path, "sign").await;
    let second = typed.send(&asha, &path, "sign").await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    assert_eq!(
        (first.status, &first.location),
        (second.status, &second.location)
    );
    assert_eq!(t.read(|db| sessions::list(db, &episode)).len(), 1);
}

#[actix_web::test]
async fn a_session_asks_what_is_due_and_compares_with_the_last_value() {
    let t = TestClinic::new();
    let (patient, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let page = asha.get(&format!("{path}/new")).await.text;
    // last values stand beside the field, never in it
    assert!(page.contains(r#"name="m_nprs_rest" value="""#), "{page}");
    assert!(page.contains("<span>4</span> <span>2\u{a0}Mar</span>"));
    assert!(page.contains("≤\u{a0}2 points"));
    // no question has a default
    for question in ["warning_signs", "flare"] {
        let first = page.split(&format!(r#"name="{question}""#)).nth(1).unwrap();
        assert!(
            !first.split("</div>").next().unwrap().contains("checked"),
            "{question}"
        );
    }

    let typed = Typed::from_page(&page);
    let refused = typed.send(&asha, &path, "sign").await;
    for sentence in [
        "The warning-sign question must have an answer",
        "The flare-up question must have an answer",
    ] {
        assert!(
            refused.text.contains(sentence),
            "{sentence}\n{}",
            refused.text
        );
    }

    // unchanged and another value is an error, unchanged alone is today's reading
    let same = typed.all(&[
        ("same_nprs_rest", "yes"),
        ("m_nprs_rest", "5"),
        ("warning_signs", "none"),
        ("flare", "no"),
    ]);
    let refused = same.send(&asha, &path, "sign").await;
    assert!(
        refused
            .text
            .contains("is ticked as unchanged, and 5 was typed where it was 4"),
        "{}",
        refused.text
    );
    let checked = same
        .clone()
        .set("m_nprs_rest", "")
        .send(&asha, &path, "check")
        .await;
    assert_eq!(checked.status, StatusCode::OK);
    assert!(
        checked
            .text
            .contains("With today’s values: Stay in phase 2"),
        "{}",
        checked.text
    );
    assert!(checked.text.contains("2 points to go"), "{}", checked.text);
    assert!(
        t.read(|db| sessions::list(db, &episode)).len() == 1,
        "a check saves nothing"
    );

    let before = t.audit().len();
    let signed = same
        .set("m_nprs_rest", "")
        .set("next_date", "2026-03-09")
        .send(&asha, &path, "sign")
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    assert_eq!(
        t.actions_since(before),
        ["looked", "session_signed", "visit_booked"]
    );
    let newest = t.read(|db| sessions::list(db, &episode)).remove(0);
    let reading = &newest.current.content.readings[0];
    assert!(reading.unchanged && reading.value.to_string() == "4");
    let _ = patient;
}

#[actix_web::test]
async fn a_draft_waits_for_its_clinician_and_counts_for_nothing() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let page = asha.get(&format!("{path}/new")).await.text;
    let saved = Typed::from_page(&page)
        .all(&[
            ("m_nprs_rest", "1"),
            ("note", "interrupted"),
            ("t1_treatment", "tx_heat"),
            ("t1_minutes", "15"),
        ])
        .send(&asha, &path, "draft")
        .await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    assert!(saved.location.ends_with("/edit"));
    assert_eq!(t.read(|db| courses::load(db, &episode)).visits.len(), 1);

    let ben = t.browser(&t.ben);
    assert_eq!(ben.get(&saved.location).await.status, StatusCode::NOT_FOUND);
    let page = asha.get(&saved.location).await.text;
    assert!(page.contains(r#"name="m_nprs_rest" value="1""#) && page.contains("interrupted"));
    let typed = Typed::from_page(&page).all(&[("warning_signs", "none"), ("flare", "no")]);
    let signed = typed.send(&asha, &saved.location, "sign").await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let again = typed.send(&asha, &saved.location, "sign").await;
    assert_eq!(
        again.location, signed.location,
        "sent twice it leads to the same session"
    );
    assert_eq!(t.read(|db| courses::load(db, &episode)).visits.len(), 2);
    let read = asha.get(&signed.location).await.text;
    assert!(
        read.contains("15 min") && read.contains("interrupted"),
        "{read}"
    );
}

#[actix_web::test]
async fn a_reported_warning_sign_stops() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let page = asha.get(&format!("{path}/new")).await.text;
    let typed = Typed::from_page(&page).all(&[("warning_signs", "yes"), ("flare", "no")]);
    let refused = typed.send(&asha, &path, "sign").await;
    assert!(
        refused
            .text
            .contains("Tick which warning sign was reported"),
        "{}",
        refused.text
    );
    let signed = typed
        .set("flag", "rf_chest_pain")
        .send(&asha, &path, "sign")
        .await;
    assert_eq!(signed.status, StatusCode::SEE_OTHER, "{}", signed.text);
    let page = asha.get(&signed.location).await.text;
    assert!(
        page.contains("Stop and refer: ambulance or emergency department now"),
        "{page}"
    );
}

#[actix_web::test]
async fn a_barred_treatment_needs_a_reason() {
    let t = TestClinic::new();
    let (patient, episode) = assigned(&t, "1", 4);
    t.by(&t.asha, |w| {
        ninefold::records::cautions::record(w, &patient, &"ca_implant".parse().unwrap(), "")
    });
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let page = asha.get(&format!("{path}/new")).await.text;
    let typed = Typed::from_page(&page).all(&[
        ("warning_signs", "none"),
        ("flare", "no"),
        ("t1_treatment", "tx_electrotherapy"),
        ("t1_event", "dizzy"),
    ]);
    let refused = typed.send(&asha, &path, "sign").await;
    assert!(
        refused.text.contains("an adverse event is described"),
        "{}",
        refused.text
    );
    let typed = typed.set("t1_severity", "mild");
    let refused = typed.send(&asha, &path, "sign").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("stands against treatment 1"),
        "{}",
        refused.text
    );
    assert!(refused.text.contains("Only passive treatments are entered"));
    let typed = typed.set("t1_because", "cardiologist agreed in writing");
    assert_eq!(
        typed.send(&asha, &path, "sign").await.status,
        StatusCode::SEE_OTHER
    );
}

#[actix_web::test]
async fn foreign_missing_and_front_desk_find_nothing() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let session = t.read(|db| sessions::list(db, &episode)).remove(0).id;
    let cora = t.browser(&t.cora);
    for path in [
        format!("/episodes/{episode}/assessment"),
        format!("/episodes/{episode}/sessions/new"),
        format!("/sessions/{session}"),
        format!("/sessions/{session}/amendments/new"),
        format!("/sessions/{session}/strikeouts/new"),
    ] {
        let foreign = cora.get(&path).await;
        let id = path.split('/').nth(2).unwrap();
        let missing = cora.get(&path.replace(id, "nobody")).await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND, "{path}");
        let without_reference = |text: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| !line.contains("Reference"));
            lines.map(str::to_owned).collect()
        };
        assert_eq!(
            without_reference(&foreign.text),
            without_reference(&missing.text),
            "{path}"
        );
    }
}

/// An episode with a signed assessment of this morning, assigned to a phase; an hour has passed.
pub fn assigned(t: &TestClinic, number: &str, phase: u8) -> (PatientId, EpisodeId) {
    let (patient, episode) = t.episode(number);
    let mut visit = content(
        t.now(),
        vec![
            reading("nprs_rest", None, 4_000),
            reading("nprs_worst_24h", None, 6_000),
        ],
    );
    visit.full_screen = true;
    visit.flare = Flare::NotAsked;
    t.by(&t.asha, |w| {
        sessions::sign_new(w, &episode, &visit)?;
        let found = episodes::find(w.db(), &episode)?;
        let new = NewPhaseChange {
            from: None,
            to: phase,
            recommended: Recommendation::Advance(phase),
            against: false,
            reason: String::new(),
            evaluation: "{}".into(),
        };
        decisions::change_phase(w, &found, &new)
    });
    t.later(1);
    (patient, episode)
}

#[actix_web::test]
async fn a_second_visit_at_the_same_time_is_asked_about() {
    let t = TestClinic::new();
    let (_, episode) = assigned(&t, "1", 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/sessions");
    let page = asha.get(&format!("{path}/new")).await.text;
    assert!(!page.contains("another visit of the same day"));
    let typed = || {
        let id = crate::support::course::submission();
        Typed::from_page(&page)
            .all(&[
                ("warning_signs", "none"),
                ("flare", "no"),
                ("note", "seen again"),
            ])
            .set("submission_id", &id)
    };
    let first = typed().send(&asha, &path, "sign").await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let count = || t.read(|db| sessions::list(db, &episode)).len();
    let signed = count();
    let again = typed();
    let asked = again.send(&asha, &path, "sign").await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    for part in [
        "There is a signed visit of this patient at",
        "another visit of the same day",
        "seen again",
    ] {
        assert!(asked.text.contains(part), "{part} in {}", asked.text);
    }
    assert_eq!(count(), signed);
    let confirmed = again
        .set("is_another", "yes")
        .send(&asha, &path, "sign")
        .await;
    assert_eq!(
        confirmed.status,
        StatusCode::SEE_OTHER,
        "{}",
        confirmed.text
    );
    assert_eq!(count(), signed + 1);
}
