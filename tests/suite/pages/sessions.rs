//! Visits by form: the assessment, a session, a draft.

use actix_web::http::StatusCode;
use ninefold::care::ids::EpisodeId;
use ninefold::records::sessions;

use crate::support::{Answer, Browser, TestClinic};

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
