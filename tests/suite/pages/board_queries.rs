//! The board asks the record as often for sixty patients as for two.

use std::sync::{Arc, Mutex};

use diesel::connection::{Connection, InstrumentationEvent};
use ninefold::records::sessions;

use crate::support::course::submission;
use crate::support::{Browser, TestClinic, content};

/// Every statement any reader of this clinic begins from now on.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    fn of(t: &TestClinic) -> Asked {
        let asked = Asked::default();
        asked.listen(t, 8);
        asked
    }

    /// Holds so many readers at once, so that each of them is another one.
    fn listen(&self, t: &TestClinic, readers: usize) {
        if readers == 0 {
            return;
        }
        t.read(|db| {
            let statements = Arc::clone(&self.0);
            db.set_instrumentation(move |event: InstrumentationEvent<'_>| {
                if let InstrumentationEvent::StartQuery { query, .. } = event {
                    statements.lock().unwrap().push(query.to_string());
                }
            });
            self.listen(t, readers - 1);
            Ok(())
        });
    }

    async fn by_page(&self, browser: &Browser, path: &str) -> Vec<String> {
        self.0.lock().unwrap().clear();
        let page = browser.get(path).await;
        assert_eq!(page.status, actix_web::http::StatusCode::OK, "{path}");
        self.0.lock().unwrap().clone()
    }
}

/// Patients on the board, each with a form that was typed in, every other one with a visit nobody signed: Asha's own, or one
/// that Ben left.
async fn begun(t: &TestClinic, asha: &Browser, numbers: std::ops::Range<u32>) {
    for number in numbers {
        let (_, episode) = t.episode(&number.to_string());
        let path = format!("/episodes/{episode}/sessions");
        let id = submission();
        let typed = [
            ("path", path.as_str()),
            ("note", "half"),
            ("submission_id", &id),
        ];
        asha.post("/drafts", &typed).await;
        let who = if number % 2 == 0 { &t.ben } else { &t.asha };
        t.by(who, |w| {
            sessions::draft(w, &episode, &content(w.now(), vec![]))
        });
    }
}

#[actix_web::test]
async fn the_board_asks_as_often_for_sixty_patients_as_for_two() {
    let t = TestClinic::new();
    begun(&t, &t.browser(&t.asha), 0..2).await;
    t.later(25);
    let asked = Asked::of(&t);
    let ways = ["/board", "/board?view=all", "/board?view=decide"];
    let mut few = Vec::new();
    for way in ways {
        few.push(asked.by_page(&t.browser(&t.asha), way).await);
    }
    t.later(-25);
    begun(&t, &t.browser(&t.asha), 2..60).await;
    t.later(25);
    for (way, few) in ways.iter().zip(&few) {
        let asha = t.browser(&t.asha);
        let many = asked.by_page(&asha, way).await;
        assert!(!few.is_empty(), "{way}");
        assert_eq!(few.len(), many.len(), "{way}: {many:#?}");
        // a list says what and when: nothing typed is read for it
        let reads_typed = |asked: &&String| asked.contains("content") && asked.contains("drafts");
        assert_eq!(many.iter().find(reads_typed), None, "{way}");
    }
    let board = t.browser(&t.asha).get("/board?view=all").await.text;
    assert_eq!(board.matches("href=\"/drafts/").count(), 60);
    assert_eq!(board.matches("by Ben Okafor").count(), 30, "{board}");
}
