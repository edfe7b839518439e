//! A visit entered on another day than it took place: marked as late wherever it stands, and standing where it happened.

use chrono::TimeDelta;
use ninefold::care::ids::SessionId;

use crate::support::TestClinic;
use crate::support::course::phase_1_met;

#[actix_web::test]
async fn a_late_entry_is_marked_and_stands_where_it_happened() {
    let t = TestClinic::new();
    let id = t.assigned("P-1", 1);
    let in_time = t.sign(&id, phase_1_met());
    let took_place = t.now();
    t.later(48);
    let newest = t.sign(&id, phase_1_met());
    t.later(24);
    let late = t.sign_with(&id, phase_1_met(), |content| {
        content.took_place = took_place;
        content.took_place.utc += TimeDelta::hours(5);
        content.late_because = "the network was down".into();
    });
    let asha = t.browser(&t.asha);
    let page = asha.get(&format!("/episodes/{id}")).await.text;
    let (_, timeline) = page.split_once("id=\"timeline\"").unwrap();
    let (timeline, sessions) = timeline.split_once("<aside").unwrap();
    for list in [timeline, sessions] {
        let link = |session: &SessionId| list.find(&format!("/sessions/{session}\"")).unwrap();
        let places = [&newest, &late, &in_time].map(link);
        assert!(places.is_sorted(), "by when it took place: {places:?}");
        let entry = list[places[1]..places[2]].to_lowercase();
        assert!(entry.contains("entered late"), "{entry}");
        assert_eq!(
            list.to_lowercase().matches("entered late").count(),
            1,
            "{list}"
        );
    }
    assert!(timeline.contains("the network was down"), "{timeline}");
    let shown = asha.get(&format!("/sessions/{late}")).await.text;
    for words in ["Entered late</span>", "the network was down"] {
        assert!(shown.contains(words), "{words}");
    }
    let other = asha.get(&format!("/sessions/{newest}")).await.text;
    assert!(!other.contains("Entered late"));
}
