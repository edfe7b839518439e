//! The programme builder as a tool: chosen, ordered, narrowed down, taken over from last time, previewed. Nothing typed is lost.

use actix_web::http::StatusCode;
use ninefold::care::ids::EpisodeId;
use ninefold::care::programme::ProgrammeState;
use ninefold::records::{cautions, programmes};

use super::sessions::Typed;
use crate::actions::programmes::{content, draft, in_phase, issued};
use crate::print::paper;
use crate::support::{Browser, TestClinic, patient_facts};

/// The form as a browser sends it from the page.
fn typed(page: &str) -> Typed {
    Typed::from_page(page.split(" novalidate").nth(1).unwrap())
}

async fn opened(asha: &Browser, episode: &EpisodeId) -> Typed {
    typed(
        &asha
            .get(&format!("/episodes/{episode}/programmes/new"))
            .await
            .text,
    )
}

fn is_offered(page: &str, key: &str) -> bool {
    assert!(
        page.contains(&format!("id=\"take_{key}\"")),
        "{key} stays in the form"
    );
    !page.contains(&format!("id=\"take_{key}\" hidden"))
}

/// The list of what is chosen, in its order.
fn chosen(page: &str) -> &str {
    let list = page.split("id=\"chosen\"").nth(1).unwrap();
    list.split("</section>").next().unwrap()
}

fn in_order(page: &str, names: &[&str]) -> bool {
    let chosen = chosen(page);
    let places: Option<Vec<usize>> = names
        .iter()
        .map(|name| chosen.find(&format!(">{name}</a>")))
        .collect();
    places.is_some_and(|places| places.is_sorted())
}

#[actix_web::test]
async fn filtering_narrows_what_is_shown_and_loses_nothing() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 3);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/programmes");
    let form = opened(&asha, &episode).await.all(&[
        ("take", "open_book"),
        ("note_open_book", "as far as is easy"),
        ("note_band_row", "blue band"),
        ("goal", "swim <again>"),
        ("only_purpose", "strength"),
    ]);
    let shown = form.send(&asha, &path, "show").await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert!(
        is_offered(&shown.text, "open_book"),
        "what is taken stays in sight"
    );
    assert!(is_offered(&shown.text, "band_row"), "a strength exercise");
    assert!(!is_offered(&shown.text, "cat_cow"), "a mobility exercise");
    let again = typed(&shown.text);
    assert_eq!(again.filled(), form.filled(), "every field comes back");
    let wide = again
        .set("only_purpose", "")
        .send(&asha, &path, "show")
        .await;
    assert!(is_offered(&wide.text, "cat_cow"));
    assert!(
        t.read(|db| programmes::list(db, &episode)).is_empty(),
        "nothing is saved by looking"
    );

    let saved = typed(&shown.text).send(&asha, &path, "save").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let kept = t.read(|db| programmes::list(db, &episode)).remove(0);
    assert_eq!(kept.content.goal, "swim <again>");
    assert_eq!(kept.content.items.len(), 1);
}

#[actix_web::test]
async fn moving_an_exercise_keeps_everything_and_the_focus() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 3);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/programmes");
    let form = opened(&asha, &episode)
        .await
        .all(&[("take", "open_book"), ("goal", "swim again")])
        .add("take", "chin_tuck")
        .add("take", "cat_cow")
        .all(&[
            ("order_open_book", "1"),
            ("order_chin_tuck", "2"),
            ("order_cat_cow", "3"),
        ]);
    for (wish, names, focused) in [
        (
            "up:cat_cow",
            ["Open book", "Cat and cow", "Chin tuck"],
            "up:cat_cow",
        ),
        (
            "down:open_book",
            ["Chin tuck", "Open book", "Cat and cow"],
            "down:open_book",
        ),
        // at the end of the list the other button takes the focus
        (
            "up:chin_tuck",
            ["Chin tuck", "Open book", "Cat and cow"],
            "down:chin_tuck",
        ),
        // nothing to do: it stays where it is
        (
            "up:open_book",
            ["Open book", "Chin tuck", "Cat and cow"],
            "down:open_book",
        ),
    ] {
        let shown = form.send(&asha, &path, wish).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        assert!(
            in_order(&shown.text, &names),
            "{wish}: {}",
            chosen(&shown.text)
        );
        let button = format!("value=\"{focused}\" autofocus");
        assert!(
            shown.text.contains(&button),
            "{wish}: {}",
            chosen(&shown.text)
        );
        assert!(shown.text.contains("value=\"swim again\""));
    }
    let moved = form.send(&asha, &path, "up:cat_cow").await;
    let saved = typed(&moved.text).send(&asha, &path, "save").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let items = t
        .read(|db| programmes::list(db, &episode))
        .remove(0)
        .content
        .items;
    let keys: Vec<&str> = items.iter().map(|item| item.exercise.as_str()).collect();
    assert_eq!(keys, ["open_book", "cat_cow", "chin_tuck"]);
}

#[actix_web::test]
async fn as_last_time_is_asked_for_says_so_and_marks_what_is_barred_now() {
    let t = TestClinic::new();
    let (patient, episode) = in_phase(&t, &patient_facts("1"), 5);
    let mut last = content(&["foam_roller_extension", "open_book"]);
    last.items[1].note = "slowly".into();
    last.items[1].dose.sets =
        ninefold::care::exercise::Span::of(ninefold::care::number::Number::whole(7));
    issued(&t, &episode, &last);
    t.by(&t.asha, |w| {
        cautions::record(w, &patient, &"ca_osteoporosis".parse().unwrap(), "")
    });
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/programmes");
    let page = asha.get(&format!("{path}/new")).await.text;
    assert!(
        !page.contains("value=\"foam_roller_extension\" checked"),
        "only when asked for"
    );
    let form = typed(&page).set("goal", "typed before");
    let copied = form.send(&asha, &path, "last").await;
    assert_eq!(copied.status, StatusCode::OK, "{}", copied.text);
    for words in [
        "Copied from home programme 1, issued 2 Mar 2026: 2 exercises with their doses",
        "Not offered to this patient now: Upper back arch over a foam roller",
        "value=\"foam_roller_extension\" checked",
        "value=\"open_book\" checked",
        "value=\"slowly\"",
        "value=\"7\"",
        "value=\"typed before\"",
    ] {
        assert!(copied.text.contains(words), "{words}: {}", copied.text);
    }
    assert!(in_order(
        &copied.text,
        &["Upper back arch over a foam roller", "Open book"]
    ));
    assert!(
        chosen(&copied.text).contains("Not offered now"),
        "{}",
        chosen(&copied.text)
    );
    let refused = typed(&copied.text).send(&asha, &path, "save").await;
    assert_eq!(
        refused.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "a reason is asked for anew"
    );
    // in a draft too
    let id = draft(&t, &episode, &content(&["chin_tuck"])).unwrap();
    let edit = asha.get(&format!("/programmes/{id}/edit")).await.text;
    let copied = typed(&edit)
        .send(&asha, &format!("/programmes/{id}"), "last")
        .await;
    assert!(copied.text.contains("value=\"open_book\" checked"));
    assert!(!copied.text.contains("value=\"chin_tuck\" checked"));
    assert_eq!(
        t.read(|db| programmes::find(db, &id)).content.items.len(),
        1,
        "the draft is as it was saved"
    );
}

#[actix_web::test]
async fn minutes_a_day_are_summed_and_heavy_is_a_clinic_default() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 3);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/programmes");
    let form = opened(&asha, &episode).await.all(&[
        ("take", "open_book"),
        ("sets_open_book", "2"),
        ("repetitions_open_book", "10"),
        ("hold_open_book", "26"),
        ("times_open_book", "3"),
        ("each_side_open_book", ""),
    ]);
    let light = form.send(&asha, &path, "show").await.text;
    assert!(
        chosen(&light).contains("30 minutes a day"),
        "{}",
        chosen(&light)
    );
    assert!(!light.contains("clinic default"));
    let heavy = form.clone().set("times_open_book", "5");
    let shown = heavy.send(&asha, &path, "show").await.text;
    for words in ["50 minutes a day", "more than 45, the clinic default"] {
        assert!(
            chosen(&shown).contains(words),
            "{words}: {}",
            chosen(&shown)
        );
    }
    let saved = heavy.send(&asha, &path, "save").await;
    let page = asha.get(&saved.location).await.text;
    assert!(page.contains("more than 45, the clinic default"), "{page}");
    let unread = form
        .set("sets_open_book", "many")
        .send(&asha, &path, "show")
        .await
        .text;
    assert!(
        chosen(&unread).contains("dose to be put right"),
        "{}",
        chosen(&unread)
    );
}

#[actix_web::test]
async fn each_suggestion_has_its_reason() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 3);
    let page = t
        .browser(&t.asha)
        .get(&format!("/episodes/{episode}/programmes/new"))
        .await
        .text;
    let suggested = page.split("Suggested for this phase").nth(1).unwrap();
    let suggested = suggested.split("</section>").next().unwrap();
    let cards: Vec<&str> = suggested.split("id=\"take_").skip(1).collect();
    assert!(cards.len() >= 3);
    for card in cards {
        assert!(card.contains("On the starter list of phase 3"), "{card}");
        assert!(card.contains("/figure.svg"), "{card}");
    }
    let first = page.find("Suggested for this phase").unwrap();
    assert!(first < page.find("Other exercises of this phase").unwrap());
}

#[actix_web::test]
async fn the_preview_is_the_draft_without_a_code_and_is_not_stored() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 2);
    let id = draft(&t, &episode, &content(&["open_book"])).unwrap();
    let asha = t.browser(&t.asha);
    let preview = asha.get(&format!("/programmes/{id}/preview.pdf")).await;
    assert_eq!(preview.status, StatusCode::OK, "{}", preview.text);
    assert!(preview.text.starts_with("%PDF"));
    let text = paper::text(&paper::pages(&preview.bytes));
    for words in ["Draft: not given out", "Open book", "Łukasz Žižek"] {
        assert!(text.contains(words), "{words} in {text}");
    }
    assert!(
        !text.contains("Check code") && !text.contains("DRAFT"),
        "{text}"
    );
    assert!(t.read(|db| programmes::list_prints(db, &id)).is_empty());
    let page = asha.get(&format!("/programmes/{id}")).await.text;
    assert!(page.contains(&format!("/programmes/{id}/preview.pdf")));
    assert!(
        !page.contains("sheet.pdf"),
        "a draft has no sheet to give out"
    );
    let sheet = asha.get(&format!("/programmes/{id}/sheet.pdf")).await;
    assert_eq!(sheet.location, format!("/programmes/{id}/preview.pdf"));

    let given = issued(
        &t,
        &in_phase(&t, &patient_facts("2"), 2).1,
        &content(&["open_book"]),
    );
    let late = asha.get(&format!("/programmes/{given}/preview.pdf")).await;
    assert_eq!(
        late.location,
        format!("/programmes/{given}"),
        "issued: there is a sheet now"
    );
}

#[actix_web::test]
async fn saving_for_the_preview_leads_to_it() {
    let t = TestClinic::new();
    let (_, episode) = in_phase(&t, &patient_facts("1"), 2);
    let asha = t.browser(&t.asha);
    let path = format!("/episodes/{episode}/programmes");
    let form = opened(&asha, &episode).await;
    let saved = form.send(&asha, &path, "preview").await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
    let kept = t.read(|db| programmes::list(db, &episode)).remove(0);
    assert_eq!(
        saved.location,
        format!("/programmes/{}/preview.pdf", kept.id)
    );
    assert_eq!(kept.state, ProgrammeState::Draft);
}
