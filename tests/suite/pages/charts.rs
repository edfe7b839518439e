//! The charts on an episode's page.

use ninefold::care::ids::EpisodeId;
use ninefold::care::measure::Side;

use crate::support::{TestClinic, reading};

/// The part of the page the charts stand in.
async fn charts(t: &TestClinic, id: &EpisodeId) -> String {
    let page = t
        .browser(&t.asha)
        .get(&format!("/episodes/{id}"))
        .await
        .text;
    let (_, rest) = page.split_once("<h2 id=\"charts\">").unwrap();
    rest.split_once("<h2>").unwrap().0.to_owned()
}

#[actix_web::test]
async fn a_chart_appears_from_the_second_reading_on() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    let words = "A chart appears from the second reading on";
    t.sign(&id, vec![reading("nprs_in_range", None, 5_000)]);
    let none = charts(&t, &id).await;
    assert!(none.contains(words) && !none.contains("<svg class=\"figure\""));
    t.later(48);
    t.sign(&id, vec![reading("nprs_in_range", None, 4_000)]);
    let one = charts(&t, &id).await;
    assert!(!one.contains(words));
    assert_eq!(one.matches("<svg class=\"figure\"").count(), 1, "{one}");
}

#[actix_web::test]
async fn a_chart_of_the_phase_stands_open_and_has_its_readings_under_it() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    for (pain, left) in [(6_000, 20_000), (4_000, 26_000)] {
        t.later(48);
        t.sign(
            &id,
            vec![
                reading("nprs_in_range", None, pain),
                reading("nprs_end_range", None, pain),
                reading("rom_thoracic_rotation", Some(Side::Left), left),
                reading("rom_thoracic_rotation", Some(Side::Right), 41_000),
            ],
        );
    }
    let shown = charts(&t, &id).await;
    let (open, folded) = shown.split_once("more that other phases ask for").unwrap();
    let later = "<h3>NPRS, at end of full range</h3>";
    assert!(!open.contains(later) && folded.contains(later), "{folded}");
    for words in [
        "role=\"img\"",
        "<title>Thoracic rotation</title>",
        "left: 20° on 5 Mar 2026, 26° on 7 Mar 2026.",
        "dots: left",
        "squares: right",
        "dotted: the first value",
        "<span class=\"hidden\"> of Thoracic rotation</span>",
        "<td>7 Mar 2026</td><td>left</td><td>26°</td><td>2</td><td>Asha Rao</td>",
    ] {
        assert!(open.contains(words), "{words} in {open}");
    }
    assert!(
        open.contains("<td>6 points</td><td>2</td><td>Asha Rao</td>"),
        "no side: {open}"
    );
    // Blocked by the browser, or not unique in a page with several charts.
    for forbidden in [" style=", " id="] {
        assert!(!shown.contains(forbidden), "{forbidden}");
    }
    assert!(!shown.contains("wedge"), "two readings are no pace");
}

#[actix_web::test]
async fn a_pace_is_told_from_five_readings_over_two_weeks_and_never_on_paper() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 2);
    for (at, pain) in [8_000, 7_000, 6_000, 5_000, 4_000].into_iter().enumerate() {
        let before = charts(&t, &id).await;
        assert!(!before.contains("wedge"), "after {at} readings");
        t.later(24 * 4);
        t.sign(&id, vec![reading("nprs_in_range", None, pain)]);
    }
    let shown = charts(&t, &id).await;
    assert!(shown.contains("wedge: about 2"), "{shown}");
    assert!(shown.contains(">today</text>"));
    let paper = t
        .browser(&t.asha)
        .get(&format!("/episodes/{id}/report.pdf"))
        .await;
    let words = crate::print::paper::text(&crate::print::paper::pages(&paper.bytes));
    assert!(words.contains("dotted: the first value") && !words.contains("wedge"));
    assert!(!words.contains("at this pace"));
}

#[test]
fn names_of_a_clinics_own_measures_are_escaped_in_a_chart() {
    use ninefold::drawing::{Drawing, svg};
    let drawing = Drawing {
        width: 10.0,
        height: 10.0,
        title: "Reach <b> & \"far\"".into(),
        description: "<script>".into(),
        shapes: vec![],
        labels: vec![],
    };
    let written = svg::inline(&drawing);
    assert!(
        written.contains("Reach &lt;b&gt; &amp; &quot;far&quot;") && !written.contains("<script")
    );
}
