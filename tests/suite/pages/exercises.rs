use actix_web::http::StatusCode;

use crate::support::TestClinic;

#[actix_web::test]
async fn the_library_is_narrowed_down_by_a_plain_form() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    let all = asha.get("/exercises").await;
    assert_eq!(all.status, StatusCode::OK);
    assert!(all.text.contains("58 of 58 shown"));
    for (query, shown) in [
        ("phase=1", ""),
        ("purpose=strength", ""),
        ("equipment=chair", ""),
        ("words=OPEN+bo", "1 of 58"),
        ("words=nothing+of+the+kind", "0 of 58"),
        ("phase=9&equipment=chair&words=bird", "0 of 58"),
    ] {
        let answer = asha.get(&format!("/exercises?{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        assert!(answer.text.contains(shown), "{query}: {shown}");
        assert!(!answer.text.contains("58 of 58"), "{query}");
    }
}

#[actix_web::test]
async fn an_exercise_tells_all_of_it_and_shows_its_figure() {
    let t = TestClinic::new();
    let asha = t.browser(&t.asha);
    let page = asha.get("/exercises/foam_roller_extension").await;
    for words in [
        "8 times, hold each for 10 seconds",
        "Barred:",
        "Not before",
        "Stop if",
    ] {
        assert!(page.text.contains(words), "{words}");
    }
    let right = asha.get("/exercises/open_book/figure.svg").await;
    assert!(right.text.starts_with("<svg") && right.text.contains("<title>Open book</title>"));
    let left = asha.get("/exercises/open_book/figure.svg?side=left").await;
    assert_ne!(left.text, right.text);
    for path in ["/exercises/none", "/exercises/none/figure.svg"] {
        assert_eq!(asha.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
