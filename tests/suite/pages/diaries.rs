use actix_web::http::StatusCode;

use ninefold::records::{diaries, programmes};

use super::sessions::Typed;
use crate::actions::diaries::{daily, two_weeks_later};
use crate::actions::programmes::{draft, in_phase, issued};
use crate::support::{Answer, Browser, TestClinic, patient_facts};

/// Sends a form under an id of its own.
async fn send(browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let id = crate::support::course::submission().replacen('0', "e", 1);
    let mut fields = fields.to_vec();
    fields.push(("submission_id", &id));
    browser.post(path, &fields).await
}

/// Every field of the days, as the page sends them untouched.
fn untouched(last: u32) -> Vec<(String, String)> {
    let state = |day| (format!("day_2026-03-{day:02}"), "ticked".to_owned());
    (2..=last).map(state).collect()
}

fn with<'a>(
    fields: &'a [(String, String)],
    more: &[(&'a str, &'a str)],
) -> Vec<(&'a str, &'a str)> {
    let own = fields
        .iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    let own = own.map(|(name, value)| (name.as_str(), value.as_str()));
    own.chain(more.iter().copied()).collect()
}

#[actix_web::test]
async fn a_diary_is_typed_in_from_the_episode_and_stands_where_it_counts() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{episode}")).await;
    assert!(
        page.text
            .contains(&format!("/programmes/{sheet}/diaries/new"))
    );
    let lead = asha.get(&format!("/episodes/{episode}/diaries/new")).await;
    let new = format!("/programmes/{sheet}/diaries/new");
    assert_eq!(lead.location, new);
    let form = asha.get(&new).await;
    assert_eq!(form.status, StatusCode::OK);
    for words in [
        "Type in the diary of 2–15 Mar",
        "Sun 15 Mar: Open book",
        "Sun 15 Mar: Chin tuck, times of 3",
        "value=\"2026-03-16\"",
        "Save the diary of Łukasz Žižek",
    ] {
        assert!(form.text.contains(words), "{words}");
    }
    assert!(
        !form.text.contains("16 Mar: "),
        "the sheet ends on the 15th"
    );

    let path = format!("/programmes/{sheet}/diaries");
    let fields = untouched(15);
    let some = [
        ("handed_back", "2026-03-16"),
        ("every_1", "yes"),
        ("every_2", "yes"),
        ("day_2026-03-04", "not_done"),
        ("day_2026-03-05", "blank"),
        ("note", "sore in the evening"),
        ("do", "check"),
    ];
    let checked = send(&asha, &path, &with(&fields, &some)).await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.text);
    for words in [
        "92 % of what was asked, over the 13 of 14 days that were written on",
        "name=\"done_2026-03-15_2\" value=\"3\"",
        "sore in the evening",
    ] {
        assert!(checked.text.contains(words), "{words}");
    }
    assert!(t.read(|db| diaries::list(db, &episode)).is_empty());

    let mut some = some;
    some[6] = ("do", "save");
    let saved = send(&asha, &path, &with(&fields, &some)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let shown = asha.get(&saved.location).await.text;
    for words in [
        "Diary of 2–15 Mar",
        "Home programme done: 92 % from 13 of 14 days",
        "It counts for phase 9: the last day written on is Sun 15 Mar.",
        "nothing written",
        "0 of 3",
        "signed by Asha Rao",
        "sore in the evening",
    ] {
        assert!(shown.contains(words), "{words}");
    }
    let page = asha.get(&format!("/episodes/{episode}")).await.text;
    for words in [
        "Diary of 2–15 Mar, 92 % from 13 of 14 days",
        "from the diary of 2–15 Mar, written on 13 of 14 days",
        "Home programme done: 92 %, at least 80 % (met).",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let sheet_page = asha.get(&format!("/programmes/{sheet}")).await.text;
    assert!(sheet_page.contains("Diary of 2–15 Mar, 92 %"));
    let board = asha.get("/board?phase=9").await.text;
    assert!(
        board.contains("home programme 92 % from 13 of 14 days, diary to 15 Mar"),
        "{board}"
    );
    let twice = asha.get(&new).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER);
    assert_eq!(twice.location, format!("/programmes/{sheet}"));
}

#[actix_web::test]
async fn a_day_left_blank_is_not_a_day_not_done() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    let asha = t.browser(&t.asha);
    let path = format!("/programmes/{sheet}/diaries");
    let fields = untouched(15);
    let some = [
        ("done_2026-03-02_1", "1"),
        ("done_2026-03-02_2", "9"),
        ("done_2026-03-03_1", "1"),
        ("day_2026-03-03", "blank"),
        ("handed_back", "2026-03-30"),
        ("note", "kept here"),
        ("do", "save"),
    ];
    let refused = send(&asha, &path, &with(&fields, &some)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in [
        "The day the diary was handed back must be between 2 Mar 2026 and 16 Mar 2026",
        "Mon 2 Mar, Chin tuck: write 0 to 3 times",
        "Tue 3 Mar is called left blank, and something is entered: clear one of them",
        "On 12 days nothing is ticked, the first is Wed 4 Mar",
        "Please put 4 things right",
        "value=\"9\"",
        "kept here",
        "2026-03-30",
    ] {
        assert!(refused.text.contains(words), "{words}");
    }
    for (rest, share) in [("blank", "100 %"), ("not_done", "7 %")] {
        let some = [
            ("all_2026-03-02", "yes"),
            ("rest", rest),
            ("handed_back", "2026-03-16"),
            ("do", "check"),
        ];
        let said = send(&asha, &path, &with(&fields, &some)).await;
        assert!(
            said.text.contains(&format!("{share} of what was asked")),
            "{rest}"
        );
    }
    assert!(t.read(|db| diaries::list(db, &episode)).is_empty());
}

#[actix_web::test]
async fn a_diary_is_amended_with_a_reason_and_struck_out() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    let asha = t.browser(&t.asha);
    let fields = untouched(15);
    let all = [
        ("every_1", "yes"),
        ("every_2", "yes"),
        ("handed_back", "2026-03-16"),
        ("do", "save"),
    ];
    let path = format!("/programmes/{sheet}/diaries");
    let diary = send(&asha, &path, &with(&fields, &all)).await.location;
    let form = asha.get(&format!("{diary}/amendments/new")).await;
    assert!(form.text.contains("name=\"done_2026-03-15_2\" value=\"3\""));
    assert_eq!(form.hidden("version"), "1");

    let amendments = format!("{diary}/amendments");
    let mut less = all.to_vec();
    less.extend([("day_2026-03-04", "not_done"), ("version", "1")]);
    let silent = send(&asha, &amendments, &with(&fields, &less)).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.text.contains("The reason is needed"));
    less.push(("reason", "read off the wrong line"));
    let amended = send(&asha, &amendments, &with(&fields, &less)).await;
    assert_eq!(amended.location, diary, "{}", amended.text);
    let late = send(&asha, &amendments, &with(&fields, &less)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text.contains("read off the wrong line") && late.hidden("version") == "2");
    let shown = asha.get(&diary).await.text;
    for words in [
        "Amended",
        "Home programme done: 92 %",
        "read off the wrong line",
        "Version 1, ",
    ] {
        assert!(shown.contains(words), "{words}");
    }

    let page = asha.get(&format!("{diary}/strikeouts/new")).await;
    assert!(page.text.contains("Strike out this diary of Łukasz Žižek"));
    let strikeouts = format!("{diary}/strikeouts");
    let silent = send(&asha, &strikeouts, &[("version", "2")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = [
        ("version", "2"),
        ("kind", "wrong_patient"),
        ("why", "his brother’s"),
    ];
    let struck = send(&asha, &strikeouts, &why).await;
    assert_eq!(struck.location, diary, "{}", struck.text);
    let shown = asha.get(&diary).await.text;
    assert!(shown.contains("recorded for the wrong patient. his brother’s"));
    assert!(!shown.contains("/amendments/new"));
    let page = asha.get(&format!("/episodes/{episode}")).await.text;
    assert!(page.contains("Diary of 2–15 Mar, struck out") && !page.contains("from the diary"));
    assert_eq!(
        asha.get(&format!("{path}/new")).await.status,
        StatusCode::OK
    );
}

#[actix_web::test]
async fn days_to_come_cannot_be_ticked_and_a_draft_has_no_diary() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 9);
    let asha = t.browser(&t.asha);
    let nothing = asha.get(&format!("/episodes/{episode}/diaries/new")).await;
    assert_eq!(nothing.status, StatusCode::CONFLICT);
    let first = issued(&t, &episode, &daily());
    t.later(3 * 24);
    let asha = t.browser(&t.asha);
    let form = asha
        .get(&format!("/programmes/{first}/diaries/new"))
        .await
        .text;
    assert!(form.contains("Thu 5 Mar was") && !form.contains("Fri 6 Mar was"));
    let second = issued(&t, &episode, &daily());
    let lead = asha.get(&format!("/episodes/{episode}/diaries/new")).await;
    assert_eq!(
        lead.location,
        format!("/programmes/{first}/diaries/new"),
        "today’s sheet has not been home yet"
    );
    assert_ne!(first, second);
    let draft = draft(&t, &episode, &daily()).unwrap();
    let page = asha.get(&format!("/programmes/{draft}/diaries/new")).await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(t.read(|db| programmes::list(db, &episode)).len(), 3);
    let page = asha.get(&format!("/episodes/{episode}")).await.text;
    for sheet in [first, second] {
        let way = format!("/programmes/{sheet}/diaries/new");
        assert!(page.contains(&way), "a draft is no sheet that went home");
    }
}

#[actix_web::test]
async fn what_a_decision_rested_on_need_not_be_a_session() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    let asha = t.browser(&t.asha);
    let fields = untouched(15);
    let mut all = vec![
        ("every_1", "yes"),
        ("every_2", "yes"),
        ("handed_back", "2026-03-16"),
        ("do", "save"),
    ];
    let path = format!("/programmes/{sheet}/diaries");
    let diary = send(&asha, &path, &with(&fields, &all)).await.location;
    t.later(1);
    t.decide(&t.asha, &episode, 9, "to be seen again").unwrap();
    t.later(1);
    let asha = t.browser(&t.asha);
    all.extend([
        ("day_2026-03-04", "not_done"),
        ("version", "1"),
        ("reason", "read off the wrong line"),
    ]);
    let amended = send(&asha, &format!("{diary}/amendments"), &with(&fields, &all)).await;
    assert_eq!(amended.location, diary, "{}", amended.text);
    let page = asha.get(&format!("/episodes/{episode}")).await.text;
    let words = "omething the last decision rested on was amended or struck out since";
    assert!(page.contains(words));
    assert!(page.contains("What it rests on was amended or struck out on 16 Mar 2026"));
    let board = asha.get("/board?phase=9").await.text;
    assert!(board.contains(words));
}

#[actix_web::test]
async fn a_chart_names_the_diary_of_each_value() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 9);
    let sheet = issued(&t, &episode, &daily());
    t.later(7 * 24);
    let path = format!("/programmes/{sheet}/diaries");
    for (last, back) in [(9, "2026-03-09"), (15, "2026-03-16")] {
        let asha = t.browser(&t.asha);
        let days = untouched(last);
        let days = if last == 9 { &days[..] } else { &days[8..] };
        let all = [
            ("every_1", "yes"),
            ("every_2", "yes"),
            ("handed_back", back),
            ("do", "save"),
        ];
        let saved = send(&asha, &path, &with(days, &all)).await;
        assert!(saved.location.starts_with("/diaries/"), "{}", saved.text);
        t.later(7 * 24);
    }
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{episode}")).await.text;
    for (days, count) in [("2–9 Mar", 8), ("10–15 Mar", 6)] {
        let by = format!(
            "<td>Asha Rao, from the diary of {days}, written on {count} of {count} days</td>"
        );
        assert!(page.contains(&by), "{days}");
    }
}

#[actix_web::test]
async fn what_a_colleague_amended_meanwhile_stands_above_the_form() {
    let t = TestClinic::new();
    let (_, sheet) = two_weeks_later(&t, 9);
    let (asha, ben) = (t.browser(&t.asha), t.browser(&t.ben));
    let fields = untouched(15);
    let all = [
        ("every_1", "yes"),
        ("every_2", "yes"),
        ("handed_back", "2026-03-16"),
        ("do", "save"),
    ];
    let path = format!("/programmes/{sheet}/diaries");
    let diary = send(&asha, &path, &with(&fields, &all)).await.location;
    let amendments = format!("{diary}/amendments");
    let mut his = all.to_vec();
    his.extend([
        ("day_2026-03-04", "not_done"),
        ("version", "1"),
        ("reason", "he did nothing on Wednesday"),
    ]);
    let amended = send(&ben, &amendments, &with(&fields, &his)).await;
    assert_eq!(amended.location, diary, "{}", amended.text);

    let mut hers = all.to_vec();
    hers.extend([
        ("day_2026-03-05", "blank"),
        ("version", "1"),
        ("reason", "Thursday was left blank"),
    ]);
    let late = send(&asha, &amendments, &with(&fields, &hers)).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    for words in [
        "Somebody amended this diary after you opened the form",
        "What is saved now",
        "2, signed by Ben Okafor on 16 Mar 2026",
        "<dd>he did nothing on Wednesday</dd>",
        "Wed 4 Mar</th><td class=\"nowrap\">–</td><td class=\"nowrap\">0 of 3</td>",
        "Thursday was left blank",
        // each thing that differs, in words beside it, and nothing else
        "id=\"day_2026-03-04-saved\"",
        "saved meanwhile: not done",
        "id=\"done_2026-03-04_2-saved\"",
        "saved meanwhile: 0 of 3",
        "id=\"day_2026-03-05-saved\"",
        "saved meanwhile: as ticked",
    ] {
        assert!(late.text.contains(words), "{words}");
    }
    assert_eq!(late.text.matches("-saved\"><svg").count(), 6);
    assert_eq!(late.hidden("version"), "2");

    // they stay while she compares, with what stands beside the grid
    let mut typed = Typed::from_page(late.text.split("data-keep").nth(1).unwrap());
    assert!(!typed.value("compare").is_empty());
    typed = typed
        .set("handed_back", "2026-03-15")
        .set("note", "sore")
        .set("day_2026-03-05", "ticked")
        .set("done_2026-03-05_1", "1")
        .set("done_2026-03-05_2", "3");
    let checked = typed.send(&asha, &amendments, "check").await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.text);
    assert_eq!(checked.text.matches("-saved\"><svg").count(), 3);
    for words in ["Saved meanwhile: 16 Mar 2026", "Saved meanwhile: nothing"] {
        assert!(checked.text.contains(words), "{words}");
    }
}

#[actix_web::test]
async fn what_no_sheet_has_is_refused_and_what_nobody_can_see_is_not_kept() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    let asha = t.browser(&t.asha);
    let path = format!("/programmes/{sheet}/diaries");
    let fields = untouched(15);
    let all = [
        ("every_1", "yes"),
        ("every_2", "yes"),
        ("handed_back", "2026-03-16"),
        ("do", "save"),
    ];
    for (name, value) in [
        ("done_2026-03-16_1", "1"),
        ("done_2026-03-02_3", "1"),
        ("every_3", "yes"),
        ("all_2026-04-01", "yes"),
    ] {
        let mut some = all.to_vec();
        some.push((name, value));
        let refused = send(&asha, &path, &with(&fields, &some)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let words = "What was sent has 1 box that this sheet has not";
        assert!(refused.text.contains(words), "{name}");
    }
    let mut twice = with(&fields, &all);
    twice.extend([("done_2026-03-02_2", "1"), ("done_2026-03-02_2", "2")]);
    let refused = send(&asha, &path, &twice).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (name, value, sentence) in [
        (
            "done_2026-03-02_2",
            "often",
            "Mon 2 Mar, Chin tuck: write 0 to 3 times",
        ),
        (
            "done_2026-03-02_2",
            "1.5",
            "Mon 2 Mar, Chin tuck: write 0 to 3 times",
        ),
        (
            "done_2026-03-02_1",
            "2",
            "Mon 2 Mar, Open book: the box is ticked or it is not",
        ),
        (
            "day_2026-03-02",
            "perhaps",
            "Mon 2 Mar must be as ticked, left blank or not done",
        ),
        (
            "rest",
            "perhaps",
            "All days without a tick must be one of the answers shown",
        ),
    ] {
        let mut some = vec![
            ("all_2026-03-03", "yes"),
            ("rest", "not_done"),
            ("handed_back", "2026-03-16"),
            ("do", "save"),
        ];
        some.retain(|(other, _)| *other != name);
        some.push((name, value));
        let refused = send(&asha, &path, &with(&fields, &some)).await;
        assert_eq!(
            refused.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{name} {value}"
        );
        assert!(refused.text.contains(sentence), "{sentence}");
    }
    assert!(t.read(|db| diaries::list(db, &episode)).is_empty());

    let mut noted = all.to_vec();
    noted.push(("note", "did \u{202E}ton\u{202C} sleep\r\nsore\u{200B}"));
    let saved = send(&asha, &path, &with(&fields, &noted)).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let note = t
        .read(|db| diaries::list(db, &episode))
        .remove(0)
        .current
        .content
        .note;
    assert_eq!(note, "did ton sleep\nsore");
}

#[actix_web::test]
async fn a_diary_of_the_wrong_patient_fills_in_the_form_of_the_right_one() {
    let t = TestClinic::new();
    let (_, wrong) = in_phase(&t, &patient_facts("1"), 9);
    let named = |number: &str, family: &str| {
        let mut facts = patient_facts(number);
        facts.family_name = family.into();
        in_phase(&t, &facts, 9).1
    };
    let (right, without) = (named("2", "Rossi"), named("3", "Bianchi"));
    let sheet = issued(&t, &wrong, &daily());
    t.later(7 * 24);
    // the other sheet begins a week later and shares one of the two exercises
    let mut other = daily();
    other.items.remove(0);
    let theirs = issued(&t, &right, &other);
    t.later(7 * 24);
    let asha = t.browser(&t.asha);
    let fields = untouched(15);
    let all = [
        ("every_1", "yes"),
        ("every_2", "yes"),
        ("day_2026-03-05", "blank"),
        ("day_2026-03-11", "blank"),
        ("note", "sore in the evening"),
        ("handed_back", "2026-03-15"),
        ("do", "save"),
    ];
    let path = format!("/programmes/{sheet}/diaries");
    let diary = send(&asha, &path, &with(&fields, &all)).await.location;
    let moves = format!("{diary}/moves");
    let early = asha.get(&format!("{moves}/new")).await;
    assert_eq!(early.status, StatusCode::CONFLICT, "it is not struck out");
    let why = [
        ("version", "1"),
        ("kind", "wrong_patient"),
        ("why", "his brother’s"),
    ];
    let struck = send(&asha, &format!("{diary}/strikeouts"), &why).await;
    let shown = asha.get(&struck.location).await.text;
    assert!(shown.contains(&format!("{moves}/new")));

    let page = asha.get(&format!("{moves}/new")).await.text;
    let search = async |words: &str| {
        let typed = Typed::from_page(&page).set("words", words);
        let found = typed.send(&asha, &moves, "search").await.text;
        Typed::from_page(&found)
    };
    let nobody = search("bianchi").await.set("right", without.as_str());
    let none = nobody.send(&asha, &moves, "move").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        none.text
            .contains("No sheet of this patient has a diary over 2–15 Mar")
    );
    let chosen = search("rossi").await.set("right", right.as_str());
    let moved = chosen.send(&asha, &moves, "move").await;
    let new = format!("/programmes/{theirs}/diaries/new?draft=typed-");
    assert!(moved.location.starts_with(&new), "{}", moved.text);
    assert!(
        t.read(|db| diaries::list(db, &right)).is_empty(),
        "nothing is saved"
    );
    let form = asha.get(&moved.location).await.text;
    for words in [
        "Filled in from a diary that was struck out for another patient",
        "Not on this patient’s sheet, so left out: Open book.",
        "6 days written on from 2 Mar to 8 Mar are not to be typed in on this sheet",
        "sore in the evening",
        "value=\"2026-03-15\"",
        "name=\"done_2026-03-09_1\" value=\"3\"",
        "name=\"done_2026-03-16_1\" value=\"\"",
    ] {
        assert!(form.contains(words), "{words}");
    }
    assert!(!form.contains("his brother"));
    let ben = t.browser(&t.ben).get(&moved.location).await;
    assert_eq!(ben.status, StatusCode::NOT_FOUND, "a form of one’s own");

    let typed = Typed::from_page(form.split("data-keep").nth(1).unwrap());
    assert_eq!(typed.value("day_2026-03-11"), "blank");
    let to = format!("/programmes/{theirs}/diaries");
    let saved = typed.send(&asha, &to, "save").await;
    assert!(saved.location.starts_with("/diaries/"), "{}", saved.text);
    let saved = t.read(|db| diaries::list(db, &right)).remove(0).current;
    let done: Vec<_> = saved.content.days.iter().map(|day| &day.done).collect();
    assert_eq!(done.len(), 7, "9 to 15 March");
    assert_eq!((done[0], done[2]), (&Some(vec![3]), &None));
    let once = asha.get(&moved.location).await;
    assert_eq!(once.status, StatusCode::NOT_FOUND, "the kept form is gone");
}

#[actix_web::test]
async fn a_share_of_few_days_says_so_wherever_it_stands() {
    let t = TestClinic::new();
    let (episode, sheet) = two_weeks_later(&t, 9);
    t.sign(&episode, vec![]);
    t.later(1);
    let asha = t.browser(&t.asha);
    let path = format!("/programmes/{sheet}/diaries");
    let fields = untouched(15);
    let mut some = vec![
        ("done_2026-03-02_1", "1"),
        ("done_2026-03-02_2", "2"),
        ("rest", "blank"),
        ("handed_back", "2026-03-16"),
        ("do", "save"),
    ];
    let one = send(&asha, &path, &with(&fields, &some)).await;
    assert!(one.location.starts_with("/diaries/"), "{}", one.text);
    some.extend([("version", "1"), ("reason", "a second day")]);
    t.later(1);
    let asha = t.browser(&t.asha);
    let board = asha.get("/board?phase=9").await.text;
    assert!(board.contains("home programme 75 % from 1 of 14 days, diary to 2 Mar"));
    let page = asha.get(&format!("/episodes/{episode}")).await.text;
    for words in [
        "Diary of 2–15 Mar, 75 % from 1 of 14 days",
        "from the diary of 2–15 Mar, written on 1 of 14 days",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let new = format!("/episodes/{episode}/sessions/new");
    let form = asha.get(&new).await.text;
    assert!(form.contains("%, last from 1 of 14 days"), "{form}");

    // 5 of 8: cut to whole per cent on the form as everywhere else
    let mut two = some.clone();
    two[2] = ("done_2026-03-03_2", "2");
    two.push(("rest", "blank"));
    let amended = send(
        &asha,
        &format!("{}/amendments", one.location),
        &with(&fields, &two),
    )
    .await;
    assert_eq!(amended.location, one.location, "{}", amended.text);
    let form = asha.get(&new).await.text;
    assert!(
        form.contains("from 2 of 14 days") && !form.contains(">62.5"),
        "{form}"
    );
}
